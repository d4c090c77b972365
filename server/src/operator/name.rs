//! The name of an operator.

use std::{fmt, str::FromStr};

/// What an operator is called: 2 to 32 of `a`-`z`, `0`-`9`, `.`, `_` and `-`, beginning with a letter.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Name(String);

/// A text that is no operator's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an operator's name is 2 to 32 of a-z, 0-9, `.`, `_` and `-`, and begins with a letter")]
pub struct NotAName;

impl Name {
    /// As it is written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Name {
    type Err = NotAName;

    fn from_str(text: &str) -> Result<Self, NotAName> {
        let begins = text.starts_with(|c: char| c.is_ascii_lowercase());
        let keeps = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '_' | '-');
        let fits = (2..=32).contains(&text.len()) && begins && text.chars().all(keeps);
        if fits { Ok(Self(text.to_owned())) } else { Err(NotAName) }
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_short_and_plain() {
        for (text, fits) in [
            ("ani", true),
            ("ani.l-2_x", true),
            ("a", false),
            ("", false),
            ("Ani", false),
            ("2ani", false),
            ("ani lestari", false),
            ("ani\n", false),
            ("añi", false),
            (&"a".repeat(32), true),
            (&"a".repeat(33), false),
        ] {
            assert_eq!(text.parse::<Name>().is_ok(), fits, "{text:?}");
        }
    }
}
