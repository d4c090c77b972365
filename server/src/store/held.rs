//! Changes that wait for others: how many a device may have of them, how long, and what they wait for.
//!
//! A device builds on what it holds, so what its changes depend on it can send; the response asks it to. What never
//! comes must not fill the inbox: a device may have so many changes waiting and for so long, then they are refused. A
//! refusal for one of these two reasons is taken back when what was missing arrives after all, so nothing honest is lost.

use records::{ChangeHash, DeviceId, DocId, RegionCode};
use rusqlite::{Connection, Row, params};
use wire::exchange::ShortHash;

use super::{reviews, row::column};
use crate::Result;

/// The code of a change that waits for what it depends on.
pub const MISSING: &str = "missing_dependency";
/// The code of one whose device has too many waiting already.
pub const TOO_MANY: &str = "too_many_held";
/// The code of one that waited too long.
pub const TOO_LONG: &str = "held_too_long";

/// What waits of one device.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Load {
    /// How many changes.
    pub changes: u64,
    /// Their bytes.
    pub bytes: u64,
}

/// A change that was held, as far as a reviewer is told of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldChange {
    /// Its row.
    pub id: i64,
    /// The change.
    pub hash: ChangeHash,
    /// Its document.
    pub doc: DocId,
    /// Where the document was made.
    pub region: RegionCode,
}

/// What waits of a device for what it depends on.
///
/// # Errors
/// Where the database fails.
pub fn load_of(conn: &Connection, device: DeviceId) -> Result<Load> {
    let sql = "select count(*), coalesce(sum(length(c.raw)), 0)
               from pushed p join change c on c.hash = p.hash
               where p.device = ?1 and p.state = 'held' and p.code = ?2";
    let read = |row: &Row<'_>| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?));
    let (changes, bytes) = conn.prepare_cached(sql)?.query_one(params![device.as_bytes(), MISSING], read)?;
    Ok(Load { changes: changes.cast_unsigned(), bytes: bytes.cast_unsigned() })
}

/// Keeps a change until those that it depends on arrive. The time of the first hold stays.
///
/// # Errors
/// Where the database fails.
pub fn hold(conn: &Connection, id: i64, code: &str, missing: &[ChangeHash], now: i64) -> Result<()> {
    let sql = "update pushed
               set state = 'held', code = ?2, told = 0, told_lineage = null, held_at = coalesce(held_at, ?3)
               where id = ?1";
    conn.prepare_cached(sql)?.execute(params![id, code, now])?;
    wait_for(conn, id, missing)
}

/// Notes what a change waits for, held or refused.
///
/// # Errors
/// Where the database fails.
pub fn wait_for(conn: &Connection, id: i64, missing: &[ChangeHash]) -> Result<()> {
    for hash in missing {
        conn.prepare_cached("insert or ignore into missing (hash, pushed) values (?1, ?2)")?
            .execute(params![hash.as_bytes(), id])?;
    }
    Ok(())
}

/// Lets the changes that waited for `arrived` wait for the guard again, those that had waited too long or were too many
/// as well, and gives their documents.
///
/// # Errors
/// Where the database fails.
pub fn release(conn: &Connection, arrived: &ChangeHash, now: i64) -> Result<Vec<DocId>> {
    forgive(conn, arrived, now)?;
    let mut rows = conn.prepare_cached(
        "update pushed set state = 'pending', code = ''
         where state = 'held' and id in (select pushed from missing where hash = ?1) returning doc",
    )?;
    let docs = rows.query_map([arrived.as_bytes()], |row| column(row, 0))?.collect::<rusqlite::Result<_>>()?;
    conn.prepare_cached("delete from missing where hash = ?1")?.execute([arrived.as_bytes()])?;
    Ok(docs)
}

/// Takes back the refusals of what waited for `arrived`, and closes their review items.
fn forgive(conn: &Connection, arrived: &ChangeHash, now: i64) -> Result<()> {
    let mut rows = conn.prepare_cached(
        "update pushed set state = 'held', code = ''
         where state = 'refused' and code in (?2, ?3) and id in (select pushed from missing where hash = ?1)
         returning doc, hash",
    )?;
    let keys = params![arrived.as_bytes(), TOO_MANY, TOO_LONG];
    let read = |row: &Row<'_>| Ok((column::<DocId>(row, 0)?, column::<ChangeHash>(row, 1)?));
    for (doc, hash) in rows.query_map(keys, read)?.collect::<rusqlite::Result<Vec<_>>>()? {
        reviews::close(conn, "refused", doc, &hash.to_string(), now)?;
    }
    Ok(())
}

/// The changes that have waited since before `since`, at most `limit`.
///
/// # Errors
/// Where the database fails.
pub fn waiting_since(conn: &Connection, since: i64, limit: usize) -> Result<Vec<HeldChange>> {
    let mut rows = conn.prepare_cached(
        "select id, hash, doc, region from pushed
         where state = 'held' and held_at < ?1 and code = ?2 order by held_at limit ?3",
    )?;
    let read = |row: &Row<'_>| {
        Ok(HeldChange { id: row.get(0)?, hash: column(row, 1)?, doc: column(row, 2)?, region: column(row, 3)? })
    };
    let held = rows.query_map(params![since, MISSING, limit as i64], read)?.collect::<rusqlite::Result<_>>()?;
    Ok(held)
}

/// What the changes of a device wait for and nobody brought, at most `limit`: not in the log, not waiting here itself,
/// and not refused from this device.
///
/// # Errors
/// Where the database fails.
pub fn wanted_from(conn: &Connection, device: DeviceId, limit: usize) -> Result<Vec<ShortHash>> {
    let mut rows = conn.prepare_cached(
        "select distinct m.hash from pushed p join missing m on m.pushed = p.id
         where p.device = ?1 and p.state = 'held'
             and not exists (select 1 from change c where c.hash = m.hash and c.doc is not null)
             and not exists (
                 select 1 from pushed q where q.hash = m.hash and q.state <> 'logged'
                     and (q.state in ('pending', 'held') or q.device = p.device))
         order by m.hash limit ?2",
    )?;
    let read = |row: &Row<'_>| Ok(ShortHash::of(&column(row, 0)?));
    let wanted = rows.query_map(params![device.as_bytes(), limit as i64], read)?.collect::<rusqlite::Result<_>>()?;
    Ok(wanted)
}
