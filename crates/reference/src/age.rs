//! How old people must be.

use records::{Country, value_set::Occupation};
use serde::Deserialize;

use crate::{
    error::Wrong,
    grounds::{Grounded, Grounds},
};

/// A minimum age: in a country, in an occupation; in any, where nothing is said.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct AgeRule {
    /// In completed years.
    pub minimum: u8,
    /// The destination.
    pub country: Option<Country>,
    /// The work.
    pub occupation: Option<Occupation>,
    /// Why and when it holds.
    #[serde(flatten)]
    pub grounds: Grounds,
}

/// The oldest minimum that is no slip.
const OLDEST: u8 = 60;

impl AgeRule {
    /// Whether the rule speaks of such a placement.
    #[must_use]
    pub fn applies_to(&self, country: Option<Country>, occupation: Option<&Occupation>) -> bool {
        self.country.is_none_or(|of| Some(of) == country)
            && self.occupation.as_ref().is_none_or(|of| Some(of) == occupation)
    }
}

impl Grounded for AgeRule {
    fn grounds(&self) -> &Grounds {
        &self.grounds
    }

    fn key(&self) -> String {
        let country = self.country.map_or("", |country| country.code());
        format!("{country}/{}", self.occupation.as_ref().map_or("", Occupation::code))
    }

    fn texts(&self) -> Vec<&str> {
        self.occupation.iter().map(Occupation::code).collect()
    }

    fn check(&self) -> Result<(), Wrong> {
        if self.minimum > OLDEST { Err(Wrong::Limit) } else { Ok(()) }
    }
}
