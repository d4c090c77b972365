//! Bytes as people write and read them: Crockford's base32 in groups of five, with a checksum.
//!
//! The checksum is a CRC because a CRC of 16 bits finds *every* error within 16 adjacent bits: any wrong character, any
//! two neighbours swapped, any three neighbours wrong. A truncated hash finds most of them. It is no defence against
//! forgery and need not be one.

use std::fmt;

use crc::{CRC_16_IBM_3740, Crc};
use data_encoding::Encoding;
use data_encoding_macro::new_encoding;
use zeroize::Zeroizing;

/// Crockford's base32: no `U`, and the letters that look like digits are read as those.
const BASE32: Encoding = new_encoding! {
    symbols: "0123456789ABCDEFGHJKMNPQRSTVWXYZ",
    translate_from: "abcdefghjkmnpqrstvwxyzOoIiLl",
    translate_to: "ABCDEFGHJKMNPQRSTVWXYZ001111",
};

const CHECKSUM: Crc<u16> = Crc::<u16>::new(&CRC_16_IBM_3740);
const GROUP: usize = 5;

/// Writes `body` and its checksum.
pub(crate) fn write(f: &mut fmt::Formatter<'_>, body: &[u8]) -> fmt::Result {
    let mut bytes = Zeroizing::new(Vec::with_capacity(body.len() + 2));
    bytes.extend_from_slice(body);
    bytes.extend(CHECKSUM.checksum(body).to_be_bytes());
    let text = Zeroizing::new(BASE32.encode(&bytes));
    for (at, character) in text.chars().enumerate() {
        if at > 0 && at % GROUP == 0 {
            f.write_str("-")?;
        }
        write!(f, "{character}")?;
    }
    Ok(())
}

/// The body of these [`characters`], `None` where one is wrong.
pub(crate) fn read(characters: &str) -> Option<Zeroizing<Vec<u8>>> {
    let bytes = Zeroizing::new(BASE32.decode(characters.as_bytes()).ok()?);
    let (body, checksum) = bytes.split_last_chunk()?;
    (CHECKSUM.checksum(body) == u16::from_be_bytes(*checksum)).then(|| Zeroizing::new(body.to_vec()))
}

/// The characters of a typed code, without what people and word processors put between the groups; `None` where these are
/// not `count` letters and digits.
pub(crate) fn characters(text: &str, count: usize) -> Option<Zeroizing<String>> {
    let mut characters = Zeroizing::new(String::with_capacity(text.len()));
    characters.extend(text.chars().filter(|c| !is_separator(*c)));
    let fits = characters.len() == count && characters.bytes().all(|byte| byte.is_ascii_alphanumeric());
    fits.then_some(characters)
}

fn is_separator(c: char) -> bool {
    c.is_whitespace() || matches!(c, '-' | '_' | '.' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{200b}' | '\u{feff}')
}
