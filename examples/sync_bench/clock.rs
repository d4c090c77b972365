//! The one place that reads the clock, and what the system says of a process.

use std::{
    fs,
    time::{Duration, Instant},
};

use anyhow::{Context, Result};

/// Time since some moment.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stopwatch(Instant);

impl Stopwatch {
    #[expect(clippy::disallowed_methods, reason = "a measurement reads the clock, here only")]
    pub(crate) fn start() -> Self {
        Self(Instant::now())
    }

    pub(crate) fn elapsed(self) -> Duration {
        self.0.elapsed()
    }

    pub(crate) fn seconds(self) -> f64 {
        self.elapsed().as_secs_f64()
    }
}

/// Forgets how much memory a process of ours had at most.
///
/// # Errors
/// Where the system does not let us.
pub(crate) fn forget_peak(pid: u32) -> Result<()> {
    fs::write(format!("/proc/{pid}/clear_refs"), "5").context("forgetting the peak memory of a process")
}

/// The most memory that a process had resident since [`forget_peak`], in KiB.
///
/// # Errors
/// Where it is gone.
pub(crate) fn peak_kib(pid: u32) -> Result<u64> {
    status(pid, "VmHWM:")
}

/// The memory that a process has resident, in KiB.
///
/// # Errors
/// Where it is gone.
pub(crate) fn resident_kib(pid: u32) -> Result<u64> {
    status(pid, "VmRSS:")
}

fn status(pid: u32, name: &str) -> Result<u64> {
    let text = fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = text.lines().find_map(|line| line.strip_prefix(name)).context("a process without this figure")?;
    Ok(line.trim().trim_end_matches("kB").trim().parse()?)
}

/// The processor time that a process used so far, all its threads, in seconds.
///
/// # Errors
/// Where it is gone.
pub(crate) fn cpu_seconds(pid: u32) -> Result<f64> {
    let text = fs::read_to_string(format!("/proc/{pid}/stat"))?;
    // The name in brackets may hold blanks; utime and stime are fields 14 and 15.
    let after = text.rsplit_once(')').context("a process without a name")?.1;
    let mut fields = after.split_whitespace().skip(11);
    let mut ticks = || anyhow::Ok(fields.next().context("a process without times")?.parse::<f64>()?);
    let ticks_per_second = rustix::param::clock_ticks_per_second() as f64;
    Ok((ticks()? + ticks()?) / ticks_per_second)
}
