//! Passport numbers.

use serde::{Deserialize, Serialize};

use crate::masked::masked;

/// A passport number of any country: six to nine capital letters and digits (ICAO Doc 9303 allows nine).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PassportNumber {
    text: String,
}

/// A text that is no passport number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a passport number has six to nine letters and digits")]
pub struct ParsePassportError;

impl PassportNumber {
    /// Parses a number; spaces and small letters do not matter.
    ///
    /// # Errors
    /// Where it is not six to nine letters and digits.
    pub fn parse(text: &str) -> Result<Self, ParsePassportError> {
        let text: String = text.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_uppercase()).collect();
        let is_number =
            (6..=9).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
        if is_number { Ok(Self { text }) } else { Err(ParsePassportError) }
    }

    /// Whether it does not look Indonesian: one or two letters, then six or seven digits. Sources disagree on newer
    /// series, so this is doubt only (DOMAIN.md 2.0).
    #[must_use]
    pub fn is_unusual(&self) -> bool {
        let digits = self.text.trim_start_matches(|c: char| c.is_ascii_uppercase());
        let letters = self.text.len() - digits.len();
        !((1..=2).contains(&letters) && (6..=7).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()))
    }
}

masked!(PassportNumber, shows 2, stored PassportNumber::parse, ParsePassportError);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn case_and_spaces_do_not_matter() {
        let passport = PassportNumber::parse(" c 0000 001 ").unwrap();
        assert_eq!(passport.expose(), "C0000001");
        assert_eq!(format!("{passport:?}"), "PassportNumber(C0••••••)");
        for bad in ["", "C0001", "C000000001", "C-000001", "Ć000001"] {
            assert_eq!(PassportNumber::parse(bad), Err(ParsePassportError), "{bad}");
        }
    }

    #[test]
    fn other_shapes_are_unusual_but_kept() {
        for (text, unusual) in
            [("C0000001", false), ("AB000001", false), ("X1A00001", true), ("0000001", true), ("ABC00000", true)]
        {
            assert_eq!(PassportNumber::parse(text).unwrap().is_unusual(), unusual, "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_passport_number_prints_and_parses(text in "[A-Z0-9]{6,9}") {
            prop_assert_eq!(String::from(PassportNumber::parse(&text.to_lowercase()).unwrap()), text);
        }
    }
}
