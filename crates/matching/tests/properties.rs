//! What holds of every comparison, whoever is compared.

#![expect(clippy::unwrap_used, reason = "what a test needs and does not find ends it")]

use std::collections::BTreeSet;

use matching::{Facts, Index, PROPOSED, Person, compare};
use proptest::{collection::vec, option, prelude::*, sample::select};
use records::{FamilyCardNumber, PartialDate, Phone, RegionCode, value_set::Sex};

/// Few words, so that people often share some.
const WORDS: &[&str] =
    &["Contoh", "Conto", "Tjontoh", "Satu", "Satoe", "Lalu", "H.", "M.", "Muhammad", "Ani", "Ami", "Teladan", "Éka"];
const BIRTHS: &[&str] = &["1990-07-12", "1990-12-07", "1990", "1990-07", "1991~", "1970-07-12", "1990-12-31"];
const NIKS: &[&str] =
    &["5203131207900000", "5203131207910000", "520313120790000", "52031312079000000", "5203135207900000", "123"];

prop_compose! {
    fn person()(
        words in vec(select(WORDS), 0..4),
        nik in option::of(select(NIKS)),
        birth in option::of(select(BIRTHS)),
        sex in option::of(select(&[Sex::Male, Sex::Female][..])),
        numbers in (option::of(0..3u8), option::of(0..3u8), option::of(1..3u8)),
    ) -> Facts {
        let (card, phone, village) = numbers;
        Facts {
            names: [words.join(" ")].into(),
            nik: nik.unwrap_or_default().to_owned(),
            birth: birth.map(|text| PartialDate::parse(text).unwrap()),
            sex,
            family_card: card.map(|n| FamilyCardNumber::parse(&format!("520313270716000{n}")).unwrap()),
            phones: phone.map(|n| Phone::parse(&format!("+628400000000{n}")).unwrap()).into_iter().collect(),
            village: village.map(|n| RegionCode::parse(&format!("52.03.13.200{n}")).unwrap()),
            ..Facts::default()
        }
    }
}

/// Somebody who has nothing in common with anybody.
fn stranger() -> Facts {
    Facts {
        names: ["Xenophon Zebedeus".to_owned()].into(),
        nik: "5301014101010000".to_owned(),
        birth: PartialDate::parse("2001-01-01").ok(),
        village: RegionCode::parse("53.01.01.2001").ok(),
        ..Facts::default()
    }
}

fn index(people: &[Facts]) -> Index<usize> {
    let mut index = Index::new();
    people.iter().enumerate().for_each(|(id, facts)| index.insert(id, Person::new(facts)));
    index
}

proptest! {
    #[test]
    fn who_is_compared_with_whom_does_not_matter(a in person(), b in person()) {
        let (a, b) = (Person::new(&a), Person::new(&b));
        prop_assert_eq!(compare(&a, &b), compare(&b, &a));
        prop_assert!((0.0..=1.0).contains(&compare(&a, &b).score));
    }

    #[test]
    fn nobody_who_scores_less_than_half_is_proposed(a in person(), b in person()) {
        let (a, b) = (Person::new(&a), Person::new(&b));
        let mut index = Index::new();
        index.insert(1, a.clone());
        let proposed = index.candidates(&b).into_iter().map(|found| found.score).collect::<Vec<_>>();
        prop_assert!(proposed.iter().all(|score| *score == compare(&a, &b).score && *score >= PROPOSED));
    }

    #[test]
    fn the_order_of_insertion_does_not_matter(people in vec(person(), 0..20), asked in person()) {
        let mut reversed = Index::new();
        for (id, facts) in people.iter().enumerate().rev() {
            reversed.insert(id, Person::new(&asked));
            reversed.insert(id, Person::new(facts));
        }
        let (index, asked) = (index(&people), Person::new(&asked));
        prop_assert_eq!(index.candidates(&asked), reversed.candidates(&asked));
        prop_assert_eq!(index.pairs().collect::<Vec<_>>(), reversed.pairs().collect::<Vec<_>>());
    }

    #[test]
    fn a_stranger_changes_nothing_for_the_others(people in vec(person(), 0..20), asked in person()) {
        let mut index = index(&people);
        let asked = Person::new(&asked);
        let (candidates, pairs): (_, Vec<_>) = (index.candidates(&asked), index.pairs().collect());
        index.insert(usize::MAX, Person::new(&stranger()));
        prop_assert_eq!(index.candidates(&asked), candidates);
        prop_assert_eq!(index.pairs().collect::<Vec<_>>(), pairs);
    }

    #[test]
    fn whoever_is_added_takes_no_candidate_away(people in vec(person(), 0..20), more in vec(person(), 0..20), asked in person()) {
        let asked = Person::new(&asked);
        let few: BTreeSet<usize> = index(&people).candidates(&asked).into_iter().map(|found| found.id).collect();
        let all: Vec<Facts> = people.into_iter().chain(more).collect();
        let many: BTreeSet<usize> = index(&all).candidates(&asked).into_iter().map(|found| found.id).collect();
        prop_assert!(few.is_subset(&many));
    }

    #[test]
    fn pairs_are_what_candidates_are_for_each(people in vec(person(), 0..20)) {
        let index = index(&people);
        let pairs: BTreeSet<(usize, usize)> = index.pairs().map(|pair| pair.ids).collect();
        let each = (0..people.len()).flat_map(|id| index.candidates_of(id).into_iter().map(move |found| (id, found.id)));
        prop_assert_eq!(pairs, each.filter(|(id, other)| id < other).collect::<BTreeSet<_>>());
    }

    #[test]
    fn whoever_is_removed_is_found_no_more(people in vec(person(), 1..20)) {
        let mut removed = index(&people);
        removed.remove(0);
        let never = people.iter().enumerate().skip(1).fold(Index::new(), |mut index, (id, facts)| {
            index.insert(id, Person::new(facts));
            index
        });
        prop_assert_eq!(removed.pairs().collect::<Vec<_>>(), never.pairs().collect::<Vec<_>>());
    }

    #[test]
    fn any_text_is_a_name(name in ".{0,60}", nik in ".{0,30}", dusun in ".{0,30}") {
        let facts = Facts { names: [name].into(), nik, dusun, ..Facts::default() };
        let person = Person::new(&facts);
        prop_assert!(compare(&person, &person).score.is_finite());
        prop_assert_eq!(format!("{facts:?}{person:?}"), "Facts(…)Person(…)");
    }
}
