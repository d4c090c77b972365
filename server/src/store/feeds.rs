//! Feeds and their logs.
//!
//! The sequence of a feed has no gaps: its counter is one row, read and written in the transaction that appends. Count
//! and fingerprint move with it, so that a reader of one snapshot always finds the three and the log in agreement.

use std::collections::BTreeSet;

use records::{ChangeHash, DeviceId, DocId, Kind, LineageId, OfficerId, RegionCode};
use rusqlite::{Connection, OptionalExtension, Row, params};
use sync::Fingerprint;
use wire::{Audience, FeedId, FeedState};

use super::{
    documents::Signer,
    row::{column, damaged},
};
use crate::Result;

/// A feed's row number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct FeedRow(i64);

/// The row of a feed, made where there is none.
///
/// # Errors
/// Where the database fails.
pub fn ensure(conn: &Connection, feed: &FeedId) -> Result<FeedRow> {
    let name = feed.to_string();
    conn.prepare_cached("insert into feed (name, fingerprint) values (?1, zeroblob(32)) on conflict do nothing")?
        .execute([&name])?;
    let row = conn.prepare_cached("select id from feed where name = ?1")?.query_one([&name], |row| row.get(0))?;
    Ok(FeedRow(row))
}

/// A feed in which a document is, or was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership {
    /// The feed's row.
    pub row: FeedRow,
    /// Which feed.
    pub id: FeedId,
    /// Whether the document left it.
    pub left: bool,
}

impl Membership {
    /// The feed, where it is an officer's own.
    pub(crate) const fn private(&self) -> Option<FeedRow> {
        if let Audience::Officer(_) = self.id.audience { Some(self.row) } else { None }
    }

    /// A membership that is not stored.
    #[cfg(test)]
    pub(crate) const fn new(id: FeedId, left: bool) -> Self {
        Self { row: FeedRow(0), id, left }
    }
}

/// The feeds in which a document is or was.
///
/// # Errors
/// Where the database fails.
pub fn memberships(conn: &Connection, doc: DocId) -> Result<Vec<Membership>> {
    let mut rows = conn.prepare_cached(
        "select f.id, f.name, m.left_seq is not null from document_feed m join feed f on f.id = m.feed
         where m.doc = ?1 order by f.id",
    )?;
    let read = |row: &Row<'_>| Ok(Membership { row: FeedRow(row.get(0)?), id: feed_id(row, 1)?, left: row.get(2)? });
    let memberships = rows.query_map([doc.as_bytes()], read)?.collect::<rusqlite::Result<_>>()?;
    Ok(memberships)
}

/// The names of the feeds in which a document is or was.
///
/// # Errors
/// Where the database fails.
pub fn ever_of(conn: &Connection, doc: DocId) -> Result<BTreeSet<FeedId>> {
    Ok(memberships(conn, doc)?.into_iter().map(|known| known.id).collect())
}

pub(super) fn feed_id(row: &Row<'_>, at: usize) -> rusqlite::Result<FeedId> {
    row.get_ref(at)?.as_str()?.parse().map_err(|_| damaged(at, rusqlite::types::Type::Text))
}

/// The documents that are in a feed.
///
/// # Errors
/// Where the database fails.
pub fn documents_in(conn: &Connection, feed: &FeedId) -> Result<BTreeSet<DocId>> {
    let sql = "select m.doc from document_feed m join feed f on f.id = m.feed where f.name = ?1 and m.left_seq is null";
    let mut rows = conn.prepare_cached(sql)?;
    let docs = rows.query_map([feed.to_string()], |row| column(row, 0))?.collect::<rusqlite::Result<_>>()?;
    Ok(docs)
}

/// The feeds in which a document is.
///
/// # Errors
/// Where the database fails.
pub fn of_document(conn: &Connection, doc: DocId) -> Result<Vec<FeedRow>> {
    let here = memberships(conn, doc)?.into_iter().filter(|membership| !membership.left);
    Ok(here.map(|membership| membership.row).collect())
}

