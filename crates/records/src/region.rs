//! Administrative areas by their Kemendagri code: province, kabupaten/kota, kecamatan, desa/kelurahan.
//!
//! Records keep codes and never names: names are respelled between releases (DOMAIN.md 0), codes are stable. The table
//! is part of the program, so a village needs no network for it: `data/regions.tsv`, under the ODbL (see
//! `data/README.md`), with the whole country to the kabupaten and NTB and NTT to the village.

mod table;

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

pub use table::{all, children, display_name, exists, name_of};

/// A code in its dotted form: `52`, `52.03`, `52.03.13` or `52.03.13.2001`.
///
/// The shape is right; whether there is such an area is [`exists`]. A newer device may know more areas than this one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RegionCode(String);

/// How large an area is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Provinsi.
    Province,
    /// Kabupaten or kota.
    Regency,
    /// Kecamatan.
    District,
    /// Desa or kelurahan.
    Village,
}

/// A text that is no area code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an area code has 2, 4, 6 or 10 digits, e.g. 52, 52.03, 52.03.13 or 52.03.13.2001")]
pub struct ParseRegionError;

impl Level {
    const fn code_len(self) -> usize {
        match self {
            Self::Province => 2,
            Self::Regency => 5,
            Self::District => 8,
            Self::Village => 13,
        }
    }
}

impl RegionCode {
    /// Parses a code of any level, with or without its dots.
    ///
    /// # Errors
    /// Where it has another number of digits, other characters, or dots elsewhere.
    pub fn parse(text: &str) -> Result<Self, ParseRegionError> {
        let text = text.trim();
        let dotted = if text.contains('.') { text.to_owned() } else { with_dots(text) };
        if is_dotted_code(&dotted) { Ok(Self(dotted)) } else { Err(ParseRegionError) }
    }

    /// The dotted form.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// How large the area is.
    #[must_use]
    pub const fn level(&self) -> Level {
        match self.0.len() {
            0..=2 => Level::Province,
            3..=5 => Level::Regency,
            6..=8 => Level::District,
            _ => Level::Village,
        }
    }

    /// The area around this one, `None` of a province.
    #[must_use]
    pub fn parent(&self) -> Option<Self> {
        let (parent, _) = self.0.rsplit_once('.')?;
        Some(Self(parent.to_owned()))
    }

    /// The area of a higher level around this one, or itself at its own level; `None` below it.
    #[must_use]
    pub fn at(&self, level: Level) -> Option<Self> {
        self.0.get(..level.code_len()).map(|code| Self(code.to_owned()))
    }

    /// Whether the other area is this one or lies in it.
    #[must_use]
    pub fn contains(&self, other: &Self) -> bool {
        other.0.strip_prefix(&self.0).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    }

    /// Whether it is a kelurahan, an urban village: its last group starts with 1, that of a desa with 2.
    #[must_use]
    pub fn is_kelurahan(&self) -> bool {
        self.level() == Level::Village && self.0.get(9..10) == Some("1")
    }
}

/// The kecamatan that the first six digits of a NIK name, where it is in the table.
///
/// A NIK keeps the code of its first registration through moves and splits (DOMAIN.md 2.0), and the table knows the
/// kecamatan of NTB and NTT of today only: `None` proves nothing.
#[must_use]
pub fn district_of_nik_prefix(digits: &str) -> Option<RegionCode> {
    RegionCode::parse(digits).ok().filter(|code| code.level() == Level::District && exists(code))
}

/// Whether the area can exist as far as the table reaches: itself in NTB and NTT, elsewhere its kabupaten.
#[must_use]
pub fn is_plausible(code: &RegionCode) -> bool {
    let is_held = code.as_str().starts_with("52") || code.as_str().starts_with("53");
    let reached = if is_held { None } else { code.at(Level::Regency) };
    exists(reached.as_ref().unwrap_or(code))
}

