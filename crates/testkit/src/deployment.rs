//! A whole deployment as separate programs: a province with its registry, and the devices of its villages.
//!
//! Everything is asked of the programs as their users ask it, by command line and JSON, so that a test fails where a
//! user would. The alternative, to call the crates that the programs are made of, would leave out what the programs add:
//! locks, signals, exit codes, logs.

mod device;
mod province;
mod until;

use std::{fs, io, net::SocketAddr, path::Path};

use anyhow::{Result, bail};
use tokio::process::Command;

pub use device::{Device, PASSPHRASE};
pub use province::{Kind, Province};
pub use until::until;

async fn output(command: &mut Command) -> Result<Vec<u8>> {
    let output = command.output().await?;
    if !output.status.success() {
        bail!("{:?}: {}", command.as_std(), String::from_utf8_lossy(&output.stderr));
    }
    Ok(output.stdout)
}

/// Copies a folder with all that is in it.
fn copy_folder(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let (entry, to) = entry.map(|entry| (entry.path(), to.join(entry.file_name())))?;
        if entry.is_dir() {
            copy_folder(&entry, &to)?;
        } else {
            fs::copy(&entry, &to)?;
        }
    }
    Ok(())
}

/// The address in a ready line, whatever stands around it.
#[must_use]
pub fn address_in(line: &str) -> Option<SocketAddr> {
    let parts = line.split(|c: char| !(c.is_ascii_hexdigit() || matches!(c, '.' | ':' | '[' | ']')));
    parts.filter_map(|part| part.trim_matches(':').parse().ok()).next()
}
