//! Records that leave this device: moved to another village, or of a village that it serves no longer.
//!
//! A record goes when it is in no followed feed and nothing of this device's own work on it is in doubt: every edit has
//! its verdict, and a receipt came after it. Then all of it goes, in one transaction; the database overwrites what it
//! deletes. What stays is that it left, and what reviewers decide on edits of it.
//!
//! To drop it at once was refused: an edit that is only here would be lost, and with it a day's work.

use std::collections::BTreeSet;

use records::{ChangeHash, DocId, Kind};
use rusqlite::{Connection, params};
use serde::Serialize;
use sync::Fingerprint;
use wire::FeedId;

use crate::{
    Result, Store,
    change::{self, State, UNDER_WAY},
    group,
    lineage::Lineage,
    sealed,
    sql::{Sql, unsigned},
    voucher,
};

/// Why a record leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// It moved to a village that this device does not serve.
    Moved,
    /// This device serves its village no longer.
    Scope,
    /// It had left before this device's edit of it arrived.
    Late,
    /// It was lent to this device, and its time is over.
    Lent,
    /// It was never of a village that this device serves: another village had a record of this person.
    Elsewhere,
}

impl Reason {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Moved => "moved",
            Self::Scope => "scope",
            Self::Late => "late",
            Self::Lent => "lent",
            Self::Elsewhere => "elsewhere",
        }
    }

    fn parse(text: &str) -> Self {
        match text {
            "scope" => Self::Scope,
            "late" => Self::Late,
            "lent" => Self::Lent,
            "elsewhere" => Self::Elsewhere,
            _ => Self::Moved,
        }
    }
}

/// A record that left this device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Parted {
    /// The record.
    pub doc: DocId,
    /// Why it left.
    pub reason: Reason,
    /// When, by the device's clock, Unix seconds.
    pub at: i64,
}

/// An edit of this device that a reviewer looks at, or has decided on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reviewed {
    /// The record, which may have left.
    pub doc: DocId,
    /// The edit.
    pub change: ChangeHash,
    /// The stable code of why it is looked at: `late`, `elsewhere`.
    pub code: String,
    /// What was decided: `accepted`, `undone`; empty before.
    pub outcome: String,
}

