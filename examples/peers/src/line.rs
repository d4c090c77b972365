//! `rantau-link` between the two, a process of its own that counts what it carries.

use std::{net::SocketAddr, path::Path, process::Stdio};

use anyhow::{Context, Result};
use serde::Deserialize;
use tokio::{
    io::{AsyncBufReadExt, BufReader, Lines},
    process::{Child, ChildStdin, ChildStdout, Command},
};

/// What the line is like.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Speed {
    pub(crate) kbit: u64,
    pub(crate) round_trip_ms: u64,
}

/// A line that is open.
#[derive(Debug)]
pub(crate) struct Line {
    child: Child,
    stdin: ChildStdin,
    lines: Lines<BufReader<ChildStdout>>,
    pub(crate) address: SocketAddr,
}

/// What a line carried.
#[derive(Debug, Clone, Copy, Deserialize)]
pub(crate) struct Carried {
    pub(crate) bytes_up: u64,
    pub(crate) bytes_down: u64,
}

impl Line {
    pub(crate) async fn open(program: &Path, upstream: SocketAddr, speed: Speed) -> Result<Self> {
        let mut command = Command::new(program);
        command.args(["--until-stdin-closes", "--upstream", &upstream.to_string()]);
        command.args(["--kbit", &speed.kbit.to_string(), "--rtt-ms", &speed.round_trip_ms.to_string()]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).kill_on_drop(true);
        let mut child = command.spawn().with_context(|| program.display().to_string())?;
        let stdin = child.stdin.take().context("piped above")?;
        let mut lines = BufReader::new(child.stdout.take().context("piped above")?).lines();
        let ready = lines.next_line().await?.context("rantau-link does not start")?;
        let address = ready.rsplit(' ').next().unwrap_or_default().parse()?;
        Ok(Self { child, stdin, lines, address })
    }

    /// Closes the line and tells what it carried.
    pub(crate) async fn close(mut self) -> Result<Carried> {
        drop(self.stdin);
        let last = self.lines.next_line().await?.context("rantau-link says nothing at its end")?;
        self.child.wait().await?;
        Ok(serde_json::from_str(&last)?)
    }
}
