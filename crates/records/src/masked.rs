//! What identity numbers share: separators to drop, and a face that shows no more than a prefix.

/// Removes what people put between digits: white space, dots and dashes of any kind.
pub(crate) fn without_separators(text: &str) -> String {
    text.chars().filter(|c| !is_separator(*c)).collect()
}

fn is_separator(c: char) -> bool {
    c.is_whitespace() || matches!(c, '.' | '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{200b}' | '\u{feff}')
}

/// The first `shown` characters, and a dot for each of the others.
pub(crate) fn mask(text: &str, shown: usize) -> String {
    text.chars().enumerate().map(|(at, c)| if at < shown { c } else { '•' }).collect()
}

/// The number that stands in an ASCII text at `range`, `None` where there are other characters than digits.
pub(crate) fn number_at(digits: &str, range: std::ops::Range<usize>) -> Option<i8> {
    digits.get(range).filter(|part| part.bytes().all(|b| b.is_ascii_digit())).and_then(|part| part.parse().ok())
}

/// Gives a type that wraps a personal number in its field `text` its faces: `expose()` and serde show all of it,
/// `Debug` and `Display` its first characters only. Serde reads through `$stored`, a `fn(&str) -> Result<Self, Error>`.
macro_rules! masked {
    ($name:ident, shows $shown:literal, stored $stored:expr, $error:ty) => {
        impl $name {
            /// All of it, as it is stored. Never for logs or error texts.
            #[must_use]
            pub fn expose(&self) -> &str {
                &self.text
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&$crate::masked::mask(&self.text, $shown))
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self)
            }
        }

        impl TryFrom<String> for $name {
            type Error = $error;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                let stored: fn(&str) -> Result<Self, $error> = $stored;
                stored(&text)
            }
        }

        impl From<$name> for String {
            fn from(value: $name) -> Self {
                value.text
            }
        }

        impl From<&$name> for $crate::Value {
            fn from(value: &$name) -> Self {
                Self::from(value.text.as_str())
            }
        }
    };
}

pub(crate) use masked;
