//! `rantau-server device invite | invitations | uninvite | enrol | list | scope | revoke`.

mod invitation;
mod qr;

use std::fmt::Write as _;

use clap::{Args, Subcommand};
use jiff::{SignedDuration, fmt::friendly::SpanParser};
use records::{DeviceId, RegionCode};
use serde::Serialize;

pub use self::invitation::{Enrol, Invite, Uninvite};
use super::{Common, Output, rfc3339};
use crate::{
    Error, Result, enrol,
    store::devices::{self, Device},
};

/// The commands on devices.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make a one-time code with which a device enrols
    ///
    /// Example: rantau-server device invite --data DIR --region 52.03.13.2001 --officer "Ani" --expires 48h
    /// The code is typed, or photographed as a QR code with the server's addresses. It never travels with what it opens:
    /// hand it on by voice or paper.
    Invite(Invite),
    /// List the invitations that can still be used, without their codes
    Invitations(Common),
    /// Take an open invitation back
    ///
    /// Example: rantau-server device uninvite --data DIR 4f2a9c01d2e3b4a5
    Uninvite(Uninvite),
    /// Enrol a device that has no line, by files that somebody carries
    ///
    /// Example: rantau-server device enrol --data DIR /media/usb/request --answer /media/usb/answer
    Enrol(Enrol),
    /// List the devices
    List(Common),
    /// Say which regions a device serves. Without options, show them
    ///
    /// What a device no longer serves, it drops with its next exchange, as soon as its own edits are settled.
    /// Example: rantau-server device scope --data DIR 0197b0f2-0000-7000-8000-000000000000 --add 52.03.13.2002
    Scope(ScopeOptions),
    /// End a device's rights. What it has not sent yet stays on it
    Revoke(Revoke),
}

/// Which device, and which regions.
#[derive(Debug, Args)]
pub struct ScopeOptions {
    #[command(flatten)]
    common: Common,
    /// The device's id
    id: DeviceId,
    /// A region that it serves from now on, beside the others
    #[arg(long, value_name = "REGION")]
    add: Vec<RegionCode>,
    /// A region that it serves no longer
    #[arg(long, value_name = "REGION")]
    remove: Vec<RegionCode>,
    /// The regions that it serves from now on, and no others
    #[arg(long, value_name = "REGION", conflicts_with_all = ["add", "remove"])]
    set: Vec<RegionCode>,
}

/// Which device.
#[derive(Debug, Args)]
pub struct Revoke {
    #[command(flatten)]
    common: Common,
    /// The device's id
    id: DeviceId,
}

fn parse_duration(text: &str) -> Result<SignedDuration, String> {
    let duration = SpanParser::new().parse_duration(text).map_err(|error| error.to_string())?;
    if duration.is_positive() { Ok(duration) } else { Err("must be longer than nothing".to_owned()) }
}

pub(super) fn run(command: Command) -> Result<Output> {
    match command {
        Command::Invite(options) => invitation::invite(options),
        Command::Invitations(common) => invitation::invitations(&common),
        Command::Uninvite(options) => invitation::uninvite(&options),
        Command::Enrol(options) => invitation::enrol_by_file(options),
        Command::List(common) => list(&common),
        Command::Scope(options) => scope(options),
        Command::Revoke(options) => revoke(&options),
    }
}

/// A device as `--json` shows it.
#[derive(Debug, Serialize)]
pub struct DeviceReport {
    id: String,
    name: String,
    officer: String,
    officer_id: String,
    role: String,
    region: String,
    /// `active` or `revoked`.
    state: &'static str,
    enrolled_at: String,
    last_seen_at: Option<String>,
    /// Seconds since the last exchange.
    lag_seconds: Option<i64>,
    /// The device's clock minus ours, seconds.
    clock_offset_seconds: Option<i64>,
}

impl DeviceReport {
    /// The report of a device at `now`.
    pub(super) fn of(device: &Device, now: i64) -> Self {
        Self {
            id: device.id.to_string(),
            name: device.name.clone(),
            officer: device.officer_name.clone(),
            officer_id: device.officer.to_string(),
            role: device.role.clone(),
            region: device.region.to_string(),
            state: if device.revoked_at.is_some() { "revoked" } else { "active" },
            enrolled_at: rfc3339(device.enrolled_at),
            last_seen_at: device.last_seen_at.map(rfc3339),
            lag_seconds: device.last_seen_at.map(|seen| now.saturating_sub(seen)),
            clock_offset_seconds: device.clock_offset,
        }
    }
}

#[derive(Debug, Serialize)]
struct ListReport {
    devices: Vec<DeviceReport>,
}

fn list(common: &Common) -> Result<Output> {
    let opened = common.open()?;
    let now = opened.store.clock().now();
    let devices = opened.store.read_blocking(devices::all)?;
    let report = ListReport { devices: devices.iter().map(|device| DeviceReport::of(device, now)).collect() };
    Ok(common.output(opened.deployment, &report, &lines(&report.devices)))
}

/// One line a device.
pub(super) fn lines(devices: &[DeviceReport]) -> String {
    if devices.is_empty() {
        return "No device is enrolled: invite one with `rantau-server device invite`.\n".to_owned();
    }
    let mut text = String::new();
    for device in devices {
        let seen = device.last_seen_at.as_deref().unwrap_or("never");
        let _ = writeln!(
            text,
            "{}  {}  {}  {}  {}  last seen {seen}",
            device.id, device.state, device.region, device.officer, device.name
        );
    }
    text
}

#[derive(Debug, Serialize)]
struct ScopeReport {
    id: String,
    regions: Vec<String>,
}

fn scope(options: ScopeOptions) -> Result<Output> {
    let opened = options.common.open()?;
    let (id, now) = (options.id, opened.store.clock().now());
    let ScopeOptions { common, add, remove, set, .. } = options;
    let scope = opened.store.write_blocking(move |conn| enrol::change_scope(conn, id, &add, &remove, &set, now))?;
    let regions: Vec<_> = scope.now.iter().map(ToString::to_string).collect();
    let text = format!("The device {id} serves {}.", regions.join(", "));
    Ok(common.output(opened.deployment, &ScopeReport { id: id.to_string(), regions }, &text))
}

#[derive(Debug, Serialize)]
struct RevokeReport {
    id: String,
    state: &'static str,
}

fn revoke(options: &Revoke) -> Result<Output> {
    let opened = options.common.open()?;
    let (id, now) = (options.id, opened.store.clock().now());
    opened.store.write_blocking(move |conn| devices::revoke(conn, id, now))?;
    let report = RevokeReport { id: id.to_string(), state: "revoked" };
    Ok(options.common.output(opened.deployment, &report, &format!("The device {id} is revoked.")))
}

impl From<jiff::Error> for Error {
    fn from(error: jiff::Error) -> Self {
        Self::Usage(error.to_string())
    }
}
