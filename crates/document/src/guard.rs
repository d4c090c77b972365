//! What a change from outside must pass before it reaches a document.
//!
//! automerge 0.12 panics on some well-formed wrong changes and accepts others after which the document cannot be loaded
//! again: of 200,000 changes with a few altered bytes and a right checksum, the library took 15,499, and 5,122 of those
//! ruined the document. So a change is tried on a copy: cheap checks first, then apply, save, load, and the same heads
//! and the same bytes must come back; then our own rules. A panic is caught and costs only the copy. The alternative,
//! to trust enrolled devices, would let one broken phone destroy a record at every replica.

use std::collections::BTreeMap;

use automerge::{self as am, ActorId, Automerge, Change, ReadDoc, legacy};
use records::{Actor, ChangeHash, DocId, Kind, Path, Value, field};

use crate::{
    Document, Heads, Intent,
    convert::{hash_from, value_of},
    document::guarded,
    import,
};

/// What one change and one document may cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one change.
    pub change_bytes: usize,
    /// Operations of one change.
    pub operations: usize,
    /// Bytes of one text value.
    pub text_bytes: usize,
    /// How far a change's first operation counter may lie beyond the document's: a device that wrote other changes,
    /// which are still on their way, is ahead. Counters are 32 bits for the life of a document.
    pub counter_gap: u64,
    /// The highest operation counter of a document.
    pub highest_counter: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            change_bytes: 64 << 10,
            operations: 1_000,
            text_bytes: 16 << 10,
            counter_gap: 1 << 16,
            highest_counter: 1 << 30,
        }
    }
}

/// Why a change is refused. The code is stable and travels; no text holds a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// Above [`Limits::change_bytes`].
    #[error("the change has too many bytes")]
    TooLarge,
    /// Above [`Limits::operations`], or none at all.
    #[error("the change has no operations or too many")]
    OperationCount,
    /// A document, bundle or compressed chunk, or no chunk at all.
    #[error("the bytes are not one plain change")]
    NotAChange,
    /// A chunk that does not decode.
    #[error("the change is damaged")]
    Damaged,
    /// Another change has its actor and number: a cloned or restored store.
    #[error("the author's change number was used before for something else")]
    ReusedSequence,
    /// Changes of its actor are missing before it, though it does not name them.
    #[error("the author's change number skips some")]
    SkippedSequence,
    /// Operation counters that the document could never use up.
    #[error("the change's operation counter is out of range")]
    Counter,
    /// Written by somebody else than the one who signs for it.
    #[error("the change's actor is not its author's")]
    ForeignActor,
    /// An operation other than setting or emptying a field of the flat map.
    #[error("the change does something that records do not know")]
    Operation,
    /// A key that is no path.
    #[error("the change writes to a key that is no field path")]
    BadPath,
    /// A value of the wrong type for its field, or too long.
    #[error("the change writes a value that its field cannot hold")]
    BadValue,
    /// automerge refuses it.
    #[error("the change does not fit the document")]
    Unfit,
    /// The document would not survive being saved and loaded.
    #[error("the change would make the document unreadable")]
    Ruinous,
    /// automerge panicked on it.
    #[error("the change makes the library fail")]
    Panicked,
}

impl Refusal {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::TooLarge => "too_large",
            Self::OperationCount => "operation_count",
            Self::NotAChange => "not_a_change",
            Self::Damaged => "damaged",
            Self::ReusedSequence => "reused_sequence",
            Self::SkippedSequence => "skipped_sequence",
            Self::Counter => "counter",
            Self::ForeignActor => "foreign_actor",
            Self::Operation => "operation",
            Self::BadPath => "bad_path",
            Self::BadValue => "bad_value",
            Self::Unfit => "unfit",
            Self::Ruinous => "ruinous",
            Self::Panicked => "panicked",
        }
    }
}

