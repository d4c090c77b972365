//! Log entries on their way down.

use sha2::{Digest, Sha256};

use super::*;

/// Consecutive entries of one feed, signed by the province.
///
/// The signature makes the changes admissible anywhere: a device can hand them to another device, or back to a server
/// that was restored from an old backup.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Pull {
    /// The feed.
    #[n(0)]
    pub feed: FeedId,
    /// The sequence number of the first entry; the others follow without a gap.
    #[n(1)]
    pub first_seq: u64,
    /// Who made the changes below, each once.
    #[n(2)]
    pub authors: Vec<Author>,
    /// The entries.
    #[n(3)]
    pub entries: Vec<Entry>,
    /// The province's signature over [`signing_bytes`](Self::signing_bytes).
    #[cbor(n(4), with = "cbor::fixed")]
    pub signature: Signature,
}

/// Who signed a change on its way up.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Author {
    /// The officer.
    #[cbor(n(0), with = "cbor::fixed")]
    pub officer: OfficerId,
    /// The officer's name.
    #[n(1)]
    pub officer_name: String,
    /// The device.
    #[cbor(n(2), with = "cbor::fixed")]
    pub device: DeviceId,
    /// The device's name.
    #[n(3)]
    pub device_name: String,
}

/// The first 8 bytes of a change hash, enough to find a change that the device has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(transparent)]
pub struct ShortHash(#[cbor(n(0), with = "minicbor::bytes")] pub [u8; 8]);

impl ShortHash {
    /// The short form of a hash.
    #[must_use]
    pub fn of(hash: &ChangeHash) -> Self {
        Self(hash.as_bytes().first_chunk().copied().unwrap_or_default())
    }
}

/// One entry of a feed's log.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum Entry {
    /// A change that the device does not have.
    #[n(0)]
    #[cbor(array)]
    Change {
        /// The document.
        #[cbor(n(0), with = "cbor::fixed")]
        doc: DocId,
        /// Its kind.
        #[cbor(n(1), with = "cbor::kind")]
        kind: Kind,
        /// The region in which the document was made.
        #[cbor(n(2), with = "cbor::text")]
        region: RegionCode,
        /// Index into the frame's authors.
        #[n(3)]
        author: u32,
        /// When the province received it, Unix seconds.
        #[n(4)]
        received_at: i64,
        /// The raw change.
        #[cbor(n(5), with = "cbor::raw_change")]
        change: Vec<u8>,
    },
    /// A change that the device pushed itself: this entry is its acceptance.
    #[n(1)]
    #[cbor(array)]
    Known {
        /// Which.
        #[n(0)]
        hash: ShortHash,
    },
    /// Nothing any more: what stood here was erased.
    #[n(2)]
    Void,
}

impl Entry {
    /// What the entry says beside its change: the CBOR of its fields, the change left out.
    fn label(&self) -> Vec<u8> {
        match self {
            Self::Change { doc, kind, region, author, received_at, change: _ } => cbor::to_vec(&Self::Change {
                doc: *doc,
                kind: *kind,
                region: region.clone(),
                author: *author,
                received_at: *received_at,
                change: Vec::new(),
            }),
            Self::Known { .. } | Self::Void => cbor::to_vec(self),
        }
    }
}

impl Pull {
    /// The bytes that the province signs: epoch, feed, first sequence number, the authors, and for every entry what it
    /// says and the hash of its change. `hashes` has one hash per entry, `None` for [`Entry::Void`]; a receiver fills in
    /// those of [`Entry::Known`] from its own store. A change's own bytes do not name its document, so what an entry
    /// says is signed with it: nobody can hand a worker's change on as somebody else's.
    #[must_use]
    pub fn signing_bytes(&self, epoch: EpochId, hashes: &[Option<ChangeHash>]) -> Vec<u8> {
        let mut bytes = b"rantau pull v1\0".to_vec();
        bytes.extend(epoch.as_bytes());
        bytes.extend(cbor::to_vec(&self.feed));
        bytes.extend(self.first_seq.to_be_bytes());
        bytes.extend(Sha256::digest(cbor::to_vec(&self.authors)));
        for (entry, hash) in self.entries.iter().zip(hashes) {
            bytes.extend(entry.label());
            bytes.extend(hash.map_or([0; 32], |hash| *hash.as_bytes()));
        }
        bytes
    }

    /// The hash of each entry, as far as the frame alone tells.
    #[must_use]
    pub fn hashes(&self) -> Vec<Option<ChangeHash>> {
        let hash = |entry: &Entry| match entry {
            Entry::Change { change, .. } => Some(hash_of_change(change)),
            Entry::Known { .. } | Entry::Void => None,
        };
        self.entries.iter().map(hash).collect()
    }

    /// The sequence number of the last entry.
    #[must_use]
    pub fn last_seq(&self) -> u64 {
        self.first_seq + (self.entries.len() as u64).saturating_sub(1)
    }
}
