//! The rules that change every few months, as dated data: milestones, papers, open and closed countries, ages, topics of
//! orientation, questions of a screening, clocks, holidays.
//!
//! Seven regulations of the ministry came in 2025 alone. What they say is therefore no code: it is one text in TOML, of
//! which a default is embedded, and a newer one arrives from the province while devices are offline. Every rule says
//! from when until when it holds, and who says so; [`Reference::at`] gives those of a day, so that what a village did in
//! March is held against the rules of March.
//!
//! A newer text replaces the older one as a whole. Patches to single rules were refused: two devices with different
//! halves of a rule set would answer one question in two ways, and nobody could tell from the version which.
//!
//! ```
//! use jiff::civil::date;
//! use records::value_set::{DocumentType, Scheme};
//! use reference::Reference;
//!
//! let reference = Reference::embedded();
//! let rules = reference.at(date(2026, 3, 1));
//! let needed = rules.requirement(&Scheme::ReEntry).ok_or("a scheme without a known set")?;
//! assert!(needed.documents.contains(&DocumentType::Leave));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! What this crate does not do: it derives nothing about a record. Which papers are missing, which clock is due, what a
//! screening says, is told by `assessment`, which holds records against these rules.

mod age;
mod clock;
mod country;
mod document;
mod error;
mod grounds;
mod holiday;
mod milestone;
pub mod notice;
mod parse;
mod rules;
mod screening;
mod topic;

use std::sync::LazyLock;

use records::PartialDate;
use serde::Deserialize;

pub use age::AgeRule;
pub use clock::{Clock, ClockEvent, ParseEventError, Unit};
pub use country::CountryRule;
pub use document::{DocumentRule, Requirement};
pub use error::{Error, Wrong};
pub use grounds::Grounds;
pub use holiday::HolidayRule;
pub use milestone::MilestoneRule;
pub use rules::Rules;
pub use screening::{Asked, Question, ResultRule, Weight};
pub use topic::TopicRule;

/// All rules of one version, of whatever day.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Reference {
    /// Which version it is, as people say it: `2026.02`.
    pub version: String,
    /// The day whose facts it tells.
    pub as_of: PartialDate,
    /// What can happen on the way.
    #[serde(default, rename = "milestone")]
    pub milestones: Vec<MilestoneRule>,
    /// Which papers there are.
    #[serde(default, rename = "document")]
    pub documents: Vec<DocumentRule>,
    /// Which papers a scheme needs.
    #[serde(default, rename = "requirement")]
    pub requirements: Vec<Requirement>,
    /// Where people may go.
    #[serde(default, rename = "country")]
    pub countries: Vec<CountryRule>,
    /// How old they must be.
    #[serde(default, rename = "age")]
    pub ages: Vec<AgeRule>,
    /// What an orientation speaks of.
    #[serde(default, rename = "topic")]
    pub topics: Vec<TopicRule>,
    /// What a screening asks.
    #[serde(default, rename = "question")]
    pub questions: Vec<Question>,
    /// What follows from the answers, the first that fits.
    #[serde(default, rename = "result")]
    pub results: Vec<ResultRule>,
    /// Which clocks run.
    #[serde(default, rename = "clock")]
    pub clocks: Vec<Clock>,
    /// On which days nobody works.
    #[serde(default, rename = "holiday")]
    pub holidays: Vec<HolidayRule>,
}

/// The rules that this program was built with.
const EMBEDDED: &str = concat!(
    include_str!("../data/head.toml"),
    include_str!("../data/milestones.toml"),
    include_str!("../data/documents.toml"),
    include_str!("../data/countries.toml"),
    include_str!("../data/orientation.toml"),
    include_str!("../data/screening.toml"),
    include_str!("../data/clocks.toml"),
    include_str!("../data/holidays.toml"),
);

impl Reference {
    /// The rules that this program was built with, for as long as no newer ones have arrived.
    #[must_use]
    pub fn embedded() -> &'static Self {
        #[expect(clippy::expect_used, reason = "a constant of this program, which a test reads")]
        static PARSED: LazyLock<Reference> =
            LazyLock::new(|| Reference::parse(EMBEDDED.as_bytes()).expect("the embedded rules are sound"));
        &PARSED
    }

    /// Reads a text of rules.
    ///
    /// # Errors
    /// Where it is too large, no such text, of a newer format, or contradicts itself; the error says where. Nothing of
    /// it is to be used then.
    pub fn parse(bytes: &[u8]) -> Result<Self, Error> {
        parse::read(bytes)
    }

    /// The text that [`Reference::embedded`] was read from: what a province edits to make a newer one.
    #[must_use]
    pub const fn embedded_text() -> &'static str {
        EMBEDDED
    }

    /// Whether these are the rules of a later day than the others, or of the same day and a higher version.
    #[must_use]
    pub fn is_newer_than(&self, other: &Self) -> bool {
        (self.as_of, &self.version) > (other.as_of, &other.version)
    }

    /// The rules that hold on a day.
    #[must_use]
    pub fn at(&self, day: jiff::civil::Date) -> Rules<'_> {
        Rules::of(self, day)
    }
}

#[cfg(test)]
mod tests;
