//! How a person is written down: what is left out, and, the second time, what is written otherwise.
//!
//! The shares are guesses from reading village lists, and were set before anything was measured with them.

use matching::Facts;
use records::{FamilyCardNumber, PartialDate, Phone, value_set::Sex};

use crate::{names, people::People};

/// The record of a person as an office has it: some things are not known.
pub(crate) fn first(people: &mut People, person: &Facts) -> Facts {
    let mut facts = person.clone();
    leave_out(people, &mut facts, [8, 3, 3, 10, 0, 5]);
    facts
}

/// The same person, recorded again, by somebody else.
pub(crate) fn again(people: &mut People, person: &Facts) -> Facts {
    let mut facts = person.clone();
    facts.names = facts.names.iter().map(|name| rewritten(people, name)).collect();
    if people.chance(12) {
        facts.nik = slipped_digits(people, &facts.nik);
    }
    facts.birth = facts.birth.map(|birth| redated(people, birth));
    if people.chance(1) {
        facts.sex = facts.sex.map(|sex| if sex == Sex::Male { Sex::Female } else { Sex::Male });
    }
    match people.rng.u8(0..100) {
        0..30 => facts.phones = [people.phone()].into(),
        30..33 => facts.phones = facts.phones.iter().map(|phone| slipped_phone(people, phone)).collect(),
        _ => {}
    }
    move_house(people, &mut facts);
    leave_out(people, &mut facts, [35, 10, 10, 30, 15, 15]);
    facts
}

/// Forgets NIK, birth, sex, card, phones, place, each with its share in percent.
fn leave_out(people: &mut People, facts: &mut Facts, [nik, birth, sex, card, phones, place]: [u8; 6]) {
    if people.chance(nik) {
        facts.nik.clear();
    }
    facts.birth = facts.birth.filter(|_| !people.chance(birth));
    facts.sex = facts.sex.take().filter(|_| !people.chance(sex));
    facts.family_card = facts.family_card.take().filter(|_| !people.chance(card));
    if people.chance(phones) {
        facts.phones.clear();
    }
    if people.chance(place) {
        (facts.dusun, facts.rt, facts.rw) = Default::default();
    }
}

/// Another village, or another hamlet, or only another card.
fn move_house(people: &mut People, facts: &mut Facts) {
    let village = people.village();
    match people.rng.u8(0..100) {
        0..15 => {
            facts.family_card = FamilyCardNumber::parse(&people.family_card(&village)).ok();
            facts.dusun = people.pick(names::HAMLETS).to_owned();
            facts.rt = format!("{:02}", people.rng.u8(1..=8));
            facts.village = Some(village);
        }
        15..25 => facts.dusun = people.pick(names::HAMLETS).to_owned(),
        25..35 => facts.family_card = FamilyCardNumber::parse(&people.family_card(&village)).ok(),
        35..38 => {
            let card = facts.family_card.as_ref().map(|card| slipped_digits(people, card.expose()));
            facts.family_card = card.and_then(|card| FamilyCardNumber::parse(&card).ok());
        }
        _ => {}
    }
}

fn redated(people: &mut People, birth: PartialDate) -> PartialDate {
    let date = birth.earliest();
    let (year, month, day) = (date.year(), date.month(), date.day());
    let other = match people.rng.u8(0..100) {
        0..12 => PartialDate::from_year(year),
        12..17 => PartialDate::from_day(year, day, month),
        17..23 => PartialDate::parse(&slipped_date(people, &birth)),
        23..25 => PartialDate::from_day(year - people.rng.i16(1..6), month, day),
        25 => PartialDate::from_day(year + 1, people.rng.i8(1..=12), people.rng.i8(1..=28)),
        _ => Ok(birth),
    };
    other.unwrap_or(birth)
}

fn slipped_date(people: &mut People, birth: &PartialDate) -> String {
    let mut digits: Vec<char> = birth.to_string().chars().collect();
    let at = people.pick(&[3, 6, 8, 9]);
    digits[at] = char::from_digit(people.rng.u32(0..10), 10).unwrap();
    digits.into_iter().collect()
}

fn rewritten(people: &mut People, name: &str) -> String {
    let name = match people.rng.u8(0..100) {
        0..25 => slipped(people, name),
        25..30 => {
            let once = slipped(people, name);
            slipped(people, &once)
        }
        30..42 => respelled(people, name),
        42..47 => name.split(' ').rev().collect::<Vec<_>>().join(" "),
        47..55 => toggled_title(name),
        55..63 => shortened(name),
        63..67 => name.replacen(' ', "", 1),
        _ => name.to_owned(),
    };
    if people.chance(30) { name.to_uppercase() } else { name }
}

/// A letter lost, doubled, swapped with the next, or another one.
fn slipped(people: &mut People, name: &str) -> String {
    let mut letters: Vec<char> = name.chars().collect();
    let at = people.rng.usize(0..letters.len() - 1);
    match people.rng.u8(0..4) {
        0 => drop(letters.remove(at)),
        1 => letters.insert(at, letters[at]),
        2 => letters.swap(at, at + 1),
        _ => letters[at] = people.rng.lowercase(),
    }
    letters.into_iter().collect()
}

fn respelled(people: &mut People, name: &str) -> String {
    let name = name.to_lowercase();
    let fitting: Vec<_> = names::SPELLINGS.iter().filter(|(from, _)| name.contains(from)).collect();
    if fitting.is_empty() {
        return name;
    }
    let (from, to) = people.pick(&fitting);
    name.replacen(from, to, 1)
}

fn toggled_title(name: &str) -> String {
    let title = names::TITLES.iter().find_map(|title| name.strip_prefix(title)).map(str::trim);
    title.map_or_else(|| format!("H. {name}"), str::to_owned)
}

/// An abbreviation, or the last name left out.
fn shortened(name: &str) -> String {
    if let Some(rest) = name.strip_prefix("Muhammad ") {
        return format!("M. {rest}");
    }
    name.rsplit_once(' ').map_or(name, |(rest, _)| rest).to_owned()
}

fn slipped_digits(people: &mut People, digits: &str) -> String {
    let mut digits: Vec<char> = digits.chars().collect();
    if digits.len() < 2 {
        return digits.into_iter().collect();
    }
    let at = people.rng.usize(0..digits.len() - 1);
    match people.rng.u8(0..20) {
        0..10 => digits[at] = char::from_digit(people.rng.u32(0..10), 10).unwrap(),
        10..15 => digits.swap(at, at + 1),
        15..19 => drop(digits.remove(at)),
        _ => digits.insert(at, digits[at]),
    }
    digits.into_iter().collect()
}

fn slipped_phone(people: &mut People, phone: &Phone) -> Phone {
    let slipped = slipped_digits(people, phone.expose().trim_start_matches('+'));
    Phone::parse(&format!("+{slipped}")).unwrap_or_else(|_| phone.clone())
}
