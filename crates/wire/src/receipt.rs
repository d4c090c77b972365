//! What the province signs: how far a feed got.

use minicbor::{Decode, Encode};
use records::EpochId;

use crate::{FeedId, Result, Signature, cbor};

/// A feed at one sequence number.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct FeedState {
    /// Which feed.
    #[n(0)]
    pub feed: FeedId,
    /// The last sequence number that is logged.
    #[n(1)]
    pub seq: u64,
    /// How many changes are logged and live up to there.
    #[n(2)]
    pub count: u64,
    /// The sum mod 2^256 of their hashes, big-endian (see `sync::Fingerprint`).
    #[cbor(n(3), with = "minicbor::bytes")]
    pub fingerprint: [u8; 32],
}

/// The province's word that everything up to these sequence numbers is durable there.
///
/// A change that the province logged in a feed at `seq` is covered by every receipt of the same epoch whose state of
/// that feed reaches `seq`. Devices keep receipts: nothing local is deleted without one.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Receipt {
    /// The life of the server's log that the sequence numbers belong to.
    #[cbor(n(0), with = "cbor::fixed")]
    pub epoch: EpochId,
    /// The server's clock, Unix seconds.
    #[n(1)]
    pub time: i64,
    /// The feeds of the device that asked. What is said of a feed is as true for any other device.
    #[n(2)]
    pub feeds: Vec<FeedState>,
}

impl Receipt {
    /// The bytes that the province signs.
    #[must_use]
    pub fn signing_bytes(&self) -> Vec<u8> {
        let mut bytes = b"rantau receipt v1\0".to_vec();
        bytes.extend(cbor::to_vec(self));
        bytes
    }
}

/// A receipt with the province's signature, as devices keep it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct SignedReceipt {
    /// What is signed.
    #[n(0)]
    pub receipt: Receipt,
    /// By the province.
    #[cbor(n(1), with = "cbor::fixed")]
    pub signature: Signature,
}

impl SignedReceipt {
    /// The bytes that a device stores.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        cbor::to_vec(self)
    }

    /// Reads what [`to_bytes`](Self::to_bytes) wrote.
    ///
    /// # Errors
    /// Where the bytes are not one signed receipt.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        cbor::from_slice("receipt", bytes)
    }
}
