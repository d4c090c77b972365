//! When to try again.

use std::time::Duration;

/// The waits before each attempt, then a park: the event waits for an operator.
///
/// The default is the schedule of DOMAIN.md 5.3: ten attempts over some 75 hours, since provincial outages last days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RetryPolicy {
    /// How long to wait before the first, second … attempt.
    pub waits: Vec<Duration>,
    /// A wait is lengthened by up to this many hundredths, so that what failed together does not return together.
    pub jitter_percent: u8,
}

/// When the next attempt is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// In this long.
    In(Duration),
    /// Never by itself: an operator looks and replays.
    Park,
}

impl RetryPolicy {
    /// When to make the next attempt after `made` attempts. `asked` is what the registry asked for by `Retry-After`,
    /// `random` any number, equally likely all.
    #[must_use]
    pub fn next(&self, made: usize, asked: Option<Duration>, random: u32) -> Next {
        let Some(wait) = self.waits.get(made) else { return Next::Park };
        let share = f64::from(self.jitter_percent) / 100.0 * (f64::from(random) / f64::from(u32::MAX));
        let wait = wait.max(&asked.unwrap_or_default()).mul_f64(1.0 + share);
        Next::In(wait)
    }
}

impl Default for RetryPolicy {
    fn default() -> Self {
        const MINUTE: u64 = 60;
        const HOUR: u64 = 60 * MINUTE;
        let seconds = [0, 5, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR];
        Self { waits: seconds.map(Duration::from_secs).to_vec(), jitter_percent: 20 }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_schedule_is_the_published_one_and_ends() {
        let policy = RetryPolicy::default();
        for (made, seconds) in [(0, 0), (1, 5), (2, 300), (4, 7200), (9, 86400)] {
            assert_eq!(policy.next(made, None, 0), Next::In(Duration::from_secs(seconds)), "{made}");
        }
        assert_eq!(policy.next(10, None, 0), Next::Park);
        assert_eq!(policy.next(usize::MAX, Some(Duration::ZERO), u32::MAX), Next::Park);
        assert_eq!(policy.waits.iter().sum::<Duration>().as_secs() / 3600, 75);
    }

    #[test]
    fn what_the_registry_asks_for_is_a_lower_bound() {
        let policy = RetryPolicy::default();
        let asked = Some(Duration::from_secs(60));
        assert_eq!(policy.next(1, asked, 0), Next::In(Duration::from_secs(60)));
        assert_eq!(policy.next(2, asked, 0), Next::In(Duration::from_secs(300)));
    }

    proptest! {
        #[test]
        fn jitter_only_lengthens_and_by_a_fifth_at_most(made in 0_usize..10, random: u32) {
            let policy = RetryPolicy::default();
            let Next::In(wait) = policy.next(made, None, random) else { panic!("parked after {made}") };
            let planned = policy.waits[made];
            prop_assert!(wait >= planned && wait <= planned.mul_f64(1.2001), "{wait:?}");
        }
    }
}
