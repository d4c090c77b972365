//! What a change from outside must pass before it reaches a document.
//!
//! automerge 0.12 panics on some well-formed wrong changes and accepts others after which the document cannot be loaded
//! again: of 200,000 changes with a few altered bytes and a right checksum, the library took 15,499, and 5,122 of those
//! ruined the document. So a change is tried on a copy: cheap checks first, then apply, save, load, and the same heads
//! and the same bytes must come back; then our own rules. A panic is caught and costs only the copy. The alternative,
//! to trust enrolled devices, would let one broken phone destroy a record at every replica.
//!
//! Changes of one document that wait together are tried together, as most are sound: one trial costs the same for one
//! as for a hundred. Where it fails, each is tried by itself, so a poisonous one takes nothing with it.

mod chunk;
mod place;
mod reading;
mod refusal;
mod trial;

use automerge::{self as am, Change, legacy};
use records::{Actor, ChangeHash, DocId, Kind, Path, field};

use self::place::History;
pub(crate) use self::reading::{base_actor, path_and_value};
pub use self::{
    reading::{ChangeInfo, inspect, meaning},
    refusal::Refusal,
};
use crate::{
    Document,
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
            Err(decision) => decision.into(),
        }
    }

    /// Tries changes of one document one after another, and says of each what [`admit`](Self::admit) would: together
    /// where all that fit survive one trial, else one by one. Dependencies come first
    /// ([`in_dependency_order`](crate::in_dependency_order)); what comes before them is held.
    pub fn admit_all(&mut self, raws: &[&[u8]]) -> Vec<Admission> {
        let tried = if raws.len() > 1 { guarded(|| self.try_together(raws)) } else { Ok(None) };
        match tried {
            Ok(Some((document, admissions))) => {
                self.document = document;
                admissions
            }
            Ok(None) | Err(_) => raws.iter().map(|raw| self.admit(raw)).collect(),
        }
    }

    fn try_on_a_copy(&self, raw: &[u8]) -> Result<(ChangeHash, Document), Decision> {
        let change = self.examine(raw, &History::of(&self.document.inner))?;
        let document = trial::apply_and_reload(&self.document.inner, std::slice::from_ref(&change))?;
        Ok((hash_from(&change.hash()), document))
    }

    /// `None` where the trial fails, which says nothing of any single change.
    fn try_together(&self, raws: &[&[u8]]) -> Option<(Document, Vec<Admission>)> {
        let mut history = History::of(&self.document.inner);
        let (mut fitting, mut admissions) = (Vec::new(), Vec::with_capacity(raws.len()));
        for raw in raws {
            admissions.push(match self.examine(raw, &history) {
                Ok(change) => {
                    history.join(&change);
                    let hash = hash_from(&change.hash());
                    fitting.push(change);
                    Admission::Admitted { hash }
                }
                Err(decision) => decision.into(),
            });
        }
        if fitting.is_empty() {
            return Some((self.document.clone(), admissions));
        }
        let document = trial::apply_and_reload(&self.document.inner, &fitting).ok()?;
        Some((document, admissions))
    }

    /// All that can be said of a change without a trial.
    fn examine(&self, raw: &[u8], history: &History) -> Result<Change, Decision> {
        let change = reading::plain_change(raw, &self.limits)?;
        if history.contains(&change.hash()) {
            return Err(Decision::Known(hash_from(&change.hash())));
        }
        let expanded = self.check_operations(&change)?;
        history.check(&change, &expanded, &self.limits)?;
        Ok(change)
    }

    /// Our own rules, on the change alone.
    fn check_operations(&self, change: &Change) -> Result<legacy::Change, Refusal> {
        if change.is_empty() || change.len() > self.limits.operations {
            return Err(Refusal::OperationCount);
        }
        let expanded = change.decode();
        for operation in &expanded.operations {
            self.check_operation(operation)?;
        }
        self.check_actor(change, &expanded)?;
        Ok(expanded)
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

    fn check_actor(&self, change: &Change, expanded: &legacy::Change) -> Result<(), Refusal> {
        let Signer::Officer(author) = self.signer else { return Ok(()) };
        if base_actor(change.actor_id()) == Some(author) {
            return Ok(());
        }
        let imported = self.place.and_then(|(doc, _)| import::actor_of_change(doc, expanded));
        if imported.is_some_and(|actor| actor.as_bytes() == change.actor_id().to_bytes()) {
            return Ok(());
        }
        Err(Refusal::ForeignActor)
    }
}

/// Holds a change of one's own making against the rules that depend on nothing else. What breaks them would be refused
/// wherever it came, so it is not to be made in the first place.
///
/// # Errors
/// Why it would be refused.
pub(crate) fn check_own(raw: &[u8]) -> Result<(), Refusal> {
    let guard = Guard::vouched(Document::new(), Limits::default());
    reading::plain_change(raw, &guard.limits).and_then(|change| guard.check_operations(&change)).map(drop)
}

/// Everything but admission.
enum Decision {
    Known(ChangeHash),
    Held { hash: ChangeHash, missing: Vec<ChangeHash> },
    Refused(Refusal),
}

impl From<Decision> for Admission {
    fn from(decision: Decision) -> Self {
        match decision {
            Decision::Known(hash) => Self::Known { hash },
            Decision::Held { hash, missing } => Self::Held { hash, missing },
            Decision::Refused(refusal) => Self::Refused { refusal },
        }
    }
}

impl From<Refusal> for Decision {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

#[cfg(test)]
mod tests;
