use records::{FamilyCardNumber, PartialDate, Phone, value_set::Sex};

use super::*;

fn person(name: &str) -> Person {
    Person { name: name.to_owned(), ..Person::default() }
}

fn with_nik(name: &str, nik: &str) -> Person {
    Person { nik: nik.to_owned(), ..person(name) }
}

fn of_card(name: &str, birth: &str, sex: Sex) -> Person {
    Person {
        family_card: FamilyCardNumber::parse("5203132707160000").ok(),
        birth: PartialDate::parse(birth).ok(),
        sex: Some(sex),
        ..person(name)
    }
}

fn found(a: &Person, b: &Person) -> Vec<SameReason> {
    assert_eq!(reasons(a, b), reasons(b, a));
    reasons(a, b).into_iter().collect()
}

#[test]
fn one_nik_is_one_person_whatever_the_names() {
    let (a, b) = (with_nik("Ani", "5203135207900000"), with_nik("Budi", "5203135207900000"));
    assert_eq!(found(&a, &b), [SameReason::SameNik]);
}

#[test]
fn a_slip_in_the_nik_counts_with_a_similar_name() {
    let whole = with_nik("Contoh Satu", "5203131207900000");
    for nik in ["5203131207800000", "5203132107900000", "520313120790000", "52031312079000", "52031131207900000"] {
        assert_eq!(found(&whole, &with_nik("Contoh Sattu", nik)), [SameReason::NikSlip], "{nik}");
        assert_eq!(found(&whole, &with_nik("Lain Sekali", nik)), [], "{nik}");
    }
    for nik in ["", "0000", "5203131308910000"] {
        assert_eq!(found(&whole, &with_nik("Contoh Satu", nik)), [], "{nik}");
    }
}

#[test]
fn people_of_one_card_are_one_only_if_name_birth_and_sex_agree() {
    let person = of_card("Contoh Satu", "1990-07-12", Sex::Male);
    assert_eq!(found(&person, &of_card("Contho Satu", "1990-07-12", Sex::Male)), [SameReason::SameFamilyCard]);
    assert_eq!(found(&person, &of_card("CONTOH SATU", "1990", Sex::Male)), [SameReason::SameFamilyCard]);
    assert_eq!(found(&person, &of_card("Contoh Satu", "1991-07-12", Sex::Male)), []);
    assert_eq!(found(&person, &of_card("Contoh Satu", "1990-07-12", Sex::Female)), []);
    assert_eq!(found(&person, &of_card("Teladan Dua", "1990-07-12", Sex::Male)), []);
}

#[test]
fn twins_with_two_whole_niks_are_two_people() {
    let twin = |name: &str, nik: &str| Person { nik: nik.to_owned(), ..of_card(name, "1990-07-12", Sex::Male) };
    assert_eq!(found(&twin("Contoh Hasan", "5203131207900000"), &twin("Contoh Husin", "5203041207980000")), []);
}

#[test]
fn a_record_is_found_among_others() {
    let phone = |name: &str| Person { phones: Phone::parse("081200000001").into_iter().collect(), ..person(name) };
    let others = [person("Contoh Satu"), phone("Teladan Dua"), phone("Contoh Sattu")];
    let same = candidates(&phone("Contoh Satu"), &others);
    assert_eq!(same, [(2, BTreeSet::from([SameReason::SamePhone]))]);
}

#[test]
fn debug_shows_nothing_of_a_person() {
    assert_eq!(format!("{:?}", with_nik("Ani", "5203135207900000")), "Person(…)");
}
