//! Countries of destination, with a place where one is named.

use std::{collections::BTreeSet, sync::LazyLock};

use records::Country;

use crate::{Reason, fold};

/// Where a person goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Destination {
    /// The country.
    pub country: Country,
    /// What else the cell names, as written: a city, a state.
    pub place: Option<String>,
}

/// Places that stand for their country, folded.
const PLACES: &[(&str, &str)] = &[
    ("kuala lumpur", "MY"),
    ("johor", "MY"),
    ("johor bahru", "MY"),
    ("penang", "MY"),
    ("pulau pinang", "MY"),
    ("sabah", "MY"),
    ("sarawak", "MY"),
    ("selangor", "MY"),
    ("kinabalu", "MY"),
    ("kota kinabalu", "MY"),
    ("tawau", "MY"),
    ("kuching", "MY"),
    ("pahang", "MY"),
    ("perak", "MY"),
    ("kelantan", "MY"),
    ("malaysia timur", "MY"),
    ("malaysia barat", "MY"),
    ("jeddah", "SA"),
    ("jedah", "SA"),
    ("riyadh", "SA"),
    ("riyad", "SA"),
    ("mekah", "SA"),
    ("makkah", "SA"),
    ("madinah", "SA"),
    ("dammam", "SA"),
    ("dubai", "AE"),
    ("abu dhabi", "AE"),
    ("doha", "QA"),
    ("taipei", "TW"),
    ("taichung", "TW"),
    ("kaohsiung", "TW"),
    ("kowloon", "HK"),
    ("tokyo", "JP"),
    ("osaka", "JP"),
    ("nagoya", "JP"),
    ("seoul", "KR"),
    ("busan", "KR"),
    ("bandar seri begawan", "BN"),
    ("phnom penh", "KH"),
    ("muscat", "OM"),
    ("manama", "BH"),
    ("amman", "JO"),
];

/// Reads a destination: `Mlysia`, `HK`, `Kuala Lumpur, Malaysia`, `Jeddah (Saudi)`.
///
/// # Errors
/// [`Reason::UnknownCountry`] or [`Reason::SeveralCountries`].
pub fn read(text: &str) -> Result<Destination, Reason> {
    if let Some(country) = country_named(text) {
        return Ok(Destination { country, place: None });
    }
    let parts = text.split([',', '(', ')', '/', '-', ';', ':']).map(str::trim).filter(|part| !part.is_empty());
    let (mut countries, mut places) = (BTreeSet::new(), Vec::new());
    for part in parts {
        match country_named(part) {
            Some(country) => _ = countries.insert(country),
            None => places.push(part),
        }
    }
    if countries.is_empty() {
        countries.extend(places.iter().filter_map(|place| country_of_place(place)));
    }
    let place = (!places.is_empty()).then(|| fold::one_spaced(&places.join(", ")));
    Ok(Destination { country: the_one(&countries)?, place })
}

fn the_one(countries: &BTreeSet<Country>) -> Result<Country, Reason> {
    match (countries.first(), countries.len()) {
        (Some(country), 1) => Ok(*country),
        (None, _) => Err(Reason::UnknownCountry),
        (Some(_), _) => Err(Reason::SeveralCountries),
    }
}

/// By any of its names, or a slip away from its Indonesian or English one. A place is no country here, so that it is
/// not lost.
fn country_named(text: &str) -> Option<Country> {
    if country_of_place(text).is_some() {
        return None;
    }
    Country::find(text).or_else(|| misspelt(text))
}

fn misspelt(text: &str) -> Option<Country> {
    static NAMES: LazyLock<Vec<(String, Country)>> = LazyLock::new(|| {
        let names =
            |country: Country| [country.name_id(), country.name_en()].map(|name| (fold::compact(name), country));
        Country::destinations().flat_map(names).collect()
    });
    fold::nearest(&fold::compact(text), NAMES.iter().map(|(name, country)| (name.as_str(), *country)))
}

fn country_of_place(text: &str) -> Option<Country> {
    let words = fold::words(text);
    let (_, code) = PLACES.iter().find(|(place, _)| *place == words)?;
    Country::parse(code).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn countries_are_read_misspelt_short_and_with_a_place() {
        for (text, code, place) in [
            ("MALAYSIA", "MY", None),
            ("Mlysia", "MY", None),
            ("malasia", "MY", None),
            ("Kuala Lumpur, Malaysia", "MY", Some("Kuala Lumpur")),
            ("Malaysia (Johor)", "MY", Some("Johor")),
            ("Sabah", "MY", Some("Sabah")),
            ("HK", "HK", None),
            ("Hongkong", "HK", None),
            ("Saudi", "SA", None),
            ("SAUDI ARABIA", "SA", None),
            ("Jeddah", "SA", Some("Jeddah")),
            ("Brunei", "BN", None),
            ("Singapore", "SG", None),
            ("Taiwan", "TW", None),
            ("Jepang", "JP", None),
            ("Kamboja", "KH", None),
            ("Dubai, UEA", "AE", Some("Dubai")),
        ] {
            let destination = read(text).unwrap();
            assert_eq!((destination.country.code(), destination.place.as_deref()), (code, place), "{text}");
        }
    }

    #[test]
    fn what_is_no_country_says_why() {
        for (text, why) in [
            ("??", Reason::UnknownCountry),
            ("luar negeri", Reason::UnknownCountry),
            ("Malaysia / Singapura", Reason::SeveralCountries),
            ("Johor, Jeddah", Reason::SeveralCountries),
        ] {
            assert_eq!(read(text), Err(why), "{text}");
        }
    }
}
