//! Records that were erased everywhere, on a person's request.
//!
//! The log says so by an entry, and the refusal of an edit does. Then all of the record goes at once, edits that were not
//! sent included: the right of the person is greater than the work on the record. What stays is its opaque id, so that no
//! later answer, pack, comparison or list brings it back.
//!
//! Who is recorded again afterwards gets a new record: the id of the next *generation* follows from the same number. A
//! device that never had the record cannot know; its province refuses what it recorded, and the device keeps that aside
//! until its officer says that the person is to be recorded again.

use std::collections::BTreeMap;

use document::{Heads, Intent};
use records::{DocId, Kind, OfficerId, Path, RegionCode, Value};
use rusqlite::{Connection, Row, params};
use serde::Serialize;
use wire::FeedId;

use crate::{
    Created, Error, NewRecord, Result, Store, change, feed, leaving,
    lineage::{self, Reason},
    pack,
    sql::{Sql, unsigned},
    stored::Stored,
};

/// The code of the refusal of an edit of a record that was erased.
pub(crate) const ERASED: &str = "erased";

/// A person who was recorded here after they had been erased elsewhere.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TurnedAway {
    /// The id under which the province refused it.
    pub doc: DocId,
    /// Its kind.
    pub kind: Kind,
    /// Where it was made.
    pub region: RegionCode,
    /// What was written.
    pub fields: BTreeMap<Path, Value>,
    /// When it was refused, Unix seconds.
    pub at: i64,
}

