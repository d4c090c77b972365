//! A look into a zipped workbook before the spreadsheet reader gets it.
//!
//! The reader unpacks parts whole and reserves the memory that a part claims to need. A small hostile file can
//! therefore end the process, which no `catch_unwind` stops. So every part is unpacked here once, into nothing, with
//! its bytes counted: a declared size is not believed.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::{ReadError, limit};

/// What a zip holds.
pub(super) enum Kind {
    Xlsx,
    Other,
}

/// Unpacks every part within the limits, and tells what the parts make.
pub(super) fn inspect(bytes: &[u8]) -> Result<Kind, ReadError> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| ReadError::Damaged)?;
    limit::PARTS.check(archive.len())?;
    let mut left = limit::UNPACKED.most;
    let mut kind = Kind::Other;
    for at in 0..archive.len() {
        let part = archive.by_index(at).map_err(|_| ReadError::Damaged)?;
        let name = part.name().map_err(|_| ReadError::Damaged)?.to_ascii_lowercase();
        if name == "xl/workbook.xml" {
            kind = Kind::Xlsx;
        }
        let holds_strings = name.ends_with("sharedstrings.xml");
        let content = unpacked(part, left)?;
        left -= content.len();
        if holds_strings && claimed_strings(&content) > content.len() {
            return Err(ReadError::Damaged);
        }
    }
    Ok(kind)
}

fn unpacked(part: impl Read, left: usize) -> Result<Vec<u8>, ReadError> {
    let mut content = Vec::new();
    part.take(left as u64 + 1).read_to_end(&mut content).map_err(|_| ReadError::Damaged)?;
    if content.len() > left { Err(limit::Excess(limit::UNPACKED).into()) } else { Ok(content) }
}

/// For how many strings the reader is going to reserve memory. Each needs more than one byte in the part.
fn claimed_strings(content: &[u8]) -> usize {
    let Some(start) = content.windows(11).position(|window| window == b"uniqueCount") else { return 0 };
    let claim = content.get(start + 11..).unwrap_or_default();
    let digits = claim.iter().skip_while(|b| !b.is_ascii_digit()).take_while(|b| b.is_ascii_digit());
    digits.fold(0_usize, |number, digit| number.saturating_mul(10).saturating_add(usize::from(digit - b'0')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_claim_of_a_string_table_is_read() {
        assert_eq!(claimed_strings(br#"<sst count="3" uniqueCount="12">"#), 12);
        assert_eq!(claimed_strings(b"<sst uniqueCount='99999999999999999999999'>"), usize::MAX);
        assert_eq!(claimed_strings(b"<sst>"), 0);
    }
}
