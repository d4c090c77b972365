//! Who changed what from what to what.

use std::collections::BTreeMap;

use automerge as am;
use records::{Actor, ChangeHash, Path, Value};

use crate::{Document, Heads, Result, convert::hash_from, document::guarded, guard};

/// One change of a document, with what it did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryEntry {
    /// The change.
    pub hash: ChangeHash,
    /// Who wrote it: the actor of an officer, whatever automerge derived from it.
    pub actor: Actor,
    /// The author's clock, Unix seconds; 0 for an import, which is the same change wherever it is made.
    pub time: i64,
    /// The version that the author had seen.
    pub seen: Heads,
    /// What was done, by path.
    pub edits: Vec<Edit>,
}

/// One field of one change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The field.
    pub path: Path,
    /// The values that it replaced: none for a new field, several where a conflict was settled.
    pub from: Vec<Value>,
    /// The new value, `None` where the field was emptied.
    pub to: Option<Value>,
}

type Operations = BTreeMap<(u64, Vec<u8>), Value>;

impl Document {
    /// All changes, each after those that it depends on.
    ///
    /// # Errors
    /// [`Error::Panicked`](crate::Error::Panicked) where automerge cannot decode its own changes.
    pub fn history(&self) -> Result<Vec<HistoryEntry>> {
        guarded(|| {
            let mut written = Operations::new();
            self.inner.get_changes(&[]).iter().map(|change| entry(change, &mut written)).collect()
        })
    }
}

/// A field that a change emptied and then wrote was written: that is how a conflict is settled.
fn push(edits: &mut Vec<Edit>, edit: Edit) {
    match edits.last_mut() {
        Some(emptied) if emptied.path == edit.path && emptied.to.is_none() => emptied.to = edit.to,
        _ => edits.push(edit),
    }
}

fn entry(change: &am::Change, written: &mut Operations) -> HistoryEntry {
    let expanded = change.decode();
    let mut edits = Vec::new();
    for (counter, operation) in (expanded.start_op.get()..).zip(&expanded.operations) {
        let Some((path, to)) = guard::path_and_value(operation) else { continue };
        let before = |id: &am::legacy::OpId| written.get(&(id.0, id.1.to_bytes().to_vec())).cloned();
        let mut from: Vec<_> = operation.pred.iter().filter_map(before).collect();
        from.dedup();
        if let Some(value) = &to {
            written.insert((counter, expanded.actor_id.to_bytes().to_vec()), value.clone());
        }
        push(&mut edits, Edit { path, from, to });
    }
    HistoryEntry {
        hash: hash_from(&change.hash()),
        actor: guard::base_actor(change.actor_id()).unwrap_or_else(|| Actor::from_bytes([0; 16])),
        time: change.timestamp(),
        seen: change.deps().iter().map(hash_from).collect(),
        edits,
    }
}
