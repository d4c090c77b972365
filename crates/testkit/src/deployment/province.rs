//! The province: `rantau-server` and the registry that it forwards to.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use tokio::process::Command;

use super::{address_in, copy_folder, output, until};
use crate::process::{Daemon, Ended, program};

/// What kind of deployment it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// For invented people; forwards to a sandbox registry.
    Training,
    /// For living people. The sandbox registry is not for them: it forwards nowhere.
    Production,
}

/// A province's server and registry.
#[derive(Debug)]
pub struct Province {
    data: PathBuf,
    registry: Option<Registry>,
    server: Option<Running>,
}

#[derive(Debug)]
struct Running {
    address: SocketAddr,
    daemon: Daemon,
}

#[derive(Debug)]
struct Registry {
    running: Running,
    secret: PathBuf,
}

impl Province {
    /// Makes a training province in a folder of `parent` and starts it with its registry, each on a free port.
    ///
    /// # Errors
    /// Where a program is not built or does not start.
    pub async fn start(parent: &Path) -> Result<Self> {
        Self::start_as(Kind::Training, parent).await
    }

    /// Makes a province of a kind.
    ///
    /// # Errors
    /// Where a program is not built or does not start.
    pub async fn start_as(kind: Kind, parent: &Path) -> Result<Self> {
        let data = parent.join("province");
        let mut init = Command::new(program("rantau-server")?);
        init.args(["init", "--province", "52", "--name", "Provinsi Latihan", "--data"]).arg(&data);
        let registry = match kind {
            Kind::Training => Some(Registry::start(parent).await?),
            Kind::Production => None,
        };
        if kind == Kind::Training {
            init.arg("--training");
        }
        output(&mut init).await?;
        let mut province = Self { data, registry, server: None };
        province.start_server().await?;
        Ok(province)
    }

    /// The folder with all of its files.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.data
    }

    /// Starts a copy of it in a folder of `parent`, without a registry. Its server is to be stopped, as files of a running
    /// one are between two states.
    ///
    /// # Errors
    /// Where its files cannot be copied, or the copy does not start.
    pub async fn copy_to(&self, parent: &Path) -> Result<Self> {
        ensure!(self.server.is_none(), "the server is running");
        let mut copy = Self { data: parent.join("province"), registry: None, server: None };
        copy_folder(&self.data, &copy.data)?;
        copy.start_server().await?;
        Ok(copy)
    }

    /// Where the server listens.
    ///
    /// # Errors
    /// Where it is stopped.
    pub fn server(&self) -> Result<SocketAddr> {
        Ok(self.server.as_ref().context("the server is stopped")?.address)
    }

    /// Where the registry listens.
    ///
    /// # Errors
    /// Where there is none.
    pub fn registry(&self) -> Result<SocketAddr> {
        Ok(self.registry.as_ref().context("a province without a registry")?.running.address)
    }

    /// The command that serves the province: on a free port, with all that the log can tell.
    ///
    /// # Errors
    /// Where the program is not built.
    pub fn serving(&self) -> Result<Command> {
        let mut command = Command::new(program("rantau-server")?);
        command.args(["serve", "--listen", "127.0.0.1:0", "--log", "debug", "--data"]).arg(&self.data);
        if let Some(registry) = &self.registry {
            command.arg("--registry-url").arg(format!("http://{}/v1/events", registry.running.address));
            command.arg("--registry-secret-file").arg(&registry.secret);
        }
        Ok(command)
    }

    /// Starts the server again: its address is another one then.
    ///
    /// # Errors
    /// Where it does not start.
    pub async fn start_server(&mut self) -> Result<SocketAddr> {
        let (daemon, address) = Daemon::start(self.serving()?, address_in).await?;
        self.server = Some(Running { address, daemon });
        Ok(address)
    }

    /// Kills the server as a power cut does.
    ///
    /// # Errors
    /// Where it does not run.
    pub async fn kill_server(&mut self) -> Result<Ended> {
        Ok(self.server.take().context("the server is stopped")?.daemon.kill().await?)
    }

    /// Asks the server to stop and waits for its end.
    ///
    /// # Errors
    /// Where it does not run or does not stop.
    pub async fn stop_server(&mut self) -> Result<Ended> {
        Ok(self.server.take().context("the server is stopped")?.daemon.stop().await?)
    }

    /// Runs an operator's command and gives its JSON.
    ///
    /// # Errors
    /// Where it fails: with what it said.
    pub async fn run(&self, arguments: &[&str]) -> Result<Value> {
        let mut command = Command::new(program("rantau-server")?);
        command.args(arguments).arg("--json").arg("--data").arg(&self.data);
        Ok(serde_json::from_slice(&output(&mut command).await?)?)
    }

    /// Waits until the registry has answered for everything.
    ///
    /// # Errors
    /// Where it does not.
    pub async fn forwarded(&self) -> Result<()> {
        let nothing_waits = async || Ok(self.run(&["status"]).await?["registry"]["waiting"] == 0);
        until("the registry has answered for everything", Duration::from_millis(250), nothing_waits).await
    }

    /// What the registry counted.
    ///
    /// # Errors
    /// Where it does not answer.
    pub async fn registry_stats(&self) -> Result<Value> {
        let url = format!("http://{}/stats", self.registry()?);
        Ok(registry::client::http_client()?.get(url).send().await?.error_for_status()?.json().await?)
    }

    /// Tells the registry how to fail: see `POST /sandbox/faults` of `rantau-registry`.
    ///
    /// # Errors
    /// Where it does not take that.
    pub async fn set_registry_fault(&self, fault: &Value) -> Result<()> {
        let url = format!("http://{}/sandbox/faults", self.registry()?);
        registry::client::http_client()?.post(url).json(fault).send().await?.error_for_status()?;
        Ok(())
    }

    /// Stops server and registry: how they ended.
    ///
    /// # Errors
    /// Where one does not stop.
    pub async fn stop(mut self) -> Result<Vec<Ended>> {
        let mut ended = Vec::new();
        if self.server.is_some() {
            ended.push(self.stop_server().await?);
        }
        if let Some(registry) = self.registry {
            ended.push(registry.running.daemon.stop().await?);
        }
        Ok(ended)
    }
}

impl Registry {
    async fn start(parent: &Path) -> Result<Self> {
        let secret = parent.join("registry.secret");
        std::fs::write(&secret, output(Command::new(program("rantau-registry")?).arg("secret")).await?)?;
        let mut command = Command::new(program("rantau-registry")?);
        command.args(["serve", "--listen", "127.0.0.1:0", "--database"]).arg(parent.join("registry.sqlite"));
        command.arg("--secret-file").arg(&secret);
        let (daemon, address) = Daemon::start(command, address_in).await?;
        Ok(Self { running: Running { address, daemon }, secret })
    }
}
