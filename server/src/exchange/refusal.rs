//! Why an exchange ends.

use wire::{exchange::Refused, loss::SignedWipeOrder};

use crate::Error;

/// Why an exchange cannot go on. The codes are stable.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// Nobody enrolled such a device.
    #[error("this device is not enrolled here")]
    UnknownDevice,
    /// Not signed by the device's key.
    #[error("the signature does not match")]
    BadSignature,
    /// An exchange with this number, or a later one, was seen.
    #[error("this exchange took place already")]
    Replayed,
    /// The device was revoked; with the order to wipe it, where there is one.
    #[error("this device was revoked: ask the provincial office")]
    Revoked(Option<Box<SignedWipeOrder>>),
    /// It gives the digest of cursors that are not kept here: it names them next time.
    #[error("the cursors behind this digest are not known here: name them")]
    UnknownCursors,
    /// Beyond a limit.
    #[error("the request is larger than this server allows")]
    TooLarge,
    /// Another version.
    #[error("this server speaks version {} of the protocol", wire::PROTOCOL)]
    UnsupportedProtocol,
    /// The store was cloned or restored: a number stands for two statements.
    #[error("this device's records were copied or restored: it needs a new lineage")]
    Forked,
    /// Bytes that make no exchange.
    #[error("the request is damaged")]
    Malformed,
    /// The request ended before its end.
    #[error("the request was cut")]
    Cut,
    /// A bundle that is no bundle for this province: damaged, half, sealed to another one, or on its way down.
    #[error("this is no bundle for this province, or a damaged one: {0}")]
    NoBundle(String),
    /// The server failed; trying again later may help.
    #[error("the server cannot answer now, try again later")]
    Failed(#[from] Error),
}

impl Refusal {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::UnknownDevice => "unknown_device",
            Self::BadSignature => "bad_signature",
            Self::Replayed => "replayed",
            Self::Revoked(_) => "revoked",
            Self::UnknownCursors => "unknown_cursors",
            Self::TooLarge => "too_large",
            Self::UnsupportedProtocol => "unsupported_protocol",
            Self::Forked => "forked",
            Self::Malformed | Self::Cut => "malformed",
            Self::NoBundle(_) => "no_bundle",
            Self::Failed(_) => "busy",
        }
    }

    /// What the device is told.
    #[must_use]
    pub fn to_frame(&self) -> Refused {
        Refused { code: self.code().to_owned(), message: self.to_string(), wait: None }
    }
}

impl From<wire::Error> for Refusal {
    fn from(error: wire::Error) -> Self {
        match error {
            wire::Error::TooLarge { .. } => Self::TooLarge,
            wire::Error::Truncated => Self::Cut,
            wire::Error::Malformed { .. } | wire::Error::Compression(_) | _ => Self::Malformed,
        }
    }
}
