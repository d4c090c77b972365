//! What the province signs: how far a feed got.

use minicbor::{Decode, Encode};
use records::EpochId;
use sha2::{Digest, Sha256};

use crate::{
    FeedId, cbor,
    signed::{Signable, Signed},
};

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
    /// The [digest](digest_of_states) of the states of all its feeds, where `feeds` has only those that moved since the
    /// cursors that the device named.
    #[cbor(n(3), with = "cbor::digest_option", default)]
    pub all: Option<[u8; 32]>,
}

impl Receipt {
    /// Whether these, the states of all feeds of a device, are just those of the province.
    #[must_use]
    pub fn proves(&self, states: &[FeedState]) -> bool {
        match self.all {
            Some(all) => digest_of_states(states) == all,
            None => states.iter().all(|state| self.feeds.contains(state)),
        }
    }
}

/// A receipt with the province's signature, as devices keep it.
pub type SignedReceipt = Signed<Receipt>;

impl Signable for Receipt {
    const SEPARATOR: &'static [u8] = b"rantau receipt v1\0";
    const NAME: &'static str = "receipt";
}

/// The digest of the states of many feeds, in the order of their names: SHA-256 of their CBOR.
#[must_use]
pub fn digest_of_states<'a>(states: impl IntoIterator<Item = &'a FeedState>) -> [u8; 32] {
    let mut states: Vec<_> = states.into_iter().collect();
    states.sort_by_cached_key(|state| state.feed.to_string());
    Sha256::digest(cbor::to_vec(&states)).into()
}

#[cfg(test)]
mod tests {
    use records::RegionCode;

    use super::*;

    fn state(village: &str, seq: u64, sum: u8) -> FeedState {
        let feed = FeedId::village(RegionCode::parse(village).unwrap());
        FeedState { feed, seq, count: seq, fingerprint: [sum; 32] }
    }

    #[test]
    fn a_receipt_proves_what_it_names_or_has_the_digest_of() {
        let (moved, still) = (state("52.03.13.2001", 7, 1), state("52.03.13.2002", 9, 2));
        let here = [still.clone(), moved.clone()];
        let receipt = |feeds: &[FeedState], all| Receipt {
            epoch: EpochId::from_bytes([1; 16]),
            time: 0,
            feeds: feeds.to_vec(),
            all,
        };
        let all = Some(digest_of_states([&moved, &still]));
        let whole = receipt(&here, None);
        let short = receipt(std::slice::from_ref(&moved), all);
        assert!(whole.proves(&here) && short.proves(&here));
        assert!(receipt(&[], all).proves(&here), "where nothing moved, nothing is named");
        assert!(!receipt(std::slice::from_ref(&moved), None).proves(&here), "what is not named is not proven");
        for other in [[state("52.03.13.2002", 9, 3), moved.clone()], [state("52.03.13.2002", 8, 2), moved]] {
            assert!(!whole.proves(&other) && !short.proves(&other), "{other:?}");
        }
        assert!(!short.proves(&here[..1]), "a feed that is not followed here proves nothing");
    }
}
