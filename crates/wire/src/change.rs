//! The name of a change, computed from its bytes alone; and its seal, computed from its name.

use records::ChangeHash;
use sha2::{Digest, Sha256};

/// Where the hashed part of an automerge chunk begins: after 4 bytes of magic and 4 of checksum.
const HASHED_FROM: usize = 8;

/// The hash of a raw automerge change: the SHA-256 of its chunk without magic and checksum (automerge binary format,
/// "chunk header"). Whether the bytes are a sound change is the guard's question, not answered here.
#[must_use]
pub fn hash_of_change(raw: &[u8]) -> ChangeHash {
    ChangeHash::from_bytes(Sha256::digest(raw.get(HASHED_FROM..).unwrap_or_default()).into())
}

/// The magic bytes of an automerge chunk.
const MAGIC: [u8; 4] = [0x85, 0x6f, 0x4a, 0x83];

/// A raw change with the magic and the checksum that its other bytes call for, whatever stood there.
///
/// No hash covers these 8 bytes, hence no signature either: whoever carries a change could break them, and the change
/// would still have its name. So whoever reads one from outside seals it anew.
#[must_use]
pub fn seal(raw: &[u8]) -> Vec<u8> {
    seal_body(unsealed(raw))
}

/// What a chunk's hash covers: all but magic and checksum.
pub(crate) fn unsealed(raw: &[u8]) -> &[u8] {
    raw.get(HASHED_FROM..).unwrap_or_default()
}

/// A chunk of what its hash covers.
pub(crate) fn seal_body(body: &[u8]) -> Vec<u8> {
    let digest = Sha256::digest(body);
    let checksum = digest.iter().take(HASHED_FROM - MAGIC.len());
    MAGIC.iter().chain(checksum).chain(body).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_broken_seal_is_mended_and_a_sound_one_stays() {
        let raw = seal(b"12345678a body");
        assert_eq!(raw[4..8], hash_of_change(&raw).as_bytes()[..4], "automerge's checksum is the begin of its hash");
        for at in 0..HASHED_FROM {
            let mut broken = raw.clone();
            broken[at] ^= 1;
            assert_eq!((seal(&broken), hash_of_change(&broken)), (raw.clone(), hash_of_change(&raw)));
        }
        assert_eq!(hash_of_change(&seal(b"short")), hash_of_change(b"short"));
    }
}
