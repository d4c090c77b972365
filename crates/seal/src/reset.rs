//! The secret with which the province lets somebody in again who forgot a passphrase.
//!
//! The device draws it, locks the officer's keys behind it and deposits it at the province, sealed. There it lies unread
//! until an operator, who knows the person, reads it out: over the telephone, so as letters that survive that. It is 128
//! bits and random: nobody guesses it, so nothing is stretched and no attempt need be counted.

use std::{fmt, str::FromStr};

use hmac::Mac;

use crate::{Error, Random, Result, code, mac, secret::Secret};

/// Characters of a code, without separators: 16 bytes and a checksum of 2 are 144 bits.
const CHARACTERS: usize = 29;

/// What opens the lock of the province. `Display` prints it as the code that is read out, `01234-…`, never for logs;
/// `Debug` masks it.
#[derive(PartialEq, Eq)]
pub struct ResetSecret(Secret<16>);

impl ResetSecret {
    /// A new secret.
    #[must_use]
    pub fn generate(random: &mut (impl Random + ?Sized)) -> Self {
        Self(Secret::generate(random))
    }

    /// The secret of its bytes, as the province opened them.
    ///
    /// # Errors
    /// [`Error::NotAResetCode`] where these are not 16.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        Secret::copied(bytes).map(Self).ok_or(Error::NotAResetCode)
    }

    /// The bytes, to be sealed to the province.
    #[must_use]
    pub const fn expose(&self) -> &[u8; 16] {
        self.0.expose()
    }

    /// The key of a lock with this salt.
    pub(crate) fn key(&self, salt: &[u8; 16]) -> Secret<32> {
        let mut mac = mac::keyed(&self.0);
        mac.update(b"rantau reset v1\0");
        mac.update(salt);
        Secret::new(mac::finish(mac))
    }
}

impl fmt::Display for ResetSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        code::write(f, self.expose())
    }
}

impl FromStr for ResetSecret {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let characters = code::characters(text, CHARACTERS).ok_or(Error::NotAResetCode)?;
        let body = code::read(&characters).ok_or(Error::MistypedResetCode)?;
        Self::from_bytes(&body)
    }
}

impl fmt::Debug for ResetSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ResetSecret(***)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::tests::Seeded;

    #[test]
    fn a_code_is_read_however_it_was_written_down() {
        let secret = ResetSecret::generate(&mut Seeded(7));
        let code = secret.to_string();
        assert_eq!(code.len(), CHARACTERS + 5, "{code}");
        for written in [code.clone(), code.to_lowercase(), code.replace('-', " "), code.replace('-', "")] {
            assert_eq!(written.parse(), Ok(ResetSecret::from_bytes(secret.expose()).unwrap()), "{written}");
        }
        assert_eq!(format!("{secret:?}"), "ResetSecret(***)");
    }

    #[test]
    fn any_wrong_character_and_any_two_swapped_are_noticed() {
        let code = ResetSecret::generate(&mut Seeded(7)).to_string();
        for (at, right) in code.char_indices().filter(|(_, c)| *c != '-') {
            let mut wrong = code.clone();
            wrong.replace_range(at..=at, if right == '7' { "8" } else { "7" });
            assert_eq!(wrong.parse::<ResetSecret>(), Err(Error::MistypedResetCode), "{at}");
        }
        let short: String = code.chars().skip(1).collect();
        for text in ["", "123456", &short, "an invitation"] {
            assert_eq!(text.parse::<ResetSecret>(), Err(Error::NotAResetCode), "{text}");
        }
    }
}
