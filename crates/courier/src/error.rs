//! What can go wrong.

use std::io;

/// Sorted by what the caller can do. The codes are stable.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The mailbox has no room left for this device, or for anybody.
    #[error("the mailbox is full: it must go to the province first")]
    Full,
    /// A bundle that is larger than the mailbox takes.
    #[error("this bundle is too large for the mailbox")]
    TooLarge,
    /// What came is no bundle of the device that brought it.
    #[error("this is no bundle of this device: {0}")]
    NoBundle(String),
    /// What came does not go on where the mailbox is.
    #[error("so much of this bundle is here already: {have} bytes")]
    Elsewhere {
        /// How many bytes are here.
        have: u64,
    },
    /// The province did not take this bundle.
    #[error("the province did not take this bundle: ask its operator")]
    Refused,
    /// The courier's own records are closed, as nobody used it for a while.
    #[error("the records of this courier are closed: it carries, and hands nothing of its own on")]
    Locked,
    /// Nothing of that name waits for this device.
    #[error("nothing of that name waits here")]
    Nothing,
    /// The caller is not who it says, or not of this deployment.
    #[error("the province did not certify this device, or it did not sign")]
    BadSignature,
    /// The challenge is not one of this courier's, or too old: ask for the card again.
    #[error("the challenge is too old: ask again")]
    StaleChallenge,
    /// A request that makes no sense.
    #[error("the request is damaged")]
    Malformed,
    /// The disk.
    #[error("the mailbox cannot be read or written: {0}")]
    File(#[source] io::Error),
}

/// The `Result` of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::TooLarge => "too_large",
            Self::NoBundle(_) => "no_bundle",
            Self::Elsewhere { .. } => "elsewhere",
            Self::Refused => "refused_by_province",
            Self::Locked => "locked",
            Self::Nothing => "nothing",
            Self::BadSignature => "bad_signature",
            Self::StaleChallenge => "stale_challenge",
            Self::Malformed => "malformed",
            Self::File(_) => "busy",
        }
    }
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        use io::ErrorKind::{NotFound, QuotaExceeded, StorageFull};
        if matches!(error.kind(), StorageFull | QuotaExceeded) {
            Self::Full
        } else if error.kind() == NotFound {
            Self::Nothing
        } else {
            Self::File(error)
        }
    }
}
