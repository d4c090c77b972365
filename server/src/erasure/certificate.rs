//! What the province can say of an act of erasing, at any time: what is gone, who confirmed, who has not, and what a person
//! has to do.
//!
//! It is made anew whenever somebody asks: devices confirm one after another, some never. It is signed as the text that is
//! shown, so that it can be verified with nothing but that text and the province's key.

use std::collections::BTreeMap;

use records::{DeviceId, Kind};
use rusqlite::Connection;
use seal::SigningKey;
use serde::{Deserialize, Serialize};
use wire::{PublicKey, Signature};

use crate::{
    Error, Result,
    store::{
        deployment,
        devices::{self, Device},
        erasures::{self, Fate, Holder, TABLES},
        losses,
    },
};

/// What is signed begins with this.
const SEPARATOR: &[u8] = b"rantau erasure v1\0";

/// What the province says of an act.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Certificate {
    /// The number of the act.
    pub erasure: i64,
    /// The province.
    pub province: String,
    /// Whether the people are invented.
    pub training: bool,
    /// When this was said, RFC 3339 in UTC.
    pub issued_at: String,
    /// Why: a code of [`Reason`](super::Reason).
    pub reason: String,
    /// The number of the person's request.
    pub request: Option<i64>,
    /// Who gave the order.
    pub operator: String,
    /// When, RFC 3339 in UTC.
    pub asked_at: String,
    /// When all of it was gone at the province; `None` until then.
    pub erased_at: Option<String>,
    /// How many records of each kind.
    pub records: BTreeMap<Kind, u64>,
    /// Their opaque ids, and how many changes each had.
    pub documents: BTreeMap<String, u64>,
    /// How many changes came for them since, and were refused.
    pub refused_since: u64,
    /// What the registry said: `nothing` to tell, `waiting`, `accepted`, `rejected`, `unreachable`.
    pub registry: String,
    /// When it said so.
    pub registry_at: Option<String>,
    /// The devices that had them or may have had.
    pub devices: Vec<HolderReport>,
    /// How many of these have not confirmed.
    pub outstanding: u64,
    /// Whether nothing is left anywhere that the province knows of.
    pub complete: bool,
    /// What stays at the province, with nothing of the records but their opaque ids, and why.
    pub stays: BTreeMap<String, String>,
    /// What a person has to do.
    pub to_do: Vec<String>,
}

/// A device on a certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HolderReport {
    /// Its id.
    pub device: DeviceId,
    /// Its name; empty where it is not known any more.
    pub name: String,
    /// How it stands.
    pub state: Standing,
    /// When it confirmed.
    pub confirmed_at: Option<String>,
    /// When it was last heard of.
    pub last_seen_at: Option<String>,
}

/// How a device stands to an act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Its signed word shows that it is gone there.
    Confirmed,
    /// It was lost, and confirmed that it was wiped.
    Wiped,
    /// It was not heard of since.
    Waiting,
    /// Its rights were ended: it will never confirm.
    Revoked,
    /// It is not enrolled here any more.
    Unknown,
}

impl Standing {
    /// Whether nothing is left on the device.
    #[must_use]
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Confirmed | Self::Wiped)
    }
}

/// A certificate with the province's signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedCertificate {
    /// The certificate as JSON: just these bytes are signed.
    pub certificate: String,
    /// Ed25519 over `rantau erasure v1`, a zero byte, and the certificate; hexadecimal.
    pub signature: String,
    /// The province's key, hexadecimal.
    pub key: String,
}

impl SignedCertificate {
    /// Signs a certificate.
    ///
    /// # Errors
    /// Never in practice.
    pub fn sign(certificate: &Certificate, key: &SigningKey) -> Result<Self> {
        let text = serde_json::to_string(certificate).map_err(|_| Error::Damaged("certificate"))?;
        let signature = hex::encode(key.sign(&message(&text)).0);
        Ok(Self { certificate: text, signature, key: key.public().to_string() })
    }

    /// The certificate, if the province of this key signed it.
    ///
    /// # Errors
    /// [`Error::Seal`] where it did not, [`Error::Damaged`] where it is none.
    pub fn verified(&self, key: &PublicKey) -> Result<Certificate> {
        let mut signature = [0; 64];
        hex::decode_to_slice(&self.signature, &mut signature).map_err(|_| Error::Damaged("certificate"))?;
        seal::verify(key, &message(&self.certificate), &Signature(signature))?;
        serde_json::from_str(&self.certificate).map_err(|_| Error::Damaged("certificate"))
    }
}

