use super::*;
use crate::{Admission, Author, Guard, Limits};

const DOC: DocId = DocId::from_bytes([7; 16]);

fn file(n: u8) -> FileId {
    FileId::from_bytes([n; 16])
}

fn row(file: FileId, number: u32, fields: &[(&str, &str)]) -> BTreeMap<Path, Value> {
    let verbatim = (row_path(file, number, "cells").unwrap(), Value::from("[]"));
    let fields = fields.iter().map(|(path, value)| (Path::parse(path).unwrap(), Value::from(*value)));
    fields.chain([verbatim]).collect()
}

fn text(doc: &Document, path: &str) -> Option<String> {
    doc.fields().get(&Path::parse(path).unwrap()).map(ToString::to_string)
}

fn ani() -> Author {
    Author { actor: Actor::from_bytes([1; 16]), time: 9 }
}

fn imported(fields: &BTreeMap<Path, Value>) -> (Document, RawChange) {
    let mut doc = Document::new();
    let change = doc.import_change(DOC, None, fields).unwrap().unwrap();
    doc.apply(&change).unwrap();
    (doc, change)
}

#[test]
fn two_devices_that_import_one_row_make_the_same_change() {
    let fields = row(file(1), 7, &[("name", "Siti"), ("dusun", "Lebak")]);
    let (_, at_ani) = imported(&fields);
    let mut at_budi = Document::new();
    at_budi.edit(ani(), &Heads::default(), &[Intent::set("rt", "01").unwrap()]).unwrap();
    assert_eq!(at_budi.import_change(DOC, None, &fields).unwrap(), Some(at_ani));
}

#[test]
fn an_imported_change_passes_for_whoever_brings_it_and_nobody_can_borrow_its_actor() {
    let fields = row(file(1), 7, &[("name", "Siti")]);
    let (_, change) = imported(&fields);
    let admit = |doc: DocId, bytes: &[u8]| {
        let officer = Actor::from_bytes([4; 16]);
        Guard::signed(Document::new(), Limits::default(), doc, records::Kind::Worker, officer).admit(bytes)
    };
    assert!(matches!(admit(DOC, &change.bytes), Admission::Admitted { .. }));
    // The same bytes claimed for another person's document.
    let other = DocId::from_bytes([8; 16]);
    assert_eq!(admit(other, &change.bytes), Admission::Refused { refusal: crate::Refusal::ForeignActor });
}

#[test]
fn two_rows_of_one_person_in_one_list_do_not_overwrite_each_other() {
    let (mut doc, _) = imported(&row(file(1), 6, &[("name", "Irwan Saputra")]));
    let second = row(file(1), 7, &[("name", "Irwan Sapura")]);
    let change = doc.import_change(DOC, None, &second).unwrap().unwrap();
    doc.apply(&change).unwrap();
    assert_eq!(doc.conflicts().len(), 1);
}

#[test]
fn one_file_under_two_names_is_no_conflict() {
    let named = |name: &str| {
        let mut fields = row(file(1), 7, &[("name", "Siti")]);
        fields.insert(row_path(file(1), 7, "file").unwrap(), Value::from(name));
        fields
    };
    let (mut doc, _) = imported(&named("daftar.csv"));
    let change = doc.import_change(DOC, None, &named("daftar (1).csv")).unwrap().unwrap();
    doc.apply(&change).unwrap();
    assert_eq!(doc.conflicts(), []);
}

#[test]
fn a_newer_list_updates_what_the_list_set_and_conflicts_with_what_people_wrote() {
    let first = row(file(1), 7, &[("name", "Siti"), ("dusun", "Lebak"), ("rt", "01"), ("note", "anak 2")]);
    let (mut doc, earlier) = imported(&first);
    let heads = doc.heads();
    doc.edit(ani(), &heads, &[Intent::set("dusun", "Montong").unwrap()]).unwrap();

    let newer = row(file(2), 7, &[("name", "Siti Contoh"), ("dusun", "Karang Bate"), ("rt", "01")]);
    let change = doc.import_change(DOC, Some(&earlier.hash), &newer).unwrap().unwrap();
    doc.apply(&change).unwrap();

    assert_eq!(text(&doc, "name").as_deref(), Some("Siti Contoh"), "updated: only the list had set it");
    assert_eq!(text(&doc, "note"), None, "emptied: the list no longer says it");
    let conflicts = doc.conflicts();
    assert_eq!(conflicts.iter().map(|conflict| conflict.path.as_str()).collect::<Vec<_>>(), ["dusun"]);
    assert!(text(&doc, row_path(file(1), 7, "cells").unwrap().as_str()).is_some(), "the old row stays verbatim");
}

#[test]
fn the_same_list_again_changes_nothing() {
    let fields = row(file(1), 7, &[("name", "Siti")]);
    let (doc, change) = imported(&fields);
    let again = doc.import_change(DOC, None, &fields).unwrap().unwrap();
    assert_eq!(again, change);
    assert!(doc.contains(&again.hash));
    assert_eq!(doc.import_change(DOC, Some(&change.hash), &fields).unwrap(), None);
}

#[test]
fn undoing_an_import_takes_back_what_it_wrote_and_nothing_else() {
    let (mut doc, _) = imported(&row(file(1), 7, &[("name", "Siti"), ("dusun", "Lebak")]));
    let heads = doc.heads();
    let later = [Intent::set("dusun", "Montong").unwrap(), Intent::set("rt", "02").unwrap()];
    doc.edit(ani(), &heads, &later).unwrap();

    for (seen, intents) in doc.undo_import(file(1)).unwrap() {
        doc.edit(ani(), &seen, &intents).unwrap();
    }
    assert_eq!(text(&doc, "name"), None);
    assert_eq!(text(&doc, "dusun").as_deref(), Some("Montong"));
    assert_eq!(text(&doc, "rt").as_deref(), Some("02"));
    assert_eq!(doc.conflicts(), []);
    let undone = doc.fields().get(&row_path(file(1), 7, UNDONE).unwrap()).and_then(Value::as_bool);
    assert_eq!(undone, Some(true));
}

#[test]
fn undoing_a_newer_list_brings_the_older_one_back_and_leaves_what_people_wrote() {
    let first = row(file(1), 7, &[("name", "Siti"), ("dusun", "Lebak"), ("note", "anak 2")]);
    let newer = row(file(2), 7, &[("name", "Siti Contoh"), ("dusun", "Dusun Lain")]);
    let (mut doc, earlier) = imported(&first);
    let heads = doc.heads();
    doc.edit(ani(), &heads, &[Intent::set("dusun", "Rumah Paman").unwrap()]).unwrap();
    let change = doc.import_change(DOC, Some(&earlier.hash), &newer).unwrap().unwrap();
    doc.apply(&change).unwrap();

    for (seen, intents) in doc.undo_import(file(2)).unwrap() {
        doc.edit(ani(), &seen, &intents).unwrap();
    }
    assert_eq!(text(&doc, "name").as_deref(), Some("Siti"));
    assert_eq!(text(&doc, "note").as_deref(), Some("anak 2"));
    assert_eq!(text(&doc, "dusun").as_deref(), Some("Rumah Paman"));
    assert_eq!(doc.conflicts(), []);
}
