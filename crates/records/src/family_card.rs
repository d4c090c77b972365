//! The number of a family card (kartu keluarga, KK).

use serde::{Deserialize, Serialize};

use crate::{
    Deployment, PartialDate,
    masked::{masked, number_at, without_separators},
    region,
};

/// A family card's number: sixteen digits.
///
/// They should be six for the kecamatan, six for the date of registration (`DDMMYY`, without the 40 of a NIK) and four
/// for a serial; many cards differ, so that is doubt, never a refusal (DOMAIN.md 2.0).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct FamilyCardNumber {
    text: String,
}

/// Why a text is no family card number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ParseFamilyCardError {
    /// Letters or signs among the digits.
    #[error("a family card number is made of digits")]
    NotDigits,
    /// Not 16 digits.
    #[error("a family card number has 16 digits, not {0}")]
    Length(usize),
}

impl FamilyCardNumber {
    /// Parses a number as people write it, with spaces, dots and dashes.
    ///
    /// # Errors
    /// Where it is not 16 digits.
    pub fn parse(text: &str) -> Result<Self, ParseFamilyCardError> {
        let text = without_separators(text);
        if !text.bytes().all(|b| b.is_ascii_digit()) {
            return Err(ParseFamilyCardError::NotDigits);
        }
        if text.len() != 16 {
            return Err(ParseFamilyCardError::Length(text.len()));
        }
        Ok(Self { text })
    }

    /// Whether it is not built as a family card number should be: a kecamatan of NTB or NTT that is not in the table,
    /// a registration date that does not exist, or in production the serial 0000.
    #[must_use]
    pub fn is_unusual(&self, deployment: Deployment) -> bool {
        region::is_unknown_district(self.text.get(..6).unwrap_or_default())
            || !self.has_real_date()
            || (deployment == Deployment::Production && self.text.ends_with("0000"))
    }

    fn has_real_date(&self) -> bool {
        let parts = (number_at(&self.text, 6..8), number_at(&self.text, 8..10), number_at(&self.text, 10..12));
        let (Some(day), Some(month), Some(year)) = parts else { return false };
        [1900, 2000].into_iter().any(|century| PartialDate::from_day(century + i16::from(year), month, day).is_ok())
    }
}

masked!(FamilyCardNumber, shows 4, stored FamilyCardNumber::parse, ParseFamilyCardError);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn sixteen_digits_are_a_family_card() {
        let card = FamilyCardNumber::parse("520313 270716 0000").unwrap();
        assert_eq!(card.expose(), "5203132707160000");
        assert_eq!(card.to_string(), "5203••••••••••••");
        assert_eq!(FamilyCardNumber::parse("52031327071600"), Err(ParseFamilyCardError::Length(14)));
        assert_eq!(FamilyCardNumber::parse("520313270716000x"), Err(ParseFamilyCardError::NotDigits));
    }

    #[test]
    fn a_card_that_is_built_otherwise_is_unusual() {
        for (text, training, production) in [
            ("5203132707160001", false, false),
            ("5203132707160000", false, true),
            ("5203136707160001", true, true),
            ("5299132707160001", true, true),
            ("3599132707160001", false, false),
        ] {
            let card = FamilyCardNumber::parse(text).unwrap();
            assert_eq!(card.is_unusual(Deployment::Training), training, "{text}");
            assert_eq!(card.is_unusual(Deployment::Production), production, "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_card_number_prints_and_parses(text in "[0-9]{16}") {
            let card = FamilyCardNumber::parse(&text).unwrap();
            prop_assert_eq!(String::from(card.clone()), text);
            prop_assert_eq!(serde_json::from_str::<FamilyCardNumber>(&serde_json::to_string(&card).unwrap()).unwrap(), card);
        }
    }
}