/// Puts a document into a feed: `true` where it was not there.
///
/// # Errors
/// Where the database fails.
pub fn enter(conn: &Connection, doc: DocId, feed: FeedRow) -> Result<bool> {
    let sql = "insert into document_feed (doc, feed) values (?1, ?2)
               on conflict (doc, feed) do update set left_seq = null where left_seq is not null";
    Ok(conn.prepare_cached(sql)?.execute(params![doc.as_bytes(), feed.0])? == 1)
}

/// Puts a document with all of its changes into a feed, and gives the feed; `None` where it was there.
///
/// # Errors
/// Where the database fails.
pub fn bring(conn: &Connection, doc: DocId, feed: &FeedId, changes: &[ChangeHash]) -> Result<Option<FeedRow>> {
    let feed = ensure(conn, feed)?;
    if !enter(conn, doc, feed)? {
        return Ok(None);
    }
    append(conn, feed, changes)?;
    Ok(Some(feed))
}

/// Takes a document out of a feed: its entries become void, and one says that it left.
///
/// # Errors
/// Where the database fails.
pub fn leave(conn: &Connection, doc: DocId, feed: FeedRow) -> Result<()> {
    let mut void = conn.prepare_cached(
        "update log set kind = 'void'
         where feed = ?1 and kind = 'change' and hash in (select hash from change where doc = ?2) returning hash",
    )?;
    let voided = void.query_map(params![feed.0, doc.as_bytes()], |row| column(row, 0))?;
    let voided = voided.collect::<rusqlite::Result<Vec<ChangeHash>>>()?;
    let (seq, mut fingerprint) = end(conn, feed)?;
    voided.iter().for_each(|hash| fingerprint.remove(hash));
    let seq = seq + 1;
    conn.prepare_cached("insert into log (feed, seq, kind, hash, doc) values (?1, ?2, 'leave', x'', ?3)")?
        .execute(params![feed.0, seq, doc.as_bytes()])?;
    conn.prepare_cached("update document_feed set left_seq = ?3 where doc = ?1 and feed = ?2")?.execute(params![
        doc.as_bytes(),
        feed.0,
        seq
    ])?;
    set_end(conn, feed, seq, &fingerprint)
}

/// Takes a document that is erased out of a feed: nothing of its entries is left there, not even their hashes, and one
/// says that it is gone, whether it was there, had left, or was never known to this life of the log.
///
/// # Errors
/// Where the database fails.
pub fn erase(conn: &Connection, doc: DocId, feed: FeedRow) -> Result<()> {
    let of_doc = "select hash from change where doc = ?2";
    let mut logged = conn
        .prepare_cached(&format!("select hash from log where feed = ?1 and kind = 'change' and hash in ({of_doc})"))?;
    let logged = logged.query_map(params![feed.0, doc.as_bytes()], |row| column(row, 0))?;
    let logged = logged.collect::<rusqlite::Result<Vec<ChangeHash>>>()?;
    // Entries that became void when it left have its hashes still.
    conn.prepare_cached(&format!(
        "update log set kind = 'void', hash = x'', doc = null where feed = ?1 and (doc = ?2 or hash in ({of_doc}))"
    ))?
    .execute(params![feed.0, doc.as_bytes()])?;
    let (seq, mut fingerprint) = end(conn, feed)?;
    logged.iter().for_each(|hash| fingerprint.remove(hash));
    let seq = seq + 1;
    conn.prepare_cached("insert into log (feed, seq, kind, hash, doc) values (?1, ?2, 'leave', x'', ?3)")?
        .execute(params![feed.0, seq, doc.as_bytes()])?;
    conn.prepare_cached(
        "insert into document_feed (doc, feed, left_seq) values (?1, ?2, ?3)
         on conflict (doc, feed) do update set left_seq = excluded.left_seq",
    )?
    .execute(params![doc.as_bytes(), feed.0, seq])?;
    set_end(conn, feed, seq, &fingerprint)
}

