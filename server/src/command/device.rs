//! `rantau-server device invite | invitations | uninvite | enrol | list | show | scope | officers | remove-officer |
//! reset-code | revoke | wipe`.

mod invitation;
mod officers;
pub(super) mod qr;

use std::fmt::Write as _;

use clap::{Args, Subcommand};
use jiff::{SignedDuration, Timestamp, fmt::friendly::SpanParser};
use records::{DeviceId, RegionCode};
use rusqlite::Connection;
use serde::Serialize;

pub use self::{
    invitation::{Enrol, Invite, Uninvite},
    officers::{OfDevice, OfOfficer},
};
use super::{Common, Output, rfc3339};
use crate::{
    Error, Result, enrol, loss,
    store::{
        devices::{self, Device},
        losses,
    },
};

/// The commands on devices.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make a one-time code with which a device enrols
    ///
    /// Example: rantau-server device invite --data DIR --region 52.03.13.2001 --officer "Ani" --expires 48h
    /// The code is typed, or photographed as a QR code with the server's addresses. It never travels with what it opens:
    /// hand it on by voice or paper. With --device, the code adds an officer to a device that is enrolled
    /// (`rantau officer add`): both then work on it, each with a passphrase of their own.
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
    /// Show one device: when it was lost, whether it was wiped, how much of it is still to come
    Show(Show),
    /// Say which regions a device serves. Without options, show them
    ///
    /// What a device no longer serves, it drops with its next exchange, as soon as its own edits are settled.
    /// Example: rantau-server device scope --data DIR 0197b0f2-0000-7000-8000-000000000000 --add 52.03.13.2002
    Scope(ScopeOptions),
    /// List the officers of a device
    Officers(OfDevice),
    /// End an officer's rights on a device. The others go on; what was signed before is still taken
    ///
    /// Example: rantau-server device remove-officer --data DIR DEVICE --officer OFFICER
    RemoveOfficer(OfOfficer),
    /// Give out the code with which an officer who forgot the passphrase sets a new one (`rantau pin reset`)
    ///
    /// It works once, offline, and is as good as the officer's passphrase: be sure who asks, and say it by voice.
    /// The device deposits it, sealed; each time that it is opened is noted.
    /// Example: rantau-server device reset-code --data DIR DEVICE --officer OFFICER
    ResetCode(OfOfficer),
    /// Cut a device off at once, as one that was lost. What others carry of it still arrives
    ///
    /// What it wrote before the loss is taken in, and shown to a reviewer; what it wrote after waits in quarantine, and a
    /// reviewer may admit it. Example: rantau-server device revoke --data DIR 0197b0f2-0000-7000-8000-000000000000
    /// --lost-at 2026-11-20T16:00:00+08:00 --reason "stolen at the market"
    Revoke(Revoke),
    /// Cut a device off, and order it to destroy its keys and records when it is next heard of, by whatever carrier
    ///
    /// What it has not handed in stays on it, sealed to the province: `rantau outbox deliver` hands it in without a
    /// passphrase. `device show` says whether it obeyed. There is no way back. Example: rantau-server device wipe --data DIR
    /// 0197b0f2-0000-7000-8000-000000000000
    Wipe(Revoke),
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
pub struct Show {
    #[command(flatten)]
    common: Common,
    /// The device's id
    id: DeviceId,
}

/// Which device, and what is known of its loss.
#[derive(Debug, Args)]
pub struct Revoke {
    #[command(flatten)]
    common: Common,
    /// The device's id
    id: DeviceId,
    /// When it was lost, e.g. 2026-11-20T16:00:00+08:00 [default: now]
    #[arg(long, value_name = "TIME")]
    lost_at: Option<Timestamp>,
    /// Why, for whoever reads this later; no names of people
    #[arg(long)]
    reason: Option<String>,
}

pub(crate) fn parse_duration(text: &str) -> Result<SignedDuration, String> {
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
        Command::Officers(options) => officers::list(&options),
        Command::RemoveOfficer(options) => officers::remove(&options),
        Command::ResetCode(options) => officers::reset_code(&options),
        Command::Show(options) => show(&options),
        Command::Revoke(options) => revoke(options),
        Command::Wipe(options) => wipe(options),
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
    /// What is known of its loss.
    #[serde(skip_serializing_if = "Option::is_none")]
    loss: Option<LossReport>,
}

/// A loss as `--json` shows it.
#[derive(Debug, Serialize)]
struct LossReport {
    lost_at: String,
    reason: String,
    /// How far its wipe got, where one was ordered.
    wipe: Option<WipeReport>,
}

