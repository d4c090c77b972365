use std::fs;

use language::{LanguageCode, Pack};

use super::*;
use crate::pack;

fn qaa(source: &str) -> Pack {
    Pack::parse(LanguageCode::parse("qaa").unwrap(), source).unwrap()
}

#[test]
fn every_key_is_there_once_and_sentences_and_labels_do_not_share_one() {
    let labels = labels();
    let mut keys: Vec<_> = DECLARED.iter().map(|declared| declared.key).collect();
    keys.extend(labels.iter().map(|label| label.key.as_str()));
    let count = keys.len();
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), count);
}

#[test]
fn a_template_that_is_filled_in_says_everything() {
    let labels = labels();
    let catalogue = catalogue(&labels);
    let code = LanguageCode::parse("qaa").unwrap();
    // Each key with the Indonesian text that stands above it: as if somebody had translated it.
    let template = catalogue.template(&code, None);
    let mut filled = String::new();
    let mut said = "";
    for line in template.lines() {
        said = line.strip_prefix("# id: ").unwrap_or(said);
        match line.strip_prefix('#').and_then(|line| line.strip_suffix(" = ")) {
            Some(key) => filled += &format!("{key} = {said}\n"),
            None => filled += &format!("{line}\n"),
        }
    }
    let pack = qaa(&filled);
    assert_eq!(pack.faults(), []);
    let review = catalogue.review(&pack);
    assert_eq!((review.said, review.lacking), (catalogue.len(), Vec::new()));
    assert_eq!((review.unknown, review.wrong_variables), (Vec::new(), Vec::new()));
    assert_eq!(pack.head().status.as_deref(), Some("draft"));
    let rest = catalogue.template(&code, Some(&pack));
    assert!(!rest.contains(" = "), "{rest}");
}

#[test]
fn a_file_in_the_directory_of_languages_is_found_by_its_name() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("qaa.ftl"), "yes = y!\n").unwrap();
    let code = LanguageCode::parse("qaa").unwrap();
    let pack = pack::read(&code, &pack::path_of(dir.path(), &code)).unwrap();
    assert_eq!(pack.say("yes").as_deref(), Some("y!"));
}
