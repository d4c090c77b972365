//! Comparing what two sides hold, whatever made them differ.
//!
//! First [`Reconcile`] frames find the documents that differ: messages of range-based set reconciliation (negentropy
//! protocol, version 1) over one digest for each document of a feed. Then one [`Compare`] names, for these documents, what
//! the device holds; the province answers with a [`Pull`] frame for what the device lacks, [`Compared`] for what its log
//! lacks, and [`Wants`] for what it does not have at all. All of it is about the feed as it was at one sequence number,
//! so that it does not matter what is logged meanwhile.

use super::*;

/// A message of set reconciliation over one feed.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Reconcile {
    /// Which feed.
    #[n(0)]
    pub feed: FeedId,
    /// The feed as it was at this sequence number; `None` in the first request: the answer says which.
    #[n(1)]
    pub seq: Option<u64>,
    /// The message.
    #[cbor(n(2), with = "minicbor::bytes")]
    pub message: Vec<u8>,
}

/// What the device holds of the documents that differ.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Compare {
    /// Which feed.
    #[n(0)]
    pub feed: FeedId,
    /// As it was at this sequence number.
    #[n(1)]
    pub seq: u64,
    /// The documents of the device that differ, or that only it has.
    #[n(2)]
    pub docs: Vec<Listing>,
    /// The beginnings of the digests that only the province has.
    #[n(3)]
    pub digests: Vec<ShortHash>,
}

/// The changes of a document that the device takes for logged in the feed.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Listing {
    /// The document.
    #[cbor(n(0), with = "cbor::fixed")]
    pub doc: DocId,
    /// Its changes.
    #[n(1)]
    pub changes: Vec<ShortHash>,
}

/// What the log lacks of the listed changes.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Compared {
    /// Which feed.
    #[n(0)]
    pub feed: FeedId,
    /// The feed as it was at this sequence number: with the [`Pull`] frames before this one applied and `absent` taken
    /// away, the device holds just this state.
    #[n(1)]
    pub seq: u64,
    /// Listed changes that are not in the feed.
    #[n(2)]
    pub absent: Vec<ShortHash>,
}

/// Changes that the province asks for: the device sends them again, in the statements that it signed, or in a [`Refill`].
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Wants {
    /// Which.
    #[n(0)]
    pub changes: Vec<ShortHash>,
}

/// Entries of a frame that the province signed once, on their way back to it.
///
/// The signature of a [`Pull`] frame is over one digest for each entry, so an entry that is not wanted is replaced by its
/// digest, and those that are wanted prove themselves.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Refill {
    /// What the province signed.
    #[n(0)]
    pub voucher: Voucher,
    /// Its entries.
    #[n(1)]
    pub entries: Vec<RefillEntry>,
}

/// One entry of a [`Refill`].
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum RefillEntry {
    /// An entry that is not wanted.
    #[n(0)]
    Digest(#[n(0)] EntryDigest),
    /// An entry with its change.
    #[n(1)]
    Change(#[n(0)] Entry),
}