/// Whether a document left one of these feeds after they stood so: what is read of them since has gaps.
///
/// # Errors
/// Where the database fails.
pub fn left_since(conn: &Connection, states: &[FeedState]) -> Result<bool> {
    let sql = "select 1 from log l join feed f on f.id = l.feed where f.name = ?1 and l.seq > ?2 and l.kind = 'leave'";
    let mut left = conn.prepare_cached(sql)?;
    for state in states {
        if left.exists(params![state.feed.to_string(), state.seq.cast_signed()])? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Appends changes to a feed's log, with consecutive sequence numbers.
///
/// # Errors
/// Where the database fails.
pub fn append(conn: &Connection, feed: FeedRow, hashes: &[ChangeHash]) -> Result<()> {
    if hashes.is_empty() {
        return Ok(());
    }
    let (mut seq, mut fingerprint) = end(conn, feed)?;
    for hash in hashes {
        seq += 1;
        fingerprint.add(hash);
        conn.prepare_cached("insert into log (feed, seq, kind, hash) values (?1, ?2, 'change', ?3)")?
            .execute(params![feed.0, seq, hash.as_bytes()])?;
    }
    set_end(conn, feed, seq, &fingerprint)
}

fn end(conn: &Connection, feed: FeedRow) -> Result<(i64, Fingerprint)> {
    let mut end = conn.prepare_cached("select seq, count, fingerprint from feed where id = ?1")?;
    Ok(end.query_one([feed.0], |row| Ok((row.get(0)?, fingerprint(row, 1)?)))?)
}

fn set_end(conn: &Connection, feed: FeedRow, seq: i64, fingerprint: &Fingerprint) -> Result<()> {
    conn.prepare_cached("update feed set seq = ?2, count = ?3, fingerprint = ?4 where id = ?1")?.execute(params![
        feed.0,
        seq,
        fingerprint.count.cast_signed(),
        fingerprint.sum
    ])?;
    Ok(())
}

fn fingerprint(row: &Row<'_>, at: usize) -> rusqlite::Result<Fingerprint> {
    Ok(Fingerprint { count: row.get::<_, i64>(at)?.cast_unsigned(), sum: row.get(at + 1)? })
}

/// How far a feed is; at its beginning where nothing was ever logged in it.
///
/// # Errors
/// Where the database fails.
pub fn state(conn: &Connection, feed: &FeedId) -> Result<FeedState> {
    let nothing = || FeedState { feed: feed.clone(), seq: 0, count: 0, fingerprint: [0; 32] };
    Ok(find(conn, feed)?.unwrap_or_else(nothing))
}

/// How far a feed is, `None` where nothing was ever logged in it.
///
/// # Errors
/// Where the database fails.
pub fn find(conn: &Connection, feed: &FeedId) -> Result<Option<FeedState>> {
    let sql = "select name, seq, count, fingerprint from feed where name = ?1";
    Ok(conn.prepare_cached(sql)?.query_row([feed.to_string()], feed_state).optional()?)
}

/// How many entries all logs ever had together. It never becomes less, unless the database is another one.
///
/// # Errors
/// Where the database fails.
pub fn reach(conn: &Connection) -> Result<u64> {
    let sql = "select coalesce(sum(seq), 0) from feed";
    Ok(conn.prepare_cached(sql)?.query_one([], |row| row.get::<_, i64>(0))?.cast_unsigned())
}

/// How far the feed of a row is.
///
/// # Errors
/// Where the database fails, or there is no such row.
pub fn state_of(conn: &Connection, feed: FeedRow) -> Result<FeedState> {
    let sql = "select name, seq, count, fingerprint from feed where id = ?1";
    Ok(conn.prepare_cached(sql)?.query_one([feed.0], feed_state)?)
}

fn feed_state(row: &Row<'_>) -> rusqlite::Result<FeedState> {
    let (feed, fingerprint) = (feed_id(row, 0)?, fingerprint(row, 2)?);
    let seq = row.get::<_, i64>(1)?.cast_unsigned();
    Ok(FeedState { feed, seq, count: fingerprint.count, fingerprint: fingerprint.sum })
}

/// Every feed.
///
/// # Errors
/// Where the database fails.
pub fn all(conn: &Connection) -> Result<Vec<FeedState>> {
    let mut rows = conn.prepare("select name, seq, count, fingerprint from feed order by name")?;
    let feeds = rows.query_map([], feed_state)?.collect::<rusqlite::Result<_>>()?;
    Ok(feeds)
}

/// A log entry as a reader needs it.
#[derive(Debug, Clone)]
pub struct LogEntry {
    /// Its sequence number.
    pub seq: u64,
    /// What stands there.
    pub what: Logged,
}

/// What stands in a log.
#[derive(Debug, Clone)]
pub enum Logged {
    /// A change.
    Change(LoggedChange),
    /// Nothing any more.
    Void,
    /// That a document left.
    Leave {
        /// Which.
        doc: DocId,
        /// Whether it was erased.
        erased: bool,
    },
}

impl LogEntry {
    /// The change that stands there.
    #[must_use]
    pub const fn change(&self) -> Option<&LoggedChange> {
        match &self.what {
            Logged::Change(change) => Some(change),
            Logged::Void | Logged::Leave { .. } => None,
        }
    }

    /// About how many bytes it takes on the line.
    #[must_use]
    pub fn size(&self) -> usize {
        self.change().map_or(1, |change| if change.known { 10 } else { change.raw.len() })
    }
}

/// A logged change.
#[derive(Debug, Clone)]
pub struct LoggedChange {
    /// Its hash.
    pub hash: ChangeHash,
    /// Whether the asking lineage handed it in itself, and its device has it still.
    pub known: bool,
    /// The document.
    pub doc: DocId,
    /// The document's kind.
    pub kind: Kind,
    /// Where the document was made.
    pub region: RegionCode,
    /// Who signed for it.
    pub by: Signer,
    /// When it arrived, Unix seconds.
    pub received_at: i64,
    /// The bytes.
    pub raw: Vec<u8>,
}

/// What of a feed is to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// Of which feed.
    pub feed: FeedId,
    /// After this sequence number.
    pub after: u64,
    /// Up to this one.
    pub until: u64,
}

impl Span {
    /// How many entries it has.
    #[must_use]
    pub const fn len(&self) -> u64 {
        self.until.saturating_sub(self.after)
    }

    /// Whether nothing of it is left.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// The entries of a span, as seen by a lineage, or by somebody who wants the bytes of all changes, until their changes
/// reach `bytes` (at least one entry).
///
/// # Errors
/// Where the database fails.
pub fn read(conn: &Connection, span: &Span, lineage: Option<LineageId>, bytes: usize) -> Result<Vec<LogEntry>> {
    let mut rows = conn.prepare_cached(
        "select l.seq, l.kind, l.hash, p.id is not null and d.moves = 0 and p.id > (
                 select v.dropped from lineage n join device v on v.id = n.device where n.id = ?4
             ),
             coalesce(l.doc, c.doc), d.kind, d.region, c.device, c.officer, c.received_at, c.raw,
             exists (select 1 from tombstone t where t.doc = l.doc and t.erased_at is not null)
         from log l
         join feed f on f.id = l.feed
         left join change c on c.hash = l.hash
         left join document d on d.id = c.doc
         left join pushed p on p.lineage = ?4 and p.hash = l.hash
         where f.name = ?1 and l.seq > ?2 and l.seq <= ?3
         order by l.seq",
    )?;
    let (after, until) = (span.after.cast_signed(), span.until.cast_signed());
    let mut rows =
        rows.query(params![span.feed.to_string(), after, until, lineage.as_ref().map(LineageId::as_bytes)])?;
    let (mut entries, mut size) = (Vec::new(), 0);
    while size < bytes
        && let Some(row) = rows.next()?
    {
        let entry = entry(row)?;
        size += entry.size();
        entries.push(entry);
    }
    Ok(entries)
}

fn entry(row: &Row<'_>) -> rusqlite::Result<LogEntry> {
    let seq = row.get::<_, i64>(0)?.cast_unsigned();
    match row.get_ref(1)?.as_str()? {
        "void" => return Ok(LogEntry { seq, what: Logged::Void }),
        "leave" => {
            let what = Logged::Leave { doc: column(row, 4)?, erased: row.get(11)? };
            return Ok(LogEntry { seq, what });
        }
        _ => {}
    }
    let change = LoggedChange {
        hash: column(row, 2)?,
        known: row.get(3)?,
        doc: column(row, 4)?,
        kind: column(row, 5)?,
        region: column(row, 6)?,
        by: Signer { device: column::<DeviceId>(row, 7)?, officer: column::<OfficerId>(row, 8)? },
        received_at: row.get(9)?,
        raw: row.get(10)?,
    };
    Ok(LogEntry { seq, what: Logged::Change(change) })
}

/// The documents of which something stands in a feed's log up to `seq`, or stood there, and arrived by `at` (Unix seconds).
///
/// # Errors
/// Where the database fails.
pub fn documents_until(conn: &Connection, feed: &FeedId, seq: u64, at: i64) -> Result<Vec<DocId>> {
    let sql = "select distinct c.doc from log l join feed f on f.id = l.feed join change c on c.hash = l.hash
               where f.name = ?1 and l.seq <= ?2 and c.received_at <= ?3 and c.doc is not null";
    let mut rows = conn.prepare_cached(sql)?;
    let keys = params![feed.to_string(), i64::try_from(seq).unwrap_or(i64::MAX), at];
    let docs = rows.query_map(keys, |row| column(row, 0))?.collect::<rusqlite::Result<_>>()?;
    Ok(docs)
}

/// What the log of a feed adds up to: the last sequence number, how many numbers there are, and the fingerprint of
/// the changes that stand there.
///
/// # Errors
/// Where the database fails.
pub fn recompute(conn: &Connection, feed: &FeedId) -> Result<(u64, u64, Fingerprint)> {
    let mut rows = conn.prepare(
        "select l.seq, l.kind, l.hash from log l join feed f on f.id = l.feed where f.name = ?1 order by l.seq",
    )?;
    let mut rows = rows.query([feed.to_string()])?;
    let (mut last, mut entries, mut fingerprint) = (0, 0, Fingerprint::default());
    while let Some(row) = rows.next()? {
        last = row.get::<_, i64>(0)?.cast_unsigned();
        entries += 1;
        if row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)? == "change" {
            fingerprint.add(&column(row, 2)?);
        }
    }
    Ok((last, entries, fingerprint))
}

