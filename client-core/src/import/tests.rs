use std::fmt::Write as _;

use document::Intent;
use records::{Deployment, Path, RegionCode, Value};
use roster::{Columns, Context, Entry, Sheet, interpret};

use super::*;
use crate::{
    Filter,
    fixture::{Device, VILLAGE, ani_and_budi},
};

const HEADER: &str = "No;Nama;NIK;No KK;L/P;Tgl Lahir;Dusun\n";
const LIST: &str = "1;Siti Contoh;5203135207900000;5203130101100000;P;12-07-1990;Lebak\n\
                    2;Budi Contoh;;5203130101110000;L;03-02-1988;Montong\n\
                    3;Tanpa Apa Apa;;;;;\n";

struct List {
    sheet: Sheet,
    entries: Vec<Entry>,
    village: RegionCode,
}

impl List {
    fn new(rows: &str) -> Self {
        Self::of(HEADER, rows)
    }

    fn of(header: &str, rows: &str) -> Self {
        let sheet = Sheet::read("daftar.csv", format!("{header}{rows}").as_bytes()).unwrap();
        let columns = Columns::of(&sheet.header);
        let village = RegionCode::parse(VILLAGE).unwrap();
        let context = Context { deployment: Deployment::Training, village: village.clone() };
        let entries = sheet.rows.iter().map(|row| interpret(&sheet, &columns, row, &context)).collect();
        Self { sheet, entries, village }
    }

    fn source(&self) -> ImportSource<'_> {
        ImportSource { sheet: &self.sheet, entries: &self.entries, village: &self.village }
    }

    fn import(&self, device: &mut Device) -> ImportReport {
        let plan = device.store.plan_import(self.source(), None).unwrap();
        let officer = device.officer();
        device.store.apply_import(&plan, officer, |_, _| {}).unwrap()
    }
}

fn counts(report: &ImportReport) -> (u64, u64, u64) {
    (report.new, report.updated, report.unchanged)
}

fn raw_changes(device: &Device) -> Vec<Vec<u8>> {
    let mut statement = device.store.db.prepare("select raw from change order by hash").unwrap();
    let rows = statement.query_map([], |row| row.get(0)).unwrap();
    rows.map(Result::unwrap).collect()
}

fn named(device: &Device, name: &str) -> crate::RecordView {
    let hit = device.store.search(name, 1).unwrap().remove(0);
    device.store.view(hit.item.doc).unwrap()
}

fn value(view: &crate::RecordView, path: &str) -> Option<String> {
    view.fields.get(&Path::parse(path).unwrap()).map(ToString::to_string)
}

fn edit(device: &mut Device, name: &str, path: &str, text: &str) {
    let view = named(device, name);
    let officer = device.officer();
    device.store.edit(view.doc, officer, &view.heads, &[Intent::set(path, text).unwrap()]).unwrap();
}

#[test]
fn importing_twice_changes_nothing() {
    let (mut ani, _, _) = ani_and_budi();
    let list = List::new(LIST);
    assert_eq!(counts(&list.import(&mut ani)), (3, 0, 0));
    let changes = raw_changes(&ani);
    assert_eq!(counts(&list.import(&mut ani)), (0, 0, 3));
    assert_eq!(raw_changes(&ani), changes);
    assert_eq!(ani.store.imports().unwrap()[0].imported, 3);
}

#[test]
fn a_plan_writes_nothing_and_says_what_would_be_done() {
    let (mut ani, _, _) = ani_and_budi();
    let list = List::new(LIST);
    let plan = ani.store.plan_import(list.source(), Some(&(2..=3))).unwrap();
    let steps: Vec<_> = plan.rows.iter().map(|row| (row.entry.row, row.step)).collect();
    assert_eq!(steps, [(2, Step::New), (3, Step::New)]);
    assert!(raw_changes(&ani).is_empty());
    let officer = ani.officer();
    ani.store.apply_import(&plan, officer, |_, _| {}).unwrap();
    assert_eq!(ani.store.count(&Filter::default()).unwrap(), 2);
}

#[test]
fn two_devices_write_the_same_bytes_for_the_same_rows() {
    let (mut ani, mut budi, _) = ani_and_budi();
    let list = List::new(LIST);
    list.import(&mut ani);
    let plan = budi.store.plan_import(list.source(), Some(&(1..=2))).unwrap();
    let officer = budi.officer();
    budi.store.apply_import(&plan, officer, |_, _| {}).unwrap();
    let (of_ani, of_budi) = (raw_changes(&ani), raw_changes(&budi));
    assert_eq!(of_budi.len(), 2);
    assert!(of_budi.iter().all(|raw| of_ani.contains(raw)));
}

