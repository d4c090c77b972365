//! Lineages: the lives of devices' databases, and which of their statements are durable here.

use records::{DeviceId, LineageId};
use rusqlite::{Connection, OptionalExtension, params};
use wire::{Envelope, Signature, Statement, StatementHash, exchange::Range};

use super::row::column;
use crate::Result;

/// Whether an exchange may begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Begin {
    /// Its number is new.
    New,
    /// Its number was seen before.
    Replayed,
    /// The lineage belongs to another device.
    Foreign,
}

/// Notes the number of an exchange, which must be greater than every one before.
///
/// # Errors
/// Where the database fails.
pub fn begin_exchange(conn: &Connection, lineage: LineageId, device: DeviceId, exchange: i64) -> Result<Begin> {
    let last = conn
        .prepare_cached("select device, last_exchange from lineage where id = ?1")?
        .query_row([lineage.as_bytes()], |row| Ok((column::<DeviceId>(row, 0)?, row.get::<_, i64>(1)?)))
        .optional()?;
    match last {
        Some((owner, _)) if owner != device => return Ok(Begin::Foreign),
        Some((_, last)) if exchange <= last => return Ok(Begin::Replayed),
        Some(_) | None => {}
    }
    conn.prepare_cached(
        "insert into lineage (id, device, last_exchange) values (?1, ?2, ?3)
         on conflict (id) do update set last_exchange = excluded.last_exchange",
    )?
    .execute(params![lineage.as_bytes(), device.as_bytes(), exchange])?;
    Ok(Begin::New)
}

/// The device of a lineage.
///
/// # Errors
/// Where the database fails.
pub fn device_of(conn: &Connection, lineage: LineageId) -> Result<Option<DeviceId>> {
    let sql = "select device from lineage where id = ?1";
    Ok(conn.prepare_cached(sql)?.query_row([lineage.as_bytes()], |row| column(row, 0)).optional()?)
}

/// How a statement stands to those of its lineage that are here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Link {
    /// It continues the chain, or its neighbours are not here.
    New,
    /// It is here.
    Known,
    /// Its number, or the one before, belongs to something else: a cloned or restored store.
    Forked,
}

/// Compares an envelope with the statements of its lineage.
///
/// # Errors
/// Where the database fails.
pub fn link_of(conn: &Connection, envelope: &Envelope) -> Result<Link> {
    let statement = &envelope.statement;
    let n = number(statement.n);
    if let Some(stored) = hash_of(conn, statement.lineage, n)? {
        return Ok(if stored == statement.hash() { Link::Known } else { Link::Forked });
    }
    if statement.stands_alone() {
        return Ok(Link::New);
    }
    let before = match n.checked_sub(1).filter(|before| *before >= 0) {
        Some(before) => hash_of(conn, statement.lineage, before)?,
        None => None,
    };
    Ok(if before.is_some() && before != statement.previous { Link::Forked } else { Link::New })
}

fn hash_of(conn: &Connection, lineage: LineageId, n: i64) -> Result<Option<StatementHash>> {
    let sql = "select hash from statement where lineage = ?1 and n = ?2";
    let read = |row: &rusqlite::Row<'_>| row.get(0).map(StatementHash);
    Ok(conn.prepare_cached(sql)?.query_row(params![lineage.as_bytes(), n], read).optional()?)
}

/// Keeps a statement and notes its number.
///
/// # Errors
/// Where the database fails.
pub fn insert_statement(conn: &Connection, envelope: &Envelope, now: i64) -> Result<()> {
    let statement = &envelope.statement;
    keep_statement(conn, statement, &envelope.signature, now)?;
    // The device asks for none of those that stand alone: they would only make every head longer.
    if statement.stands_alone() { Ok(()) } else { note_received(conn, statement.lineage, number(statement.n)) }
}

/// Keeps a statement for audit.
///
/// # Errors
/// Where the database fails.
pub fn keep_statement(conn: &Connection, statement: &Statement, signature: &Signature, now: i64) -> Result<()> {
    conn.prepare_cached(
        "insert into statement (lineage, n, hash, bytes, signature, received_at) values (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute(params![
        statement.lineage.as_bytes(),
        number(statement.n),
        statement.hash().0,
        statement.to_bytes(),
        signature.0,
        now
    ])?;
    Ok(())
}

/// The number of the next statement of a lineage that writes here, and the hash of its last one.
///
/// # Errors
/// Where the database fails.
pub fn next_statement(conn: &Connection, lineage: LineageId) -> Result<(u64, Option<StatementHash>)> {
    let sql = "select n, hash from statement where lineage = ?1 order by n desc limit 1";
    let read = |row: &rusqlite::Row<'_>| Ok((row.get::<_, i64>(0)?, StatementHash(row.get(1)?)));
    let last = conn.prepare_cached(sql)?.query_row([lineage.as_bytes()], read).optional()?;
    Ok(last.map_or((0, None), |(n, hash)| (n.cast_unsigned().saturating_add(1), Some(hash))))
}

/// Adds a number to the ranges of a lineage: it joins the range before it, the one after it, both or none.
fn note_received(conn: &Connection, lineage: LineageId, n: i64) -> Result<()> {
    let lineage = lineage.as_bytes();
    let read = |row: &rusqlite::Row<'_>| row.get::<_, i64>(0);
    let first = conn
        .prepare_cached("select first from received where lineage = ?1 and last = ?2")?
        .query_row(params![lineage, n - 1], read)
        .optional()?;
    let last = conn
        .prepare_cached("select last from received where lineage = ?1 and first = ?2")?
        .query_row(params![lineage, n + 1], read)
        .optional()?;
    conn.prepare_cached("delete from received where lineage = ?1 and first in (?2, ?3)")?.execute(params![
        lineage,
        first,
        last.map(|_| n + 1)
    ])?;
    conn.prepare_cached("insert into received (lineage, first, last) values (?1, ?2, ?3)")?.execute(params![
        lineage,
        first.unwrap_or(n),
        last.unwrap_or(n)
    ])?;
    Ok(())
}

/// Which statements of a lineage are durable here.
///
/// # Errors
/// Where the database fails.
pub fn received(conn: &Connection, lineage: LineageId) -> Result<Vec<Range>> {
    let mut rows = conn.prepare_cached("select first, last from received where lineage = ?1 order by first")?;
    let read = |row: &rusqlite::Row<'_>| {
        Ok(Range { first: row.get::<_, i64>(0)?.cast_unsigned(), last: row.get::<_, i64>(1)?.cast_unsigned() })
    };
    let ranges = rows.query_map([lineage.as_bytes()], read)?.collect::<rusqlite::Result<_>>()?;
    Ok(ranges)
}

/// A counter of a device as SQLite keeps it. Numbers beyond 2^63 are not reached honestly; they all become the last.
fn number(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX - 1)
}
