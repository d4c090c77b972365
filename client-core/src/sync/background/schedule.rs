//! When to exchange next.

use std::time::Duration;

use sync::Backoff;

use super::Settings;
use crate::{Error, Result, sync::Report};

/// What is known of the exchanges so far.
#[derive(Debug)]
pub(super) struct Schedule {
    settings: Settings,
    backoff: Backoff,
    failing: bool,
}

impl Schedule {
    pub(super) fn new(settings: Settings) -> Self {
        Self { settings, backoff: Backoff::default(), failing: false }
    }

    pub(super) const fn settings(&self) -> Settings {
        self.settings
    }

    /// Whether the last exchange failed or left something open.
    pub(super) const fn is_failing(&self) -> bool {
        self.failing
    }

    /// How long to wait at most after an exchange that ended so. `jitter` is any random number.
    pub(super) fn after(&mut self, ended: Result<&Report, &Error>, jitter: u64) -> Duration {
        self.failing = !ended.is_ok_and(|report| report.equal);
        if self.failing {
            return Duration::from_millis(self.backoff.next(jitter));
        }
        self.backoff.reset();
        spread(self.settings.every, jitter)
    }

    /// A line came up: whatever failed before says nothing of it.
    pub(super) fn link_came_up(&mut self) {
        self.backoff.reset();
    }
}

/// The time less up to a tenth, so that a kabupaten's devices do not come in step.
fn spread(every: Duration, jitter: u64) -> Duration {
    let tenth = u64::try_from(every.as_millis() / 10).unwrap_or(u64::MAX);
    every.saturating_sub(Duration::from_millis(jitter % tenth.saturating_add(1)))
}

/// Whether another try would meet the same.
pub(super) fn is_final(error: &Error) -> bool {
    let unknown = |code: &str| matches!(code, "revoked" | "unknown_device" | "unsupported_protocol");
    matches!(error, Error::Refused { code, .. } if unknown(code))
        || matches!(error, Error::Corrupt(_) | Error::Database(_) | Error::BadAddress(_))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schedule() -> Schedule {
        Schedule::new(Settings::default())
    }

    #[test]
    fn failures_wait_longer_each_time_until_a_line_comes_up_or_one_succeeds() {
        let (proven, cut) = (Report { equal: true, ..Report::default() }, Error::Unreachable(String::new()));
        let mut schedule = schedule();
        let ms = |wait: Duration| u64::try_from(wait.as_millis()).unwrap();
        assert_eq!(ms(schedule.after(Err(&cut), 0)), 250);
        assert_eq!(ms(schedule.after(Err(&cut), 0)), 500);
        assert!(schedule.is_failing());
        schedule.link_came_up();
        assert_eq!(ms(schedule.after(Err(&cut), 0)), 250);
        assert_eq!(ms(schedule.after(Ok(&proven), 0)), 300_000);
        assert!(!schedule.is_failing());
        assert_eq!(ms(schedule.after(Ok(&Report::default()), 0)), 250, "what is not proven is tried again");
    }

    #[test]
    fn the_regular_time_is_spread_over_its_last_tenth() {
        for jitter in [0, 1, 29_999, 30_000, u64::MAX] {
            let wait = spread(Duration::from_secs(300), jitter);
            assert!((270..=300).contains(&wait.as_secs()), "{wait:?}");
        }
    }

    #[test]
    fn what_no_waiting_mends_ends_it() {
        let refused = |code: &str| Error::Refused { code: code.to_owned(), message: String::new() };
        for (error, ends) in [
            (refused("revoked"), true),
            (refused("unknown_device"), true),
            (refused("busy"), false),
            (Error::Unreachable(String::new()), false),
            (Error::DiskFull, false),
            (Error::Busy, false),
            (Error::Corrupt("pages"), true),
        ] {
            assert_eq!(is_final(&error), ends, "{error}");
        }
    }
}
