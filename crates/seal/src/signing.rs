//! Ed25519 keys (RFC 8032).

use std::fmt;

use ed25519_dalek::{Signer, VerifyingKey};
use wire::{PublicKey, Signature};
use zeroize::Zeroizing;

use crate::{Error, Random, Result, secret::Secret};

/// The key with which a device, or the province, signs.
pub struct SigningKey(ed25519_dalek::SigningKey);

impl SigningKey {
    /// A new key.
    #[must_use]
    pub fn generate(random: &mut (impl Random + ?Sized)) -> Self {
        Self::from_bytes(Secret::<32>::generate(random).expose())
    }

    /// The key of its 32 secret bytes (RFC 8032, section 5.1.5).
    #[must_use]
    pub fn from_bytes(bytes: &[u8; 32]) -> Self {
        Self(ed25519_dalek::SigningKey::from_bytes(bytes))
    }

    /// The 32 secret bytes, to be stored where secrets are.
    #[must_use]
    pub fn to_bytes(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.0.to_bytes())
    }

    /// The key that verifies.
    #[must_use]
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key().to_bytes())
    }

    /// Signs a message. Each kind of message begins with its own domain separator, see `wire`.
    #[must_use]
    pub fn sign(&self, message: &[u8]) -> Signature {
        Signature(self.0.sign(message).to_bytes())
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKey(***)")
    }
}

/// Verifies strictly: no key of small order and no second form of a signature passes, so two programs never disagree
/// on one signature.
///
/// # Errors
/// [`Error::BadSignature`] where `signature` is not the key's over `message`.
pub fn verify(key: &PublicKey, message: &[u8], signature: &Signature) -> Result<()> {
    verify_as("message", key, message, signature)
}

pub(crate) fn verify_as(what: &'static str, key: &PublicKey, message: &[u8], signature: &Signature) -> Result<()> {
    let signature = ed25519_dalek::Signature::from_bytes(&signature.0);
    VerifyingKey::from_bytes(&key.0)
        .and_then(|key| key.verify_strict(message, &signature))
        .map_err(|_| Error::BadSignature(what))
}

#[cfg(test)]
mod tests;