impl Store {
    /// How many records of this device were erased.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn count_erased(&self) -> Result<u64> {
        let count = self.db.prepare_cached("select count(*) from erased")?.query_row([], |row| row.get(0))?;
        Ok(unsigned(count))
    }

    /// Whether a record was erased.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn is_erased(&self, doc: DocId) -> Result<bool> {
        is_erased(&self.db, doc)
    }

    /// The people who were recorded here after they had been erased elsewhere, and wait for an officer's word.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn turned_away(&self) -> Result<Vec<TurnedAway>> {
        let mut statement =
            self.db.prepare_cached("select doc, kind, region, fields, at from turned_away order by at, doc")?;
        let rows = statement.query_map([], |row| {
            let doc = row.get::<_, Sql<DocId>>(0)?.0;
            let (kind, region) = (row.get::<_, Sql<Kind>>(1)?.0, row.get::<_, Sql<RegionCode>>(2)?.0);
            let fields = serde_json::from_str(row.get_ref(3)?.as_str()?).unwrap_or_default();
            Ok(TurnedAway { doc, kind, region, fields, at: row.get(4)? })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Records somebody again who was turned away, as a new record that has nothing to do with the one that was erased: the
    /// officer says that the person wants it. Where somebody else did so meanwhile, it is written into that record beside what
    /// stands there, and where both wrote, both values are kept.
    ///
    /// # Errors
    /// [`Error::NoSuchRecord`] where nobody was turned away under this id; else as [`create`](Self::create).
    pub fn register_again(&mut self, doc: DocId, officer: OfficerId) -> Result<Created> {
        let kept = self.turned_away()?.into_iter().find(|kept| kept.doc == doc).ok_or(Error::NoSuchRecord(doc))?;
        // Else what is written again could be, to the byte, the very change that was refused.
        self.write(|tx, context| lineage::begin(tx, context.clock, Reason::Left).map(drop))?;
        let new = NewRecord { kind: kept.kind, region: kept.region, officer, fields: kept.fields };
        let mut created = self.create(&new)?;
        if let Created::Existing { doc, heads } = &mut created {
            let set = |(path, value)| Intent::Set { path, value };
            let intents: Vec<_> = new.fields.into_iter().map(set).collect();
            *heads = self.edit(*doc, officer, &Heads::default(), &intents)?.heads;
        }
        self.forget_turned_away(doc)?;
        Ok(created)
    }

    /// Forgets somebody who was turned away: they do not want to be recorded.
    ///
    /// # Errors
    /// [`Error::NoSuchRecord`] where nobody was turned away under this id.
    pub fn forget_turned_away(&mut self, doc: DocId) -> Result<()> {
        let gone = self.write(|tx, _| Ok(tx.execute("delete from turned_away where doc = ?", [Sql(doc)])?))?;
        if gone == 0 { Err(Error::NoSuchRecord(doc)) } else { Ok(()) }
    }

    /// Empties the write-ahead log after something was erased: the database overwrites what it deletes, the log does not.
    /// Where somebody reads an older state still, it is done the next time.
    pub(crate) fn scrub(&self) -> Result<()> {
        if !self.db.prepare_cached("select 1 from erased where scrubbed = 0")?.exists([])? {
            return Ok(());
        }
        let busy: i64 = self.db.query_row("pragma wal_checkpoint(truncate)", [], |row| row.get(0))?;
        if busy == 0 {
            self.db.execute("update erased set scrubbed = 1 where scrubbed = 0", [])?;
        }
        Ok(())
    }
}

/// Whether a record was erased.
pub(crate) fn is_erased(db: &Connection, doc: DocId) -> Result<bool> {
    Ok(db.prepare_cached("select 1 from erased where doc = ?")?.exists([Sql(doc)])?)
}

/// Whether any was.
pub(crate) fn is_any(db: &Connection) -> Result<bool> {
    Ok(db.prepare_cached("select 1 from erased")?.exists([])?)
}

/// The first id of a number, by generation, that was not erased.
pub(crate) fn first_alive(db: &Connection, mut id: impl FnMut(u32) -> DocId) -> Result<DocId> {
    let mut generation = 0;
    loop {
        let doc = id(generation);
        if !is_erased(db, doc)? || generation == u32::MAX {
            return Ok(doc);
        }
        generation += 1;
    }
}

/// Removes everything of a record that is here, and notes its id.
pub(crate) fn erase(db: &Connection, doc: DocId, now: i64) -> Result<()> {
    for feed in feeds_of(db, doc)? {
        take_out(db, &feed, doc)?;
        pack::outdated(db, &feed)?;
    }
    leaving::drop_all(db, doc)?;
    for sql in ["delete from reviewed where doc = ?", "delete from parted where doc = ?"] {
        db.prepare_cached(sql)?.execute([Sql(doc)])?;
    }
    db.prepare_cached("insert into erased (doc, at) values (?, ?) on conflict (doc) do update set scrubbed = 0")?
        .execute(params![Sql(doc), now])?;
    Ok(())
}

/// A record that the province refuses as erased. Of one that was never in the log here, what was written is kept aside for
/// the officer: it may be somebody who wants to be recorded again.
pub(crate) fn refused(db: &Connection, doc: DocId, now: i64) -> Result<()> {
    let was_logged = change::of_document(db, doc)?.iter().any(|change| change.state.in_log() || !change.own);
    if !was_logged && let Some(stored) = Stored::load_readable(db, doc)?.filter(|stored| is_kept(stored.kind)) {
        let fields = serde_json::to_string(&stored.document.fields()).map_err(|_| Error::Corrupt("fields"))?;
        db.prepare_cached(
            "insert into turned_away (doc, kind, region, fields, at) values (?, ?, ?, ?, ?) on conflict do nothing",
        )?
        .execute(params![Sql(doc), Sql(stored.kind), Sql(stored.region), fields, now])?;
    }
    erase(db, doc, now)
}

/// People and households are recorded again; what is of a person who was erased goes with them.
const fn is_kept(kind: Kind) -> bool {
    matches!(kind, Kind::Worker | Kind::Household)
}

fn feeds_of(db: &Connection, doc: DocId) -> Result<Vec<FeedId>> {
    let sql = "select distinct l.feed from logged l join change c on c.id = l.change where c.doc = ?";
    let mut statement = db.prepare_cached(sql)?;
    let feeds = statement.query_map([Sql(doc)], |row: &Row<'_>| Ok(row.get::<_, Sql<FeedId>>(0)?.0))?;
    Ok(feeds.collect::<rusqlite::Result<_>>()?)
}

/// Takes what is logged of a record out of a feed's count: the log there has lost it too.
fn take_out(db: &Connection, id: &FeedId, doc: DocId) -> Result<()> {
    let Some(state) = feed::state(db, id)? else { return Ok(()) };
    let mut fingerprint = feed::fingerprint(&state);
    leaving::unlog(db, id, doc, &mut fingerprint)?;
    feed::recounted(db, id, &fingerprint)
}

#[cfg(test)]
mod tests;
