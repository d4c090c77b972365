//! A file, cut into its entries before Fluent reads it.
//!
//! An entry begins with a letter, or `-`, at the beginning of a line; what follows is indented or begins with a bracket.
//! Each entry is read by itself, so that a mistake in one ends with it and has its line. It also bounds what a hostile
//! file can do: Fluent reads brackets within brackets by recursion, and an entry with too many of them is not given to it.

/// The longest entry, in bytes.
pub(crate) const LONGEST: usize = 4096;
/// The most opening brackets of an entry.
pub(crate) const BRACKETS: usize = 64;

/// One entry of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Entry<'a> {
    /// Its first line, counted from one.
    pub(crate) line: usize,
    /// From the key to the end.
    pub(crate) text: &'a str,
}

/// The entries of a file, without its comments.
pub(crate) fn entries(source: &str) -> Vec<Entry<'_>> {
    let mut entries: Vec<Entry<'_>> = Vec::new();
    let (mut begin, mut line_of_begin, mut at) = (0, 1, 0);
    for (number, line) in source.split_inclusive('\n').enumerate() {
        if begins(line) {
            entries.extend(cut(source, begin, at, line_of_begin));
            (begin, line_of_begin) = (at, number + 1);
        }
        at += line.len();
    }
    entries.extend(cut(source, begin, at, line_of_begin));
    entries
}

/// A comment ends the entry before it, and is none itself.
fn begins(line: &str) -> bool {
    line.starts_with(|c: char| c.is_ascii_alphabetic() || c == '-' || c == '#')
}

fn cut(source: &str, from: usize, to: usize, line: usize) -> Option<Entry<'_>> {
    let text = source.get(from..to)?.trim_end();
    let is_entry = !text.is_empty() && !text.starts_with('#');
    is_entry.then_some(Entry { line, text })
}

impl<'a> Entry<'a> {
    /// The key, as far as there is one: that of a term has its `-`.
    pub(crate) fn key(self) -> &'a str {
        let end = self.text.find(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_'));
        self.text.get(..end.unwrap_or(self.text.len())).unwrap_or_default()
    }

    /// Whether it is a term: a word that messages share.
    pub(crate) fn is_term(self) -> bool {
        self.text.starts_with('-')
    }

    /// Whether it is small enough to be read.
    pub(crate) fn is_bounded(self) -> bool {
        let brackets = self.text.bytes().filter(|b| matches!(b, b'{' | b'(')).count();
        self.text.len() <= LONGEST && brackets <= BRACKETS
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_goes_on_until_the_next_line_that_begins_with_a_letter() {
        let source = "### head\n\na = 1\n# why\nb = { $x ->\n    [one] 1\n   *[other] 2\n}\n  more\n-t = 3\n";
        let cut: Vec<_> = entries(source).iter().map(|entry| (entry.line, entry.key(), entry.text)).collect();
        let b = "b = { $x ->\n    [one] 1\n   *[other] 2\n}\n  more";
        assert_eq!(cut, [(3, "a", "a = 1"), (5, "b", b), (10, "-t", "-t = 3")]);
    }

    #[test]
    fn what_comes_before_the_first_key_is_an_entry_without_one() {
        let source = entries("= lost\na = 1");
        assert_eq!(source.iter().map(|entry| entry.key()).collect::<Vec<_>>(), ["", "a"]);
    }

    #[test]
    fn an_entry_with_too_many_brackets_is_not_read() {
        let text = format!("a = {}", "{".repeat(BRACKETS + 1));
        assert!(!Entry { line: 1, text: &text }.is_bounded());
        assert!(Entry { line: 1, text: "a = { $b } (c)" }.is_bounded());
    }
}
