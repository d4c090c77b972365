//! Failures on request, for the sandbox only: what a forwarder must survive.

use std::{
    num::{NonZeroU16, NonZeroU32},
    sync::{Mutex, PoisonError},
};

use serde::{Deserialize, Serialize};

/// How the next requests to `POST /v1/events` fail. `POST /sandbox/faults` sets it, `{"times": 0}` ends it.
///
/// ```
/// let fault: registry::sandbox::fault::Fault =
///     serde_json::from_str(r#"{"status": 503, "times": 3, "retry_after": 1}"#)?;
/// assert_eq!(fault.times, 3);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// How many requests fail; 1 unless said otherwise.
    #[serde(default = "once")]
    pub times: u32,
    /// Answer with this status, 400 to 599, and do nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<NonZeroU16>,
    /// Seconds of the `Retry-After` header beside `status`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u64>,
    /// How many milliseconds late the answer comes. The message was processed by then, and its idempotency key counts
    /// as in progress until the answer or until the caller hangs up.
    #[serde(default)]
    pub delay_ms: u64,
    /// Reject every so-maniest event (1: every one), counted since the fault was set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reject_every: Option<NonZeroU32>,
    /// Process the message and cut the connection instead of answering.
    #[serde(default)]
    pub drop_after_apply: bool,
}

const fn once() -> u32 {
    1
}

impl Fault {
    /// Whether its parts can be done.
    pub(super) fn is_possible(&self) -> bool {
        self.status.is_none_or(|status| (400..=599).contains(&status.get()))
    }
}

/// The fault that is set, and what is left of it.
#[derive(Debug, Default)]
pub(super) struct Faults(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    fault: Option<Fault>,
    /// Events since the fault was set.
    events: u32,
}

impl Faults {
    pub(super) fn set(&self, fault: Fault) {
        *self.state() = State { fault: Some(fault).filter(|fault| fault.times > 0), events: 0 };
    }

    /// What is left, for show.
    pub(super) fn left(&self) -> Option<Fault> {
        self.state().fault
    }

    /// The fault of the next request: uses one of its times.
    pub(super) fn next(&self) -> Option<Fault> {
        let mut state = self.state();
        let fault = state.fault?;
        let times = fault.times.saturating_sub(1);
        state.fault = (times > 0).then_some(Fault { times, ..fault });
        Some(fault)
    }

    /// Whether the next event is one to reject.
    pub(super) fn rejects(&self, fault: &Fault) -> bool {
        let Some(every) = fault.reject_every else { return false };
        let mut state = self.state();
        state.events = state.events.wrapping_add(1);
        state.events.is_multiple_of(every.get())
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
