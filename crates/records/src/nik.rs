//! The NIK, the number of an Indonesian identity card.
//!
//! Sixteen digits: six for the kecamatan of first registration, six for the birth date (`DDMMYY`, the day plus 40 for
//! women), four for a serial. A NIK is neither reissued when a birth date is corrected nor when its holder moves, so
//! what it says is compared with a record but never overrules it (DOMAIN.md 2.0).

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    Deployment, PartialDate,
    masked::{masked, number_at, without_separators},
    region,
    value_set::Sex,
};

/// A NIK that keeps every hard rule of DOMAIN.md 2.0.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Nik {
    text: String,
    sex: Sex,
    born: BirthDigits,
}

/// Why a text is no NIK.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ParseNikError {
    /// Letters or signs among the digits.
    #[error("a NIK is made of digits")]
    NotDigits,
    /// Not 16 digits.
    #[error("a NIK has 16 digits, not {0}")]
    Length(usize),
    /// The seventh and eighth digit are not 01-31 or 41-71.
    #[error("digits 7 and 8 of a NIK are a day: 01-31, or 41-71 of a woman")]
    Day,
    /// The ninth and tenth digit are not 01-12.
    #[error("digits 9 and 10 of a NIK are a month: 01-12")]
    Month,
    /// Day and month exist in no year with these last digits.
    #[error("the birth date in a NIK must exist")]
    NoSuchDay,
    /// Serial 0000, which is never issued.
    #[error("no NIK ends in 0000: such numbers are for training only")]
    TrainingSerial,
}

/// What a NIK says of its holder, held against a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Agreement {
    /// What could be compared is the same.
    Agrees,
    /// Something differs.
    Contradicts {
        /// The birth date differs.
        birth_date: bool,
        /// The sex differs.
        sex: bool,
    },
    /// The record has neither birth date nor sex.
    NothingToCompare,
}

/// Day, month and the last two digits of the year of birth.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct BirthDigits {
    day: i8,
    month: i8,
    year: i8,
}

impl Nik {
    /// Parses a NIK as people write it, with spaces, dots and dashes.
    ///
    /// # Errors
    /// Where it breaks a hard rule, and in production where its serial is 0000.
    pub fn parse(text: &str, deployment: Deployment) -> Result<Self, ParseNikError> {
        let text = without_separators(text);
        if !text.bytes().all(|b| b.is_ascii_digit()) {
            return Err(ParseNikError::NotDigits);
        }
        if text.len() != 16 {
            return Err(ParseNikError::Length(text.len()));
        }
        if deployment == Deployment::Production && text.ends_with("0000") {
            return Err(ParseNikError::TrainingSerial);
        }
        let (sex, born) = holder(&text)?;
        Ok(Self { text, sex, born })
    }

    /// Parses a NIK that this system stored: 0000 was settled when it was entered.
    fn stored(text: &str) -> Result<Self, ParseNikError> {
        Self::parse(text, Deployment::Training)
    }

    /// The first six digits: the kecamatan of first registration, without dots.
    #[must_use]
    pub fn region_prefix(&self) -> &str {
        self.text.get(..6).unwrap_or_default()
    }

    /// The sex that the day tells.
    #[must_use]
    pub fn sex(&self) -> Sex {
        self.sex.clone()
    }

    /// The birth date, with the century that makes its holder 0 to 110 years old at `today` and does not contradict
    /// the `known` date. Where both centuries fit, the later one: people past a hundred are the rarer. `None` where
    /// none fits.
    #[must_use]
    pub fn birth_date_for(&self, known: Option<&PartialDate>, today: Date) -> Option<PartialDate> {
        let alive = |born: &PartialDate| born.earliest() <= today && today.year() - born.year() <= 110;
        let fits = |born: &PartialDate| known.is_none_or(|known| !known.contradicts(born));
        self.born.dates().into_iter().rev().flatten().find(|born| alive(born) && fits(born))
    }

    /// Compares the birth date (in either century, to the precision of `birth`) and the sex.
    #[must_use]
    pub fn agrees_with(&self, birth: Option<&PartialDate>, sex: Option<Sex>) -> Agreement {
        let sex = sex.filter(Sex::is_known);
        if birth.is_none() && sex.is_none() {
            return Agreement::NothingToCompare;
        }
        let wrong_date =
            birth.is_some_and(|birth| self.born.dates().iter().flatten().all(|own| own.contradicts(birth)));
        let wrong_sex = sex.is_some_and(|sex| sex != self.sex);
        if wrong_date || wrong_sex {
            Agreement::Contradicts { birth_date: wrong_date, sex: wrong_sex }
        } else {
            Agreement::Agrees
        }
    }

    /// Whether the NIK may stand for the person of a record: it does not contradict birth date and sex.
    #[must_use]
    pub fn identifies(&self, birth: Option<&PartialDate>, sex: Option<Sex>) -> bool {
        !matches!(self.agrees_with(birth, sex), Agreement::Contradicts { .. })
    }

    /// Whether it names a kecamatan of NTB or NTT that is not in the table. Legal, as codes of before a split stay in
    /// use, but worth a second look.
    #[must_use]
    pub fn has_unknown_district(&self) -> bool {
        region::is_unknown_district(self.region_prefix())
    }
}

masked!(Nik, shows 4, stored Nik::stored, ParseNikError);

fn holder(digits: &str) -> Result<(Sex, BirthDigits), ParseNikError> {
    let (sex, day) = match number_at(digits, 6..8) {
        Some(day @ 1..=31) => (Sex::Male, day),
        Some(day @ 41..=71) => (Sex::Female, day - 40),
        _ => return Err(ParseNikError::Day),
    };
    let month = number_at(digits, 8..10).filter(|month| (1..=12).contains(month)).ok_or(ParseNikError::Month)?;
    let year = number_at(digits, 10..12).ok_or(ParseNikError::NotDigits)?;
    let born = BirthDigits { day, month, year };
    if born.dates().iter().all(Option::is_none) { Err(ParseNikError::NoSuchDay) } else { Ok((sex, born)) }
}

impl BirthDigits {
    /// The date in the 1900s and in the 2000s, where it exists.
    fn dates(self) -> [Option<PartialDate>; 2] {
        [1900, 2000].map(|century| PartialDate::from_day(century + i16::from(self.year), self.month, self.day).ok())
    }
}

#[cfg(test)]
mod tests;