/// Whether six digits name a kecamatan of NTB or NTT that is not in the table: worth a second look.
pub(crate) fn is_unknown_district(digits: &str) -> bool {
    (digits.starts_with("52") || digits.starts_with("53")) && district_of_nik_prefix(digits).is_none()
}

fn with_dots(digits: &str) -> String {
    let dot_before = |at: usize| matches!(at, 2 | 4 | 6).then_some('.');
    digits.chars().enumerate().flat_map(|(at, c)| dot_before(at).into_iter().chain([c])).collect()
}

fn is_dotted_code(text: &str) -> bool {
    matches!(text.len(), 2 | 5 | 8 | 13)
        && text.bytes().enumerate().all(|(at, b)| if matches!(at, 2 | 5 | 8) { b == b'.' } else { b.is_ascii_digit() })
}

impl fmt::Display for RegionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for RegionCode {
    type Err = ParseRegionError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl TryFrom<String> for RegionCode {
    type Error = ParseRegionError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<RegionCode> for String {
    fn from(code: RegionCode) -> Self {
        code.0
    }
}

impl From<&RegionCode> for crate::Value {
    fn from(code: &RegionCode) -> Self {
        Self::from(code.as_str())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn code(text: &str) -> RegionCode {
        RegionCode::parse(text).unwrap()
    }

    #[test]
    fn a_code_parses_with_and_without_dots_at_every_level() {
        for (text, dotted, level) in [
            ("52", "52", Level::Province),
            ("5203", "52.03", Level::Regency),
            ("52.03.13", "52.03.13", Level::District),
            (" 5203132001 ", "52.03.13.2001", Level::Village),
        ] {
            assert_eq!(code(text).as_str(), dotted);
            assert_eq!(code(text).level(), level);
        }
        for bad in ["", "5", "520", "52.3", "52.03.13.201", "52.03.1x", "5203.13.2001", "５２", "52.03.13.20010"] {
            assert_eq!(RegionCode::parse(bad), Err(ParseRegionError), "{bad}");
        }
    }

    #[test]
    fn areas_lie_in_each_other() {
        let village = code("52.03.13.2001");
        assert_eq!(village.parent(), Some(code("52.03.13")));
        assert_eq!(code("52").parent(), None);
        assert_eq!(village.at(Level::Regency), Some(code("52.03")));
        assert_eq!(code("52").at(Level::Regency), None);
        assert!(code("52").contains(&village) && village.contains(&village));
        assert!(!village.contains(&code("52")) && !code("53").contains(&village));
        assert!(!village.is_kelurahan() && code("52.71.01.1001").is_kelurahan());
    }

    #[test]
    fn a_nik_prefix_names_its_kecamatan() {
        assert_eq!(district_of_nik_prefix("520313"), Some(code("52.03.13")));
        for none in ["529913", "5203", "5203132001", "nik"] {
            assert_eq!(district_of_nik_prefix(none), None, "{none}");
        }
        assert!(is_unknown_district("529913") && !is_unknown_district("520313") && !is_unknown_district("350101"));
    }

    #[test]
    fn an_area_is_plausible_as_far_as_the_table_reaches() {
        for (text, plausible) in [
            ("52.03.13.2001", true),
            ("52.03.13.2999", false),
            ("35.78.01.1001", true),
            ("35.99.01.1001", false),
            ("35", true),
            ("99", false),
        ] {
            assert_eq!(is_plausible(&code(text)), plausible, "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_code_prints_and_parses(text in "[0-9]{2}(\\.[0-9]{2}(\\.[0-9]{2}(\\.[0-9]{4})?)?)?") {
            let parsed = code(&text);
            prop_assert_eq!(parsed.as_str(), &text);
            prop_assert_eq!(code(&text.replace('.', "")), parsed);
        }

        #[test]
        fn no_text_makes_parse_panic(text in "\\PC{0,14}") {
            let _ = RegionCode::parse(&text);
        }
    }
}
