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
    /// The sequence number of the first entry; the others follow without a gap. 0 where the entries stand in no order of
    /// the log, as in the answer to a comparison: they move no cursor.
    #[n(1)]
    pub first_seq: u64,
    /// Who made the changes below, each once.
    #[n(2)]
    pub authors: Vec<Author>,
    /// The entries.
    #[n(3)]
    pub entries: Vec<Entry>,
    /// The province's signature over the [voucher](Voucher) of this frame.
    #[cbor(n(4), with = "cbor::fixed")]
    pub signature: Signature,
}

/// What the province signs of a [`Pull`] frame beside its entries: kept by devices as their receipt for each change, and
/// sent back where a restored province has to be told what it once logged.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Voucher {
    /// The life of the log in which the entries stood.
    #[cbor(n(0), with = "cbor::fixed")]
    pub epoch: EpochId,
    /// The feed.
    #[n(1)]
    pub feed: FeedId,
    /// The sequence number of the first entry, 0 for entries outside of the order of the log.
    #[n(2)]
    pub first_seq: u64,
    /// Who made the changes.
    #[n(3)]
    pub authors: Vec<Author>,
    /// The province's signature.
    #[cbor(n(4), with = "cbor::fixed")]
    pub signature: Signature,
}

impl Voucher {
    /// The bytes that the province signs: epoch, feed, first sequence number, the digest of the authors, and the digests
    /// of the entries.
    #[must_use]
    pub fn signing_bytes(&self, entries: &[EntryDigest]) -> Vec<u8> {
        let mut bytes = b"rantau pull v1\0".to_vec();
        bytes.extend(self.epoch.as_bytes());
        bytes.extend(cbor::to_vec(&self.feed));
        bytes.extend(self.first_seq.to_be_bytes());
        bytes.extend(Sha256::digest(cbor::to_vec(&self.authors)));
        entries.iter().for_each(|digest| bytes.extend(digest.0));
        bytes
    }

    /// As a device stores it.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        cbor::to_vec(self)
    }

    /// Reads what [`to_bytes`](Self::to_bytes) wrote.
    ///
    /// # Errors
    /// Where the bytes are not one voucher.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        cbor::from_slice("voucher", bytes)
    }
}

/// SHA-256 over what an entry says ([`Label`]) and the hash of its change: what a voucher's signature covers of it. A
/// change's own bytes do not name its document, so the label is signed with it: nobody can hand a worker's change on as
/// somebody else's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(transparent)]
pub struct EntryDigest(#[cbor(n(0), with = "minicbor::bytes")] pub [u8; 32]);

/// What an entry says beside its change: the CBOR of the entry, its change left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label(Vec<u8>);

impl Label {
    /// A label that was stored.
    #[must_use]
    pub const fn from_bytes(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// The CBOR.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The digest of the entry with this label and this change, `None` for an entry without one.
    #[must_use]
    pub fn digest(&self, hash: Option<&ChangeHash>) -> EntryDigest {
        let mut digest = Sha256::new();
        digest.update(&self.0);
        digest.update(hash.map_or([0; 32], |hash| *hash.as_bytes()));
        EntryDigest(digest.finalize().into())
    }

    /// The whole entry: the label with `change` put in.
    ///
    /// # Errors
    /// Where the label is not one of an entry.
    pub fn into_entry(self, change: Vec<u8>) -> Result<Entry> {
        let mut entry = cbor::from_slice("label", &self.0)?;
        if let Entry::Change { change: place, .. } = &mut entry {
            *place = change;
        }
        Ok(entry)
    }
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
    /// Nothing any more: what stood here was erased, or has left the feed.
    #[n(2)]
    Void,
    /// A document left the feed with all of its changes.
    #[n(3)]
    #[cbor(array)]
    Leave {
        /// The document.
        #[cbor(n(0), with = "cbor::fixed")]
        doc: DocId,
        /// Whether it was erased everywhere, and never comes back. Said only to devices with
        /// [`Capabilities::ERASES`]: to another, the signature over this position would be one over something else.
        #[cbor(n(1), with = "cbor::mark", has_nil)]
        erased: bool,
    },
}

impl Entry {
    /// What the entry says beside its change.
    #[must_use]
    pub fn label(&self) -> Label {
        Label(match self {
            Self::Change { doc, kind, region, author, received_at, change: _ } => cbor::to_vec(&Self::Change {
                doc: *doc,
                kind: *kind,
                region: region.clone(),
                author: *author,
                received_at: *received_at,
                change: Vec::new(),
            }),
            Self::Known { .. } | Self::Void | Self::Leave { .. } => cbor::to_vec(self),
        })
    }
}

impl Pull {
    /// What the province signs of this frame, beside the entries.
    #[must_use]
    pub fn voucher(&self, epoch: EpochId) -> Voucher {
        let (feed, authors) = (self.feed.clone(), self.authors.clone());
        Voucher { epoch, feed, first_seq: self.first_seq, authors, signature: self.signature }
    }

    /// The digest of every entry. `hashes` has one hash per entry, `None` for one without a change; a receiver fills in
    /// those of [`Entry::Known`] from its own store.
    #[must_use]
    pub fn digests(&self, hashes: &[Option<ChangeHash>]) -> Vec<EntryDigest> {
        self.entries.iter().zip(hashes).map(|(entry, hash)| entry.label().digest(hash.as_ref())).collect()
    }

    /// The bytes that the province signs.
    #[must_use]
    pub fn signing_bytes(&self, epoch: EpochId, hashes: &[Option<ChangeHash>]) -> Vec<u8> {
        self.voucher(epoch).signing_bytes(&self.digests(hashes))
    }

    /// The hash of each entry, as far as the frame alone tells.
    #[must_use]
    pub fn hashes(&self) -> Vec<Option<ChangeHash>> {
        let hash = |entry: &Entry| match entry {
            Entry::Change { change, .. } => Some(hash_of_change(change)),
            Entry::Known { .. } | Entry::Void | Entry::Leave { .. } => None,
        };
        self.entries.iter().map(hash).collect()
    }

    /// The sequence number of the last entry.
    #[must_use]
    pub fn last_seq(&self) -> u64 {
        self.first_seq + (self.entries.len() as u64).saturating_sub(1)
    }
}
