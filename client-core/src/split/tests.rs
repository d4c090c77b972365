use document::Intent;

use super::*;
use crate::{
    RecordView,
    fixture::{Device, ani_and_budi},
};

const NIK: &str = "5203135207900000";

fn text(view: &RecordView, at: &str) -> Option<String> {
    view.fields.get(&Path::parse(at).unwrap()).map(ToString::to_string)
}

/// Siti, and Rahma who came with Siti's number to another officer of the device.
fn two_in_one(device: &mut Device) -> DocId {
    let doc = device.worker(&[
        ("nik", NIK),
        ("name", "Siti Contoh"),
        ("birth_date", "1990-07-12"),
        ("sex", "P"),
        ("dusun", "Lebak"),
    ]);
    let seen = device.store.view(doc).unwrap().heads;
    let wrong = [("name", "Lalu Teladan"), ("birth_date", "1961-02-03"), ("sex", "L")];
    let intents = wrong.map(|(path, value)| Intent::set(path, value).unwrap());
    device.store.edit(doc, OfficerId::from_bytes([9; 16]), &seen, &intents).unwrap();
    doc
}

#[test]
fn what_two_officers_say_of_two_people_is_found_though_one_wrote_over_the_other() {
    let (mut ani, _, _) = ani_and_budi();
    let doc = two_in_one(&mut ani);
    ani.worker(&[("name", "Rahma Contoh")]);
    let found = ani.store.contradictions().unwrap();
    let [(item, statements)] = &found[..] else { panic!("one record of two people") };
    assert_eq!((item.doc, statements.all.len()), (doc, 2));
    assert_eq!(statements.contradictions[0].statements, (0, 1));
    assert!(statements.contradictions[0].contradiction.reasons.contains(&matching::Reason::SexDiffers));
    assert_eq!(statements.all[0].author.officer_name, "Petugas 1");
}

#[test]
fn a_record_is_split_each_side_with_its_own_values_and_merged_back_with_all_of_them() {
    let (mut ani, _, _) = ani_and_budi();
    let (doc, officer) = (two_in_one(&mut ani), ani.officer());
    let before = ani.store.view(doc).unwrap();
    let speaker = ani.store.statements(doc).unwrap().all[1].statement.speaker;
    let split = ani.store.split(doc, officer, &[speaker].into()).unwrap();
    let (old, new) = (ani.store.view(doc).unwrap(), ani.store.view(split.new).unwrap());
    assert_eq!(
        (text(&old, "name").as_deref(), text(&old, "birth_date").as_deref()),
        (Some("Siti Contoh"), Some("1990-07-12"))
    );
    assert_eq!((text(&new, "name").as_deref(), text(&new, "sex").as_deref()), (Some("Lalu Teladan"), Some("L")));
    assert_eq!((text(&new, "dusun"), text(&new, "split_from")), (None, Some(doc.to_string())));
    assert!(ani.store.duplicates().unwrap().is_empty(), "nobody proposes them as one");
    assert!(ani.store.contradictions().unwrap().is_empty(), "nor as two once more");

    ani.store.merge(doc, split.new, officer).unwrap();
    assert_eq!(ani.store.contradictions().unwrap().len(), 1, "taken back");
    let again = ani.store.view(doc).unwrap();
    for (path, value) in &before.fields {
        let differs = again.conflicts.iter().find(|conflict| conflict.path == *path);
        let all = differs.map_or_else(Vec::new, |conflict| conflict.values.iter().map(|one| &one.value).collect());
        assert!(again.fields.get(path) == Some(value) || all.contains(&value), "{path}");
    }
}

#[test]
fn a_split_that_takes_nothing_or_everything_is_none() {
    let (mut ani, _, _) = ani_and_budi();
    let (doc, officer) = (two_in_one(&mut ani), ani.officer());
    let all: BTreeSet<_> = ani.store.statements(doc).unwrap().all.iter().map(|told| told.statement.speaker).collect();
    for speakers in [BTreeSet::new(), all] {
        let heads = ani.store.view(doc).unwrap().heads;
        assert!(matches!(ani.store.split(doc, officer, &speakers), Err(Error::NothingToSplit(_))));
        assert_eq!(ani.store.view(doc).unwrap().heads, heads);
    }
}
