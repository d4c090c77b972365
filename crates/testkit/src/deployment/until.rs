//! Waiting for what no program announces.

use std::time::Duration;

use anyhow::{Result, bail};
use tokio::time::{MissedTickBehavior, interval};

/// A watchdog against a test that hangs for ever, not a measure.
const PATIENCE: Duration = Duration::from_secs(60);

/// Looks `every` so often whether something is so, and ends when it is.
///
/// # Errors
/// Where it is not so after a minute of looking, or where looking fails.
pub async fn until(what: &str, every: Duration, mut so: impl AsyncFnMut() -> Result<bool>) -> Result<()> {
    let mut tick = interval(every);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    for _ in 0..PATIENCE.as_millis() / every.as_millis().max(1) {
        tick.tick().await;
        if so().await? {
            return Ok(());
        }
    }
    bail!("in vain waited until {what}")
}
