//! Writes what this version of the program makes of a record of every kind, for the tests of later versions.
//!
//! `cargo run -p document --example fixture -- crates/document/tests/versions/<version>`, once, on the day on which the
//! version is released; what it wrote then is never written again. Of each kind: its changes, the snapshot of them, and
//! how this version reads it. Beside them the tables of fields and codes, so that a test can stand for a device that
//! knows no others.

use std::{
    collections::{BTreeMap, BTreeSet},
    env,
    error::Error,
    fmt::Write as _,
    fs,
    path::Path as FilePath,
};

use document::{Author, Document, Intent, RawChange, import::row_path};
use records::{
    Actor, Deployment, DocId, ElementId, FileId, Kind, Path, Record, Value, absence,
    field::{Field, FieldType, fields_of, typed_of},
};

type Result<T, E = Box<dyn Error>> = std::result::Result<T, E>;

/// The elements that stand in every collection; the last one is taken out again.
const ELEMENTS: [ElementId; 3] =
    [ElementId::from_bytes([1; 16]), ElementId::from_bytes([2; 16]), ElementId::from_bytes([3; 16])];
const ANI: Author = Author { actor: Actor::from_bytes([1; 16]), time: 1_795_000_000 };
const BUDI: Author = Author { actor: Actor::from_bytes([2; 16]), time: 1_795_000_060 };

fn main() -> Result<()> {
    let directory = env::args_os().nth(1).ok_or("usage: fixture DIRECTORY")?;
    let directory = FilePath::new(&directory);
    fs::create_dir_all(directory)?;
    fs::write(directory.join("tables.txt"), tables()?)?;
    Kind::ALL.into_iter().try_for_each(|kind| write(kind, directory))
}

/// A line for each field and each code.
fn tables() -> Result<String> {
    let (mut fields, mut codes) = (String::new(), BTreeSet::new());
    for (kind, field) in Kind::ALL.into_iter().flat_map(|kind| fields_of(kind).iter().map(move |field| (kind, field))) {
        writeln!(fields, "field {kind} {} {}", field.path, field.value.as_str())?;
        let entries =
            field.value.codes().into_iter().flat_map(|set| set.codes.iter().map(|entry| (set.name, entry.code)));
        codes.extend(entries);
    }
    codes.into_iter().try_for_each(|(set, code)| writeln!(fields, "code {set} {code}"))?;
    Ok(fields)
}

fn write(kind: Kind, directory: &FilePath) -> Result<()> {
    let document = document(kind)?;
    let changes: Vec<String> = document.changes()?.iter().map(|change| hex::encode(&change.bytes) + "\n").collect();
    fs::write(directory.join(format!("{kind}.snapshot")), document.save())?;
    fs::write(directory.join(format!("{kind}.changes")), changes.concat())?;
    fs::write(directory.join(format!("{kind}.json")), format!("{:#}\n", reading(kind, &document)))?;
    Ok(())
}

/// How this version reads it.
fn reading(kind: Kind, document: &Document) -> serde_json::Value {
    let record = Record::project(kind, &document.fields(), Deployment::Training);
    let conflicts: BTreeMap<String, Vec<Value>> = document
        .conflicts()
        .into_iter()
        .map(|conflict| {
            let values = conflict.values.into_iter().map(|claim| claim.value);
            (conflict.path.to_string(), values.collect())
        })
        .collect();
    serde_json::json!({
        "heads": document.heads().to_string(),
        "values": record.values(),
        "absent": record.absent(),
        "problems": record.problems(),
        "conflicts": conflicts,
    })
}

/// Two people on one record: every field, a field in conflict, a row of a list, what a newer version may have written, a
/// field that somebody would not tell, and an element that was taken out.
fn document(kind: Kind) -> Result<Document> {
    let mut ani = Document::new();
    edit(&mut ani, ANI, &every_field(kind)?)?;
    let codes = every_code(kind)?;
    if !codes.is_empty() {
        edit(&mut ani, ANI, &codes)?;
    }
    if kind == Kind::Worker {
        let row = ani.import_change(DocId::from_bytes([7; 16]), None, &row()?)?.ok_or("a row without anything new")?;
        ani.apply(&row)?;
    }
    let mut budi = ani.clone();
    let line = first(kind, |field| matches!(field.value, FieldType::Line(_)) && field.collection().is_none())?;
    edit(&mut ani, ANI, &[Intent::set(line.path, "contoh ani")?])?;
    let theirs = edit(&mut budi, BUDI, &[Intent::set(line.path, "contoh budi")?])?;
    edit(&mut ani, ANI, &of_tomorrow(kind)?)?;
    edit(&mut ani, ANI, &untold(kind)?)?;
    ani.apply(&theirs)?;
    edit(&mut ani, ANI, &taken_out(kind)?)?;
    Ok(ani)
}

