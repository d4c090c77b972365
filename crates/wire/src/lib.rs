//! What crosses a boundary: envelopes, frames, receipts, enrolment, and their bytes.
//!
//! One protocol for every carrier (DESIGN section 6): the same signed envelopes travel by HTTP, over a kiosk's LAN, in
//! a file. The types here are plain data, neither the domain's nor the databases'; they are CBOR (RFC 8949) arrays with
//! fixed positions, so a newer version appends a position and an older one passes over it. `docs/PROTOCOL.md` describes
//! the same bytes for another implementation.
//!
//! - [`envelope`]: what a device signs: the hashes of its changes, in order
//! - [`exchange`]: the frames of one exchange: hello, push; head, verdicts, pull, trailer; and those that compare and repair
//! - [`pack`]: a whole feed at once, for a first sync
//! - [`bundle`]: one half of an exchange as a file
//! - [`courier`]: what a device and a courier say to each other
//! - [`feed`]: what a device follows
//! - [`loss`]: the order to wipe a lost device, and its confirmation
//! - [`receipt`]: what the province signs: how far a feed got
//! - [`enrolment`]: how a device and the province come to know each other
//! - [`qr`]: a bundle of one record as QR codes
//! - [`stream`]: frames in one zstd stream each way
//! - [`signed`]: a structure with its signature, as the bytes that were signed
//!
//! Nothing here signs or verifies: it says over which bytes (`signing_bytes`), the `seal` crate does the rest.

pub mod bundle;
mod cbor;
pub mod change;
pub mod courier;
pub mod enrolment;
pub mod envelope;
pub mod exchange;
pub mod feed;
pub mod loss;
pub mod pack;
pub mod qr;
pub mod receipt;
pub mod signed;
pub mod stream;
pub mod succession;

pub use cbor::{PublicKey, Signature};
pub use change::{hash_of_change, seal as seal_change};
pub use envelope::{Envelope, Statement, StatementHash};
pub use exchange::{Frame, Hello, Pull, Push, Verdict, VerdictKind};
pub use feed::{Audience, FeedId};
pub use receipt::{FeedState, Receipt};
pub use signed::Signed;

/// The version of the protocol that this crate speaks. A server also takes the one before.
pub const PROTOCOL: u16 = 1;

/// Bytes that are not what they should be. The text names the part and never its content.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Not CBOR of the expected shape.
    #[error("the {what} is damaged or from an unknown version: {reason}")]
    Malformed {
        /// Which part.
        what: &'static str,
        /// What the decoder met.
        reason: String,
    },
    /// Not a zstd stream, or cut in the middle.
    #[error("the stream is not compressed as it should be: {0}")]
    Compression(String),
    /// A frame or a stream above its limit.
    #[error("the {what} has more than the {limit} bytes that are allowed")]
    TooLarge {
        /// Which part.
        what: &'static str,
        /// The limit in bytes.
        limit: usize,
    },
    /// The stream ended inside a frame.
    #[error("the stream ended in the middle of a frame")]
    Truncated,
}

impl Error {
    fn malformed(what: &'static str, reason: impl std::fmt::Display) -> Self {
        Self::Malformed { what, reason: reason.to_string() }
    }
}

/// The `Result` of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;
