//! What stretching a passphrase costs.

use argon2::{Algorithm, Argon2, Block, Params, Version};
use minicbor::{Decode, Encode};
use unicode_normalization::UnicodeNormalization;
use zeroize::{Zeroize, Zeroizing};

use crate::{Error, Result, secret::Secret};

/// The parameters of Argon2id (RFC 9106, section 3.1).
///
/// The default is OWASP's first choice for devices that have little memory to spare: 19 MiB, two passes, one lane. They
/// are stored with what they stretched, so a later default leaves old databases readable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Cost {
    #[n(0)]
    memory_kib: u32,
    #[n(1)]
    passes: u32,
    #[n(2)]
    lanes: u32,
}

/// The most memory that a wrapped key may ask for, in KiB: 256 MiB, which the smallest phones we run on still have.
const MOST_MEMORY_KIB: u32 = 256 * 1024;
/// The most passes over it: with all of the memory, about half a minute on such a phone.
const MOST_PASSES: u32 = 16;
/// The most lanes.
const MOST_LANES: u32 = 16;

impl Default for Cost {
    fn default() -> Self {
        Self { memory_kib: 19_456, passes: 2, lanes: 1 }
    }
}

impl Cost {
    /// Parameters of one's own: memory in KiB, passes over it, lanes.
    ///
    /// # Errors
    /// [`Error::BadCost`] where Argon2 has no such parameters, or above 256 MiB, 16 passes, 16 lanes.
    pub fn new(memory_kib: u32, passes: u32, lanes: u32) -> Result<Self> {
        let cost = Self { memory_kib, passes, lanes };
        cost.check().map(|()| cost)
    }

    /// Next to nothing: for tests and training deployments, where no living person's record is at stake.
    #[must_use]
    pub const fn light() -> Self {
        Self { memory_kib: 64, passes: 1, lanes: 1 }
    }

    /// Whether guessing against this costs less memory, or fewer passes over it, than against `other`.
    #[must_use]
    pub const fn is_below(self, other: Self) -> bool {
        self.memory_kib < other.memory_kib || self.memory_kib == other.memory_kib && self.passes < other.passes
    }

    pub(crate) fn check(self) -> Result<()> {
        self.params().map(drop)
    }

    pub(crate) fn params(self) -> Result<Params> {
        let bearable = self.memory_kib <= MOST_MEMORY_KIB && self.passes <= MOST_PASSES && self.lanes <= MOST_LANES;
        if !bearable {
            return Err(Error::BadCost);
        }
        Params::new(self.memory_kib, self.passes, self.lanes, Some(32)).map_err(|_| Error::BadCost)
    }

    pub(crate) fn stretch(self, passphrase: &str, salt: &[u8; 16]) -> Result<Secret<32>> {
        let params = self.params()?;
        let mut memory = blocks(params.block_count())?;
        let mut key = Zeroizing::new([0; 32]);
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let stretched =
            argon2.hash_password_into_with_memory(composed(passphrase).as_bytes(), salt, &mut *key, &mut memory);
        memory.zeroize();
        stretched.map_err(|_| Error::BadCost)?;
        Ok(Secret::new(*key))
    }
}

/// Argon2's memory. A device that has too little is told so rather than aborted.
fn blocks(count: usize) -> Result<Vec<Block>> {
    let mut blocks = Vec::new();
    blocks.try_reserve_exact(count).map_err(|_| Error::OutOfMemory)?;
    blocks.resize(count, Block::new());
    Ok(blocks)
}

/// The passphrase in Unicode's composed form (NFC), as RFC 8265 asks: keyboards differ in how they type an é.
fn composed(passphrase: &str) -> Zeroizing<String> {
    // Composition at most triples the length in UTF-8, so the text never moves and leaves no copy behind.
    let mut text = Zeroizing::new(String::with_capacity(passphrase.len() * 3));
    text.extend(passphrase.nfc());
    text
}