#[derive(Debug, Serialize)]
struct WipeReport {
    ordered_at: String,
    /// When the device's confirmation came.
    confirmed_at: Option<String>,
    /// How many statements lie in its outbox and have not come.
    to_come: Option<u64>,
}

impl LossReport {
    fn of(conn: &Connection, device: DeviceId) -> Result<Option<Self>> {
        let Some(loss) = losses::of(conn, device)? else { return Ok(None) };
        let wipe = loss::progress(conn, &loss)?.map(|progress| WipeReport {
            ordered_at: rfc3339(progress.ordered_at),
            confirmed_at: progress.confirmed_at.map(rfc3339),
            to_come: progress.to_come,
        });
        Ok(Some(Self { lost_at: rfc3339(loss.lost_at), reason: loss.reason, wipe }))
    }

    fn lines(&self) -> String {
        let mut text = format!("Lost at {}. {}\n", self.lost_at, self.reason);
        if let Some(wipe) = &self.wipe {
            let confirmed = match &wipe.confirmed_at {
                Some(at) => format!("confirmed at {at}"),
                None => "not confirmed yet".to_owned(),
            };
            let _ = write!(text, "Its wipe was ordered at {}, {confirmed}", wipe.ordered_at);
            if let Some(left) = wipe.to_come {
                let _ = write!(text, "; {left} statements lie in its outbox and have not come");
            }
            text.push_str(".\n");
        }
        text
    }
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
            loss: None,
        }
    }
}

impl DeviceReport {
    fn with_loss(conn: &Connection, device: &Device, now: i64) -> Result<Self> {
        Ok(Self { loss: LossReport::of(conn, device.id)?, ..Self::of(device, now) })
    }
}

fn show(options: &Show) -> Result<Output> {
    let opened = options.common.open()?;
    let (id, now) = (options.id, opened.store.clock().now());
    let report = opened.store.read_blocking(|conn| {
        let device = devices::get(conn, id)?.ok_or(Error::NotFound("device"))?;
        DeviceReport::with_loss(conn, &device, now)
    })?;
    let loss = report.loss.as_ref().map(LossReport::lines).unwrap_or_default();
    let text = lines(std::slice::from_ref(&report)) + &loss;
    Ok(options.common.output(opened.deployment, &report, &text))
}

#[derive(Debug, Serialize)]
struct ListReport {
    devices: Vec<DeviceReport>,
}

fn list(common: &Common) -> Result<Output> {
    let opened = common.open()?;
    let now = opened.store.clock().now();
    let devices = opened.store.read_blocking(|conn| {
        let report = |device: &Device| DeviceReport::with_loss(conn, device, now);
        devices::all(conn)?.iter().map(report).collect::<Result<_>>()
    })?;
    let report = ListReport { devices };
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
    opened.expect_readable(add.iter().chain(&set), "device scope")?;
    let scope = opened.store.write_blocking(move |conn| enrol::change_scope(conn, id, &add, &remove, &set, now))?;
    let regions: Vec<_> = scope.now.iter().map(ToString::to_string).collect();
    let text = format!("The device {id} serves {}.", regions.join(", "));
    Ok(common.output(opened.deployment, &ScopeReport { id: id.to_string(), regions }, &text))
}

#[derive(Debug, Serialize)]
struct RevokeReport {
    id: String,
    state: &'static str,
    /// Whether it is ordered to wipe itself.
    wipe: bool,
}

fn revoke(options: Revoke) -> Result<Output> {
    let opened = options.common.open()?;
    let Revoke { common, id, lost_at, reason } = options;
    let (now, lost_at) = (opened.store.clock().now(), lost_at.map(Timestamp::as_second));
    opened.store.write_blocking(move |conn| loss::revoke(conn, id, lost_at, reason.as_deref(), now))?;
    loss::remember(&opened.home, &opened.store, id)?;
    let report = RevokeReport { id: id.to_string(), state: "revoked", wipe: false };
    Ok(common.output(opened.deployment, &report, &format!("The device {id} is revoked.")))
}

fn wipe(options: Revoke) -> Result<Output> {
    let opened = options.common.open()?;
    let Revoke { common, id, lost_at, reason } = options;
    let lost_at = lost_at.map(Timestamp::as_second);
    loss::wipe(&opened.store, &opened.home.keys()?, id, lost_at, reason)?;
    loss::remember(&opened.home, &opened.store, id)?;
    let report = RevokeReport { id: id.to_string(), state: "revoked", wipe: true };
    let text = format!("The device {id} is revoked, and is wiped when it is next heard of: see `device show`.");
    Ok(common.output(opened.deployment, &report, &text))
}

impl From<jiff::Error> for Error {
    fn from(error: jiff::Error) -> Self {
        Self::Usage(error.to_string())
    }
}
