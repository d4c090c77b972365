//! Sealing: encryption to a public key, in the format age v1 (C2SP), which the `age` command line tool reads as well.
//!
//! A seal hides, it does not say who sealed: whatever must be believed is signed inside it.

use std::{fmt, iter};

use age::{
    DecryptError, Decryptor,
    secrecy::ExposeSecret,
    x25519::{self, Recipient},
};
use zeroize::Zeroizing;

use crate::{Error, Result, file::read_to_limit};

/// The age key that opens what was sealed to its recipient.
pub struct Identity(x25519::Identity);

impl Identity {
    /// A new identity. age draws its randomness itself, from the operating system.
    #[must_use]
    pub fn generate() -> Self {
        Self(x25519::Identity::generate())
    }

    /// Reads what [`to_secret_string`](Self::to_secret_string) wrote: `AGE-SECRET-KEY-1…`.
    ///
    /// # Errors
    /// [`Error::NotAnIdentity`].
    pub fn parse(text: &str) -> Result<Self> {
        text.parse().map(Self).map_err(|_| Error::NotAnIdentity)
    }

    /// The secret, to be stored where secrets are.
    #[must_use]
    pub fn to_secret_string(&self) -> Zeroizing<String> {
        Zeroizing::new(self.0.to_string().expose_secret().to_owned())
    }

    /// What others seal to: `age1…`.
    #[must_use]
    pub fn recipient(&self) -> String {
        self.0.to_public().to_string()
    }

    /// Ours behind age's own face.
    pub(crate) fn as_age(&self) -> &dyn age::Identity {
        &self.0
    }

    /// Opens a sealed text of at most `limit` bytes of plaintext.
    ///
    /// # Errors
    /// [`Error::NotForThisKey`], [`Error::DamagedSeal`], [`Error::TooLarge`].
    pub fn open(&self, sealed: &[u8], limit: usize) -> Result<Zeroizing<Vec<u8>>> {
        let decryptor = Decryptor::new_buffered(sealed).map_err(|error| refusal(&error))?;
        let reader = decryptor.decrypt(iter::once(self.as_age())).map_err(|error| refusal(&error))?;
        read_to_limit(reader, sealed.len(), limit)
    }
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Identity(***)")
    }
}

/// Seals `plaintext` to a recipient (`age1…`). age draws its randomness itself, so two seals of one text differ.
///
/// # Errors
/// [`Error::NotARecipient`].
pub fn seal_to(recipient: &str, plaintext: &[u8]) -> Result<Vec<u8>> {
    let recipient: Recipient = recipient.parse().map_err(|_| Error::NotARecipient)?;
    // Writing into memory does not fail, so the recipient is all that can be wrong.
    age::encrypt(&recipient, plaintext).map_err(|_| Error::NotARecipient)
}

pub(crate) fn refusal(error: &DecryptError) -> Error {
    if matches!(error, DecryptError::NoMatchingKeys) { Error::NotForThisKey } else { Error::DamagedSeal }
}

#[cfg(test)]
mod tests;
