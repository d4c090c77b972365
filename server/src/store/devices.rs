//! Enrolled devices.

use records::{DeviceId, OfficerId, RegionCode};
use rusqlite::{Connection, OptionalExtension, Row, params};
use wire::PublicKey;

use super::{officers, row::column};
use crate::{Error, Result};

/// A device as the province knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// Its id.
    pub id: DeviceId,
    /// What people call it.
    pub name: String,
    /// Who works on it.
    pub officer: OfficerId,
    /// The officer's name.
    pub officer_name: String,
    /// What the officer is.
    pub role: String,
    /// The region that it serves.
    pub region: RegionCode,
    /// With which it signs.
    pub signing_key: PublicKey,
    /// To which secrets are sealed.
    pub recipient: String,
    /// Unix seconds.
    pub enrolled_at: i64,
    /// Unix seconds, `None` while it may exchange.
    pub revoked_at: Option<i64>,
    /// Unix seconds of its last exchange, by whatever carrier.
    pub last_seen_at: Option<i64>,
    /// Its clock minus ours at its last exchange over a line, seconds.
    pub clock_offset: Option<i64>,
}

const COLUMNS: &str = "id, name, officer, officer_name, role, region, signing_key, recipient, enrolled_at, revoked_at, \
                       last_seen_at, clock_offset";

/// Enrols a device. `certificate` is the CBOR of what the province signed.
///
/// # Errors
/// Where the database fails.
pub fn insert(conn: &Connection, device: &Device, certificate: &[u8]) -> Result<()> {
    conn.execute(
        "insert into device (id, name, officer, officer_name, role, region, signing_key, recipient, certificate,
             enrolled_at)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        params![
            device.id.as_bytes(),
            device.name,
            device.officer.as_bytes(),
            device.officer_name,
            device.role,
            device.region.as_str(),
            device.signing_key.0,
            device.recipient,
            certificate,
            device.enrolled_at,
        ],
    )?;
    officers::add(conn, device.id, device.officer, &device.officer_name, &device.role, device.enrolled_at)
}

/// The device of an id.
///
/// # Errors
/// Where the database fails.
pub fn get(conn: &Connection, id: DeviceId) -> Result<Option<Device>> {
    let sql = format!("select {COLUMNS} from device where id = ?1");
    Ok(conn.prepare_cached(&sql)?.query_row([id.as_bytes()], read).optional()?)
}

/// Every device, in the order of enrolment.
///
/// # Errors
/// Where the database fails.
pub fn all(conn: &Connection) -> Result<Vec<Device>> {
    let mut rows = conn.prepare_cached(&format!("select {COLUMNS} from device order by enrolled_at, id"))?;
    let devices = rows.query_map([], read)?.collect::<rusqlite::Result<_>>()?;
    Ok(devices)
}

/// Ends a device's rights. Doing it twice keeps the first time.
///
/// # Errors
/// [`Error::NotFound`].
pub fn revoke(conn: &Connection, id: DeviceId, now: i64) -> Result<()> {
    let sql = "update device set revoked_at = coalesce(revoked_at, ?2) where id = ?1";
    if conn.execute(sql, params![id.as_bytes(), now])? == 0 { Err(Error::NotFound("device")) } else { Ok(()) }
}

/// Whether a device's rights were ended.
///
/// # Errors
/// Where the database fails.
pub fn is_revoked(conn: &Connection, id: DeviceId) -> Result<bool> {
    let sql = "select 1 from device where id = ?1 and revoked_at is not null";
    Ok(conn.prepare_cached(sql)?.exists([id.as_bytes()])?)
}

/// Notes that a device is exchanging, and whether it knows what is lent to it: what it said once it knows for good.
///
/// # Errors
/// Where the database fails.
pub fn saw(conn: &Connection, id: DeviceId, now: i64, clock_offset: i64, borrows: bool) -> Result<()> {
    let sql =
        "update device set last_seen_at = ?2, clock_offset = ?3, borrows = max(coalesce(borrows, 0), ?4) where id = ?1";
    conn.prepare_cached(sql)?.execute(params![id.as_bytes(), now, clock_offset, borrows])?;
    Ok(())
}

/// Whether a device knows what is lent to it, `None` before it spoke.
///
/// # Errors
/// Where the database fails.
pub fn borrows(conn: &Connection, id: DeviceId) -> Result<Option<bool>> {
    let sql = "select borrows from device where id = ?1";
    Ok(conn.prepare_cached(sql)?.query_row([id.as_bytes()], |row| row.get(0)).optional()?.flatten())
}

/// Notes that a device may have dropped what it handed in until now: where it follows that again, it is sent the bytes.
///
/// # Errors
/// Where the database fails.
pub fn send_whole(conn: &Connection, id: DeviceId) -> Result<()> {
    let sql = "update device set dropped = (select coalesce(max(id), 0) from pushed) where id = ?1";
    conn.prepare_cached(sql)?.execute([id.as_bytes()])?;
    Ok(())
}

/// Notes that something of a device was brought here. Its clock is as old as that is.
///
/// # Errors
/// Where the database fails.
pub fn heard(conn: &Connection, id: DeviceId, now: i64) -> Result<()> {
    let sql = "update device set last_seen_at = ?2 where id = ?1";
    conn.prepare_cached(sql)?.execute(params![id.as_bytes(), now])?;
    Ok(())
}

fn read(row: &Row<'_>) -> rusqlite::Result<Device> {
    Ok(Device {
        id: column(row, 0)?,
        name: row.get(1)?,
        officer: column(row, 2)?,
        officer_name: row.get(3)?,
        role: row.get(4)?,
        region: column(row, 5)?,
        signing_key: PublicKey(row.get(6)?),
        recipient: row.get(7)?,
        enrolled_at: row.get(8)?,
        revoked_at: row.get(9)?,
        last_seen_at: row.get(10)?,
        clock_offset: row.get(11)?,
    })
}
