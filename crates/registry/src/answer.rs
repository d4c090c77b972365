//! What a registry answered, and what to do about it.
//!
//! The table is that of DOMAIN.md 5.3. Its principle covers the statuses that it does not list: what is said of *this
//! message* (400, 413, 422 …) concerns its events, what is said of *us or the address* (401, 404, a redirect …) stops
//! the target until somebody looks, and what is said of *the registry's state* (429, 5xx) passes. Replies are
//! untrusted: short, cut at limits, and what this version does not know is kept as unknown and asked again.

mod item;
mod status;

use std::time::Duration;

pub use item::{Code, FieldError, ItemOutcome, ItemStatus, RegistryId};
pub(crate) use item::{KnownItem, outcomes};
pub use status::retry_after;

/// The longest pause that a registry can ask for.
pub const MAX_RETRY_AFTER: Duration = Duration::from_secs(24 * 60 * 60);

/// What came back and what it means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// What came back, for logs and operators.
    pub heard: Heard,
    /// What to do next.
    pub action: Action,
}

/// What came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// A reply with its HTTP status and, where the body names one, the registry's own code.
    Reply {
        /// HTTP status.
        status: u16,
        /// `code` of the problem in the body.
        code: Option<Code>,
    },
    /// No reply in time: the events may have arrived or not.
    TimedOut,
    /// No connection: they have not arrived.
    Unreachable,
    /// The connection ended inside the reply: they may have arrived or not.
    Cut,
    /// Nothing was sent.
    NotSent,
}

/// What the forwarder does next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// One outcome for each event, in the order in which they were sent.
    PerItem(Vec<ItemOutcome>),
    /// The event cannot succeed as it is: to the dead letters, no retry.
    DeadLetter(DeadLetter),
    /// One of several events cannot succeed, or they are too many at once: send each alone, so that one bad event
    /// stops only itself.
    SendSingly,
    /// Credentials, scope or address are wrong: send nothing more to this target and tell an operator.
    PauseTarget,
    /// Whether the events arrived is unknown, or they are being worked on: the same message again, as the retry policy
    /// says and not before this long.
    RetryLater(Option<Duration>),
    /// The registry is gone (410): send nothing more, for good.
    DisableTarget,
    /// The registry is overloaded or down: nothing to this target for a while, as the breaker and the retry policy say
    /// and not before this long.
    Backoff(Option<Duration>),
}

/// Why an event is a dead letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DeadLetter {
    /// The registry says that the message is wrong.
    Refused {
        /// HTTP status.
        status: u16,
        /// The registry's own code.
        code: Option<Code>,
    },
    /// The event cannot be written as a request.
    Unwritable,
}

/// A reply as it was read, untrusted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// HTTP status.
    pub status: u16,
    /// The header `Retry-After`, understood by [`retry_after`].
    pub retry_after: Option<Duration>,
    /// The body, empty where it was longer than [`Reply::MAX_BODY`].
    pub body: Vec<u8>,
}

impl Reply {
    /// The longest body that is read, in bytes.
    pub const MAX_BODY: usize = 1 << 20;
}

/// How the registry is, as the breaker sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Health {
    /// It answers, whatever it says.
    Up,
    /// It is silent, down or overloaded, and may have said for how long.
    Down(Option<Duration>),
}

impl Answer {
    /// The answer of a send that got none: the request may have arrived.
    pub(crate) const fn unknown(heard: Heard) -> Self {
        Self { heard, action: Action::RetryLater(None) }
    }

    /// What the answer tells about the registry itself.
    #[must_use]
    pub const fn health(&self) -> Health {
        match (&self.heard, &self.action) {
            (_, Action::Backoff(after)) => Health::Down(*after),
            (Heard::TimedOut | Heard::Unreachable | Heard::Cut, _) => Health::Down(None),
            (Heard::Reply { .. } | Heard::NotSent, _) => Health::Up,
        }
    }
}

#[cfg(test)]
mod tests;
