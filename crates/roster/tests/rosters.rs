//! Two rosters of invented villages, read whole and held against what is true of them.

#![expect(clippy::unwrap_used, clippy::panic, reason = "what a test needs and does not find ends it")]

use std::{collections::BTreeMap, fs, path::PathBuf};

use records::{Deployment, Kind, Nik, PartialDate, RegionCode, field, value_set::Sex};
use roster::{Columns, Context, Entry, Reason, Sheet, interpret, same};
use serde::Deserialize;

#[derive(Deserialize)]
struct Truth {
    village: String,
    rows: usize,
    without_nik: usize,
    mistyped_nik: usize,
    unreadable_dates: usize,
    duplicate_pairs: Vec<(u32, u32)>,
}

struct Village {
    truth: Truth,
    bytes: Vec<u8>,
    sheet: Sheet,
    entries: Vec<Entry>,
}

const VILLAGES: [&str; 2] = ["52.03.13.2001", "53.13.01.2003"];

fn data(name: &str) -> Vec<u8> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/data").join(name);
    fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn villages() -> impl Iterator<Item = Village> {
    VILLAGES.into_iter().map(|code| {
        let bytes = data(&format!("roster-{code}.csv"));
        let truth = serde_json::from_slice(&data(&format!("roster-{code}.truth.json"))).unwrap();
        let sheet = Sheet::read(&format!("roster-{code}.csv"), &bytes).unwrap();
        let entries = interpreted(&sheet, code);
        Village { truth, bytes, sheet, entries }
    })
}

fn interpreted(sheet: &Sheet, village: &str) -> Vec<Entry> {
    let columns = Columns::of(&sheet.header);
    let context = Context { deployment: Deployment::Training, village: RegionCode::parse(village).unwrap() };
    sheet.rows.iter().map(|row| interpret(sheet, &columns, row, &context)).collect()
}

/// The rows with a problem of a kind, and the cells.
fn rows_with(entries: &[Entry], reason: Reason) -> BTreeMap<u32, &str> {
    let problems = entries.iter().flat_map(|entry| &entry.problems);
    problems.filter(|problem| problem.reason == reason).map(|problem| (problem.row, problem.cell.as_str())).collect()
}

#[test]
fn every_header_is_understood_and_every_row_becomes_an_entry() {
    for Village { truth, sheet, entries, .. } in villages() {
        let columns = Columns::of(&sheet.header);
        assert_eq!((columns.known(), columns.unmatched().count(), columns.ambiguous().count()), (16, 0, 0));
        assert_eq!(entries.len(), truth.rows);
        for (entry, row) in entries.iter().zip(&sheet.rows) {
            assert_eq!(row.cell(0), entry.row.to_string());
            assert_eq!(entry.text("origin_village"), Some(truth.village.as_str()));
            assert!(entry.text("name").is_some());
            let cells: Vec<String> =
                serde_json::from_str(entry.text(&format!("import/{}/{}/cells", sheet.file, entry.row)).unwrap())
                    .unwrap();
            assert_eq!(cells, row.cells);
        }
    }
}

#[test]
fn problems_are_those_that_are_there_and_no_others() {
    for Village { truth, entries, .. } in villages() {
        let mut counts: BTreeMap<Reason, usize> = BTreeMap::new();
        for problem in entries.iter().flat_map(|entry| &entry.problems) {
            *counts.entry(problem.reason).or_default() += 1;
        }
        let expected = [(Reason::UnreadableDate, truth.unreadable_dates), (Reason::NikLength, truth.mistyped_nik)];
        assert_eq!(counts, BTreeMap::from(expected), "{}", truth.village);
    }
}

#[test]
fn unreadable_birth_dates_are_kept_with_row_and_reason() {
    for Village { truth, sheet, entries, .. } in villages() {
        let unreadable = rows_with(&entries, Reason::UnreadableDate);
        assert_eq!(unreadable.len(), truth.unreadable_dates);
        for (row, cell) in unreadable {
            let entry = entries.iter().find(|entry| entry.row == row).unwrap();
            assert_eq!((cell, entry.text("birth_date")), ("??", None));
            let kept = entry.text(&format!("import/{}/{row}/problem.birth_date", sheet.file));
            assert_eq!(kept, Some("unreadable_date: ??"));
        }
        let with_date = entries.iter().filter(|entry| entry.text("birth_date").is_some()).count();
        assert_eq!(with_date, truth.rows - truth.unreadable_dates);
    }
}

