//! One language: its messages, and what is wrong with the file.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use fluent_syntax::ast::{self, Pattern};

use crate::{
    code::LanguageCode,
    entry::{Entry, entries},
    head::Head,
    shape::Shape,
};

/// The largest file, in bytes. A language that is complete has less than a tenth of it.
const LARGEST: usize = 1 << 20;

/// The messages of one language that can be used.
pub struct Pack {
    code: LanguageCode,
    head: Head,
    bundle: FluentBundle<FluentResource>,
    /// The sound messages by key, with their variables.
    messages: BTreeMap<String, BTreeSet<String>>,
    /// The sound terms, with their `-`.
    terms: BTreeSet<String>,
    faults: Vec<Fault>,
}

/// A file that is too large to be one of a language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the file has more than 1 MiB")]
pub struct TooLarge;

/// A message that is not used, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The line of the file on which it begins, counted from one.
    pub line: usize,
    /// Its key, empty where there is none.
    pub key: String,
    /// What is wrong.
    pub kind: FaultKind,
}

/// What is wrong with a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FaultKind {
    /// Fluent cannot read it.
    Unreadable,
    /// It is too long, or has too many brackets.
    TooLong,
    /// There is a message of this key already; the first one counts.
    Twice,
    /// It has a key and no text.
    Empty,
    /// It holds a character that steers a terminal.
    Steers,
    /// It needs a term that is not there, or another message or a function: only terms are shared.
    Missing(String),
    /// It has more gaps than a message may have.
    Endless,
}

impl FaultKind {
    /// Stable, for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable",
            Self::TooLong => "too_long",
            Self::Twice => "twice",
            Self::Empty => "empty",
            Self::Steers => "steers",
            Self::Missing(_) => "missing",
            Self::Endless => "endless",
        }
    }
}

impl Pack {
    /// Reads a file. A message that is broken is left out and told by [`faults`](Self::faults).
    ///
    /// # Errors
    /// Where it is too large.
    pub fn parse(code: LanguageCode, source: &str) -> Result<Self, TooLarge> {
        if source.len() > LARGEST {
            return Err(TooLarge);
        }
        let mut bundle = FluentBundle::new_concurrent(vec![code.identifier()]);
        // The marks are for browsers; in a terminal they stand between the characters.
        bundle.set_use_isolating(false);
        let (head, messages) = (Head::of(source), BTreeMap::new());
        let mut pack = Self { code, head, bundle, messages, terms: BTreeSet::new(), faults: Vec::new() };
        let (terms, messages): (Vec<_>, Vec<_>) = entries(source).into_iter().partition(|entry| entry.is_term());
        for entry in terms.into_iter().chain(messages) {
            let fault = pack.take(entry).err();
            pack.faults.extend(fault.map(|kind| Fault { line: entry.line, key: entry.key().to_owned(), kind }));
        }
        pack.faults.sort_by_key(|fault| fault.line);
        Ok(pack)
    }

    /// The language.
    #[must_use]
    pub const fn code(&self) -> &LanguageCode {
        &self.code
    }

    /// What the file says of itself.
    #[must_use]
    pub const fn head(&self) -> &Head {
        &self.head
    }

    /// What is wrong with the file, by line.
    #[must_use]
    pub fn faults(&self) -> &[Fault] {
        &self.faults
    }

    /// The messages that can be used, with their variables.
    #[must_use]
    pub const fn messages(&self) -> &BTreeMap<String, BTreeSet<String>> {
        &self.messages
    }

