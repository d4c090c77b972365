//! Phone numbers, one or several in a cell, with a note of whose they are.

use records::{Phone, value_set::PhoneOwner};

use super::number::is_shortened;
use crate::{Reason, fold};

/// A phone number of a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotedPhone {
    /// The number.
    pub phone: Phone,
    /// What stands in brackets behind it.
    pub note: Option<String>,
}

const FAMILY: &[&str] = &[
    "istri",
    "isteri",
    "suami",
    "anak",
    "ibu",
    "bapak",
    "bpk",
    "ayah",
    "kakak",
    "adik",
    "adek",
    "paman",
    "bibi",
    "keluarga",
    "orang tua",
    "ortu",
    "mertua",
    "saudara",
    "ipar",
    "kakek",
    "nenek",
    "keponakan",
    "sepupu",
    "mamak",
    "inaq",
    "amaq",
];

/// Reads the numbers of a cell: `0841 3785 6669 (istri)`, `0812… / 0813…`.
///
/// # Errors
/// Where a part is no number, and where a spreadsheet lost digits.
pub fn read(text: &str) -> Result<Vec<NotedPhone>, Reason> {
    let text = text.trim().trim_start_matches(['\'', '’', '`']);
    if is_shortened(text) {
        return Err(Reason::DigitsLost);
    }
    // A slash may stand within one number; so the cell is tried whole first.
    one(text).map(|phone| vec![phone]).or_else(|_| text.split(['/', ';', ',', '&', '\n']).map(one).collect())
}

fn one(text: &str) -> Result<NotedPhone, Reason> {
    let (phone, note) = Phone::parse_with_note(text).map_err(|_| Reason::PhoneMalformed)?;
    Ok(NotedPhone { phone, note })
}

/// Whose phone a note says it is, where it says so.
#[must_use]
pub fn owner(note: &str) -> Option<PhoneOwner> {
    let words = format!(" {} ", fold::words(note));
    let says = |names: &[&str]| names.iter().any(|name| words.contains(&format!(" {name} ")));
    if says(&["tetangga"]) {
        Some(PhoneOwner::Neighbour)
    } else if says(&["kader", "kadus"]) {
        Some(PhoneOwner::Cadre)
    } else if says(&["sendiri", "pribadi"]) {
        Some(PhoneOwner::Own)
    } else {
        says(FAMILY).then_some(PhoneOwner::Family)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(text: &str) -> Result<Vec<String>, Reason> {
        Ok(read(text)?.into_iter().map(|noted| noted.phone.expose().to_owned()).collect())
    }

    #[test]
    fn one_and_several_numbers_are_read() {
        for (text, expected) in [
            ("0841 3785 6669 (istri)", &["+6284137856669"][..]),
            ("0841/3785/6669", &["+6284137856669"]),
            ("084137856669 / 6284137856660", &["+6284137856669", "+6284137856660"]),
            ("84137856669", &["+6284137856669"]),
        ] {
            assert_eq!(numbers(text).unwrap(), expected, "{text}");
        }
        assert_eq!(numbers("6.28123E+12"), Err(Reason::DigitsLost));
        assert_eq!(numbers("084137856669 / lupa"), Err(Reason::PhoneMalformed));
    }

    #[test]
    fn a_note_tells_the_owner() {
        for (note, expected) in [
            ("istri", Some(PhoneOwner::Family)),
            ("HP Bapak", Some(PhoneOwner::Family)),
            ("tetangga", Some(PhoneOwner::Neighbour)),
            ("kader desa", Some(PhoneOwner::Cadre)),
            ("WA saja", None),
        ] {
            assert_eq!(owner(note), expected, "{note}");
        }
    }
}
