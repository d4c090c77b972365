//! Month names in Indonesian and English, short, long, Roman and misspelt.

use crate::fold;

/// Whole names, for misspellings too.
const LONG: &[(&str, i8)] = &[
    ("januari", 1),
    ("january", 1),
    ("februari", 2),
    ("pebruari", 2),
    ("february", 2),
    ("maret", 3),
    ("march", 3),
    ("april", 4),
    ("juni", 6),
    ("juli", 7),
    ("june", 6),
    ("july", 7),
    ("agustus", 8),
    ("august", 8),
    ("september", 9),
    ("oktober", 10),
    ("october", 10),
    ("november", 11),
    ("nopember", 11),
    ("desember", 12),
    ("december", 12),
];

/// Short forms and Roman numerals, met exactly.
const SHORT: &[(&str, i8)] = &[
    ("jan", 1),
    ("feb", 2),
    ("peb", 2),
    ("febr", 2),
    ("mar", 3),
    ("mrt", 3),
    ("apr", 4),
    ("mei", 5),
    ("may", 5),
    ("jun", 6),
    ("jul", 7),
    ("agu", 8),
    ("agt", 8),
    ("ags", 8),
    ("agst", 8),
    ("agus", 8),
    ("aug", 8),
    ("sep", 9),
    ("sept", 9),
    ("okt", 10),
    ("oct", 10),
    ("nov", 11),
    ("nop", 11),
    ("des", 12),
    ("dec", 12),
    ("i", 1),
    ("ii", 2),
    ("iii", 3),
    ("iv", 4),
    ("v", 5),
    ("vi", 6),
    ("vii", 7),
    ("viii", 8),
    ("ix", 9),
    ("x", 10),
    ("xi", 11),
    ("xii", 12),
];

/// The month that a folded word names.
pub(super) fn named(word: &str) -> Option<i8> {
    let exact = SHORT.iter().chain(LONG).find(|(name, _)| *name == word).map(|(_, month)| *month);
    exact.or_else(|| fold::nearest(word, LONG.iter().copied()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_known_in_both_languages_and_misspelt() {
        for (word, month) in [
            ("januari", 1),
            ("febuari", 2),
            ("pebruari", 2),
            ("maret", 3),
            ("mei", 5),
            ("juni", 6),
            ("july", 7),
            ("agusuts", 8),
            ("agt", 8),
            ("setember", 9),
            ("oktobr", 10),
            ("nopember", 11),
            ("desembr", 12),
            ("vii", 7),
        ] {
            assert_eq!(named(word), Some(month), "{word}");
        }
        for word in ["jumi", "xiii", "hari", "lahir", ""] {
            assert_eq!(named(word), None, "{word}");
        }
    }
}
