//! Words that nobody means to leave behind.
//!
//! Clippy finds some of them, but not in every file, not under every `cfg`, and not those that are no Rust: this looks
//! at the text of all tracked files.

use std::{fmt, fs};

use anyhow::bail;

use crate::files;

/// A word, and why it must not be there. The words are put together here, as this file is looked at, too.
struct Rule {
    word: &'static str,
    why: &'static str,
    files: Files,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Files {
    Rust,
    All,
}

/// A place where a rule is broken.
#[derive(Debug, PartialEq, Eq)]
struct Finding {
    path: String,
    line: usize,
    why: &'static str,
}

const RULES: &[Rule] = &[
    machine(concat!("/ho", "me/")),
    machine(concat!("/Us", "ers/")),
    machine(concat!("/ro", "ot/")),
    machine(concat!("/wo", "rk/")),
    machine(concat!("C:\\", "Users\\")),
    rust(concat!("to", "do!"), "a stub"),
    rust(concat!("unimple", "mented!"), "a stub"),
    rust(concat!("#[ig", "nore"), "a parked test: mend or delete it"),
    rust(concat!("thread::", "sleep"), "wait for an event, or for a timer that can be cancelled"),
    rust(concat!("db", "g!"), "a trace of debugging"),
    rust(concat!("#[al", "low("), "#[expect] with a reason says when it is no longer needed"),
];

const fn machine(word: &'static str) -> Rule {
    Rule { word, why: "a path of somebody's machine", files: Files::All }
}

const fn rust(word: &'static str, why: &'static str) -> Rule {
    Rule { word, why, files: Files::Rust }
}

/// Looks at all tracked files.
///
/// # Errors
/// Where a word is found; the error names all places.
pub(crate) fn check() -> anyhow::Result<()> {
    let mut findings = Vec::new();
    for path in files::tracked()? {
        // A file that git knows and that was removed since has no words.
        let Ok(bytes) = fs::read(files::root().join(&path)) else { continue };
        if let Ok(text) = String::from_utf8(bytes) {
            findings.extend(look(&path, &text));
        }
    }
    if !findings.is_empty() {
        let lines: Vec<String> = findings.iter().map(ToString::to_string).collect();
        bail!("words that must not be there:\n{}", lines.join("\n"));
    }
    Ok(())
}

fn look(path: &str, text: &str) -> Vec<Finding> {
    let rules = || RULES.iter().filter(|rule| rule.files == Files::All || path.ends_with(".rs"));
    text.lines()
        .enumerate()
        .flat_map(|(index, line)| rules().filter(|rule| has_word(line, rule.word)).map(move |rule| (index, rule)))
        .map(|(index, rule)| Finding { path: path.to_owned(), line: index + 1, why: rule.why })
        .collect()
}

/// Whether `word` stands in the line, and not as the end of a longer one: `xdbg!` or `https://x.example/home/`.
fn has_word(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| {
        let before = line.get(..at).and_then(|head| head.chars().next_back());
        !before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '.' | '-' | '}'))
    })
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.path, self.line, self.why)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_word_is_found_with_its_line() {
        for rule in RULES {
            let text = format!("fn main() {{\n    {}x\n}}\n", rule.word);
            let found = look("a.rs", &text);
            assert_eq!(found, [Finding { path: "a.rs".to_owned(), line: 2, why: rule.why }], "{}", rule.word);
        }
    }

    #[test]
    fn words_of_rust_are_looked_for_in_rust_only() {
        let parked = format!("see {}]", concat!("#[ig", "nore"));
        assert!(look("README.md", &parked).is_empty());
        assert_eq!(look("README.md", concat!("run it in /ho", "me/ani")).len(), 1);
    }

    #[test]
    fn the_end_of_a_longer_word_is_not_a_finding() {
        for line in [concat!("xdb", "g!(1)"), concat!("https://desa.example/ho", "me/"), concat!("frame", "wo", "rk/")]
        {
            assert!(look("a.rs", line).is_empty(), "{line}");
        }
    }
}