#[test]
fn missing_and_mistyped_niks_are_as_many_as_there_are() {
    let mistyped_rows = [MISTYPED_52, MISTYPED_53];
    for (Village { truth, sheet, entries, .. }, expected) in villages().zip(mistyped_rows) {
        let mistyped = rows_with(&entries, Reason::NikLength);
        assert_eq!(mistyped.keys().copied().collect::<Vec<_>>(), expected);
        assert_eq!(mistyped.len(), truth.mistyped_nik);
        let column = sheet.header.iter().position(|header| header == "NIK").unwrap();
        let without = sheet.rows.iter().filter(|row| row.cell(column).is_empty()).count();
        assert_eq!(without, truth.without_nik);
        let usable = entries.iter().filter(|entry| entry.nik.is_some()).count();
        assert_eq!(usable, truth.rows - truth.without_nik - truth.mistyped_nik);
    }
}

#[test]
fn dates_in_all_forms_agree_with_the_nik() {
    for Village { truth, entries, .. } in villages() {
        let mut compared = 0;
        for entry in &entries {
            let (Some(nik), Some(birth)) = (entry.text("nik"), entry.text("birth_date")) else { continue };
            let (nik, birth) = (Nik::parse(nik, Deployment::Training).unwrap(), PartialDate::parse(birth).unwrap());
            assert!(nik.identifies(Some(&birth), entry.text("sex").map(Sex::from_code)), "row {}", entry.row);
            assert!((1960..=2010).contains(&birth.year()), "row {}", entry.row);
            compared += 1;
        }
        assert!(compared + truth.without_nik + truth.mistyped_nik + truth.unreadable_dates >= truth.rows);
    }
}

#[test]
fn departures_have_their_dates_and_nobody_left_before_the_status_says_so() {
    for Village { sheet, entries, .. } in villages() {
        for (entry, row) in entries.iter().zip(&sheet.rows) {
            let codes: Vec<&str> = entry.texts("milestone", "code").collect();
            let dates: Vec<PartialDate> =
                entry.texts("milestone", "date").map(|text| PartialDate::parse(text).unwrap()).collect();
            let (expected, dated) = match row.cell(12) {
                "Minat" => (&["MINAT"][..], 0),
                "Proses" => (&["DAFTAR_DESA"][..], 0),
                "Berangkat" => (&["BERANGKAT"][..], 1),
                "Pulang" => (&["BERANGKAT", "PULANG"][..], 1),
                other => panic!("{other}"),
            };
            assert!(codes.len() == expected.len() && expected.iter().all(|code| codes.contains(code)));
            assert_eq!(dates.len(), dated);
            assert!(dates.iter().all(|date| (2022..=2026).contains(&date.year())), "row {}", entry.row);
        }
    }
}

#[test]
fn all_pairs_and_only_these_are_found() {
    for Village { truth, entries, .. } in villages() {
        let pairs: Vec<(u32, u32)> = same::find(&entries).into_iter().map(|pair| pair.rows).collect();
        assert_eq!(pairs, truth.duplicate_pairs, "{}", truth.village);
    }
}

#[test]
fn every_field_keeps_the_rule_of_the_record() {
    for Village { entries, .. } in villages() {
        for (path, value) in entries.iter().flat_map(|entry| &entry.fields) {
            let field = field::field_of(Kind::Worker, path).unwrap_or_else(|| panic!("no field {path}"));
            assert_eq!(field.check(value, Deployment::Training).as_ref(), Ok(value), "{path}");
        }
    }
}

#[test]
fn a_file_gives_the_same_fields_each_time() {
    for Village { truth, bytes, sheet, entries } in villages() {
        let again = Sheet::read(&sheet.name, &bytes).unwrap();
        assert_eq!(interpreted(&again, &truth.village), entries);
    }
}

#[test]
fn in_production_no_nik_of_a_roster_for_training_is_taken() {
    for Village { truth, sheet, .. } in villages() {
        let columns = Columns::of(&sheet.header);
        let village = RegionCode::parse(&truth.village).unwrap();
        let context = Context { deployment: Deployment::Production, village };
        for row in &sheet.rows {
            assert_eq!(interpret(&sheet, &columns, row, &context).text("nik"), None);
        }
    }
}

/// Rows whose NIK has 14 or 15 digits.
const MISTYPED_52: &[u32] = &[53, 60, 71, 119, 211, 216, 298, 399, 459];
const MISTYPED_53: &[u32] = &[42, 81, 121, 138, 166, 170];
