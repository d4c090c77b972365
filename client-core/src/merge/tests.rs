use document::Intent;
use records::{Path, Value};

use super::*;
use crate::{
    Created, Filter, NewRecord, RecordView,
    fixture::{Device, VILLAGE, ani_and_budi},
    stored::Stored,
};

fn set(path: &str, value: &str) -> [Intent; 1] {
    [Intent::set(path, value).unwrap()]
}

fn text(view: &RecordView, path: &str) -> Option<String> {
    view.fields.get(&Path::parse(path).unwrap()).map(ToString::to_string)
}

/// Two records of one person, the second one with a NIK that was mistyped.
fn twice(device: &mut Device) -> (DocId, DocId) {
    let siti = device.worker(&[("name", "Siti Contoh"), ("dusun", "Lebak"), ("kk_number", "5203130101100000")]);
    let again = device.worker(&[("name", "Sitti Contoh"), ("birth_date", "1990-07-12"), ("nik", "5203131207900000")]);
    (siti, again)
}

fn merged(device: &mut Device) -> (DocId, DocId) {
    let (siti, again) = twice(device);
    device.store.merge(siti, again, device.officer()).unwrap();
    (siti, again)
}

fn edit(device: &mut Device, doc: DocId, intents: &[Intent]) {
    let (seen, officer) = (device.store.view(doc).unwrap().heads, device.officer());
    device.store.edit(doc, officer, &seen, intents).unwrap();
}

/// Hands every change of one device's records to the other, as a pull would.
fn hand_over(from: &Device, to: &mut Device) {
    for item in from.store.db.prepare("select id from document").unwrap().query_map([], |row| row.get(0)).unwrap() {
        let doc = item.map(|id: Sql<DocId>| id.0).unwrap();
        let source = Stored::get(&from.store.db, doc).unwrap();
        to.store
            .write(|tx, context| {
                let known = Stored::load(tx, doc)?;
                let now = context.clock.now();
                let mut stored = known.map_or_else(|| Stored::new(tx, doc, source.kind, &source.region, now), Ok)?;
                for change in source.document.changes().unwrap() {
                    stored.document.apply(&change)?;
                }
                stored.save(tx)
            })
            .unwrap();
    }
}

#[test]
fn records_that_were_merged_are_shown_once_and_whole_under_either_id() {
    let (mut ani, _, _) = ani_and_budi();
    let (siti, again) = merged(&mut ani);
    for id in [siti, again] {
        let view = ani.store.view(id).unwrap();
        assert_eq!((view.doc, &view.merged[..]), (siti, &[again][..]));
        assert_eq!(text(&view, "dusun").as_deref(), Some("Lebak"));
        assert_eq!(text(&view, "birth_date").as_deref(), Some("1990-07-12"));
        let [name] = &view.conflicts[..] else { panic!("the names differ, and nothing else") };
        let said: Vec<_> = name.values.iter().map(|claim| (claim.value.to_string(), claim.by[0].record)).collect();
        assert_eq!(said, [("Siti Contoh".to_owned(), siti), ("Sitti Contoh".to_owned(), again)]);
    }
    assert_eq!(ani.store.count(&Filter::default()).unwrap(), 1);
    assert_eq!(ani.store.duplicates().unwrap().len(), 0);
    for words in ["siti", "sitti", "520313120790", "520313010110"] {
        let hits = ani.store.search(words, 9).unwrap();
        assert_eq!(hits.iter().map(|hit| hit.item.doc).collect::<Vec<_>>(), [siti], "{words}");
    }
}

#[test]
fn a_merge_is_undone_and_what_was_written_meanwhile_stays_where_it_was_written() {
    for named in [0, 1] {
        let (mut ani, _, _) = ani_and_budi();
        let (siti, again) = merged(&mut ani);
        edit(&mut ani, siti, &set("rt", "002"));
        edit(&mut ani, again, &set("note", "late"));
        let undone = ani.store.unmerge([again, siti][named], ani.officer()).unwrap();
        assert_eq!(undone.changes.len(), 1);
        let (one, other) = (ani.store.view(siti).unwrap(), ani.store.view(again).unwrap());
        assert_eq!((one.doc, other.doc, one.merged.len()), (siti, again, 0));
        assert_eq!((text(&one, "rt").as_deref(), text(&one, "note")), (Some("002"), None));
        assert_eq!((text(&other, "rt"), text(&other, "note").as_deref()), (None, Some("late")));
        assert_eq!(ani.store.count(&Filter::default()).unwrap(), 2);
        assert!(matches!(ani.store.unmerge(siti, ani.officer()), Err(Error::NotMerged(doc)) if doc == siti));
    }
}

#[test]
fn a_difference_that_was_settled_is_shown_no_more_until_something_else_is_written_there() {
    let (mut ani, _, _) = ani_and_budi();
    let (siti, again) = merged(&mut ani);
    let view = ani.store.view(again).unwrap();
    let (path, officer) = (view.conflicts[0].path.clone(), ani.officer());
    ani.store.resolve(again, officer, &path, Some(Value::from("Sitti Contoh")), &view.heads).unwrap();
    let settled = ani.store.view(siti).unwrap();
    assert!(settled.conflicts.is_empty());
    assert_eq!(text(&settled, "name").as_deref(), Some("Sitti Contoh"));
    assert!(settled.fields.keys().all(|path| !path.as_str().starts_with("settled/")));
    edit(&mut ani, again, &set("name", "Siti Teladan"));
    assert_eq!(ani.store.view(siti).unwrap().conflicts.len(), 1);
}

