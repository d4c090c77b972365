//! A person, ready to be compared.

use std::{collections::BTreeSet, fmt};

use jiff::civil::{Date, date};
use records::{Deployment, Nik, PartialDate, nik::Agreement, region, value_set::Sex};

use crate::{Facts, name, name::Name};

/// A NIK has so many digits.
pub(crate) const NIK_DIGITS: usize = 16;
/// A shorter number is no NIK that lost a digit.
const LEAST_NIK_DIGITS: usize = 14;
/// Every worker on record was born before. It decides the century of a NIK, and a constant does so alike on every
/// device and in every year; it is to be raised when the born of 2030 go to work.
const BORN_BEFORE: Date = date(2030, 1, 1);

/// A person, ready to be compared: names in words and sounds, numbers in digits. `Debug` shows nothing of them.
#[derive(Clone, PartialEq, Eq)]
pub struct Person {
    pub(crate) names: BTreeSet<Name>,
    /// The digits of the NIK, also of one that is a little too short or too long; empty where there is none.
    pub(crate) nik: String,
    /// Whether the NIK begins with a kecamatan of NTB or NTT.
    pub(crate) nik_district_is_known: bool,
    pub(crate) birth: Birth,
    pub(crate) sex: Option<Sex>,
    pub(crate) family_card: Option<String>,
    pub(crate) phones: BTreeSet<String>,
    pub(crate) passports: BTreeSet<String>,
    pub(crate) home: Home,
}

/// When a person was born.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Birth {
    /// As the record states it.
    pub(crate) stated: Option<PartialDate>,
    /// As the NIK tells it.
    pub(crate) of_nik: Option<PartialDate>,
    /// Whether both are known and contradict nothing.
    pub(crate) agrees_with_nik: bool,
}

/// Where a person lives; empty where it is not known.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Home {
    pub(crate) village: Option<String>,
    /// As it sounds.
    pub(crate) hamlet: String,
    pub(crate) rt: String,
    pub(crate) rw: String,
    /// As it sounds.
    pub(crate) address: String,
}

impl Person {
    /// The person of a record.
    #[must_use]
    pub fn new(facts: &Facts) -> Self {
        let nik = nik_digits(&facts.nik);
        Self {
            names: facts.names.iter().filter_map(|text| Name::parse(text)).collect(),
            birth: Birth::new(facts.birth, Nik::parse(&nik, Deployment::Training).ok().as_ref()),
            nik_district_is_known: nik.get(..6).is_some_and(|digits| region::district_of_nik_prefix(digits).is_some()),
            nik,
            sex: facts.sex.clone(),
            family_card: facts.family_card.as_ref().map(|card| card.expose().to_owned()),
            phones: facts.phones.iter().map(|phone| phone.expose().to_owned()).collect(),
            passports: facts.passports.iter().map(|passport| passport.expose().to_owned()).collect(),
            home: Home::new(facts),
        }
    }

    pub(crate) fn has_whole_nik(&self) -> bool {
        self.nik.len() == NIK_DIGITS
    }
}

impl Birth {
    fn new(stated: Option<PartialDate>, nik: Option<&Nik>) -> Self {
        let of_nik = nik.and_then(|nik| nik.birth_date_for(stated.as_ref(), BORN_BEFORE));
        let of_nik = of_nik.or_else(|| nik?.birth_date_for(None, BORN_BEFORE));
        let agrees =
            stated.zip(nik).is_some_and(|(stated, nik)| nik.agrees_with(Some(&stated), None) == Agreement::Agrees);
        Self { stated, of_nik, agrees_with_nik: agrees }
    }

    /// As stated, else as the NIK tells it.
    pub(crate) fn known(&self) -> Option<PartialDate> {
        self.stated.or(self.of_nik)
    }
}

impl Home {
    fn new(facts: &Facts) -> Self {
        Self {
            village: facts.village.as_ref().map(|village| village.as_str().to_owned()),
            hamlet: name::line_sound(&facts.dusun),
            rt: neighbourhood_number(&facts.rt),
            rw: neighbourhood_number(&facts.rw),
            address: name::line_sound(&facts.address),
        }
    }
}

/// The digits of a NIK; empty where they are too few or too many for a slip.
fn nik_digits(text: &str) -> String {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let is_near = (LEAST_NIK_DIGITS..=NIK_DIGITS + 1).contains(&digits.len());
    if is_near { digits } else { String::new() }
}

/// `RT 03` and `3` are one.
fn neighbourhood_number(text: &str) -> String {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    digits.trim_start_matches('0').to_owned()
}

impl fmt::Debug for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Person(…)")
    }
}
