//! Two statements under one NIK that are likely about two people.
//!
//! The reverse of a duplicate. Whoever registers under a NIK that was mistyped, or borrowed from a sister who is old
//! enough, falls into her record by construction; what shows it are name, birth date and sex. House, card and phone are
//! no evidence here: a NIK is borrowed within a family, and misread within one list.

use std::collections::BTreeSet;

use crate::{
    Person, Reason,
    comparison::{birth, name, sex, weigh},
    weight::{Weight, probability},
};

/// Before anything else is known: of statements under one NIK one pair in thirty is about two people.
const ONE_NIK: Weight = Weight { strangers: 15, relatives: 15 };

/// Two statements under one NIK that are likely about two people.
#[derive(Debug, Clone, PartialEq)]
pub struct Contradiction {
    /// The probability that they are two, from one half to 1.
    pub score: f64,
    /// How name, birth date and sex compare.
    pub reasons: BTreeSet<Reason>,
}

/// Compares two statements that stand under one NIK; `None` where they may well be about one person.
///
/// Two versions of a record whose people wrote it without seeing each other are two statements: make a
/// [`Person`] of each.
#[must_use]
pub fn contradiction(a: &Person, b: &Person) -> Option<Contradiction> {
    let reasons: BTreeSet<Reason> = [name(a, b), birth(a, b), sex(a, b)].into_iter().flatten().collect();
    // Whoever borrows a card takes one of the family; and a stranger is told apart by what tells a relative apart.
    let score = 1.0 - probability([weigh(ONE_NIK, &reasons).relatives]);
    (score > 0.5).then_some(Contradiction { score, reasons })
}

/// The pairs of statements of one record, by their places, that are likely about two people, the likeliest first.
///
/// `parted` are those who were split off the record and have one of their own since: what their statements wrote stays in
/// its history, and a pair of which one is such a person and the other is not is settled.
#[must_use]
pub fn contradictions(statements: &[Person], parted: &[Person]) -> Vec<((usize, usize), Contradiction)> {
    let mut found = Vec::new();
    for (at, one) in statements.iter().enumerate() {
        for (beside, other) in statements.iter().enumerate().skip(at + 1) {
            let contradiction = contradiction(one, other).filter(|_| !are_parted(one, other, parted));
            found.extend(contradiction.map(|contradiction| ((at, beside), contradiction)));
        }
    }
    found.sort_by(|(_, a), (_, b)| b.score.total_cmp(&a.score));
    found
}

fn are_parted(one: &Person, other: &Person, parted: &[Person]) -> bool {
    let is_other_than = |person: &Person, parted: &Person| contradiction(person, parted).is_some();
    parted.iter().any(|person| is_other_than(one, person) != is_other_than(other, person))
}
