//! How far a device got in its feeds, and the digest that stands for all of it.
//!
//! The digest is over the bytes in which a province keeps the cursors, so that what is kept proves itself. One over a
//! tree, of which parts could be asked for, was refused: the cursors of the largest office are a few thousand bytes, and
//! whoever does not know them all is told them all.

use minicbor::{Decode, Encode};
use sha2::{Digest, Sha256};

use crate::{FeedId, Result, cbor};

/// From so many feeds on, a digest stands for the cursors of a device, and a province keeps them.
///
/// Where nothing moved, an exchange of two feeds costs about 415 bytes of both bodies by their names and 360 by the digest;
/// each further feed costs 35 to 40 more by its name, and nothing by the digest. Where all of them moved, the digests cost
/// some 30 bytes on top, which is little beside what is pulled then.
pub const SEVERAL_FEEDS: usize = 2;

/// How far a device got in a feed.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Cursor {
    /// Which feed.
    #[n(0)]
    pub feed: FeedId,
    /// The last sequence number applied, 0 before the first; `None` where the device will compare first, so that nothing
    /// is to be sent.
    #[n(1)]
    pub seq: Option<u64>,
}

/// The digest of many cursors: SHA-256 of [their bytes](cursors_to_bytes).
#[must_use]
pub fn digest_of_cursors<'a>(cursors: impl IntoIterator<Item = &'a Cursor>) -> [u8; 32] {
    Sha256::digest(cursors_to_bytes(cursors)).into()
}

/// The CBOR of many cursors, in the order of their feeds' names.
#[must_use]
pub fn cursors_to_bytes<'a>(cursors: impl IntoIterator<Item = &'a Cursor>) -> Vec<u8> {
    let mut cursors: Vec<_> = cursors.into_iter().collect();
    cursors.sort_by_cached_key(|cursor| cursor.feed.to_string());
    cbor::to_vec(&cursors)
}

/// Reads what [`cursors_to_bytes`] wrote.
///
/// # Errors
/// Where the bytes are no cursors.
pub fn cursors_from_bytes(bytes: &[u8]) -> Result<Vec<Cursor>> {
    cbor::from_slice("list of cursors", bytes)
}

#[cfg(test)]
mod tests {
    use records::RegionCode;

    use super::*;

    fn cursor(village: &str, seq: Option<u64>) -> Cursor {
        Cursor { feed: FeedId::village(RegionCode::parse(village).unwrap()), seq }
    }

    #[test]
    fn the_order_of_cursors_says_nothing_and_each_of_them_counts() {
        let (one, other) = (cursor("52.03.13.2001", Some(7)), cursor("52.03.13.2002", Some(9)));
        let digest = digest_of_cursors([&one, &other]);
        assert_eq!(digest_of_cursors([&other, &one]), digest);
        let moved = cursor("52.03.13.2002", Some(10));
        let doubtful = cursor("52.03.13.2002", None);
        for cursors in [&[&one][..], &[&other], &[&one, &moved], &[&one, &doubtful], &[&one, &other, &other], &[]] {
            assert_ne!(digest_of_cursors(cursors.iter().copied()), digest, "{cursors:?}");
        }
    }

    #[test]
    fn cursors_come_back_from_their_bytes() {
        let cursors = vec![cursor("52.03.13.2001", Some(0)), cursor("52.03.13.2002", None)];
        assert_eq!(cursors_from_bytes(&cursors_to_bytes(&cursors)).unwrap(), cursors);
        assert!(cursors_from_bytes(b"\x81\x00").is_err());
    }
}
