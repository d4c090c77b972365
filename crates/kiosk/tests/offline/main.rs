//! The program on a device that is offline: what it prints, what it writes, how it ends.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "helpers of tests fail the test"
)]

mod complaints;
mod device;
mod identity;

use std::{
    io::{BufRead, BufReader},
    process::Stdio,
};

use device::{Device, Said, invitation, program, run};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

/// A list as desa offices keep them: a title, an odd header, a person twice, cells that nobody can read.
const LIST: &str = "\
DAFTAR PMI TAHUN 2025;;;;;;;
No;Nama;NIK;L/P;Tgl Lahir;Dusun;Negara;No HP
1;Contoh Satu;5203131207900000;L;12/7/90;Lebak;Malaysia;081234567890
2;Contoh Dua;5203135503880000;P;31 Juni 1988;Lebak;Malaisia;081300000001
3;Contoh Duwa;;P;15-3-1988;Lebak;Hongkong;0813-0000-0001
4;Contoh Empat;;L;1990;Montong;Negeri Jauh;0812
";

/// Snapshots what is the same in every run: ids that follow from a clock, hashes and moments are replaced.
fn assert_shape(name: &str, json: &Value) {
    insta::with_settings!({ filters => vec![
        (r"[0-9a-f]{64}(,[0-9a-f]{64})*", "[hash]"),
        (r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}", "[uuidv7]"),
        // What is sealed differs by some bytes.
        (r#""bytes": \d+"#, "\"bytes\": \"[bytes]\""),
        (r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ", "[moment]"),
    ] }, { insta::assert_snapshot!(name, serde_json::to_string_pretty(json).unwrap()) });
}

fn add_worker(device: &Device, fields: &[&str]) -> String {
    let added = device.json(&[&["add", "worker"], fields].concat());
    added["id"].as_str().unwrap().to_owned()
}

#[test]
fn a_record_is_added_edited_shown_and_found() {
    let device = Device::new();
    let id = add_worker(&device, &["name=Contoh Satu", "nik=520313 120790 0000", "birth_date=12-7-1990", "sex=L"]);
    let edited = device.json(&["edit", &id, "dusun=Lebak", "--add", "phone", "number=081234567890", "owner=SELF"]);
    assert_shape("edit", &edited);
    assert_shape("show", &device.json(&["show", &id[..8], "--on", "2026-03-01"]));
    assert_shape("list", &device.json(&["list"]));
    assert_shape("search", &device.json(&["search", "contoh", "satu"]));
    assert_shape("history", &device.json(&["history", "contoh satu"]));
    assert_shape("status", &device.json(&["status"]));
}

#[test]
fn damage_is_told_and_mended_record_by_record_without_a_line() {
    let device = Device::new();
    let id = add_worker(&device, &["name=Contoh Satu"]);
    add_worker(&device, &["name=Contoh Dua"]);
    device.rot("update change set raw = cast(raw || x'00' as blob) where id = 1");
    let said = device.rantau(&["sync", "--verify", "--lang", "en"]);
    assert_eq!(said.code, Some(3), "there is no line: {}", said.stderr);
    let told = [&format!("Record {} was damaged", &id[..18]), "1 changes were read again", "Not proven"];
    assert!(told.iter().all(|part| said.stdout.contains(part)), "{}", said.stdout);

    device.rot("update document set snapshot = x'00'");
    let said = device.rantau(&["sync", "--verify", "--json"]).json();
    assert_eq!(said["damaged"].as_array().unwrap().len(), 2, "{said:#}");
    assert_eq!(
        said["feeds"].as_array().unwrap().len(),
        1,
        "where the feeds stand is told without a line too: {said:#}"
    );
    assert_eq!((&said["damaged"][0]["rebuilt"], &said["proven"]), (&Value::from(true), &Value::from(false)));
    let said = device.rantau(&["sync", "--verify", "--json"]).json();
    assert_eq!(said["damaged"], Value::Array(Vec::new()), "it was mended: {said:#}");
    assert_eq!(device.json(&["show", &id])["name"], "Contoh Satu");
}

#[test]
fn adding_a_person_twice_points_at_the_record_that_is_there() {
    let device = Device::new();
    let fields = ["add", "worker", "name=Contoh Satu", "nik=5203131207900000", "birth_date=1990-07-12", "sex=L"];
    assert_shape("add", &device.json(&fields));
    let again = device.rantau(&[&fields[..], &["--json", "--lang", "en"]].concat());
    assert_eq!(again.code, Some(1));
    assert_shape("error_exists", &again.json());
}

#[test]
fn wrong_values_are_named_and_nothing_is_written() {
    let device = Device::new();
    let said = device.rantau(&[
        "add",
        "worker",
        "name=Rahasia",
        "nik=12345",
        "birth_date=31-6-1990",
        "--json",
        "--lang",
        "en",
    ]);
    assert_eq!(said.code, Some(1));
    assert_shape("error_invalid", &said.json());
    assert!(!said.stdout.contains("Rahasia") && !said.stdout.contains("12345"));
    assert_eq!(device.json(&["list"])["total"], 0);
}

#[test]
fn a_doubtful_value_is_kept_with_a_warning() {
    let device = Device::new();
    let added = device.json(&["add", "worker", "name=Contoh Satu", "nik=5203131207900000", "birth_date=1991-01-01"]);
    assert_eq!(added["warnings"][0]["code"], "nik_disagrees_with_birth_date");
    assert_eq!(added["outcome"], "created");
}

#[test]
fn an_element_is_changed_and_removed_by_the_beginning_of_its_id() {
    let device = Device::new();
    let id = add_worker(
        &device,
        &["name=Contoh Satu", "--add", "phone", "number=081234567890", "phone", "number=0813000000"],
    );
    let fields = |device: &Device| device.json(&["show", &id])["fields"].as_object().unwrap().clone();
    let phone = fields(&device).keys().find(|path| path.starts_with("phone/")).unwrap()[..14].to_owned();
    device.json(&["edit", &id, &format!("{phone}/owner=FAMILY")]);
    assert_eq!(fields(&device).iter().filter(|(path, _)| path.ends_with("/owner")).count(), 1);
    device.json(&["edit", &id, "--remove", &phone]);
    assert_eq!(fields(&device).keys().filter(|path| path.starts_with("phone/")).count(), 1);
}

#[test]
fn an_edit_against_what_was_on_the_screen_conflicts_and_is_resolved() {
    let device = Device::new();
    let id = add_worker(&device, &["name=Contoh Satu", "dusun=Lebak"]);
    let seen = device.json(&["show", &id])["heads"].as_str().unwrap().to_owned();
    device.json(&["edit", &id, "dusun=Montong"]);
    let late = device.json(&["edit", &id, "dusun=Lebak Timur", "--seen", &seen]);
    assert_eq!(late["conflicts"].as_array().unwrap().len(), 1);
    assert_eq!(device.json(&["list", "--conflicts"])["total"], 1);
    let conflicts = device.json(&["conflicts", &id]);
    assert_shape("conflicts", &without_order(conflicts.clone()));
    let second = conflicts["conflicts"][0]["values"][1]["value"].clone();
    assert_shape("resolve", &device.json(&["resolve", &id, "dusun", "--value", "2"]));
    assert_eq!(device.json(&["show", &id])["fields"]["dusun"], second);
    assert_eq!(device.json(&["conflicts"])["conflicts"].as_array().unwrap().len(), 0);
    let none = device.rantau(&["resolve", &id, "dusun", "--value", "1", "--json"]);
    assert_eq!((none.code, none.error().as_str()), (Some(2), "no_conflict"));
}

/// Which value comes first depends on hashes, which depend on the clock.
fn without_order(mut conflicts: Value) -> Value {
    let values = conflicts["conflicts"][0]["values"].as_array_mut().unwrap();
    values.sort_by_key(|claim| claim["value"].to_string());
    for claim in values {
        claim["choice"] = "[choice]".into();
    }
    conflicts
}

#[test]
fn a_list_is_tried_imported_taken_back_and_imported_again() {
    let device = Device::new();
    let list = device.file("daftar.csv", LIST);
    assert_shape("import_dry_run", &device.json(&["import", &list, "--dry-run"]));
    assert_eq!(device.json(&["list"])["total"], 0);
    assert_shape("import", &device.json(&["import", &list]));
    assert_eq!(device.json(&["import", &list])["unchanged"], 4);
    assert_shape("import_list", &device.json(&["import", "list"]));
    assert_shape("import_problems", &device.json(&["import", "problems", "daftar.csv"]));
    assert_shape("import_undo", &device.json(&["import", "undo", &list]));
    assert_eq!(device.json(&["import", &list])["restored"], 4);
}

#[test]
fn a_person_who_was_recorded_twice_is_proposed_with_reasons_and_rows() {
    let device = Device::new();
    assert_eq!(device.json(&["duplicates"])["total"], 0);
    device.json(&["import", &device.file("daftar.csv", LIST)]);
    let twice = device.json(&["duplicates"]);
    assert_shape("duplicates", &twice);
    let id = twice["duplicates"][0]["records"][0]["id"].as_str().unwrap();
    assert_eq!(device.json(&["duplicates", id])["total"], 1);
    assert_eq!(device.json(&["duplicates", "contoh", "empat"])["total"], 0);
    assert_eq!(device.json(&["duplicates", "--limit", "0"])["duplicates"], serde_json::json!([]));
    let said = device.rantau(&["duplicates", "--lang", "en"]).stdout;
    assert!(said.contains("daftar.csv, row 2") && said.contains("daftar.csv, row 3"), "{said}");
    assert!(said.contains("one name, written otherwise; ") && said.contains("one phone"), "{said}");
}

#[test]
fn only_the_chosen_rows_are_imported() {
    let device = Device::new();
    let list = device.file("daftar.csv", LIST);
    let imported = device.json(&["import", &list, "--rows", "1-2"]);
    assert_eq!((&imported["rows"], &imported["kept"], &imported["created"]), (&4.into(), &2.into(), &2.into()));
}

#[test]
fn a_list_of_another_village_is_imported_only_when_somebody_says_so() {
    let device = Device::new();
    let (_, other) = records::region::children(&records::RegionCode::parse("52.03.13").unwrap()).last().unwrap();
    let list = device.file("daftar.csv", &LIST.replace("DAFTAR PMI", &format!("DAFTAR PMI DESA {other}")));
    let refused = device.rantau(&["import", &list, "--json"]);
    assert_eq!((refused.code, refused.error().as_str()), (Some(2), "other_village"));
    let forced = device.json(&["import", &list, "--force-village"]);
    assert!(forced["warning"].as_str().unwrap().contains(other));
}

#[test]
fn words_that_several_people_have_list_them_and_do_nothing() {
    let device = Device::new();
    for name in ["name=Contoh Satu", "name=Contoh Dua"] {
        add_worker(&device, &[name]);
    }
    let said = device.rantau(&["edit", "contoh", "note=x", "--json"]);
    assert_eq!((said.code, said.error().as_str()), (Some(2), "ambiguous"));
    assert_eq!(said.json()["error"]["candidates"].as_array().unwrap().len(), 2);
    let nobody = device.rantau(&["show", "tidak ada orangnya", "--json"]);
    assert_eq!((nobody.code, nobody.error().as_str()), (Some(2), "no_such_record"));
}

#[test]
fn people_read_the_banner_first_and_lines_of_at_most_80_columns() {
    let device = Device::new();
    let list = device.file("daftar-pmi-dari-kantor-desa-dengan-nama-yang-panjang-sekali.csv", LIST);
    let id = add_worker(&device, &["name=Contoh Tiga", &format!("note={}", "catatan panjang ".repeat(20))]);
    for arguments in [
        &["import", &list][..],
        &["import", "list"],
        &["import", "problems"],
        &["list"],
        &["search", "contoh"],
        &["show", &id],
        &["history", &id],
        &["conflicts"],
        &["duplicates"],
        &["status"],
        &["reminders"],
        &["case", "list", "--all"],
        &["session", "list"],
        &["screen", "--questions"],
        &["screen", "--shared"],
        &["notices"],
        &["edit", &id, "dusun=Lebak"],
    ] {
        for lang in ["id", "en"] {
            let said = device.rantau(&[arguments, &["--lang", lang]].concat());
            assert_eq!(said.code, Some(0), "{arguments:?} {}", said.stderr);
            assert!(said.stdout.starts_with("LATIHAN / TRAINING"), "{arguments:?}\n{}", said.stdout);
            let widest = said.stdout.lines().map(|line| line.chars().count()).max();
            assert!(widest <= Some(80), "{arguments:?}: {widest:?}\n{}", said.stdout);
            assert_eq!(said.stderr, "", "{arguments:?}");
        }
    }
}

#[test]
fn lists_show_no_number_of_a_person() {
    let device = Device::new();
    device.json(&["import", &device.file("daftar.csv", LIST)]);
    for arguments in [&["list"][..], &["search", "contoh"], &["status"], &["duplicates"]] {
        let said = device.rantau(&[arguments, &["--json"]].concat());
        assert!(!said.stdout.contains("520313120790") && !said.stdout.contains("8123456"), "{}", said.stdout);
    }
}

#[test]
fn logs_hold_no_personal_data() {
    let device = Device::new();
    let list = device.file("daftar.csv", LIST);
    let mut program = program();
    program.args(["import", &list]).env("RANTAU_DATA", device.path("data")).env("RUST_LOG", "trace");
    let said = run(program.env("RANTAU_PASSPHRASE", "sandi latihan yang panjang"));
    assert_eq!(said.code, Some(0), "{}", said.stderr);
    for secret in ["Contoh", "5203131207900000", "1234567890", "Lebak", "sandi"] {
        assert!(!said.stderr.contains(secret), "{secret} in {}", said.stderr);
    }
}

#[test]
fn errors_are_for_people_on_standard_error_and_for_programs_on_standard_output() {
    let empty = tempfile::TempDir::new().unwrap();
    let asked = |arguments: &[&str]| -> Said { run(program().args(arguments).env("RANTAU_DATA", empty.path())) };
    let people = asked(&["list"]);
    assert_eq!((people.code, people.stdout.as_str()), (Some(1), ""));
    assert!(people.stderr.contains("rantau enrol"), "{}", people.stderr);
    let programs = asked(&["list", "--json"]);
    assert_eq!((programs.code, programs.error().as_str(), programs.stderr.as_str()), (Some(1), "not_enrolled", ""));
    let usage = asked(&["lists", "--json"]);
    assert_eq!((usage.code, usage.error().as_str()), (Some(2), "usage"));
}

#[test]
fn a_wrong_passphrase_opens_nothing() {
    let device = Device::new();
    let file = device.file("passphrase", "sandi yang lain\n");
    let said = device.rantau(&["list", "--json", "--passphrase-file", &file]);
    assert_eq!((said.code, said.error().as_str()), (Some(1), "wrong_passphrase"));
    let right = device.file("right", "sandi latihan yang panjang\nbaris kedua\n");
    assert_eq!(device.rantau(&["list", "--json", "--passphrase-file", &right]).code, Some(0));
}

#[test]
fn without_a_terminal_what_is_missing_is_an_error_and_not_a_question() {
    let device = Device::new();
    let said = device.rantau(&["add", "worker", "dusun=Lebak", "--json"]);
    assert_eq!((said.code, said.error().as_str()), (Some(2), "missing_fields"));
    let mut program = program();
    let asked = run(program.args(["list", "--json"]).env("RANTAU_DATA", device.path("data")));
    assert_eq!((asked.code, asked.error().as_str()), (Some(2), "passphrase_needed"));
}

#[test]
fn ctrl_c_stops_a_sync_that_waits_for_the_line() {
    let device = Device::new();
    let mut program = device.program(&["sync", "--keep-trying", "--lang", "en"]);
    let mut sync = program.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(sync.stderr.take().unwrap()).lines().map(Result::unwrap);
    assert!(lines.any(|line| line.starts_with("waiting ")), "it ended instead of waiting");
    kill_process(Pid::from_child(&sync), Signal::INT).unwrap();
    assert!(lines.any(|line| line.contains("Stopped.")));
    assert_eq!(sync.wait().unwrap().code(), Some(3));
}

#[test]
fn a_watch_ends_in_order_when_it_is_told_to() {
    for signal in [Signal::INT, Signal::TERM] {
        let device = Device::new();
        let mut program = device.program(&["sync", "--watch", "--json"]);
        let mut watch = program.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let lines = BufReader::new(watch.stdout.take().unwrap()).lines();
        let mut events = lines.map(|line| serde_json::from_str::<Value>(&line.unwrap()).unwrap());
        let first = events.next().unwrap();
        assert_eq!((&first["event"], &first["code"]), (&"failed".into(), &"unreachable".into()));
        assert_eq!(first["training"], true);
        kill_process(Pid::from_child(&watch), signal).unwrap();
        assert_eq!(events.next().unwrap()["event"], "stopped");
        assert!(events.next().is_none());
        assert_eq!(watch.wait().unwrap().code(), Some(0));
    }
}

#[test]
fn a_server_that_is_not_there_leaves_nothing_behind() {
    let empty = tempfile::TempDir::new().unwrap();
    let data = empty.path().join("data");
    let code = invitation().to_string();
    let mut program = program();
    program.args(["enrol", "--server", "http://127.0.0.1:9", "--code", &code, "--name", "kiosk", "--json"]);
    let said = run(program.env("RANTAU_DATA", &data).env("RANTAU_PASSPHRASE", "sandi latihan"));
    assert_eq!((said.code, said.error().as_str()), (Some(1), "unreachable"));
    let status = run(crate::program().args(["status", "--json"]).env("RANTAU_DATA", &data));
    assert_eq!(status.error(), "not_enrolled");
}

#[test]
fn a_device_is_enrolled_once() {
    let device = Device::new();
    let said = device.rantau(&["enrol", "--server", "http://127.0.0.1:9", "--code", "x", "--name", "kiosk", "--json"]);
    assert_eq!((said.code, said.error().as_str()), (Some(1), "already_enrolled"));
}

#[test]
fn a_mistyped_code_is_told_before_anything_is_made() {
    let empty = tempfile::TempDir::new().unwrap();
    let data = empty.path().join("data");
    let mut program = program();
    program.args(["enrol", "--server", "http://127.0.0.1:9", "--code", "ABC", "--name", "kiosk", "--json"]);
    let said = run(program.env("RANTAU_DATA", &data).env("RANTAU_PASSPHRASE", "sandi latihan"));
    assert_eq!((said.code, said.error().as_str()), (Some(2), "mistyped_code"));
    assert!(!data.exists());
}

#[test]
fn help_and_mistakes_are_told_in_the_language_that_was_asked_for() {
    let asked = |arguments: &[&str]| run(program().args(arguments));
    for (lang, usage, mistake) in
        [("id", "Cara pakai: rantau list", "! Argumen itu tidak dikenal."), ("en", "Usage: rantau list", "")]
    {
        let help = asked(&["list", "--help", "--lang", lang]);
        assert_eq!((help.code, help.stderr.as_str()), (Some(0), ""));
        assert!(help.stdout.contains(usage), "{}", help.stdout);
        let wrong = asked(&["--lang", lang, "list", "--rahasia"]);
        assert_eq!((wrong.code, wrong.stdout.as_str()), (Some(2), ""));
        assert!(wrong.stderr.contains("'--rahasia'") && wrong.stderr.contains(mistake), "{}", wrong.stderr);
    }
    let in_environment = run(program().arg("--help").env("RANTAU_LANG", "en"));
    assert!(in_environment.stdout.contains("Usage: rantau"), "{}", in_environment.stdout);
}

#[test]
fn a_language_file_is_used_from_its_first_line_on_and_never_stops_the_program() {
    let device = Device::new();
    let id = add_worker(&device, &["name=Contoh Satu", "sex=L"]);
    let file = device.file(
        "qaa.ftl",
        "### Name: Contoh\n### Status: draft\ncode-Sex-L = la\nfield-worker-sex = S\nshown-of = { $total }: { $shown }\nnone = { $what }\nlost = {\n",
    );
    let directory = device.path("");
    let languages = ["--lang", "qaa", "--languages", directory.to_str().unwrap()];
    let said = |arguments: &[&str]| device.rantau(&[arguments, &languages].concat());

    let shown = said(&["show", &id]).stdout;
    assert!(shown.contains("la (L)") && shown.contains("S ") && shown.contains("Nama lengkap"), "{shown}");
    assert!(said(&["list"]).stdout.ends_with("1: 1\n"));
    assert_eq!(said(&["list", "--kind", "household"]).stdout.lines().last(), Some("Tidak ada data."), "broken");

    let checked = said(&["languages", "check", &file, "--json"]);
    let json = checked.json();
    assert_eq!((checked.code, &json["status"], &json["said"]), (Some(1), &"draft".into(), &3.into()));
    assert_eq!((&json["broken"][0]["key"], &json["broken"][0]["line"]), (&"lost".into(), &7.into()));
    assert_eq!(json["wrong_variables"][0]["unknown"], serde_json::json!(["what"]));
    let listed = said(&["languages", "list", "--json"]).json();
    assert_eq!(listed["languages"][2]["broken"], serde_json::json!(["lost", "none"]));

    let missing = device.rantau(&["list", "--lang", "qab"]);
    assert!(missing.code == Some(0) && missing.stderr.contains("qab.ftl") && missing.stdout.contains("Contoh Satu"));
}

#[test]
fn a_consent_is_given_withdrawn_and_given_again() {
    let device = Device::new();
    let id = add_worker(&device, &["name=Contoh Satu"]);
    let standing = |said: &Value| said["consents"][0]["standing"].as_str().unwrap().to_owned();
    let give = |on: &str| {
        let words = ["consent", "give", &id, "--purpose", "Foto di papan desa", "--method", "THUMBPRINT", "--on", on];
        device.json(&words)
    };
    assert_eq!(device.json(&["consent", "list", &id])["consents"], Value::Array(Vec::new()));
    assert_eq!(standing(&give("2026-01-02")), "ACTIVE");
    let withdrawn =
        device.json(&["consent", "withdraw", &id, "--purpose", "foto di  papan desa", "--on", "2026-02-01"]);
    assert_eq!(standing(&withdrawn), "WITHDRAWN");
    assert_eq!(standing(&give("2026-01-15")), "WITHDRAWN", "given before it was withdrawn");
    assert_eq!(standing(&give("2026-02-02")), "ACTIVE");

    // What was never written down can be taken back all the same.
    let other = device.json(&["consent", "withdraw", &id, "--purpose", "berbagi ke LSM"]);
    assert_eq!(other["consents"][0]["purpose"], "berbagi ke lsm");
    assert_eq!(standing(&other), "WITHDRAWN");
    let refused = device.rantau(&["consent", "give", &id, "--purpose", "foto", "--method", "ANGGUKAN"]);
    assert_eq!(refused.code, Some(1), "{}", refused.stdout);
    assert!(refused.stderr.contains("THUMBPRINT"), "{}", refused.stderr);
}

#[test]
fn figures_say_of_how_many_and_what_could_not_be_counted() {
    let device = Device::new();
    let leaves = |name: &str, date: &str| {
        let date = format!("date={date}");
        add_worker(&device, &[name, "sex=L", "--add", "milestone", "code=BERANGKAT", &date])
    };
    leaves("name=Contoh Satu", "2025-03-09");
    leaves("name=Contoh Dua", "2025");
    leaves("name=Contoh Tiga", "2024-12-31");
    let stats = ["stats", "--from", "2025-01-01", "--to", "2025-06-30"];
    let figure = |said: &Value| said["figures"][0].clone();

    let said = device.json(&stats);
    let placements = figure(&said);
    assert_eq!(placements["code"], "PLACEMENTS");
    assert_eq!(
        (&placements["numerator"], &placements["denominator"], &placements["uncertain"]),
        (&1.into(), &3.into(), &1.into())
    );
    assert_eq!((&said["from"], &said["to"]), (&"2025-01-01".into(), &"2025-06-30".into()));
    let elsewhere = device.json(&[&stats[..], &["--area", "53"]].concat());
    assert_eq!(figure(&elsewhere)["denominator"], 0);

    let published = device.json(&[&stats[..], &["--publish", "--by", "sex"]].concat());
    assert_eq!(figure(&published)["by"]["sex"][0]["count"], Value::Null);
    let page = device.rantau(&[&stats[..], &["--publish", "--by", "sex", "--lang", "en"]].concat());
    assert!(page.stdout.contains("Departures: 1 of 3 (33.3 %), and 1 that cannot be counted"), "{}", page.stdout);
    assert!(page.stdout.contains("fewer than 5"), "{}", page.stdout);
}

#[test]
fn what_older_devices_know_otherwise_is_typed_and_shown_in_the_fields_of_this_version() {
    let device = Device::new();
    let id = add_worker(&device, &["name=Contoh Satu", "--add", "skill", "name=penjahit", "kbji=7531"]);
    let shown = device.rantau(&["show", &id, "--lang", "en"]).stdout;
    assert!(shown.contains("7531") && shown.contains("Skill in words") && !shown.contains("7531 penjahit"), "{shown}");
    let fields = device.json(&["show", &id])["record"]["skills"].clone();
    assert_eq!(fields[0]["code"], "7531 penjahit", "for programs, and devices of version 1");
    let history = device.rantau(&["history", &id, "--lang", "en"]).stdout;
    assert!(history.contains("penjahit") && !history.contains("7531 penjahit"), "{history}");
}
