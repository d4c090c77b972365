//! Sex, marital status and education in words.

use records::value_set::{Education, MaritalStatus, Sex};

use super::named;
use crate::Reason;

/// On Indonesian lists `P` is perempuan, not pria, as the header `L/P` says.
const SEXES: &[(&str, bool)] = &[
    ("l", true),
    ("lk", true),
    ("lk2", true),
    ("lk lk", true),
    ("laki", true),
    ("laki laki", true),
    ("laki2", true),
    ("lelaki", true),
    ("pria", true),
    ("m", true),
    ("male", true),
    ("cowok", true),
    ("p", false),
    ("pr", false),
    ("prp", false),
    ("pr p", false),
    ("perempuan", false),
    ("wanita", false),
    ("w", false),
    ("f", false),
    ("female", false),
    ("cewek", false),
];

const MARRIED: &[(&str, &MaritalStatus)] = &[
    ("kawin", &MaritalStatus::Married),
    ("menikah", &MaritalStatus::Married),
    ("nikah", &MaritalStatus::Married),
    ("sudah kawin", &MaritalStatus::Married),
    ("sudah menikah", &MaritalStatus::Married),
    ("k", &MaritalStatus::Married),
    ("kawin tercatat", &MaritalStatus::Married),
    ("married", &MaritalStatus::Married),
    ("kawin tidak tercatat", &MaritalStatus::MarriedUnregistered),
    ("kawin belum tercatat", &MaritalStatus::MarriedUnregistered),
    ("nikah siri", &MaritalStatus::MarriedUnregistered),
    ("kawin siri", &MaritalStatus::MarriedUnregistered),
    ("belum kawin", &MaritalStatus::Single),
    ("blm kawin", &MaritalStatus::Single),
    ("belum menikah", &MaritalStatus::Single),
    ("blm menikah", &MaritalStatus::Single),
    ("belum nikah", &MaritalStatus::Single),
    ("bk", &MaritalStatus::Single),
    ("lajang", &MaritalStatus::Single),
    ("bujang", &MaritalStatus::Single),
    ("gadis", &MaritalStatus::Single),
    ("single", &MaritalStatus::Single),
    ("jejaka", &MaritalStatus::Single),
    ("cerai hidup", &MaritalStatus::Divorced),
    ("divorced", &MaritalStatus::Divorced),
    ("cerai mati", &MaritalStatus::Widowed),
    ("widowed", &MaritalStatus::Widowed),
];

const SCHOOLS: &[(&str, &Education)] = &[
    ("tidak sekolah", &Education::None),
    ("tdk sekolah", &Education::None),
    ("tidak tamat sd", &Education::None),
    ("tdk tamat sd", &Education::None),
    ("belum tamat sd", &Education::None),
    ("putus sekolah sd", &Education::None),
    ("sd", &Education::Primary),
    ("mi", &Education::Primary),
    ("sd mi", &Education::Primary),
    ("tamat sd", &Education::Primary),
    ("paket a", &Education::Primary),
    ("sr", &Education::Primary),
    ("smp", &Education::LowerSecondary),
    ("sltp", &Education::LowerSecondary),
    ("mts", &Education::LowerSecondary),
    ("smp mts", &Education::LowerSecondary),
    ("tamat smp", &Education::LowerSecondary),
    ("paket b", &Education::LowerSecondary),
    ("sma", &Education::UpperSecondary),
    ("smk", &Education::UpperSecondary),
    ("slta", &Education::UpperSecondary),
    ("ma", &Education::UpperSecondary),
    ("stm", &Education::UpperSecondary),
    ("smu", &Education::UpperSecondary),
    ("sma smk", &Education::UpperSecondary),
    ("sma ma", &Education::UpperSecondary),
    ("sma sederajat", &Education::UpperSecondary),
    ("tamat sma", &Education::UpperSecondary),
    ("paket c", &Education::UpperSecondary),
    ("aliyah", &Education::UpperSecondary),
    ("d1", &Education::Diploma),
    ("d2", &Education::Diploma),
    ("d3", &Education::Diploma),
    ("d i", &Education::Diploma),
    ("d ii", &Education::Diploma),
    ("d iii", &Education::Diploma),
    ("diploma", &Education::Diploma),
    ("s1", &Education::Bachelor),
    ("d4", &Education::Bachelor),
    ("sarjana", &Education::Bachelor),
    ("strata 1", &Education::Bachelor),
    ("s2", &Education::Master),
    ("magister", &Education::Master),
];

/// Reads the sex.
///
/// # Errors
/// [`Reason::UnknownSex`].
pub fn sex(text: &str) -> Result<Sex, Reason> {
    let is_male = named(text, SEXES).ok_or(Reason::UnknownSex)?;
    Ok(if is_male { Sex::Male } else { Sex::Female })
}

/// Reads the marital status. `Janda` and `duda` do not say whether by divorce or by death, and are left to a person.
///
/// # Errors
/// [`Reason::UnknownMaritalStatus`].
pub fn marital_status(text: &str) -> Result<MaritalStatus, Reason> {
    named(text, MARRIED).cloned().ok_or(Reason::UnknownMaritalStatus)
}

/// Reads the highest school that was finished.
///
/// # Errors
/// [`Reason::UnknownEducation`].
pub fn education(text: &str) -> Result<Education, Reason> {
    named(text, SCHOOLS).cloned().ok_or(Reason::UnknownEducation)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sex_is_read_in_words() {
        for (text, expected) in [
            ("L", Sex::Male),
            ("Laki-laki", Sex::Male),
            ("LAKI2", Sex::Male),
            ("P", Sex::Female),
            ("Prempuan", Sex::Female),
            ("wanita", Sex::Female),
        ] {
            assert_eq!(sex(text), Ok(expected), "{text}");
        }
        assert_eq!(sex("L/P"), Err(Reason::UnknownSex));
    }

    #[test]
    fn marriage_and_school_are_read_in_words() {
        assert_eq!(marital_status("Blm Kawin"), Ok(MaritalStatus::Single));
        assert_eq!(marital_status("menikah"), Ok(MaritalStatus::Married));
        assert_eq!(marital_status("janda"), Err(Reason::UnknownMaritalStatus));
        assert_eq!(education("SD/MI"), Ok(Education::Primary));
        assert_eq!(education("D-III"), Ok(Education::Diploma));
        assert_eq!(education("pondok"), Err(Reason::UnknownEducation));
    }
}
