//! TLS between a device and its province, with the province's own key as the only authority.
//!
//! ```text
//! province's Ed25519 key ── the key that every device pins, whose fingerprint every invitation carries
//!        │ signs
//!        ▼
//! leaf, P-256, 90 days ── made anew by the server alone, 30 days before its end
//! ```
//!
//! The province's signing key is the root: a certificate authority of one. So nothing is pinned that could expire, and
//! certificates change as often as they like without a device being enrolled again. The name of a leaf's issuer is the
//! root's key itself, hexadecimal, in the common name: 64 characters, the most that X.520 allows. A device therefore
//! needs no root certificate on the line, not even at its enrolment, where it knows only the fingerprint of the key; that
//! saves some 300 bytes of every full handshake. [`Authority::root`] makes the root certificate for tools that want one.
//!
//! - a certificate of a public authority is believed only where the invitation said so ([`Expected::public_roots`])
//! - TLS 1.3 and nothing older: both ends are ours, and what stands between them in the public case has had it since 2018
//! - no early data: a request must not be repeated by whoever listens
//!
//! A courier on a LAN serves in the same way, under its device's own key: the address that people are shown names the
//! fingerprint of that key, and the province certified it ([`Root::Device`], [`Authority::lan_leaf`]).
//!
//! A device's clock may be years off, so validity is judged with what the device knows for certain ([`KnownTime`]):
//!
//! - a leaf that is *not valid yet* shows that the clock is behind, as the province signed it: it is believed
//! - a leaf that *has ended* is refused, unless the time that the province was heard to have, or the last moment at which
//!   the invitation is good, shows that the clock runs ahead. Where nothing shows it, the error names the clock
//! - what ended before the province was last heard from is refused whatever the clock says
//!
//! To pin the leaf was refused, since it changes; to pin a certificate of the root as well, since it says no more than the
//! key. Trust at first use was refused: the invitation is there before the first contact.
//!
//! What an X.509 certificate signs begins with the byte 0x30, every other message of this key with `rantau `
//! (`wire`): neither can be taken for the other.

mod authority;
mod config;
mod expected;
mod untrusted;
mod verifier;

pub use authority::{Authority, Leaf};
pub use config::{client_config, provider, server_config};
pub use expected::{Expected, KnownTime, Root};
pub use untrusted::Untrusted;
pub use verifier::Verifier;

/// Certificates that cannot be made: a name that is none, or a failure inside.
#[derive(Debug, thiserror::Error)]
#[error("no certificate can be made: {0}")]
pub struct Error(String);

impl From<rcgen::Error> for Error {
    fn from(error: rcgen::Error) -> Self {
        Self(error.to_string())
    }
}

impl From<rustls::Error> for Error {
    fn from(error: rustls::Error) -> Self {
        Self(error.to_string())
    }
}

/// What stands before the key in the name of a province's certificates (X.501, DER, without the outer sequence): one
/// common name of 64 characters UTF-8.
const NAME: [u8; 11] = [0x31, 0x49, 0x30, 0x47, 0x06, 0x03, 0x55, 0x04, 0x03, 0x0c, 0x40];

/// What stands before the bytes of an Ed25519 key in its `SubjectPublicKeyInfo` (RFC 8410), without the outer sequence.
const ED25519: [u8; 10] = [0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];
