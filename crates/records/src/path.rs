//! Where a value stands in a document.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::ElementId;

/// The key of one value in a document's flat map: `name`, `phone/<uuid>/number`, `import/<file>/<row>/cells`.
///
/// One to [`Path::MAX_SEGMENTS`] segments of `a-z 0-9 _ . -`, at most [`Path::MAX_LEN`] bytes. A path never holds
/// personal data: it is shown in logs and errors.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Path(String);

/// Why a text is no path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ParsePathError {
    /// Longer than [`Path::MAX_LEN`].
    #[error("a path has at most {} bytes", Path::MAX_LEN)]
    TooLong,
    /// More segments than [`Path::MAX_SEGMENTS`].
    #[error("a path has at most {} segments", Path::MAX_SEGMENTS)]
    TooDeep,
    /// Two slashes beside each other, or one at an end.
    #[error("a segment of the path is empty")]
    EmptySegment,
    /// A character other than `a-z 0-9 _ . -`.
    #[error("a path is made of a-z, 0-9, _, . and -")]
    BadCharacter,
}

impl Path {
    /// The longest path, in bytes.
    pub const MAX_LEN: usize = 160;
    /// The most segments.
    pub const MAX_SEGMENTS: usize = 6;

    /// Parses a path.
    ///
    /// # Errors
    /// Where the text breaks a rule of [`Path`].
    pub fn parse(text: &str) -> Result<Self, ParsePathError> {
        if text.len() > Self::MAX_LEN {
            return Err(ParsePathError::TooLong);
        }
        if text.split('/').count() > Self::MAX_SEGMENTS {
            return Err(ParsePathError::TooDeep);
        }
        for segment in text.split('/') {
            if segment.is_empty() {
                return Err(ParsePathError::EmptySegment);
            }
            if !segment.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'.' | b'-')) {
                return Err(ParsePathError::BadCharacter);
            }
        }
        Ok(Self(text.to_owned()))
    }

    /// The path of one field of an element of a collection: `phone/<uuid>/number`.
    ///
    /// # Errors
    /// Where `collection` or `field` is not a path of its own.
    pub fn element(collection: &str, element: ElementId, field: &str) -> Result<Self, ParsePathError> {
        Self::parse(&format!("{collection}/{element}/{field}"))
    }

    /// The whole path as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The segments from left to right.
    pub fn segments(&self) -> impl DoubleEndedIterator<Item = &str> {
        self.0.split('/')
    }

    /// Collection, element and field of a path of three segments whose middle is an element's id.
    #[must_use]
    pub fn as_element(&self) -> Option<(&str, ElementId, &str)> {
        let mut segments = self.0.splitn(3, '/');
        let (collection, element, field) = (segments.next()?, segments.next()?, segments.next()?);
        Some((collection, element.parse().ok()?, field))
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Path {
    type Err = ParsePathError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl TryFrom<String> for Path {
    type Error = ParsePathError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<Path> for String {
    fn from(path: Path) -> Self {
        path.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_keep_to_their_alphabet_and_depth() {
        for good in ["name", "phone/0198f6a2-7c1e-7b7a-9a51-3f0c2d5e8a10/number", "import/ab12/7/cells"] {
            assert_eq!(Path::parse(good).unwrap().as_str(), good);
        }
        for (bad, why) in [
            ("", ParsePathError::EmptySegment),
            ("a//b", ParsePathError::EmptySegment),
            ("/a", ParsePathError::EmptySegment),
            ("Name", ParsePathError::BadCharacter),
            ("nama lengkap", ParsePathError::BadCharacter),
            ("a/b/c/d/e/f/g", ParsePathError::TooDeep),
        ] {
            assert_eq!(Path::parse(bad), Err(why), "{bad}");
        }
        assert_eq!(Path::parse(&"a".repeat(161)), Err(ParsePathError::TooLong));
    }

    #[test]
    fn an_element_path_names_its_collection_element_and_field() {
        let element: ElementId = "0198f6a2-7c1e-7b7a-9a51-3f0c2d5e8a10".parse().unwrap();
        let path = Path::element("phone", element, "number").unwrap();
        assert_eq!(path.as_element(), Some(("phone", element, "number")));
        assert_eq!(Path::parse("name").unwrap().as_element(), None);
    }
}
