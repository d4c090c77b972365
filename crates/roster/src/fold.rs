//! Text reduced to what people mean by it, for comparison only: nothing folded is ever stored.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Small letters without accents and digits, in words with one space between them: `"No. KK "` is `no kk`.
pub(crate) fn words(text: &str) -> String {
    let plain = text.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase);
    let spaced: String = plain.map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    one_spaced(&spaced)
}

/// The text without outer spaces, and with one space for each run of white space within.
pub(crate) fn one_spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// [`words`] without the spaces.
pub(crate) fn compact(text: &str) -> String {
    words(text).replace(' ', "")
}

/// The entry of a table that a misspelt word means: the nearest within what is forgiven, `None` where two different values
/// are equally near.
///
/// `word` and the names of the table are folded.
pub(crate) fn nearest<'a, T: Copy + PartialEq>(word: &str, table: impl IntoIterator<Item = (&'a str, T)>) -> Option<T> {
    let mut best: Option<(usize, Option<T>)> = None;
    for (name, value) in table {
        let Some(distance) = slips_between(word, name) else { continue };
        best = match best {
            Some((least, _)) if distance > least => best,
            Some((least, found)) if distance == least && found != Some(value) => Some((least, None)),
            _ => Some((distance, Some(value))),
        };
    }
    best.and_then(|(_, value)| value)
}

/// How many slips make `word` of a folded name, `None` where they are more than are forgiven.
pub(crate) fn slips_between(word: &str, name: &str) -> Option<usize> {
    let forgiven = slips(name);
    // The distance is costly, and most names are out of reach by their length.
    let is_in_reach = word.len().abs_diff(name.len()) <= forgiven;
    let distance = is_in_reach.then(|| strsim::osa_distance(word, name))?;
    (distance <= forgiven).then_some(distance)
}

/// How many slips of the keyboard a word may hold and still be meant: short words have too many neighbours.
fn slips(word: &str) -> usize {
    match word.chars().count() {
        0..=4 => 0,
        5..=7 => 1,
        _ => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_accents_and_punctuation_do_not_matter() {
        assert_eq!(words(" Tgl.\u{a0}Lahir:"), "tgl lahir");
        assert_eq!(words("José  ÁVILA"), "jose avila");
        assert_eq!(compact("L / P"), "lp");
    }

    #[test]
    fn a_slip_is_forgiven_in_long_words_only() {
        let table = [("malaysia", 1), ("singapura", 2), ("oman", 3)];
        assert_eq!(nearest("mlysia", table), Some(1));
        assert_eq!(nearest("singpaura", table), Some(2));
        assert_eq!(nearest("omen", table), None);
    }

    #[test]
    fn two_equally_near_names_are_none() {
        assert_eq!(nearest("abcdx", [("abcde", 1), ("abcdf", 2)]), None);
        assert_eq!(nearest("abcdx", [("abcde", 1), ("abcdf", 1)]), Some(1));
    }
}
