//! What two names have in common.

use super::{Name, Word};

/// A word shorter than this has neighbours that are other names: Rina and Rini are sisters.
const LONG_WORD: usize = 6;
/// A joined name shorter than this says nothing once a letter is wrong.
const LONG_NAME: usize = 6;
/// More slips than this in one name are another name.
const MOST_EDITS: u8 = 3;

/// What two names have in common, from most to least. `points` count what the agreeing words tell: two for a word, one
/// for a word that many have, or that is only begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NameAgreement {
    /// The same words in the same order, but for titles and case.
    Same { points: u8 },
    /// The same name, spelled, ordered, spaced or shortened otherwise.
    Respelled { points: u8 },
    /// The same name but for this many slips; so many of them make a letter of a short word another one.
    Slips { edits: u8, other_letters: u8, points: u8 },
    /// All words of one name are in the other, which has more.
    Part { points: u8 },
    /// Some words agree, and each name has words of its own.
    Shared,
    /// Nothing agrees.
    Other,
}

/// How far two words are apart, the nearest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Distance {
    Equal,
    Sound,
    Begun,
    Edits(u8),
    /// One letter of a short word is another one: two names more often than a slip.
    OtherLetter,
}

/// How the words of two names were paired.
#[derive(Default)]
struct Pairing {
    paired: usize,
    edits: u8,
    other_letters: u8,
    points: u8,
    is_respelled: bool,
    /// Whether anything but an initial or an abbreviation is paired.
    is_word: bool,
}

/// Compares two names; which of both comes first does not matter. `None` where one is a title only, and the other is
/// not the same: that it goes by *Amaq* says nothing of what a person is called.
pub(crate) fn agreement(a: &Name, b: &Name) -> Option<NameAgreement> {
    if a != b && (a.is_title || b.is_title) {
        return None;
    }
    Some(words_agree(a, b))
}

fn words_agree(a: &Name, b: &Name) -> NameAgreement {
    // Words are paired greedily: one order for both directions.
    let (a, b) = if a <= b { (a, b) } else { (b, a) };
    let Pairing { paired, edits, other_letters, points, is_respelled, is_word } = pair(a, b);
    let (fewer, more) = (a.words.len().min(b.words.len()), a.words.len().max(b.words.len()));
    if paired == more && edits == 0 {
        let in_order = !is_respelled && a.words == b.words;
        return if in_order { NameAgreement::Same { points } } else { NameAgreement::Respelled { points } };
    }
    if paired == more && edits + other_letters <= MOST_EDITS {
        return NameAgreement::Slips { edits, other_letters, points };
    }
    if let Some(joined) = joined(a, b) {
        return joined;
    }
    match paired {
        0 => NameAgreement::Other,
        _ if paired == fewer && edits + other_letters <= 1 && is_word => NameAgreement::Part { points },
        _ => NameAgreement::Shared,
    }
}

/// Gives each word the nearest of the other name that no nearer one has taken.
fn pair(a: &Name, b: &Name) -> Pairing {
    let mut near: Vec<(Distance, usize, usize)> = Vec::new();
    for (at, word) in a.words.iter().enumerate() {
        near.extend(
            b.words.iter().enumerate().filter_map(|(other_at, other)| Some((distance(word, other)?, at, other_at))),
        );
    }
    near.sort_unstable();
    let (mut taken, mut other_taken) = (vec![false; a.words.len()], vec![false; b.words.len()]);
    let mut pairing = Pairing::default();
    for (distance, at, other_at) in near {
        let (Some(own), Some(other)) = (taken.get_mut(at), other_taken.get_mut(other_at)) else { continue };
        if !*own && !*other {
            (*own, *other) = (true, true);
            let is_common = a.words.get(at).is_none_or(|word| word.is_common);
            pairing.add(distance, is_common || b.words.get(other_at).is_none_or(|word| word.is_common));
        }
    }
    pairing
}

impl Pairing {
    fn add(&mut self, distance: Distance, is_common: bool) {
        let is_begun = distance == Distance::Begun;
        let (edits, other_letters) = match distance {
            Distance::Equal | Distance::Sound | Distance::Begun => (0, 0),
            Distance::Edits(edits) => (edits, 0),
            Distance::OtherLetter => (1, 1),
        };
        self.paired += 1;
        self.edits += edits;
        self.other_letters += other_letters;
        self.points += if is_common || is_begun { 1 } else { 2 };
        self.is_respelled |= distance != Distance::Equal;
        self.is_word |= !is_begun;
    }
}

/// `None` where two words are two names.
fn distance(a: &Word, b: &Word) -> Option<Distance> {
    if a.text == b.text {
        return Some(Distance::Equal);
    }
    if a.sound == b.sound {
        return Some(Distance::Sound);
    }
    if is_begun(a, b) || is_begun(b, a) {
        return Some(Distance::Begun);
    }
    let edits = edits(&a.text, &b.text).min(edits(&a.sound, &b.sound));
    let forgiven = match a.len().min(b.len()) {
        0..=3 => 0,
        4..=7 => 1,
        _ => 2,
    };
    let is_other_letter = edits == 1 && a.len() < LONG_WORD && is_changed(&a.text, &b.text);
    (edits <= forgiven).then_some(if is_other_letter { Distance::OtherLetter } else { Distance::Edits(edits) })
}

/// Whether `short` is an initial or the beginning of `long`, as in `M.`, `Frans`, `Zul`.
fn is_begun(short: &Word, long: &Word) -> bool {
    let (short_len, long_len) = (short.len(), long.len());
    let is_short = short_len == 1 || (short_len >= 3 && short_len + 2 <= long_len);
    is_short && short_len < long_len && long.text.starts_with(&short.text)
}

/// Names that are one without their spaces, or nearly.
fn joined(a: &Name, b: &Name) -> Option<NameAgreement> {
    let points = points(a).min(points(b));
    if a.joined_sound == b.joined_sound {
        return Some(NameAgreement::Respelled { points });
    }
    let is_long = a.joined.chars().count().min(b.joined.chars().count()) >= LONG_NAME;
    let is_near = is_long && edits(&a.joined, &b.joined) == 1;
    let other_letters = u8::from(is_changed(&a.joined, &b.joined));
    is_near.then_some(NameAgreement::Slips { edits: 1, other_letters, points })
}

/// What all words of a name tell.
fn points(name: &Name) -> u8 {
    name.words.iter().fold(0, |points, word| points + if word.is_common { 1 } else { 2 })
}

/// Letters changed, lost, doubled, or swapped with their neighbour.
fn edits(a: &str, b: &str) -> u8 {
    u8::try_from(strsim::osa_distance(a, b)).unwrap_or(u8::MAX)
}

/// Whether two texts that are one edit apart differ in a letter that is another one.
fn is_changed(a: &str, b: &str) -> bool {
    let sorted = |text: &str| {
        let mut letters: Vec<char> = text.chars().collect();
        letters.sort_unstable();
        letters
    };
    a.chars().count() == b.chars().count() && sorted(a) != sorted(b)
}
