//! A device: the `rantau` program on its own folder.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde_json::Value;
use testkit::process::program;
use tokio::process::Command;

/// The passphrase of all devices of the day.
pub(crate) const PASSPHRASE: &str = "contoh: jangan dipakai";

/// One of the day's devices.
#[derive(Debug)]
pub(crate) struct Device {
    /// Who holds it.
    pub(crate) name: &'static str,
    folder: PathBuf,
}

impl Device {
    /// A device that keeps its records in a folder of `day`.
    pub(crate) fn new(name: &'static str, day: &Path) -> Self {
        Self { name, folder: day.join(name.to_lowercase()) }
    }

    /// Runs a command and gives its JSON.
    pub(crate) async fn run(&self, arguments: &[&str]) -> Result<Value> {
        let output = Command::new(program("rantau")?)
            .args(["--json", "--data"])
            .arg(&self.folder)
            .args(arguments)
            .env("RANTAU_PASSPHRASE", PASSPHRASE)
            .output()
            .await?;
        let what = || format!("{}: rantau {}", self.name, arguments.join(" "));
        let json = serde_json::from_slice(&output.stdout).with_context(what);
        if !output.status.success() {
            bail!("{}: {}\n{}", what(), json.unwrap_or_default(), String::from_utf8_lossy(&output.stderr));
        }
        json
    }

    /// The id of the one person that a search finds.
    pub(crate) async fn find(&self, words: &str) -> Result<String> {
        let found = self.run(&["search", words]).await?;
        match found["records"].as_array().map(Vec::as_slice) {
            Some([record]) => Ok(record["id"].as_str().context("a record without id")?.to_owned()),
            other => bail!("{}: the search finds {} people", self.name, other.map_or(0, <[Value]>::len)),
        }
    }

    /// The folder with its records.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }
}
