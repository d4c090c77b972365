//! Versions of the tables: what earlier ones wrote, and old and new devices on one record.
//!
//! `versions/<version>/` holds what the program of that version made of a record of every kind (`examples/fixture.rs`),
//! and its tables. Those stand for an older device, which knows these fields and codes and no others.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test that cannot go on stops")]

#[path = "versions/device.rs"]
mod device;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::PathBuf,
};

use device::{Age, Device, Office};
use document::Document;
use proptest::{prelude::*, sample::select};
use records::{Deployment, Kind, Path, Record, Value, field, growth};
use serde_json::Value as Json;

/// Every version of which there are files.
const VERSIONS: &[u16] = &[1];

fn read(version: u16, name: &str) -> Vec<u8> {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("tests/versions/{version}/{name}"));
    fs::read(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

fn changes(version: u16, kind: Kind) -> Vec<Vec<u8>> {
    let lines = String::from_utf8(read(version, &format!("{kind}.changes"))).unwrap();
    lines.lines().map(|line| hex::decode(line).unwrap()).collect()
}

fn each() -> impl Iterator<Item = (u16, Kind)> {
    VERSIONS.iter().flat_map(|version| Kind::ALL.into_iter().map(move |kind| (*version, kind)))
}

#[test]
fn there_are_files_of_every_version_before_this_one() {
    assert_eq!(VERSIONS, (1..field::VERSION).collect::<Vec<_>>());
}

#[test]
fn a_snapshot_and_the_changes_of_an_earlier_version_are_the_same_record() {
    for (version, kind) in each() {
        let snapshot = Document::load(&read(version, &format!("{kind}.snapshot"))).unwrap();
        let changes = changes(version, kind);
        let anew = Document::from_changes(changes.iter().map(Vec::as_slice)).unwrap();
        assert_eq!(anew.heads(), snapshot.heads(), "{version} {kind}");
        assert_eq!(anew.fields(), snapshot.fields(), "{version} {kind}");
        let bytes: BTreeSet<_> = snapshot.changes().unwrap().into_iter().map(|change| change.bytes).collect();
        assert_eq!(bytes, changes.into_iter().collect(), "{version} {kind}: byte for byte");
    }
}

#[test]
fn what_an_earlier_version_read_is_read_with_the_codes_and_parts_of_this_one() {
    for (version, kind) in each() {
        let then: Json = serde_json::from_slice(&read(version, &format!("{kind}.json"))).unwrap();
        let document = Document::load(&read(version, &format!("{kind}.snapshot"))).unwrap();
        let reading = document.read(kind);
        let now = Record::project(kind, &reading.fields, Deployment::Training);
        let values: BTreeMap<Path, Value> = serde_json::from_value(then["values"].clone()).unwrap();
        assert_eq!(document.heads().to_string(), then["heads"], "{version} {kind}");
        assert_eq!(now.values(), &growth::current(kind, values), "{version} {kind}");
        assert_eq!(serde_json::to_value(now.absent()).unwrap(), then["absent"], "{version} {kind}");
        let conflicts: BTreeMap<String, BTreeSet<Value>> = serde_json::from_value(then["conflicts"].clone()).unwrap();
        let open = reading.conflicts.into_iter().map(|conflict| {
            let values = conflict.values.into_iter().map(|claim| claim.value);
            (conflict.path.to_string(), values.collect())
        });
        assert_eq!(open.collect::<BTreeMap<String, BTreeSet<Value>>>(), conflicts, "{version} {kind}");
        let problems = |json: &Json| json.as_array().unwrap().iter().map(place).collect::<BTreeSet<_>>();
        let here = problems(&serde_json::to_value(now.problems()).unwrap());
        assert!(here.is_superset(&problems(&then["problems"])), "{version} {kind}");
    }
}

/// Where a problem is, and what it is.
fn place(problem: &Json) -> (String, String) {
    (problem["path"].as_str().unwrap().to_owned(), problem["code"].as_str().unwrap().to_owned())
}

#[test]
fn a_record_of_an_earlier_version_is_edited_and_loses_nothing() {
    for (version, kind) in each() {
        let document = Document::load(&read(version, &format!("{kind}.snapshot"))).unwrap();
        let before = document.fields();
        let mut device = Device::new(Age::New, 9, document);
        device.write(kind, "of_tomorrow_too", &Value::from(true));
        let mut after = device.document.fields();
        after.remove(&Path::parse("of_tomorrow_too").unwrap());
        assert_eq!(after, before, "{version} {kind}");
    }
}

type Step = (usize, usize, usize, usize);

fn steps(most: usize) -> impl Strategy<Value = Vec<Step>> {
    prop::collection::vec((0..4_usize, 0..10_000_usize, 0..10_000_usize, 0..10_usize), 1..most)
}

proptest! {
    #[test]
    fn an_old_and_a_new_device_each_see_what_the_other_wrote_last(
        kind in select(vec![Kind::Worker, Kind::Case, Kind::Notice, Kind::Standing]),
        steps in steps(10),
    ) {
        let mut office = Office::new(kind);
        for step in steps {
            office.hand_on_everything();
            let before = office.devices[0].document.fields();
            let Some(written) = office.step(step) else { continue };
            office.hand_on_everything();
            office.everybody_sees(&written);
            office.nothing_else_changed(&before, &written);
        }
    }

    #[test]
    fn old_and_new_devices_that_do_not_wait_for_each_other_end_with_one_record(
        kind in select(Kind::ALL.to_vec()),
        steps in steps(24),
        order in any::<u64>(),
    ) {
        let mut office = Office::new(kind);
        for (at, step) in steps.into_iter().enumerate() {
            if (order >> (at % 64)) & 1 == 1 {
                office.hand_over(step.1 % 4, step.2 % 4);
            }
            office.step(step);
        }
        office.hand_on_everything();
        let first = &office.devices[0].document;
        for device in &office.devices {
            prop_assert_eq!(device.document.heads(), first.heads());
            prop_assert_eq!(device.document.fields(), first.fields());
            prop_assert_eq!(device.document.read(kind), first.read(kind));
        }
        office.every_version_understands();
    }
}
