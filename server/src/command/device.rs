//! `rantau-server device invite | list | scope | revoke`.

use std::fmt::Write as _;

use clap::{Args, Subcommand};
use jiff::{SignedDuration, fmt::friendly::SpanParser};
use records::{DeviceId, OfficerId, RegionCode};
use serde::Serialize;

use super::{Common, Output, rfc3339};
use crate::{
    Error, Result,
    enrol::{self, Invitee},
    store::devices::{self, Device},
};

/// The commands on devices.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make a one-time code with which a device enrols
    ///
    /// Example: rantau-server device invite --data DIR --region 52.03.13.2001 --officer "Ani" --expires 48h
    Invite(Invite),
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

/// For whom the code is.
#[derive(Debug, Args)]
pub struct Invite {
    #[command(flatten)]
    common: Common,
    /// The village, or larger area, that the device serves
    #[arg(long)]
    region: RegionCode,
    /// The name of the officer who works on it
    #[arg(long)]
    officer: String,
    /// The officer's id, where the officer has a device already
    #[arg(long)]
    officer_id: Option<OfficerId>,
    /// What the officer is
    #[arg(long, default_value = "village")]
    role: String,
    /// How long the code is good, e.g. 48h or 30m
    #[arg(long, default_value = "48h", value_parser = parse_duration)]
    expires: SignedDuration,
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
        Command::Invite(options) => invite(options),
        Command::List(common) => list(&common),
        Command::Scope(options) => scope(options),
        Command::Revoke(options) => revoke(&options),
    }
}

/// What `device invite --json` prints.
#[derive(Debug, Serialize)]
struct InviteReport {
    code: String,
    region: String,
    officer: String,
    officer_id: String,
    role: String,
    expires_at: String,
}

fn invite(options: Invite) -> Result<Output> {
    let opened = options.common.open()?;
    let invitee = Invitee {
        region: options.region,
        officer: options.officer_id,
        officer_name: options.officer,
        role: options.role,
        valid_for: options.expires.as_secs(),
    };
    let invitation = enrol::invite(&opened.store, &opened.home.keys()?, invitee)?;
    let invite = invitation.invite;
    let report = InviteReport {
        code: invitation.code.to_string(),
        region: invite.region.to_string(),
        officer: invite.officer_name,
        officer_id: invite.officer.to_string(),
        role: invite.role,
        expires_at: rfc3339(invite.expires_at),
    };
    let text = format!(
        "{}\n\nFor {} in {}, once, until {}. Hand it on by voice or paper.",
        report.code, report.officer, report.region, report.expires_at
    );
    Ok(options.common.output(opened.deployment, &report, &text))
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
