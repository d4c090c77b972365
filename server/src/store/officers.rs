//! Who works on which device.

use records::{DeviceId, OfficerId};
use rusqlite::{Connection, OptionalExtension, params};

use super::row::column;
use crate::{Error, Result};

/// An officer of a device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceOfficer {
    /// Who.
    pub officer: OfficerId,
    /// The name.
    pub name: String,
    /// What the officer is.
    pub role: String,
    /// Since when, Unix seconds.
    pub added_at: i64,
    /// Unix seconds, `None` while the officer works there.
    pub removed_at: Option<i64>,
}

/// Adds an officer to a device; one who was removed works there again.
///
/// # Errors
/// Where the database fails.
pub fn add(conn: &Connection, device: DeviceId, officer: OfficerId, name: &str, role: &str, now: i64) -> Result<()> {
    conn.execute(
        "insert into device_officer (device, officer, name, role, added_at) values (?1, ?2, ?3, ?4, ?5)
         on conflict (device, officer) do update set name = excluded.name, role = excluded.role, removed_at = null",
        params![device.as_bytes(), officer.as_bytes(), name, role, now],
    )?;
    Ok(())
}

/// Ends an officer's rights on a device; those of the others stay. Doing it twice keeps the first time.
///
/// # Errors
/// [`Error::NotFound`].
pub fn remove(conn: &Connection, device: DeviceId, officer: OfficerId, now: i64) -> Result<()> {
    let sql = "update device_officer set removed_at = coalesce(removed_at, ?3) where device = ?1 and officer = ?2";
    match conn.execute(sql, params![device.as_bytes(), officer.as_bytes(), now])? {
        0 => Err(Error::NotFound("officer of this device")),
        _ => Ok(()),
    }
}

/// The officers of a device, those who were removed included, in the order in which they came.
///
/// # Errors
/// Where the database fails.
pub fn of(conn: &Connection, device: DeviceId) -> Result<Vec<DeviceOfficer>> {
    let sql = "select officer, name, role, added_at, removed_at from device_officer where device = ?1
               order by added_at, officer";
    let mut query = conn.prepare_cached(sql)?;
    let rows = query.query_map([device.as_bytes()], |row| {
        Ok(DeviceOfficer {
            officer: column(row, 0)?,
            name: row.get(1)?,
            role: row.get(2)?,
            added_at: row.get(3)?,
            removed_at: row.get(4)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Who works on a device now.
///
/// # Errors
/// Where the database fails.
pub fn working(conn: &Connection, device: DeviceId) -> Result<Vec<OfficerId>> {
    let sql = "select officer from device_officer where device = ?1 and removed_at is null order by added_at, officer";
    let mut query = conn.prepare_cached(sql)?;
    let rows = query.query_map([device.as_bytes()], |row| column::<OfficerId>(row, 0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The name of an officer on a device, `None` of one who never worked there.
///
/// # Errors
/// Where the database fails.
pub fn name(conn: &Connection, device: DeviceId, officer: OfficerId) -> Result<Option<String>> {
    let sql = "select name from device_officer where device = ?1 and officer = ?2";
    let mut query = conn.prepare_cached(sql)?;
    Ok(query.query_row(params![device.as_bytes(), officer.as_bytes()], |row| row.get(0)).optional()?)
}

/// Why a statement of an officer is not taken from a device, `None` where it is. What an officer signed before being removed
/// is taken whenever it comes.
///
/// # Errors
/// Where the database fails.
pub fn refusal_of(
    conn: &Connection,
    device: DeviceId,
    officer: OfficerId,
    written_at: i64,
) -> Result<Option<&'static str>> {
    let sql = "select removed_at from device_officer where device = ?1 and officer = ?2";
    let mut query = conn.prepare_cached(sql)?;
    let removed = query.query_row(params![device.as_bytes(), officer.as_bytes()], |row| row.get::<_, Option<i64>>(0));
    Ok(match removed.optional()? {
        None => Some("foreign_officer"),
        Some(Some(removed_at)) if written_at > removed_at => Some("officer_removed"),
        Some(_) => None,
    })
}
