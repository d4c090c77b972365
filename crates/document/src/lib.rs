//! A record as an automerge document: edits, guard, merge, conflicts, history.
//!
//! A document is one flat map from [`Path`](records::Path) to scalar [`Value`](records::Value). This crate is the only
//! one that knows automerge; it calls it so that no input can panic a caller, damage a document or change silently what
//! was read (the [`guard`]).
//!
//! ```
//! # use document::{Author, Document, Intent};
//! # use records::{Actor, Value};
//! let ani = Author { actor: Actor::from_bytes([1; 16]), time: 1_795_000_000 };
//! let budi = Author { actor: Actor::from_bytes([2; 16]), time: 1_795_000_060 };
//!
//! let mut at_ani = Document::new();
//! at_ani.edit(ani, &at_ani.heads(), &[Intent::set("name", "Siti Contoh")?])?;
//! let mut at_budi = Document::load(&at_ani.save())?;
//!
//! // Both write the same field, neither has seen the other's value.
//! let seen = at_ani.heads();
//! let by_ani = at_ani.edit(ani, &seen, &[Intent::set("dusun", "Lebak")?])?.unwrap();
//! at_budi.edit(budi, &seen, &[Intent::set("dusun", "Montong")?])?;
//! at_budi.apply(&by_ani)?;
//!
//! let conflicts = at_budi.conflicts();
//! assert_eq!(conflicts[0].path.as_str(), "dusun");
//! assert_eq!(conflicts[0].values.len(), 2);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Invariants:
//!
//! - [`Document::save`] always loads again: a change that would break that is refused by the [`guard`] first.
//! - Raw change bytes are the truth; snapshots are caches. automerge does not keep raw bytes, so callers store them.
//! - The document never draws actors, time or randomness.
//!
//! It will never hold lists, text objects, nested maps, counters or marks: `DESIGN.md` beside this crate says why.

mod conflict;
mod convert;
mod document;
#[cfg(test)]
mod fixture;
pub mod group;
mod growth;
pub mod guard;
mod heads;
mod history;
pub mod import;
mod intent;
mod order;
mod reading;
mod restore;
mod statement;

pub use conflict::{Claim, Conflict};
pub use document::{Author, Document, RawChange};
pub use guard::{Admission, Guard, Limits, Refusal};
pub use heads::Heads;
pub use history::{Edit, HistoryEntry};
pub use intent::Intent;
pub use order::in_dependency_order;
pub use reading::Reading;
pub use restore::Undoing;
pub use statement::{Speaker, Splitting, Statement};

/// What can go wrong with a document. No text holds a value of the record.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The bytes are no document that this version can read.
    #[error("the document cannot be loaded: {0}")]
    Unreadable(String),
    /// The heads that were on the screen name changes that are not in the document.
    #[error("the edit was made against a version of the record that is not here")]
    UnknownHeads,
    /// The library refused the edit.
    #[error("the edit cannot be written: {0}")]
    Edit(String),
    /// The guard refused a change.
    #[error("the change is refused: {0}")]
    Refused(#[from] Refusal),
    /// The library panicked; the document in memory is dropped and unharmed in the store.
    #[error("automerge gave up on this document")]
    Panicked,
}

/// The `Result` of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;
