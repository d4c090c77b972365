//! A device that carries for others.

use anyhow::Result;
use serde_json::Value;
use testkit::{
    deployment::{Device, PASSPHRASE},
    process::{Daemon, program},
};
use tokio::process::Command;

/// The device as a mailbox on this machine: with the address that others are given.
///
/// # Errors
/// Where the program does not begin to serve.
pub async fn courier(device: &Device) -> Result<(Daemon, String)> {
    let mut command = Command::new(program("rantau")?);
    command.args(["courier", "serve", "--listen", "127.0.0.1:0", "--json", "--data"]).arg(device.folder());
    command.env("RANTAU_PASSPHRASE", PASSPHRASE);
    let ready = |line: &str| {
        let ready: Value = serde_json::from_str(line).ok()?;
        Some(ready["addresses"][0].as_str()?.to_owned())
    };
    Ok(Daemon::start(command, ready).await?)
}
