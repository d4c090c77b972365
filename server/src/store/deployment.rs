//! What the whole deployment shares, and the epochs of its log.

use records::{Deployment, DeviceId, EpochId, LineageId, OfficerId, RegionCode};
use rusqlite::{Connection, OptionalExtension, params};

use super::row::column;
use crate::{Error, Result};

/// The deployment as `init` made it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Province {
    /// Its area: `52`.
    pub region: RegionCode,
    /// What people call it.
    pub name: String,
    /// Whether its people are real.
    pub deployment: Deployment,
    /// The province as a device: author of what the server writes.
    pub device: DeviceId,
    /// The province as an officer.
    pub officer: OfficerId,
}

/// One life of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Epoch {
    /// Its id.
    pub id: EpochId,
    /// The province's lineage as an author during it.
    pub lineage: LineageId,
}

/// Writes down a new deployment.
///
/// # Errors
/// Where the database fails.
pub fn insert(conn: &Connection, province: &Province) -> Result<()> {
    let training: &[u8] = match province.deployment {
        Deployment::Training => b"training",
        Deployment::Production => b"production",
    };
    for (key, value) in [
        ("region", province.region.as_str().as_bytes()),
        ("name", province.name.as_bytes()),
        ("deployment", training),
        ("device", province.device.as_bytes().as_slice()),
        ("officer", province.officer.as_bytes().as_slice()),
    ] {
        conn.execute("insert into meta (key, value) values (?1, ?2)", params![key, value])?;
    }
    Ok(())
}

/// The deployment.
///
/// # Errors
/// Where it is damaged.
pub fn get(conn: &Connection) -> Result<Province> {
    let region = RegionCode::parse(&text(conn, "region")?).map_err(|_| Error::Damaged("region"))?;
    let training = text(conn, "deployment")? == "training";
    Ok(Province {
        region,
        name: text(conn, "name")?,
        deployment: if training { Deployment::Training } else { Deployment::Production },
        device: DeviceId::from_bytes(fixed(conn, "device")?),
        officer: OfficerId::from_bytes(fixed(conn, "officer")?),
    })
}

/// How long a device may go on without hearing the province, seconds; `None` for the default.
///
/// # Errors
/// Where it is damaged.
pub fn lease(conn: &Connection) -> Result<Option<u64>> {
    let said = conn.query_row("select value from meta where key = 'lease'", [], |row| row.get(0)).optional()?;
    Ok(said.map(u64::from_be_bytes))
}

/// Keeps it: what is taken in while no server runs says it, too.
///
/// # Errors
/// Where the database fails.
pub fn set_lease(conn: &Connection, seconds: Option<u64>) -> Result<()> {
    conn.execute("delete from meta where key = 'lease'", [])?;
    if let Some(seconds) = seconds {
        conn.execute("insert into meta (key, value) values ('lease', ?1)", [seconds.to_be_bytes()])?;
    }
    Ok(())
}

fn bytes(conn: &Connection, key: &str) -> Result<Vec<u8>> {
    Ok(conn.prepare_cached("select value from meta where key = ?1")?.query_one([key], |row| row.get(0))?)
}

fn text(conn: &Connection, key: &str) -> Result<String> {
    String::from_utf8(bytes(conn, key)?).map_err(|_| Error::Damaged("deployment"))
}

fn fixed(conn: &Connection, key: &str) -> Result<[u8; 16]> {
    bytes(conn, key)?.try_into().map_err(|_| Error::Damaged("deployment"))
}

/// The present epoch, `None` before the first.
///
/// # Errors
/// Where the database fails.
pub fn epoch(conn: &Connection) -> Result<Option<Epoch>> {
    let read = |row: &rusqlite::Row<'_>| Ok(Epoch { id: column(row, 0)?, lineage: column(row, 1)? });
    let sql = "select id, lineage from epoch order by rowid desc limit 1";
    Ok(conn.prepare_cached(sql)?.query_row([], read).optional()?)
}

/// Begins an epoch.
///
/// # Errors
/// Where the database fails.
pub fn begin_epoch(conn: &Connection, epoch: Epoch, now: i64, reason: &str) -> Result<()> {
    conn.execute(
        "insert into epoch (id, lineage, since, reason) values (?1, ?2, ?3, ?4)",
        params![epoch.id.as_bytes(), epoch.lineage.as_bytes(), now, reason],
    )?;
    Ok(())
}
