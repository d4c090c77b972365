//! What two records have in common, and in what they differ, as people read it.

use matching::{Reason, Slip};
use records::date::Precision;

use crate::{
    lang::{Lang, Text},
    text,
};

/// The clues of a pair in two sentences: what speaks for one person, and what against.
pub(crate) fn sentences<'a>(reasons: impl IntoIterator<Item = &'a Reason>, lang: Lang) -> Vec<String> {
    let (alike, different): (Vec<_>, Vec<_>) = reasons.into_iter().partition(|reason| reason.speaks_for());
    let said =
        |reasons: Vec<&Reason>| reasons.into_iter().map(|reason| clue(reason, lang)).collect::<Vec<_>>().join("; ");
    let sentences = [(text::CLUES_FOR, said(alike)), (text::CLUES_AGAINST, said(different))];
    let sentences = sentences.into_iter().filter(|(_, clues)| !clues.is_empty());
    sentences.map(|(sentence, clues)| lang.tell(sentence, &[&clues])).collect()
}

fn clue(reason: &Reason, lang: Lang) -> String {
    if let Reason::NameDiffers { edits: edits @ 2.., .. } = reason {
        return lang.tell(text::CLUE_NAME_LETTERS, &[edits]);
    }
    lang.say(fixed(reason))
}

/// The sentence of a reason without its numbers.
const fn fixed(reason: &Reason) -> Text {
    match reason {
        Reason::NikSame => text::CLUE_NIK,
        Reason::NikOneSlip { slip, .. } => nik_slip(*slip),
        Reason::NikDiffersAsBirth => text::CLUE_NIK_BIRTH,
        Reason::NikOtherDistrict => text::CLUE_NIK_DISTRICT,
        Reason::NikDiffers => text::CLUE_NIK_DIFFERS,
        Reason::PassportSame => text::CLUE_PASSPORT,
        Reason::NameSame { .. } => text::CLUE_NAME,
        Reason::NameRespelled { .. } => text::CLUE_NAME_SPELLING,
        Reason::NameDiffers { .. } => text::CLUE_NAME_LETTER,
        Reason::NameIsPart { .. } => text::CLUE_NAME_PART,
        Reason::NameSharesWord => text::CLUE_NAME_WORD,
        Reason::NameOther => text::CLUE_NAME_OTHER,
        Reason::BirthSame => text::CLUE_BIRTH,
        Reason::BirthSameConventional => text::CLUE_BIRTH_CONVENTIONAL,
        Reason::BirthAgrees { to: Precision::Year } => text::CLUE_BIRTH_YEAR,
        Reason::BirthAgrees { to: Precision::Month | Precision::Day } => text::CLUE_BIRTH_MONTH,
        Reason::BirthNearEstimate => text::CLUE_BIRTH_ESTIMATE,
        Reason::BirthDaySwapped => text::CLUE_BIRTH_SWAPPED,
        Reason::BirthDigitOff => text::CLUE_BIRTH_DIGIT,
        Reason::BirthOtherYear => text::CLUE_BIRTH_OTHER_YEAR,
        Reason::BirthNear => text::CLUE_BIRTH_NEAR,
        Reason::BirthDiffers => text::CLUE_BIRTH_DIFFERS,
        Reason::BirthGenerationApart => text::CLUE_BIRTH_AGE,
        Reason::SexSame => text::CLUE_SEX,
        Reason::SexDiffers => text::CLUE_SEX_DIFFERS,
        Reason::FamilyCardSame => text::SAME_CARD,
        Reason::FamilyCardOneSlip { .. } => text::CLUE_CARD_SLIP,
        Reason::FamilyCardDiffers => text::CLUE_CARD_DIFFERS,
        Reason::PhoneSame => text::SAME_PHONE,
        Reason::PhoneOneSlip { .. } => text::CLUE_PHONE_SLIP,
        Reason::PhoneDiffers => text::CLUE_PHONE_DIFFERS,
        Reason::VillageSame => text::CLUE_VILLAGE,
        Reason::VillageDiffers => text::CLUE_VILLAGE_DIFFERS,
        Reason::HamletSame => text::CLUE_HAMLET,
        Reason::HamletDiffers => text::CLUE_HAMLET_DIFFERS,
        Reason::NeighbourhoodSame => text::CLUE_NEIGHBOURHOOD,
        Reason::AddressSame => text::CLUE_ADDRESS,
    }
}

const fn nik_slip(slip: Slip) -> Text {
    match slip {
        Slip::Changed => text::CLUE_NIK_CHANGED,
        Slip::Swapped => text::CLUE_NIK_SWAPPED,
        Slip::Lost => text::CLUE_NIK_LOST,
        Slip::Doubled => text::CLUE_NIK_DOUBLED,
    }
}

#[cfg(test)]
mod tests {
    use matching::NameRarity;

    use super::*;

    #[test]
    fn a_pair_is_told_in_either_language() {
        let differs = |edits| Reason::NameDiffers { edits, other_letters: 0, rarity: NameRarity::Rare };
        let told = |reasons: &[Reason], lang| sentences(reasons, lang);
        assert_eq!(
            told(&[differs(1), Reason::PhoneSame], Lang::En),
            ["Alike: the name differs by one letter; one phone"]
        );
        assert_eq!(
            told(&[differs(2), Reason::VillageDiffers], Lang::Id),
            ["Cocok: nama beda 2 huruf", "Berbeda: desa berbeda"]
        );
        assert!(told(&[], Lang::Id).is_empty());
    }
}
