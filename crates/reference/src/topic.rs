//! What an orientation speaks of.

use records::value_set::Topic;
use serde::Deserialize;

use crate::grounds::{Grounded, Grounds};

/// A topic of orientation.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct TopicRule {
    /// Which it is.
    pub code: Topic,
    /// What people read in Indonesian.
    pub label_id: String,
    /// What people read in English.
    pub label_en: String,
    /// Whether the law asks for it.
    pub required: bool,
    /// Why and when it holds.
    #[serde(flatten)]
    pub grounds: Grounds,
}

impl Grounded for TopicRule {
    fn grounds(&self) -> &Grounds {
        &self.grounds
    }

    fn key(&self) -> String {
        self.code.code().to_owned()
    }

    fn texts(&self) -> Vec<&str> {
        vec![self.code.code(), &self.label_id, &self.label_en]
    }
}
