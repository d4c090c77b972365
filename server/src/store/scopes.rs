//! Which regions a device serves.

use records::{DeviceId, OfficerId, RegionCode, region::Level};
use rusqlite::{Connection, params};

use super::{devices, row::column};
use crate::{Error, Result};

/// The regions of a device, those that it served before included.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scope {
    /// Those that it serves now, in order.
    pub now: Vec<RegionCode>,
    /// Those that it does not serve any more.
    pub past: Vec<RegionCode>,
}

impl Scope {
    /// Whether the device serves a region.
    #[must_use]
    pub fn covers(&self, region: &RegionCode) -> bool {
        self.now.iter().any(|own| own.contains(region))
    }

    /// Whether it serves a region or did so once.
    #[must_use]
    pub fn ever_covered(&self, region: &RegionCode) -> bool {
        self.covers(region) || self.past.iter().any(|own| own.contains(region))
    }
}

impl Scope {
    /// Whether the device serves an area above a village: then nothing on it is sealed to one of its officers.
    #[must_use]
    pub fn is_office(&self) -> bool {
        self.now.iter().any(|own| own.level() != Level::Village)
    }
}

/// The scope of a device.
///
/// # Errors
/// Where the database fails.
pub fn of(conn: &Connection, device: DeviceId) -> Result<Scope> {
    let mut rows =
        conn.prepare_cached("select region, removed_at is null from device_scope where device = ?1 order by region")?;
    let mut rows = rows.query([device.as_bytes()])?;
    let mut scope = Scope::default();
    while let Some(row) = rows.next()? {
        let list = if row.get(1)? { &mut scope.now } else { &mut scope.past };
        list.push(column(row, 0)?);
    }
    Ok(scope)
}

/// Whether an officer serves a region on a device that may still be used.
///
/// # Errors
/// Where the database fails.
pub fn officer_serves(conn: &Connection, officer: OfficerId, region: &RegionCode) -> Result<bool> {
    let mut rows = conn.prepare_cached(
        "select s.region from device_scope s join device d on d.id = s.device
             join device_officer o on o.device = d.id
         where o.officer = ?1 and o.removed_at is null and d.revoked_at is null and s.removed_at is null",
    )?;
    let regions = rows.query_map([officer.as_bytes()], |row| column::<RegionCode>(row, 0))?;
    let regions = regions.collect::<rusqlite::Result<Vec<_>>>()?;
    Ok(regions.iter().any(|own| own.contains(region)))
}

/// Gives a device a region. What it handed in before may have been dropped there since, and is sent to it again.
///
/// # Errors
/// Where the database fails.
pub fn add(conn: &Connection, device: DeviceId, region: &RegionCode, now: i64) -> Result<()> {
    conn.execute(
        "insert into device_scope (device, region, added_at) values (?1, ?2, ?3)
         on conflict (device, region) do update set
             added_at = case when removed_at is null then added_at else excluded.added_at end,
             removed_at = null",
        params![device.as_bytes(), region.as_str(), now],
    )?;
    devices::send_whole(conn, device)
}

/// Takes a region from a device. Doing it twice keeps the first time.
///
/// # Errors
/// [`Error::NotFound`] where the device never served it.
pub fn remove(conn: &Connection, device: DeviceId, region: &RegionCode, now: i64) -> Result<()> {
    let sql = "update device_scope set removed_at = coalesce(removed_at, ?3) where device = ?1 and region = ?2";
    match conn.execute(sql, params![device.as_bytes(), region.as_str(), now])? {
        0 => Err(Error::NotFound("region of this device")),
        _ => Ok(()),
    }
}
