//! Fields that were one field in earlier versions.

/// Which part of a field of earlier versions a field is.
///
/// The whole goes on being written, so that older devices see what newer ones wrote; where it says something else than
/// the parts, an older device wrote it, and the parts are read from it ([`growth`](crate::growth)).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PartOf {
    /// The path of the field that older devices know, with its `*`.
    pub whole: &'static str,
    /// Where the part stands in it.
    pub part: Part,
}

/// Where a part stands in a text that was written for all of them. The fields of one whole are put together in this
/// order, one space apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// A number of at least four digits at the beginning: the code of a classification.
    Number,
    /// All other words.
    Words,
}

impl Part {
    /// This part of a whole, `None` where it has none.
    pub(crate) fn of(self, whole: &str) -> Option<&str> {
        let (first, rest) = whole.split_once(' ').unwrap_or((whole, ""));
        let (number, words) = if is_number(first) { (first, rest) } else { ("", whole) };
        let part = match self {
            Self::Number => number,
            Self::Words => words,
        };
        (!part.is_empty()).then_some(part)
    }
}

fn is_number(word: &str) -> bool {
    word.len() >= 4 && word.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_at_the_beginning_is_told_from_words() {
        for (whole, number, words) in [
            ("7531 penjahit", Some("7531"), Some("penjahit")),
            ("7531", Some("7531"), None),
            ("menjahit baju", None, Some("menjahit baju")),
            ("2 tahun menjahit", None, Some("2 tahun menjahit")),
            ("menjahit 7531", None, Some("menjahit 7531")),
            ("", None, None),
        ] {
            assert_eq!((Part::Number.of(whole), Part::Words.of(whole)), (number, words), "{whole}");
        }
    }
}
