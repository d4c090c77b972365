//! Reading a text of rules: bounded first, then its shape, then each rule, then the rules among each other.

use serde::Deserialize;

use crate::{
    Reference,
    error::{Error, Wrong},
    grounds::Grounded,
};

/// The format that this version reads. A newer one is made only for what an older version would misread; what it would
/// merely not know is a new key, which it passes over.
pub(crate) const FORMAT: u32 = 1;
/// About ten times the embedded rules.
pub(crate) const MAX_BYTES: usize = 256 << 10;
/// The most rules of one sort.
pub(crate) const MAX_ENTRIES: usize = 500;
/// The longest text, in characters.
pub(crate) const MAX_TEXT: usize = 400;

#[derive(Deserialize)]
struct Head {
    format: u32,
}

pub(crate) fn read(bytes: &[u8]) -> Result<Reference, Error> {
    if bytes.len() > MAX_BYTES {
        return Err(Error::TooLarge(bytes.len()));
    }
    let text = std::str::from_utf8(bytes).map_err(|_| Error::NotText)?;
    let head: Head = of_shape(text)?;
    if head.format != FORMAT {
        return Err(Error::Format(head.format));
    }
    let reference: Reference = of_shape(text)?;
    check(&reference)?;
    Ok(reference)
}

fn of_shape<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, Error> {
    toml::from_str(text).map_err(|error| Error::Shape(error.to_string().trim().to_owned()))
}

fn check(reference: &Reference) -> Result<(), Error> {
    list("milestone", &reference.milestones)?;
    list("document", &reference.documents)?;
    list("requirement", &reference.requirements)?;
    list("country", &reference.countries)?;
    list("age", &reference.ages)?;
    list("topic", &reference.topics)?;
    list("question", &reference.questions)?;
    list("result", &reference.results)?;
    list("clock", &reference.clocks)?;
    list("holiday", &reference.holidays)
}

fn list<R: Grounded>(list: &'static str, rules: &[R]) -> Result<(), Error> {
    if rules.len() > MAX_ENTRIES {
        return Err(Error::TooMany { list, count: rules.len() });
    }
    for (at, rule) in rules.iter().enumerate() {
        let earlier = rules.get(..at).unwrap_or_default();
        one(rule, earlier).map_err(|wrong| Error::Rule { list, number: at + 1, key: rule.key(), wrong })?;
    }
    Ok(())
}

fn one<R: Grounded>(rule: &R, earlier: &[R]) -> Result<(), Wrong> {
    let texts = rule.texts().into_iter().chain([rule.grounds().source.as_str()]);
    if texts.into_iter().any(|text| text.chars().count() > MAX_TEXT) {
        return Err(Wrong::TextTooLong);
    }
    rule.grounds().check()?;
    rule.check()?;
    let contradicts = |other: &R| other.key() == rule.key() && other.grounds().overlap(rule.grounds());
    if earlier.iter().any(contradicts) { Err(Wrong::Contradicts) } else { Ok(()) }
}
