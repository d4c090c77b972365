//! Invitations that operators made.

use records::{DeviceId, OfficerId, RegionCode};
use rusqlite::{Connection, OptionalExtension, params};

use super::row::column;
use crate::Result;

/// An invitation, without its secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invite {
    /// The region that the device will serve.
    pub region: RegionCode,
    /// Who will work on it.
    pub officer: OfficerId,
    /// The officer's name.
    pub officer_name: String,
    /// What the officer is.
    pub role: String,
    /// The enrolled device that the officer is to share, `None` of an invitation of a new device.
    pub device: Option<DeviceId>,
    /// Unix seconds.
    pub expires_at: i64,
    /// Unix seconds, `None` until a device used it.
    pub used_at: Option<i64>,
    /// Unix seconds, `None` unless it was taken back.
    pub withdrawn_at: Option<i64>,
}

/// The public half of a code.
pub type InviteId = [u8; 8];

/// How many wrong guesses take an invitation back: an honest person mistypes, and the checksum tells that before.
pub const MOST_GUESSES: i64 = 10;

/// Keeps an invitation until it is used or expires.
///
/// # Errors
/// Where the database fails.
pub fn insert(conn: &Connection, id: [u8; 8], secret: &[u8; 10], invite: &Invite, now: i64) -> Result<()> {
    conn.execute(
        "insert into invite (id, secret, region, officer, officer_name, role, created_at, expires_at, device)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        params![
            id,
            secret,
            invite.region.as_str(),
            invite.officer.as_bytes(),
            invite.officer_name,
            invite.role,
            now,
            invite.expires_at,
            invite.device.as_ref().map(DeviceId::as_bytes),
        ],
    )?;
    Ok(())
}

/// The invitation of an id with its secret, which is zeros once it was used.
///
/// # Errors
/// Where the database fails.
pub fn get(conn: &Connection, id: [u8; 8]) -> Result<Option<(Invite, [u8; 10])>> {
    let sql =
        "select region, officer, officer_name, role, expires_at, used_at, withdrawn_at, device, secret from invite
               where id = ?1";
    Ok(conn.query_row(sql, [id], |row| Ok((read(row)?, row.get(8)?))).optional()?)
}

fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<Invite> {
    Ok(Invite {
        region: column(row, 0)?,
        officer: column(row, 1)?,
        officer_name: row.get(2)?,
        role: row.get(3)?,
        expires_at: row.get(4)?,
        used_at: row.get(5)?,
        withdrawn_at: row.get(6)?,
        device: row.get::<_, Option<[u8; 16]>>(7)?.map(DeviceId::from_bytes),
    })
}

/// The invitations that can still be used at `now`, the oldest first.
///
/// # Errors
/// Where the database fails.
pub fn open(conn: &Connection, now: i64) -> Result<Vec<(InviteId, Invite)>> {
    let sql = "select region, officer, officer_name, role, expires_at, used_at, withdrawn_at, device, id from invite
               where used_at is null and withdrawn_at is null and expires_at >= ?1 order by created_at, id";
    let mut query = conn.prepare_cached(sql)?;
    let rows = query.query_map([now], |row| Ok((row.get(8)?, read(row)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Takes an open invitation back: `false` where there is none of that id.
///
/// # Errors
/// Where the database fails.
pub fn withdraw(conn: &Connection, id: InviteId, now: i64) -> Result<bool> {
    let sql = "update invite set withdrawn_at = ?2, secret = zeroblob(10)
               where id = ?1 and used_at is null and withdrawn_at is null";
    Ok(conn.execute(sql, params![id, now])? == 1)
}

/// Counts a wrong guess, and takes the invitation back after too many.
///
/// # Errors
/// Where the database fails.
pub fn guessed(conn: &Connection, id: InviteId, now: i64) -> Result<()> {
    conn.execute("update invite set guesses = guesses + 1 where id = ?1", [id])?;
    let sql = "update invite set withdrawn_at = ?2, secret = zeroblob(10)
               where id = ?1 and guesses >= ?3 and used_at is null and withdrawn_at is null";
    conn.execute(sql, params![id, now, MOST_GUESSES])?;
    Ok(())
}

/// Uses an invitation up: `false` where somebody else was first.
///
/// # Errors
/// Where the database fails.
pub fn use_up(conn: &Connection, id: [u8; 8], now: i64) -> Result<bool> {
    let sql = "update invite set used_at = ?2, secret = zeroblob(10)
               where id = ?1 and used_at is null and withdrawn_at is null";
    Ok(conn.execute(sql, params![id, now])? == 1)
}
