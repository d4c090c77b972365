//! Two people held against each other.

use std::collections::BTreeSet;

use records::date::Precision;

use crate::{
    Person, Reason,
    birth::{self, BirthAgreement},
    name::{self, NameAgreement},
    person::{Birth, Home},
    reason::{NameRarity, NikPart},
    slip,
    weight::{self, PRIOR, Weight},
};

/// What two records say of being one person.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// The probability that they are one, from 0 to 1; how it is made is told in [`mod@crate::weight`].
    pub score: f64,
    /// What speaks for it and against it. What one of both does not know is not there.
    pub reasons: BTreeSet<Reason>,
}

/// Compares two people; which of both comes first does not matter.
#[must_use]
pub fn compare(a: &Person, b: &Person) -> Comparison {
    let reasons = reasons(a, b);
    Comparison { score: weigh(PRIOR, &reasons).probability(), reasons }
}

/// Whether two people score below one half whatever their names have in common. Most who share a key do, and names
/// cost most of a comparison.
pub(crate) fn is_hopeless(a: &Person, b: &Person) -> bool {
    let best = weigh(PRIOR, &besides_name(a, b)).strangers + weight::MOST_OF_NAME;
    best <= 0
}

/// Adds what reasons weigh.
pub(crate) fn weigh<'a>(prior: Weight, reasons: impl IntoIterator<Item = &'a Reason>) -> Weight {
    reasons.into_iter().fold(prior, |sum, reason| sum.plus(weight::of(reason)))
}

fn reasons(a: &Person, b: &Person) -> BTreeSet<Reason> {
    name(a, b).into_iter().chain(besides_name(a, b)).collect()
}

fn besides_name(a: &Person, b: &Person) -> Vec<Reason> {
    let numbers = [nik(a, b), passport(a, b), family_card(a, b), phone(a, b)];
    let person = [birth(a, b), sex(a, b)];
    numbers.into_iter().chain(person).flatten().chain(home(&a.home, &b.home)).collect()
}

fn nik(a: &Person, b: &Person) -> Option<Reason> {
    if a.nik.is_empty() || b.nik.is_empty() {
        return None;
    }
    let are_whole = a.has_whole_nik() && b.has_whole_nik();
    if a.nik == b.nik {
        return Some(Reason::NikSame);
    }
    let Some((slip, at)) = slip::between(&a.nik, &b.nik) else { return are_whole.then_some(Reason::NikDiffers) };
    let part = match at {
        _ if !are_whole => NikPart::Length,
        0..6 => NikPart::Region,
        6..12 => NikPart::Birth,
        _ => NikPart::Serial,
    };
    Some(match part {
        NikPart::Birth if a.birth.agrees_with_nik && b.birth.agrees_with_nik => Reason::NikDiffersAsBirth,
        NikPart::Region if a.nik_district_is_known && b.nik_district_is_known => Reason::NikOtherDistrict,
        NikPart::Region | NikPart::Birth | NikPart::Serial | NikPart::Length => Reason::NikOneSlip { slip, part },
    })
}

fn passport(a: &Person, b: &Person) -> Option<Reason> {
    (!a.passports.is_disjoint(&b.passports)).then_some(Reason::PassportSame)
}

fn family_card(a: &Person, b: &Person) -> Option<Reason> {
    let (a, b) = a.family_card.as_ref().zip(b.family_card.as_ref())?;
    if a == b {
        return Some(Reason::FamilyCardSame);
    }
    let slip = slip::between(a, b).map(|(slip, _)| Reason::FamilyCardOneSlip { slip });
    Some(slip.unwrap_or(Reason::FamilyCardDiffers))
}

fn phone(a: &Person, b: &Person) -> Option<Reason> {
    if a.phones.is_empty() || b.phones.is_empty() {
        return None;
    }
    if !a.phones.is_disjoint(&b.phones) {
        return Some(Reason::PhoneSame);
    }
    let slips = a.phones.iter().flat_map(|own| b.phones.iter().filter_map(|other| slip::between(own, other)));
    let slip = slips.map(|(slip, _)| Reason::PhoneOneSlip { slip }).min();
    Some(slip.unwrap_or(Reason::PhoneDiffers))
}

