//! The raw changes, and what is known of each.

use document::{Heads, Intent, RawChange};
use records::{ChangeHash, DocId};
use rusqlite::{Connection, OptionalExtension, Row, params, types::FromSqlError};

use crate::{Error, Result, sql::Sql};

/// How far a change got.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Made here, not known to have arrived anywhere.
    Local,
    /// Made here and durable at the province, which has not decided yet.
    Received,
    /// Made here; the province waits for something that it depends on.
    Held,
    /// Made here; the province never takes it. Kept, but not in the document.
    Refused,
    /// Made here, then written again as another change. Kept, but not in the document.
    SetAside,
    /// In the province's log.
    Logged,
    /// Made here, in the province's log, and before a reviewer.
    Flagged,
    /// In the log, but what it depends on is not here. Not in the document.
    Waiting,
    /// In the log, but unsafe by this device's guard. Kept, but not in the document.
    Quarantined,
}

impl State {
    const ALL: [Self; 9] = [
        Self::Local,
        Self::Received,
        Self::Held,
        Self::Refused,
        Self::SetAside,
        Self::Logged,
        Self::Flagged,
        Self::Waiting,
        Self::Quarantined,
    ];

    /// The name in the database and in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Local => "local",
            Self::Received => "received",
            Self::Held => "held",
            Self::Refused => "refused",
            Self::SetAside => "set_aside",
            Self::Logged => "logged",
            Self::Flagged => "flagged",
            Self::Waiting => "waiting",
            Self::Quarantined => "quarantined",
        }
    }

    /// Whether the document holds it.
    pub(crate) const fn in_document(self) -> bool {
        match self {
            Self::Local | Self::Received | Self::Held | Self::Logged | Self::Flagged => true,
            Self::Refused | Self::SetAside | Self::Waiting | Self::Quarantined => false,
        }
    }

    /// Whether the province's log has it.
    pub(crate) const fn in_log(self) -> bool {
        matches!(self, Self::Logged | Self::Flagged | Self::Waiting | Self::Quarantined)
    }

    pub(crate) fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

/// What is stored of a change, without its bytes.
#[derive(Debug, Clone)]
pub(crate) struct Change {
    pub(crate) id: i64,
    pub(crate) hash: ChangeHash,
    pub(crate) doc: DocId,
    pub(crate) state: State,
    pub(crate) reason: String,
    pub(crate) author: i64,
    pub(crate) made_at: i64,
    pub(crate) received_at: Option<i64>,
    pub(crate) own: bool,
    /// Its bytes were damaged here and given up; the same bytes may come again.
    pub(crate) is_damaged: bool,
}

/// What is known of a change when it enters the store.
pub(crate) struct NewChange<'a> {
    pub(crate) raw: &'a RawChange,
    pub(crate) doc: DocId,
    pub(crate) state: State,
    pub(crate) reason: &'a str,
    pub(crate) author: i64,
    pub(crate) made_at: i64,
    pub(crate) received_at: Option<i64>,
    /// Who signs for it, `None` for an import, which any lineage may sign, and for what comes from outside.
    pub(crate) lineage: Option<i64>,
    pub(crate) own: bool,
}

const COLUMNS: &str = "id, hash, doc, state, reason, author, made_at, received_at, own, length(raw) = 0";

/// Stores a change that is new here.
pub(crate) fn insert(db: &Connection, new: &NewChange<'_>) -> Result<i64> {
    db.prepare_cached(
        "insert into change (hash, doc, state, reason, author, made_at, received_at, lineage, own, raw)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, sealed((select owner from document where id = ?2), ?10))",
    )?
    .execute(params![
        Sql(new.raw.hash),
        Sql(new.doc),
        new.state.as_str(),
        new.reason,
        new.author,
        new.made_at,
        new.received_at,
        new.lineage,
        new.own,
        new.raw.bytes
    ])?;
    Ok(db.last_insert_rowid())
}

/// The change with this hash.
pub(crate) fn find(db: &Connection, hash: &ChangeHash) -> Result<Option<Change>> {
    let sql = format!("select {COLUMNS} from change where hash = ?");
    Ok(db.prepare_cached(&sql)?.query_row([Sql(*hash)], read).optional()?)
}

