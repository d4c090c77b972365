//! Why two records may, or may not, be one person.

use std::fmt;

use records::date::Precision;
use serde::Serialize;

use crate::{slip::Slip, weight};

/// One thing that two records have in common, or in which they differ.
///
/// A closed set with the little that a sentence needs, so that a face can say "same phone, the name differs by one
/// letter" in any language: [`Reason::code`] is the key of the sentence, the fields are its gaps. No personal data.
/// `Display` is English, for developers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Reason {
    /// The same NIK.
    NikSame,
    /// One NIK is the other but for one slip.
    NikOneSlip {
        /// Which slip.
        slip: Slip,
        /// Where it is.
        part: NikPart,
    },
    /// The NIK differ by a slip, but just as the two birth dates do: both are right.
    NikDiffersAsBirth,
    /// The NIK differ by a slip in the kecamatan, but both kecamatan exist.
    NikOtherDistrict,
    /// Two whole NIK that no slip explains.
    NikDiffers,
    /// The same passport.
    PassportSame,
    /// The same name, but for titles and case.
    NameSame {
        /// How much it tells.
        rarity: NameRarity,
    },
    /// The same name in another spelling, order, spacing, or shortened.
    NameRespelled {
        /// How much it tells.
        rarity: NameRarity,
    },
    /// The same name but for slips.
    NameDiffers {
        /// How many letters are wrong, missing, too many or swapped.
        edits: u8,
        /// How many of them make a letter of a short word another one: Rina and Rini are sisters.
        other_letters: u8,
        /// How much it tells.
        rarity: NameRarity,
    },
    /// One name has more words than the other, and all of the other's.
    NameIsPart {
        /// How much the words tell that are in both.
        rarity: NameRarity,
    },
    /// The names share a word, and each has another one.
    NameSharesWord,
    /// Two names.
    NameOther,
    /// The same birth date. A record that states none has that of its NIK, here and below.
    BirthSame,
    /// The same birth date, one that is written where the day is not known.
    BirthSameConventional,
    /// The same birth year or month, where one record knows no more.
    BirthAgrees {
        /// How much the rougher record knows.
        #[serde(serialize_with = "precision_code")]
        to: Precision,
    },
    /// An estimated birth date that may be the other.
    BirthNearEstimate,
    /// Day and month of birth are swapped.
    BirthDaySwapped,
    /// One digit of the birth date differs, or two are swapped.
    BirthDigitOff,
    /// The same birthday, another year.
    BirthOtherYear,
    /// Two rough birth dates a year or two apart.
    BirthNear,
    /// Two birth dates.
    BirthDiffers,
    /// Two birth dates as far apart as parent and child.
    BirthGenerationApart,
    /// The same sex.
    SexSame,
    /// Not the same sex.
    SexDiffers,
    /// The same family card.
    FamilyCardSame,
    /// One family card is the other but for one slip.
    FamilyCardOneSlip {
        /// Which slip.
        slip: Slip,
    },
    /// Two family cards.
    FamilyCardDiffers,
    /// A phone in common.
    PhoneSame,
    /// A phone is one of the other's but for one slip.
    PhoneOneSlip {
        /// Which slip.
        slip: Slip,
    },
    /// No phone in common.
    PhoneDiffers,
    /// The same village.
    VillageSame,
    /// Two villages.
    VillageDiffers,
    /// The same hamlet.
    HamletSame,
    /// Two hamlets of one village.
    HamletDiffers,
    /// The same rukun tetangga and rukun warga.
    NeighbourhoodSame,
    /// The same street or neighbourhood, as written.
    AddressSame,
}

/// Which digits of a NIK.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NikPart {
    /// The first six: the kecamatan.
    Region,
    /// The next six: birth date and sex.
    Birth,
    /// The last four: the serial.
    Serial,
    /// One of the numbers has not sixteen digits.
    Length,
}

/// How much a name tells: many people are called Siti, few are called by two rare words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NameRarity {
    /// One word that many have.
    Common,
    /// One word, or two that many have.
    Usual,
    /// One word, and one that many have.
    Unusual,
    /// Two words or more.
    Rare,
}

impl NameRarity {
    /// Of the points that [`crate::name`] counts.
    pub(crate) const fn of(points: u8) -> Self {
        match points {
            0 | 1 => Self::Common,
            2 => Self::Usual,
            3 => Self::Unusual,
            _ => Self::Rare,
        }
    }
}

impl Reason {
    /// Whether it speaks for one person rather than for two strangers.
    #[must_use]
    pub const fn speaks_for(&self) -> bool {
        weight::of(self).strangers > 0
    }

    /// A stable code, the key of a sentence: `name_differs`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NikSame => "nik_same",
            Self::NikOneSlip { .. } => "nik_one_slip",
            Self::NikDiffersAsBirth => "nik_differs_as_birth",
            Self::NikOtherDistrict => "nik_other_district",
            Self::NikDiffers => "nik_differs",
            Self::PassportSame => "passport_same",
            Self::NameSame { .. } => "name_same",
            Self::NameRespelled { .. } => "name_respelled",
            Self::NameDiffers { .. } => "name_differs",
            Self::NameIsPart { .. } => "name_is_part",
            Self::NameSharesWord => "name_shares_word",
            Self::NameOther => "name_other",
            Self::BirthSame => "birth_same",
            Self::BirthSameConventional => "birth_same_conventional",
            Self::BirthAgrees { .. } => "birth_agrees",
            Self::BirthNearEstimate => "birth_near_estimate",
            Self::BirthDaySwapped => "birth_day_swapped",
            Self::BirthDigitOff => "birth_digit_off",
            Self::BirthOtherYear => "birth_other_year",
            Self::BirthNear => "birth_near",
            Self::BirthDiffers => "birth_differs",
            Self::BirthGenerationApart => "birth_generation_apart",
            Self::SexSame => "sex_same",
            Self::SexDiffers => "sex_differs",
            Self::FamilyCardSame => "family_card_same",
            Self::FamilyCardOneSlip { .. } => "family_card_one_slip",
            Self::FamilyCardDiffers => "family_card_differs",
            Self::PhoneSame => "phone_same",
            Self::PhoneOneSlip { .. } => "phone_one_slip",
            Self::PhoneDiffers => "phone_differs",
            Self::VillageSame => "village_same",
            Self::VillageDiffers => "village_differs",
            Self::HamletSame => "hamlet_same",
            Self::HamletDiffers => "hamlet_differs",
            Self::NeighbourhoodSame => "neighbourhood_same",
            Self::AddressSame => "address_same",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.code().replace('_', " "))?;
        if let Self::NikOneSlip { slip, .. } | Self::FamilyCardOneSlip { slip } | Self::PhoneOneSlip { slip } = self {
            write!(f, " ({slip:?})")?;
        }
        if let Self::NameDiffers { edits, .. } = self {
            write!(f, " by {edits}")?;
        }
        Ok(())
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn precision_code<S: serde::Serializer>(precision: &Precision, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(match precision {
        Precision::Year => "year",
        Precision::Month => "month",
        Precision::Day => "day",
    })
}