/// What the guard decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Admission {
    /// The change is in the document now.
    Admitted {
        /// Its hash.
        hash: ChangeHash,
    },
    /// It was there before.
    Known {
        /// Its hash.
        hash: ChangeHash,
    },
    /// It is kept out until these arrive.
    Held {
        /// Its hash.
        hash: ChangeHash,
        /// The changes that it depends on and that are not here.
        missing: Vec<ChangeHash>,
    },
    /// It never enters.
    Refused {
        /// Why.
        refusal: Refusal,
    },
}

/// Whose changes are let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Signer {
    /// The province vouches for them.
    Province,
    /// An officer at a device signed them.
    Officer(Actor),
}

/// Takes changes into one document, one after another.
#[derive(Debug)]
pub struct Guard {
    document: Document,
    limits: Limits,
    signer: Signer,
    place: Option<(DocId, Kind)>,
}

impl Guard {
    /// A guard for changes that the province vouches for, or our own.
    #[must_use]
    pub const fn vouched(document: Document, limits: Limits) -> Self {
        Self { document, limits, signer: Signer::Province, place: None }
    }

    /// A guard for changes of the document `doc` that `author` signed: each must be written under that actor, or under
    /// the actor that an import's content gives.
    #[must_use]
    pub const fn signed(document: Document, limits: Limits, doc: DocId, kind: Kind, author: Actor) -> Self {
        Self { document, limits, signer: Signer::Officer(author), place: Some((doc, kind)) }
    }

    /// The same document for the changes of another signer.
    #[must_use]
    pub fn now_signed_by(self, author: Actor) -> Self {
        Self { signer: Signer::Officer(author), ..self }
    }

    /// The document as far as it got.
    #[must_use]
    pub fn into_document(self) -> Document {
        self.document
    }

    /// The document as far as it got.
    #[must_use]
    pub const fn document(&self) -> &Document {
        &self.document
    }

    /// Tries one change. Only [`Admission::Admitted`] alters the document.
    pub fn admit(&mut self, raw: &[u8]) -> Admission {
        let tried = guarded(|| self.try_on_a_copy(raw)).unwrap_or(Err(Decision::Refused(Refusal::Panicked)));
        match tried {
            Ok((hash, document)) => {
                self.document = document;
                Admission::Admitted { hash }
            }
            Err(Decision::Known(hash)) => Admission::Known { hash },
            Err(Decision::Held { hash, missing }) => Admission::Held { hash, missing },
            Err(Decision::Refused(refusal)) => Admission::Refused { refusal },
        }
    }

    fn try_on_a_copy(&self, raw: &[u8]) -> Result<(ChangeHash, Document), Decision> {
        let change = self.parse(raw)?;
        let hash = hash_from(&change.hash());
        if self.document.contains(&hash) {
            return Err(Decision::Known(hash));
        }
        self.check_operations(&change)?;
        self.check_place(&change)?;
        apply_and_reload(&self.document.inner, change, raw).map(|inner| (hash, Document { inner }))
    }

    fn parse(&self, raw: &[u8]) -> Result<Change, Decision> {
        if raw.len() > self.limits.change_bytes {
            return Err(Refusal::TooLarge.into());
        }
        if raw.get(CHUNK_TYPE_AT) != Some(&PLAIN_CHANGE) {
            return Err(Refusal::NotAChange.into());
        }
        let change = Change::from_bytes(raw.to_vec()).map_err(|_| Refusal::Damaged)?;
        if change.raw_bytes() == raw { Ok(change) } else { Err(Refusal::NotAChange.into()) }
    }

    /// Our own rules, on the change alone.
    fn check_operations(&self, change: &Change) -> Result<(), Decision> {
        if change.is_empty() || change.len() > self.limits.operations {
            return Err(Refusal::OperationCount.into());
        }
        let expanded = change.decode();
        for operation in &expanded.operations {
            self.check_operation(operation)?;
        }
        self.check_actor(change, &expanded)
    }

