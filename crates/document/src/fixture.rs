//! What tests write into documents, and read of them.

use records::{Actor, LineageId, OfficerId, Path};

use crate::{Author, Document, Intent};

/// One of many people, each with a clock of their own.
pub(crate) fn author(n: u8) -> Author {
    let actor = Actor::of(LineageId::from_bytes([n; 16]), OfficerId::from_bytes([n; 16]));
    Author { actor, time: 1_000 + i64::from(n) }
}

pub(crate) fn path(text: &str) -> Path {
    Path::parse(text).unwrap()
}

pub(crate) fn set(path: &str, value: &str) -> Intent {
    Intent::set(path, value).unwrap()
}

/// Edits a document as it is.
pub(crate) fn write(document: &mut Document, by: u8, intents: &[Intent]) {
    let seen = document.heads();
    document.edit(author(by), &seen, intents).unwrap();
}

/// What a document shows in a field.
pub(crate) fn text(document: &Document, at: &str) -> Option<String> {
    document.fields().get(&path(at)).map(ToString::to_string)
}
