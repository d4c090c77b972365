//! Reads a record's values: what [`Record`](crate::record::Record), [`Worker`](crate::worker::Worker) and
//! [`Household`](crate::household::Household) share.
//!
//! Every value is held against its field once. What breaks the hard rule becomes a problem and is not seen again; what
//! is doubtful becomes a problem and is kept; a path that no field covers is left alone.

mod import;

use std::{collections::BTreeMap, ops::Bound};

use serde::de::{
    DeserializeOwned, IntoDeserializer,
    value::{BoolDeserializer, Error as ValueError, I64Deserializer, StrDeserializer},
};

use crate::{
    Deployment, ElementId, Kind, Path, Problem, Value,
    absence::{self, Absence},
    field::{Field, field_of},
    rule,
};

pub use import::ImportSource;

/// The values of one record that keep their hard rule, in canonical form.
pub(crate) struct Projection<'a> {
    kind: Kind,
    stored: &'a BTreeMap<Path, Value>,
    checked: BTreeMap<&'a str, Value>,
    elements: BTreeMap<(&'a str, ElementId), BTreeMap<&'a str, Value>>,
    absent: BTreeMap<Path, Absence>,
    unknown: Vec<&'a Path>,
    problems: Vec<Problem>,
}

/// One element of a collection.
pub(crate) struct Element<'p> {
    /// Its id.
    pub(crate) id: ElementId,
    values: &'p BTreeMap<&'p str, Value>,
}

impl<'a> Projection<'a> {
    /// Checks every value.
    pub(crate) fn new(kind: Kind, stored: &'a BTreeMap<Path, Value>, deployment: Deployment) -> Self {
        let (checked, elements) = (BTreeMap::new(), BTreeMap::new());
        let (absent, unknown, problems) = (BTreeMap::new(), Vec::new(), Vec::new());
        let mut projection = Self { kind, stored, checked, elements, absent, unknown, problems };
        for (path, value) in stored {
            match field_of(kind, path) {
                Some(field) => projection.read(path, value, field, deployment),
                None => projection.unknown.push(path),
            }
        }
        let broken = rule::broken(&projection).into_iter();
        let doubts = broken.map(|(path, code)| Problem::doubtful(path.clone(), field_of(kind, &path), code));
        projection.problems.extend(doubts);
        projection
    }

    fn read(&mut self, path: &'a Path, value: &Value, field: &Field, deployment: Deployment) {
        match field.check(value, deployment) {
            Ok(value) => {
                let doubt = field.doubt(&value, deployment);
                self.problems.extend(doubt.map(|code| Problem::doubtful(path.clone(), Some(field), code)));
                match absence::spoken_of(field, path) {
                    Some(empty) => {
                        self.absent.extend(value.as_text().map(|code| (empty, Absence::from_code(code))));
                    }
                    None => self.keep(path, value),
                }
            }
            Err(error) => self.problems.push(Problem::unreadable(path.clone(), field, &error)),
        }
    }

    fn keep(&mut self, path: &'a Path, value: Value) {
        match path.as_element() {
            Some((collection, id, field)) => {
                self.elements.entry((collection, id)).or_default().insert(field, value);
            }
            None => {
                self.checked.insert(path.as_str(), value);
            }
        }
    }

    /// The value of a field that is in no collection.
    pub(crate) fn get<T: DeserializeOwned>(&self, path: &str) -> Option<T> {
        typed(self.checked.get(path)?)
    }

