//! One breakage.

use std::{collections::BTreeMap, fs, path::Path};

use anyhow::{Context, ensure};
use serde::Deserialize;

use crate::files;

/// Where they are kept, one file each, named after the breakage.
const FOLDER: &str = "tests/mutations";

/// What a file says.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Mutation {
    /// For people: what is broken.
    pub(super) what: String,
    /// Which lines are replaced.
    pub(super) edit: Vec<Edit>,
}

/// Some lines of one file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Edit {
    /// Its path from the repository's root.
    pub(super) file: String,
    /// What stands there, once; spaces and lines between words do not matter.
    find: String,
    /// What is to stand there.
    replace: String,
}

/// All breakages, by name.
pub(super) fn all() -> anyhow::Result<BTreeMap<String, Mutation>> {
    let folder = files::root().join(FOLDER);
    let mut all = BTreeMap::new();
    for entry in fs::read_dir(&folder).with_context(|| FOLDER)? {
        let path = entry?.path();
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).with_context(|| name.clone())?;
        all.insert(name.clone(), toml::from_str(&text).with_context(|| name)?);
    }
    Ok(all)
}

impl Edit {
    /// The file's text with the replacement.
    ///
    /// # Errors
    /// Where what is to be replaced is not there just once.
    pub(super) fn apply(&self, text: &str) -> anyhow::Result<String> {
        let found = places(text, &self.find);
        ensure!(found.len() == 1, "{} times in {}: {:?}", found.len(), self.file, self.find);
        let (start, end) = found.first().copied().unwrap_or_default();
        let (before, after) = (text.get(..start).unwrap_or_default(), text.get(end..).unwrap_or_default());
        Ok(format!("{before}{}{after}", self.replace.trim()))
    }

    /// The same in a file below `root`. Gives what the file was before.
    pub(super) fn apply_in(&self, root: &Path) -> anyhow::Result<String> {
        let path = root.join(&self.file);
        let before = fs::read_to_string(&path).with_context(|| self.file.clone())?;
        fs::write(&path, self.apply(&before)?)?;
        Ok(before)
    }
}

/// Where `wanted` begins and ends in `text`, whatever stands between its words.
fn places(text: &str, wanted: &str) -> Vec<(usize, usize)> {
    let words: Vec<&str> = wanted.split_whitespace().collect();
    let Some(first) = words.first() else { return Vec::new() };
    let starts = text.match_indices(first).map(|(start, _)| start);
    starts.filter_map(|start| Some((start, end_of(text, start, &words)?))).collect()
}

fn end_of(text: &str, start: usize, words: &[&str]) -> Option<usize> {
    let mut at = start;
    for (number, word) in words.iter().enumerate() {
        let rest = text.get(at..)?;
        let space = if number == 0 { 0 } else { rest.len() - rest.trim_start().len() };
        if !rest.get(space..)?.starts_with(word) {
            return None;
        }
        at += space + word.len();
    }
    Some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(find: &str) -> Edit {
        Edit { file: "a.rs".to_owned(), find: find.to_owned(), replace: "x".to_owned() }
    }

    #[test]
    fn what_is_replaced_is_found_however_it_is_broken_into_lines() {
        let text = "fn a() {\n    b(c,\n        d);\n}\n";
        assert_eq!(edit("b(c, d);").apply(text).unwrap(), "fn a() {\n    x\n}\n");
    }

    #[test]
    fn what_is_not_there_just_once_is_refused() {
        for text in ["", "b b", "a"] {
            assert!(edit("b").apply(text).is_err(), "{text}");
        }
        assert!(edit("").apply("b").is_err());
    }

    #[test]
    fn every_breakage_can_still_be_made() {
        for (name, mutation) in all().unwrap() {
            for edit in &mutation.edit {
                let text = fs::read_to_string(files::root().join(&edit.file)).unwrap();
                edit.apply(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
            }
        }
    }
}
