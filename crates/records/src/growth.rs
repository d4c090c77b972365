//! How versions of the tables live on one document.
//!
//! Devices are updated when somebody gets round to it, so for years old and new ones edit one record. Most growth asks for
//! nothing: a new field or code is a key or value that an older device carries and does not show. Two kinds of change ask
//! for more, and are declared in the tables and done here:
//!
//! - **A renamed code** ([`Code::was`](crate::value_set::Code::was)). Documents keep the old code, which every version
//!   knows; [`current`] reads it as the new one, and [`stored`] is what a newer device writes.
//! - **A field that became several** ([`PartOf`](crate::field::PartOf)). The old field goes on being written, put together
//!   from its parts, in the same change ([`beside`]). Where it says something else than its parts do, a device that does not
//!   know them wrote it since, and the parts are read from it; where it was emptied, so are they. So the old field decides,
//!   and both see whatever was written last.
//!
//! Migrating documents was refused: a change that renames every key conflicts with each edit that was made meanwhile, is
//! made again by every device, and leaves older devices without what they know. So was a version number in the document:
//! a record has as many versions as it has writers.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    Kind, Path, Value,
    field::{Field, FieldType, Part, field_of, fields_of},
};

/// The fields of a record as this version reads them, whatever versions wrote them.
#[must_use]
pub fn current(kind: Kind, mut fields: BTreeMap<Path, Value>) -> BTreeMap<Path, Value> {
    rename(kind, &mut fields);
    for whole in wholes(kind) {
        let paths: BTreeSet<Path> = fields.keys().filter_map(|path| whole.seen_from(path)).collect();
        paths.iter().for_each(|path| whole.settle(path, &mut fields));
    }
    fields
}

/// A value as every version understands it: what is written of one that this version reads.
#[must_use]
pub fn stored(kind: Kind, path: &Path, value: &Value) -> Value {
    let set = field_of(kind, path).and_then(|field| field.value.codes());
    let was = set.zip(value.as_text()).and_then(|(set, code)| set.get(code)?.was);
    was.map_or_else(|| value.clone(), Value::from)
}

/// What is written beside an edit, so that versions which do not know its fields see it too. `written` is what the edit
/// does, `None` where it empties a field; `seen` is the record that it was made on.
#[must_use]
pub fn beside(
    kind: Kind,
    seen: &BTreeMap<Path, Value>,
    written: &BTreeMap<Path, Option<Value>>,
) -> BTreeMap<Path, Option<Value>> {
    let mut beside = BTreeMap::new();
    for whole in wholes(kind) {
        let paths: BTreeSet<Path> = written.keys().filter_map(|path| whole.seen_from(path)).collect();
        for path in paths {
            beside.extend(whole.completed(&path, seen, written));
        }
    }
    beside
}

/// Whether an edit of this path has something to write [`beside`] it.
#[must_use]
pub fn concerns(kind: Kind, path: &Path) -> bool {
    wholes(kind).any(|whole| whole.seen_from(path).is_some())
}

/// Whether the field at a path is kept for devices of earlier versions only, because others say the same.
#[must_use]
pub fn is_for_older_devices(kind: Kind, path: &Path) -> bool {
    wholes(kind).any(|whole| whole.seen_from(path).as_ref() == Some(path))
}

/// Old codes become those of this version.
fn rename(kind: Kind, fields: &mut BTreeMap<Path, Value>) {
    let renamed = |field: &&Field| matches!(field.value, FieldType::Code(set) if set.has_renamed());
    for field in fields_of(kind).iter().filter(renamed) {
        let Some(set) = field.value.codes() else { continue };
        for (_, value) in fields.iter_mut().filter(|(path, _)| field.covers(path)) {
            let entry = value.as_text().and_then(|code| set.get(code));
            if let Some(entry) = entry.filter(|entry| entry.was.is_some()) {
                *value = Value::from(entry.code);
            }
        }
    }
}

