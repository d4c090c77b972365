use proptest::prelude::*;

use super::*;
use crate::{Deployment, Value};

const ID: &str = "0198f6a2-7c1e-7b7a-9a51-3f0c2d5e8a10";
const FILE: &str = "00112233445566778899aabbccddeeff";

fn field(kind: Kind, path: &str) -> &'static Field {
    field_of(kind, &Path::parse(path).unwrap()).unwrap()
}

fn parse(path: &str, text: &str) -> Result<Value, FieldError> {
    field(Kind::Worker, path).parse(text, Deployment::Training)
}

#[test]
fn a_path_belongs_to_the_field_whose_pattern_it_fits() {
    for (path, pattern) in [
        ("nik", Some("nik")),
        (&format!("phone/{ID}/number"), Some("phone/*/number")),
        (&format!("import/{FILE}/7/cells"), Some("import/*/*/cells")),
        (&format!("import/{FILE}/7/problem.phone"), Some("import/*/*/problem.*")),
        ("phone", None),
        ("phone/number", None),
        (&format!("phone/{ID}/number/extra"), None),
        ("nickname", None),
    ] {
        let found = field_of(Kind::Worker, &Path::parse(path).unwrap());
        assert_eq!(found.map(|field| field.path), pattern, "{path}");
    }
    assert_eq!(field_of(Kind::Notice, &Path::parse("nik").unwrap()), None);
}

fn all() -> impl Iterator<Item = (Kind, &'static Field)> {
    Kind::ALL.into_iter().flat_map(|kind| fields_of(kind).iter().map(move |field| (kind, field)))
}

#[test]
fn every_pattern_is_a_path_and_covers_what_no_other_does() {
    for (kind, field) in all() {
        let path = Path::parse(&field.path.replace('*', ID)).unwrap();
        let covering: Vec<_> =
            fields_of(kind).iter().filter(|field| field.covers(&path)).map(|field| field.path).collect();
        assert_eq!(covering, [field.path], "{kind} {path}");
        assert!(!field.path.ends_with(".absent"), "{kind} {path}");
    }
}

#[test]
fn every_field_says_what_it_is_in_both_languages_and_what_it_rests_on() {
    for (kind, field) in all() {
        for said in [field.label_id, field.label_en, field.basis] {
            assert!(!said.is_empty() && said.trim() == said, "{kind} {}", field.path);
        }
    }
}

#[test]
fn a_kinds_fields_are_those_of_its_groups() {
    for kind in Kind::ALL {
        let grouped =
            groups_of(kind).iter().flat_map(|group| group.fields.iter().map(|field| (field.path, group.basis)));
        let fields = fields_of(kind).iter().map(|field| (field.path, field.basis));
        assert_eq!(grouped.collect::<Vec<_>>(), fields.collect::<Vec<_>>(), "{kind}");
    }
}

#[test]
fn a_path_is_a_field_or_the_beginning_of_others_but_never_both() {
    for (kind, field) in all() {
        let within = format!("{}/", field.path);
        assert!(fields_of(kind).iter().all(|other| !other.path.starts_with(&within)), "{kind} {}", field.path);
    }
}

/// The tables of version 1, as its program wrote them.
const VERSION_1: &str = include_str!("../../../document/tests/versions/1/tables.txt");

/// Devices, captures and registries hold these: what stood once stands for good, with the type that it had.
#[test]
fn no_field_and_no_code_of_an_earlier_version_has_gone() {
    for line in VERSION_1.lines() {
        let words: Vec<_> = line.split(' ').collect();
        let stands = match words[..] {
            ["field", kind, path, takes] => {
                let mut fields = fields_of(kind.parse().unwrap()).iter();
                fields.any(|field| (field.path, field.value.as_str(), field.since) == (path, takes, 1))
            }
            ["code", name, code] => {
                let mut sets = all().filter_map(|(_, field)| field.value.codes()).filter(|set| set.name == name);
                sets.all(|set| set.get(code).is_some_and(|entry| entry.was.unwrap_or(entry.code) == code))
            }
            _ => panic!("{line}"),
        };
        assert!(stands, "{line}");
    }
}

