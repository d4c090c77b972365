//! The frames of one exchange (`POST /v1/sync`): one streamed request, one streamed response.
//!
//! Request: [`Hello`], then [`Push`] frames, then [`Frame::End`]. Response: [`Head`], [`Verdicts`], [`Pull`] frames and,
//! last, the signed receipt in [`Trailer`]; an [`Refused`] in place of any of them ends the response. Only the trailer
//! proves completeness: a connection that closes without it is a cut, whatever the HTTP status was.
//!
//! Where the two sides turn out to differ, a request also compares ([`Reconcile`], [`Compare`]) and hands back what the
//! province lacks ([`Refill`]); the response answers with [`Reconcile`], [`Compared`] and [`Wants`].

use minicbor::{Decode, Decoder, Encode};
use records::{ChangeHash, DeviceId, DocId, EpochId, Kind, LineageId, OfficerId, RegionCode};

use crate::{
    Envelope, Error, FeedId, Result, Signature, Statement, StatementHash, cbor, hash_of_change,
    loss::SignedWipeOrder,
    pack::SignedPackPage,
    receipt::SignedReceipt,
    signed::{Signable, Signed},
    succession::Successions,
};

mod capabilities;
mod cursor;
mod pull;
mod push;
mod repair;

pub use capabilities::Capabilities;
pub use cursor::{Cursor, SEVERAL_FEEDS, cursors_from_bytes, cursors_to_bytes, digest_of_cursors};
pub use pull::{Author, Entry, EntryDigest, Label, Pull, ShortHash, Voucher};
pub use push::{Push, PushItem};
pub use repair::{Compare, Compared, Listing, Reconcile, Refill, RefillEntry, Wants};

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
    /// A message of set reconciliation, both ways.
    #[n(3)]
    Reconcile(#[n(0)] Reconcile),
    /// What the device holds of documents that differ.
    #[n(4)]
    Compare(#[n(0)] Compare),
    /// Changes of others on their way back to a province that lost them.
    #[n(5)]
    Refill(#[n(0)] Refill),
    /// What lets an officer in again whose passphrase is forgotten, for the province to keep.
    #[n(6)]
    Deposit(#[n(0)] Deposit),
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
    /// What the log lacks of the documents that were compared.
    #[n(21)]
    Compared(#[n(0)] Compared),
    /// Changes that the province asks for.
    #[n(22)]
    Wants(#[n(0)] Wants),
    /// The order to wipe the device, before the refusal of one that was revoked.
    #[n(23)]
    Wipe(#[n(0)] SignedWipeOrder),
    /// How the province's keys followed each other, as far as the device does not know it.
    #[n(24)]
    Successions(#[n(0)] Successions),
    /// The first frame of a pack: the receipt of the state that it holds.
    #[n(32)]
    PackHead(#[n(0)] SignedReceipt),
    /// Documents of a pack.
    #[n(33)]
    PackPage(#[n(0)] SignedPackPage),
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
        if matches!(tag, 0..=6 | 16..=24 | 32..=33) { cbor::from_slice("frame", bytes) } else { Ok(Self::Unknown(tag)) }
    }

    /// The frame's name, for logs and errors.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Hello(_) => "hello",
            Self::Push(_) => "push",
            Self::End => "end",
            Self::Reconcile(_) => "reconcile",
            Self::Compare(_) => "compare",
            Self::Refill(_) => "refill",
            Self::Deposit(_) => "deposit",
            Self::Compared(_) => "compared",
            Self::Wants(_) => "wants",
            Self::PackHead(_) => "pack head",
            Self::PackPage(_) => "pack page",
            Self::Head(_) => "head",
            Self::Verdicts(_) => "verdicts",
            Self::Pull(_) => "pull",
            Self::Trailer(_) => "trailer",
            Self::Refused(_) => "refused",
            Self::Wipe(_) => "wipe",
            Self::Successions(_) => "successions",
            Self::Unknown(_) => "unknown",
        }
    }
}

fn tag_of(bytes: &[u8]) -> std::result::Result<u64, minicbor::decode::Error> {
    let mut decoder = Decoder::new(bytes);
    decoder.array()?;
    decoder.u64()
}

/// A reset secret, sealed to the province, which opens it only where an operator lets an officer in again. The newest of
/// an officer stands for those before.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Deposit {
    /// Whose.
    #[cbor(n(0), with = "cbor::fixed")]
    pub officer: OfficerId,
    /// 16 bytes, sealed with age to the province.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub sealed: Vec<u8>,
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
    /// What the device can do beyond the first version of the protocol.
    #[n(8)]
    #[cbor(default)]
    pub capabilities: Capabilities,
    /// In place of `feeds`, where there are [several](SEVERAL_FEEDS): the [digest](digest_of_cursors) of the cursors that
    /// the last trailer left behind. A province that does not know it takes in what is pushed, refuses the rest with
    /// `unknown_cursors`, and the device names them the next time. Only for one that has [`Capabilities::DIGESTS`].
    #[cbor(n(9), with = "cbor::digest_option", default)]
    pub known: Option<[u8; 32]>,
    /// The number of the last exchange of this lineage whose answer was taken in to its trailer: what was told in it need
    /// not be told again.
    #[n(10)]
    pub answered: Option<u64>,
    /// How many statements of the [chain](crate::succession) of the province's keys are known here, of those up to the one
    /// whose key certified this device; `None` where none is.
    #[n(11)]
    pub chain: Option<u64>,
}

/// A hello with its device's signature.
pub type SignedHello = Signed<Hello>;

impl Signable for Hello {
    const SEPARATOR: &'static [u8] = b"rantau hello v1\0";
    const NAME: &'static str = "hello";
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
    /// What the server can do beyond the first version of the protocol.
    #[n(5)]
    #[cbor(default)]
    pub capabilities: Capabilities,
    /// Packs to fetch in place of feeds that would be long to read.
    #[n(6)]
    #[cbor(default)]
    pub packs: Vec<PackOffer>,
    /// How many entries of its feeds the device lacks, packs left out: they follow in this response and the next ones.
    /// Said to a device with [`Capabilities::COUNTS`] alone.
    #[n(7)]
    pub coming: Option<u64>,
    /// How long the device may go on without the province, seconds; `None` for the default of 14 days.
    #[n(8)]
    pub lease: Option<u64>,
    /// Until when each record may be read that is lent to the device: those, and no others. `None` says nothing of it. Said to
    /// a device with [`Capabilities::LOANS`] alone, from its first loan on.
    #[n(9)]
    pub lent: Option<Vec<Lent>>,
}

/// Until when a record is lent.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Lent {
    /// The record.
    #[cbor(n(0), with = "cbor::fixed")]
    pub doc: DocId,
    /// By the province's clock, Unix seconds.
    #[n(1)]
    pub until: i64,
}

/// A pack that stands for the beginning of a feed.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct PackOffer {
    /// Which feed. This response has no entries of it: those after `seq` follow once the pack is applied.
    #[n(0)]
    pub feed: FeedId,
    /// SHA-256 of its bytes, its name for `GET /v1/packs/<digest in hexadecimal>`.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub digest: [u8; 32],
    /// Its length in bytes.
    #[n(2)]
    pub size: u64,
    /// The sequence number up to which it holds the feed.
    #[n(3)]
    pub seq: u64,
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
    /// A reviewer decided on what was flagged; the code says what.
    #[n(3)]
    Reviewed,
}

/// The most verdicts of one response: where there are as many, there may be more in the next.
pub const MOST_VERDICTS: usize = 1_000;

/// News about the device's own changes, at most [`MOST_VERDICTS`].
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
    /// After how many seconds it may be tried again: of `busy`, where the server knows.
    #[n(2)]
    pub wait: Option<u64>,
}
