//! Why a server is not believed.

use std::{error::Error, io, sync::Arc};

use rustls::{CertificateError, OtherError};

/// Why a server is not believed, with the next step.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Untrusted {
    /// Its certificate is not of the province: somebody in between, or the address of something else.
    #[error(
        "another server answers at this address: its certificate is not of the province. Nothing was sent. Use another \
         line (a hotspot's login page answers so, too), or ask the operator for the address"
    )]
    AnotherServer,
    /// It is of the province, and for another name.
    #[error(
        "the province's server answers, but its certificate is not for `{0}`: ask the operator for the address, who adds \
         one with `rantau-server serve --host`"
    )]
    OtherName(String),
    /// It has ended, by all that is known of the time.
    #[error(
        "the server's certificate ended at {ended}, and the clock of this device says {clock}: set the clock if it is \
         wrong, else tell the operator"
    )]
    Ended {
        /// When, RFC 3339.
        ended: String,
        /// What the clock of this device says, RFC 3339.
        clock: String,
    },
}

impl Untrusted {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::AnotherServer => "another_server",
            Self::OtherName(_) => "other_name",
            Self::Ended { .. } => "certificate_ended",
        }
    }

    /// Looks for it among the causes of an error of a request.
    #[must_use]
    pub fn among(error: &(dyn Error + 'static)) -> Option<Self> {
        let mut cause = Some(error);
        while let Some(error) = cause {
            if let Some(found) = inside(error) {
                return Some(found);
            }
            cause = error.source();
        }
        None
    }

    pub(crate) fn into_tls(self) -> rustls::Error {
        rustls::Error::InvalidCertificate(CertificateError::Other(OtherError(Arc::new(self))))
    }
}

/// An I/O error names not the error that it wraps as its source, but that one's source.
fn inside(error: &(dyn Error + 'static)) -> Option<Untrusted> {
    let wrapped = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
    if let Some(wrapped) = wrapped {
        return inside(wrapped);
    }
    let rustls::Error::InvalidCertificate(CertificateError::Other(OtherError(why))) = error.downcast_ref()? else {
        return None;
    };
    why.downcast_ref().cloned()
}
