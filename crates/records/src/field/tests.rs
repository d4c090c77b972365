use std::collections::BTreeSet;

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

#[test]
fn every_pattern_is_a_path_and_stands_once() {
    for kind in [Kind::Worker, Kind::Household] {
        let patterns: BTreeSet<&str> = fields_of(kind).iter().map(|field| field.path).collect();
        assert_eq!(patterns.len(), fields_of(kind).len());
        for field in fields_of(kind) {
            let path = Path::parse(&field.path.replace('*', "x1")).unwrap();
            let covering = fields_of(kind).iter().filter(|field| field.covers(&path)).count();
            assert_eq!(covering, 1, "{path}");
            assert!(!field.label_id.is_empty() && !field.label_en.is_empty());
        }
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

proptest! {
    /// What a form accepts is stored as it is: parsing, checking and parsing again change nothing more.
    #[test]
    fn a_canonical_value_stays_canonical(
        at in 0..fields_of(Kind::Worker).len(), text in "\\PC{0,24}|[0-9+. -]{0,20}|[A-Za-z ]{0,12}",
    ) {
        let field = &fields_of(Kind::Worker)[at];
        if let Ok(value) = field.parse(&text, Deployment::Training) {
            prop_assert_eq!(field.check(&value, Deployment::Training), Ok(value.clone()), "{}", field.path);
            if let Some(text) = value.as_text() {
                prop_assert_eq!(field.parse(text, Deployment::Training), Ok(value.clone()), "{}", field.path);
            }
        }
    }

    #[test]
    fn every_code_is_typed_by_code_and_by_label(at in 0..fields_of(Kind::Worker).len(), pick: prop::sample::Index) {
        let field = &fields_of(Kind::Worker)[at];
        if let FieldType::Code(set) = field.value {
            let entry = pick.get(set.codes);
            for text in [entry.code, entry.label_id] {
                prop_assert!(field.parse(text, Deployment::Training).is_ok());
            }
            prop_assert_eq!(field.parse(entry.code, Deployment::Training), Ok(Value::from(entry.code)));
        }
    }
}
