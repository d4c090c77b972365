//! Readers of single cells: what people write, to what the record keeps.
//!
//! Each takes the text of a cell that is not [blank](is_blank) and gives a value or a [`Reason`](crate::Reason).
//! None guesses: a cell that could mean two things means nothing here, and stays for a person to read.

pub mod agency;
pub mod country;
pub mod date;
mod month;
pub mod number;
pub mod occupation;
pub mod person;
pub mod phone;
pub mod place;
pub mod route;
pub mod status;

use crate::fold;

/// Ways to write that there is nothing.
const NOTHING: &[&str] = &[
    "tidak ada",
    "tdk ada",
    "tak ada",
    "gak ada",
    "ga ada",
    "tidak punya",
    "tdk punya",
    "belum ada",
    "blm ada",
    "belum punya",
    "blm punya",
    "kosong",
    "nihil",
    "null",
    "none",
    "n a",
];

/// Whether a cell says nothing: empty, `-`, `tdk ada`. A question mark says that something is not known, and is not
/// blank.
#[must_use]
pub fn is_blank(text: &str) -> bool {
    let is_filler =
        |c: char| c.is_whitespace() || matches!(c, '-' | '–' | '—' | '_' | '.' | ',' | '/' | '\'' | '\u{feff}');
    text.chars().all(is_filler) || NOTHING.contains(&fold::words(text).as_str())
}

/// The value of the whole cell in a table of folded names, or that of the nearest where the cell is misspelt.
fn named<T: Copy + PartialEq>(text: &str, table: &[(&str, T)]) -> Option<T> {
    let words = fold::words(text);
    let exact = table.iter().find(|(name, _)| *name == words).map(|(_, value)| *value);
    exact.or_else(|| fold::nearest(&words, table.iter().copied()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_written_in_many_ways() {
        for text in ["", "  ", "-", "--", ".", "tdk ada", "Tidak Ada", "N/A", "\u{a0}", "belum ada"] {
            assert!(is_blank(text), "{text:?}");
        }
        for text in ["??", "?", "0", "Ada", "x"] {
            assert!(!is_blank(text), "{text:?}");
        }
    }
}
