//! Village lists into documents.
//!
//! A row is written as if nothing else were known (see [`document::import`]): it never overwrites what people wrote,
//! two devices that import one list make the same changes, and what differs shows as a conflict. Deciding and doing are
//! apart ([`plan_import`](crate::Store::plan_import), [`apply_import`](crate::Store::apply_import)), so a face can show what would happen; every row is decided
//! again in the transaction that writes it, as another program may have written meanwhile. Rows are written in batches:
//! after a crash, importing the same file again goes on where it stopped.

mod apply;
mod listing;
mod plan;
mod same;
mod undo;

pub use apply::{ConflictingRow, ImportReport, RefusedRow};
pub use listing::Imported;
pub use plan::{ImportSource, Plan, PlannedRow, Step};
pub use same::{SameAsRecord, SameRows};
pub use undo::Undone;

/// How many rows one transaction writes.
const BATCH: usize = 50;

#[cfg(test)]
mod tests;
