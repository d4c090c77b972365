//! The value of one field.

use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Serialize};

use crate::Path;

/// A scalar, the only thing that a document keeps under a path.
///
/// Documents are flat maps from [`Path`] to `Value`: no lists and no nested objects, so the trap of two
/// offline devices that create the same nested map, of which one vanishes, cannot occur (DESIGN section 4).
///
/// `Debug` hides the content, which is personal data; [`Display`](fmt::Display) shows it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    /// Yes or no.
    Bool(bool),
    /// A whole number, or a moment in Unix seconds.
    Int(i64),
    /// Everything else, in its canonical text form.
    Text(String),
}

impl Value {
    /// The text, `None` for a number or a yes/no.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Bool(_) | Self::Int(_) => None,
        }
    }

    /// The whole number, `None` for anything else.
    #[must_use]
    pub const fn as_int(&self) -> Option<i64> {
        match self {
            Self::Int(number) => Some(*number),
            Self::Bool(_) | Self::Text(_) => None,
        }
    }

    /// The yes or no, `None` for anything else.
    #[must_use]
    pub const fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(flag) => Some(*flag),
            Self::Int(_) | Self::Text(_) => None,
        }
    }
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bool(_) => f.write_str("Bool(…)"),
            Self::Int(_) => f.write_str("Int(…)"),
            Self::Text(text) => write!(f, "Text({} bytes)", text.len()),
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bool(flag) => flag.fmt(f),
            Self::Int(number) => number.fmt(f),
            Self::Text(text) => text.fmt(f),
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}

impl From<bool> for Value {
    fn from(flag: bool) -> Self {
        Self::Bool(flag)
    }
}

/// The text at a path of a record; `None` where there is none, or a value of another type.
#[must_use]
pub fn text_of<'a>(fields: &'a BTreeMap<Path, Value>, path: &str) -> Option<&'a str> {
    fields.get(&Path::parse(path).ok()?)?.as_text()
}

/// The texts of one field of all elements of a collection: `("phone", "number")`.
pub fn texts_of<'a>(
    fields: &'a BTreeMap<Path, Value>,
    collection: &'a str,
    field: &'a str,
) -> impl Iterator<Item = &'a str> {
    let is_field = move |path: &Path| path.as_element().is_some_and(|(of, _, name)| of == collection && name == field);
    fields.iter().filter(move |(path, _)| is_field(path)).filter_map(|(_, value)| value.as_text())
}
