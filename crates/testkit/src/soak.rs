//! Whether a test that draws its cases goes on for hours.
//!
//! Everybody who runs the tests runs the same few cases, in minutes. `make soak` sets [`VARIABLE`], and every test that
//! asks here then draws new cases until the time is over. One switch for all, so that nobody has to know them.

use std::{
    env,
    time::{Duration, Instant},
};

/// How many minutes each of the tests that look at it may go on.
pub const VARIABLE: &str = "RANTAU_SOAK";

/// The time that a test has.
#[derive(Debug, Clone, Copy)]
pub struct Soak {
    until: Instant,
}

impl Soak {
    /// From now on, for as long as the environment says; `None` where it says nothing.
    ///
    /// # Panics
    /// Where it says something else than a number of minutes.
    #[must_use]
    pub fn of_environment() -> Option<Self> {
        let minutes: u64 = env::var(VARIABLE).ok()?.parse().expect("a number of minutes in RANTAU_SOAK");
        Some(Self { until: now() + Duration::from_secs(minutes * 60) })
    }

    /// Whether the time is over.
    #[must_use]
    pub fn is_over(&self) -> bool {
        now() >= self.until
    }

    /// A seed that nobody had before. Whoever draws one tells it when the test fails.
    #[must_use]
    pub fn seed(&self) -> u64 {
        fastrand::u64(..)
    }
}

#[expect(clippy::disallowed_methods, reason = "how long a test goes on is no part of what it does")]
fn now() -> Instant {
    Instant::now()
}
