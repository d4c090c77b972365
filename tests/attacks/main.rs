//! What attackers try, each by a test that is named for the attempt.
//!
//! One module for each attacker of docs/SECURITY.md, which names these tests. Most attempts are made with real stores and a
//! real province in one process ([`support::inside`]); those that are about programs, files and lines start the programs.

mod courier;
mod liar;
mod network;
mod official;
mod operator;
mod registry;
mod thief;