#[test]
fn an_import_stopped_between_two_batches_goes_on_where_it_stopped() {
    let (mut ani, _, _) = ani_and_budi();
    let mut rows = String::new();
    for at in 1..=BATCH * 2 {
        writeln!(rows, "{at};Orang {at};;;;;").unwrap();
    }
    let list = List::new(&rows);
    let plan = ani.store.plan_import(list.source(), None).unwrap();
    let officer = ani.officer();
    let crash = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        ani.store.apply_import(&plan, officer, |done, _| assert_ne!(done, BATCH, "the battery died")).unwrap();
    }));
    assert!(crash.is_err());
    ani.store = ani.reopen();
    assert_eq!(ani.store.count(&Filter::default()).unwrap(), BATCH as u64);
    assert_eq!(counts(&list.import(&mut ani)), (BATCH as u64, 0, BATCH as u64));
}

#[test]
fn a_list_never_overwrites_what_a_person_wrote() {
    let (mut ani, _, _) = ani_and_budi();
    ani.worker(&[("name", "Siti Contoh"), ("nik", "5203135207900000"), ("dusun", "Sumur")]);
    let report = List::new(LIST).import(&mut ani);
    assert_eq!(counts(&report), (2, 1, 0));
    assert_eq!(report.conflicting.len(), 1);
    assert_eq!(report.conflicting[0].paths, [Path::parse("dusun").unwrap()]);
}

#[test]
fn a_newer_list_updates_what_the_list_said_and_leaves_what_people_wrote() {
    let (mut ani, _, _) = ani_and_budi();
    List::new(LIST).import(&mut ani);
    edit(&mut ani, "Siti Contoh", "rt", "007");
    edit(&mut ani, "Budi Contoh", "dusun", "Sumur");

    let newer = LIST.replace("Lebak", "Montong").replace("Montong\n3", "Tengah\n3");
    let report = List::new(&newer).import(&mut ani);
    let siti = named(&ani, "Siti Contoh");
    assert_eq!((value(&siti, "dusun"), value(&siti, "rt")), (Some("Montong".to_owned()), Some("007".to_owned())));
    assert!(siti.conflicts.is_empty(), "the list corrected itself");
    let budi = named(&ani, "Budi Contoh");
    assert_eq!(budi.conflicts.len(), 1, "the list and a person both changed the hamlet");
    assert_eq!(report.new, 1, "the row without anything to know it by is a new record");
    assert_eq!(ani.store.count(&Filter::default()).unwrap(), 4);
}

#[test]
fn undoing_an_import_keeps_what_people_wrote() {
    let (mut ani, _, _) = ani_and_budi();
    let list = List::new(LIST);
    list.import(&mut ani);
    edit(&mut ani, "Siti Contoh", "dusun", "Sumur");
    let doc = named(&ani, "Siti Contoh").doc;

    let officer = ani.officer();
    let undone = ani.store.undo_import(list.sheet.file, officer).unwrap();
    assert_eq!((undone.records, undone.rows), (3, 3));
    let siti = ani.store.view(doc).unwrap();
    assert_eq!((value(&siti, "dusun"), value(&siti, "name")), (Some("Sumur".to_owned()), None));
    assert_eq!(ani.store.count(&Filter::default()).unwrap(), 1, "records that say nothing are not listed");
    assert_eq!(ani.store.imports().unwrap()[0].undone, 3);
    assert_eq!(ani.store.undo_import(list.sheet.file, officer).unwrap().rows, 0);
}

#[test]
fn importing_after_an_undo_brings_the_rows_back() {
    let (mut ani, _, _) = ani_and_budi();
    let list = List::new(LIST);
    list.import(&mut ani);
    let doc = named(&ani, "Siti Contoh").doc;
    let officer = ani.officer();
    ani.store.undo_import(list.sheet.file, officer).unwrap();
    ani.store
        .edit(doc, officer, &ani.store.view(doc).unwrap().heads, &[Intent::set("dusun", "Sumur").unwrap()])
        .unwrap();

    assert_eq!(counts(&list.import(&mut ani)), (0, 3, 0));
    let siti = ani.store.view(doc).unwrap();
    assert_eq!(
        (value(&siti, "name"), value(&siti, "dusun")),
        (Some("Siti Contoh".to_owned()), Some("Sumur".to_owned()))
    );
    assert_eq!(counts(&list.import(&mut ani)), (0, 0, 3));
}

