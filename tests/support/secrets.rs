//! What must not be readable, and where to look for it.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use aho_corasick::AhoCorasick;
use anyhow::Result;
use testkit::people::Person;

/// Texts that are not to be seen.
#[derive(Debug)]
pub struct Secrets {
    texts: Vec<String>,
    search: AhoCorasick,
}

impl Secrets {
    /// Some texts.
    ///
    /// # Errors
    /// Where they are too many to be searched for.
    pub fn new(texts: impl IntoIterator<Item = impl Into<String>>) -> Result<Self> {
        let texts: Vec<String> = texts.into_iter().map(Into::into).collect();
        Ok(Self { search: AhoCorasick::new(&texts)?, texts })
    }

    /// What a list says of people.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn of(everybody: &[Person]) -> Result<Self> {
        let texts = everybody.iter().flat_map(|person| {
            let Person { full_name, nik, family_card, phone, .. } = person;
            // A phone number is written with and without the country's code.
            [full_name.clone(), nik.clone(), family_card.clone(), phone[3..].to_owned()]
        });
        Self::new(texts.collect::<BTreeSet<_>>())
    }

    /// These and another one.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn and(self, text: &str) -> Result<Self> {
        Self::new(self.texts.into_iter().chain([text.to_owned()]))
    }

    /// How many there are.
    #[must_use]
    pub const fn count(&self) -> usize {
        self.texts.len()
    }

    /// Those that stand in `bytes`.
    #[must_use]
    pub fn seen_in(&self, bytes: &[u8]) -> BTreeSet<&str> {
        self.search.find_overlapping_iter(bytes).map(|found| self.texts[found.pattern()].as_str()).collect()
    }

    /// Looks at every byte of every file below a folder, and gives the names of the files.
    ///
    /// # Errors
    /// Where a file cannot be read.
    ///
    /// # Panics
    /// Where one of the texts is readable.
    pub fn assert_unseen_below(&self, folder: &Path) -> Result<BTreeSet<String>> {
        let mut looked_at = BTreeSet::new();
        for file in files_below(folder)? {
            assert_eq!(self.seen_in(&std::fs::read(&file)?), BTreeSet::new(), "{}", file.display());
            looked_at.extend(file.file_name().map(|name| name.to_string_lossy().into_owned()));
        }
        Ok(looked_at)
    }
}

/// Every file below a folder.
///
/// # Errors
/// Where a folder cannot be read.
pub fn files_below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() { files.extend(files_below(&path)?) } else { files.push(path) }
    }
    Ok(files)
}
