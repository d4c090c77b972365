//! Complaints, screenings, sessions and reminders on a device that is offline.

use serde_json::{Value, json};

use crate::{add_worker, device::Device};

fn codes(told: &Value) -> Vec<&str> {
    told.as_array().unwrap().iter().map(|item| item["code"].as_str().unwrap()).collect()
}

#[test]
fn what_a_worker_s_record_tells_is_shown_with_it_and_in_both_languages() {
    let device = Device::new();
    let id = add_worker(
        &device,
        &[
            "name=Contoh Satu",
            "birth_date=2009-05-01",
            "scheme=P_TO_P",
            "destination_country=KH",
            "--add",
            "milestone",
            "code=MINAT",
        ],
    );
    let told = device.json(&["show", &id, "--on", "2026-03-01"])["assessment"].clone();
    assert_eq!(told["stage"]["code"], "MINAT");
    assert_eq!(told["age"], json!({ "at_least": 16, "at_most": 16 }));
    assert_eq!(told["procedural"]["status"], "UNKNOWN");
    assert_eq!(codes(&told["flags"]), ["NO_DOCS", "NO_P3MI", "NO_COMPETENCE", "TOO_YOUNG", "COUNTRY"]);
    assert_eq!(told["missing"].as_array().unwrap().len(), 12);
    for (lang, lines) in [
        ("id", ["16 tahun", "paspor: belum ada", "Belum cukup umur", "Kamboja"]),
        ("en", ["16 years", "passport: missing", "Too young", "Cambodia"]),
    ] {
        let said = device.rantau(&["show", &id, "--on", "2026-03-01", "--lang", lang]);
        assert!(lines.iter().all(|line| said.stdout.contains(line)), "{}", said.stdout);
    }
}

#[test]
fn a_complaint_is_taken_in_followed_referred_and_closed() {
    let device = Device::new();
    let worker = add_worker(&device, &["name=Contoh Satu"]);
    let made = device.json(&["case", "new", "--worker", &worker, "--type", "gaji tidak dibayar", "life_threat=ya"]);
    let id = made["id"].as_str().unwrap().to_owned();
    let listed = device.json(&["case", "list"]);
    let case = &listed["cases"][0];
    assert_eq!((&case["name"], &case["types"]), (&json!("Contoh Satu"), &json!(["GAJI_TIDAK_DIBAYAR"])));
    assert_eq!((&case["status"], &case["is_urgent"]), (&json!("DITERIMA"), &json!(true)));

    device.json(&["case", "act", &id, "komitmen pihak diadukan", "--date", "2026-02-20", "--note", "upah pekan depan"]);
    let told = device.json(&["case", "show", &id, "--on", "2026-03-01"])["assessment"].clone();
    assert_eq!((&told["clocks"][0]["code"], &told["clocks"][0]["days_left"]), (&json!("PENUHI_KOMITMEN"), &json!(-2)));
    let past = device.json(&["case", "list", "--past", "--on", "2026-03-01"]);
    assert_eq!(past["total"], 1);
    let due = device.json(&["reminders", "--past", "--on", "2026-03-01"]);
    assert_eq!((&due["reminders"][0]["kind"], &due["reminders"][0]["name"]), (&json!("case"), &json!("Contoh Satu")));

    device.json(&["case", "refer", &id, "BP3MI", "--scope", "nama"]);
    assert_eq!(device.json(&["case", "list"])["cases"][0]["status"], "DIRUJUK");
    device.json(&["case", "close", &id, "--reason", "DILIMPAHKAN"]);
    assert_eq!(device.json(&["case", "list"])["total"], 0);
    let closed = &device.json(&["case", "list", "--all"])["cases"][0];
    assert_eq!((&closed["reason"], &closed["is_followed"]), (&json!("DILIMPAHKAN"), &json!(true)));
    assert_eq!(device.json(&["reminders", "--on", "2026-03-01"])["total"], 0, "no clock of a closed one runs");
}

#[test]
fn nothing_is_due_of_a_complaint_that_was_withdrawn() {
    let device = Device::new();
    let made = device.json(&["case", "new", "sketch_name=Contoh Dua", "--type", "SAKIT"]);
    let id = made["id"].as_str().unwrap();
    device.json(&["case", "act", id, "KOMITMEN", "--date", "2026-02-20"]);
    let due = || device.json(&["reminders", "--on", "2026-03-01"])["total"].as_u64().unwrap();
    assert_eq!(due(), 1);
    device.json(&["edit", id, "removed=salah catat"]);
    assert_eq!((device.json(&["case", "list", "--all"])["total"].as_u64(), due()), (Some(0), 0));
}

#[test]
fn what_a_complaint_cannot_hold_is_named_with_what_it_can() {
    let device = Device::new();
    for (arguments, code) in [
        (&["case", "new", "--json"][..], "missing_fields"),
        (&["case", "new", "sketch_name=Contoh", "--type", "CERAI", "--json"], "no_such_code"),
        (&["case", "show", "0199aaaa", "--json"], "no_such_case"),
        (&["session", "new", "--json"], "missing_fields"),
        (&["session", "attend", "0199aaaa", "--name", "Contoh", "--json"], "no_such_session"),
        (&["screen", "--name", "Contoh", "--json"], "no_answers"),
        (&["screen", "--name", "Contoh", "--answer", "Z01=YES", "--json"], "no_such_question"),
        (&["screen", "--name", "Contoh", "--answer", "R01=MUNGKIN", "--json"], "no_such_code"),
        (&["reminders", "--village", "lombok", "--json"], "no_such_area"),
    ] {
        let said = device.rantau(arguments);
        assert_eq!((said.code, said.error().as_str()), (Some(2), code), "{arguments:?}");
    }
    assert_eq!(device.json(&["case", "list", "--all"])["total"], 0);
}