/// A field without a version is one of the first; say `.since(VERSION)` of a new one.
#[test]
fn a_field_says_with_which_version_it_came() {
    let is_first = |kind: Kind, field: &Field| {
        let line = format!("field {kind} {} ", field.path);
        VERSION_1.lines().any(|other| other.starts_with(&line))
    };
    let is_wrong =
        |(kind, field): &(Kind, &Field)| (field.since == 1) != is_first(*kind, field) || field.since > VERSION;
    let wrong: Vec<_> = all().filter(is_wrong).map(|(kind, field)| format!("{kind} {}", field.path)).collect();
    assert_eq!(wrong, [""; 0], ".since({VERSION}) is missing, or too much");
}

#[test]
fn who_settles_a_conflict_follows_from_the_field() {
    for (kind, path, policy) in [
        (Kind::Worker, "name", ConflictPolicy::Person),
        (Kind::Worker, "dusun", ConflictPolicy::Latest),
        (Kind::Worker, "phone/*/number", ConflictPolicy::Union),
        (Kind::Worker, "milestone/*/date", ConflictPolicy::Union),
        (Kind::Case, "action/*/note", ConflictPolicy::Union),
        (Kind::Worker, "document/*/number", ConflictPolicy::Person),
        (Kind::Worker, "departure/*/passport_no", ConflictPolicy::Person),
        (Kind::Worker, "consent/*/withdrawn_on", ConflictPolicy::Dominant(Order::Earliest)),
        (Kind::Case, "access_group", ConflictPolicy::Dominant(Order::Codes(&["TPPO", "RESTRICTED"]))),
        (Kind::Notice, "employer_blacklisted", ConflictPolicy::Dominant(Order::Yes)),
        (Kind::Notice, "removed", ConflictPolicy::Dominant(Order::Any)),
    ] {
        let field = fields_of(kind).iter().find(|field| field.path == path).unwrap();
        assert_eq!(field.conflict, policy, "{kind} {path}");
    }
    for (kind, field) in all() {
        assert_eq!(field.critical, field.conflict == ConflictPolicy::Person, "{kind} {}", field.path);
    }
}

#[test]
fn every_example_is_a_value_of_its_field_without_doubt() {
    for (kind, field) in all() {
        let example = field.example();
        assert!(field.holds(&example), "{kind} {}", field.path);
        assert_eq!(field.check(&example, Deployment::Training), Ok(example.clone()), "{kind} {}", field.path);
        assert_eq!(field.doubt(&example, Deployment::Training), None, "{kind} {}", field.path);
    }
}

#[test]
fn what_needs_more_care_by_law_is_specific() {
    for kind in [Kind::Screening, Kind::Confidential] {
        assert!(fields_of(kind).iter().all(|field| field.class == DataClass::Specific), "{kind}");
    }
    for (kind, path) in [
        (Kind::Worker, "disability"),
        (Kind::Worker, "departure/*/wage"),
        (Kind::Worker, "return/*/death_cause"),
        (Kind::Household, "member/*/birth_date"),
        (Kind::Case, "narrative"),
    ] {
        let field = fields_of(kind).iter().find(|field| field.path == path).unwrap();
        assert_eq!(field.class, DataClass::Specific, "{kind} {path}");
    }
}

#[test]
fn what_identifies_a_person_is_critical() {
    for path in ["nik", "name", "sex", "birth_date", "id_pmi", "verification"] {
        assert!(field(Kind::Worker, path).critical, "{path}");
    }
    assert!(!field(Kind::Worker, "note").critical && !field(Kind::Worker, "dusun").critical);
}

