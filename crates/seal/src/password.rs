//! Passwords that are checked and unlock nothing: their hashes.

use std::fmt;

use argon2::{
    Algorithm, Params, Version,
    password_hash::phc::{self, Output, ParamsString, Salt},
};

use crate::{Cost, Error, Random, Result, random::draw, secret::Secret};

/// The Argon2id hash of a password, as a PHC string: `$argon2id$v=19$m=19456,t=2,p=1$SALT$HASH`.
///
/// The format is the one that every other library reads, so accounts can move to another program. It names its cost, so
/// a later default leaves old hashes valid.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash {
    cost: Cost,
    salt: [u8; 16],
    hash: [u8; 32],
}

impl PasswordHash {
    /// Hashes a password. How good it must be is the caller's rule.
    ///
    /// # Errors
    /// [`Error::BadCost`], [`Error::OutOfMemory`].
    pub fn new(random: &mut (impl Random + ?Sized), password: &str, cost: Cost) -> Result<Self> {
        let salt = draw(random);
        let hash = *cost.stretch(password, &salt)?.expose();
        Ok(Self { cost, salt, hash })
    }

    /// A hash that no known password has: asking whether one is right takes as long as with anybody's. Who asks for an
    /// account that does not exist learns nothing from the time that the answer took.
    #[must_use]
    pub fn of_nobody(random: &mut (impl Random + ?Sized), cost: Cost) -> Self {
        Self { cost, salt: draw(random), hash: draw(random) }
    }

    /// Whether it is the hash of this password. Compared in constant time.
    ///
    /// # Errors
    /// [`Error::OutOfMemory`].
    pub fn is_of(&self, password: &str) -> Result<bool> {
        Ok(self.cost.stretch(password, &self.salt)? == Secret::new(self.hash))
    }

    /// What the stretching costs.
    #[must_use]
    pub const fn cost(&self) -> Cost {
        self.cost
    }

    /// Reads a PHC string. One whose cost would lock up the machine is refused before any work.
    ///
    /// # Errors
    /// [`Error::NotAPasswordHash`], [`Error::BadCost`].
    pub fn parse(text: &str) -> Result<Self> {
        let damaged = || Error::NotAPasswordHash;
        let parsed = phc::PasswordHash::new(text).map_err(|_| damaged())?;
        let is_ours = parsed.algorithm == Algorithm::Argon2id.ident() && parsed.version == Some(Version::V0x13.into());
        let params = Params::try_from(&parsed).ok().filter(|_| is_ours).ok_or_else(damaged)?;
        let salt = parsed.salt.as_ref().and_then(|salt| salt.as_ref().try_into().ok()).ok_or_else(damaged)?;
        let hash = parsed.hash.as_ref().and_then(|hash| hash.as_bytes().try_into().ok()).ok_or_else(damaged)?;
        Ok(Self { cost: Cost::new(params.m_cost(), params.t_cost(), params.p_cost())?, salt, hash })
    }

    /// The PHC string, to be stored. Not a secret, but as strong as the password against who copies it.
    ///
    /// # Errors
    /// [`Error::BadCost`]: never of a hash that was made or read here.
    pub fn to_phc(&self) -> Result<String> {
        let params = self.cost.params()?;
        let whole = phc::PasswordHash {
            algorithm: Algorithm::Argon2id.ident(),
            version: Some(Version::V0x13.into()),
            params: ParamsString::try_from(&params).map_err(|_| Error::BadCost)?,
            salt: Some(Salt::new(&self.salt).map_err(|_| Error::NotAPasswordHash)?),
            hash: Some(Output::new(&self.hash).map_err(|_| Error::NotAPasswordHash)?),
        };
        Ok(whole.to_string())
    }
}

impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordHash(***)")
    }
}

#[cfg(test)]
mod tests {
    use argon2::{Argon2, PasswordVerifier};

    use super::*;
    use crate::random::tests::Seeded;

    #[test]
    fn a_password_is_known_again_and_no_other() {
        let hash = PasswordHash::new(&mut Seeded(1), "sandi kantor yang panjang", Cost::light()).unwrap();
        let read = PasswordHash::parse(&hash.to_phc().unwrap()).unwrap();
        assert_eq!(read, hash);
        assert!(read.is_of("sandi kantor yang panjang").unwrap());
        for other in ["", "sandi", "sandi kantor yang panjang ", "Sandi kantor yang panjang"] {
            assert!(!read.is_of(other).unwrap(), "{other:?}");
        }
    }

    #[test]
    fn another_library_reads_what_is_stored() {
        let text = PasswordHash::new(&mut Seeded(2), "sandi", Cost::light()).unwrap().to_phc().unwrap();
        assert!(text.starts_with("$argon2id$v=19$m=64,t=1,p=1$"), "{text}");
        assert!(Argon2::default().verify_password(b"sandi", text.as_str()).is_ok());
    }

    #[test]
    fn nobodys_hash_is_as_long_as_anybodys_and_of_no_password() {
        let nobody = PasswordHash::of_nobody(&mut Seeded(3), Cost::light());
        assert!(!nobody.is_of("").unwrap());
        assert_eq!(PasswordHash::parse(&nobody.to_phc().unwrap()).unwrap(), nobody);
    }

    #[test]
    fn what_is_damaged_or_too_dear_is_refused_before_any_work() {
        let text = PasswordHash::new(&mut Seeded(4), "sandi", Cost::light()).unwrap().to_phc().unwrap();
        for (what, changed, why) in [
            ("empty", String::new(), Error::NotAPasswordHash),
            ("other algorithm", text.replace("argon2id", "argon2i"), Error::NotAPasswordHash),
            ("other version", text.replace("v=19", "v=16"), Error::NotAPasswordHash),
            ("cut", text.rsplit_once('$').unwrap().0.to_owned(), Error::NotAPasswordHash),
            ("a terabyte", text.replace("m=64", "m=1000000000"), Error::BadCost),
        ] {
            assert_eq!(PasswordHash::parse(&changed).unwrap_err(), why, "{what}");
        }
    }
}
