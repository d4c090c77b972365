//! Rows, and records, that are one person.
//!
//! The same person is often twice in a roster, under a slightly different name and without the NIK the second time.
//! What is found here is proposed, never merged: a village has cousins with one name, and twins on one family card.
//!
//! A NIK of two rows is enough by itself. Else a shared number (a NIK but for a slip, a family card, a phone) together
//! with a similar name, and nothing that contradicts: birth date, sex, or a NIK that is wholly another.

mod name;
mod person;

use std::collections::{BTreeMap, BTreeSet};

pub use person::Person;
use records::PartialDate;

use crate::Entry;

/// A number that more people than this share identifies none of them: the office's own phone, a card `0000000000000000`.
const MOST_SHARERS: usize = 64;

/// Two rows that may be one person.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SamePerson {
    /// The numbers of the rows, the smaller one first.
    pub rows: (u32, u32),
    /// What speaks for it; never empty.
    pub reasons: BTreeSet<SameReason>,
}

/// What speaks for two rows being one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SameReason {
    /// The same NIK.
    SameNik,
    /// One NIK is the other but for a slip, or for digits that are missing; and the names are similar.
    NikSlip,
    /// One family card, and the names are similar.
    SameFamilyCard,
    /// One phone, and the names are similar.
    SamePhone,
}

/// What two people must share to be compared at all: comparing each with each would take hours for a province.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Shared<'a> {
    Nik(&'a str),
    FamilyCard(&'a str),
    Phone(&'a str),
    BirthAndInitial(PartialDate, char),
    NikBirthAndInitial(&'a str, char),
}

/// The pairs of rows that may be one person, in the order of their rows.
#[must_use]
pub fn find(entries: &[Entry]) -> Vec<SamePerson> {
    let people: Vec<(u32, Person)> = entries.iter().map(|entry| (entry.row, Person::of(entry))).collect();
    let mut pairs = BTreeMap::new();
    for group in groups(&people).into_values().filter(|group| group.len() <= MOST_SHARERS) {
        for (at, (row, person)) in group.iter().enumerate() {
            for (other_row, other) in group.iter().skip(at + 1) {
                pairs.entry((*row, *other_row)).or_insert_with(|| reasons(person, other));
            }
        }
    }
    pairs
        .into_iter()
        .filter(|(_, reasons)| !reasons.is_empty())
        .map(|(rows, reasons)| SamePerson { rows, reasons })
        .collect()
}

/// Which of `others` may be `person`, by their place in the slice, and why.
#[must_use]
pub fn candidates(person: &Person, others: &[Person]) -> Vec<(usize, BTreeSet<SameReason>)> {
    let judged = others.iter().enumerate().map(|(at, other)| (at, reasons(person, other)));
    judged.filter(|(_, reasons)| !reasons.is_empty()).collect()
}

/// What speaks for two people being one; empty where they are two.
#[must_use]
pub fn reasons(a: &Person, b: &Person) -> BTreeSet<SameReason> {
    let mut reasons = BTreeSet::new();
    if a.has_nik_of(b) {
        reasons.insert(SameReason::SameNik);
    } else if a.contradicts(b) {
        return reasons;
    }
    let numbers = [
        (a.has_nearly_nik_of(b), SameReason::NikSlip),
        (a.shares_family_card(b), SameReason::SameFamilyCard),
        (a.shares_phone(b), SameReason::SamePhone),
    ];
    let shared = numbers.into_iter().filter(|(shared, _)| *shared).map(|(_, reason)| reason);
    let shared: Vec<SameReason> = shared.collect();
    if !shared.is_empty() && name::are_similar(a.name(), b.name()) {
        reasons.extend(shared);
    }
    reasons
}

fn groups(people: &[(u32, Person)]) -> BTreeMap<Shared<'_>, Vec<&(u32, Person)>> {
    let mut groups: BTreeMap<Shared<'_>, Vec<&(u32, Person)>> = BTreeMap::new();
    for entry in people {
        for key in entry.1.keys() {
            groups.entry(key).or_default().push(entry);
        }
    }
    groups
}

#[cfg(test)]
mod tests;
