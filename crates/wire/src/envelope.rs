//! What a device signs.

use minicbor::{Decode, Encode};
use records::{ChangeHash, DeviceId, DocId, Kind, LineageId, OfficerId, RegionCode};
use sha2::{Digest, Sha256};

use crate::{Error, Result, Signature, cbor, hash_of_change};

/// The hash of a statement's signed bytes: the `previous` of the next one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct StatementHash(#[cbor(n(0), with = "minicbor::bytes")] pub [u8; 32]);

/// From this number on, a statement stands for itself.
///
/// What a device signs as soon as something is written, for the outbox that outlives it, has a random number from here
/// on, which nothing follows, and as `previous` the last statement of the ordinary count that was signed before it. Most
/// are never handed in: the ordinary count covers their changes once more and must show no gaps for them.
pub const ALONE: u64 = 1 << 62;

/// A device's word that an officer made these changes, in this order.
///
/// It lists hashes rather than bytes, so the signature survives another framing, another carrier, and the erasure of
/// one of the changes. `n` counts the statements of a lineage without gaps and `previous` chains them: two statements
/// with one `n` reveal a cloned store.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Statement {
    /// Version of the protocol.
    #[n(0)]
    pub protocol: u16,
    /// Who signs.
    #[cbor(n(1), with = "cbor::fixed")]
    pub device: DeviceId,
    /// In which life of its database.
    #[cbor(n(2), with = "cbor::fixed")]
    pub lineage: LineageId,
    /// Who made the changes.
    #[cbor(n(3), with = "cbor::fixed")]
    pub officer: OfficerId,
    /// The number of this statement within the lineage, from 0; of one that stands for itself, from [`ALONE`].
    #[n(4)]
    pub n: u64,
    /// The statement before, `None` for the first.
    #[n(5)]
    pub previous: Option<StatementHash>,
    /// The device's clock, Unix seconds: for people, never for order.
    #[n(6)]
    pub written_at: i64,
    /// The changes, dependencies first.
    #[n(7)]
    pub items: Vec<Item>,
}

/// One change that a statement covers.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Item {
    /// The document.
    #[cbor(n(0), with = "cbor::fixed")]
    pub doc: DocId,
    /// Its kind.
    #[cbor(n(1), with = "cbor::kind")]
    pub kind: Kind,
    /// The region in which the document was made.
    #[cbor(n(2), with = "cbor::text")]
    pub region: RegionCode,
    /// The change.
    #[cbor(n(3), with = "cbor::fixed")]
    pub hash: ChangeHash,
}

impl Statement {
    /// Whether it stands outside of the count of its lineage.
    #[must_use]
    pub const fn stands_alone(&self) -> bool {
        self.n >= ALONE
    }

    /// The bytes that the device signs: a domain separator, then this statement as CBOR.
    #[must_use]
    pub fn signing_bytes(&self) -> Vec<u8> {
        let mut bytes = b"rantau statement v1\0".to_vec();
        bytes.extend(cbor::to_vec(self));
        bytes
    }

    /// The hash by which the next statement names this one.
    #[must_use]
    pub fn hash(&self) -> StatementHash {
        StatementHash(Sha256::digest(self.signing_bytes()).into())
    }

    /// The CBOR of this statement, as it is kept for audit.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        cbor::to_vec(self)
    }

    /// Reads what [`to_bytes`](Self::to_bytes) wrote.
    ///
    /// # Errors
    /// Where the bytes are not one statement.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        cbor::from_slice("statement", bytes)
    }
}

/// A signed statement together with the changes that it covers, in its order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    /// What is signed.
    pub statement: Statement,
    /// By the statement's device.
    pub signature: Signature,
    /// The raw changes, one per item.
    pub changes: Vec<Vec<u8>>,
}

impl Envelope {
    /// Puts a statement and its changes together.
    ///
    /// # Errors
    /// Where the changes are not those that the statement names.
    pub fn new(statement: Statement, signature: Signature, changes: Vec<Vec<u8>>) -> Result<Self> {
        let matches = statement.items.len() == changes.len()
            && statement.items.iter().zip(&changes).all(|(item, change)| item.hash == hash_of_change(change));
        if matches {
            Ok(Self { statement, signature, changes })
        } else {
            Err(Error::malformed("envelope", "its changes are not those of its statement"))
        }
    }
}
