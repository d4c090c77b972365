//! What lets officers of devices in again, sealed until an operator asks for it.

use records::{DeviceId, OfficerId};
use rusqlite::{Connection, OptionalExtension, params};
use wire::exchange::Deposit;

use crate::Result;

/// Keeps a deposit in the place of the one before. Of an officer who is none of the device's, nothing is kept.
///
/// # Errors
/// Where the database fails.
pub fn keep(conn: &Connection, device: DeviceId, deposit: &Deposit, now: i64) -> Result<()> {
    conn.execute(
        "insert into deposit (device, officer, sealed, at)
         select device, officer, ?3, ?4 from device_officer where device = ?1 and officer = ?2
         on conflict (device, officer) do update set sealed = excluded.sealed, at = excluded.at",
        params![device.as_bytes(), deposit.officer.as_bytes(), deposit.sealed, now],
    )?;
    Ok(())
}

/// The sealed deposit of an officer, and when it came, Unix seconds.
///
/// # Errors
/// Where the database fails.
pub fn get(conn: &Connection, device: DeviceId, officer: OfficerId) -> Result<Option<(Vec<u8>, i64)>> {
    let sql = "select sealed, at from deposit where device = ?1 and officer = ?2";
    let keys = params![device.as_bytes(), officer.as_bytes()];
    Ok(conn.query_row(sql, keys, |row| Ok((row.get(0)?, row.get(1)?))).optional()?)
}

/// Notes that an operator had a code given out.
///
/// # Errors
/// Where the database fails.
pub fn note(conn: &Connection, device: DeviceId, officer: OfficerId, operator: &str, now: i64) -> Result<()> {
    conn.execute(
        "insert into reset_code (device, officer, operator, at) values (?1, ?2, ?3, ?4)",
        params![device.as_bytes(), officer.as_bytes(), operator, now],
    )?;
    Ok(())
}
