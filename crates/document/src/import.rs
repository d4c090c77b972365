//! A row of a list, written into a document.
//!
//! An imported row is written *as if nothing else were known*: against empty heads, so it never overwrites a person's
//! work or the list's own other rows; what differs shows as a conflict. And it is written under an actor that is a hash
//! of its own content, at time 0: two devices that import the same row make the same change, byte for byte, so the
//! second one adds nothing to the document or the wire. The guard computes that actor again, so it cannot be borrowed.
//! The alternative, each device's own actor, costs a duplicate of every row and lets "who wrote this" depend on who
//! synced first.
//!
//! A newer version of a list is written against the change of the version before: it updates what the list set itself
//! and is concurrent with what people wrote since.

use std::collections::BTreeMap;

use automerge::{
    ActorId, Automerge, ChangeHash as AmHash, ROOT, ReadDoc, legacy, transaction::CommitOptions,
    transaction::Transactable,
};
use records::{Actor, ChangeHash, DocId, FileId, Path, Value};
use sha2::{Digest, Sha256};

use crate::{
    Document, Error, Heads, Intent, RawChange, Result,
    convert::scalar_of,
    document::{guarded, raw},
    guard::path_and_value,
};

/// The first segment of the paths that keep a row verbatim: `import/<file>/<row>/…`.
pub const COLLECTION: &str = "import";
/// The field of a row that says that its import was undone.
pub const UNDONE: &str = "undone";

/// The path of one field of a row: `import/<file>/<row>/<field>`.
///
/// # Errors
/// Where `field` is no path segment.
pub fn row_path(file: FileId, row: u32, field: &str) -> Result<Path, records::path::ParsePathError> {
    Path::parse(&format!("{COLLECTION}/{file}/{row}/{field}"))
}

/// File, row and field of such a path.
#[must_use]
pub fn parse_row_path(path: &Path) -> Option<(FileId, u32, &str)> {
    let mut segments = path.as_str().splitn(4, '/');
    if segments.next()? != COLLECTION {
        return None;
    }
    Some((segments.next()?.parse().ok()?, segments.next()?.parse().ok()?, segments.next()?))
}

impl Document {
    /// The change that writes a row's `fields` into the document `doc`. `earlier` is the change of the version of the
    /// list before, if this document holds one: its fields are updated, and those that the row no longer has are
    /// emptied. `None` where the row says what `earlier` said.
    ///
    /// The change is not applied.
    ///
    /// # Errors
    /// [`Error::UnknownHeads`] where `earlier` is not here.
    pub fn import_change(
        &self,
        doc: DocId,
        earlier: Option<&ChangeHash>,
        fields: &BTreeMap<Path, Value>,
    ) -> Result<Option<RawChange>> {
        let base = match earlier {
            Some(hash) => self.at(&Heads::from(vec![*hash]))?,
            None => Self::new(),
        };
        let updates = updates(&base.fields(), fields);
        if updates.is_empty() {
            return Ok(None);
        }
        let actor = actor_of(doc, &base.inner.get_heads(), &updates);
        guarded(|| write(base.inner, actor, &updates))?.map(Some)
    }

    /// What undoes the import of `file`: for each of its changes, the version to edit against and the intents. Editing
    /// against that version touches only what the import wrote; values that people wrote since stay. An edit that
    /// writes a row once more, as after an undo, counts as one of its changes.
    ///
    /// # Errors
    /// Where the history cannot be read.
    pub fn undo_import(&self, file: FileId) -> Result<Vec<(Heads, Vec<Intent>)>> {
        let mut undos = Vec::new();
        for entry in self.history()? {
            let Some(row) = entry.edits.iter().find_map(|edit| row_of(&edit.path, file)) else { continue };
            if !entry.edits.iter().any(|edit| writes_row(edit, file)) {
                continue;
            }
            let mut intents: Vec<_> = entry.edits.iter().filter_map(|edit| self.undo_edit(&entry.hash, edit)).collect();
            let path = row_path(file, row, UNDONE).map_err(|error| Error::Edit(error.to_string()))?;
            intents.push(Intent::Set { path, value: Value::Bool(true) });
            undos.push((Heads::from(vec![entry.hash]), intents));
        }
        Ok(undos)
    }

