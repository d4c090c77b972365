//! Events on their way to the registry.
//!
//! An event is a version of a document. While it waits and was never tried, a newer version replaces it; once tried, it
//! may have arrived, so it stays as it is and the newer one waits behind it.

use records::{DocId, Kind};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::row::column;
use crate::{Error, Result};

/// An event in the outbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Queued {
    /// Its row.
    pub id: i64,
    /// Its document.
    pub doc: DocId,
    /// Its id.
    pub event: String,
    /// The bytes to send.
    pub body: Vec<u8>,
    /// How often it was tried.
    pub attempts: u32,
    /// `waiting`, `sent`, `rejected`, `dead`, or `withdrawn`: the registry is to hear of the record no more.
    pub state: String,
    /// When to try next, Unix milliseconds.
    pub due_at: i64,
    /// Of the last attempt.
    pub code: String,
}

const COLUMNS: &str = "id, doc, event, body, attempts, state, due_at, code";

/// Queues an event, in the place of an untried one of the same document. An event that was queued before is not again.
///
/// # Errors
/// Where the database fails.
pub fn enqueue(conn: &Connection, doc: DocId, event: &str, body: &[u8], now_ms: i64) -> Result<()> {
    conn.prepare_cached(
        "delete from registry_outbox where doc = ?1 and state = 'waiting' and attempts = 0 and event <> ?2",
    )?
    .execute(params![doc.as_bytes(), event])?;
    conn.prepare_cached(
        "insert or ignore into registry_outbox (doc, event, body, state, due_at, created_at)
         values (?1, ?2, ?3, 'waiting', ?4, ?5)",
    )?
    .execute(params![doc.as_bytes(), event, body, now_ms, now_ms / 1000])?;
    Ok(())
}

/// Stops what waits of a document that the registry is to hear of no more.
///
/// # Errors
/// Where the database fails.
pub fn withdraw(conn: &Connection, doc: DocId, now: i64) -> Result<()> {
    let sql = "update registry_outbox set state = 'withdrawn', finished_at = ?2 where doc = ?1 and state = 'waiting'";
    conn.prepare_cached(sql)?.execute(params![doc.as_bytes(), now])?;
    Ok(())
}

/// Whether an event that was read stands there still.
///
/// # Errors
/// Where the database fails.
pub fn is_current(conn: &Connection, queued: &Queued) -> Result<bool> {
    let sql = "select 1 from registry_outbox where id = ?1 and event = ?2";
    Ok(conn.prepare_cached(sql)?.exists(params![queued.id, queued.event])?)
}

/// Whether the registry has not answered yet to what it was told of an act of erasing, or refused some of it.
///
/// # Errors
/// Where the database fails.
pub fn waits(conn: &Connection, erasure: i64) -> Result<bool> {
    let sql =
        "select 1 from registry_outbox o join tombstone t on t.doc = o.doc where t.erasure = ?1 and o.state <> 'sent'";
    Ok(conn.prepare_cached(sql)?.exists([erasure])?)
}

/// Forgets events that were stopped, so that the same version may be queued again.
///
/// # Errors
/// Where the database fails.
pub fn forget_withdrawn(conn: &Connection, doc: DocId) -> Result<()> {
    conn.prepare_cached("delete from registry_outbox where doc = ?1 and state = 'withdrawn'")?
        .execute([doc.as_bytes()])?;
    Ok(())
}

/// The events to send now: of each document the oldest that waits, where it is due; at most `limit`.
///
/// # Errors
/// Where the database fails.
pub fn due(conn: &Connection, now_ms: i64, limit: usize) -> Result<Vec<Queued>> {
    let sql = format!(
        "select {COLUMNS} from registry_outbox
         where id in (select min(id) from registry_outbox where state = 'waiting' group by doc) and due_at <= ?1
         order by due_at, id limit ?2"
    );
    let mut rows = conn.prepare_cached(&sql)?;
    let due = rows.query_map(params![now_ms, limit as i64], read)?.collect::<rusqlite::Result<_>>()?;
    Ok(due)
}

/// When the next event is due, Unix milliseconds; `None` where none waits.
///
/// # Errors
/// Where the database fails.
pub fn next_due(conn: &Connection) -> Result<Option<i64>> {
    let sql = "select min(due_at) from registry_outbox
               where id in (select min(id) from registry_outbox where state = 'waiting' group by doc)";
    Ok(conn.prepare_cached(sql)?.query_one([], |row| row.get(0))?)
}

/// Notes that events are being tried, and gives those that still wait: from here on they stay as they are. One that a
/// newer version replaced since it was read is left out; the newer one may even have its row number, so the event is
/// compared as well.
///
/// # Errors
/// Where the database fails.
pub fn trying(conn: &Connection, read: Vec<Queued>) -> Result<Vec<Queued>> {
    let sql = "update registry_outbox set attempts = attempts + 1 where id = ?1 and event = ?2 and state = 'waiting'";
    let mut update = conn.prepare_cached(sql)?;
    let mut kept = Vec::with_capacity(read.len());
    for queued in read {
        if update.execute(params![queued.id, queued.event])? == 1 {
            kept.push(queued);
        }
    }
    Ok(kept)
}

/// Ends an event's wait: `sent`, `rejected` or `dead`.
///
/// # Errors
/// Where the database fails.
pub fn finish(conn: &Connection, id: i64, state: &str, code: &str, now: i64) -> Result<()> {
    let sql = "update registry_outbox set state = ?2, code = ?3, finished_at = ?4 where id = ?1";
    conn.prepare_cached(sql)?.execute(params![id, state, code, now])?;
    Ok(())
}

