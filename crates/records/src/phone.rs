//! Phone numbers in E.164.

use serde::{Deserialize, Serialize};

use crate::masked::masked;

/// A phone number in E.164: `+`, a country code, at most 15 digits.
///
/// Numbers without a country are Indonesian. The rules are those of DOMAIN.md 2.0; a full table of the world's
/// numbering plans would be larger than the rest of the program and out of date in the field.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Phone {
    text: String,
}

/// Why a text is no phone number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ParsePhoneError {
    /// Letters or signs among the digits.
    #[error("a phone number is made of digits")]
    NotDigits,
    /// Neither a country code nor an Indonesian beginning (`0`, `8`, `62`).
    #[error("a phone number of another country starts with + and the country's code")]
    NoCountry,
    /// Fewer than 8 or more than 15 digits with the country code.
    #[error("a phone number has 8 to 15 digits with its country code")]
    Length,
}

impl Phone {
    /// Parses a number as people write it: `0812-3456-7890`, `812…`, `62 812…`, `+62 (0)812…`, `0062812…`, `+60 …`.
    ///
    /// # Errors
    /// Where it cannot be made a number in E.164.
    pub fn parse(text: &str) -> Result<Self, ParsePhoneError> {
        let mut digits: String = text.chars().filter(|c| !is_punctuation(*c)).collect();
        let is_international = digits.starts_with('+');
        if is_international {
            digits.remove(0);
        }
        if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(ParsePhoneError::NotDigits);
        }
        let number = if is_international { with_country(&digits) } else { guess_country(&digits)? };
        if !(8..=15).contains(&number.len()) || number.starts_with('0') {
            return Err(ParsePhoneError::Length);
        }
        Ok(Self { text: format!("+{number}") })
    }

    /// Parses a number with a note in brackets behind it: `0841 3785 6669 (istri)`.
    ///
    /// # Errors
    /// Where what stands before the note is no number.
    pub fn parse_with_note(text: &str) -> Result<(Self, Option<String>), ParsePhoneError> {
        let Some((number, note)) = split_note(text) else { return Ok((Self::parse(text)?, None)) };
        Ok((Self::parse(number)?, Some(note.to_owned())))
    }

    /// Whether it is an Indonesian number that no mobile has: mobiles are `+628`, a digit from 1 to 9 and six to ten
    /// more. A landline, or a slip.
    #[must_use]
    pub fn is_unusual(&self) -> bool {
        let Some(national) = self.text.strip_prefix("+62") else { return false };
        let Some(subscriber) = national.strip_prefix('8') else { return true };
        subscriber.starts_with('0') || !(7..=11).contains(&subscriber.len())
    }
}

masked!(Phone, shows 5, stored Phone::parse, ParsePhoneError);

fn is_punctuation(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '.' | '-' | '/' | '(' | ')' | '[' | ']' | '\u{2010}'..='\u{2015}' | '\u{200b}' | '\u{202a}'..='\u{202c}')
}

/// Digits that start with a country code. The zero of `+62 (0)812…` is for callers within the country.
fn with_country(digits: &str) -> String {
    digits.strip_prefix("620").map_or_else(|| digits.to_owned(), |national| format!("62{national}"))
}

fn guess_country(digits: &str) -> Result<String, ParsePhoneError> {
    if let Some(international) = digits.strip_prefix("00") {
        return Ok(with_country(international));
    }
    if let Some(national) = digits.strip_prefix('0') {
        return Ok(format!("62{national}"));
    }
    if digits.starts_with("62") {
        return Ok(with_country(digits));
    }
    if digits.starts_with('8') { Ok(format!("62{digits}")) } else { Err(ParsePhoneError::NoCountry) }
}

/// What stands before and in a final bracket, where the bracket holds words and not a part of the number.
fn split_note(text: &str) -> Option<(&str, &str)> {
    let (number, bracket) = text.trim().rsplit_once('(')?;
    let note = bracket.strip_suffix(')')?.trim();
    note.chars().any(char::is_alphabetic).then_some((number, note))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn indonesian_numbers_come_to_one_form() {
        for text in [
            "081234567890",
            "81234567890",
            "6281234567890",
            "+6281234567890",
            "0812-3456-7890",
            "0812.3456.7890",
            "+62 812 3456 7890",
            "(0812) 34567890",
            "006281234567890",
            "+62 (0)812-3456-7890",
            "62081234567890",
        ] {
            assert_eq!(Phone::parse(text).unwrap().expose(), "+6281234567890", "{text}");
        }
    }

    #[test]
    fn other_countries_keep_theirs() {
        for (text, number) in [("+60 12-345 6789", "+60123456789"), ("0085212345678", "+85212345678")] {
            assert_eq!(Phone::parse(text).unwrap().expose(), number);
            assert!(!Phone::parse(text).unwrap().is_unusual());
        }
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for (text, why) in [
            ("", ParsePhoneError::NotDigits),
            ("+", ParsePhoneError::NotDigits),
            ("tidak ada", ParsePhoneError::NotDigits),
            ("0812 (istri)", ParsePhoneError::NotDigits),
            ("++62812345678", ParsePhoneError::NotDigits),
            ("60123456789", ParsePhoneError::NoCountry),
            ("08123", ParsePhoneError::Length),
            ("08123456789012345", ParsePhoneError::Length),
            ("+0812345678", ParsePhoneError::Length),
        ] {
            assert_eq!(Phone::parse(text), Err(why), "{text}");
        }
    }

    #[test]
    fn a_note_in_brackets_is_kept_beside_the_number() {
        let (phone, note) = Phone::parse_with_note("0841 3785 6669 (istri)").unwrap();
        assert_eq!((phone.expose(), note.as_deref()), ("+6284137856669", Some("istri")));
        assert_eq!(Phone::parse_with_note("(0841) 37856669").unwrap().1, None);
        assert_eq!(Phone::parse_with_note("0841 (37856669)").unwrap().1, None);
        assert_eq!(Phone::parse_with_note("(istri)"), Err(ParsePhoneError::NotDigits));
    }

    #[test]
    fn numbers_that_no_mobile_has_are_unusual() {
        for (text, unusual) in [
            ("081234567890", false),
            ("0812345678", false),
            ("080681241586", true),
            ("0370123456", true),
            ("08123456", true),
            ("0812345678901", false),
            ("08123456789012", true),
        ] {
            assert_eq!(Phone::parse(text).unwrap().is_unusual(), unusual, "{text}");
        }
    }

    #[test]
    fn the_face_of_a_phone_shows_its_country() {
        assert_eq!(Phone::parse("081234567890").unwrap().to_string(), "+6281•••••••••");
    }

    proptest! {
        #[test]
        fn a_number_in_e164_stays_as_it_is(text in "\\+[1-9][0-9]{7,14}") {
            prop_assume!(!text.starts_with("+620"));
            let phone = Phone::parse(&text).unwrap();
            prop_assert_eq!(phone.expose(), &text);
            prop_assert_eq!(Phone::try_from(String::from(phone.clone())), Ok(phone));
        }

        #[test]
        fn what_parses_parses_to_itself(text in "[+]?[0-9 .()-]{0,20}") {
            if let Ok(phone) = Phone::parse(&text) {
                prop_assert_eq!(Phone::parse(phone.expose()), Ok(phone.clone()));
            }
        }
    }
}
