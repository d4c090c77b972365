//! The records of the store, for programs with a face.

mod create;
mod edit;
mod history;
mod list;
mod undo;
mod view;

pub use create::{Created, NewRecord};
pub use edit::Edited;
pub(crate) use edit::{Edit, write};
pub use history::{HistoryItem, Settled};
pub use list::{Filter, ListItem};
pub(crate) use list::{LIST_COLUMNS, read_item};
pub use undo::Undone;
pub use view::{Claimed, FieldConflict, KeptAside, LoanState, RecordView, RegistryState, SyncState, Written};

#[cfg(test)]
mod tests;
