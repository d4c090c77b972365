//! A breaker per target: when a registry is down, one event asks whether it is back, not thousands.
//!
//! A state machine without a clock. It lives in memory only: after a restart the first request asks anew.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use crate::answer::Health;

/// How a breaker behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BreakerPolicy {
    /// It opens after so many failures in a row.
    pub failures: u32,
    /// How long it stays open at first; twice as long each time the question fails.
    pub first_pause: Duration,
    /// The longest pause that it makes by itself.
    pub longest_pause: Duration,
    /// After so long a question without an answer counts as lost, and another is asked.
    pub probe_patience: Duration,
}

impl Default for BreakerPolicy {
    fn default() -> Self {
        Self {
            failures: 5,
            first_pause: Duration::from_secs(5),
            longest_pause: Duration::from_secs(15 * 60),
            probe_patience: Duration::from_secs(60),
        }
    }
}

/// The breaker of one target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Breaker {
    policy: BreakerPolicy,
    state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// All may pass.
    Closed { failures: u32 },
    /// None may, for `pause` since then.
    Open { since: Timestamp, pause: Duration, own_pause: Duration },
    /// One was let through to ask.
    Asking { since: Timestamp, own_pause: Duration },
}

/// Whether something may be sent now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Admission {
    /// Yes.
    Send,
    /// This one request only, as a question; the caller records its answer.
    Ask,
    /// Not before this long.
    Wait(Duration),
}

impl Breaker {
    /// A closed breaker.
    #[must_use]
    pub const fn new(policy: BreakerPolicy) -> Self {
        Self { policy, state: State::Closed { failures: 0 } }
    }

    /// Whether something may be sent at `now`.
    #[must_use]
    pub fn admit(&mut self, now: Timestamp) -> Admission {
        let (left, own_pause) = match self.state {
            State::Closed { .. } => return Admission::Send,
            State::Open { since, pause, own_pause } => (remaining(since, pause, now), own_pause),
            State::Asking { since, own_pause } => (remaining(since, self.policy.probe_patience, now), own_pause),
        };
        if left.is_zero() {
            self.state = State::Asking { since: now, own_pause };
            return Admission::Ask;
        }
        Admission::Wait(left)
    }

    /// Takes note of an answer. A registry that asked for a pause gets it at once, however short its failures.
    pub fn record(&mut self, now: Timestamp, health: Health) {
        self.state = match (health, self.state) {
            (Health::Up, _) => State::Closed { failures: 0 },
            (Health::Down(asked), State::Closed { failures }) => self.failed(now, failures.saturating_add(1), asked),
            // Others that were under way when it opened say nothing new.
            (Health::Down(_), open @ State::Open { .. }) => open,
            (Health::Down(asked), State::Asking { own_pause, .. }) => {
                self.open(now, asked, own_pause.saturating_mul(2).min(self.policy.longest_pause))
            }
        };
    }

    /// Whether requests are being held back.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        !matches!(self.state, State::Closed { .. })
    }

    fn failed(&self, now: Timestamp, failures: u32, asked: Option<Duration>) -> State {
        if failures >= self.policy.failures || asked.is_some() {
            self.open(now, asked, self.policy.first_pause)
        } else {
            State::Closed { failures }
        }
    }

    fn open(&self, now: Timestamp, asked: Option<Duration>, own_pause: Duration) -> State {
        State::Open { since: now, pause: own_pause.max(asked.unwrap_or_default()), own_pause }
    }
}

impl Default for Breaker {
    fn default() -> Self {
        Self::new(BreakerPolicy::default())
    }
}

/// What is left of a wait. A clock that was set back begins it anew at the most.
fn remaining(since: Timestamp, wait: Duration, now: Timestamp) -> Duration {
    let passed = Duration::try_from(now.duration_since(since).max(SignedDuration::ZERO)).unwrap_or_default();
    wait.saturating_sub(passed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_772_000_000 + second).unwrap()
    }

    fn wait(seconds: u64) -> Admission {
        Admission::Wait(Duration::from_secs(seconds))
    }

    fn down(breaker: &mut Breaker, second: i64) {
        breaker.record(at(second), Health::Down(None));
    }

    fn opened_at_0() -> Breaker {
        let mut breaker = Breaker::default();
        (0..5).for_each(|_| down(&mut breaker, 0));
        breaker
    }

    #[test]
    fn it_opens_after_failures_in_a_row_only() {
        let mut breaker = Breaker::default();
        (0..4).for_each(|_| down(&mut breaker, 0));
        breaker.record(at(0), Health::Up);
        (0..4).for_each(|_| down(&mut breaker, 0));
        assert_eq!(breaker.admit(at(0)), Admission::Send);
        down(&mut breaker, 0);
        assert_eq!(breaker.admit(at(1)), wait(4));
    }

    #[test]
    fn one_request_asks_and_its_answer_decides() {
        let mut breaker = opened_at_0();
        assert_eq!(breaker.admit(at(5)), Admission::Ask);
        assert_eq!(breaker.admit(at(5)), wait(60), "one at a time");
        down(&mut breaker, 6);
        assert_eq!(breaker.admit(at(6)), wait(10), "twice as long");
        assert_eq!(breaker.admit(at(16)), Admission::Ask);
        breaker.record(at(17), Health::Up);
        assert_eq!(breaker.admit(at(17)), Admission::Send);
        assert!(!breaker.is_open());
    }

    #[test]
    fn a_lost_question_is_asked_again() {
        let mut breaker = opened_at_0();
        assert_eq!(breaker.admit(at(5)), Admission::Ask);
        assert_eq!(breaker.admit(at(65)), Admission::Ask);
    }

    #[test]
    fn a_pause_that_the_registry_asked_for_is_kept_from_the_first_failure() {
        let mut breaker = Breaker::default();
        breaker.record(at(0), Health::Down(Some(Duration::from_secs(120))));
        assert_eq!(breaker.admit(at(20)), wait(100));
        assert_eq!(breaker.admit(at(120)), Admission::Ask);
        down(&mut breaker, 121);
        assert_eq!(breaker.admit(at(121)), wait(10), "its own pause is not lengthened by the asked one");
    }

    #[test]
    fn pauses_do_not_grow_beyond_the_longest() {
        let mut breaker = opened_at_0();
        let mut now = 0;
        for _ in 0..20 {
            now += 86_400;
            assert_eq!(breaker.admit(at(now)), Admission::Ask);
            down(&mut breaker, now);
        }
        assert_eq!(breaker.admit(at(now)), wait(900));
    }

    #[test]
    fn late_failures_do_not_lengthen_a_pause() {
        let mut breaker = opened_at_0();
        down(&mut breaker, 4);
        assert_eq!(breaker.admit(at(5)), Admission::Ask);
    }

    #[test]
    fn a_clock_that_was_set_back_does_not_stop_it_for_long() {
        assert_eq!(opened_at_0().admit(at(-100_000)), wait(5));
    }
}
