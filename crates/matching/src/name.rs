//! Names, and how alike two of them are.
//!
//! A name is compared word by word, without titles and in any order. Two words are alike in steps: written alike;
//! sounding alike ([`sound`]); one short for the other (`Moh.`, `M.`, `Frans`); a slip or two of the keyboard apart. A
//! measure of whole texts, such as Jaro-Winkler, was refused: it finds *Contoh Hasan* and *Contoh Husin*, who are
//! twins, more alike than *Nur Aini* and *Nuraini*, who is one.

mod agreement;
mod known;
mod sound;

pub(crate) use agreement::{NameAgreement, agreement};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// More words than this no name has.
const MOST_WORDS: usize = 8;

/// No form takes a longer line. What another program wrote may be longer, and comparing costs the square of it.
const MOST_LETTERS: usize = 200;

/// A name, ready to be compared.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Name {
    words: Vec<Word>,
    /// All words without spaces, as written and as they sound: spaces come and go.
    joined: String,
    joined_sound: String,
    is_title: bool,
}

/// One word of a name.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Word {
    /// In small letters, an abbreviation written out.
    pub(crate) text: String,
    /// As it sounds.
    pub(crate) sound: String,
    /// Whether so many people have it that it hardly tells them apart.
    pub(crate) is_common: bool,
}

impl Name {
    /// `None` where nothing is left of the text.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mut words = folded_words(without_degrees(text));
        let titles = words.iter().take_while(|word| known::is_title(word)).count();
        let is_title = titles == words.len();
        if !is_title {
            words.drain(..titles);
            words.retain(|word| !known::is_particle(word));
        }
        words.truncate(MOST_WORDS);
        let words: Vec<Word> = words.iter().map(|word| Word::new(word)).collect();
        let joined: String = words.iter().map(|word| word.text.as_str()).collect();
        let joined_sound = sound::of(&joined);
        (!joined.is_empty()).then_some(Self { words, joined, joined_sound, is_title })
    }

    pub(crate) fn words(&self) -> &[Word] {
        &self.words
    }

    /// The sounds of all words in alphabetical order.
    pub(crate) fn sounds(&self) -> String {
        let mut sounds: Vec<&str> = self.words.iter().map(|word| word.sound.as_str()).collect();
        sounds.sort_unstable();
        sounds.join(" ")
    }
}

impl Word {
    fn new(text: &str) -> Self {
        let text = known::written_out(text).to_owned();
        let sound = sound::of(&text);
        let is_common = known::is_common(&text);
        Self { text, sound, is_common }
    }

    pub(crate) fn len(&self) -> usize {
        self.text.chars().count()
    }
}

/// What stands before a comma: degrees stand behind (`Contoh, S.Pd.`), and have points; a second half of a name has
/// none.
fn without_degrees(text: &str) -> &str {
    match text.split_once(',') {
        Some((name, degrees)) if degrees.contains('.') && !name.trim().is_empty() => name,
        _ => text,
    }
}

/// Words of small letters without accents. An apostrophe is a sound that many leave out (`Ma'ruf`), not a space.
pub(crate) fn folded_words(text: &str) -> Vec<String> {
    let is_apostrophe = |c: &char| matches!(c, '\'' | '`' | '\u{2018}' | '\u{2019}' | '\u{02bc}');
    let letters = text.nfkd().filter(|c| !is_combining_mark(*c) && !is_apostrophe(c)).flat_map(char::to_lowercase);
    let letters = letters.take(MOST_LETTERS);
    let spaced: String = letters.map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    spaced.split_whitespace().map(str::to_owned).collect()
}

/// A line of an address as it sounds, without spaces. Numerals stay as written: Dusun I is not Dusun II.
pub(crate) fn line_sound(text: &str) -> String {
    let is_numeral = |word: &str| word.chars().all(|c| c.is_ascii_digit() || matches!(c, 'i' | 'v' | 'x'));
    let words = folded_words(text).into_iter();
    words.map(|word| if is_numeral(&word) { word } else { sound::of(&word) }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_no_form_takes_is_compared_by_its_beginning() {
        let long = "siti ".repeat(10) + &"contoh".repeat(10_000);
        let name = Name::parse(&long).unwrap();
        assert!(name.joined.chars().count() <= MOST_LETTERS, "{}", name.joined.len());
        assert!(line_sound(&"x".repeat(16 << 10)).chars().count() <= MOST_LETTERS);
    }
}
