//! Which version of a document.

use std::{fmt, str::FromStr};

use records::ChangeHash;
use serde::{Deserialize, Serialize};

/// The changes that nothing in the document follows: together they name one version of it. Sorted, without repeats.
///
/// A form keeps the heads that were on the screen when it was opened; saving it later writes against those heads, so it
/// cannot revert what others did meanwhile.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "Vec<ChangeHash>", into = "Vec<ChangeHash>")]
pub struct Heads(Vec<ChangeHash>);

impl Heads {
    /// The hashes in ascending order.
    pub fn iter(&self) -> impl Iterator<Item = &ChangeHash> {
        self.0.iter()
    }

    /// Whether this is the version before anything was written.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The hashes one after another, as databases keep them.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        self.0.iter().flat_map(|hash| *hash.as_bytes()).collect()
    }

    /// Reads what [`to_bytes`](Self::to_bytes) wrote, `None` where the length is not a multiple of 32.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (hashes, rest) = bytes.as_chunks::<32>();
        rest.is_empty().then(|| hashes.iter().copied().map(ChangeHash::from_bytes).collect())
    }
}

impl From<Vec<ChangeHash>> for Heads {
    fn from(mut hashes: Vec<ChangeHash>) -> Self {
        hashes.sort_unstable();
        hashes.dedup();
        Self(hashes)
    }
}

impl From<Heads> for Vec<ChangeHash> {
    fn from(heads: Heads) -> Self {
        heads.0
    }
}

impl FromIterator<ChangeHash> for Heads {
    fn from_iter<I: IntoIterator<Item = ChangeHash>>(hashes: I) -> Self {
        hashes.into_iter().collect::<Vec<_>>().into()
    }
}

impl fmt::Display for Heads {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let texts: Vec<_> = self.0.iter().map(ToString::to_string).collect();
        f.write_str(&texts.join(","))
    }
}

impl FromStr for Heads {
    type Err = records::id::ParseIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.split(',').filter(|part| !part.is_empty()).map(str::parse).collect()
    }
}
