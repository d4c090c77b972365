//! A pattern of field paths.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A kind of record and a field path in it, where `*` stands for one segment: `worker/phone/*/number`.
///
/// The rows of imported lists (`worker/import/…`) hold whatever a village typed into a spreadsheet, other people
/// included; no pattern reaches them, so that no list can let them go.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct FieldPattern(String);

/// Why a text is no pattern.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParsePatternError {
    /// Not a kind and at least one segment.
    #[error("a field pattern is a kind of record and a field path: worker/phone/*/number")]
    NoField,
    /// The first segment is no kind of record.
    #[error("a field pattern begins with a kind of record")]
    UnknownKind,
    /// A segment is neither `*` nor a segment of a path.
    #[error("a field pattern is made of a-z, 0-9, _, . and -, or * for a segment")]
    BadSegment,
    /// It would reach verbatim rows.
    #[error("imported rows are never forwarded: no pattern may reach <kind>/import/")]
    Verbatim,
}

impl FieldPattern {
    /// Parses a pattern.
    ///
    /// # Errors
    /// Where it is not one, or reaches the rows of imported lists.
    pub fn parse(text: &str) -> Result<Self, ParsePatternError> {
        let (kind, field) = text.split_once('/').ok_or(ParsePatternError::NoField)?;
        kind.parse::<records::Kind>().map_err(|_| ParsePatternError::UnknownKind)?;
        if field.replace('*', "x").parse::<records::Path>().is_err() || !field.split('/').all(is_segment) {
            return Err(ParsePatternError::BadSegment);
        }
        if reaches_imports(field) { Err(ParsePatternError::Verbatim) } else { Ok(Self(text.to_owned())) }
    }

    /// The pattern as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the pattern fits a path, kind first.
    #[must_use]
    pub fn fits(&self, path: &[&str]) -> bool {
        let mut pattern = self.0.split('/');
        path.iter().all(|segment| pattern.next().is_some_and(|wanted| wanted == "*" || wanted == *segment))
            && pattern.next().is_none()
    }
}

fn is_segment(segment: &str) -> bool {
    segment == "*" || !segment.contains('*')
}

/// Rows stand at `import/<file>/<row>/cells`, so a leading `*` reaches them where it is at least that long.
fn reaches_imports(field: &str) -> bool {
    let mut segments = field.split('/');
    match segments.next() {
        Some("import") => true,
        Some("*") => segments.count() >= 3,
        _ => false,
    }
}

impl fmt::Display for FieldPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for FieldPattern {
    type Error = ParsePatternError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<FieldPattern> for String {
    fn from(pattern: FieldPattern) -> Self {
        pattern.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_fits_paths_of_its_length() {
        let pattern = FieldPattern::parse("worker/phone/*/number").unwrap();
        for (path, fits) in [
            ("worker/phone/p1/number", true),
            ("worker/phone/p1/owner", false),
            ("worker/phone/p1", false),
            ("worker/phone/p1/number/x", false),
            ("household/phone/p1/number", false),
        ] {
            assert_eq!(pattern.fits(&path.split('/').collect::<Vec<_>>()), fits, "{path}");
        }
    }

    #[test]
    fn what_is_no_pattern_is_refused() {
        for (text, why) in [
            ("worker", ParsePatternError::NoField),
            ("pekerja/name", ParsePatternError::UnknownKind),
            ("worker/Nama", ParsePatternError::BadSegment),
            ("worker/na*", ParsePatternError::BadSegment),
            ("worker/", ParsePatternError::BadSegment),
            ("worker/import/*/*/cells", ParsePatternError::Verbatim),
            ("worker/*/*/*/cells", ParsePatternError::Verbatim),
        ] {
            assert_eq!(FieldPattern::parse(text), Err(why), "{text}");
        }
    }
}
