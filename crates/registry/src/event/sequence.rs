//! The place of an event.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The place of an event among those of its record, written with 20 digits so that texts sort as numbers do
/// (CloudEvents extension `sequence`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Sequence(u64);

/// A text that is no sequence number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a sequence number has 20 digits")]
pub struct ParseSequenceError;

impl Sequence {
    /// The sequence number.
    #[must_use]
    pub const fn new(number: u64) -> Self {
        Self(number)
    }

    /// The number.
    #[must_use]
    pub const fn get(self) -> u64 {
        self.0
    }
}

impl fmt::Display for Sequence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:020}", self.0)
    }
}

impl TryFrom<String> for Sequence {
    type Error = ParseSequenceError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        if text.len() != 20 || !text.bytes().all(|b| b.is_ascii_digit()) {
            return Err(ParseSequenceError);
        }
        text.parse().map(Self).map_err(|_| ParseSequenceError)
    }
}

impl From<Sequence> for String {
    fn from(sequence: Sequence) -> Self {
        sequence.to_string()
    }
}