/// The best of all names that both have.
pub(crate) fn name(a: &Person, b: &Person) -> Option<Reason> {
    let agreements = a.names.iter().flat_map(|own| b.names.iter().filter_map(|other| name::agreement(own, other)));
    let reasons = agreements.map(|agreement| match agreement {
        NameAgreement::Same { points } => Reason::NameSame { rarity: NameRarity::of(points) },
        NameAgreement::Respelled { points } => Reason::NameRespelled { rarity: NameRarity::of(points) },
        NameAgreement::Slips { edits, other_letters, points } => {
            Reason::NameDiffers { edits, other_letters, rarity: NameRarity::of(points) }
        }
        NameAgreement::Part { points } => Reason::NameIsPart { rarity: NameRarity::of(points) },
        NameAgreement::Shared => Reason::NameSharesWord,
        NameAgreement::Other => Reason::NameOther,
    });
    reasons.max_by_key(|reason| (weight::of(reason).strangers, *reason))
}

/// The stated dates. A record without one has that of its NIK, but not if both NIK are one: that was counted.
pub(crate) fn birth(a: &Person, b: &Person) -> Option<Reason> {
    let known = if a.nik == b.nik { |birth: &Birth| birth.stated } else { Birth::known };
    let (a, b) = known(&a.birth).zip(known(&b.birth))?;
    Some(match birth::agreement(&a, &b) {
        BirthAgreement::Same => Reason::BirthSame,
        BirthAgreement::SameConventional => Reason::BirthSameConventional,
        BirthAgreement::Covered(to @ (Precision::Year | Precision::Month | Precision::Day)) => {
            Reason::BirthAgrees { to }
        }
        BirthAgreement::Estimated => Reason::BirthNearEstimate,
        BirthAgreement::DayMonthSwapped => Reason::BirthDaySwapped,
        BirthAgreement::DigitOff => Reason::BirthDigitOff,
        BirthAgreement::OtherYear => Reason::BirthOtherYear,
        BirthAgreement::Near => Reason::BirthNear,
        BirthAgreement::Different => Reason::BirthDiffers,
        BirthAgreement::Generation => Reason::BirthGenerationApart,
    })
}

pub(crate) fn sex(a: &Person, b: &Person) -> Option<Reason> {
    let (a, b) = a.sex.as_ref().zip(b.sex.as_ref())?;
    Some(if a == b { Reason::SexSame } else { Reason::SexDiffers })
}

/// Hamlets and neighbourhoods are compared within one village only: every village has an RT 01.
fn home(a: &Home, b: &Home) -> Vec<Reason> {
    let is_known = |own: &str, other: &str| !own.is_empty() && !other.is_empty();
    let mut reasons = Vec::new();
    if let Some((own, other)) = a.village.as_ref().zip(b.village.as_ref()) {
        reasons.push(if own == other { Reason::VillageSame } else { Reason::VillageDiffers });
        if own != other {
            return reasons;
        }
    }
    if is_known(&a.hamlet, &b.hamlet) {
        // One letter apart may be a slip or Dusun I and Dusun II: no evidence.
        reasons.extend(match strsim::osa_distance(&a.hamlet, &b.hamlet) {
            0 => Some(Reason::HamletSame),
            1 => None,
            _ => Some(Reason::HamletDiffers),
        });
    }
    if is_known(&a.rt, &b.rt) && is_known(&a.rw, &b.rw) && (&a.rt, &a.rw) == (&b.rt, &b.rw) {
        reasons.push(Reason::NeighbourhoodSame);
    }
    if is_known(&a.address, &b.address) && a.address == b.address {
        reasons.push(Reason::AddressSame);
    }
    reasons
}
