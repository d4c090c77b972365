//! Clocks: what must happen within a time.

use std::{fmt, str::FromStr};

use records::{Kind, Path, value_set::ClosureReason, value_set::is_code_shaped};
use serde::Deserialize;

use crate::{
    error::Wrong,
    grounds::{Grounded, Grounds},
};

/// A time within which something must happen.
///
/// It runs from the first of its starts after the last of its stops; where there is none, it does not run. What is a start
/// and a stop at once, such as a contact, starts it anew. Where one day has both, the stop came later. A clock whose starts
/// and stops all are fields of one collection, such as requests, runs for each element of it by itself.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Clock {
    /// Which it is, `A-Z 0-9 _`.
    pub code: String,
    /// The kind of record whose clock it is.
    pub kind: Kind,
    /// What must happen, in Indonesian.
    pub label_id: String,
    /// What must happen, in English.
    pub label_en: String,
    /// What starts it.
    pub starts: Vec<ClockEvent>,
    /// What stops it.
    pub stops: Vec<ClockEvent>,
    /// How long it runs.
    pub limit: u16,
    /// In what that is counted.
    pub unit: Unit,
    /// The reason for which a complaint may be closed then.
    pub closes: Option<ClosureReason>,
    /// What may follow, in Indonesian.
    pub then_id: String,
    /// What may follow, in English.
    pub then_en: String,
    /// Why and when it holds.
    #[serde(flatten)]
    pub grounds: Grounds,
}

/// In what a clock counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Hours, by moments.
    Hours,
    /// Days of the calendar.
    Days,
    /// Days but for Saturdays, Sundays and holidays.
    WorkingDays,
    /// Months of the calendar.
    Months,
}

/// Something in a record that has a date: `registered_on`, `subject_request/*/received_at`, or the elements of a code,
/// `action/*/kind=KOMITMEN`, whose date is their field `date`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct ClockEvent {
    field: String,
    code: Option<String>,
}

/// A text that is no event of a clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an event of a clock is a field, `registered_on`, or an element of a code, `action/*/kind=KOMITMEN`")]
pub struct ParseEventError;

impl ClockEvent {
    /// Parses the text form.
    ///
    /// # Errors
    /// Where it is another.
    pub fn parse(text: &str) -> Result<Self, ParseEventError> {
        let (field, code) = text.split_once('=').map_or((text, None), |(field, code)| (field, Some(code)));
        let stars = field.matches('*').count();
        let is_pattern = match field.split_once("/*/") {
            Some((collection, name)) => stars == 1 && !collection.contains('/') && !name.contains('/'),
            None => stars == 0 && code.is_none(),
        };
        let is_path = Path::parse(&field.replace('*', "x")).is_ok();
        if !is_pattern || !is_path || !code.is_none_or(is_code_shaped) {
            return Err(ParseEventError);
        }
        Ok(Self { field: field.to_owned(), code: code.map(str::to_owned) })
    }

    /// The field whose value makes the event, as the tables of fields write it; where there is no code it is the date.
    #[must_use]
    pub fn field(&self) -> &str {
        &self.field
    }

    /// The value that makes the event.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.code.as_deref()
    }

    /// The collection whose elements it is about, where there is one, and the name of the [field](Self::field) in it.
    #[must_use]
    pub fn parts(&self) -> (Option<&str>, &str) {
        self.field.split_once("/*/").map_or((None, &self.field), |(collection, name)| (Some(collection), name))
    }

    /// The collection whose elements it is about.
    #[must_use]
    pub fn collection(&self) -> Option<&str> {
        self.parts().0
    }

    /// The field that says when it was, as the tables of fields write it.
    #[must_use]
    pub fn date_field(&self) -> String {
        match (self.collection(), &self.code) {
            (Some(collection), Some(_)) => format!("{collection}/*/date"),
            (_, _) => self.field.clone(),
        }
    }
}

impl fmt::Display for ClockEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.field)?;
        self.code.as_ref().map_or(Ok(()), |code| write!(f, "={code}"))
    }
}

impl FromStr for ClockEvent {
    type Err = ParseEventError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl TryFrom<String> for ClockEvent {
    type Error = ParseEventError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl Grounded for Clock {
    fn grounds(&self) -> &Grounds {
        &self.grounds
    }

    fn key(&self) -> String {
        self.code.clone()
    }

    fn texts(&self) -> Vec<&str> {
        let closes = self.closes.as_ref().map_or("", ClosureReason::code);
        vec![&self.code, &self.label_id, &self.label_en, &self.then_id, &self.then_en, closes]
    }

    fn check(&self) -> Result<(), Wrong> {
        if !is_code_shaped(&self.code) {
            return Err(Wrong::Code);
        }
        if self.starts.is_empty() {
            return Err(Wrong::NeverStarts);
        }
        if self.limit == 0 { Err(Wrong::Limit) } else { Ok(()) }
    }
}
