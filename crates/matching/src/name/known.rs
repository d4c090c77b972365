//! Words of names that are known: titles, abbreviations, and names that half the village has.
//!
//! General knowledge of Lombok, Sumbawa, Flores and Timor; the lists are short on purpose, as a word that is wrongly on
//! one of them makes two people alike.

/// Titles of nobility, faith, kinship, office and politeness, written or left out as it comes. *Amaq* and *Inaq* are
/// Sasak for father and mother of the one whose name follows.
#[rustfmt::skip]
const TITLES: &[&str] = &[
    "lalu", "l", "lale", "baiq", "bq", "raden", "rd", "dende", "denda", "mamiq", "amaq", "inaq", "papuq", "gede",
    "h", "hj", "haji", "hajjah", "hajah", "tgh", "tuan", "guru", "ust", "ustad", "ustadz", "ustadzah", "kh", "kyai",
    "pater", "romo", "suster", "sr", "rm", "bapa", "mama", "opa", "oma",
    "bapak", "bpk", "pak", "ibu", "bu", "tn", "ny", "nn", "sdr", "sdri", "dr", "drs", "dra", "ir", "prof",
    "alm", "almh", "almarhum", "almarhumah",
];

/// Words within a name that say whose child somebody is.
const PARTICLES: &[&str] = &["bin", "binti", "bt", "ibn", "ibnu"];

/// What people write for a long name that everybody has.
#[rustfmt::skip]
const WRITTEN_OUT: &[(&str, &[&str])] = &[
    ("muhammad", &[
        "muh", "moh", "mhd", "mhmd", "muhd", "mohd", "muhamad", "mohamad", "mohammad", "mohamed", "mohammed",
        "muhamed", "muhammed", "mochamad", "mochammad", "muchamad", "muchammad", "mokhamad", "mukhamad",
    ]),
    ("ahmad", &["akhmad", "achmad", "ahmed", "akmad"]),
    ("abdul", &["abd", "abdl"]),
    ("siti", &["st", "sitti"]),
    ("yohanes", &["yoh", "yohannes", "johannes", "johanes"]),
    ("fransiskus", &["franciscus", "fransiscus"]),
];

/// Names of which each is borne by more than one in fifty, women's and men's, Muslim and Christian.
#[rustfmt::skip]
const COMMON: &[&str] = &[
    "muhammad", "ahmad", "abdul", "abdullah", "siti", "nur", "sri", "dewi",
    "maria", "yohanes", "yosef", "fransiskus", "antonius", "petrus", "paulus",
];

pub(super) fn is_title(word: &str) -> bool {
    TITLES.contains(&word)
}

pub(super) fn is_particle(word: &str) -> bool {
    PARTICLES.contains(&word)
}

/// The name that an abbreviation stands for, else the word.
pub(super) fn written_out(word: &str) -> &str {
    let of_word = WRITTEN_OUT.iter().find(|(_, forms)| forms.contains(&word));
    of_word.map_or(word, |(name, _)| name)
}

/// Whether many people have the word. A single letter is common, too: it could be anybody's.
pub(super) fn is_common(word: &str) -> bool {
    word.chars().nth(1).is_none() || is_title(word) || COMMON.contains(&word)
}
