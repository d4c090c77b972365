//! What a trafficking screening asks, and what follows from the answers. Advisory: an indicator is a clue and no proof,
//! and nobody is refused anything by one.

use records::value_set::{Indicator, ScreeningPhase, ScreeningResult};
use serde::{Deserialize, Serialize};

use crate::{
    error::Wrong,
    grounds::{Grounded, Grounds},
};

/// A question whose "yes" is a red flag.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Question {
    /// The red flag.
    pub code: Indicator,
    /// The part of the way that it is about.
    pub phase: ScreeningPhase,
    /// The question in Indonesian.
    pub question_id: String,
    /// The question in English.
    pub question_en: String,
    /// How much a "yes" says.
    pub weight: Weight,
    /// Who answers it.
    pub asked: Asked,
    /// Why and when it holds.
    #[serde(flatten)]
    pub grounds: Grounds,
}

/// How much an indicator says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Weight {
    /// Little by itself.
    Weak,
    /// Enough to look again.
    Medium,
    /// Much.
    Strong,
}

/// Who answers a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Asked {
    /// The person, or the family.
    Person,
    /// Nobody: it is found by comparing records.
    Data,
}

/// What follows from a number of red flags.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct ResultRule {
    /// The part of the way that was asked about.
    pub phase: ScreeningPhase,
    /// Red flags of at least this weight are counted.
    pub weight: Weight,
    /// So many of them.
    pub at_least: u8,
    /// What to do then.
    pub result: ScreeningResult,
    /// Why and when it holds.
    #[serde(flatten)]
    pub grounds: Grounds,
}

impl Grounded for Question {
    fn grounds(&self) -> &Grounds {
        &self.grounds
    }

    fn key(&self) -> String {
        self.code.code().to_owned()
    }

    fn texts(&self) -> Vec<&str> {
        vec![self.code.code(), self.phase.code(), &self.question_id, &self.question_en]
    }
}

impl Grounded for ResultRule {
    fn grounds(&self) -> &Grounds {
        &self.grounds
    }

    fn key(&self) -> String {
        format!("{}/{:?}/{}", self.phase.code(), self.weight, self.at_least)
    }

    fn texts(&self) -> Vec<&str> {
        vec![self.phase.code(), self.result.code()]
    }

    fn check(&self) -> Result<(), Wrong> {
        if self.at_least == 0 { Err(Wrong::Limit) } else { Ok(()) }
    }
}
