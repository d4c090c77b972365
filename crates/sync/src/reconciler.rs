//! Finding what differs between two sets without sending either.
//!
//! Range-based set reconciliation (negentropy, protocol version 1): both sides order their digests, the device sends a
//! fingerprint for each of sixteen ranges, the province answers with finer ranges where its own differ, until the ranges
//! are short enough to be listed. What it costs follows from what differs, not from what is there: two round trips for
//! ten thousand documents, 351 bytes and one round trip where they are equal.
//!
//! The items are digests of *documents*, not hashes of changes: there are ten times fewer, and a document that differs is
//! listed whole anyway. Sketches (IBLT, minisketch) were refused: they need a guess of how much differs, and after a
//! restore that is everything.

use std::collections::BTreeSet;

use negentropy::{Id, Negentropy, NegentropyStorageVector};
use records::DocId;
use sha2::{Digest as _, Sha256};

use crate::Fingerprint;

/// The digest of a document in a feed: 16 bytes, as long as negentropy's own fingerprints. Its items have 32, and the
/// second half of ours is zeros, which cost nothing in a compressed stream. What two documents of one digest would hide,
/// the feed's fingerprint still tells.
pub type Digest = [u8; 16];

/// What messages are cut to, so that one fits into a frame: the rest follows in further round trips.
const MESSAGE_LIMIT: u64 = 512 << 10;

/// The digest of a document by the changes of it that are logged in the feed: the first half of SHA-256 over a separator,
/// the document's id, and the fingerprint of these changes.
#[must_use]
pub fn document_digest(doc: DocId, changes: &Fingerprint) -> Digest {
    let mut digest = Sha256::new();
    digest.update(b"rantau digest v1\0");
    digest.update(doc.as_bytes());
    digest.update(changes.count.to_be_bytes());
    digest.update(changes.sum);
    let whole: [u8; 32] = digest.finalize().into();
    whole.first_chunk().copied().unwrap_or_default()
}

/// A message that no peer of this protocol would send.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a message of set reconciliation makes no sense: {0}")]
pub struct ReconcileError(String);

impl From<negentropy::Error> for ReconcileError {
    fn from(error: negentropy::Error) -> Self {
        Self(error.to_string())
    }
}

/// One side of a reconciliation: the device [starts](Self::start) and [takes](Self::take) answers, the province
/// [answers](Self::answer) and remembers nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reconciler {
    digests: NegentropyStorageVector,
    differences: Differences,
}

/// What the device found out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Differences {
    /// Digests that only the device has.
    pub have: BTreeSet<Digest>,
    /// Digests that only the province has.
    pub need: BTreeSet<Digest>,
}

impl Reconciler {
    /// A side that holds these digests.
    ///
    /// # Errors
    /// Never, as the digests are what they are; the library cannot say so.
    pub fn new(digests: impl IntoIterator<Item = Digest>) -> Result<Self, ReconcileError> {
        let mut storage = NegentropyStorageVector::new();
        for digest in digests {
            storage.insert(0, item(&digest))?;
        }
        storage.seal()?;
        Ok(Self { digests: storage, differences: Differences::default() })
    }

    /// The device's first message.
    ///
    /// # Errors
    /// Never, as [`new`](Self::new).
    pub fn start(&self) -> Result<Vec<u8>, ReconcileError> {
        Ok(self.side()?.initiate()?)
    }

    /// The province's answer to a message.
    ///
    /// # Errors
    /// Where the message is none.
    pub fn answer(&self, message: &[u8]) -> Result<Vec<u8>, ReconcileError> {
        Ok(self.side()?.reconcile(message)?)
    }

    /// Takes an answer, and gives the device's next message; `None` where everything that differs is known.
    ///
    /// # Errors
    /// Where the answer is none.
    pub fn take(&mut self, answer: &[u8]) -> Result<Option<Vec<u8>>, ReconcileError> {
        let (mut have, mut need) = (Vec::new(), Vec::new());
        let mut side = self.side()?;
        side.set_initiator();
        let next = side.reconcile_with_ids(answer, &mut have, &mut need)?;
        self.differences.have.extend(have.into_iter().map(digest_of));
        self.differences.need.extend(need.into_iter().map(digest_of));
        Ok(next)
    }

    /// What was found so far.
    #[must_use]
    pub const fn differences(&self) -> &Differences {
        &self.differences
    }

    fn side(&self) -> Result<Negentropy<'_, NegentropyStorageVector>, ReconcileError> {
        Ok(Negentropy::borrowed(&self.digests, MESSAGE_LIMIT)?)
    }
}

fn item(digest: &Digest) -> Id {
    let mut bytes = [0; 32];
    bytes.iter_mut().zip(digest).for_each(|(byte, of_digest)| *byte = *of_digest);
    Id::from_byte_array(bytes)
}

fn digest_of(item: Id) -> Digest {
    item.as_bytes().first_chunk().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests;
