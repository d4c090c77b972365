//! How alike two words are.

use std::collections::BTreeSet;

/// A word and its groups of three letters.
#[derive(Debug, Clone)]
pub(super) struct Word {
    text: String,
    /// Ascending, each once, each packed into a number.
    grams: Vec<i64>,
}

/// From so many letters on, a word may be the beginning of another.
const BEGINNING: usize = 3;
/// How similar a word is to one that continues it: people type beginnings.
const CONTINUED: f64 = 0.9;

/// The words of a text, in small letters.
pub(super) fn words(text: &str) -> Vec<Word> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(|word| Word::new(word.to_lowercase())).collect()
}

/// The groups of three letters of all words.
pub(super) fn grams(words: &[Word]) -> BTreeSet<i64> {
    words.iter().flat_map(|word| &word.grams).copied().collect()
}

impl Word {
    fn new(text: String) -> Self {
        let grams = grams_of(&text);
        Self { text, grams }
    }

    /// Its groups of three letters, each once.
    pub(super) fn grams(&self) -> &[i64] {
        &self.grams
    }

    /// The share of groups that two words have in common (Dice's coefficient): 1 for the same word. A word that continues
    /// this one counts as nearly the same.
    pub(super) fn similarity(&self, other: &Self) -> f64 {
        if self.text == other.text {
            return 1.0;
        }
        if self.is_beginning() && other.text.starts_with(&self.text) {
            return CONTINUED;
        }
        dice(in_common(&self.grams, &other.grams), self.grams.len() + other.grams.len())
    }

    /// The most that the [`similarity`](Self::similarity) to a word can be which has so many groups in common with this one.
    pub(super) fn at_most(&self, shared: usize) -> f64 {
        let own = self.grams.len();
        if shared >= own {
            return 1.0;
        }
        let dice = dice(shared, own + shared);
        // All groups but the one at the end are in a word that goes on.
        if self.is_beginning() && shared + 1 == own { dice.max(CONTINUED) } else { dice }
    }

    fn is_beginning(&self) -> bool {
        self.text.chars().nth(BEGINNING - 1).is_some()
    }
}

fn dice(shared: usize, all: usize) -> f64 {
    2.0 * shared as f64 / all.max(1) as f64
}

/// How many numbers two ascending lists have in common.
fn in_common(mut a: &[i64], mut b: &[i64]) -> usize {
    let mut count = 0;
    while let ([first, rest @ ..], [other, others @ ..]) = (a, b) {
        count += usize::from(first == other);
        let (ahead, behind) = (first <= other, other <= first);
        a = if ahead { rest } else { a };
        b = if behind { others } else { b };
    }
    count
}

/// Two spaces before a word and one behind it, so that its beginning weighs more than its end.
fn grams_of(word: &str) -> Vec<i64> {
    let letters: Vec<char> = "  ".chars().chain(word.chars()).chain(" ".chars()).collect();
    let packed = |three: &[char]| three.iter().fold(0, |packed, c| (packed << 21) | i64::from(u32::from(*c)));
    let mut grams: Vec<_> = letters.windows(3).map(packed).collect();
    grams.sort_unstable();
    grams.dedup();
    grams
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(text: &str) -> Word {
        Word::new(text.to_owned())
    }

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
            let similarity = word(typed).similarity(&word(other));
            assert_eq!(similarity >= super::super::THRESHOLD, similar, "{typed} {other}");
        }
    }

    #[test]
    fn no_word_is_more_similar_than_what_is_shared_allows() {
        let names =
            ["siti", "sit", "si", "sititi", "aaa", "aaaa", "saputra", "sapura", "muhammad", "mohamad", "ma", "m"];
        for (typed, other) in names.iter().flat_map(|typed| names.map(|other| (word(typed), word(other)))) {
            let shared = in_common(&typed.grams, &other.grams);
            assert!(typed.similarity(&other) <= typed.at_most(shared), "{typed:?} {other:?}");
        }
    }
}
