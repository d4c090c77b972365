//! Reads a record's values into typed form: what [`Worker`](crate::worker::Worker) and
//! [`Household`](crate::household::Household) share.
//!
//! Every value is held against its field once. What breaks the hard rule becomes a problem and is not seen again; what
//! is doubtful becomes a problem and is kept; a path that no field covers is left alone.

mod import;

use std::collections::BTreeMap;

use serde::de::{
    DeserializeOwned, IntoDeserializer,
    value::{BoolDeserializer, Error as ValueError, I64Deserializer, StrDeserializer},
};

use crate::{
    Deployment, ElementId, Kind, Nik, PartialDate, Path, Problem, Value,
    field::{Field, field_of},
    nik::Agreement,
    problem::ProblemCode,
    value_set::Sex,
};

pub use import::ImportSource;

/// The values of one record that keep their hard rule, in canonical form.
pub(crate) struct Projection<'a> {
    kind: Kind,
    stored: &'a BTreeMap<Path, Value>,
    checked: BTreeMap<&'a str, Value>,
    elements: BTreeMap<(&'a str, ElementId), BTreeMap<&'a str, Value>>,
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
        let mut projection = Self { kind, stored, checked, elements, problems: Vec::new() };
        for (path, value) in stored {
            if let Some(field) = field_of(kind, path) {
                projection.read(path, value, field, deployment);
            }
        }
        projection
    }

    fn read(&mut self, path: &'a Path, value: &Value, field: &Field, deployment: Deployment) {
        match field.check(value, deployment) {
            Ok(value) => {
                let doubt = field.doubt(&value, deployment);
                self.problems.extend(doubt.map(|code| Problem::doubtful(path.clone(), Some(field), code)));
                self.keep(path, value);
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

    /// Notes what is doubtful about a value that is kept.
    pub(crate) fn doubt(&mut self, path: &str, code: ProblemCode) {
        let Ok(path) = Path::parse(path) else { return };
        let field = field_of(self.kind, &path);
        self.problems.push(Problem::doubtful(path, field, code));
    }

    /// Compares a NIK with the birth date and sex that stand beside it; `prefix` is where they stand, such as
    /// `member/<id>/`.
    pub(crate) fn compare_nik(&mut self, prefix: &str, nik: &Nik, birth: Option<&PartialDate>, sex: Option<&Sex>) {
        let Agreement::Contradicts { birth_date, sex } = nik.agrees_with(birth, sex.cloned()) else { return };
        if birth_date {
            self.doubt(&format!("{prefix}birth_date"), ProblemCode::NikBirthDate);
        }
        if sex {
            self.doubt(&format!("{prefix}sex"), ProblemCode::NikSex);
        }
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
fn typed<T: DeserializeOwned>(value: &Value) -> Option<T> {
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
