//! Invitations that operators made.

use records::{OfficerId, RegionCode};
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
    /// Unix seconds.
    pub expires_at: i64,
    /// Unix seconds, `None` until a device used it.
    pub used_at: Option<i64>,
}

/// Keeps an invitation until it is used or expires.
///
/// # Errors
/// Where the database fails.
pub fn insert(conn: &Connection, id: [u8; 8], secret: &[u8; 10], invite: &Invite, now: i64) -> Result<()> {
    conn.execute(
        "insert into invite (id, secret, region, officer, officer_name, role, created_at, expires_at)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        params![
            id,
            secret,
            invite.region.as_str(),
            invite.officer.as_bytes(),
            invite.officer_name,
            invite.role,
            now,
            invite.expires_at,
        ],
    )?;
    Ok(())
}

/// The invitation of an id with its secret, which is zeros once it was used.
///
/// # Errors
/// Where the database fails.
pub fn get(conn: &Connection, id: [u8; 8]) -> Result<Option<(Invite, [u8; 10])>> {
    let sql = "select region, officer, officer_name, role, expires_at, used_at, secret from invite where id = ?1";
    let read = |row: &rusqlite::Row<'_>| {
        let invite = Invite {
            region: column(row, 0)?,
            officer: column(row, 1)?,
            officer_name: row.get(2)?,
            role: row.get(3)?,
            expires_at: row.get(4)?,
            used_at: row.get(5)?,
        };
        Ok((invite, row.get(6)?))
    };
    Ok(conn.query_row(sql, [id], read).optional()?)
}

/// Uses an invitation up: `false` where somebody else was first.
///
/// # Errors
/// Where the database fails.
pub fn use_up(conn: &Connection, id: [u8; 8], now: i64) -> Result<bool> {
    let sql = "update invite set used_at = ?2, secret = zeroblob(10) where id = ?1 and used_at is null";
    Ok(conn.execute(sql, params![id, now])? == 1)
}
