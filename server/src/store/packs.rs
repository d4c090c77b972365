//! Packs that were built.

use records::EpochId;
use rusqlite::{Connection, OptionalExtension, Row, params, types::Type};
use wire::{FeedId, FeedState};

use super::row::{column, damaged};
use crate::Result;

/// The name of a pack: SHA-256 of its bytes.
pub type Digest = [u8; 32];

/// A pack that was built.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackRow {
    /// Its name.
    pub digest: Digest,
    /// Which feed.
    pub feed: FeedId,
    /// In which life of the log.
    pub epoch: EpochId,
    /// Up to which sequence number.
    pub seq: u64,
    /// How many changes.
    pub count: u64,
    /// Bytes.
    pub size: u64,
    /// Unix seconds.
    pub built_at: i64,
}

const COLUMNS: &str = "digest, feed, epoch, seq, count, size, built_at";

/// Keeps a pack as the one of its feed.
///
/// # Errors
/// Where the database fails.
pub fn put(conn: &Connection, pack: &PackRow) -> Result<()> {
    let feed = pack.feed.to_string();
    conn.execute(
        "update pack set replaced_at = ?2 where feed = ?1 and replaced_at is null and digest <> ?3",
        params![feed, pack.built_at, pack.digest],
    )?;
    conn.execute(
        "insert or replace into pack (digest, feed, epoch, seq, count, size, built_at) values (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![
            pack.digest,
            feed,
            pack.epoch.as_bytes(),
            pack.seq.cast_signed(),
            pack.count.cast_signed(),
            pack.size.cast_signed(),
            pack.built_at
        ],
    )?;
    Ok(())
}

/// The newest pack of a feed.
///
/// # Errors
/// Where the database fails.
pub fn newest(conn: &Connection, feed: &FeedId) -> Result<Option<PackRow>> {
    let sql = format!("select {COLUMNS} from pack where feed = ?1 and replaced_at is null");
    Ok(conn.prepare_cached(&sql)?.query_row([feed.to_string()], read).optional()?)
}

/// The pack of a name.
///
/// # Errors
/// Where the database fails.
pub fn get(conn: &Connection, digest: &Digest) -> Result<Option<PackRow>> {
    let sql = format!("select {COLUMNS} from pack where digest = ?1");
    Ok(conn.prepare_cached(&sql)?.query_row([digest], read).optional()?)
}

/// The newest pack of every feed.
///
/// # Errors
/// Where the database fails.
pub fn all(conn: &Connection) -> Result<Vec<PackRow>> {
    let sql = format!("select {COLUMNS} from pack where replaced_at is null order by feed");
    let mut rows = conn.prepare(&sql)?;
    let packs = rows.query_map([], read)?.collect::<rusqlite::Result<_>>()?;
    Ok(packs)
}

/// Forgets every pack of a feed, in the transaction that takes something out of its log: what a pack holds may not be
/// given out any more.
///
/// # Errors
/// Where the database fails.
pub fn forget(conn: &Connection, feed: &FeedId) -> Result<()> {
    conn.prepare_cached("delete from pack where feed = ?1")?.execute([feed.to_string()])?;
    Ok(())
}

/// Forgets every pack: their receipts and pages are signed by a key that is no more.
///
/// # Errors
/// Where the database fails.
pub fn forget_all(conn: &Connection) -> Result<()> {
    conn.execute("delete from pack", [])?;
    Ok(())
}

/// Forgets packs that were replaced before `replaced_before`, and those of another epoch. Gives the names of those that
/// stay: every other file may go.
///
/// # Errors
/// Where the database fails.
pub fn sweep(conn: &Connection, epoch: EpochId, replaced_before: i64) -> Result<Vec<Digest>> {
    conn.execute("delete from pack where epoch <> ?1 or replaced_at < ?2", params![epoch.as_bytes(), replaced_before])?;
    digests(conn)
}

/// The names of all packs.
///
/// # Errors
/// Where the database fails.
pub fn digests(conn: &Connection) -> Result<Vec<Digest>> {
    let mut rows = conn.prepare("select digest from pack")?;
    let digests = rows.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    Ok(digests)
}

/// Whether nothing that the pack holds was taken out of the log since: its changes and those behind it are all that
/// live there.
///
/// # Errors
/// Where the database fails.
pub fn is_whole(conn: &Connection, pack: &PackRow, state: &FeedState) -> Result<bool> {
    let sql = "select count(*) from log l join feed f on f.id = l.feed
               where f.name = ?1 and l.seq > ?2 and l.kind = 'change'";
    let behind: i64 = conn
        .prepare_cached(sql)?
        .query_row(params![pack.feed.to_string(), pack.seq.cast_signed()], |row| row.get(0))?;
    Ok(pack.seq <= state.seq && pack.count + behind.cast_unsigned() == state.count)
}

fn read(row: &Row<'_>) -> rusqlite::Result<PackRow> {
    Ok(PackRow {
        digest: row.get(0)?,
        feed: row.get_ref(1)?.as_str()?.parse().map_err(|_| damaged(1, Type::Text))?,
        epoch: column(row, 2)?,
        seq: row.get::<_, i64>(3)?.cast_unsigned(),
        count: row.get::<_, i64>(4)?.cast_unsigned(),
        size: row.get::<_, i64>(5)?.cast_unsigned(),
        built_at: row.get(6)?,
    })
}
