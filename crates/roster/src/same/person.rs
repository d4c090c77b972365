//! What is compared of a person.

use std::{collections::BTreeSet, fmt};

use records::{FamilyCardNumber, PartialDate, Phone, value_set::Sex};

use super::{Shared, name};
use crate::{Entry, Reason};

/// A NIK has so many digits.
const NIK_DIGITS: usize = 16;
/// Digits of a NIK that may be missing before it says nothing.
const MISSING_DIGITS: usize = 3;

/// A person of a row or of a record, as far as it tells people apart. `Debug` shows nothing of them.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Person {
    /// The name as written.
    pub name: String,
    /// The digits of the NIK, also of one that is too short; empty where there is none.
    pub nik: String,
    /// The family card.
    pub family_card: Option<FamilyCardNumber>,
    /// The birth date.
    pub birth: Option<PartialDate>,
    /// The sex.
    pub sex: Option<Sex>,
    /// All phones.
    pub phones: BTreeSet<Phone>,
}

impl Person {
    /// The person of a row.
    #[must_use]
    pub fn of(entry: &Entry) -> Self {
        Self {
            name: entry.text("name").unwrap_or_default().to_owned(),
            nik: entry.text("nik").map_or_else(|| unfinished_nik(entry), str::to_owned),
            family_card: entry.text("kk_number").and_then(|text| FamilyCardNumber::parse(text).ok()),
            birth: entry.text("birth_date").and_then(|text| PartialDate::parse(text).ok()),
            sex: entry.text("sex").map(Sex::from_code),
            phones: entry.texts("phone", "number").filter_map(|text| Phone::parse(text).ok()).collect(),
        }
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// What the person must share with another to be compared.
    pub(super) fn keys(&self) -> impl Iterator<Item = Shared<'_>> {
        let initial = name::initial(&self.name);
        let born = self.nik.get(6..12).zip(initial).map(|(born, initial)| Shared::NikBirthAndInitial(born, initial));
        let birth = self.birth.zip(initial).map(|(birth, initial)| Shared::BirthAndInitial(birth, initial));
        let nik = self.has_whole_nik().then_some(Shared::Nik(&self.nik));
        let card = self.family_card.as_ref().map(|card| Shared::FamilyCard(card.expose()));
        let phones = self.phones.iter().map(|phone| Shared::Phone(phone.expose()));
        nik.into_iter().chain(born).chain(birth).chain(card).chain(phones)
    }

    fn has_whole_nik(&self) -> bool {
        self.nik.len() == NIK_DIGITS
    }

    pub(super) fn has_nik_of(&self, other: &Self) -> bool {
        self.has_whole_nik() && self.nik == other.nik
    }

    /// One digit wrong, missing or too many, or two swapped; or as many missing as one of both is short.
    pub(super) fn has_nearly_nik_of(&self, other: &Self) -> bool {
        let missing = |person: &Self| NIK_DIGITS.saturating_sub(person.nik.len());
        let forgiven = missing(self).max(missing(other)).max(1);
        forgiven <= MISSING_DIGITS && self.nik != other.nik && strsim::osa_distance(&self.nik, &other.nik) <= forgiven
    }

    pub(super) fn shares_family_card(&self, other: &Self) -> bool {
        self.family_card.is_some() && self.family_card == other.family_card
    }

    pub(super) fn shares_phone(&self, other: &Self) -> bool {
        !self.phones.is_disjoint(&other.phones)
    }

    /// Whether both cannot be one: by birth date, sex, or two whole NIK that no slip explains.
    pub(super) fn contradicts(&self, other: &Self) -> bool {
        let born = self.birth.zip(other.birth).is_some_and(|(own, other)| own.contradicts(&other));
        let sex = self.sex.as_ref().zip(other.sex.as_ref()).is_some_and(|(own, other)| own != other);
        let nik =
            self.has_whole_nik() && other.has_whole_nik() && self.nik != other.nik && !self.has_nearly_nik_of(other);
        born || sex || nik
    }
}

/// The digits of a NIK that was too short or too long for a field.
fn unfinished_nik(entry: &Entry) -> String {
    let is_nik = |reason| matches!(reason, Reason::NikLength | Reason::NikMalformed);
    let cell = entry.problems.iter().find(|problem| is_nik(problem.reason)).map(|problem| problem.cell.as_str());
    cell.unwrap_or_default().chars().filter(char::is_ascii_digit).collect()
}

impl fmt::Debug for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Person(…)")
    }
}