#[test]
fn a_screening_counts_its_answers_and_opens_a_complaint_where_somebody_wants_one() {
    let device = Device::new();
    let worker = add_worker(&device, &["name=Contoh Satu"]);
    let said = device.json(&["screen", &worker, "--answer", "R01=ya", "--answer", "r10=YES", "--private"]);
    assert_eq!(
        (&said["result"], &said["found"], &said["case"]),
        (&json!("REFER"), &json!(["R01", "R10"]), &Value::Null)
    );
    assert_eq!((&said["case_advised"], &said["because"]["counted"]), (&json!(true), &json!(2)));
    assert_eq!(device.json(&["case", "list"])["total"], 0);

    let said = device.json(&["screen", &worker, "--answer", "R01=YES", "--answer", "R10=YES", "--case"]);
    let (screening, case) = (said["id"].as_str().unwrap(), said["case"].as_str().unwrap());
    let shown = device.json(&["case", "show", case]);
    assert_eq!((&shown["fields"]["screening"], &shown["fields"]["access_group"]), (&json!(screening), &json!("TPPO")));
    assert_eq!(shown["assessment"]["is_trafficking"], true);
    assert_eq!(device.json(&["show", screening])["fields"]["case"], *case);

    let mild = device.json(&["screen", "--name", "Contoh Dua", "--phase", "WORK", "--answer", "W12=YES", "--case"]);
    assert_eq!((&mild["result"], &mild["case"]), (&json!("FOLLOW_UP"), &Value::Null));
}

#[test]
fn what_records_share_answers_the_question_that_nobody_is_asked() {
    let device = Device::new();
    for number in 1..=5 {
        add_worker(&device, &[&format!("name=Contoh {number}"), "--add", "phone", "number=081234567890"]);
    }
    let said = device.json(&["screen", "contoh", "3", "--answer", "R01=NO"]);
    assert_eq!((&said["found"], &said["result"]), (&json!(["R16"]), &json!("FOLLOW_UP")));
    assert_eq!(said["shared"][0]["workers"].as_array().unwrap().len(), 5);
    assert!(!said.to_string().contains("81234567890"), "{said}");
    let shared = device.json(&["screen", "--shared"]);
    assert_eq!((&shared["shared"][0]["shared"], &shared["shared"][0]["indicator"]), (&json!("PHONE"), &json!("R16")));
    let told = device.rantau(&["screen", "--shared"]).stdout;
    assert!(told.contains("Contoh 5") && !told.contains("81234567890"), "{told}");
}

#[test]
fn a_session_has_topics_attendance_and_scores_and_proves_the_orientation() {
    let device = Device::new();
    let worker = add_worker(&device, &["name=Contoh Satu", "scheme=P_TO_P"]);
    let made = device.json(&["session", "new", "kind=OPP", "title=OPP Maret", "--topic", "BIAYA", "--topic", "K3"]);
    let id = made["id"].as_str().unwrap();
    device.json(&["session", "attend", id, &worker, "--before", "40"]);
    device.json(&["session", "attend", id, "contoh satu", "--after", "75", "--result", "lulus"]);
    device.json(&["session", "attend", id, "--name", "Contoh Tiga", "--absent"]);
    let told = device.json(&["session", "show", id])["assessment"].clone();
    assert_eq!((&told["covered"], &told["others"]), (&json!(["BIAYA"]), &json!(["K3"])));
    assert_eq!((&told["attendance"]["listed"], &told["attendance"]["present"]), (&json!(2), &json!(1)));
    assert_eq!((&told["scores"]["before_tenths"], &told["scores"]["after_tenths"]), (&json!(400), &json!(750)));
    assert_eq!(device.json(&["session", "list"])["sessions"][0]["title"], "OPP Maret");
    let missing = device.json(&["show", &worker])["assessment"]["missing"].to_string();
    assert!(!missing.contains("DOC_OPP_CERT") && missing.contains("DOC_PASSPORT"), "{missing}");
}

#[test]
fn what_is_due_is_listed_by_day() {
    let device = Device::new();
    add_worker(
        &device,
        &["name=Contoh Satu", "--add", "departure", "departed_on=2025-12-01", "contract_end=2026-04-01"],
    );
    add_worker(
        &device,
        &[
            "name=Contoh Dua",
            "--add",
            "document",
            "code=DOC_PASSPORT",
            "expires_on=2026-03-15",
            "--village",
            "52.03.13.2001",
        ],
    );
    let due = device.json(&["reminders", "--on", "2026-03-01"]);
    let listed: Vec<_> = due["reminders"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| (item["name"].as_str().unwrap(), item["code"].as_str().unwrap(), item["due"].as_str().unwrap()))
        .collect();
    assert_eq!(
        listed,
        [
            ("Contoh Satu", "CLOCK", "2025-12-31"),
            ("Contoh Dua", "PAPER_EXPIRES", "2026-03-15"),
            ("Contoh Satu", "CONTRACT_ENDS", "2026-04-01"),
        ]
    );
    assert_eq!(device.json(&["reminders", "--on", "2026-03-01", "--past"])["total"], 1);
    assert_eq!(device.json(&["reminders", "--on", "2026-03-01", "--village", "53"])["total"], 0);
    let said = device.rantau(&["reminders", "--on", "2026-03-01", "--lang", "en"]).stdout;
    assert!(said.contains("2025-12-31, 60") && said.contains("ask the family (W12)"), "{said}");
}
