//! How officers of a device call themselves before it is open.

use std::{fmt, str::FromStr};

use minicbor::{Decode, Encode};

/// A short word of lower-case letters, digits and hyphens that an officer chose, at most 16: it stands in a plain file, so
/// it is no full name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, Encode, Decode)]
#[cbor(transparent)]
#[serde(transparent)]
pub struct Handle(#[n(0)] String);

/// Not a handle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a short name has 1 to 16 letters, digits or hyphens, and no spaces")]
pub struct NotAHandle;

const MOST: usize = 16;

impl Handle {
    /// The handle of who chose none: `petugas-1`.
    #[must_use]
    pub fn numbered(number: usize) -> Self {
        Self(format!("petugas-{number}"))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Handle {
    type Err = NotAHandle;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim().to_lowercase();
        let fits = (1..=MOST).contains(&text.len());
        let allowed = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-';
        if fits && text.bytes().all(allowed) { Ok(Self(text)) } else { Err(NotAHandle) }
    }
}

impl fmt::Display for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_handle_is_one_short_word() {
        for (text, expected) in [("Ani", Some("ani")), (" budi-2 ", Some("budi-2")), ("Siti Aminah", None), ("", None)]
        {
            assert_eq!(text.parse::<Handle>().ok().as_ref().map(Handle::as_str), expected, "{text}");
        }
        assert!("a-name-of-seventeen".parse::<Handle>().is_err());
    }
}