#[test]
fn rows_and_records_of_one_person_are_shown() {
    let (mut ani, _, _) = ani_and_budi();
    ani.worker(&[("name", "Budi Contoh"), ("kk_number", "5203130101110000")]);
    let twice = format!("{LIST}4;Siti Contooh;;5203130101100000;P;12-07-1990;Lebak\n");
    let list = List::new(&twice);
    let plan = ani.store.plan_import(list.source(), None).unwrap();
    assert_eq!(plan.same.iter().map(|same| same.rows).collect::<Vec<_>>(), [(1, 4)]);
    assert_eq!(plan.same_as_record.iter().map(|same| same.row).collect::<Vec<_>>(), [2]);
}

#[test]
fn two_rows_of_one_nik_are_both_kept_in_one_record() {
    let (mut ani, _, _) = ani_and_budi();
    let twice =
        "1;Siti Contoh;5203135207900000;;P;12-07-1990;Lebak\n2;Siti Contoh;5203135207900000;;P;12-07-1990;Montong\n";
    let report = List::new(twice).import(&mut ani);
    assert_eq!((report.new, report.updated), (1, 1));
    let siti = named(&ani, "Siti Contoh");
    let values: Vec<_> = siti.conflicts[0].values.iter().map(|claim| claim.value.clone()).collect();
    assert!(values.contains(&Value::from("Lebak")) && values.contains(&Value::from("Montong")));
}

#[test]
fn a_row_too_large_for_one_change_is_named_and_stops_no_other() {
    let (mut ani, _, _) = ani_and_budi();
    let cell = "x".repeat(20_000);
    let list = List::new(&format!("{LIST}4;Terlalu Panjang;;;;;{cell}\n5;Orang Lima;;;;;\n"));
    let report = list.import(&mut ani);
    assert_eq!(counts(&report), (4, 0, 0));
    assert_eq!(report.refused, [RefusedRow { row: 4, refusal: document::Refusal::BadValue }]);
    assert_eq!(ani.store.count(&Filter::default()).unwrap(), 4);
    assert_eq!(counts(&list.import(&mut ani)), (0, 0, 4));
    ani.store.check().unwrap();
}

#[test]
fn an_undo_after_an_import_after_an_undo_takes_the_rows_back_again() {
    let (mut ani, _, _) = ani_and_budi();
    let list = List::new(LIST);
    let officer = ani.officer();
    list.import(&mut ani);
    for _ in 0..2 {
        ani.store.undo_import(list.sheet.file, officer).unwrap();
        assert_eq!(ani.store.count(&Filter::default()).unwrap(), 0);
        list.import(&mut ani);
        assert_eq!(ani.store.count(&Filter::default()).unwrap(), 3);
    }
}

#[test]
fn another_list_with_other_columns_empties_nothing() {
    let (mut ani, _, _) = ani_and_budi();
    List::new(LIST).import(&mut ani);
    let report =
        List::of("Nama;NIK;L/P;Tgl Lahir;RT\n", "Siti Contoh;5203135207900000;P;12-07-1990;007\n").import(&mut ani);
    assert_eq!(counts(&report), (0, 1, 0));
    let siti = named(&ani, "Siti Contoh");
    assert_eq!((value(&siti, "dusun"), value(&siti, "rt")), (Some("Lebak".to_owned()), Some("007".to_owned())));
    assert!(value(&siti, "kk_number").is_some() && siti.conflicts.is_empty());
}

#[test]
fn a_row_whose_bytes_are_gone_comes_back_with_its_list() {
    let (mut ani, _, _) = ani_and_budi();
    let list = List::new(LIST);
    list.import(&mut ani);
    let doc = named(&ani, "siti").doc;
    let id = doc.as_bytes().as_slice();
    ani.store.db.execute("update change set raw = cast(raw || x'00' as blob) where doc = ?", [id]).unwrap();
    ani.store.db.execute("update document set snapshot = x'00' where id = ?", [id]).unwrap();
    assert_eq!(ani.store.heal().unwrap().records[0].lost, 1);
    assert!(ani.store.verify().unwrap().is_sound());
    assert!(ani.store.search("siti", 1).unwrap().iter().all(|hit| hit.item.doc != doc));

    list.import(&mut ani);
    assert_eq!(named(&ani, "siti").doc, doc);
    assert_eq!(counts(&list.import(&mut ani)), (0, 0, 3), "and is imported then");
}
