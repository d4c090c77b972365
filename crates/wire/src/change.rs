//! The name of a change, computed from its bytes alone.

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
