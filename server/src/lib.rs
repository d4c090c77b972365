//! `rantau-server`, the provincial sync server: what devices bring is kept, guarded, merged, logged and forwarded.
//!
//! ```text
//! POST /v1/sync ─► exchange::request ─► store::inbox          durable
//!                        │ guardroom
//!                        ▼
//!                     admit ─► log, document, projector        one transaction a document
//!                        │                        │
//!                        ▼                        ▼ store::outbox
//!            exchange::response            forwarder ─► registry
//!                        ▲                        │
//!                        └──── log ◄── standing ◄─┘
//! ```
//!
//! Invariants:
//!
//! - what the server confirmed is on the disk: SQLite with `synchronous=FULL`
//! - a feed's sequence has no gaps, and its count and fingerprint are those of its log in every snapshot
//! - no change reaches a document but through the guard; a document that panics stops only itself
//! - every version that the registry should know is queued in the transaction that logs it
//! - no log line, error or `Debug` holds personal data
//!
//! Not here: how documents merge (`document`), what the bytes are (`wire`), keys (`seal`), what a registry is told
//! (`registry`).

pub mod admit;
pub mod api;
pub mod authorship;
pub mod backup;
pub mod breach;
pub mod bundles;
pub mod case_number;
pub mod census;
pub mod certificates;
pub mod clock;
pub mod command;
pub mod companion;
pub mod config;
pub mod duplicate;
pub mod enrol;
pub mod entrance;
pub mod erasure;
mod error;
pub mod exchange;
pub mod forwarder;
pub mod gate;
pub mod guardroom;
pub mod home;
pub mod instruction;
pub mod loan;
pub mod loss;
pub mod notice;
pub mod operator;
pub mod packs;
pub mod pen;
pub mod placement;
pub mod projector;
pub mod sameness;
pub mod serve;
pub mod server;
pub mod standing;
pub mod store;
pub mod subject;
pub mod succession;

pub use error::{Error, Result};
