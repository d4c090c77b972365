//! The province: `rantau-server` as it is run, in a folder that can be copied and set back.
//!
//! It forwards nowhere: a registry on the same two cores would be measured with it.

use std::{
    fs,
    net::SocketAddr,
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context, Result, ensure};
use testkit::{
    deployment::address_in,
    process::{Daemon, program},
};
use tokio::process::Command;

use super::clock;

/// How often a server is looked at that should come to rest, and how often it must not have done anything since.
const LOOK: Duration = Duration::from_millis(100);
const LOOKS_AT_REST: u32 = 10;

/// A province whose server may run.
#[derive(Debug)]
pub(crate) struct Province {
    data: PathBuf,
    options: Vec<String>,
    server: Option<(Daemon, SocketAddr)>,
}

impl Province {
    /// Makes a province for training in a folder.
    pub(crate) async fn make(data: &Path) -> Result<Self> {
        let mut init = Command::new(program("rantau-server")?);
        init.args(["init", "--training", "--province", "52", "--name", "Provinsi Latihan", "--data"]).arg(data);
        output(&mut init).await?;
        Ok(Self::at(data))
    }

    /// The province in a folder.
    pub(crate) fn at(data: &Path) -> Self {
        Self { data: data.to_owned(), options: Vec::new(), server: None }
    }

    /// Serves with further options from now on.
    pub(crate) fn with_options(mut self, options: &[&str]) -> Self {
        self.options.extend(options.iter().map(|option| (*option).to_owned()));
        self
    }

    pub(crate) async fn start(&mut self) -> Result<SocketAddr> {
        let mut command = Command::new(program("rantau-server")?);
        command.args(["serve", "--listen", "127.0.0.1:0", "--log", "warn", "--plain-http"]);
        command.args(["--max-connections", "65536"]).args(&self.options);
        command.arg("--data").arg(&self.data);
        let (daemon, address) = Daemon::start(command, address_in).await?;
        self.server = Some((daemon, address));
        Ok(address)
    }

    pub(crate) async fn stop(&mut self) -> Result<()> {
        let (daemon, _) = self.server.take().context("the server is stopped")?;
        let ended = daemon.stop().await?;
        ensure!(ended.status.success(), "the server ended with {}: {}", ended.status, ended.stderr);
        Ok(())
    }

    pub(crate) fn address(&self) -> Result<SocketAddr> {
        Ok(self.server.as_ref().context("the server is stopped")?.1)
    }

    pub(crate) fn pid(&self) -> Result<u32> {
        Ok(self.server.as_ref().context("the server is stopped")?.0.id())
    }

    /// Waits until the server has nothing more to do in the background, as the packs that it builds ahead.
    pub(crate) async fn at_rest(&self) -> Result<()> {
        let pid = self.pid()?;
        let (mut used, mut calm) = (clock::cpu_seconds(pid)?, 0);
        while calm < LOOKS_AT_REST {
            tokio::time::sleep(LOOK).await;
            let now = clock::cpu_seconds(pid)?;
            calm = if now > used { 0 } else { calm + 1 };
            used = now;
        }
        Ok(())
    }

    /// An invitation for a device of the village.
    pub(crate) async fn invite(&self, officer: &str, region: &str) -> Result<String> {
        let mut command = Command::new(program("rantau-server")?);
        command.args(["device", "invite", "--json", "--region", region, "--officer", officer]);
        command.arg("--data").arg(&self.data);
        let answer: serde_json::Value = serde_json::from_slice(&output(&mut command).await?)?;
        Ok(answer["code"].as_str().context("an invitation without a code")?.to_owned())
    }

    /// The database file.
    pub(crate) fn database(&self) -> PathBuf {
        self.data.join("rantau.db")
    }

    /// Puts an older database in place of the present one, as an operator restores a backup. The server must be stopped.
    pub(crate) fn set_back_to(&self, backup: &Path) -> Result<()> {
        for end in ["-wal", "-shm"] {
            let _ = fs::remove_file(self.data.join(format!("rantau.db{end}")));
        }
        fs::copy(backup, self.database())?;
        Ok(())
    }
}

/// Bytes of a database with its log.
pub(crate) fn size_of(database: &Path) -> u64 {
    let size = |end: &str| fs::metadata(format!("{}{end}", database.display())).map_or(0, |file| file.len());
    size("") + size("-wal")
}

async fn output(command: &mut Command) -> Result<Vec<u8>> {
    let output = command.output().await?;
    ensure!(output.status.success(), "{:?}: {}", command.as_std(), String::from_utf8_lossy(&output.stderr));
    Ok(output.stdout)
}
