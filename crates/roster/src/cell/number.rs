//! Identity numbers: NIK, family card, passport.

use records::{Deployment, FamilyCardNumber, Nik, PassportNumber, nik::ParseNikError};

use crate::Reason;

/// Digits that a spreadsheet shows with an exponent instead: from the sixteenth on they are gone.
const LONGEST_EXACT: i32 = 15;

/// Reads a NIK.
///
/// # Errors
/// Where it is not well-formed, and where a spreadsheet lost its last digits.
pub fn nik(text: &str, deployment: Deployment) -> Result<Nik, Reason> {
    let text = without_text_mark(text);
    if is_shortened(text) {
        return Err(Reason::DigitsLost);
    }
    Nik::parse(text, deployment).map_err(|why| match why {
        ParseNikError::Length(_) => Reason::NikLength,
        ParseNikError::TrainingSerial => Reason::NikTraining,
        ParseNikError::NotDigits | ParseNikError::Day | ParseNikError::Month | ParseNikError::NoSuchDay => {
            Reason::NikMalformed
        }
    })
}

/// Reads the number of a family card.
///
/// # Errors
/// Where it is not 16 digits, and where a spreadsheet lost its last digits.
pub fn family_card(text: &str) -> Result<FamilyCardNumber, Reason> {
    let text = without_text_mark(text);
    if is_shortened(text) {
        return Err(Reason::DigitsLost);
    }
    FamilyCardNumber::parse(text).map_err(|_| Reason::FamilyCardMalformed)
}

/// Reads a passport number.
///
/// # Errors
/// Where it is none.
pub fn passport(text: &str) -> Result<PassportNumber, Reason> {
    PassportNumber::parse(without_text_mark(text)).map_err(|_| Reason::PassportMalformed)
}

/// Whether a text is a number that a spreadsheet shortened: `5.20313E+15`, `5,20313E+15`.
#[must_use]
pub fn is_shortened(text: &str) -> bool {
    let Some((mantissa, exponent)) = text.trim().split_once(['E', 'e']) else { return false };
    let mantissa_digits = mantissa.bytes().filter(u8::is_ascii_digit).count();
    let is_number = mantissa_digits > 0 && mantissa.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b','));
    let Ok(exponent) = exponent.trim_start_matches('+').parse::<i32>() else { return false };
    // `8.1234567890E+10` has all its digits.
    is_number
        && (exponent >= LONGEST_EXACT || usize::try_from(exponent).is_ok_and(|exponent| mantissa_digits <= exponent))
}

/// Without the apostrophe that makes a spreadsheet take a number as text.
fn without_text_mark(text: &str) -> &str {
    text.trim().trim_start_matches(['\'', '’', '`', '"']).trim_end_matches('"')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nik_is_read_as_people_write_it() {
        for text in ["5203131207900000", "520313 120790 0000", "'5203131207900000", "5203.1312.0790.0000"] {
            assert!(nik(text, Deployment::Training).is_ok(), "{text}");
        }
        for (text, why) in [
            ("520313120790000", Reason::NikLength),
            ("5203139907900000", Reason::NikMalformed),
            ("belum tahu", Reason::NikMalformed),
            ("5.20313E+15", Reason::DigitsLost),
            ("5,20313120790000e+15", Reason::DigitsLost),
        ] {
            assert_eq!(nik(text, Deployment::Training), Err(why), "{text}");
        }
        assert_eq!(nik("5203131207900000", Deployment::Production), Err(Reason::NikTraining));
    }

    #[test]
    fn only_an_exponent_tells_lost_digits() {
        assert!(is_shortened("6.28123E+12"));
        assert!(!is_shortened("8.1234567890E+10"));
        for text in ["C0000001E", "12E", "E+15", "5203131207900000", "1E-5"] {
            assert!(!is_shortened(text), "{text}");
        }
    }
}
