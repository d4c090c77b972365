//! Elements of collections, as people type them: `phone number=0812… owner=SELF`.
//!
//! An element's id follows from what identifies it, where anything does, so that two offline devices that record one
//! phone make one element. The same content is used by the import of lists.

use std::collections::{BTreeMap, BTreeSet};

use client_core::{Clock, SystemClock};
use document::Intent;
use records::{ElementId, Kind, Path, Value, growth};

use crate::{
    assignment::{Assignment, Form, all, refused},
    failure::{Failure, Result},
    lang::Said,
    text,
};

/// The fields that identify an element of a collection, in the order in which they are hashed.
const IDENTITIES: &[(&str, &[&str])] = &[
    ("alias", &["name"]),
    ("document", &["code", "number"]),
    ("external_id", &["system", "value"]),
    ("language", &["code"]),
    ("milestone", &["code", "date"]),
    ("need", &["code"]),
    ("phone", &["number"]),
    ("skill", &["code"]),
    ("status_reason", &["code"]),
];

/// One element that is to be added.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Typed<'a> {
    collection: &'a str,
    fields: Vec<Assignment<'a>>,
}

/// Cuts what follows `--add` into elements: a word without `=` begins one.
pub(crate) fn cut(words: &[String]) -> Result<Vec<Typed<'_>>> {
    let mut elements: Vec<Typed<'_>> = Vec::new();
    for word in words {
        match (Assignment::split(word), elements.last_mut()) {
            (None, _) => elements.push(Typed { collection: word, fields: Vec::new() }),
            (Some(field), Some(element)) => element.fields.push(field),
            (Some(_), None) => return Err(Failure::usage("usage", text::NO_COLLECTION, text::NO_COLLECTION_NEXT)),
        }
    }
    Ok(elements)
}

/// The intents that add the elements of these words.
///
/// # Errors
/// As [`cut`] and [`Typed::intent`], of the first that cannot be added.
pub(crate) fn intents(words: &[String], form: Form) -> Result<Vec<Intent>> {
    cut(words)?.iter().map(|element| element.intent(form)).collect()
}

/// The fields of the elements of these words by their paths, as a new record has them.
///
/// # Errors
/// As [`intents`].
pub(crate) fn by_path(words: &[String], form: Form) -> Result<BTreeMap<Path, Value>> {
    Ok(intents(words, form)?.into_iter().flat_map(flat).collect())
}

fn flat(intent: Intent) -> BTreeMap<Path, Value> {
    let Intent::Add { collection, element, fields } = intent else { return BTreeMap::new() };
    let whole = |(name, value): (String, Value)| Some((Path::element(&collection, element, &name).ok()?, value));
    fields.into_iter().filter_map(whole).collect()
}

/// The fields of an element by their names within it.
///
/// # Errors
/// Names every field that does not exist or whose value breaks a rule.
pub(crate) fn fields(collection: &str, typed: &[Assignment<'_>], form: Form) -> Result<BTreeMap<String, Value>> {
    let shown = |typed: &Assignment<'_>| format!("{collection}/{}", typed.field);
    let read = |typed| field(collection, typed, form).map_err(|rule| refused(&shown(typed), rule));
    Ok(all(typed.iter().map(read))?.into_iter().collect())
}

/// The name of a field within an element, and the value that people mean; else the rule that it breaks.
pub(crate) fn field(collection: &str, typed: &Assignment<'_>, form: Form) -> Result<(String, Value), Said> {
    // The rule of a field is the same in every element.
    let any = ElementId::from_bytes([0; 16]);
    let path = Path::element(collection, any, typed.field).map_err(|_| text::NO_SUCH_FIELD.with(&[&form.kind]))?;
    Ok((typed.field.to_owned(), form.value(&path, typed.value)?))
}

impl Typed<'_> {
    /// The intent that adds it.
    ///
    /// # Errors
    /// Names every field that does not exist or whose value breaks a rule.
    pub(crate) fn intent(&self, form: Form) -> Result<Intent> {
        if self.fields.is_empty() {
            return Err(Failure::usage("usage", text::EMPTY_ELEMENT, text::NO_COLLECTION_NEXT));
        }
        let fields = fields(self.collection, &self.fields, form)?;
        let known = for_all_versions(form.kind, self.collection, &fields);
        let element = identified(self.collection, &known).unwrap_or_else(|| ElementId::new(SystemClock.uuid()));
        Ok(Intent::Add { collection: self.collection.to_owned(), element, fields })
    }
}

/// The fields, and those that older devices know in their stead: an element is the same one whichever were typed.
fn for_all_versions(kind: Kind, collection: &str, fields: &BTreeMap<String, Value>) -> BTreeMap<String, Value> {
    let any = ElementId::from_bytes([0; 16]);
    let at = |name: &str| Path::element(collection, any, name).ok();
    let written = fields.iter().filter_map(|(name, value)| Some((at(name)?, Some(value.clone())))).collect();
    let beside = growth::beside(kind, &BTreeMap::new(), &written).into_iter();
    let beside = beside.filter_map(|(path, value)| Some((path.as_element()?.2.to_owned(), value?)));
    fields.clone().into_iter().chain(beside).collect()
}

/// The id that follows from the content; `None` where nothing identifies the element.
fn identified(collection: &str, fields: &BTreeMap<String, Value>) -> Option<ElementId> {
    let (_, names) = IDENTITIES.iter().find(|(of, _)| *of == collection)?;
    let (first, others) = names.split_first()?;
    let text = |name: &&str| fields.get(*name).and_then(Value::as_text);
    // What comes first must be there; a milestone without a date is one without a date.
    let first = text(first)?;
    let others = others.iter().map(|name| text(name).unwrap_or_default());
    let content: Vec<&str> = [collection, first].into_iter().chain(others).collect();
    Some(ElementId::derived(&content))
}

/// The whole path of one that was typed with the beginning of an element's id: `phone/1a2b/number`.
///
/// # Errors
/// Where no element of the record, or more than one, begins so.
pub(crate) fn whole_path<'a>(typed: &str, paths: impl Iterator<Item = &'a Path>) -> Result<String> {
    let mut segments = typed.splitn(3, '/');
    let (Some(collection), Some(beginning)) = (segments.next(), segments.next()) else { return Ok(typed.to_owned()) };
    let elements: BTreeSet<ElementId> = paths
        .filter_map(Path::as_element)
        .filter(|(of, id, _)| *of == collection && id.to_string().starts_with(beginning))
        .map(|(_, id, _)| id)
        .collect();
    let mut elements = elements.into_iter();
    let (Some(element), None) = (elements.next(), elements.next()) else {
        return Err(Failure::usage(
            "no_such_element",
            text::NO_SUCH_ELEMENT.with(&[&collection]),
            text::NO_SUCH_ELEMENT_NEXT,
        ));
    };
    let rest = segments.next().map(|field| format!("/{field}")).unwrap_or_default();
    Ok(format!("{collection}/{element}{rest}"))
}

/// A path with the first characters of an element's id, as people see and type it.
pub(crate) fn short_path(path: &Path) -> String {
    match path.as_element() {
        Some((collection, element, name)) => {
            let element = element.to_string();
            format!("{collection}/{}/{name}", element.get(..8).unwrap_or(&element))
        }
        None => path.to_string(),
    }
}

#[cfg(test)]
mod tests;
