//! The code as people write and read it.
//!
//! 26 bytes and a checksum of 2 are 224 bits: 45 characters of 5 bits with one bit to spare, which must be zero. The
//! checksum is a CRC because a CRC of 16 bits finds *every* error within 16 adjacent bits: any wrong character, any two
//! neighbours swapped, any three neighbours wrong. A truncated hash finds most of them. It is no defence against
//! forgery and need not be one: a forged code proves nothing to the province.

use std::{fmt, str::FromStr};

use crc::{CRC_16_IBM_3740, Crc};
use data_encoding::Encoding;
use data_encoding_macro::new_encoding;
use zeroize::Zeroizing;

use super::InviteCode;
use crate::{Error, Result, secret::Secret};

/// Crockford's base32: no `U`, and the letters that look like digits are read as those.
const BASE32: Encoding = new_encoding! {
    symbols: "0123456789ABCDEFGHJKMNPQRSTVWXYZ",
    translate_from: "abcdefghjkmnpqrstvwxyzOoIiLl",
    translate_to: "ABCDEFGHJKMNPQRSTVWXYZ001111",
};

const CHECKSUM: Crc<u16> = Crc::<u16>::new(&CRC_16_IBM_3740);

/// Bytes before the checksum: id, secret, fingerprint.
const BODY: usize = 8 + 10 + 8;
/// Characters, without separators.
const CHARACTERS: usize = 45;
const GROUP: usize = 5;

impl fmt::Display for InviteCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = Zeroizing::new(BASE32.encode(&self.checked_bytes()));
        for (at, character) in text.chars().enumerate() {
            if at > 0 && at % GROUP == 0 {
                f.write_str("-")?;
            }
            write!(f, "{character}")?;
        }
        Ok(())
    }
}

impl FromStr for InviteCode {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let characters = Zeroizing::new(without_separators(text));
        if characters.len() != CHARACTERS || !characters.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return Err(Error::NotAnInviteCode);
        }
        let bytes = BASE32.decode(characters.as_bytes()).map_err(|_| Error::MistypedInviteCode)?;
        Self::from_checked_bytes(&Zeroizing::new(bytes)).ok_or(Error::MistypedInviteCode)
    }
}

impl InviteCode {
    fn checked_bytes(&self) -> Zeroizing<Vec<u8>> {
        let mut bytes = Zeroizing::new(Vec::with_capacity(BODY + 2));
        bytes.extend(self.id);
        bytes.extend(self.secret());
        bytes.extend(self.province);
        let checksum = CHECKSUM.checksum(&bytes);
        bytes.extend(checksum.to_be_bytes());
        bytes
    }

    fn from_checked_bytes(bytes: &[u8]) -> Option<Self> {
        let (body, checksum) = bytes.split_last_chunk()?;
        if CHECKSUM.checksum(body) != u16::from_be_bytes(*checksum) {
            return None;
        }
        let (id, rest) = body.split_first_chunk()?;
        let (secret, province) = rest.split_last_chunk()?;
        Some(Self { id: *id, secret: Secret::copied(secret)?, province: *province })
    }
}

/// Drops what people and word processors put between the groups.
fn without_separators(text: &str) -> String {
    let mut characters = String::with_capacity(text.len());
    characters.extend(text.chars().filter(|c| !is_separator(*c)));
    characters
}

fn is_separator(c: char) -> bool {
    c.is_whitespace() || matches!(c, '-' | '_' | '.' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{200b}' | '\u{feff}')
}
