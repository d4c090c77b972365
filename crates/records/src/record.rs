//! A record of any kind, read by the tables of its fields.
//!
//! [`Worker`](crate::worker::Worker) and [`Household`](crate::household::Household) are types of their own because lists
//! and forms are written against them. All other kinds are read through this one view: a type per kind would repeat each
//! field twice, and a field that is added to a table would not be seen until somebody remembered it.
//!
//! ```
//! use std::collections::BTreeMap;
//!
//! use records::{Deployment, Kind, PartialDate, Path, Record, Value, value_set::CaseStatus};
//!
//! let fields = BTreeMap::from([
//!     (Path::parse("received_on")?, Value::from("2026-02-20")),
//!     (Path::parse("status/0198f6a2-7c1e-7b7a-9a51-3f0c2d5e8a10/code")?, Value::from("DITERIMA")),
//!     (Path::parse("complainant_name.absent")?, Value::from("REFUSED")),
//! ]);
//! let case = Record::project(Kind::Case, &fields, Deployment::Training);
//! assert_eq!(case.get::<PartialDate>("received_on"), Some(PartialDate::from_day(2026, 2, 20)?));
//! let codes: Vec<CaseStatus> = case.elements("status").filter_map(|status| status.get("code")).collect();
//! assert_eq!(codes, [CaseStatus::Received]);
//! assert_eq!(case.absence("complainant_name").map(ToString::to_string).as_deref(), Some("REFUSED"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    ops::Bound,
};

use serde::de::DeserializeOwned;

use crate::{
    Deployment, ElementId, Kind, Path, Problem, Value,
    absence::{self, Absence},
    nested,
    projection::{Projection, typed},
};

/// The values of a record that keep their rules, and what is wrong or doubtful in the others.
#[derive(Clone, PartialEq, Eq)]
pub struct Record {
    kind: Kind,
    values: BTreeMap<Path, Value>,
    absent: BTreeMap<Path, Absence>,
    problems: Vec<Problem>,
}

/// One element of a collection of a [`Record`].
#[derive(Clone, Copy)]
pub struct Element<'r> {
    /// Its id.
    pub id: ElementId,
    collection: &'r str,
    record: &'r Record,
}

impl Record {
    /// Reads the values of a document, the winning one of each path. Never fails: what cannot be read stays out and is
    /// a problem; a field that this version does not know stays as it is.
    #[must_use]
    pub fn project(kind: Kind, fields: &BTreeMap<Path, Value>, deployment: Deployment) -> Self {
        let projection = Projection::new(kind, fields, deployment);
        let (values, absent) = (projection.values(), projection.absent());
        Self { kind, values, absent, problems: projection.into_problems() }
    }

    /// What kind of record it is.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// The value at a path as its type: any type of this crate, a text, a number or a yes/no. `None` where there is
    /// none, or one of another type.
    #[must_use]
    pub fn get<T: DeserializeOwned>(&self, path: &str) -> Option<T> {
        typed(self.values.get(&Path::parse(path).ok()?)?)
    }

    /// The elements of a collection, by id.
    pub fn elements<'r>(&'r self, collection: &'r str) -> impl Iterator<Item = Element<'r>> {
        let of_collection = |path: &Path| path.as_element().filter(|(of, ..)| *of == collection).map(|(_, id, _)| id);
        let from = Path::parse(collection).map_or(Bound::Unbounded, Bound::Excluded);
        let within = self.values.range((from, Bound::Unbounded));
        let within = within.take_while(|(path, _)| path.as_str().starts_with(collection));
        let ids: BTreeSet<ElementId> = within.filter_map(|(path, _)| of_collection(path)).collect();
        ids.into_iter().map(move |id| Element { id, collection, record: self })
    }

    /// Why a field or a collection is empty, `None` where it is not, or nobody said.
    #[must_use]
    pub fn absence(&self, path: &str) -> Option<&Absence> {
        self.absent.get(&Path::parse(path).ok()?)
    }

    /// All values by path, in canonical form.
    #[must_use]
    pub const fn values(&self) -> &BTreeMap<Path, Value> {
        &self.values
    }

    /// Why fields and collections are empty, by path.
    #[must_use]
    pub const fn absent(&self) -> &BTreeMap<Path, Absence> {
        &self.absent
    }

    /// What is wrong or doubtful, hard problems first.
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// The values as nested objects, `{"status": {"<id>": {"code": …}}}`, with the markers of empty fields beside them:
    /// what `docs/schema` describes.
    #[must_use]
    pub fn to_json(&self) -> serde_json::Value {
        let marker = |(path, why): (&Path, &Absence)| Some((absence::marker(path).ok()?, Value::from(why)));
        let mut values = self.values.clone();
        values.extend(self.absent.iter().filter_map(marker));
        serde_json::Value::Object(nested::of(&values))
    }
}

impl Element<'_> {
    /// The value of a field of the element as its type.
    #[must_use]
    pub fn get<T: DeserializeOwned>(&self, field: &str) -> Option<T> {
        let path = Path::element(self.collection, self.id, field).ok()?;
        typed(self.record.values.get(&path)?)
    }

    /// Why a field of the element is empty.
    #[must_use]
    pub fn absence(&self, field: &str) -> Option<&Absence> {
        self.record.absent.get(&Path::element(self.collection, self.id, field).ok()?)
    }
}

/// Shows no personal data.
impl fmt::Debug for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Record").field("kind", &self.kind).field("problems", &self.problems).finish_non_exhaustive()
    }
}

impl fmt::Debug for Element<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Element").field("id", &self.id).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
