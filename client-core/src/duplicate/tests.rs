use document::Intent;
use matching::{LIKELY, Reason};
use records::{Deployment, DocId, RegionCode};
use roster::{Columns, Context, Sheet, interpret};

use super::*;
use crate::{
    fixture::{Device, VILLAGE, ani_and_budi},
    import,
};

const SITI: [(&str, &str); 4] =
    [("name", "Siti Contoh"), ("birth_date", "1990-07-12"), ("sex", "P"), ("kk_number", "5203130101100000")];

/// Siti, who is a daughter of the house, too.
fn siti_again(device: &mut Device) -> DocId {
    device.worker(&[("name", "ST. CONTOH"), ("birth_date", "1990-12-07"), ("kk_number", "5203130101100000")])
}

fn import(device: &mut Device, list: &str) {
    let sheet = Sheet::read("daftar.csv", list.as_bytes()).unwrap();
    let columns = Columns::of(&sheet.header);
    let village = RegionCode::parse(VILLAGE).unwrap();
    let context = Context { deployment: Deployment::Training, village: village.clone() };
    let entries: Vec<_> = sheet.rows.iter().map(|row| interpret(&sheet, &columns, row, &context)).collect();
    let source = import::ImportSource { sheet: &sheet, entries: &entries, village: &village };
    let plan = device.store.plan_import(source, None).unwrap();
    let officer = device.officer();
    device.store.apply_import(&plan, officer, |_, _| {}).unwrap();
}

fn ids(duplicates: &[Duplicate]) -> Vec<[DocId; 2]> {
    duplicates.iter().map(|duplicate| [duplicate.records[0].item.doc, duplicate.records[1].item.doc]).collect()
}

#[test]
fn a_person_who_was_recorded_twice_is_found_with_the_reasons() {
    let (mut ani, _, _) = ani_and_budi();
    let siti = ani.worker(&SITI);
    let again = siti_again(&mut ani);
    ani.worker(&[("name", "Budi Contoh"), ("birth_date", "1990-07-12"), ("kk_number", "5203130101100000")]);
    let found = ani.store.duplicates().unwrap();
    assert_eq!(ids(&found), [[siti.min(again), siti.max(again)]]);
    assert!(found[0].score >= LIKELY);
    assert!(found[0].reasons.contains(&Reason::BirthDaySwapped) && found[0].reasons.contains(&Reason::FamilyCardSame));
    assert_eq!(found[0].records[0].sources, []);
}

#[test]
fn rows_of_a_list_are_told_with_file_and_row() {
    let (mut ani, _, _) = ani_and_budi();
    let siti = ani.worker(&SITI);
    import(&mut ani, "No;Nama;NIK;No KK;L/P;Tgl Lahir\n1;Sitti Contoh;520313520790000;5203130101100000;P;12-07-1990\n");
    let found = ani.store.duplicates().unwrap();
    let listed = found[0].records.iter().find(|record| record.item.doc != siti).unwrap();
    let [source] = &listed.sources[..] else { panic!("one row") };
    assert_eq!((source.file_name.as_deref(), source.row.row), (Some("daftar.csv"), 1));
}

#[test]
fn the_likeliest_come_first() {
    let (mut ani, _, _) = ani_and_budi();
    ani.worker(&[("name", "Rahma Contoh"), ("phone/01900000-0000-7000-8000-000000000001/number", "+628400000001")]);
    ani.worker(&[("name", "Rama Contoh"), ("phone/01900000-0000-7000-8000-000000000002/number", "+628400000001")]);
    ani.worker(&SITI);
    siti_again(&mut ani);
    let scores: Vec<f64> = ani.store.duplicates().unwrap().iter().map(|duplicate| duplicate.score).collect();
    assert!(scores.len() == 2 && scores[0] > scores[1], "{scores:?}");
}

#[test]
fn a_record_that_was_withdrawn_is_proposed_no_more() {
    let (mut ani, _, _) = ani_and_budi();
    ani.worker(&SITI);
    let again = siti_again(&mut ani);
    let seen = ani.store.view(again).unwrap().heads;
    let officer = ani.officer();
    ani.store.edit(again, officer, &seen, &[Intent::set("removed", "salah catat").unwrap()]).unwrap();
    assert!(ani.store.duplicates().unwrap().is_empty());
}