#[test]
fn a_code_that_dominates_is_one_of_its_field() {
    let mut seen = 0;
    for (kind, field) in all() {
        let ConflictPolicy::Dominant(Order::Codes(codes)) = field.conflict else { continue };
        let set = field.value.codes().unwrap();
        assert!(codes.iter().all(|code| set.get(code).is_some()), "{kind} {}", field.path);
        seen += 1;
    }
    assert!(seen > 0);
}

#[test]
fn what_people_type_becomes_canonical() {
    let phone = format!("phone/{ID}/number");
    let whatsapp = format!("phone/{ID}/whatsapp");
    for (path, text, value) in [
        ("nik", "520313 301074 0000", Value::from("5203133010740000")),
        (&phone, "0812-3456-7890", Value::from("+6281234567890")),
        (&whatsapp, "Ya", Value::from(true)),
        ("sex", "perempuan", Value::from("P")),
        ("sex", "l", Value::from("L")),
        ("occupation", "Pekerja rumah tangga", Value::from("PRT")),
        ("destination_country", "Malaysia", Value::from("MY")),
        ("origin_village", "5203132001", Value::from("52.03.13.2001")),
        ("birth_date", " 1990-07 ", Value::from("1990-07")),
        ("name", "  Contoh   Satu ", Value::from("Contoh Satu")),
        ("name", "Cafe\u{301}", Value::from("Caf\u{e9}")),
        ("note", "satu\r\ndua", Value::from("satu\ndua")),
        ("bpjs_tk_no", "12.345.678.901", Value::from("12345678901")),
        ("preferred_language", "SAS", Value::from("sas")),
        (&format!("skill/{ID}/years"), "3", Value::from(3)),
        (&format!("departure/{ID}/wage"), "RM 1.500,50", Value::from("MYR 1500.50")),
        (&format!("departure/{ID}/processing_bp3mi"), " 35 ", Value::from("35")),
        (&format!("departure/{ID}/processing_ltsa"), "3573", Value::from("35.73")),
        (&format!("subject_request/{ID}/received_at"), "2026-02-20T11:01:00+08:00", Value::from(1_771_556_460)),
        (&format!("subject_request/{ID}/received_at"), "1771556460", Value::from(1_771_556_460)),
        ("birth_date.absent", "tidak diketahui", Value::from("UNKNOWN")),
    ] {
        assert_eq!(parse(path, text), Ok(value), "{path} {text}");
    }
}

#[test]
fn what_is_no_value_of_the_field_is_refused_with_a_reason_in_both_languages() {
    let years = format!("skill/{ID}/years");
    for (path, text) in [
        ("nik", "520313"),
        ("name", "  "),
        ("name", "a\u{7}b"),
        ("name", &"a".repeat(121)),
        ("sex", "X"),
        ("occupation", "astronot"),
        ("destination_country", "Mlysia"),
        ("origin_village", "52.03.13"),
        ("origin_village", "52.03.13.2999"),
        ("birth_date", "12-07-1990"),
        ("birth_date", "1990-02-30"),
        ("household", "x"),
        ("photo", "foto.jpg"),
        (&years, "81"),
        (&years, "-1"),
        (&format!("import/{FILE}/7/cells"), "{}"),
        (&format!("phone/{ID}/whatsapp"), "mungkin"),
        (&format!("departure/{ID}/wage"), "1500"),
        (&format!("departure/{ID}/wage"), "MYR banyak"),
        (&format!("departure/{ID}/processing_bp3mi"), "52.03"),
        (&format!("departure/{ID}/processing_bp3mi"), "99"),
        (&format!("departure/{ID}/processing_ltsa"), "Malang"),
        (&format!("subject_request/{ID}/received_at"), "kemarin"),
        (&format!("subject_request/{ID}/received_at"), "-1"),
        ("birth_date.absent", "lupa"),
    ] {
        let error = parse(path, text).unwrap_err();
        assert!(!error.to_string().is_empty() && !error.message_id().is_empty(), "{path}");
    }
}