impl Store {
    /// The records that left this device, the last first.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn parted(&self) -> Result<Vec<Parted>> {
        let mut statement = self.db.prepare_cached("select doc, reason, at from parted order by at desc, doc")?;
        let rows = statement.query_map([], |row| {
            let reason = Reason::parse(row.get_ref(1)?.as_str()?);
            Ok(Parted { doc: row.get::<_, Sql<DocId>>(0)?.0, reason, at: row.get(2)? })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The edits of this device that a reviewer looks at, or has decided on.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn reviewed(&self) -> Result<Vec<Reviewed>> {
        let mut statement =
            self.db.prepare_cached("select doc, change, code, outcome from reviewed order by doc, change")?;
        let rows = statement.query_map([], |row| {
            Ok(Reviewed {
                doc: row.get::<_, Sql<DocId>>(0)?.0,
                change: row.get::<_, Sql<ChangeHash>>(1)?.0,
                code: row.get(2)?,
                outcome: row.get(3)?,
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

/// How many records are to leave, and wait for their edits to be settled.
pub(crate) fn count(db: &Connection) -> Result<u64> {
    Ok(unsigned(db.prepare_cached("select count(*) from leaving")?.query_row([], |row| row.get(0))?))
}

/// Notes that an edit of this device is before a reviewer.
pub(crate) fn flagged(db: &Connection, doc: DocId, change: &ChangeHash, code: &str) -> Result<()> {
    let sql = "insert into reviewed (change, doc, code) values (?, ?, ?)
               on conflict (change) do update set code = case when code = '' then excluded.code else code end";
    db.prepare_cached(sql)?.execute(params![Sql(*change), Sql(doc), code])?;
    Ok(())
}

/// Whether a reviewer has decided on an edit.
pub(crate) fn is_decided(db: &Connection, change: &ChangeHash) -> Result<bool> {
    Ok(db.prepare_cached("select 1 from reviewed where change = ? and outcome <> ''")?.exists([Sql(*change)])?)
}

/// Notes what a reviewer decided. `false` where that is known, or nobody here wrote such an edit.
pub(crate) fn decided(db: &Connection, change: &ChangeHash, outcome: &str) -> Result<bool> {
    let sql = "update reviewed set outcome = ?2 where change = ?1 and outcome <> ?2";
    Ok(db.prepare_cached(sql)?.execute(params![Sql(*change), outcome])? == 1)
}

/// A document left a feed: what it had logged there counts no longer.
pub(crate) fn leave(db: &Connection, feed: &FeedId, doc: DocId, fingerprint: &mut Fingerprint) -> Result<()> {
    unlog(db, feed, doc, fingerprint)?;
    note(db, doc, if feed.is_loan() { Reason::Lent } else { Reason::Moved })
}

/// Takes what a document has logged in a feed out of it, and out of its fingerprint.
pub(crate) fn unlog(db: &Connection, feed: &FeedId, doc: DocId, fingerprint: &mut Fingerprint) -> Result<()> {
    let mut statement = db.prepare_cached(
        "delete from logged where feed = ?1 and change in (select id from change where doc = ?2) returning change",
    )?;
    let gone = statement.query_map(params![Sql(feed.clone()), Sql(doc)], |row| row.get::<_, i64>(0))?;
    let gone = gone.collect::<rusqlite::Result<Vec<_>>>()?;
    let mut hash = db.prepare_cached("select hash from change where id = ?")?;
    for change in gone {
        fingerprint.remove(&hash.query_row([change], |row| Ok(row.get::<_, Sql<ChangeHash>>(0)?.0))?);
    }
    Ok(())
}

/// Notes that a document is to leave, if it is in no followed feed.
pub(crate) fn note(db: &Connection, doc: DocId, reason: Reason) -> Result<()> {
    let sql = format!(
        "insert into leaving (doc, reason) select id, ?2 from document where id = ?1 and not {FOLLOWED}
         on conflict do nothing"
    );
    db.prepare_cached(&sql)?.execute(params![Sql(doc), reason.as_str()])?;
    Ok(())
}

/// Whether the document of a row is in a followed feed.
const FOLLOWED: &str = "exists (select 1 from change c join logged l on l.change = c.id where c.doc = document.id)";

/// A feed is followed no longer: its documents are to leave, but for those that are in another.
pub(crate) fn unfollow(db: &Connection, feed: &FeedId) -> Result<()> {
    let sql = "select distinct c.doc from logged l join change c on c.id = l.change where l.feed = ?";
    let mut statement = db.prepare_cached(sql)?;
    let docs = statement.query_map([Sql(feed.clone())], |row| Ok(row.get::<_, Sql<DocId>>(0)?.0))?;
    let docs = docs.collect::<rusqlite::Result<Vec<_>>>()?;
    db.prepare_cached("delete from feed where id = ?")?.execute([Sql(feed.clone())])?;
    let reason = if feed.is_loan() { Reason::Lent } else { Reason::Scope };
    docs.into_iter().try_for_each(|doc| note(db, doc, reason))
}

/// Settles what a lineage wrote in records of regions that this device serves no longer: the province has it, and waits for
/// nothing. The answer that named its entries was lost, and no feed is left that would name them again. What peers must not
/// read has entries in the officer's own feed, which stays.
pub(crate) fn settle_unheard(db: &Connection, lineage: &Lineage) -> Result<()> {
    let mut statement = db.prepare_cached(&format!(
        "select c.id, c.doc from change c join envelope e on e.id = c.envelope join document d on d.id = c.doc
         where c.own = 1 and c.state = 'received' and c.{UNDER_WAY} and e.lineage = ? and e.received = 1
           and d.kind not in ({withheld})
           and not exists (select 1 from feed where feed.id = d.region || iif(d.kind = {figure}, '/office', '/village'))",
        withheld = withheld(),
        figure = Kind::Observation.code(),
    ))?;
    let read = |row: &rusqlite::Row<'_>| Ok((row.get::<_, i64>(0)?, row.get::<_, Sql<DocId>>(1)?.0));
    let unheard = statement.query_map([lineage.ordinal], read)?.collect::<rusqlite::Result<Vec<_>>>()?;
    for (change, doc) in unheard {
        change::set_state(db, change, State::Logged, "")?;
        note(db, doc, Reason::Scope)?;
    }
    Ok(())
}

/// The codes of the kinds that peers must not read.
pub(crate) fn withheld() -> String {
    let codes = Kind::ALL.into_iter().filter(|kind| kind.is_withheld()).map(|kind| kind.code().to_string());
    codes.collect::<Vec<_>>().join(", ")
}

/// Drops what is to leave and has nothing in doubt; what came back meanwhile stays. Every feed must be here as it was
/// there, or one that is still to come could bring a document back. What was written of a person elsewhere stays until a
/// reviewer has decided on it: until then, its author is the only one in the village who knows of it.
pub(crate) fn part(db: &Connection, now: i64) -> Result<()> {
    let back = format!("delete from leaving where doc in (select id from document where {FOLLOWED})");
    db.prepare_cached(&back)?.execute([])?;
    let mut statement = db.prepare_cached(
        "select doc, reason from leaving where not exists (
             select 1 from change where change.doc = leaving.doc and own = 1 and state in ('local', 'received', 'held')
         ) and not (reason = 'elsewhere' and exists (
             select 1 from reviewed where reviewed.doc = leaving.doc and outcome = ''
         ))",
    )?;
    let read = |row: &rusqlite::Row<'_>| Ok((row.get::<_, Sql<DocId>>(0)?.0, row.get::<_, String>(1)?));
    let settled = statement.query_map([], read)?.collect::<rusqlite::Result<Vec<_>>>()?;
    for (doc, reason) in settled {
        // What authorities state of a worker comes and goes with a loan of the worker: nobody is told of it by itself.
        db.prepare_cached(
            "insert into parted (doc, reason, at, lineage)
             select ?1, ?2, ?3, (select max(lineage) from change where doc = ?1 and own = 1)
             where ?2 <> 'lent' or exists (select 1 from document where id = ?1 and kind <> ?4)
             on conflict (doc) do update set
                 reason = excluded.reason, at = excluded.at, lineage = coalesce(excluded.lineage, lineage)",
        )?
        .execute(params![Sql(doc), reason, now, Sql(Kind::Standing)])?;
        drop_all(db, doc)?;
    }
    Ok(())
}

/// Removes every row of a document.
pub(crate) fn drop_all(db: &Connection, doc: DocId) -> Result<()> {
    let mut group: BTreeSet<_> = group::of(db, doc)?.into_iter().collect();
    voucher::forget(db, doc)?;
    sealed::forget(db, doc)?;
    for sql in [
        "update envelope set partial = 1 where id in (select envelope from change where doc = ?)",
        "delete from intent where change in (select id from change where doc = ?)",
        "delete from wanted where change in (select id from change where doc = ?)",
        "delete from change where doc = ?",
        "delete from trigram where projection in (select ordinal from projection where doc = ?)",
        "delete from projection where doc = ?",
        "delete from claim where doc = ?",
        "delete from import_row where doc = ?",
        "delete from leaving where doc = ?",
        "delete from owed where doc = ?",
        "delete from merged where doc = ?",
        "delete from lent where doc = ?",
        "delete from document where id = ?",
    ] {
        db.prepare_cached(sql)?.execute([Sql(doc)])?;
    }
    group.remove(&doc);
    group::refresh(db, group, None)
}