    /// The value of the list before comes back only where nothing but this import stands in the field: beside what a
    /// person wrote since it would be a conflict that nobody made.
    fn undo_edit(&self, import: &ChangeHash, edit: &crate::Edit) -> Option<Intent> {
        if parse_row_path(&edit.path).is_some() {
            return None;
        }
        let standing = self.standing(&edit.path);
        let restores = match edit.to {
            Some(_) => !standing.is_empty() && standing.iter().all(|change| change == import),
            None => standing.is_empty(),
        };
        let path = edit.path.clone();
        match edit.from.first().filter(|_| restores) {
            Some(value) => Some(Intent::Set { path, value: value.clone() }),
            None => edit.to.is_some().then_some(Intent::Clear { path }),
        }
    }

    /// The changes whose values stand in a field.
    fn standing(&self, path: &Path) -> Vec<ChangeHash> {
        self.claims(path).into_iter().flat_map(|claim| claim.changes).collect()
    }
}

fn row_of(path: &Path, file: FileId) -> Option<u32> {
    parse_row_path(path).filter(|(of, _, _)| *of == file).map(|(_, row, _)| row)
}

/// Whether an edit puts a row of `file` into the document; an undo only marks it.
fn writes_row(edit: &crate::Edit, file: FileId) -> bool {
    let written = |(of, _, field): (FileId, u32, &str)| of == file && (field != UNDONE || edit.to.is_none());
    parse_row_path(&edit.path).is_some_and(written)
}

/// The differences, by path: what to set, and what to empty. Verbatim rows are never emptied.
fn updates(base: &BTreeMap<Path, Value>, fields: &BTreeMap<Path, Value>) -> BTreeMap<Path, Option<Value>> {
    let set = fields.iter().filter(|(path, value)| base.get(path) != Some(value));
    let emptied = base.keys().filter(|path| !fields.contains_key(path) && parse_row_path(path).is_none());
    let set = set.map(|(path, value)| (path.clone(), Some(value.clone())));
    set.chain(emptied.map(|path| (path.clone(), None))).collect()
}

fn write(base: Automerge, actor: Actor, updates: &BTreeMap<Path, Option<Value>>) -> Result<RawChange> {
    let mut doc = base.with_actor(ActorId::from(actor.as_bytes().to_vec()));
    let mut transaction = doc.transaction();
    for (path, value) in updates {
        match value {
            Some(value) => transaction.put(ROOT, path.as_str(), scalar_of(value)),
            None => transaction.delete(ROOT, path.as_str()),
        }
        .map_err(|error| Error::Edit(error.to_string()))?;
    }
    let (hash, _) = transaction.commit_with(CommitOptions::default().with_time(0));
    let change = hash.and_then(|hash| doc.get_change_by_hash(&hash));
    change.map(|change| raw(&change)).ok_or_else(|| Error::Edit("the row wrote nothing".to_owned()))
}

/// The actor that a change of this document must have if it is an import: `None` where it does what no import does.
pub(crate) fn actor_of_change(doc: DocId, change: &legacy::Change) -> Option<Actor> {
    if change.seq != 1 || change.time != 0 || change.message.is_some() {
        return None;
    }
    let updates: Option<BTreeMap<_, _>> = change.operations.iter().map(path_and_value).collect();
    Some(actor_of(doc, &change.deps, &updates?))
}

fn actor_of(doc: DocId, deps: &[AmHash], updates: &BTreeMap<Path, Option<Value>>) -> Actor {
    let mut deps = deps.to_vec();
    deps.sort_unstable();
    let mut hash = Sha256::new();
    hash.update(b"rantau import v1\0");
    hash.update(doc.as_bytes());
    hash.update((deps.len() as u64).to_be_bytes());
    deps.iter().for_each(|dep| hash.update(dep.0));
    for (path, value) in updates {
        hash.update((path.as_str().len() as u64).to_be_bytes());
        hash.update(path.as_str());
        hash_value(&mut hash, value.as_ref());
    }
    Actor::of_content(&hash.finalize().into())
}

fn hash_value(hash: &mut Sha256, value: Option<&Value>) {
    match value {
        None => hash.update([0]),
        Some(Value::Bool(flag)) => hash.update([1, u8::from(*flag)]),
        Some(Value::Int(number)) => {
            hash.update([2]);
            hash.update(number.to_be_bytes());
        }
        Some(Value::Text(text)) => {
            hash.update([3]);
            hash.update((text.len() as u64).to_be_bytes());
            hash.update(text);
        }
    }
}

#[cfg(test)]
mod tests;
