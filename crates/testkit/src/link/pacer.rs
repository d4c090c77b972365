//! The bandwidth of one direction, shared by all connections.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

/// How much unused line time may be made up for: a timer that fires late must not cost bandwidth.
const SLACK: Duration = Duration::from_millis(20);

/// A token bucket, kept as the time at which the line is free again. Connections take turns chunk by chunk.
#[derive(Debug)]
pub(super) struct Pacer {
    bits_per_second: u64,
    free_at: Mutex<Instant>,
}

impl Pacer {
    pub(super) fn new(bits_per_second: u64) -> Self {
        Self { bits_per_second: bits_per_second.max(1), free_at: Mutex::new(Instant::now()) }
    }

    /// Takes the line for `len` bytes: the time at which the last of them has left.
    pub(super) fn reserve(&self, len: usize) -> Instant {
        let earliest = Instant::now().checked_sub(SLACK);
        let mut free_at = self.free_at.lock().unwrap_or_else(PoisonError::into_inner);
        let start = earliest.map_or(*free_at, |earliest| earliest.max(*free_at));
        *free_at = start + self.time_of(len);
        *free_at
    }

    fn time_of(&self, len: usize) -> Duration {
        let nanos = len as u128 * 8 * 1_000_000_000 / u128::from(self.bits_per_second);
        Duration::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn chunks_leave_one_after_the_other_at_the_lines_rate() {
        let pacer = Pacer::new(64_000);
        let start = Instant::now();
        assert_eq!(pacer.reserve(8_000) - start, Duration::from_secs(1));
        assert_eq!(pacer.reserve(4_000) - start, Duration::from_millis(1_500));
    }

    #[tokio::test(start_paused = true)]
    async fn an_idle_hour_is_not_saved_up() {
        let pacer = Pacer::new(64_000);
        tokio::time::advance(Duration::from_secs(3_600)).await;
        assert_eq!(pacer.reserve(8_000) - Instant::now(), Duration::from_secs(1) - SLACK);
    }
}
