//! Why a text is no reference data.

use crate::parse::{FORMAT, MAX_BYTES, MAX_ENTRIES, MAX_TEXT};

/// Why a text is refused as a whole.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Larger than any rules are.
    #[error("reference data has at most {MAX_BYTES} bytes, not {0}")]
    TooLarge(usize),
    /// Not UTF-8.
    #[error("reference data is text in UTF-8")]
    NotText,
    /// Not TOML, or a rule of another shape.
    #[error("reference data cannot be read: {0}")]
    Shape(String),
    /// A format that this version does not read.
    #[error("reference data of format {0}; this version reads format {FORMAT}: update the program")]
    Format(u32),
    /// Too many rules of one sort.
    #[error("at most {MAX_ENTRIES} rules of `{list}`, not {count}")]
    TooMany {
        /// The sort of rule, as the text names it.
        list: &'static str,
        /// How many there are.
        count: usize,
    },
    /// A rule that cannot be.
    #[error("rule {number} of `{list}` ({key}): {wrong}")]
    Rule {
        /// The sort of rule, as the text names it.
        list: &'static str,
        /// Which of them, from 1.
        number: usize,
        /// What it is about.
        key: String,
        /// What is wrong.
        wrong: Wrong,
    },
}

/// What is wrong with a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Wrong {
    /// It names no law, decree or practice.
    #[error("a rule names its source")]
    NoSource,
    /// Its last day is before its first.
    #[error("it ends before it begins")]
    EndsBeforeItBegins,
    /// An earlier rule says something else of the same thing on the same day.
    #[error("another rule about the same holds at the same time")]
    Contradicts,
    /// A longer text than people read.
    #[error("a text has at most {MAX_TEXT} characters")]
    TextTooLong,
    /// A requirement of nothing.
    #[error("it needs no document")]
    NothingNeeded,
    /// A number that can only be a slip.
    #[error("the number is out of bounds")]
    Limit,
    /// Not a code.
    #[error("a code is made of A-Z, 0-9 and _")]
    Code,
    /// A clock without a start.
    #[error("nothing starts it")]
    NeverStarts,
    /// A holiday of a month or a year.
    #[error("a holiday is a day")]
    NotADay,
}
