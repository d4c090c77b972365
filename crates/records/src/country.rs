//! Countries: ISO 3166-1 alpha-2 codes, with names in Indonesian and English.
//!
//! The codes and the ISO names come from the `rust_iso3166` crate. The places that Indonesian workers go to have the
//! names that people use, in both languages; ISO writes "Taiwan (Province of China)", forms and posters do
//! not.

mod names;

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, de::Error as _};

/// A country or territory of ISO 3166-1.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(into = "String")]
pub struct Country {
    code: &'static str,
    iso_name: &'static str,
}

/// A text that is no country code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a country is written as its two-letter code of ISO 3166-1, e.g. MY")]
pub struct ParseCountryError;

impl Country {
    /// Parses an alpha-2 code; case does not matter.
    ///
    /// # Errors
    /// Where ISO 3166-1 has no such code.
    pub fn parse(alpha2: &str) -> Result<Self, ParseCountryError> {
        let entry = rust_iso3166::from_alpha2(&alpha2.trim().to_ascii_uppercase()).ok_or(ParseCountryError)?;
        Ok(Self { code: entry.alpha2, iso_name: entry.name })
    }

    /// The country that a text means: by alpha-2 or alpha-3 code, by its Indonesian, English or ISO name, or by a usual
    /// short form (`Hongkong`, `Korsel`, `UEA`). Case and punctuation do not matter; misspellings are the business of
    /// the import, which knows how sure it must be.
    #[must_use]
    pub fn find(text: &str) -> Option<Self> {
        let wanted = names::folded(text);
        if wanted.is_empty() {
            return None;
        }
        if let Some(entry) = names::find(&wanted) {
            return Self::parse(entry.code).ok();
        }
        let entry = rust_iso3166::ALL.iter().find(|entry| {
            [entry.alpha2, entry.alpha3].into_iter().any(|code| code.eq_ignore_ascii_case(&wanted))
                || names::folded(entry.name) == wanted
        })?;
        Some(Self { code: entry.alpha2, iso_name: entry.name })
    }

    /// Every country, by code.
    pub fn all() -> impl Iterator<Item = Self> {
        rust_iso3166::ALL.iter().map(|entry| Self { code: entry.alpha2, iso_name: entry.name })
    }

    /// Those that Indonesian workers go to, the most frequent ones first: what a form offers.
    pub fn destinations() -> impl Iterator<Item = Self> {
        names::NAMES.iter().filter_map(|entry| Self::parse(entry.code).ok())
    }

    /// The alpha-2 code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        self.code
    }

    /// The name in Indonesian; of a country that few workers go to, in English.
    #[must_use]
    pub fn name_id(&self) -> &'static str {
        names::of(self.code).map_or(self.iso_name, |entry| entry.name_id)
    }

    /// The name in English.
    #[must_use]
    pub fn name_en(&self) -> &'static str {
        names::of(self.code).map_or(self.iso_name, |entry| entry.name_en)
    }
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code)
    }
}

impl fmt::Debug for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Country({})", self.code)
    }
}

impl FromStr for Country {
    type Err = ParseCountryError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

/// By hand: the derived one would borrow the code and the name from the input.
impl<'de> Deserialize<'de> for Country {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

impl TryFrom<String> for Country {
    type Error = ParseCountryError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<Country> for String {
    fn from(country: Country) -> Self {
        country.code.to_owned()
    }
}

impl From<Country> for crate::Value {
    fn from(country: Country) -> Self {
        Self::from(country.code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_parse_and_print() {
        for country in Country::all() {
            assert_eq!(Country::parse(country.code()), Ok(country));
            assert!(!country.name_id().is_empty() && !country.name_en().is_empty());
        }
        assert_eq!(Country::all().count(), 249);
        assert_eq!(Country::parse(" my ").unwrap().code(), "MY");
        for bad in ["", "XX", "MYS", "Malaysia"] {
            assert_eq!(Country::parse(bad), Err(ParseCountryError), "{bad}");
        }
    }

    #[test]
    fn a_country_is_found_by_what_people_call_it() {
        for (text, code) in [
            ("Malaysia", "MY"),
            ("MALAYSIA", "MY"),
            ("Arab Saudi", "SA"),
            ("Saudi Arabia", "SA"),
            ("Hongkong", "HK"),
            ("Hong Kong", "HK"),
            ("korsel", "KR"),
            ("Korea Selatan", "KR"),
            ("Taiwan", "TW"),
            ("Brunei", "BN"),
            ("U.E.A.", "AE"),
            ("Inggris", "GB"),
            ("sgp", "SG"),
            ("Norway", "NO"),
            ("Jepang", "JP"),
        ] {
            assert_eq!(Country::find(text).map(|country| country.code()), Some(code), "{text}");
        }
        for none in ["", " ", "Mlysia", "luar negeri"] {
            assert_eq!(Country::find(none), None, "{none}");
        }
    }

    #[test]
    fn every_destination_is_a_country_and_is_found_by_its_names() {
        assert_eq!(Country::destinations().count(), names::NAMES.len());
        for country in Country::destinations() {
            for name in [country.name_id(), country.name_en(), country.code()] {
                assert_eq!(Country::find(name), Some(country), "{name}");
            }
        }
    }
}
