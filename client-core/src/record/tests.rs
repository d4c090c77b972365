use document::{Heads, Intent};
use records::{Path, Value};

use super::*;
use crate::{
    Error,
    fixture::{Device, ani_and_budi},
};

const NIK: &str = "5203131207900000";

fn set(path: &str, value: &str) -> [Intent; 1] {
    [Intent::set(path, value).unwrap()]
}

fn text<'a>(view: &'a RecordView, path: &str) -> Option<&'a str> {
    view.fields.get(&Path::parse(path).unwrap())?.as_text()
}

#[test]
fn two_devices_make_one_document_of_one_nik() {
    let (mut ani, mut budi, _) = ani_and_budi();
    let fields = [("nik", NIK), ("name", "Siti Contoh"), ("sex", "L"), ("birth_date", "1990-07-12")];
    let doc = ani.worker(&fields);
    assert_eq!(budi.worker(&fields[..2]), doc);
    assert!(matches!(ani.create(&fields), Created::Existing { doc: existing, .. } if existing == doc));
}

#[test]
fn a_nik_that_contradicts_the_record_identifies_nobody() {
    let (mut ani, mut budi, _) = ani_and_budi();
    let fields = [("nik", NIK), ("name", "Siti Contoh"), ("sex", "P")];
    assert_ne!(ani.worker(&fields), budi.worker(&fields));
}

#[test]
fn a_form_that_was_open_for_an_hour_reverts_nothing() {
    let (mut ani, _, _) = ani_and_budi();
    let doc = ani.worker(&[("name", "Siti Contoh"), ("dusun", "Lebak"), ("rt", "001")]);
    let opened = ani.store.view(doc).unwrap();

    let officer = ani.officer();
    ani.store.edit(doc, officer, &opened.heads, &set("dusun", "Montong")).unwrap();
    ani.clock.pass(3600);
    ani.store.edit(doc, officer, &opened.heads, &set("rt", "002")).unwrap();

    let view = ani.store.view(doc).unwrap();
    assert_eq!((text(&view, "dusun"), text(&view, "rt")), (Some("Montong"), Some("002")));
    assert!(view.conflicts.is_empty());
}

#[test]
fn a_value_that_breaks_a_hard_rule_is_named_and_nothing_is_written() {
    let (mut ani, _, _) = ani_and_budi();
    let doc = ani.worker(&[("name", "Siti Contoh")]);
    let before = ani.store.view(doc).unwrap().heads;
    let intents = [Intent::set("dusun", "Lebak").unwrap(), Intent::set("nik", "12").unwrap()];
    let Err(Error::Invalid(fields)) = ani.store.edit(doc, ani.officer(), &before, &intents) else { panic!("written") };
    assert_eq!(fields[0].path.as_str(), "nik");
    assert!(!fields[0].reason.contains("12"));
    assert_eq!(ani.store.view(doc).unwrap().heads, before);
}

#[test]
fn values_are_kept_in_their_canonical_form() {
    let (mut ani, _, _) = ani_and_budi();
    let doc = ani.worker(&[("name", "  Siti   Contoh "), ("nik", "520313 120790 0000")]);
    let view = ani.store.view(doc).unwrap();
    assert_eq!((text(&view, "name"), text(&view, "nik")), (Some("Siti Contoh"), Some(NIK)));
    assert_eq!(view.record["name"], "Siti Contoh");
    assert_eq!(view.sync, SyncState::Recorded);
}

/// A record in which `dusun` was written twice from one version.
fn in_conflict(device: &mut Device) -> (records::DocId, RecordView) {
    let doc = device.worker(&[("name", "Siti Contoh")]);
    let seen = device.store.view(doc).unwrap().heads;
    let officer = device.officer();
    device.store.edit(doc, officer, &seen, &set("dusun", "Lebak")).unwrap();
    device.store.edit(doc, officer, &seen, &set("dusun", "Montong")).unwrap();
    (doc, device.store.view(doc).unwrap())
}

#[test]
fn a_conflict_shows_every_value_with_who_wrote_it() {
    let (mut ani, _, _) = ani_and_budi();
    let (doc, view) = in_conflict(&mut ani);
    assert_eq!(view.conflicts.len(), 1);
    let values: Vec<_> = view.conflicts[0].values.iter().map(|claim| claim.value.to_string()).collect();
    assert_eq!(values.len(), 2);
    assert_eq!(view.conflicts[0].values[0].by[0].author.officer_name, "Petugas 1");
    assert_eq!(ani.store.conflicts().unwrap()[0].0.doc, doc);
    assert_eq!(ani.store.list(&Filter { conflicts: true, ..Filter::default() }, 10, 0).unwrap().len(), 1);
}

#[test]
fn settling_a_conflict_supersedes_every_value_whichever_is_chosen() {
    for choice in 0..2 {
        let (mut ani, _, _) = ani_and_budi();
        let (doc, view) = in_conflict(&mut ani);
        let path = view.conflicts[0].path.clone();
        let value = view.conflicts[0].values[choice].value.clone();
        let officer = ani.officer();
        let settled = ani.store.resolve(doc, officer, &path, Some(value.clone()), &view.heads).unwrap();
        assert!(settled.change.is_some(), "choice {choice}");
        let view = ani.store.view(doc).unwrap();
        assert!(view.conflicts.is_empty(), "choice {choice}");
        assert_eq!(view.fields.get(&path), Some(&value));
        let last = ani.store.history(doc).unwrap().pop().unwrap();
        assert_eq!(last.edits[0].from.len(), 2, "history says what was settled");
    }
}

