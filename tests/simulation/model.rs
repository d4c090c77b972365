//! What people were told: the reference that every replica is compared with.
//!
//! Every writing sets one field of one record to a value that nobody else ever writes, and notes which values stood
//! in the field on the form. So what must be in a field at the end follows without knowing how documents merge: every
//! value that was acknowledged and that nobody wrote over knowingly.

use std::collections::{BTreeMap, BTreeSet};

use records::{ChangeHash, DocId, Path};

/// How many letters a long value has.
const LONG: usize = 6_000;

/// All writings, in their order.
#[derive(Debug, Default)]
pub(crate) struct Model {
    pub(crate) writings: Vec<Writing>,
    /// Values that a reviewer undid, or may have undone.
    pub(crate) undone: BTreeSet<String>,
    /// Changes that must never be in a document.
    pub(crate) harmful: BTreeSet<ChangeHash>,
    /// How often somebody forged.
    pub(crate) forgeries: u64,
    /// How often the province said something.
    pub(crate) notices: u64,
    /// The devices that were lost, and how many writings there were then.
    pub(crate) lost: BTreeMap<usize, usize>,
    /// Records that the province was told to erase.
    pub(crate) doomed: BTreeSet<DocId>,
    /// Those that it erased, and how many writings there were then.
    pub(crate) erased: BTreeMap<DocId, usize>,
}

/// One field, written once.
#[derive(Debug, Clone)]
pub(crate) struct Writing {
    /// The first day's device on which, or on a copy of which, it was written.
    pub(crate) by: usize,
    /// The record; `None` where its making did not get that far.
    pub(crate) doc: Option<DocId>,
    pub(crate) path: Path,
    /// `None` where the field was emptied.
    pub(crate) value: Option<String>,
    /// The values that were on the form.
    pub(crate) saw: Vec<String>,
    pub(crate) told: Told,
    /// Whether it made the record, as far as its device knew.
    pub(crate) makes: bool,
    /// Every copy of it was destroyed: nobody can bring it back.
    pub(crate) is_gone: bool,
    /// It is of a record that was erased, before or since: nobody may bring it back.
    pub(crate) is_erased: bool,
}

/// What the officer was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Told {
    /// It is kept.
    Kept,
    /// It is not kept.
    NotKept,
    /// Nothing: the program ended first.
    Nothing,
}

impl Model {
    /// A value that nobody wrote before.
    pub(crate) fn new_value(&self) -> String {
        format!("w{:04}", self.writings.len())
    }

    /// Something that the province did not say before.
    pub(crate) fn new_notice(&mut self) -> String {
        self.notices += 1;
        format!("n{:04}", self.notices)
    }

    /// What is written for a value that is to be long: nothing that could be made shorter.
    pub(crate) fn made_long(value: &str) -> String {
        let mut rng = fastrand::Rng::with_seed(value.bytes().map(u64::from).fold(0, |sum, byte| sum * 31 + byte));
        let filler = std::iter::repeat_with(|| rng.alphanumeric()).take(LONG);
        format!("{value} {}", filler.collect::<String>())
    }

    /// The value that was written, of what stands in a field.
    pub(crate) fn value_of(text: &str) -> &str {
        if text.len() > LONG { text.split(' ').next().unwrap_or(text) } else { text }
    }

    /// Notes a writing, and gives its number.
    pub(crate) fn note(&mut self, mut writing: Writing) -> usize {
        writing.is_erased = writing.doc.is_some_and(|doc| self.erased.contains_key(&doc));
        self.writings.push(writing);
        self.writings.len() - 1
    }

    /// Notes that a record was erased: from now on, nothing that is written in it may be anywhere.
    pub(crate) fn erase(&mut self, doc: DocId) {
        self.erased.entry(doc).or_insert(self.writings.len());
        self.writings
            .iter_mut()
            .filter(|writing| writing.doc == Some(doc))
            .for_each(|writing| writing.is_erased = true);
    }

    /// The records of which something must be left.
    pub(crate) fn docs(&self) -> BTreeSet<DocId> {
        self.writings.iter().filter(|writing| writing.must_be_kept()).filter_map(|writing| writing.doc).collect()
    }

    /// The writings of a record that must be found in its history.
    pub(crate) fn kept(&self, doc: DocId) -> impl Iterator<Item = &Writing> {
        self.writings.iter().filter(move |writing| writing.doc == Some(doc) && writing.must_be_kept())
    }

    /// The values that must stand in a field: of what was kept, all that nobody wrote over or undid.
    pub(crate) fn standing(&self, doc: DocId, path: &Path) -> BTreeSet<&str> {
        let of_field = || self.writings.iter().filter(|writing| writing.doc == Some(doc) && writing.path == *path);
        let seen: BTreeSet<&str> = of_field()
            .filter(|writing| writing.told != Told::NotKept)
            .flat_map(|writing| writing.saw.iter().map(String::as_str))
            .collect();
        let kept = of_field().filter(|writing| writing.must_be_kept()).filter_map(|writing| writing.value.as_deref());
        kept.filter(|value| !seen.contains(value) && !self.undone.contains(*value)).collect()
    }
}

impl Writing {
    /// What a device wrote into a field: until more is known, that it was emptied on an empty form, and nobody heard.
    pub(crate) const fn of(by: usize, path: Path) -> Self {
        Self {
            by,
            doc: None,
            path,
            value: None,
            saw: Vec::new(),
            told: Told::Nothing,
            makes: false,
            is_gone: false,
            is_erased: false,
        }
    }

    pub(crate) fn must_be_kept(&self) -> bool {
        self.told == Told::Kept && !self.is_gone && !self.is_erased
    }
}
