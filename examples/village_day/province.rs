//! The province: `rantau-server` and the registry that it forwards to.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context, Result, bail};
use serde_json::Value;
use testkit::process::{Daemon, program};
use tokio::{
    process::Command,
    time::{interval, timeout},
};

/// How long the registry may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// The day's server and registry.
#[derive(Debug)]
pub(crate) struct Province {
    /// Where the server listens.
    pub(crate) server: SocketAddr,
    /// Where the registry listens.
    pub(crate) registry: SocketAddr,
    data: PathBuf,
    daemons: [Daemon; 2],
}

impl Province {
    /// Makes a training province and starts it with its registry, each on a free port.
    pub(crate) async fn start(day: &Path) -> Result<Self> {
        let data = day.join("province");
        let secret = day.join("registry.secret");
        std::fs::write(&secret, output(Command::new(program("rantau-registry")?).arg("secret")).await?)?;
        let mut command = Command::new(program("rantau-registry")?);
        command.args(["serve", "--listen", "127.0.0.1:0", "--database"]).arg(day.join("registry.sqlite"));
        command.arg("--secret-file").arg(&secret);
        let (registry_daemon, registry) = Daemon::start(command, address_in).await?;

        let mut init = Command::new(program("rantau-server")?);
        init.args(["init", "--province", "52", "--name", "Provinsi Latihan", "--training", "--data"]).arg(&data);
        output(&mut init).await?;
        let mut command = Command::new(program("rantau-server")?);
        command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(&data);
        command.arg("--registry-url").arg(format!("http://{registry}/v1/events"));
        command.arg("--registry-secret-file").arg(&secret);
        let (server_daemon, server) = Daemon::start(command, address_in).await?;
        Ok(Self { server, registry, data, daemons: [server_daemon, registry_daemon] })
    }

    /// Runs an operator's command and gives its JSON.
    pub(crate) async fn run(&self, arguments: &[&str]) -> Result<Value> {
        let mut command = Command::new(program("rantau-server")?);
        command.args(arguments).arg("--json").arg("--data").arg(&self.data);
        Ok(serde_json::from_slice(&output(&mut command).await?)?)
    }

    /// Waits until the registry has answered for everything.
    pub(crate) async fn forwarded(&self) -> Result<()> {
        let mut tick = interval(Duration::from_millis(250));
        let waited = timeout(PATIENCE, async {
            loop {
                tick.tick().await;
                let status = self.run(&["status"]).await?;
                if status["registry"]["waiting"] == 0 {
                    return anyhow::Ok(());
                }
            }
        });
        waited.await.context("the registry has not answered for everything in time")?
    }

    /// What the registry counted.
    pub(crate) async fn registry_stats(&self) -> Result<Value> {
        let url = format!("http://{}/stats", self.registry);
        Ok(registry::client::http_client()?.get(url).send().await?.error_for_status()?.json().await?)
    }

    /// Stops both.
    pub(crate) async fn stop(self) -> Result<()> {
        for daemon in self.daemons {
            daemon.stop().await?;
        }
        Ok(())
    }
}

async fn output(command: &mut Command) -> Result<Vec<u8>> {
    let output = command.output().await?;
    if !output.status.success() {
        bail!("{:?}: {}", command.as_std(), String::from_utf8_lossy(&output.stderr));
    }
    Ok(output.stdout)
}

/// The address in a ready line, whatever stands around it.
fn address_in(line: &str) -> Option<SocketAddr> {
    let parts = line.split(|c: char| !(c.is_ascii_hexdigit() || matches!(c, '.' | ':' | '[' | ']')));
    parts.filter_map(|part| part.trim_matches(':').parse().ok()).next()
}
