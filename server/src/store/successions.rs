//! How the province's keys followed each other, as the database knows it, and what is sealed or signed anew with each.

use records::DeviceId;
use rusqlite::{Connection, params};
use wire::{loss::SignedWipeOrder, succession::SignedSuccession};

use super::row::column;
use crate::Result;

/// Every statement, ascending.
///
/// # Errors
/// Where the database fails, or a statement is damaged.
pub fn all(conn: &Connection) -> Result<Vec<SignedSuccession>> {
    let mut rows = conn.prepare_cached("select statement from succession order by n")?;
    let statements = rows.query_map([], |row| row.get::<_, Vec<u8>>(0))?.collect::<rusqlite::Result<Vec<_>>>()?;
    Ok(statements.iter().map(|bytes| SignedSuccession::from_bytes(bytes)).collect::<Result<_, _>>()?)
}

/// Notes a statement.
///
/// # Errors
/// Where the database fails.
pub fn note(conn: &Connection, statement: &SignedSuccession, now: i64) -> Result<()> {
    let n = i64::try_from(statement.value().n).unwrap_or(i64::MAX);
    conn.execute(
        "insert or ignore into succession (n, statement, noted_at) values (?1, ?2, ?3)",
        params![n, statement.to_bytes(), now],
    )?;
    Ok(())
}

/// Takes back the invitations that carry the fingerprint of a key that is no more: they would enrol nobody. Gives how many.
///
/// # Errors
/// Where the database fails.
pub fn withdraw_invitations(conn: &Connection, now: i64) -> Result<usize> {
    let sql =
        "update invite set withdrawn_at = ?1, secret = zeroblob(10) where used_at is null and withdrawn_at is null";
    Ok(conn.execute(sql, [now])?)
}

/// Something that is sealed to the province.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    whose: Whose,
    /// The sealed bytes.
    pub bytes: Vec<u8>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Whose {
    /// What lets an officer of a device in again.
    Officer { device: Vec<u8>, officer: Vec<u8> },
    /// A second factor.
    Operator(i64),
}

/// What is sealed to the province in the database: deposits of officers, second factors of operators.
///
/// # Errors
/// Where the database fails.
pub fn sealed(conn: &Connection) -> Result<Vec<Sealed>> {
    let mut rows = conn.prepare("select device, officer, sealed from deposit")?;
    let of_officer = |row: &rusqlite::Row<'_>| {
        Ok(Sealed { whose: Whose::Officer { device: row.get(0)?, officer: row.get(1)? }, bytes: row.get(2)? })
    };
    let mut found = rows.query_map([], of_officer)?.collect::<rusqlite::Result<Vec<_>>>()?;
    let mut rows = conn.prepare("select id, second_factor from operator where second_factor is not null")?;
    let of_operator = |row: &rusqlite::Row<'_>| Ok(Sealed { whose: Whose::Operator(row.get(0)?), bytes: row.get(1)? });
    found.extend(rows.query_map([], of_operator)?.collect::<rusqlite::Result<Vec<_>>>()?);
    Ok(found)
}

/// Puts it back, sealed anew.
///
/// # Errors
/// Where the database fails.
pub fn reseal(conn: &Connection, of: &Sealed, bytes: &[u8]) -> Result<()> {
    match &of.whose {
        Whose::Officer { device, officer } => conn.execute(
            "update deposit set sealed = ?3 where device = ?1 and officer = ?2",
            params![device, officer, bytes],
        )?,
        Whose::Operator(id) => {
            conn.execute("update operator set second_factor = ?2 where id = ?1", params![id, bytes])?
        }
    };
    Ok(())
}

/// The orders to wipe a device that no device has confirmed.
///
/// # Errors
/// Where the database fails, or an order is damaged.
pub fn open_orders(conn: &Connection) -> Result<Vec<(DeviceId, SignedWipeOrder)>> {
    let mut rows =
        conn.prepare("select device, wipe_order from loss where wipe_order is not null and wiped is null")?;
    let read = rows.query_map([], |row| Ok((column(row, 0)?, row.get::<_, Vec<u8>>(1)?)))?;
    let read = read.collect::<rusqlite::Result<Vec<_>>>()?;
    read.into_iter().map(|(device, bytes)| Ok((device, SignedWipeOrder::from_bytes(&bytes)?))).collect()
}

/// Puts an order back that was signed anew.
///
/// # Errors
/// Where the database fails.
pub fn replace_order(conn: &Connection, device: DeviceId, order: &SignedWipeOrder) -> Result<()> {
    conn.execute("update loss set wipe_order = ?2 where device = ?1", params![device.as_bytes(), order.to_bytes()])?;
    Ok(())
}

/// Notes how much of the chain a device said that it knows.
///
/// # Errors
/// Where the database fails.
pub fn confirmed(conn: &Connection, device: DeviceId, chain: u64) -> Result<()> {
    let chain = i64::try_from(chain).unwrap_or(i64::MAX);
    let sql = "update device set chain = ?2 where id = ?1 and chain < ?2";
    conn.prepare_cached(sql)?.execute(params![device.as_bytes(), chain])?;
    Ok(())
}

/// How many devices may still exchange, and how many of them confirmed so many statements.
///
/// # Errors
/// Where the database fails.
pub fn count_confirmed(conn: &Connection, chain: u64) -> Result<(u64, u64)> {
    let chain = i64::try_from(chain).unwrap_or(i64::MAX);
    let sql = "select count(*), count(*) filter (where chain >= ?1) from device where revoked_at is null";
    let (all, confirmed): (i64, i64) = conn.query_one(sql, [chain], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok((all.unsigned_abs(), confirmed.unsigned_abs()))
}
