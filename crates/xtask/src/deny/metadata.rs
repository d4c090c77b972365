//! The dependencies, as `cargo metadata` tells them.

use anyhow::{Context, ensure};
use serde::Deserialize;

use crate::step;

/// What the rules are about.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Package {
    pub(super) name: String,
    pub(super) version: String,
    /// An SPDX expression.
    pub(super) license: Option<String>,
    /// Where it comes from, `None` for our own.
    pub(super) source: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

/// All packages of the lock file, for every platform, our own among them.
///
/// # Errors
/// Where cargo fails, as when the lock file is not up to date.
pub(super) fn dependencies() -> anyhow::Result<Vec<Package>> {
    let output = step::cargo_command()
        .args(["metadata", "--format-version=1", "--locked", "--all-features"])
        .output()
        .context("cargo cannot be run")?;
    ensure!(output.status.success(), "cargo metadata: {}", String::from_utf8_lossy(&output.stderr).trim());
    let metadata: Metadata = serde_json::from_slice(&output.stdout).context("cargo metadata prints another shape")?;
    Ok(metadata.packages)
}