    fn check_operation(&self, operation: &legacy::Op) -> Result<(), Refusal> {
        let legacy::Key::Map(key) = &operation.key else { return Err(Refusal::Operation) };
        if operation.obj != legacy::ObjectId::Root || operation.insert {
            return Err(Refusal::Operation);
        }
        let path = Path::parse(key).map_err(|_| Refusal::BadPath)?;
        match &operation.action {
            legacy::OpType::Put(scalar) => self.check_value(&path, scalar),
            legacy::OpType::Delete => Ok(()),
            legacy::OpType::Make(_)
            | legacy::OpType::Increment(_)
            | legacy::OpType::MarkBegin(..)
            | legacy::OpType::MarkEnd(_) => Err(Refusal::Operation),
        }
    }

    fn check_value(&self, path: &Path, scalar: &am::ScalarValue) -> Result<(), Refusal> {
        let value = value_of(scalar).ok_or(Refusal::BadValue)?;
        let short = value.as_text().is_none_or(|text| text.len() <= self.limits.text_bytes);
        // A field that this version does not know is carried untouched.
        let known = self.place.and_then(|(_, kind)| field::field_of(kind, path));
        if short && known.is_none_or(|field| field.holds(&value)) { Ok(()) } else { Err(Refusal::BadValue) }
    }

    fn check_actor(&self, change: &Change, expanded: &legacy::Change) -> Result<(), Decision> {
        let Signer::Officer(author) = self.signer else { return Ok(()) };
        if base_actor(change.actor_id()) == Some(author) {
            return Ok(());
        }
        let imported = self.place.and_then(|(doc, _)| import::actor_of_change(doc, expanded));
        if imported.is_some_and(|actor| actor.as_bytes() == change.actor_id().to_bytes()) {
            return Ok(());
        }
        Err(Refusal::ForeignActor.into())
    }

    /// Whether the change fits into the history that is here.
    fn check_place(&self, change: &Change) -> Result<(), Decision> {
        let inner = &self.document.inner;
        let missing: Vec<_> =
            change.deps().iter().map(hash_from).filter(|hash| !self.document.contains(hash)).collect();
        if !missing.is_empty() {
            return Err(Decision::Held { hash: hash_from(&change.hash()), missing });
        }
        let (last_seq, max_op) = last_seq_and_op(inner, change.actor_id());
        if change.seq() <= last_seq {
            return Err(Refusal::ReusedSequence.into());
        }
        if change.seq() != last_seq + 1 {
            return Err(Refusal::SkippedSequence.into());
        }
        let highest = (max_op + self.limits.counter_gap).min(self.limits.highest_counter);
        if change.start_op().get() > highest { Err(Refusal::Counter.into()) } else { Ok(()) }
    }
}

/// Holds a change of one's own making against the rules that depend on nothing else. What breaks them would be refused
/// wherever it came, so it is not to be made in the first place.
///
/// # Errors
/// Why it would be refused.
pub(crate) fn check_own(raw: &[u8]) -> Result<(), Refusal> {
    let guard = Guard::vouched(Document::new(), Limits::default());
    match guard.parse(raw).and_then(|change| guard.check_operations(&change)) {
        Err(Decision::Refused(refusal)) => Err(refusal),
        Ok(()) | Err(Decision::Known(_) | Decision::Held { .. }) => Ok(()),
    }
}

/// What somebody meant by a raw change, as far as it shows, and the version that it was written against.
///
/// # Errors
/// Where the bytes are not one plain change.
pub fn meaning(raw: &[u8]) -> Result<(Heads, Vec<Intent>), Refusal> {
    let info = inspect(raw)?;
    let decoded = guarded(|| Change::from_bytes(raw.to_vec()).map(|change| change.decode()));
    let expanded = decoded.map_err(|_| Refusal::Panicked)?.map_err(|_| Refusal::Damaged)?;
    let written: BTreeMap<_, _> = expanded.operations.iter().filter_map(path_and_value).collect();
    let intent = |(path, value)| match value {
        Some(value) => Intent::Set { path, value },
        None => Intent::Clear { path },
    };
    Ok((info.deps.into(), written.into_iter().map(intent).collect()))
}

/// Everything but admission.
enum Decision {
    Known(ChangeHash),
    Held { hash: ChangeHash, missing: Vec<ChangeHash> },
    Refused(Refusal),
}