fn edit(document: &mut Document, author: Author, intents: &[Intent]) -> Result<RawChange> {
    let heads = document.heads();
    Ok(document.edit(author, &heads, intents)?.ok_or("an edit without anything new")?)
}

fn first(kind: Kind, is_one: impl Fn(&Field) -> bool) -> Result<&'static Field> {
    typed_of(kind).find(|field| is_one(field)).ok_or_else(|| format!("{kind} has no such field").into())
}

/// The path of a field in an element; of a field of open names, such as `answer/*`, one of them.
fn path_in(field: &Field, element: ElementId) -> String {
    if field.path.ends_with('*') {
        field.path.replace('*', "r01")
    } else {
        field.path.replace('*', &element.to_string())
    }
}

fn every_field(kind: Kind) -> Result<Vec<Intent>> {
    let set = |field: &Field, element| Ok(Intent::set(&path_in(field, element), field.example())?);
    let first = typed_of(kind).map(|field| set(field, ELEMENTS[0]));
    let last = typed_of(kind).filter(|field| field.collection().is_some()).map(|field| set(field, ELEMENTS[2]));
    first.chain(last).collect()
}

/// Every code of every set, in an element of its own.
fn every_code(kind: Kind) -> Result<Vec<Intent>> {
    let coded = typed_of(kind).filter(|field| field.path.contains('*'));
    let all = coded.flat_map(|field| {
        field.value.codes().into_iter().flat_map(move |set| set.codes.iter().map(move |entry| (field, set, entry)))
    });
    let set = all.map(|(field, set, entry)| {
        let element = ElementId::derived(&[field.path, set.name, entry.code]);
        let open = field.path.replace('*', &entry.code.to_lowercase());
        let path = if field.path.ends_with('*') { open } else { path_in(field, element) };
        Ok(Intent::set(&path, entry.code)?)
    });
    set.collect()
}

fn row() -> Result<BTreeMap<Path, Value>> {
    let file = FileId::of(b"a list");
    let (name, cells) = (Value::from("Contoh Dua"), Value::from("[\"Contoh Dua\"]"));
    Ok([(Path::parse("name")?, name), (row_path(file, 7, "cells")?, cells)].into())
}

fn of_tomorrow(kind: Kind) -> Result<Vec<Intent>> {
    let coded = typed_of(kind).filter(|field| field.value.codes().is_some()).last().ok_or("a kind without codes")?;
    Ok(vec![
        Intent::set(&path_in(coded, ELEMENTS[1]), "ASTRONOT")?,
        Intent::set("of_tomorrow", true)?,
        Intent::set(&format!("of_tomorrow/{}/size", ELEMENTS[1]), 3)?,
    ])
}

fn untold(kind: Kind) -> Result<Vec<Intent>> {
    let field = first(kind, |field| !field.path.contains('*') && !matches!(field.value, FieldType::Line(_)))?;
    let marker = absence::marker(&Path::parse(field.path)?)?;
    Ok(vec![Intent::clear(field.path)?, Intent::set(marker.as_str(), "REFUSED")?])
}

fn taken_out(kind: Kind) -> Result<Vec<Intent>> {
    let collections: BTreeSet<&str> = typed_of(kind).filter_map(Field::collection).collect();
    let removal = |collection: &str| Intent::Remove { collection: collection.to_owned(), element: ELEMENTS[2] };
    // So that there is something to take out of a record without collections.
    let cleared = Intent::clear(&format!("of_tomorrow/{}/size", ELEMENTS[1]))?;
    Ok(collections.into_iter().map(removal).chain([cleared]).collect())
}
