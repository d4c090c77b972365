//! One exchange's line: what goes up, what comes down.

use std::pin::Pin;

use bytes::Bytes;
use futures_util::Stream;
use tokio::sync::mpsc;

use crate::Error;

/// The bytes that come down. It ends when the peer closes.
pub(crate) type Incoming = Pin<Box<dyn Stream<Item = Result<Bytes, LinkError>> + Send>>;

/// A line that was opened for one exchange.
pub(crate) struct Link {
    /// The bytes that go up; dropping it ends the request.
    pub(crate) up: mpsc::Sender<Bytes>,
    /// The bytes that come down.
    pub(crate) down: Incoming,
}

/// Why a line broke.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkError {
    /// Whether there ever was one.
    pub connected: bool,
    /// For people.
    pub reason: String,
    /// Who answered was not believed, and why.
    pub untrusted: Option<tls::Untrusted>,
}

impl LinkError {
    /// A line that was there and broke.
    pub fn cut(reason: impl Into<String>) -> Self {
        Self { connected: true, reason: reason.into(), untrusted: None }
    }

    /// The error of a run that gives up.
    pub(crate) fn into_error(self) -> Error {
        self.untrusted.map_or(Error::Unreachable(self.reason), Error::Untrusted)
    }
}
