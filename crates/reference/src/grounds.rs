//! Why a rule holds, and when.

use jiff::civil::Date;
use records::PartialDate;
use serde::Deserialize;

use crate::error::Wrong;

/// What every rule says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Grounds {
    /// Its first day; as far back as records go where nothing is said.
    pub from: Option<PartialDate>,
    /// Its last day; until something else is said where nothing is.
    pub to: Option<PartialDate>,
    /// The law, decree or practice, as lawyers cite it.
    pub source: String,
    /// Whether the source was read. One that was not is general knowledge or a default, and is shown as such.
    #[serde(default = "yes")]
    pub verified: bool,
}

const fn yes() -> bool {
    true
}

impl Grounds {
    /// Whether the rule holds on a day. A year or month is meant from its first to its last day.
    #[must_use]
    pub fn hold_on(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from.earliest() <= day) && self.to.is_none_or(|to| day <= to.latest())
    }

    /// Whether there is a day on which both hold.
    pub(crate) fn overlap(&self, other: &Self) -> bool {
        !self.ends_before(other) && !other.ends_before(self)
    }

    fn ends_before(&self, other: &Self) -> bool {
        self.to.zip(other.from).is_some_and(|(to, from)| to.is_before(&from))
    }

    pub(crate) fn check(&self) -> Result<(), Wrong> {
        if self.source.trim().is_empty() {
            return Err(Wrong::NoSource);
        }
        if self.ends_before(self) { Err(Wrong::EndsBeforeItBegins) } else { Ok(()) }
    }
}

/// A rule with grounds of its own.
pub(crate) trait Grounded {
    /// Why and when it holds.
    fn grounds(&self) -> &Grounds;

    /// What it is about: no two rules about one thing hold on one day.
    fn key(&self) -> String;

    /// Every text in it, all of which are bounded.
    fn texts(&self) -> Vec<&str>;

    /// What else it must keep to.
    fn check(&self) -> Result<(), Wrong> {
        Ok(())
    }
}
