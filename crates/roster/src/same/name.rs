//! Whether two names may be one name, written twice.

use crate::fold;

/// Titles of Lombok, Sumbawa, Flores and Timor, and of office and faith: written or left out as it comes.
const TITLES: &[&str] = &[
    "lalu",
    "l",
    "baiq",
    "bq",
    "raden",
    "rd",
    "h",
    "hj",
    "haji",
    "hajjah",
    "hajah",
    "tgh",
    "ust",
    "ustad",
    "drs",
    "dr",
    "ir",
    "bapak",
    "bpk",
    "ibu",
    "tn",
    "ny",
    "nn",
    "sdr",
    "sdri",
    "alm",
    "almh",
    "almarhum",
    "almarhumah",
    "bin",
    "binti",
];

/// Whether the names are equal but for case, titles, doubled letters, the order of the words, and one slip or, in
/// long names, two.
pub(super) fn are_similar(a: &str, b: &str) -> bool {
    let (a, b) = (words(a), words(b));
    if a.is_empty() || b.is_empty() {
        return false;
    }
    is_near(&a.concat(), &b.concat()) || is_near(&sorted(&a), &sorted(&b))
}

/// The first letter of the name without titles.
pub(super) fn initial(name: &str) -> Option<char> {
    words(name).first().and_then(|word| word.chars().next())
}

/// Folded words without titles; a name that is a title only (`Lalu`) keeps it.
fn words(name: &str) -> Vec<String> {
    let folded = fold::words(name);
    let all: Vec<String> = folded.split(' ').filter(|word| !word.is_empty()).map(without_doubles).collect();
    let own: Vec<String> = all.iter().filter(|word| !TITLES.contains(&word.as_str())).cloned().collect();
    if own.is_empty() { all } else { own }
}

fn without_doubles(word: &str) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    letters.dedup();
    letters.into_iter().collect()
}

fn sorted(words: &[String]) -> String {
    let mut words = words.to_vec();
    words.sort();
    words.concat()
}

/// Short names have near neighbours that are other people: Rudi and Budi are brothers.
fn is_near(a: &str, b: &str) -> bool {
    let forgiven = match a.chars().count().min(b.chars().count()) {
        0..=3 => 0,
        4..=7 => 1,
        _ => 2,
    };
    strsim::osa_distance(a, b) <= forgiven
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_name_is_written_in_many_ways() {
        for (a, b) in [
            ("Irwan Saputra", "IRWAN  SAPURA"),
            ("Saleh Efendi", "Salhe Efendi"),
            ("Supardi Yani", "Supardi YYani"),
            ("Lalu Fitriani", "FITRIANI"),
            ("H. Ahmad Mustika", "Ahmad Mustika"),
            ("Syahdan", "Syadhan"),
            ("Martha Kia", "Martha ia"),
            ("Efendi Saleh", "Saleh Efendi"),
            ("Lalu", "LALU"),
            ("Muhammad Ali", "Muhamad Ali"),
        ] {
            assert!(are_similar(a, b), "{a} / {b}");
        }
    }

    #[test]
    fn other_names_are_other_people() {
        for (a, b) in [
            ("Ani", "Ami"),
            ("Irwan Saputra", "Mukhlis Saputra"),
            ("Siti", "Sri"),
            ("Lalu", "Baiq"),
            ("", ""),
            ("Ahmad", ""),
        ] {
            assert!(!are_similar(a, b), "{a} / {b}");
        }
    }
}
