//! Papers: which there are, and which a scheme needs.

use records::{
    Path,
    value_set::{DocumentType, Scheme},
};
use serde::Deserialize;

use crate::{
    error::Wrong,
    grounds::{Grounded, Grounds},
};

/// A paper that a worker may need.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct DocumentRule {
    /// Which it is.
    pub code: DocumentType,
    /// What people read in Indonesian.
    pub label_id: String,
    /// What people read in English.
    pub label_en: String,
    /// Whether its content is specific data by UU 27/2022 art. 4.
    pub specific: bool,
    /// Whether it ends some day.
    pub expires: bool,
    /// Why and when it holds.
    #[serde(flatten)]
    pub grounds: Grounds,
}

/// What a scheme needs.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Requirement {
    /// How the person is placed.
    pub scheme: Scheme,
    /// The papers, in the order in which they are usually got.
    pub documents: Vec<DocumentType>,
    /// Fields of the worker's record that must have a value.
    #[serde(default)]
    pub fields: Vec<Path>,
    /// Why and when it holds.
    #[serde(flatten)]
    pub grounds: Grounds,
}

impl Grounded for DocumentRule {
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

impl Grounded for Requirement {
    fn grounds(&self) -> &Grounds {
        &self.grounds
    }

    fn key(&self) -> String {
        self.scheme.code().to_owned()
    }

    fn texts(&self) -> Vec<&str> {
        self.documents.iter().map(DocumentType::code).chain([self.scheme.code()]).collect()
    }

    fn check(&self) -> Result<(), Wrong> {
        if self.documents.is_empty() { Err(Wrong::NothingNeeded) } else { Ok(()) }
    }
}
