//! The only place that reads the clock and draws randomness.

use std::fmt::Debug;

use uuid::Uuid;

/// Time and randomness, as the store needs them.
pub trait Clock: Debug + Send + Sync {
    /// Now, in Unix seconds.
    fn now(&self) -> i64;

    /// Overwrites all of `bytes` with randomness.
    fn fill(&self, bytes: &mut [u8]);

    /// A new UUIDv7: sorted by when it was made.
    fn uuid(&self) -> Uuid {
        let mut random = [0; 10];
        self.fill(&mut random);
        let millis = u64::try_from(self.now()).unwrap_or(0).saturating_mul(1000);
        uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
    }

    /// Any number.
    fn any(&self) -> u64 {
        let mut bytes = [0; 8];
        self.fill(&mut bytes);
        u64::from_be_bytes(bytes)
    }
}

/// The device's clock and the operating system's randomness.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the clock of the shell")]
    fn now(&self) -> i64 {
        jiff::Timestamp::now().as_second()
    }

    fn fill(&self, bytes: &mut [u8]) {
        seal::Random::fill(&mut seal::OsRandom, bytes);
    }

    /// To the millisecond: what one officer writes within a second stands in its order.
    #[expect(clippy::disallowed_methods, reason = "this is the clock of the shell")]
    fn uuid(&self) -> Uuid {
        let mut random = [0; 10];
        self.fill(&mut random);
        let millis = u64::try_from(jiff::Timestamp::now().as_millisecond()).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
    }
}

/// The date of a moment in UTC, as file names take it: `2026-11-22T032700Z`.
pub(crate) fn stamp(seconds: i64) -> String {
    let moment = jiff::Timestamp::from_second(seconds).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    moment.strftime("%Y-%m-%dT%H%M%SZ").to_string()
}
