//! A device: the `rantau` program on its own folder.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Output, Stdio},
};

use anyhow::{Context, Result, bail};
use serde_json::Value;
use tokio::process::{Child, Command};

use super::{Province, copy_folder};
use crate::process::program;

/// The passphrase of all devices.
pub const PASSPHRASE: &str = "contoh: jangan dipakai";

/// A device of a village.
#[derive(Debug)]
pub struct Device {
    /// Who holds it.
    pub name: &'static str,
    folder: PathBuf,
}

impl Device {
    /// A device that keeps its records in a folder of `parent`.
    #[must_use]
    pub fn new(name: &'static str, parent: &Path) -> Self {
        Self { name, folder: parent.join(name.to_lowercase()) }
    }

    /// A copy of it in a folder of `parent`: the same device, which the province must meet only once.
    ///
    /// # Errors
    /// Where its files cannot be copied.
    pub fn copy_to(&self, parent: &Path) -> Result<Self> {
        let copy = Self::new(self.name, parent);
        copy_folder(&self.folder, &copy.folder)?;
        Ok(copy)
    }

    /// Makes it a device of `province` for the region, over the line or server at `address`. Its officer has its name.
    ///
    /// # Errors
    /// Where the invitation or the enrolment fails.
    pub async fn enrol(&self, province: &Province, address: SocketAddr, region: &str) -> Result<()> {
        self.enrol_as(province, address, &["--region", region]).await
    }

    /// Makes it a device of an office of another province, to which `province` lends records.
    ///
    /// # Errors
    /// As [`enrol`](Self::enrol).
    pub async fn enrol_helping(&self, province: &Province, address: SocketAddr, region: &str) -> Result<()> {
        self.enrol_as(province, address, &["--region", region, "--helping"]).await
    }

    async fn enrol_as(&self, province: &Province, address: SocketAddr, invited: &[&str]) -> Result<()> {
        let invite = [&["device", "invite", "--officer", self.name], invited].concat();
        let invited = province.run(&invite).await?;
        let code = invited["code"].as_str().context("an invitation without a code")?;
        let (server, name) = (format!("https://{address}"), format!("Perangkat {}", self.name));
        self.run(&["enrol", "--server", &server, "--code", code, "--name", &name]).await?;
        Ok(())
    }

    /// Runs a command and gives its JSON.
    ///
    /// # Errors
    /// Where it fails: with what it said.
    pub async fn run(&self, arguments: &[&str]) -> Result<Value> {
        let output = self.command(arguments)?.output().await?;
        let what = || format!("{}: rantau {}", self.name, arguments.join(" "));
        let json = json(&output).with_context(what);
        if !output.status.success() {
            bail!("{}: {}\n{}", what(), json.unwrap_or_default(), String::from_utf8_lossy(&output.stderr));
        }
        json
    }

    /// Runs a command that is to be refused, and gives its JSON.
    ///
    /// # Errors
    /// Where it is not refused.
    pub async fn refused(&self, arguments: &[&str]) -> Result<Value> {
        let output = self.command(arguments)?.output().await?;
        let json = json(&output)?;
        if output.status.success() {
            bail!("{}: rantau {}: was not refused: {json}", self.name, arguments.join(" "));
        }
        Ok(json)
    }

    /// Starts a command that is going to be killed; dropping the child kills it, too.
    ///
    /// # Errors
    /// Where it cannot be started.
    pub fn start(&self, arguments: &[&str]) -> Result<Child> {
        let mut command = self.command(arguments)?;
        Ok(command.stdout(Stdio::null()).stderr(Stdio::null()).kill_on_drop(true).spawn()?)
    }

    /// Syncs until it is proven that both sides hold the same.
    ///
    /// # Errors
    /// Where it is refused.
    pub async fn sync(&self) -> Result<Value> {
        self.run(&["sync", "--keep-trying"]).await
    }

    /// The id of the one person that a search finds.
    ///
    /// # Errors
    /// Where it finds nobody or several.
    pub async fn find(&self, words: &str) -> Result<String> {
        let found = self.run(&["search", words]).await?;
        match found["records"].as_array().map(Vec::as_slice) {
            Some([record]) => Ok(record["id"].as_str().context("a record without id")?.to_owned()),
            other => bail!("{}: the search finds {} people", self.name, other.map_or(0, <[Value]>::len)),
        }
    }

    /// The folder with its records.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    fn command(&self, arguments: &[&str]) -> Result<Command> {
        let mut command = Command::new(program("rantau")?);
        command.args(["--json", "--data"]).arg(&self.folder).args(arguments).env("RANTAU_PASSPHRASE", PASSPHRASE);
        command.stdin(Stdio::null());
        Ok(command)
    }
}

fn json(output: &Output) -> Result<Value> {
    serde_json::from_slice(&output.stdout)
        .with_context(|| format!("no JSON; on standard error: {}", String::from_utf8_lossy(&output.stderr)))
}
