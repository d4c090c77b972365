//! What comes after an exchange.

use crate::Fault;

/// How an exchange ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The trailer arrived.
    Complete(Standing),
    /// It did not.
    Failed(Fault),
}

/// How device and province stand to each other after a complete exchange.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// The feeds hold more than the response brought.
    pub more: bool,
    /// Changes that the device made and has not sent.
    pub unsent: u64,
    /// Changes that are durable at the province and wait for its guard.
    pub pending: u64,
    /// Both sides hold the same changes in every feed.
    pub equal: bool,
    /// The log is another one than the device knew: everything is read from the start.
    pub new_epoch: bool,
    /// A comparison is under way.
    pub comparing: bool,
}

/// What to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// Proven up to date.
    Done,
    /// Another exchange at once.
    Again,
    /// Another exchange after this many milliseconds.
    Wait(u64),
    /// The feeds differ although nothing is under way: compare them, or read them from the start.
    Reread,
    /// Trying again will not help.
    Stop,
}

/// The longest wait that a server may ask for, seconds.
const LONGEST_ASKED: u64 = 3_600;

/// Decides what comes after an exchange. `progressed` says whether it brought anything in either direction.
pub fn after_exchange(outcome: &Outcome, progressed: bool, backoff: &mut Backoff, jitter: u64) -> Next {
    match outcome {
        Outcome::Complete(standing) => {
            let next = after_complete(*standing, progressed, backoff, jitter);
            if progressed {
                backoff.reset();
            }
            next
        }
        Outcome::Failed(Fault::Cut) if progressed => {
            backoff.reset();
            Next::Wait(backoff.next(jitter))
        }
        Outcome::Failed(Fault::Cut) => Next::Wait(backoff.next(jitter)),
        Outcome::Failed(Fault::Refused(refused)) if refused.code == "busy" => {
            let asked = refused.wait.unwrap_or(0).min(LONGEST_ASKED).saturating_mul(1_000);
            Next::Wait(backoff.next(jitter).max(asked))
        }
        Outcome::Failed(Fault::Refused(_) | Fault::OutOfOrder { .. } | Fault::Protocol(_) | Fault::Cancelled) => {
            Next::Stop
        }
    }
}

fn after_complete(standing: Standing, progressed: bool, backoff: &mut Backoff, jitter: u64) -> Next {
    if standing.new_epoch || standing.comparing || standing.more || standing.unsent > 0 {
        return if progressed || standing.new_epoch || standing.comparing {
            Next::Again
        } else {
            Next::Wait(backoff.next(jitter))
        };
    }
    if standing.pending > 0 {
        return Next::Wait(backoff.next(jitter));
    }
    if standing.equal { Next::Done } else { Next::Reread }
}

/// Waits that double from half a second to five minutes, with jitter so that a kabupaten's devices do not return in step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Backoff {
    next_ms: u64,
}

impl Default for Backoff {
    fn default() -> Self {
        Self { next_ms: Self::FIRST_MS }
    }
}

impl Backoff {
    const FIRST_MS: u64 = 500;
    const LONGEST_MS: u64 = 5 * 60 * 1000;

    /// The next wait in milliseconds: between half and the whole of the step. `jitter` is any random number.
    pub fn next(&mut self, jitter: u64) -> u64 {
        let step = self.next_ms;
        self.next_ms = (step * 2).min(Self::LONGEST_MS);
        step / 2 + jitter % (step / 2 + 1)
    }

    /// Starts again from the shortest wait.
    pub fn reset(&mut self) {
        *self = Self::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EQUAL: Standing =
        Standing { more: false, unsent: 0, pending: 0, equal: true, new_epoch: false, comparing: false };

    #[test]
    fn what_follows_an_exchange() {
        for (standing, progressed, next) in [
            (EQUAL, false, Next::Done),
            (Standing { equal: false, ..EQUAL }, true, Next::Reread),
            (Standing { more: true, equal: false, ..EQUAL }, true, Next::Again),
            (Standing { unsent: 3, equal: false, ..EQUAL }, true, Next::Again),
            (Standing { new_epoch: true, equal: false, ..EQUAL }, false, Next::Again),
            (Standing { comparing: true, pending: 1, equal: false, ..EQUAL }, false, Next::Again),
            (Standing { pending: 1, equal: false, ..EQUAL }, true, Next::Wait(250)),
            (Standing { unsent: 3, ..EQUAL }, false, Next::Wait(250)),
        ] {
            let outcome = Outcome::Complete(standing);
            assert_eq!(after_exchange(&outcome, progressed, &mut Backoff::default(), 0), next, "{standing:?}");
        }
    }

    #[test]
    fn a_server_that_is_asked_too_often_gets_the_rest_that_it_asks_for() {
        let busy = |wait| {
            let refused = wire::exchange::Refused { code: "busy".to_owned(), message: String::new(), wait };
            after_exchange(&Outcome::Failed(Fault::Refused(refused)), false, &mut Backoff::default(), 0)
        };
        let Next::Wait(usual) = busy(None) else { panic!("it is tried again") };
        assert!(usual < 17_000);
        assert_eq!(busy(Some(17)), Next::Wait(17_000));
        assert_eq!(busy(Some(u64::MAX)), Next::Wait(LONGEST_ASKED * 1_000), "nobody is sent away for ever");
    }

    #[test]
    fn a_cut_is_tried_again_and_a_refusal_is_not() {
        let refused = wire::exchange::Refused { code: "revoked".to_owned(), message: String::new(), wait: None };
        let mut backoff = Backoff::default();
        assert_eq!(after_exchange(&Outcome::Failed(Fault::Refused(refused)), false, &mut backoff, 0), Next::Stop);
        assert_eq!(after_exchange(&Outcome::Failed(Fault::Cut), false, &mut backoff, 0), Next::Wait(250));
        assert_eq!(after_exchange(&Outcome::Failed(Fault::Cut), false, &mut backoff, 0), Next::Wait(500));
        assert_eq!(after_exchange(&Outcome::Failed(Fault::Cut), true, &mut backoff, 0), Next::Wait(250));
    }

    #[test]
    fn waits_grow_to_five_minutes_and_no_further() {
        let mut backoff = Backoff::default();
        let longest = (0..30).map(|_| backoff.next(u64::MAX)).max();
        assert!(longest.is_some_and(|ms| ms <= 5 * 60 * 1000));
    }
}