impl From<Refusal> for Decision {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

/// Where a chunk says what it is, and what a plain change says (automerge binary format).
const CHUNK_TYPE_AT: usize = 8;
const PLAIN_CHANGE: u8 = 1;

fn last_seq_and_op(doc: &Automerge, actor: &ActorId) -> (u64, u64) {
    let metas = doc.get_changes_meta(&[]);
    let last_seq = metas.iter().filter(|meta| *meta.actor == *actor).map(|meta| meta.seq).max();
    let max_op = metas.iter().map(|meta| meta.max_op).max();
    (last_seq.unwrap_or(0), max_op.unwrap_or(0))
}

fn apply_and_reload(doc: &Automerge, change: Change, raw: &[u8]) -> Result<Automerge, Decision> {
    let hash = change.hash();
    let mut tried = doc.clone();
    tried.apply_changes([change]).map_err(|_| Refusal::Unfit)?;
    let heads = tried.get_heads();
    if !heads.contains(&hash) {
        return Err(Refusal::Unfit.into());
    }
    let loaded = Automerge::load(&tried.save_nocompress()).map_err(|_| Refusal::Ruinous)?;
    let same =
        loaded.get_heads() == heads && loaded.get_change_by_hash(&hash).is_some_and(|change| change.raw_bytes() == raw);
    if same { Ok(loaded) } else { Err(Refusal::Ruinous.into()) }
}

/// Field and new value of an operation on the flat map, `None` for an operation that is none.
pub(crate) fn path_and_value(operation: &legacy::Op) -> Option<(Path, Option<Value>)> {
    let legacy::Key::Map(key) = &operation.key else { return None };
    let path = Path::parse(key).ok()?;
    match &operation.action {
        legacy::OpType::Put(scalar) => value_of(scalar).map(|value| (path, Some(value))),
        legacy::OpType::Delete => Some((path, None)),
        legacy::OpType::Make(_)
        | legacy::OpType::Increment(_)
        | legacy::OpType::MarkBegin(..)
        | legacy::OpType::MarkEnd(_) => None,
    }
}

/// Our actor behind automerge's: 16 bytes as they are, or the last 16 of an actor that automerge derived for an edit
/// against older heads (its magic, a level, then ours).
pub(crate) fn base_actor(actor: &ActorId) -> Option<Actor> {
    const DERIVED: [u8; 4] = [0x13, 0xb2, 0x23, 0x09];
    const LONGEST_LEVEL: usize = 10;
    let bytes = actor.to_bytes();
    let (before, ours) = bytes.split_last_chunk::<16>()?;
    let derived = before.starts_with(&DERIVED) && (1..=LONGEST_LEVEL).contains(&(before.len() - DERIVED.len()));
    (before.is_empty() || derived).then(|| Actor::from_bytes(*ours))
}

/// Hash, actor, author's clock and dependencies of a raw change, without admitting it anywhere.
///
/// # Errors
/// Where the bytes are not one plain change.
pub fn inspect(raw: &[u8]) -> Result<ChangeInfo, Refusal> {
    guarded(|| {
        if raw.get(CHUNK_TYPE_AT) != Some(&PLAIN_CHANGE) {
            return Err(Refusal::NotAChange);
        }
        let change = Change::from_bytes(raw.to_vec()).map_err(|_| Refusal::Damaged)?;
        Ok(ChangeInfo {
            hash: hash_from(&change.hash()),
            actor: base_actor(change.actor_id()),
            seq: change.seq(),
            time: change.timestamp(),
            deps: change.deps().iter().map(hash_from).collect(),
        })
    })
    .unwrap_or(Err(Refusal::Panicked))
}

/// What a raw change says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeInfo {
    /// Its name.
    pub hash: ChangeHash,
    /// Who wrote it, `None` for an actor that no Rantau device makes.
    pub actor: Option<Actor>,
    /// Its number within its actor.
    pub seq: u64,
    /// The author's clock, Unix seconds.
    pub time: i64,
    /// What it depends on.
    pub deps: Vec<ChangeHash>,
}

#[cfg(test)]
mod tests;
