//! Why a change is refused.

/// Why a change is refused. The code is stable and travels; no text holds a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// Above [`Limits::change_bytes`](super::Limits::change_bytes).
    #[error("the change has too many bytes")]
    TooLarge,
    /// Above [`Limits::operations`](super::Limits::operations), or none at all.
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
