//! Records that may be one person: candidates, scored and explained.
//!
//! Two desa record one person twice: under another spelling, with a NIK that was mistyped or left out, with day and
//! month of birth the wrong way round. Where both NIK are known and right, both records are one document by
//! construction; everybody else is found here, and proposed to people who know the village, never merged. It can
//! be asked for one person while they are being entered ([`Index::candidates`]), for everybody ([`Index::pairs`]), and for
//! the reverse, two people under one NIK ([`contradictions()`]).
//!
//! ```
//! use matching::{Facts, Index, PROPOSED, Person, Reason};
//! use records::{PartialDate, Phone};
//!
//! let person = |name: &str, birth: &str| {
//!     let names = [name.to_owned()].into();
//!     Person::new(&Facts { names, birth: PartialDate::parse(birth).ok(), ..Facts::default() })
//! };
//! let mut index = Index::new();
//! index.insert(1, person("Lalu Contoh Saputra", "1990-07-12"));
//! index.insert(2, person("Teladan Kedua", "1990-07-12"));
//!
//! let candidates = index.candidates(&person("CONTOH SAPURA", "1990-12-07"));
//! assert_eq!(candidates[0].id, 1);
//! assert!(candidates[0].score >= PROPOSED);
//! assert!(candidates[0].reasons.contains(&Reason::BirthDaySwapped));
//! assert_eq!(candidates.len(), 1);
//! ```
//!
//! From record to answer:
//!
//! 1. [`Facts`]: what a record says, as written; [`Person`]: the same, ready to be compared (`name`, `person`);
//! 2. [`Index`]: who shares a key with whom (`key`, `index`);
//! 3. [`compare`]: what two have in common, each a [`Reason`] (`name::agreement`, `birth`, `slip`, `comparison`);
//! 4. what that weighs, in one table, and the score that it makes ([`mod@weight`]).
//!
//! What holds throughout:
//!
//! - Missing values are no evidence, neither for nor against.
//! - Whoever compares A with B gets what B with A gives, on every device; the order of insertion does not matter.
//! - Nobody who is added takes a candidate away, short of [`MOST_SHARERS`] people who share a key.
//! - `Debug` shows nothing of a person, and reasons carry none of their data.
//!
//! What is not: photographs, and a mother's name, which no record has.

mod birth;
mod comparison;
mod contradiction;
mod facts;
mod index;
mod key;
mod name;
mod person;
pub mod reason;
mod slip;
pub mod weight;

pub use comparison::{Comparison, compare};
pub use contradiction::{Contradiction, contradiction, contradictions};
pub use facts::Facts;
pub use index::{Candidate, Index, MOST_SHARERS, Pair};
pub use person::Person;
pub use reason::{NameRarity, NikPart, Reason};
pub use slip::Slip;

/// From this score on, two are more likely one person than not: worth the look of somebody who knows them.
pub const PROPOSED: f64 = 0.5;

/// From this score on, twenty of these pairs hold one wrong one: to be shown first, and to be asked for at entry.
pub const LIKELY: f64 = 0.95;
