//! Who is proposed as one person, who is not, and why: one table of people as villages write them.

#![expect(clippy::unwrap_used, reason = "what a test needs and does not find ends it")]

use std::collections::BTreeSet;

use matching::{Facts, Index, LIKELY, NameRarity, NikPart, PROPOSED, Person, Reason, Slip, compare, contradiction};
use records::{FamilyCardNumber, PartialDate, PassportNumber, Phone, RegionCode, value_set::Sex};

fn named(name: &str) -> Facts {
    Facts { names: [name.to_owned()].into(), ..Facts::default() }
}

/// A man of a village, with everything known but numbers.
fn man(name: &str, birth: &str) -> Facts {
    Facts {
        birth: Some(PartialDate::parse(birth).unwrap()),
        sex: Some(Sex::Male),
        village: Some(RegionCode::parse("52.03.13.2001").unwrap()),
        dusun: "Lebak".to_owned(),
        rt: "01".to_owned(),
        rw: "02".to_owned(),
        ..named(name)
    }
}

/// The same, with the card and the phone of one house.
fn of_house(name: &str, birth: &str) -> Facts {
    Facts {
        family_card: Some(FamilyCardNumber::parse("5203132707160000").unwrap()),
        phones: [Phone::parse("+628400000001").unwrap()].into(),
        ..man(name, birth)
    }
}

fn with_nik(nik: &str, facts: Facts) -> Facts {
    Facts { nik: nik.to_owned(), ..facts }
}

fn score(a: &Facts, b: &Facts) -> f64 {
    compare(&Person::new(a), &Person::new(b)).score
}

fn reasons(a: &Facts, b: &Facts) -> BTreeSet<Reason> {
    compare(&Person::new(a), &Person::new(b)).reasons
}

/// Whether an index finds the second for the first: it must share a key, too.
fn is_found(a: &Facts, b: &Facts) -> bool {
    let mut index = Index::new();
    index.insert(0, Person::new(b));
    !index.candidates(&Person::new(a)).is_empty()
}

#[test]
fn one_person_is_found_however_the_name_is_written() {
    for (a, b) in [
        ("Contoh Saputra", "CONTOH  SAPURA"),
        ("Contoh Saputra", "Saputra Contoh"),
        ("Lalu Contoh Saputra", "Contoh Saputra"),
        ("L. Contoh Saputra", "H. Contoh Saputra"),
        ("Bq. Contoh Nirmala", "Baiq Contoh Nirmala"),
        ("Hj. Contoh", "Contoh, S.Pd."),
        ("Muhammad Contoh", "Muh. Contoh"),
        ("Moh. Contoh", "M. Contoh"),
        ("Soeharno Djoko", "Suharno Joko"),
        ("Tjahja Contoh", "Cahya Contoh"),
        ("Jusuf Contoh", "Yusuf Contoh"),
        ("Zaenal Contoh", "Jainal Contoh"),
        ("Supardi Contoh", "Suppardi Contoh"),
        ("Nur Aini", "Nuraini"),
        ("Abdul Rahman", "Abdurrahman"),
        ("Ma'ruf Contoh", "Maruf Contoh"),
        ("Contoh bin Teladan", "Contoh Teladan"),
        ("Amaq Contoh", "Contoh"),
        ("Contoh Teladan", "Contoh"),
    ] {
        let (one, other) = (man(a, "1990-07-13"), man(b, "1990-07-13"));
        assert!(is_found(&one, &other), "{a} / {b}: {}", score(&one, &other));
    }
}

#[test]
fn one_person_is_found_however_the_birth_date_is_written() {
    for birth in ["1990-07-12", "1990-12-07", "1990-07-21", "1990-07-15", "1980-07-12", "1990-07", "1990"] {
        let (one, other) = (man("Contoh Saputra", "1990-07-12"), man("Contoh Saputra", birth));
        assert!(is_found(&one, &other), "{birth}: {}", score(&one, &other));
    }
}

