//! The key of one officer's private records.
//!
//! On a device that several people share, the database's key opens the file for all of them. What one officer wrote in
//! confidence lies in it a second time encrypted: XChaCha20-Poly1305 under a key that only this officer's passphrase leads
//! to. It is derived from the officer's age identity, so that there is one secret to lock, to deposit and to lose.
//!
//! Sealing each value to the identity itself was refused: age costs 200 bytes and a curve operation for a value of fifty
//! bytes, and nobody but the officer writes what is sealed.

use std::fmt;

use hmac::Mac;
use records::OfficerId;
use zeroize::Zeroizing;

use crate::{Error, Identity, Random, Result, cipher, mac, random::draw, secret::Secret};

/// What begins a sealed value; no automerge chunk begins so, nor anything else that a device stores.
const MAGIC: &[u8; 4] = b"\xE5RP1";
/// Bytes before the ciphertext: magic, officer, nonce.
const HEADER: usize = 4 + 16 + 24;
/// The salt of the derivation (HKDF-Extract, RFC 5869: HMAC-SHA256 with the salt as its key).
const SALT: &[u8; 24] = b"rantau private record v1";

/// What seals and opens the values of one officer.
pub struct RecordKey {
    officer: OfficerId,
    key: Secret<32>,
}

impl RecordKey {
    /// The key of an officer with this identity.
    #[must_use]
    pub fn of(officer: OfficerId, identity: &Identity) -> Self {
        let mut mac = mac::keyed(&Secret::new(*SALT));
        mac.update(identity.to_secret_string().as_bytes());
        Self { officer, key: Secret::new(mac::finish(mac)) }
    }

    /// Whose it is.
    #[must_use]
    pub const fn officer(&self) -> OfficerId {
        self.officer
    }

    /// Seals a value: 60 bytes longer than it.
    ///
    /// # Errors
    /// [`Error::TooLarge`] of what no memory holds.
    pub fn seal(&self, random: &mut (impl Random + ?Sized), value: &[u8]) -> Result<Vec<u8>> {
        let nonce: [u8; 24] = draw(random);
        let mut sealed = Vec::with_capacity(HEADER + value.len() + 16);
        sealed.extend(MAGIC);
        sealed.extend(self.officer.as_bytes());
        let ciphertext = cipher::encrypt(&self.key, nonce, &sealed, value);
        let ciphertext = ciphertext.ok_or(Error::TooLarge { limit: usize::MAX })?;
        sealed.extend(nonce);
        sealed.extend(ciphertext);
        Ok(sealed)
    }

    /// Opens what it sealed.
    ///
    /// # Errors
    /// [`Error::NotForThisKey`] of another officer's, [`Error::DamagedSeal`].
    pub fn open(&self, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
        if officer_of(sealed).ok_or(Error::DamagedSeal)? != self.officer {
            return Err(Error::NotForThisKey);
        }
        let (aad, rest) = sealed.split_at_checked(HEADER - 24).ok_or(Error::DamagedSeal)?;
        let (nonce, ciphertext) = rest.split_first_chunk::<24>().ok_or(Error::DamagedSeal)?;
        cipher::decrypt(&self.key, *nonce, aad, ciphertext).ok_or(Error::DamagedSeal)
    }
}

/// Whose key opens a value, `None` of one that is not sealed.
#[must_use]
pub fn officer_of(value: &[u8]) -> Option<OfficerId> {
    let header = value.get(..HEADER)?.strip_prefix(MAGIC)?;
    header.first_chunk().copied().map(OfficerId::from_bytes)
}

impl fmt::Debug for RecordKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecordKey").field("officer", &self.officer).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::tests::Seeded;

    const VALUE: &[u8] = b"a complaint about wages";

    #[test]
    fn a_value_opens_with_its_officers_key_and_with_no_other() {
        let (ani, budi) = (OfficerId::from_bytes([1; 16]), OfficerId::from_bytes([2; 16]));
        let identity = Identity::generate();
        let sealed = RecordKey::of(ani, &identity).seal(&mut Seeded(1), VALUE).unwrap();
        assert_eq!(officer_of(&sealed), Some(ani));
        assert_eq!(sealed.len(), VALUE.len() + 60);
        assert!(!sealed.windows(9).any(|part| part == b"complaint"));
        // From the same identity, as after a restart.
        let again = Identity::parse(&identity.to_secret_string()).unwrap();
        assert_eq!(RecordKey::of(ani, &again).open(&sealed).unwrap().as_slice(), VALUE);
        assert_eq!(RecordKey::of(budi, &Identity::generate()).open(&sealed), Err(Error::NotForThisKey));
        assert_eq!(RecordKey::of(ani, &Identity::generate()).open(&sealed), Err(Error::DamagedSeal));
    }

    #[test]
    fn a_value_that_was_altered_anywhere_does_not_open() {
        let key = RecordKey::of(OfficerId::from_bytes([1; 16]), &Identity::generate());
        let sealed = key.seal(&mut Seeded(1), VALUE).unwrap();
        for at in 0..sealed.len() {
            let mut altered = sealed.clone();
            altered[at] ^= 1;
            assert!(key.open(&altered).is_err(), "{at}");
        }
        for end in 0..sealed.len() {
            assert!(key.open(&sealed[..end]).is_err(), "{end}");
        }
    }

    #[test]
    fn what_is_not_sealed_is_told_from_what_is() {
        for plain in [&b""[..], b"\xE5RP1", b"\x85\x6f\x4a\x83 an automerge chunk of some more bytes than a header has"]
        {
            assert_eq!(officer_of(plain), None);
        }
    }
}
