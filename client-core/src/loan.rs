//! Records of other villages that are lent to this device for a while.
//!
//! The province lends a record to an office that somebody leaves through, and says in its head until when. When that moment
//! has come, nothing of the record is shown here any more, whether the province is heard or not: its projection and its
//! snapshot go, and whoever asks for it is told that its time is over. The edits of this device stay until the province
//! has them, and with them what they are built on; the rest goes with the next exchange ([`leaving`](crate::leaving)).
//!
//! Now is what the lease takes for now ([`crate::lease`]), so to set the clock back lengthens nothing. To delete the
//! changes at once was refused: a clock that runs fast, and a loan that was prolonged meanwhile, would cost the line all of
//! it again, and an edit that was not sent could not be built on any more.

use records::{DocId, Kind};
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use serde::Serialize;
use wire::exchange::Lent;

use crate::{Error, Result, Store, group, lease, rewrite, sql::Sql, store::Context};

/// A record that is lent to this device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Borrowed {
    /// The record.
    pub doc: DocId,
    /// Until when, by the province's clock, Unix seconds.
    pub until: i64,
    /// Whether that moment has come: it is not shown any more.
    pub is_over: bool,
}

impl Store {
    /// The records that are lent to this device, and those whose time is over and of which the province has not taken
    /// everything in. What authorities state of a worker comes along with the worker's, and is not counted.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn borrowed(&self) -> Result<Vec<Borrowed>> {
        let sql = "select doc, until, closed from lent
                   where doc in (select id from document where kind <> ?) order by until, doc";
        let mut statement = self.db.prepare_cached(sql)?;
        let read = |row: &Row<'_>| {
            Ok(Borrowed { doc: row.get::<_, Sql<DocId>>(0)?.0, until: row.get(1)?, is_over: row.get(2)? })
        };
        Ok(statement.query_map([Sql(Kind::Standing)], read)?.collect::<rusqlite::Result<_>>()?)
    }

    /// Closes the records whose time is over. A disk without room must not keep anybody from the others.
    pub(crate) fn keep_to_loans(&mut self) -> Result<()> {
        if !is_any(&self.db)? {
            return Ok(());
        }
        match self.write(settle) {
            Err(Error::DiskFull | Error::Busy) => Ok(()),
            other => other,
        }
    }
}

/// Until when a record may be read that is only lent to this device; `None` where it is not.
pub(crate) fn until(db: &Connection, doc: DocId) -> Result<Option<i64>> {
    let sql = format!("select until from lent where doc = ? and {ONLY_LENT}");
    Ok(db.prepare_cached(&sql)?.query_row([Sql(doc)], |row| row.get(0)).optional()?)
}

/// Whether the record of a row of `lent` is in no feed but those of loans.
const ONLY_LENT: &str = "not exists (
    select 1 from change c join logged l on l.change = c.id where c.doc = lent.doc and l.feed not like '%/loan:%'
)";

fn is_any(db: &Connection) -> Result<bool> {
    Ok(db.prepare_cached("select 1 from lent")?.exists([])?)
}

/// Takes in what the province says to be lent: what it does not name is lent no longer.
pub(crate) fn take(tx: &Transaction<'_>, context: Context<'_>, said: &[Lent], time: i64) -> Result<()> {
    for Lent { doc, until } in said {
        tx.prepare_cached(
            "insert into lent (doc, until) values (?, ?) on conflict (doc) do update set until = excluded.until",
        )?
        .execute(params![Sql(*doc), until])?;
    }
    let mut known = tx.prepare_cached("select doc from lent where until > ?")?;
    let known = known.query_map([time], |row| Ok(row.get::<_, Sql<DocId>>(0)?.0))?;
    for doc in known.collect::<rusqlite::Result<Vec<_>>>()? {
        if said.iter().all(|lent| lent.doc != doc) {
            tx.prepare_cached("update lent set until = ? where doc = ?")?.execute(params![time, Sql(doc)])?;
        }
    }
    // Of what is not here, nothing is to be closed later.
    tx.prepare_cached("delete from lent where until <= ? and doc not in (select id from document)")?.execute([time])?;
    settle(tx, context)
}

/// Closes what is over, and opens again what is lent after all.
fn settle(tx: &Transaction<'_>, context: Context<'_>) -> Result<()> {
    let now = lease::now(tx, context.clock.now())?;
    for doc in docs(tx, &format!("select doc from lent where closed = 0 and until <= ? and {ONLY_LENT}"), now)? {
        close(tx, doc)?;
    }
    for doc in docs(tx, &format!("select doc from lent where closed = 1 and (until > ? or not {ONLY_LENT})"), now)? {
        tx.prepare_cached("update lent set closed = 0 where doc = ?")?.execute([Sql(doc)])?;
        rewrite::owed(tx, context, doc)?;
        tx.prepare_cached("delete from owed where doc = ?")?.execute([Sql(doc)])?;
    }
    Ok(())
}

fn docs(db: &Connection, sql: &str, now: i64) -> Result<Vec<DocId>> {
    let mut statement = db.prepare_cached(sql)?;
    let docs = statement.query_map([now], |row| Ok(row.get::<_, Sql<DocId>>(0)?.0))?;
    Ok(docs.collect::<rusqlite::Result<_>>()?)
}

/// Removes whatever shows something of a record. Its changes stay.
fn close(tx: &Transaction<'_>, doc: DocId) -> Result<()> {
    let mut group: std::collections::BTreeSet<_> = group::of(tx, doc)?.into_iter().collect();
    for sql in [
        "update lent set closed = 1 where doc = ?",
        "delete from trigram where projection in (select ordinal from projection where doc = ?)",
        "delete from projection where doc = ?",
        "delete from claim where doc = ?",
        "delete from merged where doc = ?",
        "update document set snapshot = x'' where id = ?",
    ] {
        tx.prepare_cached(sql)?.execute([Sql(doc)])?;
    }
    group.remove(&doc);
    group::refresh(tx, group, None)
}

#[cfg(test)]
mod tests;
