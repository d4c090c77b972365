//! A pack: the whole of a feed at one sequence number, for a first sync.
//!
//! One zstd stream of frames: [`Frame::PackHead`](crate::Frame::PackHead) with a receipt of one feed, then
//! [`Frame::PackPage`](crate::Frame::PackPage) frames, then [`Frame::End`](crate::Frame::End). A pack never changes and is
//! named by the SHA-256 of its bytes, so a download can go on where it was cut, and the same file travels on a stick. It
//! holds documents rather than log entries: saved as one, the changes of a document take a fraction of the room that
//! they take one by one.
//!
//! A page is signed twice. Its bytes are ([`SignedPackPage`]), so that no saved document is opened that the province did
//! not save: whoever opens one has to expand it first, whatever it expands to. And it is signed like a [`Pull`] frame
//! whose entries are the changes of its documents, in the order in which the saved document has them; so what comes from
//! a pack is as admissible, and as good a receipt, as what comes from the log.

use minicbor::{Decode, Encode};
use records::{DocId, Kind, RegionCode};

use crate::{
    FeedId, Pull, Signature, cbor,
    exchange::{Author, Entry},
    signed::{Signable, Signed},
};

mod reader;
mod writer;

pub use reader::{PackPart, PackReader};
pub use writer::PackWriter;

/// A page as the bytes that the province signed.
pub type SignedPackPage = Signed<PackPage>;

impl Signable for PackPage {
    const SEPARATOR: &'static [u8] = b"rantau pack page v1\0";
    const NAME: &'static str = "pack page";
}

/// Documents of a feed, signed by the province.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct PackPage {
    /// Who made the changes below, each once.
    #[n(0)]
    pub authors: Vec<Author>,
    /// The time before the first one below, Unix seconds.
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
    /// Its automerge document, saved without compression of its own. On the wire without the first 8 bytes, which follow
    /// from the others.
    #[cbor(n(3), with = "cbor::saved_chunk")]
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
    /// When the province received it: seconds after the change before it in the page, after `received_from` for the
    /// first. Neighbours arrived together, so that most are zero.
    #[n(1)]
    pub received_after: i64,
}

impl PackPage {
    /// The page as the frame that is signed: entry by entry the changes of its documents. `changes` gives the raw changes
    /// of each document, in the order of the saved one; `None` where they are not as many as the page says.
    #[must_use]
    pub fn as_pull(&self, feed: &FeedId, changes: Vec<Vec<Vec<u8>>>) -> Option<Pull> {
        let mut received_at = self.received_from;
        let mut entries = Vec::new();
        let as_many = self.docs.iter().map(|doc| doc.changes.len()).eq(changes.iter().map(Vec::len));
        for (doc, raws) in self.docs.iter().zip(changes).filter(|_| as_many) {
            for (said, change) in doc.changes.iter().zip(raws) {
                received_at = received_at.saturating_add(said.received_after);
                entries.push(doc.entry(said.author, received_at, change));
            }
        }
        let (feed, authors) = (feed.clone(), self.authors.clone());
        as_many.then_some(Pull { feed, first_seq: 0, authors, entries, signature: self.signature })
    }
}

impl PackDoc {
    fn entry(&self, author: u32, received_at: i64, change: Vec<u8>) -> Entry {
        Entry::Change { doc: self.doc, kind: self.kind, region: self.region.clone(), author, received_at, change }
    }
}
