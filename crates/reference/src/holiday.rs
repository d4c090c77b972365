//! Days on which offices are closed.

use records::{PartialDate, date::Precision};
use serde::Deserialize;

use crate::{
    error::Wrong,
    grounds::{Grounded, Grounds},
};

/// A day that is no working day, although it is neither a Saturday nor a Sunday.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct HolidayRule {
    /// The day.
    pub date: PartialDate,
    /// What people read in Indonesian.
    pub label_id: String,
    /// What people read in English.
    pub label_en: String,
    /// Why and when it holds.
    #[serde(flatten)]
    pub grounds: Grounds,
}

impl Grounded for HolidayRule {
    fn grounds(&self) -> &Grounds {
        &self.grounds
    }

    fn key(&self) -> String {
        self.date.to_string()
    }

    fn texts(&self) -> Vec<&str> {
        vec![&self.label_id, &self.label_en]
    }

    fn check(&self) -> Result<(), Wrong> {
        if self.date.precision() == Precision::Day { Ok(()) } else { Err(Wrong::NotADay) }
    }
}
