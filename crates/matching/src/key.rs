//! What two people must share to be compared at all.
//!
//! Comparing each with each would take minutes for a village's thousands and days for a province. Nearly every way
//! of writing one person twice that the comparison understands leaves one of these keys equal: each single slip spares a key.
//! Two slips at once may spare none, such as two digits lost of a NIK where no name is known; how many pairs are overlooked in
//! a village of 10,000 is measured and bounded in `tests/village`.
//! Sorted neighbourhoods and nearest neighbours in a vector space were refused: with them a candidate depends on who
//! else is there.

use std::{
    collections::BTreeSet,
    hash::{DefaultHasher, Hash, Hasher},
};

use records::{PartialDate, date::Precision};

use crate::{
    Person,
    name::{Name, Word},
    person::NIK_DIGITS,
};

/// A key, hashed: two keys that fall together cost a comparison, nothing else. Never stored.
pub(crate) type KeyHash = u64;

#[derive(Hash)]
enum Key<'a> {
    /// A NIK, or a whole one without one of its digits: a number of sixteen and one that lacks a digit share it, and so
    /// do two that differ in one digit or in the order of two neighbours.
    Nik(&'a str),
    Passport(&'a str),
    FamilyCard(&'a str),
    Phone(&'a str),
    /// People of one village and one name.
    NameAndVillage(&'a str, &'a str),
    /// People of one name and birth year: the day may be wrong or unknown.
    NameAndYear(&'a str, i16),
    /// A word of the name, and two of day, month and year: a digit of the third may be wrong.
    WordYearMonth(&'a str, i16, i8),
    WordYearDay(&'a str, i16, i8),
    WordDayMonth(&'a str, i8, i8),
    /// The first letter of a word, and the birth date whatever the order of day and month: the name may have slips.
    InitialAndBirth(char, i16, i8, i8),
}

/// The keys of a person.
pub(crate) fn keys(person: &Person) -> BTreeSet<KeyHash> {
    let mut keys = BTreeSet::new();
    numbers(person, &mut keys);
    for name in &person.names {
        names(name, person, &mut keys);
    }
    keys
}

fn numbers(person: &Person, keys: &mut BTreeSet<KeyHash>) {
    let single =
        [(!person.nik.is_empty()).then_some(Key::Nik(&person.nik)), person.family_card.as_deref().map(Key::FamilyCard)];
    keys.extend(single.into_iter().flatten().map(|key| hashed(&key)));
    keys.extend(person.phones.iter().map(|phone| hashed(&Key::Phone(phone))));
    keys.extend(person.passports.iter().map(|passport| hashed(&Key::Passport(passport))));
    if person.nik.len() >= NIK_DIGITS {
        keys.extend((0..person.nik.len()).map(|at| hashed(&Key::Nik(&without(&person.nik, at)))));
    }
}

fn names(name: &Name, person: &Person, keys: &mut BTreeSet<KeyHash>) {
    let sounds = name.sounds();
    keys.extend(person.home.village.as_ref().map(|village| hashed(&Key::NameAndVillage(&sounds, village))));
    let births: BTreeSet<PartialDate> = [person.birth.stated, person.birth.of_nik].into_iter().flatten().collect();
    for birth in births {
        keys.insert(hashed(&Key::NameAndYear(&sounds, birth.year())));
        if birth.precision() == Precision::Day {
            keys.extend(name.words().iter().flat_map(|word| of_day(word, &birth)).map(|key| hashed(&key)));
        }
    }
}

fn of_day<'a>(word: &'a Word, birth: &PartialDate) -> impl Iterator<Item = Key<'a>> {
    let (sound, date) = (word.sound.as_str(), birth.earliest());
    let (low, high) = (date.day().min(date.month()), date.day().max(date.month()));
    let initial = sound.chars().next().map(|initial| Key::InitialAndBirth(initial, date.year(), low, high));
    let parts = [
        Key::WordYearMonth(sound, date.year(), date.month()),
        Key::WordYearDay(sound, date.year(), date.day()),
        Key::WordDayMonth(sound, date.day(), date.month()),
    ];
    parts.into_iter().chain(initial)
}

fn without(digits: &str, at: usize) -> String {
    digits.char_indices().filter(|(index, _)| *index != at).map(|(_, digit)| digit).collect()
}

fn hashed(key: &Key<'_>) -> KeyHash {
    let mut hasher = DefaultHasher::new();
    key.hash(&mut hasher);
    hasher.finish()
}
