//! Edits that devices of every version understand.

use std::collections::BTreeMap;

use records::{Kind, Path, Value, growth};

use crate::{Document, Heads, Intent, Result};

impl Document {
    /// What is to be written of an edit: its codes as every version knows them, and beside its fields those that older
    /// devices read in their stead ([`growth`]). All of it is one change.
    ///
    /// # Errors
    /// [`Error::UnknownHeads`](crate::Error::UnknownHeads) where `seen` is not in the document.
    pub fn for_all_versions(&self, kind: Kind, seen: &Heads, intents: &[Intent]) -> Result<Vec<Intent>> {
        let mut intents: Vec<Intent> = intents.iter().map(|intent| stored(kind, intent)).collect();
        let written = written(&intents);
        if !written.keys().any(|path| growth::concerns(kind, path)) {
            return Ok(intents);
        }
        let fields = if *seen == self.heads() { self.fields() } else { self.fields_at(seen)? };
        let beside = growth::beside(kind, &growth::current(kind, fields), &written);
        intents.extend(beside.into_iter().map(|(path, value)| match value {
            Some(value) => Intent::Set { path, value },
            None => Intent::Clear { path },
        }));
        Ok(intents)
    }
}

/// The intent with its codes as every version knows them.
fn stored(kind: Kind, intent: &Intent) -> Intent {
    match intent {
        Intent::Set { path, value } => Intent::Set { path: path.clone(), value: growth::stored(kind, path, value) },
        Intent::Add { collection, element, fields } => {
            let stored = |name: &str, value: &Value| {
                let path = Path::element(collection, *element, name);
                path.map_or_else(|_| value.clone(), |path| growth::stored(kind, &path, value))
            };
            let fields = fields.iter().map(|(name, value)| (name.clone(), stored(name, value))).collect();
            Intent::Add { collection: collection.clone(), element: *element, fields }
        }
        Intent::Clear { .. } | Intent::Remove { .. } => intent.clone(),
    }
}

/// What single fields become. An element that is taken out goes whole, whatever its fields are.
fn written(intents: &[Intent]) -> BTreeMap<Path, Option<Value>> {
    let mut written = BTreeMap::new();
    for intent in intents {
        match intent {
            Intent::Set { path, value } => {
                written.insert(path.clone(), Some(value.clone()));
            }
            Intent::Clear { path } => {
                written.insert(path.clone(), None);
            }
            Intent::Add { collection, element, fields } => {
                let path = |name: &str| Path::element(collection, *element, name).ok();
                let fields = fields.iter().filter_map(|(name, value)| Some((path(name)?, Some(value.clone()))));
                written.extend(fields);
            }
            Intent::Remove { .. } => {}
        }
    }
    written
}