fn message(text: &str) -> Vec<u8> {
    [SEPARATOR, text.as_bytes()].concat()
}

/// What can be said of an act now.
///
/// # Errors
/// [`Error::NotFound`], or where the database fails.
pub fn certificate(conn: &Connection, act: i64, now: i64) -> Result<Certificate> {
    let (act, province) = (erasures::get(conn, act)?, deployment::get(conn)?);
    let tombstones = erasures::tombstones(conn, act.id)?;
    let mut records = BTreeMap::<Kind, u64>::new();
    tombstones.iter().for_each(|tombstone| *records.entry(tombstone.kind).or_default() += 1);
    let holders = erasures::holders(conn, act.id)?;
    let devices = holders.iter().map(|holder| report(conn, holder)).collect::<Result<Vec<_>>>()?;
    let outstanding = devices.iter().filter(|device| !device.state.is_over()).count() as u64;
    let time = |at: i64| crate::command::rfc3339(at);
    let is_told = matches!(act.registry.as_str(), "nothing" | "accepted");
    let stays = TABLES.iter().filter_map(|(table, fate)| match fate {
        Fate::Stays(why) => Some(((*table).to_owned(), (*why).to_owned())),
        Fate::Goes | Fate::Unrelated => None,
    });
    Ok(Certificate {
        erasure: act.id,
        province: province.name,
        training: province.deployment == records::Deployment::Training,
        issued_at: time(now),
        reason: act.reason.clone(),
        request: act.request,
        operator: act.operator.clone(),
        asked_at: time(act.asked_at),
        erased_at: act.done_at.map(time),
        records,
        documents: tombstones.iter().map(|tombstone| (tombstone.doc.to_string(), tombstone.changes)).collect(),
        refused_since: tombstones.iter().map(|tombstone| tombstone.refused).sum(),
        registry: act.registry.clone(),
        registry_at: act.registry_at.map(time),
        outstanding,
        complete: act.done_at.is_some() && outstanding == 0 && is_told,
        to_do: to_do(&act, &devices, is_told),
        devices,
        stays: stays.collect(),
    })
}

fn report(conn: &Connection, holder: &Holder) -> Result<HolderReport> {
    let device: Option<Device> = devices::get(conn, holder.device)?;
    let is_wiped = losses::of(conn, holder.device)?.is_some_and(|loss| loss.wiped_at.is_some());
    let state = match (&device, holder.confirmed_at) {
        (_, Some(_)) => Standing::Confirmed,
        (Some(_), None) if is_wiped => Standing::Wiped,
        (None, None) => Standing::Unknown,
        (Some(device), None) if device.revoked_at.is_some() => Standing::Revoked,
        (Some(_), None) => Standing::Waiting,
    };
    Ok(HolderReport {
        device: holder.device,
        name: device.as_ref().map(|device| device.name.clone()).unwrap_or_default(),
        state,
        confirmed_at: holder.confirmed_at.map(crate::command::rfc3339),
        last_seen_at: device.and_then(|device| device.last_seen_at).map(crate::command::rfc3339),
    })
}

fn to_do(act: &erasures::Erasure, devices: &[HolderReport], is_told: bool) -> Vec<String> {
    let mut to_do = Vec::new();
    let Some(done) = act.done_at else {
        return vec!["start the server: it erases before it serves anybody".to_owned()];
    };
    to_do.push(format!(
        "destroy the backups and set-aside databases that are older than {}, or keep the file `erased` beside whatever \
         is restored: what is restored with it is erased again before it is served",
        crate::command::rfc3339(done)
    ));
    if !is_told {
        to_do.push("see that the registry erases what it has: `outbox list` shows what it was told".to_owned());
    }
    for device in devices {
        match device.state {
            Standing::Confirmed | Standing::Wiped => {}
            Standing::Waiting => to_do.push(format!("{} ({}) has still to sync", device.name, device.device)),
            Standing::Revoked | Standing::Unknown => {
                to_do.push(format!("{} ({}) will not sync any more: have it wiped", device.name, device.device));
            }
        }
    }
    to_do
}
