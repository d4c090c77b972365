//! The one place that reads the clock.

use jiff::Timestamp;

/// The time now.
#[expect(clippy::disallowed_methods, reason = "the sandbox is a shell; everything else gets the time from here")]
pub(super) fn now() -> Timestamp {
    Timestamp::now()
}
