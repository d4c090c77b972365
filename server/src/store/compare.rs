//! What a feed's log held at one sequence number, document by document.

use std::collections::BTreeMap;

use records::{ChangeHash, DocId};
use rusqlite::{Connection, OptionalExtension, params};
use sync::Fingerprint;
use wire::{FeedId, exchange::ShortHash};

use super::row::column;
use crate::Result;

/// The fingerprint of each document's changes in a feed, as its log was at `seq`.
///
/// # Errors
/// Where the database fails.
pub fn fingerprints(conn: &Connection, feed: &FeedId, seq: u64) -> Result<BTreeMap<DocId, Fingerprint>> {
    let mut fingerprints = BTreeMap::<DocId, Fingerprint>::new();
    each(conn, feed, seq, |doc, _, hash| fingerprints.entry(doc).or_default().add(&hash))?;
    Ok(fingerprints)
}

/// The changes of each document in a feed, as its log was at `seq` and in its order, each with its place there.
///
/// # Errors
/// Where the database fails.
pub fn changes(conn: &Connection, feed: &FeedId, seq: u64) -> Result<BTreeMap<DocId, Vec<(u64, ChangeHash)>>> {
    let mut changes = BTreeMap::<DocId, Vec<(u64, ChangeHash)>>::new();
    each(conn, feed, seq, |doc, seq, hash| changes.entry(doc).or_default().push((seq, hash)))?;
    Ok(changes)
}

fn each(conn: &Connection, feed: &FeedId, seq: u64, mut take: impl FnMut(DocId, u64, ChangeHash)) -> Result<()> {
    let mut rows = conn.prepare_cached(
        "select c.doc, l.seq, l.hash
         from log l join feed f on f.id = l.feed join change c on c.hash = l.hash
         where f.name = ?1 and l.seq <= ?2 and l.kind = 'change' order by l.seq",
    )?;
    let mut rows = rows.query(params![feed.to_string(), i64::try_from(seq).unwrap_or(i64::MAX)])?;
    while let Some(row) = rows.next()? {
        take(column(row, 0)?, row.get::<_, i64>(1)?.cast_unsigned(), column(row, 2)?);
    }
    Ok(())
}

/// Where a feed's log says that a document left, `None` where it is there, never was, or left after `seq`.
///
/// # Errors
/// Where the database fails.
pub fn left(conn: &Connection, feed: &FeedId, doc: DocId, seq: u64) -> Result<Option<u64>> {
    let sql = "select m.left_seq from document_feed m join feed f on f.id = m.feed
               where f.name = ?1 and m.doc = ?2 and m.left_seq <= ?3";
    let keys = params![feed.to_string(), doc.as_bytes(), i64::try_from(seq).unwrap_or(i64::MAX)];
    Ok(conn.prepare_cached(sql)?.query_row(keys, |row| row.get(0)).optional()?.map(i64::cast_unsigned))
}

/// Whether a change whose hash begins so is logged here in some document, or waits to be.
///
/// # Errors
/// Where the database fails.
pub fn is_here(conn: &Connection, short: ShortHash) -> Result<bool> {
    let bound = |fill: u8| [&short.0[..], &[fill; 24]].concat();
    let sql = "select 1 from change c where c.hash between ?1 and ?2 and (c.doc is not null
                   or exists (select 1 from pushed p where p.hash = c.hash and p.state in ('pending', 'held')))";
    let mut found = conn.prepare_cached(sql)?;
    Ok(found.query_row([bound(0), bound(0xff)], |_| Ok(())).optional()?.is_some())
}
