//! How a word sounds, whatever spelling its writer learnt.
//!
//! Indonesian was spelled in the Dutch way until 1947 (`oe`) and 1972 (`tj`, `dj`, `j`, `ch`), and names keep the
//! spelling of their certificate; Arabic names are romanised as heard (`Zainal`, `Zaenal`, `Jaenal`), Christian ones in
//! three languages. Soundex and Metaphone were refused: they know English, and drop the vowels that tell *Rina* from
//! *Rani*.

/// Letters that one sound is written with, in the order in which they are replaced.
const SPELLINGS: &[(&str, &str)] = &[
    // Before 1947 and 1972.
    ("oe", "u"),
    ("tj", "c"),
    ("dj", "j"),
    ("sj", "s"),
    ("chr", "kr"),
    ("ch", "h"),
    // Arabic sounds that Indonesian lacks.
    ("kh", "h"),
    ("sy", "s"),
    ("sh", "s"),
    ("dz", "z"),
    ("dh", "d"),
    ("th", "t"),
    ("gh", "g"),
    // Letters that are spoken alike.
    ("ph", "p"),
    ("bh", "b"),
    ("ck", "k"),
    ("x", "ks"),
    ("q", "k"),
    ("v", "p"),
    ("f", "p"),
    ("z", "j"),
    // Glides that are written or not: Aliyah, Aliah; Rizwan and Rizuan are left to slips.
    ("iy", "i"),
    ("uw", "u"),
];

/// Two vowels that are spoken as one between consonants: Husain, Husen; Fauzan, Fozan. A word that begins with them is
/// another name: Aini is not Eni.
const DIPHTHONGS: &[(&str, &str)] = &[
    ("ai", "e"),
    ("ae", "e"),
    ("ei", "e"),
    ("au", "o"),
    ("ao", "o"),
    ("ou", "u"),
    ("oo", "u"),
    ("ie", "i"),
    ("ee", "i"),
];

/// The sound of a word in small letters. Never empty where the word is not.
pub(super) fn of(word: &str) -> String {
    let respelled = SPELLINGS.iter().fold(word.to_owned(), replaced);
    let mut letters = respelled.chars();
    let first: String = letters.next().into_iter().collect();
    let rest = DIPHTHONGS.iter().fold(letters.collect(), replaced);
    let sound = single(&with_plain_end(&glided(&(first + &rest))));
    if sound.is_empty() { word.to_owned() } else { sound }
}

fn replaced(text: String, (from, to): &(&str, &str)) -> String {
    if text.contains(from) { text.replace(from, to) } else { text }
}

/// `y` before a vowel was written `j` until 1972 (Jusuf, Yusuf), and is hardly heard after `n` (Nyoman, Noman); elsewhere
/// it is an `i` (Heny, Heni).
fn glided(word: &str) -> String {
    let mut letters = word.chars().peekable();
    let mut glided = String::with_capacity(word.len());
    while let Some(letter) = letters.next() {
        let before_vowel = letters.peek().is_some_and(|next| "aeiou".contains(*next));
        match letter {
            'y' if before_vowel && glided.ends_with('n') => {}
            'y' if before_vowel => glided.push('j'),
            'y' => glided.push('i'),
            other => glided.push(other),
        }
    }
    glided
}

/// A final `h` is hardly heard (Fatimah, Fatima), and a final `d`, `b`, `g` as `t`, `p`, `k` (Ahmad, Ahmat).
fn with_plain_end(word: &str) -> String {
    let word = word.trim_end_matches('h');
    let harden = [('d', "t"), ('b', "p"), ('g', "k")];
    let hardened = harden.into_iter().find_map(|(soft, hard)| Some(format!("{}{hard}", word.strip_suffix(soft)?)));
    hardened.unwrap_or_else(|| word.to_owned())
}

/// Every letter once where it stands twice in a row.
fn single(word: &str) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    letters.dedup();
    letters.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn spellings_of_one_name_sound_alike() {
        for (a, b) in [
            ("soeharno", "suharno"),
            ("djoko", "joko"),
            ("tjahja", "cahya"),
            ("jusuf", "yusuf"),
            ("chairul", "khairul"),
            ("haerul", "khairul"),
            ("zaenal", "jainal"),
            ("husain", "husen"),
            ("fauzan", "fozan"),
            ("fatimah", "patima"),
            ("aisyah", "aisah"),
            ("aliyah", "aliah"),
            ("ahmad", "ahmat"),
            ("supardi", "suppardi"),
            ("stefanus", "stevanus"),
            ("christina", "kristina"),
            ("heny", "heni"),
            ("ramadhan", "ramadan"),
            ("timuq", "timuk"),
        ] {
            assert_eq!(of(a), of(b), "{a} {b}");
        }
    }

    #[test]
    fn other_names_sound_different() {
        for (a, b) in [("rina", "rani"), ("aini", "eni"), ("hasan", "husin"), ("rudi", "budi"), ("wati", "wani")] {
            assert_ne!(of(a), of(b), "{a} {b}");
        }
    }

    #[test]
    fn every_word_has_a_sound() {
        for word in ["h", "hh", "y", "é", "7"] {
            assert!(!of(word).is_empty(), "{word}");
        }
    }
}
