use serde_json::json;

use super::*;
use crate::{ElementId, field::typed_of, problem::Severity};

const PHONE: &str = "0198f6a2-7c1e-7b7a-9a51-3f0c2d5e8a10";
const FIRST: &str = "0198f6a2-7c1e-7b7a-9a51-3f0c2d5e8a11";
const SECOND: &str = "0198f6a2-7c1e-7b7a-9a51-3f0c2d5e8a12";
const FILE: &str = "00112233445566778899aabbccddeeff";

fn project(values: &[(&str, Value)]) -> Worker {
    let fields = values.iter().map(|(path, value)| (Path::parse(path).unwrap(), value.clone())).collect();
    Worker::project(&fields, Deployment::Training)
}

/// Paths with texts, where `{}` stands for the phone's element.
fn project_texts(values: &[(&str, &str)]) -> Worker {
    let owned: Vec<(String, Value)> =
        values.iter().map(|(path, text)| (path.replace("{}", PHONE), Value::from(*text))).collect();
    project(&owned.iter().map(|(path, value)| (path.as_str(), value.clone())).collect::<Vec<_>>())
}

fn codes(worker: &Worker) -> Vec<(String, String)> {
    worker.problems.iter().map(|problem| (problem.path.to_string(), problem.code.to_string())).collect()
}

#[test]
fn a_record_without_values_is_an_empty_worker() {
    let worker = project(&[]);
    assert_eq!(worker, Worker::default());
    assert_eq!(serde_json::to_value(&worker).unwrap(), json!({}));
}

