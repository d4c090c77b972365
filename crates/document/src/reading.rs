//! A document as its kind reads it: each field by its policy.
//!
//! Lists, forms, the province's projections and what leaves for a registry all read through here, so that no two of them
//! use different values of one document.

use std::collections::{BTreeMap, BTreeSet};

use records::{
    Kind, Path, Value,
    field::{self, ConflictPolicy},
    growth,
};

use crate::{Conflict, Document};

/// What is used of a document, and what is open in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reading {
    /// The value of each field; of several in conflict the one that the field's policy uses meanwhile.
    pub fields: BTreeMap<Path, Value>,
    /// The fields with several values, by path, the one that is used first.
    pub conflicts: Vec<Conflict>,
}

impl Document {
    /// Reads the document by the policies of its kind ([`ConflictPolicy`]): a value that dominates is used whichever side
    /// automerge picks. Of a field that this version does not know, what automerge picks. Whatever versions wrote it, the
    /// fields are those of this one ([`growth`]); values in conflict are as they were written.
    #[must_use]
    pub fn read(&self, kind: Kind) -> Reading {
        let mut reading = Reading { fields: self.fields(), conflicts: self.conflicts() };
        for conflict in &mut reading.conflicts {
            let Some(used) = used(kind, conflict).cloned() else { continue };
            conflict.values.sort_by_key(|claim| claim.value != used);
            reading.fields.insert(conflict.path.clone(), used);
        }
        reading.fields = growth::current(kind, reading.fields);
        reading
    }
}

fn used(kind: Kind, conflict: &Conflict) -> Option<&Value> {
    policy(kind, &conflict.path).choose(conflict.values.iter().map(|claim| &claim.value))
}

/// The policy of a path.
pub(crate) fn policy(kind: Kind, path: &Path) -> ConflictPolicy {
    field::field_of(kind, path).map_or(ConflictPolicy::Latest, |field| field.conflict)
}

impl Reading {
    /// The fields whose values a person must settle before anything critical is done with one of them.
    #[must_use]
    pub fn disputed(&self, kind: Kind) -> BTreeSet<&Path> {
        let is_persons = |path: &&Path| policy(kind, path) == ConflictPolicy::Person;
        self.conflicts.iter().map(|conflict| &conflict.path).filter(is_persons).collect()
    }

    /// The fields without those that a person must settle first: what may be told to others.
    #[must_use]
    pub fn undisputed(&self, kind: Kind) -> BTreeMap<Path, Value> {
        let disputed = self.disputed(kind);
        let fields = self.fields.iter().filter(|(path, _)| !disputed.contains(path));
        fields.map(|(path, value)| (path.clone(), value.clone())).collect()
    }
}

#[cfg(test)]
mod tests;
