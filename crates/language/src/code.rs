//! The code of a language.

use std::fmt;

use unic_langid::LanguageIdentifier;

/// A language by its code: three letters of ISO 639-3, such as `sas`, or the two of ISO 639-1, such as `id`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LanguageCode(String);

/// Not two or three letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a language's code of two or three letters expected, such as sas")]
pub struct ParseLanguageError;

impl LanguageCode {
    /// Indonesian, in which everything can be said.
    #[must_use]
    pub fn indonesian() -> Self {
        Self("id".to_owned())
    }

    /// Reads a code, in either case.
    ///
    /// # Errors
    /// Where it is none.
    pub fn parse(text: &str) -> Result<Self, ParseLanguageError> {
        let is_code = (2..=3).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphabetic());
        is_code.then(|| Self(text.to_ascii_lowercase())).ok_or(ParseLanguageError)
    }

    /// The code, in small letters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// As Unicode's rules of plurals know it; a language without rules of its own has those of "no language".
    pub(crate) fn identifier(&self) -> LanguageIdentifier {
        self.0.parse().unwrap_or_default()
    }
}

impl fmt::Display for LanguageCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_two_or_three_letters() {
        for (text, code) in [("sas", Some("sas")), ("SAS", Some("sas")), ("id", Some("id"))] {
            assert_eq!(LanguageCode::parse(text).ok().as_ref().map(LanguageCode::as_str), code, "{text}");
        }
        for text in ["", "s", "sasa", "s1s", "../", "sä"] {
            assert_eq!(LanguageCode::parse(text), Err(ParseLanguageError), "{text}");
        }
    }
}
