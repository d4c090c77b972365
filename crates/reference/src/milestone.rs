//! Milestones: what can happen on the way abroad and back.

use records::{
    milestone::{MilestoneCode, Phase},
    value_set::DocumentType,
};
use serde::Deserialize;

use crate::grounds::{Grounded, Grounds};

/// A milestone as the rules of the time know it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct MilestoneRule {
    /// Which it is.
    pub code: MilestoneCode,
    /// Its place in the usual order; interruptions have none. No order is enforced.
    pub number: Option<u8>,
    /// The part of the way.
    pub phase: Phase,
    /// What people read in Indonesian.
    pub label_id: String,
    /// What people read in English.
    pub label_en: String,
    /// Who brings it about, in Indonesian.
    pub actor: String,
    /// The papers that prove it.
    #[serde(default)]
    pub evidence: Vec<DocumentType>,
    /// Why and when it holds.
    #[serde(flatten)]
    pub grounds: Grounds,
}

impl Grounded for MilestoneRule {
    fn grounds(&self) -> &Grounds {
        &self.grounds
    }

    fn key(&self) -> String {
        self.code.code().to_owned()
    }

    fn texts(&self) -> Vec<&str> {
        let papers = self.evidence.iter().map(DocumentType::code);
        papers.chain([self.code.code(), &self.label_id, &self.label_en, &self.actor]).collect()
    }
}
