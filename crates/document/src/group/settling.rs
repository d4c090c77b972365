//! Deciding against what another record of the group says.

use std::collections::{BTreeMap, BTreeSet};

use records::{DocId, ElementId, Path, Value, field::identity::SETTLED};

use super::Member;
use crate::Intent;

/// The statements that somebody decided against, each by the id of its marker.
pub(super) struct Settled(BTreeSet<ElementId>);

impl Settled {
    pub(super) fn of(members: &[Member<'_>]) -> Self {
        let markers = members.iter().flat_map(|member| member.document.fields().into_keys());
        let marker = |path: Path| path.as_element().filter(|(of, ..)| *of == SETTLED).map(|(_, id, _)| id);
        Self(markers.filter_map(marker).collect())
    }

    pub(super) fn covers(&self, doc: DocId, path: &Path, value: &Value) -> bool {
        self.0.contains(&marker_of(doc, path, value))
    }
}

/// The marker of one statement: derived, so that two people who decide alike write one marker, and without the value,
/// which would stand in the head for ever.
fn marker_of(doc: DocId, path: &Path, value: &Value) -> ElementId {
    let kind = match value {
        Value::Bool(_) => "bool",
        Value::Int(_) => "int",
        Value::Text(_) => "text",
    };
    ElementId::derived(&[SETTLED, &doc.to_string(), path.as_str(), kind, &value.to_string()])
}

/// What an edit of the head has to say besides `intents`, so that none of the other records contradicts it: a marker for
/// each of their present statements in a field that it writes or empties. `others` are the records without the head, at
/// the version that was on the screen.
#[must_use]
pub fn settling(others: &[Member<'_>], intents: &[Intent]) -> Vec<Intent> {
    let mut markers = BTreeMap::new();
    for member in others {
        for path in member.document.fields().into_keys() {
            let Some(written) = intents.iter().rev().find_map(|intent| written(intent, &path)) else { continue };
            for claim in member.document.claims(&path) {
                if written != Some(&claim.value) {
                    markers.insert(marker_of(member.doc, &path, &claim.value), (member.doc, path.clone()));
                }
            }
        }
    }
    markers.into_iter().map(|(element, (doc, path))| marker(element, doc, &path)).collect()
}

fn marker(element: ElementId, doc: DocId, path: &Path) -> Intent {
    let fields = BTreeMap::from([
        ("record".to_owned(), Value::from(doc.to_string())),
        ("field".to_owned(), Value::from(path.as_str())),
    ]);
    Intent::Add { collection: SETTLED.to_owned(), element, fields }
}

/// What an intent puts at a path, inner `None` where it empties it; `None` where it does not touch it.
fn written<'a>(intent: &'a Intent, at: &Path) -> Option<Option<&'a Value>> {
    match intent {
        Intent::Set { path, value } => (path == at).then_some(Some(value)),
        Intent::Clear { path } => (path == at).then_some(None),
        Intent::Add { collection, element, fields } => {
            let (of, id, field) = at.as_element()?;
            (of == collection && id == *element).then(|| fields.get(field)).flatten().map(Some)
        }
        Intent::Remove { collection, element } => {
            let (of, id, _) = at.as_element()?;
            (of == collection && id == *element).then_some(None)
        }
    }
}
