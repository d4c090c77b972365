//! Where people may go.

use records::{
    Country, RegionCode,
    value_set::{CountryStatus, Occupation},
};
use serde::Deserialize;

use crate::grounds::{Grounded, Grounds};

/// Whether people may be placed: in a country, in an occupation, from an area; in any, where nothing is said.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct CountryRule {
    /// What holds.
    pub status: CountryStatus,
    /// The destination.
    pub country: Option<Country>,
    /// The work.
    pub occupation: Option<Occupation>,
    /// Whence the people come.
    pub origin: Option<RegionCode>,
    /// For people, in Indonesian.
    pub reason_id: String,
    /// For people, in English.
    pub reason_en: String,
    /// Why and when it holds.
    #[serde(flatten)]
    pub grounds: Grounds,
}

impl CountryRule {
    /// Whether the rule speaks of such a placement. What is not known of it is taken not to fit a rule that asks for it.
    #[must_use]
    pub fn applies_to(
        &self,
        country: Option<Country>,
        occupation: Option<&Occupation>,
        origin: Option<&RegionCode>,
    ) -> bool {
        self.country.is_none_or(|of| Some(of) == country)
            && self.occupation.as_ref().is_none_or(|of| Some(of) == occupation)
            && self.origin.as_ref().is_none_or(|of| origin.is_some_and(|origin| of.contains(origin)))
    }
}

impl Grounded for CountryRule {
    fn grounds(&self) -> &Grounds {
        &self.grounds
    }

    fn key(&self) -> String {
        let country = self.country.map_or("", |country| country.code());
        let occupation = self.occupation.as_ref().map_or("", Occupation::code);
        format!("{country}/{occupation}/{}", self.origin.as_ref().map_or("", RegionCode::as_str))
    }

    fn texts(&self) -> Vec<&str> {
        let occupation = self.occupation.as_ref().map_or("", Occupation::code);
        vec![self.status.code(), occupation, &self.reason_id, &self.reason_en]
    }
}