/// The one change whose hash begins so, `None` where there is none or several.
pub(crate) fn find_short(db: &Connection, short: &[u8; 8]) -> Result<Option<Change>> {
    let bound = |fill: u8| [&short[..], &[fill; 24]].concat();
    let sql = format!("select {COLUMNS} from change where hash between ? and ? limit 2");
    let mut statement = db.prepare_cached(&sql)?;
    let mut found = statement.query_map([bound(0), bound(0xff)], read)?.collect::<rusqlite::Result<Vec<_>>>()?;
    Ok(found.pop().filter(|_| found.is_empty()))
}

/// Every change of a document, in order of arrival.
pub(crate) fn of_document(db: &Connection, doc: DocId) -> Result<Vec<Change>> {
    let sql = format!("select {COLUMNS} from change where doc = ? order by id");
    let mut statement = db.prepare_cached(&sql)?;
    let rows = statement.query_map([Sql(doc)], read)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The bytes of a change.
pub(crate) fn raw(db: &Connection, id: i64) -> Result<Vec<u8>> {
    let raw: Option<Vec<u8>> =
        db.prepare_cached("select opened(raw) from change where id = ?")?.query_row([id], |row| row.get(0))?;
    raw.ok_or(Error::Corrupt("a change of another officer was asked for"))
}

/// Puts the bytes of a change in the place of those that were damaged; none, to give these up.
pub(crate) fn set_raw(db: &Connection, id: i64, raw: &[u8]) -> Result<()> {
    let sql = "update change set raw = sealed((select owner from document where id = change.doc), ?) where id = ?";
    db.prepare_cached(sql)?.execute(params![raw, id])?;
    Ok(())
}

/// The code of a change of the log whose bytes were damaged here, until the province sends them again.
pub(crate) const DAMAGED: &str = "damaged_here";

/// Whether the bytes of a change are to come again.
pub(crate) fn is_awaiting_bytes(db: &Connection) -> Result<bool> {
    let sql = format!("select exists (select 1 from change where state = 'waiting' and {UNDER_WAY} and reason = ?)");
    Ok(db.prepare_cached(&sql)?.query_row([DAMAGED], |row| row.get(0))?)
}

/// Notes how far a change got. Its intents are no longer needed once the province has logged it.
pub(crate) fn set_state(db: &Connection, id: i64, state: State, reason: &str) -> Result<()> {
    db.prepare_cached("update change set state = ?, reason = ? where id = ?")?.execute(params![
        state.as_str(),
        reason,
        id
    ])?;
    if state.in_log() {
        db.prepare_cached("delete from intent where change = ?")?.execute([id])?;
    }
    Ok(())
}

/// Notes when the province received a change.
pub(crate) fn set_received_at(db: &Connection, id: i64, received_at: i64) -> Result<()> {
    db.prepare_cached("update change set received_at = ? where id = ?")?.execute([received_at, id])?;
    Ok(())
}

/// Keeps what an officer meant, in case it has to be written again.
pub(crate) fn keep_intents(db: &Connection, id: i64, seen: &Heads, intents: &[Intent]) -> Result<()> {
    let json = serde_json::to_string(intents).map_err(|_| Error::Corrupt("intents"))?;
    let sql = "insert into intent (change, seen, intents) values (?1, ?2, sealed(
                   (select d.owner from change c join document d on d.id = c.doc where c.id = ?1), ?3))";
    db.prepare_cached(sql)?.execute(params![id, Sql(seen), json])?;
    Ok(())
}

/// What an officer meant with a change, and the version that was on the screen.
pub(crate) fn intents(db: &Connection, id: i64) -> Result<Option<(Heads, Vec<Intent>)>> {
    let sql = "select seen, opened(intents) from intent where change = ?";
    let row =
        db.prepare_cached(sql)?.query_row([id], |row| Ok((row.get::<_, Sql<Heads>>(0)?.0, row.get::<_, String>(1)?)));
    let Some((seen, json)) = row.optional()? else { return Ok(None) };
    let intents = serde_json::from_str(&json).map_err(|_| Error::Corrupt("intents"))?;
    Ok(Some((seen, intents)))
}

