//! The line between a device and the province: `rantau-link` as a process of its own, which counts what it carries.

use std::net::SocketAddr;

use anyhow::{Context, Result};
use serde::Deserialize;
use testkit::{
    deployment::address_in,
    process::{Daemon, program},
};
use tokio::process::Command;

/// What a line is like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Speed {
    /// For the table.
    pub(crate) name: &'static str,
    /// In each direction.
    pub(crate) kbit: u64,
    pub(crate) round_trip_ms: u64,
}

/// In nobody's way: counts only.
pub(crate) const CLEAN: Speed = Speed { name: "clean", kbit: 10_000_000, round_trip_ms: 0 };
/// The edge of the network (DESIGN section 9).
pub(crate) const SLOW: Speed = Speed { name: "64 kbit/s", kbit: 64, round_trip_ms: 800 };
/// Slower than either side works, so that little waits in the buffers of the two kernels when it is cut: what waits
/// there is lost with the connection, and is no matter of the protocol.
pub(crate) const CUT: Speed = Speed { name: "512 kbit/s", kbit: 512, round_trip_ms: 200 };

/// Where a line is cut: after so many bytes in one direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cut {
    Never,
    Up(u64),
    Down(u64),
}

/// A line that is open.
#[derive(Debug)]
pub(crate) struct Line {
    daemon: Daemon,
    pub(crate) address: SocketAddr,
}

/// What a line carried.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
pub(crate) struct Carried {
    pub(crate) bytes_up: u64,
    pub(crate) bytes_down: u64,
    pub(crate) connections: u64,
    pub(crate) cuts: u64,
}

impl Line {
    pub(crate) async fn open(upstream: SocketAddr, speed: Speed, cut: Cut) -> Result<Self> {
        let mut command = Command::new(program("rantau-link")?);
        command.arg("--upstream").arg(upstream.to_string());
        command.arg("--kbit").arg(speed.kbit.to_string()).arg("--rtt-ms").arg(speed.round_trip_ms.to_string());
        match cut {
            Cut::Never => {}
            Cut::Up(byte) => drop(command.arg("--cut-up").arg(byte.to_string())),
            Cut::Down(byte) => drop(command.arg("--cut-down").arg(byte.to_string())),
        }
        let (daemon, address) = Daemon::start(command, address_in).await?;
        Ok(Self { daemon, address })
    }

    /// Closes the line and tells what it carried.
    pub(crate) async fn close(self) -> Result<Carried> {
        let ended = self.daemon.stop().await?;
        let last = ended.stdout.lines().last().context("a line that says nothing at its end")?;
        Ok(serde_json::from_str(last)?)
    }
}

impl Speed {
    /// How long so many bytes take on the line, in seconds.
    pub(crate) fn seconds_for(self, bytes: u64) -> f64 {
        bytes as f64 * 8.0 / (self.kbit as f64 * 1_000.0)
    }
}
