//! The database key, and how a passphrase guards it.
//!
//! The key of a device's database is random; what lies beside the database is that key, encrypted under a key that
//! Argon2id (RFC 9106) stretches from the passphrase. So a new passphrase rewrites a hundred bytes rather than the
//! database, one database can have several locks (passphrase, PIN, the phone's keystore), and opening stretches once:
//! SQLCipher's own stretching, for which a passphrase would be handed to it, is left out by a raw key.

mod cost;
mod database_key;

use minicbor::{Decode, Encode};

pub use cost::Cost;
pub use database_key::DatabaseKey;

use crate::{Error, Random, Result, cipher, random::draw, secret::Secret};

/// The version of the wrapped form.
const VERSION: u8 = 1;
/// What the ciphertext is bound to, so that no other ciphertext under the same passphrase can take its place.
const DOMAIN: &[u8] = b"rantau database key v1\0";

/// A [`DatabaseKey`] that a passphrase unwraps. Not a secret: as strong as the passphrase against who copies it.
///
/// Stored as CBOR: `[version, [memory KiB, passes, lanes], salt, nonce, ciphertext]`, about 110 bytes.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct WrappedKey {
    #[n(0)]
    version: u8,
    #[n(1)]
    cost: Cost,
    #[cbor(n(2), with = "minicbor::bytes")]
    salt: [u8; 16],
    #[cbor(n(3), with = "minicbor::bytes")]
    nonce: [u8; 24],
    #[cbor(n(4), with = "minicbor::bytes")]
    ciphertext: [u8; 48],
}

impl WrappedKey {
    /// Wraps `key` under a passphrase. How good a passphrase must be is the caller's rule.
    ///
    /// # Errors
    /// [`Error::BadCost`], [`Error::OutOfMemory`].
    pub fn wrap(random: &mut (impl Random + ?Sized), key: &DatabaseKey, passphrase: &str, cost: Cost) -> Result<Self> {
        let (salt, nonce) = (draw(random), draw(random));
        let sealed = cipher::encrypt(&cost.stretch(passphrase, &salt)?, nonce, DOMAIN, key.expose());
        let ciphertext = sealed.and_then(|bytes| bytes.try_into().ok()).ok_or(Error::NotAWrappedKey)?;
        Ok(Self { version: VERSION, cost, salt, nonce, ciphertext })
    }

    /// Unwraps the key.
    ///
    /// # Errors
    /// [`Error::WrongPassphrase`], [`Error::OutOfMemory`].
    pub fn unwrap(&self, passphrase: &str) -> Result<DatabaseKey> {
        let key = self.cost.stretch(passphrase, &self.salt)?;
        let plain = cipher::decrypt(&key, self.nonce, DOMAIN, &self.ciphertext).ok_or(Error::WrongPassphrase)?;
        Secret::copied(&plain).map(DatabaseKey::new).ok_or(Error::NotAWrappedKey)
    }

    /// What the stretching costs. A caller may wrap anew where that is less than today's [`Cost::default`].
    #[must_use]
    pub const fn cost(&self) -> Cost {
        self.cost
    }

    /// The bytes to be stored beside the database.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        let written = minicbor::encode(self, &mut bytes);
        debug_assert!(written.is_ok(), "writing into memory does not fail");
        bytes
    }

    /// Reads what [`to_bytes`](Self::to_bytes) wrote. The file may come from anybody: a cost that would lock up the
    /// device is refused here, before any work.
    ///
    /// # Errors
    /// [`Error::NotAWrappedKey`], [`Error::BadCost`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        let mut decoder = minicbor::Decoder::new(bytes);
        let wrapped: Self = decoder.decode().map_err(|_| Error::NotAWrappedKey)?;
        if wrapped.version != VERSION || decoder.position() != bytes.len() {
            return Err(Error::NotAWrappedKey);
        }
        wrapped.cost.check()?;
        Ok(wrapped)
    }
}

#[cfg(test)]
mod tests;
