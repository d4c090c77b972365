//! Records of invented people, written as people would type them.

use std::collections::BTreeMap;

use jiff::civil::{Date, date};
use records::{Deployment, DocId, ElementId, Kind, Path, Record, Value, field, household::Household, worker::Worker};
use reference::{Reference, Rules};

/// The day on which invented people are looked at.
pub(crate) const TODAY: Date = date(2026, 3, 1);

pub(crate) fn today() -> Rules<'static> {
    Reference::embedded().at(TODAY)
}

/// The fields of a record, `document/1/code=DOC_PASSPORT`, whose elements are named by anything short.
pub(crate) fn fields(kind: Kind, typed: &[&str]) -> BTreeMap<Path, Value> {
    typed.iter().map(|line| field_typed(kind, line)).collect()
}

fn field_typed(kind: Kind, line: &str) -> (Path, Value) {
    let (path, text) = line.split_once('=').unwrap();
    let path = match path.split('/').collect::<Vec<_>>()[..] {
        [collection, name, field] => Path::element(collection, element(name), field).unwrap(),
        _ => Path::parse(path).unwrap(),
    };
    let field = field::field_of(kind, &path).unwrap_or_else(|| panic!("{kind} has no {path}"));
    let value = field.parse(text, Deployment::Training).unwrap_or_else(|error| panic!("{line}: {error}"));
    (path, value)
}

/// The element that [`fields`] made of a short name.
pub(crate) fn element(name: &str) -> ElementId {
    ElementId::derived(&[name])
}

pub(crate) fn doc(name: &str) -> DocId {
    DocId::from_bytes(*ElementId::derived(&["doc", name]).as_bytes())
}

pub(crate) fn worker(typed: &[&str]) -> Worker {
    Worker::project(&fields(Kind::Worker, typed), Deployment::Training)
}

pub(crate) fn household(typed: &[&str]) -> Household {
    Household::project(&fields(Kind::Household, typed), Deployment::Training)
}

pub(crate) fn record(kind: Kind, typed: &[&str]) -> Record {
    Record::project(kind, &fields(kind, typed), Deployment::Training)
}