#[test]
fn a_stored_value_that_a_newer_version_wrote_passes_with_doubt() {
    for (path, value, code) in
        [("occupation", "ASTRONOT", "unknown_code"), ("origin_village", "52.03.13.2999", "unknown_village")]
    {
        let field = field(Kind::Worker, path);
        let checked = field.check(&Value::from(value), Deployment::Production).unwrap();
        assert_eq!(checked, Value::from(value));
        assert_eq!(field.doubt(&checked, Deployment::Production).map(|code| code.to_string()).as_deref(), Some(code));
    }
    let occupation = field(Kind::Worker, "occupation");
    assert!(occupation.check(&Value::from("guru di sekolah"), Deployment::Training).is_err());
}

#[test]
fn a_stored_value_has_the_type_of_its_field() {
    for (path, value) in [("name", Value::from(true)), ("nik", Value::from(5))] {
        assert_eq!(field(Kind::Worker, path).check(&value, Deployment::Training), Err(FieldError::NotText));
    }
    let whatsapp = field(Kind::Worker, &format!("phone/{ID}/whatsapp"));
    assert_eq!(whatsapp.check(&Value::from("ya"), Deployment::Training), Err(FieldError::NotYesNo));
}

#[test]
fn production_refuses_a_training_nik() {
    let nik = Value::from("5203133010740000");
    let field = field(Kind::Worker, "nik");
    assert!(field.check(&nik, Deployment::Training).is_ok());
    assert!(field.check(&nik, Deployment::Production).is_err());
}

/// Texts such as people and other programs write for a field of any type.
fn typed() -> impl Strategy<Value = String> {
    let date = "(19|20)[0-9]{2}(-[01][0-9](-[0-3][0-9])?)?~?";
    let money = "(Rp|RM|MYR|idr) ?[0-9]{1,3}([.][0-9]{3}){0,3}(,[0-9]{1,2})?";
    let moment = "20[0-9]{2}-0[1-9]-1[0-9]T1[0-9]:[0-5][0-9]:00(Z|[+]08:00)|[0-9]{1,11}";
    let id = "[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}|[0-9a-f]{32}";
    let any = "\\PC{0,24}|[0-9+. -]{0,20}|[A-Za-z ]{0,12}|[A-Z_]{1,12}|[0-9]{16}|5[23][.]?0[1-9][.]?0[1-9][.]?200[1-9]";
    prop_oneof![3 => any, 1 => date, 1 => money, 1 => moment, 1 => id]
}

proptest! {
    /// What a form accepts is stored as it is: parsing, checking and parsing again change nothing more.
    #[test]
    fn a_canonical_value_stays_canonical(at in any::<prop::sample::Index>(), text in typed()) {
        let fields: Vec<_> = all().collect();
        let (kind, field) = *at.get(&fields);
        if let Ok(value) = field.parse(&text, Deployment::Training) {
            prop_assert!(field.holds(&value));
            prop_assert_eq!(field.check(&value, Deployment::Training), Ok(value.clone()), "{} {}", kind, field.path);
            if value.as_bool().is_none() {
                let again = field.parse(&value.to_string(), Deployment::Training);
                prop_assert_eq!(again, Ok(value.clone()), "{} {}", kind, field.path);
            }
        }
    }

    #[test]
    fn every_code_is_typed_by_code_and_by_label(at in any::<prop::sample::Index>(), pick: prop::sample::Index) {
        let coded: Vec<_> = all().filter_map(|(_, field)| Some((field, field.value.codes()?))).collect();
        let (field, set) = *at.get(&coded);
        let entry = pick.get(set.codes);
        for text in [entry.code, entry.label_id, entry.label_en] {
            prop_assert_eq!(field.parse(text, Deployment::Training), Ok(Value::from(entry.code)), "{} {}", set.name, text);
        }
    }
}