/// Lets an event wait until `due_at`.
///
/// # Errors
/// Where the database fails.
pub fn postpone(conn: &Connection, id: i64, code: &str, due_at: i64) -> Result<()> {
    let sql = "update registry_outbox set code = ?2, due_at = ?3 where id = ?1";
    conn.prepare_cached(sql)?.execute(params![id, code, due_at])?;
    Ok(())
}

/// Lets an event wait until `due_at` as if the last attempt had not been one. It stays marked as tried.
///
/// # Errors
/// Where the database fails.
pub fn postpone_uncounted(conn: &Connection, id: i64, code: &str, due_at: i64) -> Result<()> {
    let sql = "update registry_outbox set code = ?2, due_at = ?3, attempts = max(1, attempts - 1) where id = ?1";
    conn.prepare_cached(sql)?.execute(params![id, code, due_at])?;
    Ok(())
}

/// Sends dead and rejected events again: all, or one. Gives how many.
///
/// # Errors
/// [`Error::NotFound`] where the one is not there.
pub fn retry(conn: &Connection, id: Option<i64>, now_ms: i64) -> Result<usize> {
    let sql = "update registry_outbox set state = 'waiting', attempts = 1, due_at = ?2, finished_at = null
               where state in ('dead', 'rejected') and (?1 is null or id = ?1)";
    let changed = conn.execute(sql, params![id, now_ms])?;
    if changed == 0 && id.is_some() { Err(Error::NotFound("dead or rejected event")) } else { Ok(changed) }
}

/// The events that are not sent, oldest first.
///
/// # Errors
/// Where the database fails.
pub fn unsent(conn: &Connection) -> Result<Vec<Queued>> {
    let sql = format!("select {COLUMNS} from registry_outbox where state <> 'sent' order by id");
    let mut rows = conn.prepare(&sql)?;
    let queued = rows.query_map([], read)?.collect::<rusqlite::Result<_>>()?;
    Ok(queued)
}

/// The workers for whom no event was ever made.
///
/// # Errors
/// Where the database fails.
pub fn never_queued(conn: &Connection) -> Result<Vec<DocId>> {
    let mut rows = conn.prepare(
        "select id from document d
         where kind = ?1 and not exists (select 1 from registry_outbox o where o.doc = d.id)",
    )?;
    let docs = rows.query_map([Kind::Worker.code()], |row| column(row, 0))?.collect::<rusqlite::Result<_>>()?;
    Ok(docs)
}

/// The events of a document, oldest first.
///
/// # Errors
/// Where the database fails.
pub fn of_document(conn: &Connection, doc: DocId) -> Result<Vec<Queued>> {
    let sql = format!("select {COLUMNS} from registry_outbox where doc = ?1 order by id");
    let mut rows = conn.prepare_cached(&sql)?;
    let queued = rows.query_map([doc.as_bytes()], read)?.collect::<rusqlite::Result<_>>()?;
    Ok(queued)
}

/// How many events are in a state.
///
/// # Errors
/// Where the database fails.
pub fn count(conn: &Connection, state: &str) -> Result<u64> {
    let sql = "select count(*) from registry_outbox where state = ?1";
    let count: i64 = conn.prepare_cached(sql)?.query_one([state], |row| row.get(0))?;
    Ok(count.cast_unsigned())
}

/// Notes what the registry calls a document.
///
/// # Errors
/// Where the database fails.
pub fn set_ref(conn: &Connection, doc: DocId, registry_id: &str, event: &str, now: i64) -> Result<()> {
    conn.prepare_cached(
        "insert into registry_ref (doc, registry_id, event, at) values (?1, ?2, ?3, ?4)
         on conflict (doc) do update set registry_id = excluded.registry_id, event = excluded.event, at = excluded.at",
    )?
    .execute(params![doc.as_bytes(), registry_id, event, now])?;
    Ok(())
}

/// What the registry calls a document.
///
/// # Errors
/// Where the database fails.
pub fn get_ref(conn: &Connection, doc: DocId) -> Result<Option<String>> {
    let sql = "select registry_id from registry_ref where doc = ?1";
    Ok(conn.prepare_cached(sql)?.query_row([doc.as_bytes()], |row| row.get(0)).optional()?)
}

fn read(row: &Row<'_>) -> rusqlite::Result<Queued> {
    Ok(Queued {
        id: row.get(0)?,
        doc: column(row, 1)?,
        event: row.get(2)?,
        body: row.get(3)?,
        attempts: row.get(4)?,
        state: row.get(5)?,
        due_at: row.get(6)?,
        code: row.get(7)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::schema;

    const DOC: DocId = DocId::from_bytes([7; 16]);

    fn database() -> Connection {
        let mut conn = Connection::open_in_memory().unwrap();
        schema::migrate(&mut conn).unwrap();
        conn
    }

    #[test]
    fn a_version_that_replaced_the_one_just_read_is_not_taken_for_it() {
        let conn = database();
        enqueue(&conn, DOC, "first", b"1", 0).unwrap();
        let read = due(&conn, 0, 10).unwrap();
        enqueue(&conn, DOC, "second", b"2", 0).unwrap();
        assert_eq!(due(&conn, 0, 10).unwrap()[0].id, read[0].id, "SQLite gives the free number again");

        assert_eq!(trying(&conn, read).unwrap(), [], "it is gone");
        let second = due(&conn, 0, 10).unwrap();
        assert_eq!((second[0].event.as_str(), second[0].attempts), ("second", 0));
        assert_eq!(trying(&conn, second).unwrap().len(), 1);
        enqueue(&conn, DOC, "third", b"3", 0).unwrap();
        let waiting: Vec<_> = unsent(&conn).unwrap().into_iter().map(|queued| queued.event).collect();
        assert_eq!(waiting, ["second", "third"], "what was tried stays");
    }
}
