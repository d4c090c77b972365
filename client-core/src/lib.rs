//! The device's store: documents in an encrypted SQLite file, search, imports, outbox and sync.
//!
//! ```no_run
//! use std::path::Path;
//!
//! use client_core::Store;
//! use document::Intent;
//!
//! let mut store = Store::open(Path::new("/var/lib/rantau"), "a passphrase")?;
//! for hit in store.search("sapura", 10)? {
//!     let record = store.view(hit.item.doc)?;
//!     // What is written is written against what was on the screen.
//!     let officer = store.membership().officer();
//!     store.edit(record.doc, officer, &record.heads, &[Intent::set("dusun", "Lebak")?])?;
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! - [`Store`]: open, make and check it; [`enrol`]: become a device of a deployment
//! - [`keyring`]: who may open it, and how
//! - [`record`]: create, edit, view, list, search, history, conflicts
//! - [`import`]: village lists into documents
//! - [`duplicate`]: records that may be one person; [`merge`]: those that are; [`split`]: those that are two
//! - [`about`]: what all records tell of a worker
//! - [`sync`]: the exchange with the province over HTTP
//! - [`bundle`]: the exchange as files that somebody carries
//! - [`leaving`]: records that are of this device no longer
//! - [`erasing`]: records that were erased everywhere
//! - [`courier`]: a neighbour's mailbox on the LAN
//! - [`status`]: how far everything got; [`receipt`]: how far each change did
//! - [`lease`]: for how long this device goes on without the province; [`wipe`]: what it does when it is lost
//! - [`sealed`]: what the province does not have yet, in files that only it opens
//! - [`rules`]: the rules that the province gave
//! - [`verify`]: whether the store is what it says
//!
//! Invariants:
//!
//! - One edit is one transaction: change, intent, snapshot, projection and search index, or nothing.
//! - Raw changes are never deleted but with their record, when that leaves for good ([`leaving`]); snapshots, projections
//!   and the search index can be made again from them.
//! - What was signed is sent again as it is until the province has it; a change that was ever sent keeps its bytes.
//! - The database and its log are encrypted whole; no plain file ever holds a name or a number.
//!
//! Blocking calls, but for [`sync`] and [`enrol`]: SQLite is, and a face that must not wait has its own threads.

pub mod about;
pub mod author;
pub mod bundle;
mod change;
pub mod clock;
pub mod courier;
pub mod duplicate;
pub mod enrol;
pub mod erasing;
mod error;
mod feed;
#[cfg(test)]
mod fixture;
mod group;
pub mod import;
pub mod keyring;
pub mod lease;
pub mod leaving;
pub mod lineage;
pub mod loan;
mod membership;
pub mod merge;
mod migration;
mod open;
mod outbox;
pub mod pack;
mod private;
mod projection;
pub mod receipt;
pub mod record;
mod reserve;
mod rewrite;
pub mod rules;
pub mod sealed;
mod search;
mod setting;
pub mod split;
mod sql;
pub mod status;
mod store;
mod stored;
pub mod succession;
pub mod sync;
mod typed;
pub mod verify;
mod voucher;
pub mod wipe;

pub use assessment::{About, Surroundings};
pub use change::State;
pub use clock::{Clock, SystemClock};
pub use error::{Error, InvalidField, Result};
pub use keyring::{Login, Unlock};
pub use membership::Membership;
pub use private::Closed;
pub use record::{Created, Edited, Filter, ListItem, NewRecord, RecordView};
pub use search::Hit;
pub use status::Status;
pub use store::{Store, expect_enrolled, is_enrolled};
pub use sync::SharedStore;