/// The changes that are not plainly in the log: few, and indexed. SQLite takes that index only where a query says these
/// words, whatever else it asks of the state.
pub(crate) const UNDER_WAY: &str = "state not in ('logged')";

/// How many changes are in a state.
pub(crate) fn count(db: &Connection, state: State) -> Result<u64> {
    let count = db.prepare_cached(&counting(state))?.query_row([state.as_str()], |row| row.get(0))?;
    Ok(crate::sql::unsigned(count))
}

fn counting(state: State) -> String {
    let indexed = if state == State::Logged { "true" } else { UNDER_WAY };
    format!("select count(*) from change where state = ? and {indexed}")
}

/// The changes that the province has in feeds which are not followed here.
const ELSEWHERE: &str = "select id from change where doc in (select doc from leaving)
                         union select id from change where hash in (select change from reviewed)";

/// How many changes the province logged once and has in no feed any more.
pub(crate) fn count_only_here(db: &Connection) -> Result<u64> {
    // Counting by indexes alone: the table with its bytes is a hundred times as large. What is in a feed is in the log,
    // but for what waits or is quarantined.
    let sql = format!(
        "select (select count(*) from change) - (select count(*) from change where {UNDER_WAY})
              + (select count(*) from change where state = 'flagged' and {UNDER_WAY})
              - (select count(distinct change) from logged)
              + (select count(*) from change where state <> 'flagged' and {UNDER_WAY}
                     and id in (select change from logged))
              - (select count(*) from change where id in ({ELSEWHERE}) and state in ('logged', 'flagged')
                     and id not in (select change from logged))"
    );
    Ok(crate::sql::unsigned(db.prepare_cached(&sql)?.query_row([], |row| row.get(0))?))
}

fn read(row: &Row<'_>) -> rusqlite::Result<Change> {
    Ok(Change {
        id: row.get(0)?,
        hash: row.get::<_, Sql<ChangeHash>>(1)?.0,
        doc: row.get::<_, Sql<DocId>>(2)?.0,
        state: State::parse(row.get_ref(3)?.as_str()?).ok_or(FromSqlError::InvalidType)?,
        reason: row.get(4)?,
        author: row.get(5)?,
        made_at: row.get(6)?,
        received_at: row.get(7)?,
        own: row.get(8)?,
        is_damaged: row.get(9)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::ani_and_budi;

    #[test]
    fn counting_what_is_under_way_reads_no_other_change() {
        let (ani, _, _) = ani_and_budi();
        for state in State::ALL.into_iter().filter(|state| *state != State::Logged) {
            let sql = format!("explain query plan {}", counting(state));
            let plan: String = ani.store.db.query_row(&sql, [state.as_str()], |row| row.get("detail")).unwrap();
            assert!(plan.contains("change_under_way"), "{state:?}: {plan}");
        }
    }

    #[test]
    fn what_was_logged_and_is_in_no_feed_is_counted_whatever_else_is_under_way() {
        let (mut ani, _, _) = ani_and_budi();
        let docs = ["Ani", "Budi", "Citra", "Dedi"].map(|name| ani.worker(&[("name", name)]));
        let ids = docs.map(|doc| of_document(&ani.store.db, doc).unwrap()[0].id);
        let states = [State::Logged, State::Flagged, State::Waiting, State::Logged];
        for (seq, (id, state)) in ids.into_iter().zip(states).enumerate() {
            set_state(&ani.store.db, id, state, "").unwrap();
            let sql = "insert into logged (feed, seq, change) select id, ?, ? from feed";
            ani.store.db.execute(sql, rusqlite::params![seq as i64 + 1, id]).unwrap();
        }
        assert_eq!(count_only_here(&ani.store.db).unwrap(), 0);
        ani.store.db.execute("delete from logged where seq in (1, 2, 3)", []).unwrap();
        assert_eq!(count_only_here(&ani.store.db).unwrap(), 2, "one that waits was never in a document");
    }
}