#[test]
fn a_worker_has_stable_json() {
    let worker = project(&[
        ("nik", Value::from("5203135507740000")),
        ("name", Value::from("Contoh Satu")),
        ("sex", Value::from("P")),
        ("birth_date", Value::from("1974-07-15")),
        ("origin_village", Value::from("52.03.13.2001")),
        ("destination_country", Value::from("MY")),
        ("occupation", Value::from("PRT")),
        (&format!("phone/{PHONE}/number"), Value::from("+6281234567890")),
        (&format!("phone/{PHONE}/whatsapp"), Value::from(true)),
        (&format!("milestone/{FIRST}/code"), Value::from("BERANGKAT")),
        (&format!("milestone/{FIRST}/date"), Value::from("2023-01-30")),
        (&format!("milestone/{SECOND}/code"), Value::from("PULANG")),
        (&format!("import/{FILE}/7/file"), Value::from("daftar.csv")),
        (&format!("import/{FILE}/7/cells"), Value::from(r#"["1","Contoh Satu"]"#)),
    ]);
    let expected = json!({
        "nik": "5203135507740000",
        "name": "Contoh Satu",
        "sex": "P",
        "birth_date": "1974-07-15",
        "origin_village": "52.03.13.2001",
        "phones": [{ "id": PHONE, "number": "+6281234567890", "whatsapp": true }],
        "milestones": {
            "BERANGKAT": [{ "date": "2023-01-30", "id": FIRST }],
            "PULANG": [{ "id": SECOND }],
        },
        "stage": { "code": "PULANG", "phase": "after" },
        "destination_country": "MY",
        "occupation": "PRT",
        "sources": [{ "file": FILE, "row": 7, "file_name": "daftar.csv" }],
    });
    assert_eq!(serde_json::to_value(&worker).unwrap(), expected);
    assert_eq!(serde_json::from_value::<Worker>(expected).unwrap(), worker);
}

#[test]
fn every_described_field_reaches_the_typed_record() {
    for field in typed_of(Kind::Worker).filter(|field| !field.path.starts_with("settled/")) {
        let path = field.path.replace('*', FIRST);
        let mut values = vec![(path.as_str(), field.example())];
        let code =
            path.rsplit_once('/').filter(|_| path.starts_with("milestone/")).map(|(start, _)| format!("{start}/code"));
        values.extend(code.as_deref().map(|code| (code, Value::from("MINAT"))));
        let written = serde_json::to_string(&project(&values)).unwrap();
        let (_, text) = &values[0];
        assert!(written.contains(&text.to_string()), "{} is not in {written}", field.path);
    }
}

#[test]
fn what_cannot_be_read_stays_out_and_is_a_problem() {
    let worker = project_texts(&[
        ("nik", "520313"),
        ("birth_date", "15-07-1974"),
        ("phone/{}/number", "tidak ada"),
        ("phone/{}/owner", "SELF"),
        ("name", "Contoh Satu"),
        ("future_field", "from a newer version"),
    ]);
    assert_eq!((worker.nik.clone(), worker.birth_date, worker.name.as_deref()), (None, None, Some("Contoh Satu")));
    assert_eq!(worker.phones.len(), 1);
    assert_eq!(worker.phones[0].number, None);
    let paths: Vec<&str> = worker.problems.iter().map(|problem| problem.path.as_str()).collect();
    assert_eq!(paths, ["birth_date", "nik", &format!("phone/{PHONE}/number")]);
    for problem in &worker.problems {
        assert_eq!((problem.severity, problem.code.code()), (Severity::Hard, "unreadable"));
    }
    assert_eq!(worker.problems[1].message_en, "NIK: a NIK has 16 digits, not 6");
    assert_eq!(worker.problems[1].message_id, "NIK: NIK harus 16 angka, bukan 6");
}

#[test]
fn what_is_doubtful_is_kept_with_a_warning() {
    let worker = project_texts(&[
        ("nik", "5299135507740000"),
        ("sex", "L"),
        ("birth_date", "1975"),
        ("kk_number", "5203136607160000"),
        ("phone/{}/number", "+628068124158"),
        ("occupation", "ASTRONOT"),
        ("origin_village", "52.03.13.2999"),
        ("bpjs_tk_no", "123"),
        ("document/{}/code", "DOC_PASSPORT"),
        ("document/{}/number", "X1A00001"),
    ]);
    assert!(worker.nik.is_some() && worker.kk_number.is_some() && worker.occupation.is_some());
    let expected = [
        ("birth_date", "nik_disagrees_with_birth_date"),
        ("bpjs_tk_no", "number_unusual"),
        (&format!("document/{PHONE}/number"), "passport_unusual"),
        ("kk_number", "kk_number_unusual"),
        ("nik", "nik_unknown_district"),
        ("occupation", "unknown_code"),
        ("origin_village", "unknown_village"),
        (&format!("phone/{PHONE}/number"), "phone_unusual"),
        ("sex", "nik_disagrees_with_sex"),
    ];
    assert_eq!(codes(&worker), expected.map(|(path, code)| (path.to_owned(), code.to_owned())));
    assert!(worker.problems.iter().all(|problem| problem.severity == Severity::Soft));
    assert_eq!(worker.problems[1].message_id, "No. BPJS Ketenagakerjaan: jumlah angkanya tidak lazim");
}

#[test]
fn an_import_problem_is_open_while_its_field_is_empty() {
    let birth = format!("import/{FILE}/7/problem.birth_date");
    let phone = format!("import/{FILE}/7/problem.phone");
    let strange = format!("import/{FILE}/9/problem.name");
    let read = [(birth.as_str(), "unreadable: 31/02/1974"), (&phone, "ambiguous: 0812 / 0813"), (&strange, "Siti: ?")];
    let open = project_texts(&read);
    assert_eq!(
        codes(&open),
        [("birth_date", "unreadable"), ("name", "unreadable"), ("phone", "ambiguous")]
            .map(|(path, code)| (path.to_owned(), code.to_owned()))
    );
    let row = open.problems[0].row.unwrap();
    assert_eq!((row.file.to_string().as_str(), row.row), (FILE, 7));
    assert!(!format!("{open:?}{}", serde_json::to_string(&open).unwrap()).contains("31/02"));

    let settled = [("birth_date", "1974-07-15"), ("phone/{}/number", "+6281234567890"), ("name", "Siti")];
    assert_eq!(codes(&project_texts(&[&read[..], &settled[..]].concat())), []);
    let neighbours = project_texts(&[&read[1..], &[("phones", "x"), ("name", " ")][..]].concat());
    for still_open in [("phone", "ambiguous"), ("name", "unreadable")] {
        assert!(codes(&neighbours).contains(&(still_open.0.to_owned(), still_open.1.to_owned())), "{still_open:?}");
    }
}

#[test]
fn a_reason_that_only_the_import_knows_keeps_its_code_and_says_a_sentence() {
    let worker = project_texts(&[(&format!("import/{FILE}/7/problem.nik"), "digits_lost: 5.20313E+15")]);
    assert_eq!(codes(&worker), [("nik".to_owned(), "digits_lost".to_owned())]);
    assert_eq!(worker.problems[0].message_en, "NIK: the cell of the imported list could not be used");
}

#[test]
fn every_row_that_made_the_record_is_a_source() {
    let worker = project_texts(&[
        (&format!("import/{FILE}/12/cells"), "[]"),
        (&format!("import/{FILE}/7/cells"), "[]"),
        (&format!("import/{FILE}/7/file"), "daftar.csv"),
        ("import/not-a-file/7/cells", "[]"),
    ]);
    let rows: Vec<_> = worker.sources.iter().map(|source| (source.row.row, source.file_name.as_deref())).collect();
    assert_eq!(rows, [(7, Some("daftar.csv")), (12, None)]);
}

#[test]
fn a_production_deployment_does_not_use_a_training_nik() {
    let fields = BTreeMap::from([(Path::parse("nik").unwrap(), Value::from("5203135507740000"))]);
    let worker = Worker::project(&fields, Deployment::Production);
    assert_eq!((worker.nik.clone(), codes(&worker).len()), (None, 1));
}

#[test]
fn the_village_is_that_of_residence() {
    let both = project_texts(&[("origin_village", "52.03.13.2001"), ("domicile_village", "52.03.13.2002")]);
    assert_eq!(both.village().map(RegionCode::as_str), Some("52.03.13.2002"));
    assert_eq!(
        project_texts(&[("origin_village", "52.03.13.2001")]).village().map(RegionCode::as_str),
        Some("52.03.13.2001")
    );
}

#[test]
fn passports_are_read_from_the_documents() {
    let worker = project_texts(&[("document/{}/code", "DOC_PASSPORT"), ("document/{}/number", "c 000 0001")]);
    assert_eq!(worker.passports().map(String::from).collect::<Vec<_>>(), ["C0000001"]);
}

#[test]
fn a_withdrawn_consent_does_not_stand() {
    let given = [("consent/{}/purpose", "berbagi data"), ("consent/{}/given_on", "2025-01-02")];
    assert!(project_texts(&given).consents[0].stands());
    assert!(
        !project_texts(&[&given[..], &[("consent/{}/withdrawn_on", "2025-03-04")][..]].concat()).consents[0].stands()
    );
}

#[test]
fn milestones_of_one_code_stand_by_date() {
    let worker = project_texts(&[
        (&format!("milestone/{FIRST}/code"), "BERANGKAT"),
        (&format!("milestone/{FIRST}/date"), "2023"),
        (&format!("milestone/{SECOND}/code"), "BERANGKAT"),
        (&format!("milestone/{SECOND}/date"), "2019"),
    ]);
    let ids: Vec<ElementId> =
        worker.milestones[&MilestoneCode::Departure].iter().map(|milestone| milestone.id).collect();
    assert_eq!(ids, [SECOND.parse().unwrap(), FIRST.parse().unwrap()]);
}

#[test]
fn an_empty_field_says_why() {
    let values =
        [("birth_date.absent", "UNKNOWN"), ("phone.absent", "REFUSED"), ("name.absent", "REFUSED"), ("name", "A")];
    let worker = project_texts(&values);
    let json = json!({ "name": "A", "absent": { "birth_date": "UNKNOWN", "phone": "REFUSED" } });
    assert_eq!(serde_json::to_value(&worker).unwrap(), json);
    assert_eq!(serde_json::from_value::<Worker>(json).unwrap(), worker);
}

#[test]
fn debug_shows_no_personal_data() {
    let phone = format!("phone/{PHONE}/number");
    let worker =
        project_texts(&[("name", "Rahasia"), ("note", "Rahasia"), (&phone, "+6281234567890"), ("agency", "Rahasia")]);
    let shown = format!("{worker:?}{:?}", worker.phones);
    assert!(!shown.contains("Rahasia") && !shown.contains("1234567890"));
}
