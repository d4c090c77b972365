//! Time, new ids and random bytes: what this program takes from outside, in one place.
//!
//! Everything below the command line asks a [`Clock`] that its [`Home`](crate::home::Home) was given, so a simulation
//! runs a whole province on a clock of its own. A parameter `now` in every call was refused for what an exchange
//! passes through: the long calls would all carry three sources that nobody tells apart.

use std::{
    fmt::Debug,
    time::{Duration, SystemTime},
};

use jiff::{Timestamp, civil::Date, tz::Offset};
use records::{DeviceId, DocId, EpochId, LineageId, OfficerId};
use seal::{OsRandom, Random};
use uuid::Uuid;

/// Where time and randomness come from.
pub trait Clock: Debug + Send + Sync {
    /// Unix milliseconds.
    fn now_ms(&self) -> i64;

    /// A new UUID of version 7.
    fn new_uuid(&self) -> Uuid;

    /// Overwrites all of `bytes` with bytes that nobody can guess.
    fn fill(&self, bytes: &mut [u8]);

    /// Unix seconds.
    fn now(&self) -> i64 {
        self.now_ms().div_euclid(1_000)
    }
}

impl dyn Clock + '_ {
    /// A new device's id.
    #[must_use]
    pub fn new_device(&self) -> DeviceId {
        DeviceId::new(self.new_uuid())
    }

    /// A new officer's id.
    #[must_use]
    pub fn new_officer(&self) -> OfficerId {
        OfficerId::new(self.new_uuid())
    }

    /// A new record's id.
    #[must_use]
    pub fn new_doc(&self) -> DocId {
        DocId::new(self.new_uuid())
    }

    /// A new life of the log.
    #[must_use]
    pub fn new_epoch(&self) -> EpochId {
        EpochId::new(self.new_uuid())
    }

    /// A new life of the province as an author.
    #[must_use]
    pub fn new_lineage(&self) -> LineageId {
        LineageId::new(self.new_uuid())
    }

    /// Any number, for jitter.
    #[must_use]
    pub fn random_u32(&self) -> u32 {
        let mut bytes = [0; 4];
        self.fill(&mut bytes);
        u32::from_be_bytes(bytes)
    }
}

impl Random for &(dyn Clock + '_) {
    fn fill(&mut self, bytes: &mut [u8]) {
        (**self).fill(bytes);
    }
}

/// The day of a moment in Unix seconds, by the clock of both provinces: WITA, UTC+8 (DOMAIN.md 2.0).
#[must_use]
pub fn date(seconds: i64) -> Date {
    const WITA: Offset = jiff::tz::offset(8);
    WITA.to_datetime(Timestamp::from_second(seconds).unwrap_or_default()).date()
}

/// The machine's clock and the operating system's randomness.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the server's clock")]
    fn now_ms(&self) -> i64 {
        let since: Duration = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
    }

    #[expect(clippy::disallowed_methods, reason = "this is where the server draws ids")]
    fn new_uuid(&self) -> Uuid {
        Uuid::now_v7()
    }

    fn fill(&self, bytes: &mut [u8]) {
        OsRandom.fill(bytes);
    }
}