#[test]
fn an_edit_of_the_head_settles_what_was_on_the_screen_and_nothing_that_came_meanwhile() {
    let (mut ani, _, _) = ani_and_budi();
    let (siti, again) = merged(&mut ani);
    let (opened, officer) = (ani.store.view(siti).unwrap(), ani.officer());
    edit(&mut ani, again, &set("birth_date", "1990-07-13"));
    ani.store.edit(siti, officer, &opened.heads, &set("birth_date", "1990-07-11")).unwrap();
    let view = ani.store.view(siti).unwrap();
    let open = view.conflicts.iter().find(|conflict| conflict.path.as_str() == "birth_date").unwrap();
    let values: Vec<_> = open.values.iter().map(|claim| claim.value.to_string()).collect();
    assert_eq!(values, ["1990-07-11", "1990-07-13"]);

    edit(&mut ani, siti, &[Intent::clear("birth_date").unwrap()]);
    let view = ani.store.view(siti).unwrap();
    assert_eq!(text(&view, "birth_date"), None, "emptied for all, and kept in the other record");
}

#[test]
fn two_devices_that_merge_both_ways_agree_on_one_head_and_one_of_them_undoes_it() {
    let (mut ani, mut budi, _) = ani_and_budi();
    let (siti, again) = twice(&mut ani);
    hand_over(&ani, &mut budi);
    ani.store.merge(siti, again, ani.officer()).unwrap();
    budi.store.merge(again, siti, budi.officer()).unwrap();
    hand_over(&ani, &mut budi);
    hand_over(&budi, &mut ani);
    for device in [&ani, &budi] {
        assert_eq!(device.store.view(again).unwrap().doc, siti.min(again));
        assert_eq!(device.store.count(&Filter::default()).unwrap(), 1);
    }
    budi.store.unmerge(siti, budi.officer()).unwrap();
    hand_over(&budi, &mut ani);
    for device in [&ani, &budi] {
        assert_eq!(device.store.view(again).unwrap().merged.len() + device.store.view(siti).unwrap().merged.len(), 0);
        assert_eq!(device.store.count(&Filter::default()).unwrap(), 2);
    }
}

#[test]
fn a_link_to_a_record_that_is_not_here_hides_nobody_and_counts_as_soon_as_it_comes() {
    let (mut ani, mut budi, _) = ani_and_budi();
    let (siti, again) = merged(&mut ani);
    let source = Stored::get(&ani.store.db, again).unwrap();
    budi.store
        .write(|tx, _| {
            let mut stored = Stored::new(tx, again, source.kind, &source.region, 0)?;
            stored.document = source.document.clone();
            stored.save(tx)
        })
        .unwrap();
    assert_eq!(budi.store.view(again).unwrap().doc, again);
    assert_eq!(budi.store.group(again).unwrap(), [siti, again]);
    assert_eq!(budi.store.count(&Filter::default()).unwrap(), 1);
    hand_over(&ani, &mut budi);
    assert_eq!(budi.store.view(again).unwrap().doc, siti);
    assert_eq!(budi.store.count(&Filter::default()).unwrap(), 1);
}

#[test]
fn records_of_different_kinds_are_never_one() {
    let (mut ani, _, _) = ani_and_budi();
    let (siti, _) = twice(&mut ani);
    let fields = [(Path::parse("kk_number").unwrap(), Value::from("5203130101100000"))].into();
    let region = records::RegionCode::parse(VILLAGE).unwrap();
    let new = NewRecord { kind: Kind::Household, region, officer: ani.officer(), fields };
    let Created::New { doc, .. } = ani.store.create(&new).unwrap() else { panic!("new") };
    assert!(matches!(ani.store.merge(siti, doc, ani.officer()), Err(Error::NotMergeable { .. })));
    edit(&mut ani, siti, &set("merged_into", &doc.to_string()));
    assert_eq!(ani.store.view(siti).unwrap().doc, siti, "nor where somebody writes so by hand");
}

#[test]
fn two_who_are_not_the_same_are_proposed_no_more_until_somebody_takes_it_back() {
    let (mut ani, _, _) = ani_and_budi();
    let one = ani.worker(&[("name", "Siti Contoh"), ("birth_date", "1990-07-12"), ("kk_number", "5203130101100000")]);
    let other = ani.worker(&[("name", "Siti Contoh"), ("birth_date", "1990-07-12"), ("kk_number", "5203130101100000")]);
    for (likeness, proposed) in [(Likeness::NotSame, 0), (Likeness::Open, 1)] {
        ani.store.set_likeness(other, one, ani.officer(), likeness).unwrap();
        assert_eq!(ani.store.duplicates().unwrap().len(), proposed, "{likeness:?}");
    }
}