#[test]
fn one_person_is_found_by_a_nik_with_one_slip() {
    let whole = with_nik("5203131307900000", man("Contoh Saputra", "1990-07-13"));
    for (nik, slip, part) in [
        ("5203131308900000", Slip::Changed, NikPart::Birth),
        ("5203133107900000", Slip::Swapped, NikPart::Birth),
        ("2503131307900000", Slip::Swapped, NikPart::Region),
        ("520313130790000", Slip::Doubled, NikPart::Length),
        ("520313137900000", Slip::Lost, NikPart::Length),
        ("52031313079000000", Slip::Doubled, NikPart::Length),
    ] {
        let other = with_nik(nik, Facts { birth: None, ..man("Contoh Sapura", "1990") });
        assert!(reasons(&whole, &other).contains(&Reason::NikOneSlip { slip, part }), "{slip:?} {part:?}");
        assert!(is_found(&whole, &other), "{slip:?} {part:?}: {}", score(&whole, &other));
    }
}

#[test]
fn the_reasons_can_be_told_in_a_sentence() {
    let phone = |name: &str| Facts { phones: [Phone::parse("081200000001").unwrap()].into(), ..named(name) };
    let (one, other) = (phone("Contoh Saputra"), phone("Contoh Sapura"));
    let expected = [Reason::PhoneSame, Reason::NameDiffers { edits: 1, other_letters: 0, rarity: NameRarity::Rare }];
    assert_eq!(reasons(&one, &other), expected.into());
    assert!(is_found(&one, &other));
    let codes: Vec<&str> = reasons(&one, &other).iter().map(Reason::code).collect();
    assert_eq!(codes, ["name_differs", "phone_same"]);
    assert_eq!(
        serde_json::to_string(&Reason::NameDiffers { edits: 1, other_letters: 0, rarity: NameRarity::Rare }).unwrap(),
        r#"{"code":"name_differs","edits":1,"other_letters":0,"rarity":"rare"}"#
    );
}

#[test]
fn a_code_is_the_tag_that_serde_writes() {
    let (slip, rarity) = (Slip::Lost, NameRarity::Common);
    for reason in [
        Reason::NikSame,
        Reason::NikOneSlip { slip, part: NikPart::Length },
        Reason::NameRespelled { rarity },
        Reason::BirthAgrees { to: records::date::Precision::Year },
        Reason::FamilyCardOneSlip { slip },
        Reason::NeighbourhoodSame,
    ] {
        assert_eq!(serde_json::to_value(reason).unwrap()["code"], reason.code());
    }
}

#[test]
fn relatives_are_not_one_person() {
    for (who, one, other) in [
        ("brothers", of_house("Contoh Saputra", "1990-07-13"), of_house("Teladan Saputra", "1993-02-25")),
        ("twins", of_house("Hasan Saputra", "1990-07-13"), of_house("Teladan Wijaya", "1990-07-13")),
        (
            "twins in the register",
            with_nik("9999991307900001", of_house("Contoh Hasan", "1990-07-13")),
            with_nik("9999991307900002", of_house("Contoh Husin", "1990-07-13")),
        ),
        (
            "father and son of one name",
            of_house("Contoh Saputra", "1968-02-25"),
            of_house("Contoh Saputra", "1990-07-13"),
        ),
        ("father and son, to the year", of_house("Contoh Saputra", "1968"), of_house("Contoh Saputra", "1990")),
    ] {
        assert!(!is_found(&one, &other), "{who}: {}", score(&one, &other));
    }
}

#[test]
fn strangers_with_one_thing_in_common_are_two() {
    let bare = |name: &str| Facts { village: RegionCode::parse("52.03.13.2001").ok(), ..named(name) };
    for (what, one, other) in [
        ("name", named("Contoh Saputra"), named("Contoh Saputra")),
        ("name and village", bare("Contoh Saputra"), bare("Contoh Saputra")),
        ("birth date", man("Contoh Saputra", "1990-07-13"), man("Teladan Wijaya", "1990-07-13")),
        ("common name and year", man("Muhammad", "1990"), man("Muhammad", "1990")),
        (
            "name and a similar birthday",
            with_nik("5203131307900000", man("Contoh", "1990-07-13")),
            with_nik("5203131307910000", man("Contoh", "1991-07-13")),
        ),
    ] {
        assert!(score(&one, &other) < PROPOSED, "{what}: {}", score(&one, &other));
    }
}