#[test]
fn a_value_that_nobody_saw_stays_in_conflict_with_the_settled_one() {
    let (mut ani, _, _) = ani_and_budi();
    let (doc, view) = in_conflict(&mut ani);
    let officer = ani.officer();
    ani.store.edit(doc, officer, &Heads::default(), &set("dusun", "Sumur")).unwrap();
    let path = view.conflicts[0].path.clone();
    ani.store.resolve(doc, officer, &path, Some(Value::from("Lebak")), &view.heads).unwrap();
    assert_eq!(ani.store.view(doc).unwrap().conflicts[0].values.len(), 2);
}

#[test]
fn history_names_people_and_times() {
    let (mut ani, _, _) = ani_and_budi();
    let doc = ani.worker(&[("name", "Siti Contoh")]);
    ani.clock.pass(60);
    let seen = ani.store.view(doc).unwrap().heads;
    ani.store.edit(doc, ani.officer(), &seen, &set("name", "Siti Contoh Dua")).unwrap();
    let history = ani.store.history(doc).unwrap();
    assert_eq!(history.len(), 2);
    assert_eq!((history[1].at - history[0].at, history[1].author.device_name.as_str()), (60, "laptop 1"));
    assert_eq!(history[1].edits[0].from, [Value::from("Siti Contoh")]);
}

#[test]
fn any_change_is_undone_by_another_one_which_leaves_what_others_wrote_over_it() {
    let (mut ani, _, _) = ani_and_budi();
    let doc = ani.worker(&[("name", "Siti Contoh"), ("dusun", "Lebak")]);
    let (seen, officer) = (ani.store.view(doc).unwrap().heads, ani.officer());
    let intents = [Intent::set("dusun", "Montong").unwrap(), Intent::set("rt", "002").unwrap()];
    let wrong = ani.store.edit(doc, officer, &seen, &intents).unwrap();
    ani.store.edit(doc, officer, &wrong.heads, &set("rt", "003")).unwrap();
    let undone = ani.store.undo(doc, officer, &wrong.change.unwrap()).unwrap();
    assert_eq!(undone.overwritten, [Path::parse("rt").unwrap()]);
    let view = ani.store.view(doc).unwrap();
    assert_eq!((text(&view, "dusun"), text(&view, "rt")), (Some("Lebak"), Some("003")));

    ani.store.undo(doc, officer, &undone.change.unwrap()).unwrap();
    assert_eq!(text(&ani.store.view(doc).unwrap(), "dusun"), Some("Montong"), "undone in turn");
    let nothing = records::ChangeHash::from_bytes([0; 32]);
    assert!(matches!(ani.store.undo(doc, officer, &nothing), Err(Error::NoSuchChange(_))));
}

#[test]
fn a_merge_is_undone_as_any_change_is() {
    let (mut ani, _, _) = ani_and_budi();
    let (siti, again) = (ani.worker(&[("name", "Siti Contoh")]), ani.worker(&[("name", "Sitti Contoh")]));
    let officer = ani.officer();
    let merged = ani.store.merge(siti, again, officer).unwrap();
    let undone = ani.store.undo(siti, officer, &merged.changes[0]).unwrap();
    assert_eq!(undone.record, again);
    assert_eq!(ani.store.view(again).unwrap().doc, again);
}

#[test]
fn lists_go_by_name_and_are_filtered() {
    let (mut ani, _, _) = ani_and_budi();
    for name in ["Citra Contoh", "Ani Contoh", "Budi Contoh"] {
        ani.worker(&[("name", name), ("domicile_village", "52.03.13.2001")]);
    }
    ani.worker(&[("name", "Dewi Contoh"), ("domicile_village", "53.01.01.2001")]);
    let names = |filter: &Filter, limit, offset| -> Vec<String> {
        ani.store.list(filter, limit, offset).unwrap().into_iter().map(|item| item.name).collect()
    };
    let lombok = Filter { region: Some("52".parse().unwrap()), ..Filter::default() };
    assert_eq!(names(&lombok, 2, 1), ["Budi Contoh", "Citra Contoh"]);
    assert_eq!(names(&Filter::default(), 10, 0).len(), 4);
    assert_eq!(ani.store.count(&lombok).unwrap(), 3);
    assert_eq!(ani.store.count(&Filter { unsent: true, ..lombok }).unwrap(), 3);
}

#[test]
fn parts_and_their_whole_are_written_together_whichever_was_typed() {
    let (mut ani, _, _) = ani_and_budi();
    let at = |name: &str| format!("skill/0198f6a2-7c1e-7b7a-9a51-3f0c2d5e8a10/{name}");
    let doc = ani.worker(&[("name", "Siti Contoh"), (&at("kbji"), "7531"), (&at("name"), "penjahit")]);
    let stands = |device: &Device| {
        let view = device.store.view(doc).unwrap();
        ["code", "kbji", "name"].map(|name| text(&view, &at(name)).map(str::to_owned))
    };
    let all = |texts: [Option<&str>; 3]| texts.map(|text| text.map(str::to_owned));
    assert_eq!(stands(&ani), all([Some("7531 penjahit"), Some("7531"), Some("penjahit")]));

    // As a device of version 1 writes it.
    let (officer, seen) = (ani.officer(), ani.store.view(doc).unwrap().heads);
    ani.store.edit(doc, officer, &seen, &set(&at("code"), "memasak")).unwrap();
    assert_eq!(stands(&ani), all([Some("memasak"), None, Some("memasak")]));
}
