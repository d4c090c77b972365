//! The document itself.

use std::{
    collections::BTreeMap,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

use automerge::{
    self as am, ActorId, Automerge, PatchLog, ROOT, ReadDoc,
    iter::MapRangeItem,
    transaction::{CommitOptions, Transactable},
};
use records::{Actor, ChangeHash, Path, Value};

use crate::{
    Error, Heads, Intent, Limits, Result,
    convert::{hash_from, hash_to, scalar_of, value_of},
    guard::{self, Admission, Guard},
    in_dependency_order,
};

/// One record. Cloning copies it whole.
#[derive(Debug, Clone, Default)]
pub struct Document {
    pub(crate) inner: Automerge,
    /// What [`save`](Document::save) gives, where it is known already: the guard saves whatever it lets in.
    saved: Option<Arc<[u8]>>,
}

/// Who writes, and when by their own clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Author {
    /// The actor of an officer in one lineage.
    pub actor: Actor,
    /// Unix seconds, for people; order comes from the change graph.
    pub time: i64,
}

/// A change as bytes: what is stored for ever and travels.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct RawChange {
    /// Its name.
    pub hash: ChangeHash,
    /// The automerge chunk.
    pub bytes: Vec<u8>,
}

impl Document {
    /// A document before its first change.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    pub(crate) const fn of(inner: Automerge) -> Self {
        Self { inner, saved: None }
    }

    /// A document that was loaded from `saved`, an uncompressed save.
    pub(crate) fn saved_as(inner: Automerge, saved: Vec<u8>) -> Self {
        Self { inner, saved: Some(saved.into()) }
    }

    /// Reads a snapshot that [`save`](Self::save) wrote.
    ///
    /// # Errors
    /// [`Error::Unreadable`] where it is damaged or from a later version of automerge.
    pub fn load(snapshot: &[u8]) -> Result<Self> {
        if snapshot.is_empty() {
            return Ok(Self::new());
        }
        let loaded = guarded(|| Automerge::load(snapshot))?;
        loaded.map(Self::of).map_err(|error| Error::Unreadable(error.to_string()))
    }

    /// Builds the document from its raw changes, in whatever order they come: how a snapshot is made again.
    ///
    /// # Errors
    /// Where a change does not pass the guard, or what it depends on is not among them.
    pub fn from_changes<'a>(changes: impl IntoIterator<Item = &'a [u8]>) -> Result<Self> {
        let raws: Vec<_> = changes.into_iter().collect();
        let ordered: Vec<_> = in_dependency_order(&raws).into_iter().filter_map(|at| raws.get(at).copied()).collect();
        let mut guard = Guard::vouched(Self::new(), Limits::default());
        for admission in guard.admit_all(&ordered) {
            match admission {
                Admission::Admitted { .. } | Admission::Known { .. } => {}
                Admission::Held { .. } => return Err(Error::UnknownHeads),
                Admission::Refused { refusal, .. } => return Err(refusal.into()),
            }
        }
        Ok(guard.into_document())
    }

    /// A snapshot, empty for a document without changes. Not compressed: packs and disks do that better, and it takes a
    /// tenth of the time.
    #[must_use]
    pub fn save(&self) -> Vec<u8> {
        match &self.saved {
            Some(saved) => saved.to_vec(),
            None if self.heads().is_empty() => Vec::new(),
            None => self.inner.save_nocompress(),
        }
    }

    /// The present version.
    #[must_use]
    pub fn heads(&self) -> Heads {
        self.inner.get_heads().iter().map(hash_from).collect()
    }

    /// Whether a change is in the document.
    #[must_use]
    pub fn contains(&self, hash: &ChangeHash) -> bool {
        self.inner.get_change_meta_by_hash(&hash_to(hash)).is_some()
    }

    /// Every change with its bytes, in the order in which [`save`](Self::save) keeps them: each after those that it
    /// depends on, and the same in every document that was loaded from one snapshot. automerge keeps columns and not
    /// chunks, so the bytes are encoded again; the [`guard`] let no change in of which that gives other ones, and whoever
    /// has the hashes can tell.
    ///
    /// # Errors
    /// [`Error::Panicked`] where automerge cannot encode its own changes.
    pub fn changes(&self) -> Result<Vec<RawChange>> {
        guarded(|| self.inner.get_changes(&[]).iter().map(raw).collect())
    }

    /// The value of every field; where values are in conflict, the one that every replica picks.
    #[must_use]
    pub fn fields(&self) -> BTreeMap<Path, Value> {
        self.inner.map_range(ROOT, ..).filter_map(field).collect()
    }

    /// The fields as they were at an earlier version.
    ///
    /// # Errors
    /// [`Error::UnknownHeads`] where the version is not in this document.
    pub fn fields_at(&self, heads: &Heads) -> Result<BTreeMap<Path, Value>> {
        Ok(self.at(heads)?.fields())
    }

    /// The document as it was at an earlier version.
    ///
    /// # Errors
    /// [`Error::UnknownHeads`] where the version is not in this document.
    pub fn at(&self, heads: &Heads) -> Result<Self> {
        let known = self.known(heads)?;
        let forked = guarded(|| self.inner.fork_at(&known))?;
        forked.map(Self::of).map_err(|error| Error::Edit(error.to_string()))
    }

    /// Writes `intents` as one change, made by someone who saw the version `seen`: concurrent with whatever came
    /// after. `None` where nothing would change.
    ///
    /// # Errors
    /// [`Error::UnknownHeads`] where `seen` is not in the document; [`Error::Edit`] where automerge refuses, and
    /// [`Error::Refused`] where every guard would: too large, too long, no field. The document is as before then.
    pub fn edit(&mut self, author: Author, seen: &Heads, intents: &[Intent]) -> Result<Option<RawChange>> {
        let seen = self.known(seen)?;
        let mut edited = self.inner.clone();
        let change = guarded(|| write(&mut edited, author, &seen, intents))??;
        if let Some(change) = &change {
            guard::check_own(&change.bytes)?;
            *self = Self::of(edited);
        }
        Ok(change)
    }

    /// As [`edit`](Self::edit), at the first second from the author's on at which the change has a hash that is not
    /// `taken`. A change does not name its document: two people of one name, recorded by one officer in one second,
    /// would otherwise be one change. Also gives that second.
    ///
    /// # Errors
    /// Those of [`edit`](Self::edit) and of `taken`.
    pub fn edit_anew<E: From<Error>>(
        &mut self,
        author: Author,
        seen: &Heads,
        intents: &[Intent],
        mut taken: impl FnMut(&ChangeHash) -> Result<bool, E>,
    ) -> Result<Option<(RawChange, i64)>, E> {
        for time in author.time.. {
            let mut edited = self.clone();
            let Some(change) = edited.edit(Author { time, ..author }, seen, intents)? else { return Ok(None) };
            if !taken(&change.hash)? {
                *self = edited;
                return Ok(Some((change, time)));
            }
        }
        Ok(None)
    }

    /// Takes in a change of one's own making, through the guard as any other.
    ///
    /// # Errors
    /// Where the guard refuses it or its dependencies are missing.
    pub fn apply(&mut self, change: &RawChange) -> Result<()> {
        let mut guard = Guard::vouched(std::mem::take(self), Limits::default());
        let admission = guard.admit(&change.bytes);
        *self = guard.into_document();
        match admission {
            Admission::Admitted { .. } | Admission::Known { .. } => Ok(()),
            Admission::Held { .. } => Err(Error::UnknownHeads),
            Admission::Refused { refusal, .. } => Err(refusal.into()),
        }
    }

    pub(crate) fn known(&self, heads: &Heads) -> Result<Vec<am::ChangeHash>> {
        if heads.iter().all(|hash| self.contains(hash)) {
            Ok(heads.iter().map(hash_to).collect())
        } else {
            Err(Error::UnknownHeads)
        }
    }
}

