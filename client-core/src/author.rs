//! Who wrote changes.

use records::{DeviceId, OfficerId};
use rusqlite::{Connection, OptionalExtension, params};
use serde::Serialize;

use crate::{Result, keyring::officers, membership::Membership, sql::Sql};

/// A person at a device, as history shows them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Author {
    /// The officer.
    pub officer: OfficerId,
    /// The officer's name; empty where this device was never told.
    pub officer_name: String,
    /// The device.
    pub device: DeviceId,
    /// What people call the device.
    pub device_name: String,
}

/// The row of an author, made where it is new.
pub(crate) fn intern(db: &Connection, author: &Author) -> Result<i64> {
    let values = params![Sql(author.officer), author.officer_name, Sql(author.device), author.device_name];
    let find = "select id from author where officer = ? and officer_name = ? and device = ? and device_name = ?";
    if let Some(id) = db.prepare_cached(find)?.query_row(values, |row| row.get(0)).optional()? {
        return Ok(id);
    }
    db.prepare_cached("insert into author (officer, officer_name, device, device_name) values (?, ?, ?, ?)")?
        .execute(values)?;
    Ok(db.last_insert_rowid())
}

/// The row of an officer who writes on this device.
pub(crate) fn here(db: &Connection, membership: &Membership, officer: OfficerId) -> Result<i64> {
    let author = Author {
        officer,
        officer_name: officers::name_of(db, officer)?.unwrap_or_default(),
        device: membership.device(),
        device_name: membership.device_name().to_owned(),
    };
    intern(db, &author)
}

/// The author of a row.
pub(crate) fn read(db: &Connection, id: i64) -> Result<Author> {
    let sql = "select officer, officer_name, device, device_name from author where id = ?";
    Ok(db.prepare_cached(sql)?.query_row([id], |row| {
        Ok(Author {
            officer: row.get::<_, Sql<OfficerId>>(0)?.0,
            officer_name: row.get(1)?,
            device: row.get::<_, Sql<DeviceId>>(2)?.0,
            device_name: row.get(3)?,
        })
    })?)
}

impl From<&wire::exchange::Author> for Author {
    fn from(author: &wire::exchange::Author) -> Self {
        Self {
            officer: author.officer,
            officer_name: author.officer_name.clone(),
            device: author.device,
            device_name: author.device_name.clone(),
        }
    }
}
