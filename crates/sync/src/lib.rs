//! The sync core, without any input or output.
//!
//! Cursor, fingerprint, pace, and one exchange as a state machine. A shell (client-core over HTTP, a simulation over a
//! made-up link) performs the [`Effect`]s and reports [`Event`]s; so the whole protocol can be driven by a test that
//! cuts, delays and repeats whatever it likes, with no clock and no socket.
//!
//! - [`Fingerprint`]: the proof that two sides hold the same changes
//! - [`Ranges`]: which statements arrived
//! - [`Pace`]: how large the next frame may be
//! - [`Reconciler`]: what differs, whatever made it differ
//! - [`Session`]: one exchange, seen from the device
//! - [`after_exchange`]: what to do next: again, wait, done
//!
//! automerge's own sync protocol talks per document: for 10,000 documents in sync it costs about a megabyte each way.
//! A cursor per feed costs 25 bytes, and the fingerprint proves what a cursor alone only assumes.

mod fingerprint;
mod pace;
mod plan;
mod ranges;
mod reconciler;
mod session;

pub use fingerprint::Fingerprint;
pub use pace::Pace;
pub use plan::{Backoff, Next, Outcome, Standing, after_exchange};
pub use ranges::Ranges;
pub use reconciler::{Differences, Digest, ReconcileError, Reconciler, document_digest};
pub use session::{Effect, Event, Fault, Session};
