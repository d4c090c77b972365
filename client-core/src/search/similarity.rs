//! How alike two words are.

use std::collections::BTreeSet;

/// The words of a text, in small letters.
pub(super) fn words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}

/// The groups of three letters of all words, each packed into a number.
pub(super) fn grams(words: &[String]) -> BTreeSet<i64> {
    words.iter().flat_map(|word| grams_of(word)).collect()
}

/// The share of groups that two words have in common (Dice's coefficient): 1 for the same word. A word that continues
/// the other counts as nearly the same, as people type beginnings.
pub(super) fn similar_words(typed: &str, other: &str) -> f64 {
    if typed == other {
        return 1.0;
    }
    if typed.chars().count() >= 3 && other.starts_with(typed) {
        return 0.9;
    }
    let (a, b) = (grams_of(typed), grams_of(other));
    2.0 * a.intersection(&b).count() as f64 / (a.len() + b.len()).max(1) as f64
}

/// Two spaces before a word and one behind it, so that its beginning weighs more than its end.
fn grams_of(word: &str) -> BTreeSet<i64> {
    let letters: Vec<char> = "  ".chars().chain(word.chars()).chain(" ".chars()).collect();
    letters
        .windows(3)
        .map(|three| three.iter().fold(0, |packed, c| (packed << 21) | i64::from(u32::from(*c))))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_keyboard_is_similar_and_another_name_is_not() {
        for (typed, other, similar) in [
            ("sapura", "saputra", true),
            ("mohamad", "muhammad", true),
            ("sit", "siti", true),
            ("siti", "budi", false),
            ("ahmad", "amin", false),
            ("siti", "sili", false),
        ] {
            assert_eq!(similar_words(typed, other) >= super::super::THRESHOLD, similar, "{typed} {other}");
        }
    }
}
