//! A mailbox on a LAN: devices without a line leave bundles in it, and whoever has a line takes them to the province and
//! brings the answers back.
//!
//! ```text
//! device ── PUT deposit ──► mailbox ─► spool/up ── POST /v1/bundles ──► province
//! device ◄── GET answer ─── mailbox ◄─ spool/down ◄──────────────────────┘
//! device ── DELETE answer ─► (gone)
//! ```
//!
//! - [`Spool`]: the bundles, as files; [`Limits`] says how many
//! - [`mailbox`]: the HTTP side, for devices that the province certified
//!
//! What a courier can do: lose a bundle, be slow, count how often somebody comes. What it cannot: read one, for they are
//! sealed to the province or to a device; forge one, for what counts in them is signed; pass its receipt off as the
//! province's. So a lost courier costs time alone: devices keep what they handed over until the province's own word is
//! back. Who comes to it is nobody's business all the same: it serves under TLS, with its device's own key.
//!
//! An answer is deleted only after its device said that it has taken it in, and a bundle only after its answer is here.

mod error;
pub mod mailbox;
mod spool;

pub use error::{Error, Result};
pub use mailbox::{Courier, Door, Keys, Seeds, serve};
pub use spool::{Limits, Parcel, Spool, Stock};
