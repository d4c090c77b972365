//! Changes that were logged in an earlier life of the log, on their way back.

use records::{ChangeHash, DocId, Kind, LineageId, RegionCode};
use rusqlite::{Connection, OptionalExtension, params};
use wire::{FeedId, exchange::Author};

use super::{
    documents::{self, Signer},
    erasures,
};
use crate::Result;

/// A change that the province signed for once.
#[derive(Debug, Clone)]
pub struct Refilled {
    /// The document.
    pub doc: DocId,
    /// The document's kind.
    pub kind: Kind,
    /// Where the document was made.
    pub region: RegionCode,
    /// Who signed for it on its first way here.
    pub author: Author,
    /// When it arrived then, Unix seconds.
    pub received_at: i64,
    /// The change.
    pub hash: ChangeHash,
    /// The bytes.
    pub raw: Vec<u8>,
}

/// The code of a change that nothing proves but the voucher of a key which may be in other hands.
pub const FORMER_KEY: &str = "former_key";

/// Lets a change wait for the guard that was logged in `feed` once, and notes that `lineage` has it: `false` where it is
/// logged, was brought by that lineage already, or is of a record that was erased. With the code of a refusal it is kept aside
/// until a reviewer admits it.
///
/// # Errors
/// Where the database fails.
pub fn insert(
    conn: &Connection,
    lineage: LineageId,
    feed: &FeedId,
    refilled: &Refilled,
    refused: Option<&str>,
) -> Result<bool> {
    if erasures::is_erased(conn, refilled.doc)? {
        erasures::count_refused(conn, refilled.doc)?;
        return Ok(false);
    }
    let logged = "select 1 from change where hash = ?1 and doc is not null";
    if conn.prepare_cached(logged)?.exists([refilled.hash.as_bytes()])? {
        return Ok(false);
    }
    documents::insert_change(conn, &refilled.hash, &refilled.raw, refilled.received_at)?;
    keep_author(conn, &refilled.author)?;
    let sql = "insert or ignore into pushed
                   (lineage, hash, n, doc, kind, region, device, officer, vouched, state, code, told)
               values (?1, ?2, -1, ?3, ?4, ?5, ?6, ?7, ?8, iif(?9 is null, 'pending', 'refused'), coalesce(?9, ''),
                       ?9 is not null)";
    let new = conn.prepare_cached(sql)?.execute(params![
        lineage.as_bytes(),
        refilled.hash.as_bytes(),
        refilled.doc.as_bytes(),
        refilled.kind.code(),
        refilled.region.as_str(),
        refilled.author.device.as_bytes(),
        refilled.author.officer.as_bytes(),
        feed.to_string(),
        refused,
    ])?;
    Ok(new == 1)
}

/// Keeps the names of an author: the device may have been enrolled after the backup was made.
fn keep_author(conn: &Connection, author: &Author) -> Result<()> {
    conn.prepare_cached(
        "insert or ignore into author (device, officer, device_name, officer_name) values (?1, ?2, ?3, ?4)",
    )?
    .execute(params![
        author.device.as_bytes(),
        author.officer.as_bytes(),
        author.device_name,
        author.officer_name
    ])?;
    Ok(())
}

/// The names of an author that a refill told, `None` where none did.
///
/// # Errors
/// Where the database fails.
pub fn author(conn: &Connection, signer: Signer) -> Result<Option<Author>> {
    let Signer { device, officer } = signer;
    let sql = "select device_name, officer_name from author where device = ?1 and officer = ?2";
    let read =
        |row: &rusqlite::Row<'_>| Ok(Author { device, officer, device_name: row.get(0)?, officer_name: row.get(1)? });
    Ok(conn.prepare_cached(sql)?.query_row(params![device.as_bytes(), officer.as_bytes()], read).optional()?)
}