/// The documents of which a feed's log holds other changes than it should: all of them while the document is there, none
/// after it left, with the entry that says so.
///
/// # Errors
/// Where the database fails.
pub fn astray(conn: &Connection, feed: &FeedId) -> Result<Vec<DocId>> {
    let mut rows = conn.prepare(
        "with entry as (
             select coalesce(l.doc, c.doc) as doc, l.kind, l.seq
             from log l join feed f on f.id = l.feed left join change c on c.hash = l.hash
             where f.name = ?1 and l.kind in ('change', 'leave')
         ), found as (
             select doc, sum(kind = 'change') as live, max(case when kind = 'leave' then seq end) as left_seq
             from entry group by doc
         ), told as (
             select m.doc, m.left_seq, d.changes
             from document_feed m join feed f on f.id = m.feed left join document d on d.id = m.doc
             where f.name = ?1
         )
         select coalesce(t.doc, n.doc)
         from told t full join found n on n.doc = t.doc
         where t.doc is null
            or t.left_seq is null and n.live is not t.changes
            or t.left_seq is not null and (n.live <> 0 or n.left_seq is not t.left_seq)",
    )?;
    let docs = rows.query_map([feed.to_string()], |row| column(row, 0))?.collect::<rusqlite::Result<_>>()?;
    Ok(docs)
}
