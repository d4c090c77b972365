//! HTTP statuses, as every profile over HTTP understands them.

use std::time::Duration;

use jiff::{Timestamp, fmt::rfc2822::DateTimeParser};

use super::{Action, Code, DeadLetter, MAX_RETRY_AFTER};

impl Action {
    /// What a status that is not a success means for a message of `events` events.
    pub(crate) fn of_status(status: u16, code: Option<Code>, retry_after: Option<Duration>, events: usize) -> Self {
        match status {
            400 | 411 | 413 | 414 | 422 | 431 if events > 1 => Self::SendSingly,
            // A registry that takes no batches says so by the content type.
            415 if events > 1 => Self::SendSingly,
            400 | 411 | 413 | 414 | 422 | 431 => Self::DeadLetter(DeadLetter::Refused { status, code }),
            408 | 409 | 425 => Self::RetryLater(retry_after),
            410 => Self::DisableTarget,
            429 | 500..=599 => Self::Backoff(retry_after),
            // Redirects are not followed: signed personal data goes to the address that was agreed on.
            300..=499 => Self::PauseTarget,
            _ => Self::RetryLater(retry_after),
        }
    }
}

/// Reads a `Retry-After` header: seconds, or an HTTP date that is compared with `now`. At most [`MAX_RETRY_AFTER`];
/// `None` where it is neither.
#[must_use]
pub fn retry_after(header: &str, now: Timestamp) -> Option<Duration> {
    let header = header.trim();
    let wait = match header.parse() {
        Ok(seconds) => Duration::from_secs(seconds),
        Err(_) => {
            let until = DateTimeParser::new().parse_timestamp(header).ok()?;
            Duration::try_from(until.duration_since(now)).unwrap_or_default()
        }
    };
    Some(wait.min(MAX_RETRY_AFTER))
}
