//! Secret bytes behind a lock: what a passphrase, or a secret that somebody else keeps, opens.
//!
//! A [`WrappedKey`](crate::WrappedKey) is one key behind one passphrase. A device that several people share has a lock
//! for each of them, and one more that the province can open: so what lies behind a lock is any secret, and each lock is
//! bound to what it belongs to (`about`), so that none can be put in the place of another.

use minicbor::{Decode, Encode};
use zeroize::Zeroizing;

use crate::{Cost, Error, Random, ResetSecret, Result, cipher, random::draw, secret::Secret};

/// What every lock is bound to, before what it is about.
const DOMAIN: &[u8] = b"rantau lock v1\0";
/// The most bytes behind a lock: keys, never records.
const MOST: usize = 4096;

/// A secret behind a passphrase or a [`ResetSecret`]. No secret itself: as strong as what opens it against who copies it.
///
/// Stored as CBOR: `[cost or null, salt, nonce, ciphertext]`.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Lock {
    /// `None` where the key needs no stretching.
    #[n(0)]
    cost: Option<Cost>,
    #[cbor(n(1), with = "minicbor::bytes")]
    salt: [u8; 16],
    #[cbor(n(2), with = "minicbor::bytes")]
    nonce: [u8; 24],
    #[cbor(n(3), with = "minicbor::bytes")]
    ciphertext: Vec<u8>,
}

impl Lock {
    /// Locks `secret` behind a passphrase. How good one must be is the caller's rule.
    ///
    /// # Errors
    /// [`Error::BadCost`], [`Error::OutOfMemory`], [`Error::TooLarge`].
    pub fn by_passphrase(
        random: &mut (impl Random + ?Sized),
        about: &[u8],
        secret: &[u8],
        passphrase: &str,
        cost: Cost,
    ) -> Result<Self> {
        let salt = draw(random);
        let key = cost.stretch(passphrase, &salt)?;
        Self::shut(random, about, secret, &key, salt, Some(cost))
    }

    /// Locks `secret` behind what the province keeps. That is random, so nothing is stretched.
    ///
    /// # Errors
    /// [`Error::TooLarge`].
    pub fn by_reset(
        random: &mut (impl Random + ?Sized),
        about: &[u8],
        secret: &[u8],
        reset: &ResetSecret,
    ) -> Result<Self> {
        let salt = draw(random);
        Self::shut(random, about, secret, &reset.key(&salt), salt, None)
    }

    fn shut(
        random: &mut (impl Random + ?Sized),
        about: &[u8],
        secret: &[u8],
        key: &Secret<32>,
        salt: [u8; 16],
        cost: Option<Cost>,
    ) -> Result<Self> {
        let too_large = Error::TooLarge { limit: MOST };
        if secret.len() > MOST {
            return Err(too_large);
        }
        let nonce = draw(random);
        let ciphertext = cipher::encrypt(key, nonce, &bound(about), secret).ok_or(too_large)?;
        Ok(Self { cost, salt, nonce, ciphertext })
    }

    /// Opens what a passphrase locked.
    ///
    /// # Errors
    /// [`Error::WrongPassphrase`], also where the lock is damaged, about something else, or not a passphrase's;
    /// [`Error::BadCost`], [`Error::OutOfMemory`].
    pub fn open(&self, about: &[u8], passphrase: &str) -> Result<Zeroizing<Vec<u8>>> {
        let cost = self.cost.ok_or(Error::WrongPassphrase)?;
        self.unshut(about, &cost.stretch(passphrase, &self.salt)?).ok_or(Error::WrongPassphrase)
    }

    /// Opens what a reset secret locked.
    ///
    /// # Errors
    /// [`Error::WrongResetCode`], also where the lock is damaged, about something else, or a passphrase's.
    pub fn open_by_reset(&self, about: &[u8], reset: &ResetSecret) -> Result<Zeroizing<Vec<u8>>> {
        if self.cost.is_some() {
            return Err(Error::WrongResetCode);
        }
        self.unshut(about, &reset.key(&self.salt)).ok_or(Error::WrongResetCode)
    }

