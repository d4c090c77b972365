//! Whose records were on a device at a time (UU 27/2022 art. 46): what a notice to people and to the authority begins with.
//!
//! Never fewer than were there. What the device confirmed by its signed cursors was there; what it was given may have
//! arrived, and what a neighbour may have handed on to it; and for a time before its last exchange, everything counts that
//! had arrived at the province by then.

use std::collections::{BTreeMap, BTreeSet};

use records::{DocId, Kind, RegionCode};
use rusqlite::Connection;
use serde::Serialize;

use crate::{
    Error, Result,
    placement::Readers,
    store::{
        devices::{self, Device},
        documents, erasures, feeds,
    },
};

/// What was on a device.
#[derive(Debug)]
pub struct Breach {
    /// The device.
    pub device: Device,
    /// The time that was asked about, Unix seconds.
    pub at: i64,
    /// The records, each with its kind and region.
    pub records: BTreeMap<DocId, (Kind, RegionCode)>,
    /// Whether it is known how far the device read; otherwise all that it may have read counts.
    pub is_known: bool,
    /// What protected them.
    pub protection: Protection,
}

/// What stood between the records and whoever had the device.
#[derive(Debug, Clone, Serialize)]
pub struct Protection {
    /// Whether the database was encrypted, and how.
    pub at_rest: &'static str,
    /// When the device last spoke with the province, Unix seconds.
    pub last_seen_at: Option<i64>,
    /// When its rights were ended, Unix seconds.
    pub revoked_at: Option<i64>,
}

/// Every device keeps its records so.
const AT_REST: &str = "SQLCipher (AES-256), its key wrapped by the officer's passphrase or PIN (Argon2id)";

/// What was on a device at a time.
///
/// # Errors
/// [`Error::NotFound`], or where the database fails.
pub fn of(conn: &Connection, id: records::DeviceId, at: i64) -> Result<Breach> {
    let device = devices::get(conn, id)?.ok_or(Error::NotFound("device"))?;
    let readers = Readers::of(conn, id)?;
    let reached = erasures::reached_now(conn, id)?;
    let mut docs = BTreeSet::new();
    for state in feeds::all(conn)?.into_iter().filter(|state| readers.ever_followed(&state.feed)) {
        // Of a feed of which nothing is noted, all of it.
        let until = reached.until(&state.feed).unwrap_or(state.seq);
        docs.extend(feeds::documents_until(conn, &state.feed, until, at)?);
    }
    docs.extend(erasures::written_by(conn, id, at)?);
    let mut records = BTreeMap::new();
    for doc in docs {
        if let Some(row) = documents::get(conn, doc)? {
            records.insert(doc, (row.kind, row.region));
        }
    }
    let (last_seen_at, revoked_at) = (device.last_seen_at, device.revoked_at);
    let protection = Protection { at_rest: AT_REST, last_seen_at, revoked_at };
    Ok(Breach { device, at, records, is_known: !reached.is_unknown(), protection })
}
