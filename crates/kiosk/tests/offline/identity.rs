//! Two records of one person: merged, told apart, and every change undone.

use serde_json::Value;

use crate::{add_worker, device::Device};

/// Two records that differ in the name.
fn twice(device: &Device) -> (String, String) {
    let siti = add_worker(device, &["name=Siti Contoh", "dusun=Lebak", "kk_number=5203130101100000"]);
    let again = add_worker(device, &["name=Sitti Contoh", "birth_date=12-7-1990", "nik=5203135207900000"]);
    (siti, again)
}

#[test]
fn two_records_are_merged_settled_and_two_again() {
    let device = Device::new();
    let (siti, again) = twice(&device);
    let merged = device.json(&["merge", &siti, &again]);
    assert_eq!((&merged["outcome"], &merged["id"]), (&Value::from("merged"), &Value::from(siti.clone())));
    assert_eq!(merged["conflicts"][0]["path"], "name", "{merged:#}");
    assert_eq!(device.json(&["list"])["total"], 1);
    let shown = device.json(&["show", &again]);
    assert_eq!(
        (&shown["id"], &shown["fields"]["birth_date"]),
        (&Value::from(siti.clone()), &Value::from("1990-07-12"))
    );
    assert_eq!(device.json(&["merge", &siti, &again])["outcome"], "unchanged");

    let said = device.rantau(&["conflicts", &siti, "--lang", "en"]);
    assert!(said.stdout.contains("in record"), "{}", said.stdout);
    device.json(&["resolve", &again, "name", "--value", "2"]);
    let settled = device.json(&["show", &siti]);
    assert_eq!((&settled["name"], settled["conflicts"].as_array().unwrap().len()), (&Value::from("Sitti Contoh"), 0));

    assert_eq!(device.json(&["merge", "--undo", &again[..8]])["outcome"], "parted");
    assert_eq!(device.json(&["list"])["total"], 2);
    let said = device.rantau(&["merge", "--undo", &again, "--json"]);
    assert_eq!((said.code, said.error()), (Some(2), "not_merged".to_owned()));
}

#[test]
fn history_tells_who_did_what_in_sentences() {
    let device = Device::new();
    let (siti, again) = twice(&device);
    device.json(&["edit", &siti, "dusun=Montong"]);
    device.json(&["merge", &siti, &again]);
    for (lang, told) in [
        ("id", ["Petugas Contoh mengubah Dusun dari Lebak menjadi Montong.", "menggabungkan data ini ke data"]),
        ("en", ["Petugas Contoh changed Hamlet from Lebak to Montong.", "merged this record into"]),
    ] {
        let said = device.rantau(&["history", &siti, "--lang", lang]);
        assert!(told.iter().all(|part| said.stdout.contains(part)), "{}", said.stdout);
    }
}

#[test]
fn a_change_is_undone_by_the_beginning_of_its_hash_and_what_was_written_since_is_named() {
    let device = Device::new();
    let siti = add_worker(&device, &["name=Siti Contoh", "dusun=Lebak"]);
    let wrong = device.json(&["edit", &siti, "dusun=Montong", "rt=002"])["change"].as_str().unwrap().to_owned();
    device.json(&["edit", &siti, "rt=003"]);
    let said = device.rantau(&["undo", &siti, &wrong[..8], "--lang", "en"]);
    assert!(said.stdout.contains("RT stays as it is"), "{}", said.stdout);
    let fields = device.json(&["show", &siti])["fields"].clone();
    assert_eq!((&fields["dusun"], &fields["rt"]), (&Value::from("Lebak"), &Value::from("003")));
    assert_eq!(device.json(&["undo", &siti, &wrong])["change"], Value::Null, "nothing of it shows any more");
    let said = device.rantau(&["undo", &siti, "ffffffff", "--json"]);
    assert_eq!((said.code, said.error()), (Some(2), "no_such_change".to_owned()));
}

#[test]
fn two_who_were_told_apart_are_proposed_no_more() {
    let device = Device::new();
    let fields = ["name=Siti Contoh", "birth_date=12-7-1990", "kk_number=5203130101100000"];
    let (one, other) = (add_worker(&device, &fields), add_worker(&device, &[&fields[..], &["rt=001"]].concat()));
    for (option, total) in [("--not-same", 0), ("--maybe-same", 1)] {
        device.json(&["merge", option, &one, &other]);
        assert_eq!(device.json(&["duplicates"])["total"], total, "{option}");
    }
}

#[test]
fn who_is_likely_known_is_named_before_a_second_record_is_forgotten() {
    let device = Device::new();
    let fields = ["add", "worker", "name=Siti Contoh", "birth_date=12-7-1990", "kk_number=5203130101100000"];
    let first = device.json(&fields);
    assert_eq!(first.get("likely"), None, "{first:#}");
    let second = device.json(&[&fields[..], &["rt=001"]].concat());
    assert_eq!(second["likely"][0]["id"], first["id"], "{second:#}");
    assert_eq!(device.json(&["list"])["total"], 2, "nothing is refused");
}

/// A list of one row about another person under a number that is on record.
const LIST: &str = "\
No;Nama;NIK;L/P;Tgl Lahir;Dusun
1;Lalu Teladan;5203135207900000;;;Montong
";

#[test]
fn a_record_of_two_people_is_found_split_and_merged_back() {
    let device = Device::new();
    let siti = add_worker(
        &device,
        &["name=Siti Contoh", "birth_date=12-7-1990", "sex=P", "nik=5203135207900000", "dusun=Lebak"],
    );
    device.json(&["import", &device.file("daftar.csv", LIST)]);
    let found = device.json(&["duplicates", "--contradictions"]);
    assert_eq!(
        (&found["records"][0]["id"], &found["records"][0]["contradictions"][0]["statements"]),
        (&Value::from(siti.clone()), &serde_json::json!([1, 2])),
        "{found:#}"
    );
    let shown = device.rantau(&["split", &siti, "--lang", "en"]);
    assert!(shown.stdout.contains("Statements 1 and 2") && shown.stdout.contains("--take"), "{}", shown.stdout);

    let split = device.json(&["split", &siti, "--take", "2"]);
    assert_eq!((&split["name"], &split["new_name"]), (&Value::from("Siti Contoh"), &Value::from("Lalu Teladan")));
    let new = split["new"].as_str().unwrap();
    let (old, taken) = (device.json(&["show", &siti])["fields"].clone(), device.json(&["show", new])["fields"].clone());
    assert_eq!((&old["dusun"], &taken["dusun"]), (&Value::from("Lebak"), &Value::from("Montong")));
    assert_eq!(device.json(&["duplicates"])["total"], 0);
    assert_eq!(device.json(&["merge", &siti, new])["outcome"], "merged");
    assert_eq!(device.rantau(&["split", &siti, "--take", "7", "--json"]).error(), "no_such_statement");
}