    /// A message without variables; `None` where it is not there or broken.
    #[must_use]
    pub fn say(&self, key: &str) -> Option<Cow<'_, str>> {
        self.format(key, None)
    }

    /// A message with its variables; `None` where it is not there, broken, or wants another variable. A value that is
    /// written as a whole number is one to the language's rules of plurals.
    #[must_use]
    pub fn tell(&self, key: &str, values: &[(&str, &str)]) -> Option<String> {
        let values: FluentArgs<'_> = values.iter().map(|(name, value)| (*name, filling(value))).collect();
        self.format(key, Some(&values)).map(Cow::into_owned)
    }

    fn format(&self, key: &str, values: Option<&FluentArgs<'_>>) -> Option<Cow<'_, str>> {
        self.messages.contains_key(key).then(|| self.resolve(self.pattern(key)?, values)).flatten()
    }

    fn resolve<'p>(&'p self, pattern: &'p Pattern<&'p str>, values: Option<&FluentArgs<'_>>) -> Option<Cow<'p, str>> {
        let mut errors = Vec::new();
        let text = self.bundle.format_pattern(pattern, values, &mut errors);
        errors.is_empty().then_some(text)
    }

    fn pattern(&self, key: &str) -> Option<&Pattern<&str>> {
        self.bundle.get_message(key)?.value()
    }

    /// Takes a message or a term, if it is sound. A term may need those above it, and a message any term: so nothing
    /// needs itself.
    fn take(&mut self, entry: Entry<'_>) -> Result<(), FaultKind> {
        let resource = read(entry)?;
        let shape = Shape::of(pattern_of(&resource)?);
        if shape.steers {
            return Err(FaultKind::Steers);
        }
        if let Some(missing) = shape.references.iter().find(|name| !self.terms.contains(*name)) {
            return Err(FaultKind::Missing(missing.clone()));
        }
        self.bundle.add_resource(resource).map_err(|_| FaultKind::Twice)?;
        if entry.is_term() {
            self.terms.insert(entry.key().to_owned());
            return Ok(());
        }
        self.try_out(entry.key(), &shape.variables)?;
        self.messages.insert(entry.key().to_owned(), shape.variables);
        Ok(())
    }

    /// Terms within terms can make a short file endless: Fluent stops at a hundred gaps.
    fn try_out(&self, key: &str, variables: &BTreeSet<String>) -> Result<(), FaultKind> {
        let ones: FluentArgs<'_> = variables.iter().map(|name| (name.as_str(), FluentValue::from(1))).collect();
        let text = self.pattern(key).and_then(|pattern| self.resolve(pattern, Some(&ones)));
        text.map(drop).ok_or(FaultKind::Endless)
    }
}

fn read(entry: Entry<'_>) -> Result<FluentResource, FaultKind> {
    if !entry.is_bounded() {
        return Err(FaultKind::TooLong);
    }
    let resource = FluentResource::try_new(format!("{}\n", entry.text)).map_err(|_| FaultKind::Unreadable)?;
    let read: Vec<_> = resource.entries().collect();
    let is_one = matches!(read.as_slice(), [ast::Entry::Message(_) | ast::Entry::Term(_)]);
    drop(read);
    is_one.then_some(resource).ok_or(FaultKind::Unreadable)
}

fn pattern_of(resource: &FluentResource) -> Result<&Pattern<&str>, FaultKind> {
    let pattern = resource.entries().find_map(|entry| match entry {
        ast::Entry::Message(message) => message.value.as_ref(),
        ast::Entry::Term(term) => Some(&term.value),
        ast::Entry::Comment(_)
        | ast::Entry::GroupComment(_)
        | ast::Entry::ResourceComment(_)
        | ast::Entry::Junk { .. } => None,
    });
    pattern.ok_or(FaultKind::Empty)
}

/// A number where it is written as one: no leading zero, and no more digits than are exact.
fn filling(value: &str) -> FluentValue<'_> {
    let is_number = value.len() <= 15
        && value.bytes().all(|b| b.is_ascii_digit())
        && (value == "0" || !value.is_empty() && !value.starts_with('0'));
    if is_number { FluentValue::try_number(value) } else { FluentValue::from(value) }
}

impl fmt::Debug for Pack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pack({}, {} messages, {} faults)", self.code, self.messages.len(), self.faults.len())
    }
}

#[cfg(test)]
mod tests;