#[test]
fn what_is_missing_is_no_evidence() {
    let full = of_house("Contoh Saputra", "1990-07-13");
    assert_eq!(reasons(&full, &Facts::default()), BTreeSet::new());
    assert_eq!(score(&full, &Facts::default()), score(&Facts::default(), &Facts::default()));
    let known: BTreeSet<Reason> = reasons(&full, &named("Contoh Saputra"));
    assert_eq!(known, [Reason::NameSame { rarity: NameRarity::Rare }].into());
}

#[test]
fn one_passport_or_nik_and_a_similar_name_are_likely_one_person() {
    let passport = |name: &str| Facts { passports: [PassportNumber::parse("X0000000").unwrap()].into(), ..named(name) };
    assert!(score(&passport("Contoh Saputra"), &passport("Saputra C.")) >= LIKELY);
    let nik = |name: &str| with_nik("5203131307900000", named(name));
    assert!(score(&nik("Contoh Saputra"), &nik("Contoh Sapura")) >= LIKELY);
    assert!(score(&nik("Contoh Saputra"), &nik("")) >= PROPOSED);
}

#[test]
fn another_name_counts_as_the_name_does() {
    let both = Facts { names: ["Papuq Lain".to_owned(), "Contoh Saputra".to_owned()].into(), ..man("", "1990-07-13") };
    assert!(is_found(&both, &man("Contoh Saputra", "1990-07-13")));
}

#[test]
fn two_people_under_one_nik_are_told_from_one_who_was_written_badly() {
    let nik = |facts: Facts| with_nik("5203131307900000", facts);
    for (what, one, other, are_two) in [
        ("another name and birth", man("Contoh Saputra", "1990-07-13"), man("Teladan Wijaya", "1984-02-25"), true),
        ("another name, birth unknown", named("Contoh Saputra"), named("Teladan Wijaya"), true),
        ("a younger sister's card", man("Contoh Saputra", "1990-07-13"), man("Teladan Saputra", "1995-02-25"), true),
        ("a slip", man("Contoh Saputra", "1990-07-13"), man("Contoh Sapura", "1990-07-13"), false),
        ("another birth date", man("Contoh Saputra", "1990-07-13"), man("Contoh Saputra", "1984-02-25"), false),
        ("a name of the house", man("Contoh Saputra", "1990-07-13"), man("Teladan", "1990-07-13"), false),
        ("nothing to compare", named(""), named(""), false),
    ] {
        let found = contradiction(&Person::new(&nik(one.clone())), &Person::new(&nik(other.clone())));
        assert_eq!(found.is_some(), are_two, "{what}: {:?}", found.map(|found| found.score));
        let mut index = Index::new();
        index.insert(1, Person::new(&nik(one)));
        index.insert(2, Person::new(&nik(other)));
        assert_eq!(index.contradictions().map(|(ids, _)| ids).collect::<Vec<_>>() == [(1, 2)], are_two, "{what}");
        assert!(!are_two || index.pairs().next().is_none(), "{what}: both a pair and two people");
    }
}

#[test]
fn a_number_that_everybody_has_identifies_nobody_and_costs_little() {
    let mut index = Index::new();
    for id in 0..2_000 {
        let phones = [Phone::parse("+628400000001").unwrap()].into();
        index.insert(id, Person::new(&Facts { phones, ..named(&format!("Contoh Nomor{id}")) }));
    }
    let asked = Facts { phones: [Phone::parse("+628400000001").unwrap()].into(), ..named("Contoh Nomor7") };
    assert!(index.candidates(&Person::new(&asked)).is_empty());
}
