use proptest::{prelude::*, sample::subsequence};

use super::*;
use crate::{Heads, Intent, RawChange, fixture::author};

const ELEMENT: &str = "0198f6a2-7c1e-7b7a-9a51-3f0c2d5e8a10";

fn path(pattern: &str) -> Path {
    Path::parse(&pattern.replace('*', ELEMENT)).unwrap()
}

fn write(document: &mut Document, n: u8, seen: &Heads, path: &Path, value: Option<&Value>) -> Option<RawChange> {
    let path = path.clone();
    let intent = match value.cloned() {
        Some(value) => Intent::Set { path, value },
        None => Intent::Clear { path },
    };
    document.edit(author(n), seen, &[intent]).unwrap()
}

/// What must not be lost to whatever was written at the same time, weaker values, and what must be used.
fn dominating() -> Vec<(Kind, &'static str, Value, Vec<Value>)> {
    let text = |texts: &[&str]| texts.iter().map(|text| Value::from(*text)).collect::<Vec<_>>();
    vec![
        (Kind::Worker, "milestone/*/code", Value::from("MENINGGAL"), text(&["PULANG", "BEKERJA", "NEWER"])),
        (Kind::Worker, "return/*/category", Value::from("JENAZAH"), text(&["CUTI", "SAKIT"])),
        (Kind::Worker, "consent/*/withdrawn_on", Value::from("2026-02-03"), text(&["2026-02-20", "2026-03"])),
        (Kind::Household, "permission/*/revoked_at", Value::from("2026-02-03"), text(&["2026-02-20"])),
        (Kind::Case, "access_group", Value::from("TPPO"), text(&["NORMAL", "RESTRICTED", "NEWER"])),
        (Kind::Case, "life_threat", Value::from(true), vec![Value::from(false)]),
        (Kind::Notice, "licence_status", Value::from("REVOKED"), text(&["ACTIVE", "SUSPENDED", "EXPIRED"])),
        (Kind::Notice, "job_order_status", Value::from("REVOKED"), text(&["OPEN", "CLOSED"])),
        (Kind::Notice, "employer_blacklisted", Value::from(true), vec![Value::from(false)]),
    ]
}

proptest! {
    /// Four people write, or empty, one field, each without seeing the others, one of them what dominates; the changes
    /// come together in any order.
    #[test]
    fn what_dominates_is_used_whatever_was_written_or_emptied_at_the_same_time(
        at in any::<prop::sample::Index>(),
        before in prop::option::of(any::<prop::sample::Index>()),
        others in prop::collection::vec(prop::option::of(any::<prop::sample::Index>()), 0..4),
        writer in 0_usize..5,
        order in Just((0_usize..5).collect::<Vec<_>>()).prop_shuffle(),
    ) {
        let (kind, pattern, strong, weak) = at.get(&dominating()).clone();
        let path = path(pattern);
        let mut base = Document::new();
        if let Some(value) = before {
            write(&mut base, 9, &Heads::default(), &path, Some(value.get(&weak)));
        }
        let seen = base.heads();
        let mut written: Vec<_> = others.iter().map(|other| other.as_ref().map(|at| at.get(&weak))).collect();
        written.insert(writer.min(written.len()), Some(&strong));
        let change = |(n, value): (usize, &Option<&Value>)| write(&mut base.clone(), n as u8 + 1, &seen, &path, *value);
        let changes: Vec<_> = written.iter().enumerate().map(change).collect();
        let mut merged = base.clone();
        for change in order.into_iter().filter_map(|at| changes.get(at)?.as_ref()) {
            merged.apply(change).unwrap();
        }
        let reading = merged.read(kind);
        prop_assert_eq!(reading.fields.get(&path), Some(&strong));
        let shown = reading.conflicts.first().map(|conflict| &conflict.values[0].value);
        prop_assert!(shown.is_none_or(|shown| *shown == strong), "the one that is used comes first");
    }

    /// Nothing leaves with a value that nobody has chosen, and all else does.
    #[test]
    fn what_identifies_somebody_is_told_to_nobody_while_it_is_disputed(
        disputed in subsequence(vec!["nik", "name", "sex", "birth_date", "dusun", "note"], 0..6),
    ) {
        let value = |n: u8| Value::from(format!("value {n}"));
        let all = ["nik", "name", "sex", "birth_date", "dusun", "note"].map(path);
        let mut document = Document::new();
        for path in &all {
            let seen = document.heads();
            write(&mut document, 1, &seen, path, Some(&value(1)));
        }
        let seen = document.heads();
        let fork = |n: u8, document: &Document| {
            let set = |name: &&str| Intent::Set { path: path(name), value: value(n) };
            document.clone().edit(author(n), &seen, &disputed.iter().map(set).collect::<Vec<_>>()).unwrap()
        };
        for change in [2, 3].into_iter().filter_map(|n| fork(n, &document)).collect::<Vec<_>>() {
            document.apply(&change).unwrap();
        }
        let (reading, critical) = (document.read(Kind::Worker), ["nik", "name", "sex", "birth_date"]);
        let told = reading.undisputed(Kind::Worker);
        for path in &all {
            let is_open = disputed.contains(&path.as_str()) && critical.contains(&path.as_str());
            prop_assert_eq!(told.contains_key(path), !is_open, "{}", path);
            prop_assert!(reading.fields.contains_key(path), "a form shows it all the same");
        }
    }
}

#[test]
fn what_dominates_goes_when_somebody_who_saw_it_takes_it_back() {
    let path = path("consent/*/withdrawn_on");
    let mut document = Document::new();
    write(&mut document, 1, &Heads::default(), &path, Some(&Value::from("2026-02-03")));
    let seen = document.heads();
    write(&mut document, 2, &seen, &path, None);
    assert!(document.read(Kind::Worker).fields.is_empty());
}

#[test]
fn a_field_that_this_version_does_not_know_is_read_as_every_replica_shows_it() {
    let path = path("newer_field");
    let mut document = Document::new();
    write(&mut document, 1, &Heads::default(), &path, Some(&Value::from("a")));
    write(&mut document, 2, &Heads::default(), &path, Some(&Value::from("b")));
    assert_eq!(document.read(Kind::Worker).fields, document.fields());
    assert!(document.read(Kind::Worker).disputed(Kind::Worker).is_empty());
}