/// A field of earlier versions, and the fields that are its parts now.
struct Whole {
    pattern: &'static str,
    parts: Vec<(&'static str, Part)>,
}

/// The fields of earlier versions that became several.
fn wholes(kind: Kind) -> impl Iterator<Item = Whole> {
    let mut wholes: BTreeMap<&str, Vec<(&str, Part)>> = BTreeMap::new();
    for field in fields_of(kind) {
        if let Some(of) = field.part_of {
            wholes.entry(of.whole).or_default().push((field.path, of.part));
        }
    }
    wholes.into_iter().map(|(pattern, mut parts)| {
        parts.sort_by_key(|(_, part)| *part);
        Whole { pattern, parts }
    })
}

impl Whole {
    /// The path of the whole that a path belongs to, itself or as a part.
    fn seen_from(&self, path: &Path) -> Option<Path> {
        let patterns = self.parts.iter().map(|(pattern, _)| *pattern).chain([self.pattern]);
        let fitting = patterns.filter_map(|pattern| stars(pattern, path));
        fitting.filter_map(|stars| filled(self.pattern, &stars)).next()
    }

    /// The paths of the parts of the whole at a path.
    fn parts_at(&self, whole: &Path) -> impl Iterator<Item = (Path, Part)> {
        let stars = stars(self.pattern, whole).unwrap_or_default();
        self.parts.iter().filter_map(move |(pattern, part)| Some((filled(pattern, &stars)?, *part)))
    }

    /// What the parts say together, `None` where they say nothing.
    fn together<'v>(&self, whole: &Path, value: impl Fn(&Path) -> Option<&'v Value>) -> Option<Value> {
        let parts: Vec<_> = self.parts_at(whole).filter_map(|(path, _)| value(&path)?.as_text()).collect();
        (!parts.is_empty()).then(|| Value::from(parts.join(" ")))
    }

    /// Where the whole says something else than its parts, they are read from it.
    fn settle(&self, path: &Path, fields: &mut BTreeMap<Path, Value>) {
        let whole = fields.get(path).cloned();
        if whole == self.together(path, |part| fields.get(part)) {
            return;
        }
        for (place, part) in self.parts_at(path) {
            match whole.as_ref().and_then(Value::as_text).and_then(|text| part.of(text)) {
                Some(text) => fields.insert(place, Value::from(text)),
                None => fields.remove(&place),
            };
        }
    }

    /// What an edit leaves to be written: the whole of changed parts, or the parts of a whole. All of them, as a part that
    /// an older device left behind would change what the whole says.
    fn completed(
        &self,
        path: &Path,
        seen: &BTreeMap<Path, Value>,
        written: &BTreeMap<Path, Option<Value>>,
    ) -> BTreeMap<Path, Option<Value>> {
        let by_parts = self.parts_at(path).any(|(part, _)| written.contains_key(&part));
        let text = written.get(path).and_then(Option::as_ref).and_then(Value::as_text);
        let value = |place: &Path, part: Part| match written.get(place) {
            Some(value) => value.clone(),
            None if by_parts => seen.get(place).cloned(),
            None => text.and_then(|text| part.of(text)).map(Value::from),
        };
        let mut all: BTreeMap<_, _> =
            self.parts_at(path).map(|(place, part)| (place.clone(), value(&place, part))).collect();
        if by_parts {
            let whole = self.together(path, |part| all.get(part)?.as_ref());
            all.insert(path.clone(), whole);
        }
        all.retain(|place, value| written.get(place) != Some(value));
        all
    }
}

/// What stands for each `*` of a pattern in a path that fits it.
fn stars<'p>(pattern: &str, path: &'p Path) -> Option<Vec<&'p str>> {
    let (mut patterns, mut segments) = (pattern.split('/'), path.as_str().split('/'));
    let mut stars = Vec::new();
    loop {
        match (patterns.next(), segments.next()) {
            (None, None) => return Some(stars),
            (Some("*"), Some(segment)) => stars.push(segment),
            (Some(fixed), Some(segment)) if fixed == segment => {}
            (_, _) => return None,
        }
    }
}

/// The path of a pattern with its `*` filled in.
fn filled(pattern: &str, stars: &[&str]) -> Option<Path> {
    let mut stars = stars.iter();
    let segments: Option<Vec<&str>> =
        pattern.split('/').map(|segment| if segment == "*" { stars.next().copied() } else { Some(segment) }).collect();
    Path::parse(&segments?.join("/")).ok()
}

#[cfg(test)]
mod tests;
