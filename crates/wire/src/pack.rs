//! A pack: the whole of a feed at one sequence number, for a first sync.
//!
//! One zstd stream of frames: [`Frame::PackHead`](crate::Frame::PackHead) with a receipt of one feed, then
//! [`Frame::PackPage`](crate::Frame::PackPage) frames, then [`Frame::End`](crate::Frame::End). A pack never changes and is
//! named by the SHA-256 of its bytes, so a download can go on where it was cut, and the same file travels on a stick. It
//! holds documents rather than log entries: saved as one, the changes of a document take a fraction of the room that
//! they take one by one.
//!
//! A page is signed like a [`Pull`] frame whose entries are the changes of its documents, in the order in which the saved
//! document has them; so what comes from a pack is as admissible, and as good a receipt, as what comes from the log.

use minicbor::{Decode, Encode};
use records::{DocId, Kind, RegionCode};

use crate::{
    FeedId, Pull, Signature, cbor,
    exchange::{Author, Entry},
};

/// Documents of a feed, signed by the province.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct PackPage {
    /// Who made the changes below, each once.
    #[n(0)]
    pub authors: Vec<Author>,
    /// From which the times below are counted, Unix seconds.
    #[n(1)]
    pub received_from: i64,
    /// The documents.
    #[n(2)]
    pub docs: Vec<PackDoc>,
    /// The province's signature over the [voucher](crate::exchange::Voucher) of [`as_pull`](Self::as_pull).
    #[cbor(n(3), with = "cbor::fixed")]
    pub signature: Signature,
}

/// One document of a page.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct PackDoc {
    /// The document.
    #[cbor(n(0), with = "cbor::fixed")]
    pub doc: DocId,
    /// Its kind.
    #[cbor(n(1), with = "cbor::kind")]
    pub kind: Kind,
    /// The region in which it was made.
    #[cbor(n(2), with = "cbor::text")]
    pub region: RegionCode,
    /// Its automerge document, saved without compression of its own.
    #[cbor(n(3), with = "minicbor::bytes")]
    pub saved: Vec<u8>,
    /// What the log says of each of its changes, in the order of the saved document.
    #[n(4)]
    pub changes: Vec<PackChange>,
}

/// What the log says of one change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct PackChange {
    /// Index into the page's authors.
    #[n(0)]
    pub author: u32,
    /// When the province received it, seconds after the page's `received_from`.
    #[n(1)]
    pub received_after: i64,
}

impl PackPage {
    /// The page as the frame that is signed: entry by entry the changes of its documents. `changes` gives the raw changes
    /// of each document, in the order of the saved one.
    #[must_use]
    pub fn as_pull(&self, feed: &FeedId, changes: &[Vec<Vec<u8>>]) -> Pull {
        let entries = self.docs.iter().zip(changes).flat_map(|(doc, raws)| self.entries(doc, raws));
        Pull {
            feed: feed.clone(),
            first_seq: 0,
            authors: self.authors.clone(),
            entries: entries.collect(),
            signature: self.signature,
        }
    }

    fn entries<'a>(&'a self, doc: &'a PackDoc, raws: &'a [Vec<u8>]) -> impl Iterator<Item = Entry> + 'a {
        doc.changes.iter().zip(raws).map(|(change, raw)| Entry::Change {
            doc: doc.doc,
            kind: doc.kind,
            region: doc.region.clone(),
            author: change.author,
            received_at: self.received_from.saturating_add(change.received_after),
            change: raw.clone(),
        })
    }
}
