//! Rules on their way to the villages: a text as the fields of a notice, and back.
//!
//! A text of rules is longer than one value of a record may be, so a notice holds it in parts, and the hash of the whole.
//! What came only in part, or was altered, is told from that, before anything is parsed.
//!
//! A file beside the records was refused: it would need a way of its own to every device, over couriers and kiosks, with
//! cuts and repair; a record has all of that.

use std::collections::BTreeMap;

use records::{ElementId, Path, Value, path::ParsePathError, value::text_of, value_set::NoticeKind};
use sha2::{Digest, Sha256};

use crate::{Error, Reference};

/// The most bytes of a part: less than a value may have, and a few fit one change.
const PART: usize = 12 << 10;
/// The collection of the parts.
const PARTS: &str = "part";

/// Why a notice gives no rules.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Unusable {
    /// It was withdrawn.
    #[error("withdrawn")]
    Withdrawn,
    /// Parts are missing, or were altered.
    #[error("incomplete: the parts that are here are not the whole text")]
    Incomplete,
    /// The text is not sound.
    #[error(transparent)]
    Unsound(#[from] Error),
}

/// The fields of a notice that carries a text of rules.
///
/// # Errors
/// Where the text is not sound: nothing of it is to be sent.
pub fn to_fields(text: &str) -> Result<BTreeMap<Path, Value>, Error> {
    let reference = Reference::parse(text.as_bytes())?;
    let kind = NoticeKind::Reference;
    let mut fields = BTreeMap::new();
    let mut set = |path: Result<Path, ParsePathError>, value: Value| {
        fields.extend(path.ok().map(|path| (path, value)));
    };
    set(Path::parse("notice_kind"), kind.code().into());
    set(Path::parse("title"), format!("{} {}", kind.label_id(), reference.version).as_str().into());
    set(Path::parse("reference_version"), reference.version.as_str().into());
    set(Path::parse("reference_file"), hash(text).as_str().into());
    for (order, part) in (1_i64..).zip(parts(text)) {
        let id = ElementId::derived(&[PARTS, &reference.version, &order.to_string()]);
        set(Path::element(PARTS, id, "order"), order.into());
        set(Path::element(PARTS, id, "text"), part.into());
    }
    Ok(fields)
}

/// Whether a notice carries rules.
#[must_use]
pub fn carries(fields: &BTreeMap<Path, Value>) -> bool {
    text_of(fields, "notice_kind") == Some(NoticeKind::Reference.code())
}

/// The rules that a notice carries.
///
/// # Errors
/// [`Unusable`]. Nothing of it is to be used then.
pub fn from_fields(fields: &BTreeMap<Path, Value>) -> Result<Reference, Unusable> {
    if text_of(fields, "removed").is_some() {
        return Err(Unusable::Withdrawn);
    }
    let mut parts = BTreeMap::new();
    for (path, text) in fields {
        let Some((PARTS, id, "text")) = path.as_element() else { continue };
        let order = Path::element(PARTS, id, "order").ok().and_then(|order| fields.get(&order)?.as_int());
        parts.insert((order, id), text.as_text().unwrap_or_default());
    }
    let text: String = parts.into_values().collect();
    if text_of(fields, "reference_file") != Some(hash(&text).as_str()) {
        return Err(Unusable::Incomplete);
    }
    Ok(Reference::parse(text.as_bytes())?)
}

fn hash(text: &str) -> String {
    hex::encode(Sha256::digest(text.as_bytes()))
}

/// The text in pieces of whole lines; a line that is longer than a piece is cut between characters.
fn parts(text: &str) -> Vec<&str> {
    let (mut parts, mut rest) = (Vec::new(), text);
    while !rest.is_empty() {
        let most = rest.floor_char_boundary(PART);
        let (within, _) = rest.split_at(most);
        let end = if most == rest.len() { most } else { within.rfind('\n').map_or(most, |at| at + 1) };
        let (part, behind) = rest.split_at(end);
        parts.push(part);
        rest = behind;
    }
    parts
}

#[cfg(test)]
mod tests;
