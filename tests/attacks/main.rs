//! What attackers try, each by a test that is named for the attempt.
//!
//! One module for each attacker of docs/SECURITY.md, which names these tests. Most attempts are made with real stores and a
//! real province in one process ([`support::inside`]); those that are about programs, files and lines start the programs.

mod courier;
mod helper;
mod kiosk;
mod liar;
mod network;
mod official;
mod operator;
mod registry;
mod thief;

use std::{collections::BTreeSet, fs, path::Path};

/// The words in backticks that are names of tests.
fn named(page: &str) -> BTreeSet<String> {
    let is_name = |word: &&str| {
        word.matches('_').count() >= 3 && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
    };
    page.split('`').skip(1).step_by(2).filter(is_name).map(str::to_owned).collect()
}

/// The names of the tests in a file.
fn tests_in(source: &str) -> BTreeSet<String> {
    let mut lines = source.lines().map(str::trim);
    let mut found = BTreeSet::new();
    while let Some(line) = lines.next() {
        if !line.starts_with("#[test]") && !line.starts_with("#[tokio::test") {
            continue;
        }
        let name = lines.by_ref().find_map(|line| line.split_once("fn ")?.1.split_once('('));
        found.extend(name.map(|(name, _)| name.to_owned()));
    }
    found
}

fn tests_below(folder: &Path) -> BTreeSet<String> {
    let files = support::files_below(folder).unwrap();
    let sources = files.iter().filter(|file| file.extension().is_some_and(|end| end == "rs"));
    sources.flat_map(|file| tests_in(&fs::read_to_string(file).unwrap())).collect()
}

#[test]
fn every_attack_that_the_security_page_names_is_tried_and_every_one_that_is_tried_is_named() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let named = named(&fs::read_to_string(root.join("docs/SECURITY.md")).unwrap());
    let here = tests_below(&root.join("tests/attacks"));
    let everywhere: BTreeSet<_> =
        ["tests", "server", "client-core", "crates"].iter().flat_map(|part| tests_below(&root.join(part))).collect();
    let missing: Vec<_> = named.difference(&everywhere).collect();
    assert!(missing.is_empty(), "named and nowhere tried: {missing:?}");
    let itself = "every_attack_that_the_security_page_names_is_tried_and_every_one_that_is_tried_is_named";
    let untold: Vec<_> = here.difference(&named).filter(|name| *name != itself).collect();
    assert!(untold.is_empty(), "tried and not named: {untold:?}");
}
