//! What a record tells, held against the rules of a day: where a person stands, which papers are missing, whether the way
//! is the official one, what to look at again, and what is due.
//!
//! Everything here is derived and nothing is stored, so that two devices with the same records and rules say the same, and a
//! rule that changes tomorrow changes what is said tomorrow. All of it is advice: nothing is refused because of it (UU
//! 27/2022 art. 34; DOMAIN.md 1.7), and each finding is a code with what it was found in, for people to judge. The words
//! come from the language files.
//!
//! ```
//! use assessment::{Circumstances, Flag, Missing};
//! use jiff::civil::date;
//! use records::worker::Worker;
//! use reference::Reference;
//!
//! let day = date(2026, 3, 1);
//! let rules = Reference::embedded().at(day);
//! let worker = Worker { name: Some("Contoh Satu".to_owned()), ..Worker::default() };
//!
//! let told = assessment::worker(&Circumstances::of(&worker), &rules, day);
//! assert_eq!(told.stage, None);
//! assert_eq!(told.missing, [Missing::Scheme]);
//! assert!(told.flags.contains(&Flag::NoDocs));
//! ```
//!
//! Where to find what:
//!
//! - of a worker: [`worker()`] of [`Circumstances`]: [`age`], [`paper`], [`procedural`], [`flag`], [`consent`],
//!   [`reminder`]
//! - of many workers: [`population`], the red flags that only show between records
//! - of a complaint: [`case()`]; of a screening: [`screening()`]; of a session: [`session()`]; of a job order:
//!   [`job_order()`]
//! - the records that all of this is asked of: [`About`] one worker, and [`Surroundings`]
//! - what runs out when: [`clock`]
//! - what happened, each event once, for counting: [`mod@journey`]
//!
//! What holds throughout:
//!
//! - What an authority states (`standing`) goes before what a village tells; both are looked at.
//! - Not known is not the same as no: a person of whom nothing is recorded is no person without a contract.
//! - `Debug` and JSON of a finding hold no name and no number of a person.

pub mod age;
mod case;
mod circumstances;
pub mod clock;
pub mod consent;
mod event;
#[cfg(test)]
mod fixture;
pub mod flag;
mod fold;
mod job_order;
pub mod journey;
mod life;
pub mod paper;
pub mod population;
pub mod procedural;
pub mod reminder;
mod screening;
mod session;
mod surroundings;
mod worker;

pub use age::Age;
pub use case::{CaseAssessment, case};
pub use circumstances::Circumstances;
pub use clock::RunningClock;
pub use consent::{ConsentState, Purpose};
pub use flag::Flag;
pub use job_order::{JobOrderAssessment, Quota, job_order};
pub use journey::{Journey, journey};
pub use life::{Way, Word};
pub use paper::{Missing, Paper, PaperState};
pub use population::{Finding, Population};
pub use procedural::{Procedural, Reason};
pub use reminder::{Reminder, Reminding};
pub use screening::{ScreeningAssessment, screening};
pub use session::{SessionAssessment, session};
pub use surroundings::{About, Surroundings};
pub use worker::{WorkerAssessment, worker};
