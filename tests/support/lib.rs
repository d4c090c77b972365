//! What the tests of the whole system share: a stage, lists of invented people, and the proof that all hold the same.
//!
//! The tests drive the programs as people do, over the command line, and look at JSON, files and logs. They need the
//! programs built: `cargo build --workspace --bins`, which `cargo xtask ci` does first. Those that look at single bytes
//! and exchanges have everything in their own process ([`inside`]).

mod courier;
pub mod inside;
mod list;
mod same;
mod secrets;
mod stage;

pub use courier::courier;
pub use list::{names_of, people, write_list};
pub use same::{names, settle};
pub use secrets::{Secrets, files_below};
pub use stage::{Stage, VILLAGE};