fn field(item: MapRangeItem<'_>) -> Option<(Path, Value)> {
    let path = Path::parse(&item.key).ok()?;
    let am::Value::Scalar(scalar) = item.value.into_value() else { return None };
    Some((path, value_of(&scalar)?))
}

/// Calls automerge so that a panic in it is an error here.
pub(crate) fn guarded<T>(call: impl FnOnce() -> T) -> Result<T> {
    catch_unwind(AssertUnwindSafe(call)).map_err(|_| Error::Panicked)
}

fn write(
    doc: &mut Automerge,
    author: Author,
    seen: &[am::ChangeHash],
    intents: &[Intent],
) -> Result<Option<RawChange>> {
    doc.set_actor(ActorId::from(author.actor.as_bytes().to_vec()));
    // Against the present heads an ordinary transaction does; against older ones automerge isolates it, under an actor
    // that it derives from ours where our own later changes were not seen.
    let current = {
        let mut heads = doc.get_heads();
        heads.sort_unstable();
        heads == seen
    };
    let mut transaction = if current {
        doc.transaction()
    } else {
        doc.transaction_at(PatchLog::inactive(), seen).map_err(|error| Error::Edit(error.to_string()))?
    };
    for intent in intents {
        perform(&mut transaction, intent).map_err(|error| Error::Edit(error.to_string()))?;
    }
    let (hash, _) = transaction.commit_with(CommitOptions::default().with_time(author.time));
    Ok(hash.and_then(|hash| doc.get_change_by_hash(&hash)).map(|change| raw(&change)))
}