    /// The elements of a collection, by id.
    pub(crate) fn elements(&self, collection: &str) -> impl Iterator<Item = Element<'_>> {
        self.elements
            .iter()
            .filter(move |((of, _), _)| *of == collection)
            .map(|((_, id), values)| Element { id: *id, values })
    }

    /// The kind of the record.
    pub(crate) const fn kind(&self) -> Kind {
        self.kind
    }

    /// The value at a path, in a collection or not.
    pub(crate) fn value<T: DeserializeOwned>(&self, path: &str) -> Option<T> {
        let in_collection = || {
            let (collection, rest) = path.split_once('/')?;
            let (id, field) = rest.split_once('/')?;
            self.elements.get(&(collection, id.parse().ok()?))?.get(field)
        };
        typed(self.checked.get(path).or_else(in_collection)?)
    }

    /// Every value that keeps its rule, and those of fields that this version does not know, as they are.
    pub(crate) fn values(&self) -> BTreeMap<Path, Value> {
        let known = self.checked.iter().filter_map(|(path, value)| Some((Path::parse(path).ok()?, value.clone())));
        let elements = self.elements.iter().flat_map(|((collection, id), values)| {
            let path = |field: &str| Path::element(collection, *id, field).ok();
            values.iter().filter_map(move |(field, value)| Some((path(field)?, value.clone())))
        });
        let unknown = self.unknown.iter().filter_map(|path| Some(((*path).clone(), self.stored.get(*path)?.clone())));
        known.chain(elements).chain(unknown).collect()
    }

    /// Why fields and collections are empty, of those that are.
    pub(crate) fn absent(&self) -> BTreeMap<Path, Absence> {
        let absent = self.absent.iter().filter(|(path, _)| !self.has_value(path));
        absent.map(|(path, why)| (path.clone(), why.clone())).collect()
    }

    fn has_value(&self, path: &Path) -> bool {
        match path.as_element() {
            Some((collection, id, field)) => {
                self.elements.get(&(collection, id)).is_some_and(|values| values.contains_key(field))
            }
            None => {
                let has_element = || self.elements(path.as_str()).next().is_some();
                self.checked.contains_key(path.as_str()) || self.has_named_element(path) || has_element()
            }
        }
    }

    /// Whether a collection has an element that goes by a name and not by an id, such as `answer/r01`.
    fn has_named_element(&self, collection: &Path) -> bool {
        let within = format!("{collection}/");
        let from = (Bound::Included(within.as_str()), Bound::Unbounded);
        self.checked.range::<str, _>(from).next().is_some_and(|(path, _)| path.starts_with(&within))
    }

    /// The rows of imported lists that the record came from.
    pub(crate) fn sources(&self) -> Vec<ImportSource> {
        import::sources(self.stored)
    }

    /// Everything that is wrong or doubtful, hard problems first, then by path.
    pub(crate) fn into_problems(mut self) -> Vec<Problem> {
        self.problems.extend(import::open_problems(self.kind, self.stored));
        self.problems.sort_by(|a, b| {
            let rank = |problem: &Problem| std::cmp::Reverse(problem.severity);
            (rank(a), &a.path, &a.code, a.row).cmp(&(rank(b), &b.path, &b.code, b.row))
        });
        self.problems
    }
}

impl Element<'_> {
    /// The value of a field of the element.
    pub(crate) fn get<T: DeserializeOwned>(&self, field: &str) -> Option<T> {
        typed(self.values.get(field)?)
    }
}

/// The typed form of a checked value. Every type of the vocabulary reads itself through serde, so one function serves
/// them all; a type that does not fit its field gives `None`, which the tests of each record would show.
pub(crate) fn typed<T: DeserializeOwned>(value: &Value) -> Option<T> {
    let typed: Result<T, ValueError> = match value {
        Value::Bool(flag) => {
            let from: BoolDeserializer<ValueError> = flag.into_deserializer();
            T::deserialize(from)
        }
        Value::Int(number) => {
            let from: I64Deserializer<ValueError> = number.into_deserializer();
            T::deserialize(from)
        }
        Value::Text(text) => {
            let from: StrDeserializer<'_, ValueError> = text.as_str().into_deserializer();
            T::deserialize(from)
        }
    };
    typed.ok()
}

/// Declares the elements of collections: each struct, and how it is read, one value a field. `Debug` shows the id only.
macro_rules! element {
    ($(
        $(#[$doc:meta])*
        $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty,)+ }
    )+) => { $(
        $(#[$doc])*
        #[serde_with_macros::skip_serializing_none]
        #[derive(Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
        pub struct $name {
            /// The element in the document, by which an edit finds it.
            pub id: $crate::ElementId,
            $($(#[$field_doc])* pub $field: Option<$type>,)+
        }

        impl $name {
            pub(crate) fn read(from: $crate::projection::Element<'_>) -> Self {
                Self { id: from.id, $($field: from.get(stringify!($field)),)+ }
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct(stringify!($name)).field("id", &self.id).finish_non_exhaustive()
            }
        }
    )+ };
}

pub(crate) use element;
