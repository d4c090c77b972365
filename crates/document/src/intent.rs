//! What an officer meant to do.

use std::collections::BTreeMap;

use records::{ElementId, Path, Value, path::ParsePathError};
use serde::{Deserialize, Serialize};

/// One thing that an edit does to the flat map.
///
/// The device keeps the intents of each local edit until the province has accepted it: when a change is refused, what
/// was built on it is written again from its intents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum Intent {
    /// Writes a value.
    Set {
        /// Where.
        path: Path,
        /// What.
        value: Value,
    },
    /// Empties a field.
    Clear {
        /// Where.
        path: Path,
    },
    /// Adds an element to a collection. Adding one that is there sets its fields.
    Add {
        /// The collection: `phone`, `milestone`, …
        collection: String,
        /// The element's id.
        element: ElementId,
        /// Its fields.
        fields: BTreeMap<String, Value>,
    },
    /// Takes an element out of a collection: all of its fields that were seen.
    Remove {
        /// The collection.
        collection: String,
        /// The element's id.
        element: ElementId,
    },
}

impl Intent {
    /// Writes `value` at `path`.
    ///
    /// # Errors
    /// Where `path` is none.
    pub fn set(path: &str, value: impl Into<Value>) -> Result<Self, ParsePathError> {
        Ok(Self::Set { path: Path::parse(path)?, value: value.into() })
    }

    /// Empties `path`.
    ///
    /// # Errors
    /// Where `path` is none.
    pub fn clear(path: &str) -> Result<Self, ParsePathError> {
        Ok(Self::Clear { path: Path::parse(path)? })
    }
}
