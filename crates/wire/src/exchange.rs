//! The frames of one exchange (`POST /v1/sync`): one streamed request, one streamed response.
//!
//! Request: [`Hello`], then [`Push`] frames, then [`Frame::End`]. Response: [`Head`], [`Verdicts`], [`Pull`] frames and,
//! last, the signed receipt in [`Trailer`]; an [`Refused`] in place of any of them ends the response. Only the trailer
//! proves completeness: a connection that closes without it is a cut, whatever the HTTP status was.

use minicbor::{Decode, Decoder, Encode};
use records::{ChangeHash, DeviceId, DocId, EpochId, Kind, LineageId, OfficerId, RegionCode};

use crate::{
    Envelope, Error, FeedId, Result, Signature, Statement, StatementHash, cbor, hash_of_change, receipt::SignedReceipt,
};

mod pull;
mod push;

pub use pull::{Author, Entry, Pull, ShortHash};
pub use push::{Push, PushItem};

/// One frame, in either direction.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum Frame {
    /// The first of a request.
    #[n(0)]
    Hello(#[n(0)] SignedHello),
    /// Changes on their way up.
    #[n(1)]
    Push(#[n(0)] Push),
    /// The last of a request.
    #[n(2)]
    End,
    /// The first of a response.
    #[n(16)]
    Head(#[n(0)] Head),
    /// What became of the device's own changes, where that is not plain acceptance.
    #[n(17)]
    Verdicts(#[n(0)] Verdicts),
    /// Log entries on their way down.
    #[n(18)]
    Pull(#[n(0)] Pull),
    /// The last of a response.
    #[n(19)]
    Trailer(#[n(0)] Trailer),
    /// Why the exchange cannot go on.
    #[n(20)]
    Refused(#[n(0)] Refused),
    /// A frame that only a newer version knows, to be passed over: its tag.
    #[n(255)]
    Unknown(#[n(0)] u64),
}

impl Frame {
    /// The frame's CBOR.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        cbor::to_vec(self)
    }

    /// Reads one frame. A tag that this version does not know gives [`Frame::Unknown`].
    ///
    /// # Errors
    /// Where the bytes are not one frame.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        let tag = tag_of(bytes).map_err(|reason| Error::malformed("frame", reason))?;
        if matches!(tag, 0..=2 | 16..=20) { cbor::from_slice("frame", bytes) } else { Ok(Self::Unknown(tag)) }
    }

    /// The frame's name, for logs and errors.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Hello(_) => "hello",
            Self::Push(_) => "push",
            Self::End => "end",
            Self::Head(_) => "head",
            Self::Verdicts(_) => "verdicts",
            Self::Pull(_) => "pull",
            Self::Trailer(_) => "trailer",
            Self::Refused(_) => "refused",
            Self::Unknown(_) => "unknown",
        }
    }
}

fn tag_of(bytes: &[u8]) -> std::result::Result<u64, minicbor::decode::Error> {
    let mut decoder = Decoder::new(bytes);
    decoder.array()?;
    decoder.u64()
}

/// Who calls, and how far it got.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Hello {
    /// Version of the protocol.
    #[n(0)]
    pub protocol: u16,
    /// Who calls.
    #[cbor(n(1), with = "cbor::fixed")]
    pub device: DeviceId,
    /// In which life of its database.
    #[cbor(n(2), with = "cbor::fixed")]
    pub lineage: LineageId,
    /// The life of the server's log that the cursors belong to, `None` before the first exchange.
    #[cbor(n(3), with = "cbor::fixed_option")]
    pub epoch: Option<EpochId>,
    /// Counts the exchanges of the lineage: a number that the server has seen is a replay.
    #[n(4)]
    pub exchange: u64,
    /// The device's clock, Unix seconds: the server measures the offset.
    #[n(5)]
    pub clock: i64,
    /// The number of the next statement that the device will make: what came before it exists.
    #[n(6)]
    pub next_statement: u64,
    /// The last sequence number applied in each feed that the device follows.
    #[n(7)]
    pub feeds: Vec<Cursor>,
}

/// How far a device got in a feed.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Cursor {
    /// Which feed.
    #[n(0)]
    pub feed: FeedId,
    /// The last sequence number applied, 0 before the first.
    #[n(1)]
    pub seq: u64,
}

impl Hello {
    /// The bytes that the device signs.
    #[must_use]
    pub fn signing_bytes(&self) -> Vec<u8> {
        let mut bytes = b"rantau hello v1\0".to_vec();
        bytes.extend(cbor::to_vec(self));
        bytes
    }
}

/// A hello with its device's signature.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct SignedHello {
    /// What is signed.
    #[n(0)]
    pub hello: Hello,
    /// By the device.
    #[cbor(n(1), with = "cbor::fixed")]
    pub signature: Signature,
}

/// What the server says first.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Head {
    /// Version of the protocol.
    #[n(0)]
    pub protocol: u16,
    /// The life of the server's log.
    #[cbor(n(1), with = "cbor::fixed")]
    pub epoch: EpochId,
    /// The server's clock, Unix seconds.
    #[n(2)]
    pub time: i64,
    /// The statements of this lineage that are durable in the inbox: inclusive ranges of `n`, ascending.
    #[n(3)]
    pub received: Vec<Range>,
    /// The feeds that the device may follow now, where they differ from those it named.
    #[n(4)]
    pub feeds: Option<Vec<FeedId>>,
}

/// An inclusive range of numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Range {
    /// The first.
    #[n(0)]
    pub first: u64,
    /// The last.
    #[n(1)]
    pub last: u64,
}

/// What became of one change.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Verdict {
    /// The change.
    #[cbor(n(0), with = "cbor::fixed")]
    pub hash: ChangeHash,
    /// What was decided.
    #[n(1)]
    pub kind: VerdictKind,
    /// The stable code of the reason, empty where there is none.
    #[n(2)]
    pub code: String,
}

/// What was decided on a change. That it was accepted is never said here: its entry in the feed says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum VerdictKind {
    /// Kept until a change that it depends on arrives.
    #[n(0)]
    Held,
    /// Unsafe or not allowed: kept aside, never logged.
    #[n(1)]
    Refused,
    /// Logged, and shown to a reviewer.
    #[n(2)]
    Flagged,
}

/// News about the device's own changes.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Verdicts {
    /// The news.
    #[n(0)]
    pub verdicts: Vec<Verdict>,
    /// How many changes of this lineage wait in the inbox for the guard.
    #[n(1)]
    pub pending: u64,
}

/// The last frame of a response: everything before it arrived.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Trailer {
    /// How far the device's feeds are, signed.
    #[n(0)]
    pub receipt: SignedReceipt,
    /// Whether the feeds hold more than this response brought.
    #[n(1)]
    pub more: bool,
}

/// Why the server ends an exchange.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Refused {
    /// Stable code: `unknown_device`, `bad_signature`, `replayed`, `revoked`, `too_large`, `unsupported_protocol`, …
    #[n(0)]
    pub code: String,
    /// For people, without personal data.
    #[n(1)]
    pub message: String,
}