pub(crate) fn raw(change: &am::Change) -> RawChange {
    RawChange { hash: hash_from(&change.hash()), bytes: change.raw_bytes().to_vec() }
}

fn perform<T: Transactable + ReadDoc>(transaction: &mut T, intent: &Intent) -> Result<(), am::AutomergeError> {
    match intent {
        Intent::Set { path, value } => set(transaction, path.as_str(), value),
        Intent::Clear { path } => clear(transaction, path.as_str()),
        Intent::Add { collection, element, fields } => fields
            .iter()
            .try_for_each(|(field, value)| set(transaction, &format!("{collection}/{element}/{field}"), value)),
        Intent::Remove { collection, element } => {
            let prefix = format!("{collection}/{element}/");
            let keys: Vec<_> = transaction.keys(ROOT).filter(|key| key.starts_with(&prefix)).collect();
            keys.iter().try_for_each(|key| clear(transaction, key))
        }
    }
}

/// What stands there already is not written again, whoever wrote it. Where values are in conflict and the one that is shown
/// is chosen, automerge would only delete the others: the choice would stand in no operation, and whoever wrote over that
/// value meanwhile would silently win against it. So the field is emptied first, which makes the choice a value of its own.
fn set<T: Transactable + ReadDoc>(transaction: &mut T, key: &str, value: &Value) -> Result<(), am::AutomergeError> {
    let scalar = scalar_of(value);
    let present = transaction.get_all(ROOT, key)?;
    let differs = present.iter().any(|(other, _)| !is_scalar(other, &scalar));
    if !present.is_empty() && !differs {
        return Ok(());
    }
    if present.len() > 1 {
        transaction.delete(ROOT, key)?;
    }
    transaction.put(ROOT, key, scalar)
}

fn is_scalar(value: &am::Value<'_>, scalar: &am::ScalarValue) -> bool {
    matches!(value, am::Value::Scalar(other) if **other == *scalar)
}

fn clear<T: Transactable + ReadDoc>(transaction: &mut T, key: &str) -> Result<(), am::AutomergeError> {
    if transaction.get(ROOT, key)?.is_some() { transaction.delete(ROOT, key) } else { Ok(()) }
}

#[cfg(test)]
mod tests;
