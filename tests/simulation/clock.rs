//! One node's clock: wrong from the beginning, set by steps only. And its randomness, which never repeats.

use std::sync::{
    Arc,
    atomic::{AtomicI64, AtomicU64, Ordering},
};

use sha2::{Digest, Sha256};
use uuid::Uuid;

/// A clock that goes on when told so. Copies are the same clock.
#[derive(Debug, Clone)]
pub(crate) struct SimClock {
    now: Arc<AtomicI64>,
    drawn: Arc<AtomicU64>,
    of: u64,
}

impl SimClock {
    /// The clock of the `of`-th machine.
    pub(crate) fn new(of: u64, now: i64) -> Self {
        Self { now: Arc::new(AtomicI64::new(now)), drawn: Arc::default(), of }
    }

    pub(crate) fn jump(&self, seconds: i64) {
        self.now.fetch_add(seconds, Ordering::Relaxed);
    }

    fn draw(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(32) {
            let drawn = self.drawn.fetch_add(1, Ordering::Relaxed);
            let block = Sha256::digest([self.of.to_be_bytes(), drawn.to_be_bytes()].concat());
            chunk.copy_from_slice(&block[..chunk.len()]);
        }
    }

    fn seconds(&self) -> i64 {
        self.now.load(Ordering::Relaxed)
    }
}

impl client_core::Clock for SimClock {
    fn now(&self) -> i64 {
        self.seconds()
    }

    fn fill(&self, bytes: &mut [u8]) {
        self.draw(bytes);
    }
}

impl server::clock::Clock for SimClock {
    fn now_ms(&self) -> i64 {
        self.seconds() * 1000
    }

    fn new_uuid(&self) -> Uuid {
        client_core::Clock::uuid(self)
    }

    fn fill(&self, bytes: &mut [u8]) {
        self.draw(bytes);
    }
}
