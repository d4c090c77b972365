//! What each reason weighs, in one table.
//!
//! The model is that of Fellegi and Sunter (*A Theory for Record Linkage*, 1969): facts are taken one by one, each
//! weighs the logarithm of how much more often it is seen in records of one person than in records of two, and the
//! weights are added. With one difference: who is not the same person has two ways of being another. A **stranger**
//! shares hardly anything; a **relative** shares house, card, phone and half the name, and a twin the birth date too.
//! One weight for both would either take twins for one person or overlook everybody who moved. So each reason has two
//! weights, and the score is the probability that neither is the case:
//!
//! `1 / (1 + 10^(-strangers / 10) + 10^(-relatives / 10))`
//!
//! Weights are whole decibans, tenths of the power of ten: 10 means ten times as often, 3 twice, -20 a hundredth. They
//! are judgements about how Indonesian villages write, with their reason beside them, and were not fitted to the
//! rosters of the tests or to anything else. Learning them by expectation maximisation, as the literature does, was
//! refused: a village has a dozen duplicates to learn from, and two devices would disagree on what they show.

use records::date::Precision;

use crate::reason::{NameRarity, NikPart, Reason};

/// Before anything is known: of two records of a few villages one pair in ten thousand is one person, and for each such
/// pair three are relatives.
pub(crate) const PRIOR: Weight = Weight { strangers: -40, relatives: -5 };

/// The most that a name can weigh against strangers.
pub(crate) const MOST_OF_NAME: i32 = rarity_weight(NameRarity::Rare);

/// How much more often a reason is seen in records of one person than in those of two strangers, and of two relatives;
/// in decibans.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Weight {
    pub(crate) strangers: i32,
    pub(crate) relatives: i32,
}

impl Weight {
    pub(crate) const fn plus(self, other: Self) -> Self {
        Self { strangers: self.strangers + other.strangers, relatives: self.relatives + other.relatives }
    }

    /// The probability of one person, from 0 to 1.
    pub(crate) fn probability(self) -> f64 {
        probability([self.strangers, self.relatives])
    }
}

/// The probability that none of the rivals is the case over which a hypothesis has these weights.
pub(crate) fn probability(rivals: impl IntoIterator<Item = i32>) -> f64 {
    let odds: f64 = rivals.into_iter().map(|weight| 10f64.powf(-f64::from(weight) / 10.0)).sum();
    1.0 / (1.0 + odds)
}

/// The table: against strangers, against relatives.
pub(crate) const fn of(reason: &Reason) -> Weight {
    let (strangers, relatives) = match reason {
        // Unique by law. Two people share it where a line was misread or a card borrowed, which happens within families:
        // to one pair of relatives in 300.
        Reason::NikSame => (45, 25),
        Reason::NikOneSlip { part, .. } => nik_one_slip(*part),
        // Two sound numbers of two people born on similar days.
        Reason::NikDiffersAsBirth => (-12, -12),
        // Serials begin with 0001 everywhere, so neighbouring kecamatan give nearly one number to all who are born on one
        // day.
        Reason::NikOtherDistrict => (-6, 0),
        // Some have two, from before electronic cards; few.
        Reason::NikDiffers => (-18, -18),
        // Renewed every five or ten years, but never given to another.
        Reason::PassportSame => (40, 30),
        Reason::NameSame { rarity } => (rarity_weight(*rarity), 22),
        Reason::NameRespelled { rarity } => (rarity_weight(*rarity) - 2, 20),
        Reason::NameDiffers { edits, other_letters, rarity } => name_differs(*edits + *other_letters, *rarity),
        // A second name left out is common; so are brothers called Ahmad and Ahmad Rizal.
        Reason::NameIsPart { rarity: NameRarity::Common } => (1, -4),
        Reason::NameIsPart { rarity } => (rarity_weight(*rarity) - 6, 4),
        // A father's name, or a first name such as Siti, in common: sisters.
        Reason::NameSharesWord => (-8, -20),
        // A name of the house and one of the card, seldom.
        Reason::NameOther => (-22, -25),
        // One day of some 16,000. Relatives share it if they are twins.
        Reason::BirthSame => (38, 17),
        // In some villages one in twenty cards says 31 December, 1 January or 1 July.
        Reason::BirthSameConventional => (22, 12),
        Reason::BirthAgrees { to } => match to {
            Precision::Year => (13, 9),
            Precision::Month | Precision::Day => (22, 12),
        },
        Reason::BirthNearEstimate => (3, 2),
        // 12/7 read as 7 December. A stranger's date is that one as seldom as it is the same.
        Reason::BirthDaySwapped => (27, 20),
        // Some thirty dates are one digit away.
        Reason::BirthDigitOff => (12, 10),
        // Ages are raised on paper to be old enough for work abroad.
        Reason::BirthOtherYear => (5, 3),
        Reason::BirthNear => (-2, -2),
        Reason::BirthDiffers => (-15, -15),
        // Sons are named after fathers, which no other weight knows.
        Reason::BirthGenerationApart => (-25, -32),
        Reason::SexSame => (2, 2),
        // Ticked wrong once in a hundred times; and as names tell the sex, few who have one name differ in it.
        Reason::SexDiffers => (-12, -12),
        Reason::FamilyCardSame => (25, 1),
        Reason::FamilyCardOneSlip { .. } => (12, 0),
        // New with a marriage, a birth, a move: of one person two cards are usual.
        Reason::FamilyCardDiffers => (-6, -3),
        // A phone serves a house, at times a hamlet, and the officer who types has one too.
        Reason::PhoneSame => (20, 2),
        // Families buy cards with neighbouring numbers.
        Reason::PhoneOneSlip { .. } => (8, 1),
        // Numbers change with every promotion.
        Reason::PhoneDiffers => (-3, -2),
        Reason::VillageSame => (4, 0),
        Reason::VillageDiffers => (-2, 0),
        Reason::HamletSame => (6, 0),
        Reason::HamletDiffers => (-5, -3),
        // A hundred houses.
        Reason::NeighbourhoodSame => (6, 0),
        Reason::AddressSame => (6, 0),
    };
    Weight { strangers, relatives }
}

const fn nik_one_slip(part: NikPart) -> (i32, i32) {
    match part {
        // One of the kecamatan does not exist, so it was mistyped.
        NikPart::Region => (12, 12),
        // The birth dates do not explain it, so it was mistyped.
        NikPart::Birth => (15, 14),
        // Serials count up from 0001 for each day and kecamatan: neighbours in the register, twins above all.
        NikPart::Serial => (-8, -14),
        // One of both is certainly mistyped.
        NikPart::Length => (22, 18),
    }
}

/// One word is shared by one in thirty strangers, a common one by one in five, two words by one in 400.
const fn rarity_weight(rarity: NameRarity) -> i32 {
    match rarity {
        NameRarity::Common => 7,
        NameRarity::Usual => 14,
        NameRarity::Unusual => 19,
        NameRarity::Rare => 26,
    }
}

/// A slip is found in one name of six; near names are many among strangers, and some among siblings.
const fn name_differs(edits: u8, rarity: NameRarity) -> (i32, i32) {
    let relatives = match edits {
        0 | 1 => 10,
        2 => 4,
        _ => 0,
    };
    (rarity_weight(rarity) - 5 * edits as i32, relatives)
}