    fn unshut(&self, about: &[u8], key: &Secret<32>) -> Option<Zeroizing<Vec<u8>>> {
        cipher::decrypt(key, self.nonce, &bound(about), &self.ciphertext)
    }

    /// What the stretching costs, `None` of a lock that needs none.
    #[must_use]
    pub const fn cost(&self) -> Option<Cost> {
        self.cost
    }

    /// Whether today's stretching would cost who guesses more.
    #[must_use]
    pub fn is_outdated(&self) -> bool {
        self.cost.is_some_and(|cost| cost.is_below(Cost::default()))
    }

    /// Refuses a lock of a file that anybody may have written, before any work: a cost that would lock up the device.
    ///
    /// # Errors
    /// [`Error::BadCost`], [`Error::TooLarge`].
    pub fn check(&self) -> Result<()> {
        if self.ciphertext.len() > MOST + 16 {
            return Err(Error::TooLarge { limit: MOST });
        }
        self.cost.map_or(Ok(()), Cost::check)
    }
}

fn bound(about: &[u8]) -> Vec<u8> {
    [DOMAIN, about].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::tests::Seeded;

    const SECRET: &[u8] = b"what nobody may read";

    #[test]
    fn a_lock_opens_with_its_passphrase_and_nothing_else() {
        let lock = Lock::by_passphrase(&mut Seeded(1), b"ani", SECRET, "kunci rumah", Cost::light()).unwrap();
        assert_eq!(lock.open(b"ani", "kunci rumah").unwrap().as_slice(), SECRET);
        assert_eq!(lock.open(b"ani", "kunci ruman"), Err(Error::WrongPassphrase));
        assert_eq!(lock.open(b"budi", "kunci rumah"), Err(Error::WrongPassphrase), "it is another's");
        let reset = ResetSecret::generate(&mut Seeded(2));
        assert_eq!(lock.open_by_reset(b"ani", &reset), Err(Error::WrongResetCode));
    }

    #[test]
    fn a_lock_of_the_province_opens_with_its_secret_and_nothing_else() {
        let (ours, theirs) = (ResetSecret::generate(&mut Seeded(2)), ResetSecret::generate(&mut Seeded(3)));
        let lock = Lock::by_reset(&mut Seeded(4), b"ani", SECRET, &ours).unwrap();
        assert_eq!(lock.open_by_reset(b"ani", &ours).unwrap().as_slice(), SECRET);
        assert_eq!(lock.open_by_reset(b"ani", &theirs), Err(Error::WrongResetCode));
        assert_eq!(lock.open_by_reset(b"budi", &ours), Err(Error::WrongResetCode));
        assert_eq!(lock.open(b"ani", ""), Err(Error::WrongPassphrase));
    }

    #[test]
    fn a_lock_that_costs_less_than_today_is_outdated() {
        let lock = |cost| Lock::by_passphrase(&mut Seeded(1), b"", SECRET, "x", cost).unwrap();
        assert!(lock(Cost::light()).is_outdated());
        assert!(!lock(Cost::default()).is_outdated());
        assert!(
            !Lock::by_reset(&mut Seeded(1), b"", SECRET, &ResetSecret::generate(&mut Seeded(2))).unwrap().is_outdated()
        );
    }

    #[test]
    fn a_lock_is_read_as_it_was_written_and_one_that_asks_too_much_is_refused() {
        let lock = Lock::by_passphrase(&mut Seeded(1), b"ani", SECRET, "x", Cost::light()).unwrap();
        let bytes = minicbor::to_vec(&lock).unwrap();
        let read: Lock = minicbor::decode(&bytes).unwrap();
        assert_eq!(read, lock);
        assert_eq!(read.check(), Ok(()));
        let cost: Cost = minicbor::decode(&minicbor::to_vec((u32::MAX, 1_u32, 1_u32)).unwrap()).unwrap();
        assert_eq!(Lock { cost: Some(cost), ..lock }.check(), Err(Error::BadCost));
    }
}
