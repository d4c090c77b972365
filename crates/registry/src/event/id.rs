//! The id of an event.

use std::{collections::BTreeSet, fmt, str::FromStr};

use records::{ChangeHash, DocId};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// Names one version of one document: the same version is the same event, whoever makes it and however often.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EventId(Uuid);

impl EventId {
    /// The id of a document at its heads: UUIDv8 of a SHA-256 of both.
    #[must_use]
    pub fn of_version(doc: DocId, heads: &BTreeSet<ChangeHash>) -> Self {
        let mut hash = Sha256::new();
        hash.update(b"rantau event\0");
        hash.update(doc.as_bytes());
        for head in heads {
            hash.update(head.as_bytes());
        }
        Self(uuid_of(hash))
    }

    /// The id of the event that a document was erased: there is one, however often it is told.
    #[must_use]
    pub fn of_erasure(doc: DocId) -> Self {
        let mut hash = Sha256::new();
        hash.update(b"rantau erasure event\0");
        hash.update(doc.as_bytes());
        Self(uuid_of(hash))
    }
}

impl fmt::Display for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for EventId {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Uuid::parse_str(text).map(Self)
    }
}

/// The UUIDv8 of the first half of a hash.
pub(crate) fn uuid_of(hash: Sha256) -> Uuid {
    let hash: [u8; 32] = hash.finalize().into();
    Uuid::new_v8(hash.first_chunk::<16>().copied().unwrap_or_default())
}
