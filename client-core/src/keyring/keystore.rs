//! A phone's keystore as a door.

use zeroize::Zeroizing;

use super::{Door, Keyring, Login};
use crate::{Error, Result, Store};

/// What a phone has instead of a PIN's door: hardware that encrypts and decrypts under a key that never leaves it, and asks
/// for a finger or a pattern before it does.
///
/// Two methods, as that is all that Android's Keystore and Apple's Secure Enclave have in common: neither hands out a key.
pub trait Keystore {
    /// Encrypts the officer's identity.
    ///
    /// # Errors
    /// Where the keystore will not.
    fn lock(&self, secret: &[u8]) -> Result<Vec<u8>, KeystoreError>;

    /// Decrypts what [`lock`](Self::lock) gave.
    ///
    /// # Errors
    /// Where the keystore will not: nobody unlocked it, or its key is gone.
    fn unlock(&self, locked: &[u8]) -> Result<Zeroizing<Vec<u8>>, KeystoreError>;
}

/// Why a keystore did not do it, for people; without secrets.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the phone's keystore does not open: {0}")]
pub struct KeystoreError(pub String);

impl Store {
    /// Lets the phone's keystore open the slot of who works here, beside the passphrase that `login` names; where `instead`,
    /// in its place.
    ///
    /// # Errors
    /// As [`Store::unlock`]; [`Error::Keystore`].
    pub fn add_keystore(&mut self, login: &Login<'_>, keystore: &dyn Keystore, instead: bool) -> Result<()> {
        let mut keyring = Keyring::of(&self.dir)?;
        let person = keyring.open(login, self.clock.now())?.person.ok_or(Error::Corrupt("no slot"))?;
        let locked = keystore.lock(person.identity.to_secret_string().as_bytes())?;
        let slot = keyring.slot_mut(person.officer)?;
        slot.replace(Door::Keystore(locked));
        if instead {
            slot.doors.retain(|door| door.passphrase().is_none());
        }
        keyring.write()
    }
}
