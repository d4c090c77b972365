//! `rantau-server device officers | remove-officer | reset-code`.

use std::fmt::Write as _;

use clap::Args;
use records::{DeviceId, OfficerId};
use seal::ResetSecret;
use serde::Serialize;

use super::{Common, Output, rfc3339};
use crate::{
    Error, Result,
    command::who,
    store::{
        deposits, devices,
        officers::{self, DeviceOfficer},
    },
};

/// A reset secret has 16 bytes.
const SECRET: usize = 16;

/// Which device.
#[derive(Debug, Args)]
pub struct OfDevice {
    #[command(flatten)]
    common: Common,
    /// The device's id
    device: DeviceId,
}

/// Which officer of which device.
#[derive(Debug, Args)]
pub struct OfOfficer {
    #[command(flatten)]
    common: Common,
    /// The device's id
    device: DeviceId,
    /// The officer's id, as `device officers` lists it
    #[arg(long = "officer", value_name = "ID")]
    officer_id: OfficerId,
}

/// An officer as `--json` shows it.
#[derive(Debug, Serialize)]
struct OfficerReport {
    id: String,
    name: String,
    role: String,
    added_at: String,
    /// `null` while the officer works there.
    removed_at: Option<String>,
    /// When the device last deposited what lets this officer in again; `null` where it never did.
    reset_deposited_at: Option<String>,
}

#[derive(Debug, Serialize)]
struct OfficersReport {
    device: String,
    officers: Vec<OfficerReport>,
}

pub(super) fn list(options: &OfDevice) -> Result<Output> {
    let opened = options.common.open()?;
    let device = options.device;
    let found = opened.store.read_blocking(|conn| {
        devices::get(conn, device)?.ok_or(Error::NotFound("device"))?;
        let found = officers::of(conn, device)?.into_iter();
        found.map(|officer| Ok((deposits::get(conn, device, officer.officer)?, officer))).collect::<Result<Vec<_>>>()
    })?;
    let report = |(deposit, officer): (Option<(Vec<u8>, i64)>, DeviceOfficer)| OfficerReport {
        id: officer.officer.to_string(),
        name: officer.name,
        role: officer.role,
        added_at: rfc3339(officer.added_at),
        removed_at: officer.removed_at.map(rfc3339),
        reset_deposited_at: deposit.map(|(_, at)| rfc3339(at)),
    };
    let report = OfficersReport { device: device.to_string(), officers: found.into_iter().map(report).collect() };
    Ok(options.common.output(opened.deployment, &report, &lines(&report.officers)))
}

fn lines(officers: &[OfficerReport]) -> String {
    let mut text = String::new();
    for officer in officers {
        let until = officer.removed_at.as_deref().map_or(String::new(), |at| format!("  removed {at}"));
        let _ = writeln!(text, "{}  {}  {}  since {}{until}", officer.id, officer.role, officer.name, officer.added_at);
    }
    text
}

#[derive(Debug, Serialize)]
struct RemoveReport {
    device: String,
    officer: String,
    state: &'static str,
}

pub(super) fn remove(options: &OfOfficer) -> Result<Output> {
    let opened = options.common.open()?;
    let (device, officer, now) = (options.device, options.officer_id, opened.store.clock().now());
    opened.store.write_blocking(move |conn| officers::remove(conn, device, officer, now))?;
    let report = RemoveReport { device: device.to_string(), officer: officer.to_string(), state: "removed" };
    let text = format!("The officer {officer} works on the device {device} no longer.");
    Ok(options.common.output(opened.deployment, &report, &text))
}

/// What `device reset-code --json` prints.
#[derive(Debug, Serialize)]
struct ResetReport {
    device: String,
    officer: String,
    code: String,
    deposited_at: String,
}

pub(super) fn reset_code(options: &OfOfficer) -> Result<Output> {
    let opened = options.common.open()?;
    let (device, officer, now) = (options.device, options.officer_id, opened.store.clock().now());
    let found = opened.store.read_blocking(|conn| deposits::get(conn, device, officer))?;
    let (sealed, at) = found.ok_or(Error::NotFound("deposit of this officer: the device has not exchanged since"))?;
    let secret = opened.home.keys()?.open(&sealed, SECRET)?;
    let code = ResetSecret::from_bytes(&secret)?.to_string();
    let operator = who(&opened);
    tracing::info!(device.id = %device, officer.id = %officer, operator, "a reset code is given out");
    opened.store.write_blocking(move |conn| deposits::note(conn, device, officer, &operator, now))?;
    let text = format!(
        "{code}\n\nFor the officer {officer} on the device {device}, once: `rantau pin reset`. It opens what only this officer\n\
         may read. Say it by voice, to somebody whom you know. That you asked for it is noted."
    );
    let report =
        ResetReport { device: device.to_string(), officer: officer.to_string(), code, deposited_at: rfc3339(at) };
    Ok(options.common.output(opened.deployment, &report, &text))
}
