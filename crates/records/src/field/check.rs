//! The hard rule of each type of field, and the canonical form of what keeps it.

use std::borrow::Cow;

use jiff::Timestamp;
use unicode_normalization::UnicodeNormalization;

use super::{Field, FieldError, FieldType};
use crate::{
    Country, Deployment, DocId, ElementId, FamilyCardNumber, Money, Nik, PartialDate, Phone, RegionCode, Value,
    region::{self, Level},
    value_set::{CodeSet, is_code_shaped},
};

/// The most digits of a number that another authority gives.
const MAX_DIGITS: usize = 40;
/// The last second of the year 2100, as Unix seconds.
const MAX_MOMENT: i64 = 4_133_980_799;

impl Field {
    /// Whether a value has the scalar type that this field stores; its content is not looked at.
    #[must_use]
    pub const fn holds(&self, value: &Value) -> bool {
        match (self.value, value) {
            (FieldType::YesNo, Value::Bool(_)) | (FieldType::Count(_) | FieldType::Moment, Value::Int(_)) => true,
            (FieldType::YesNo | FieldType::Count(_) | FieldType::Moment, _) => false,
            (_, Value::Text(_)) => true,
            (_, Value::Bool(_) | Value::Int(_)) => false,
        }
    }

    /// Holds a stored value against the hard rule, and brings it to its canonical form.
    ///
    /// A code that this version does not know passes, as does a village that is not in its table: a newer device wrote
    /// it.
    ///
    /// # Errors
    /// Where the value breaks the rule. No text of a [`FieldError`] holds the value.
    pub fn check(&self, value: &Value, deployment: Deployment) -> Result<Value, FieldError> {
        match (self.value, value) {
            (FieldType::YesNo, Value::Bool(_)) => Ok(value.clone()),
            (FieldType::YesNo, Value::Int(_) | Value::Text(_)) => Err(FieldError::NotYesNo),
            (FieldType::Count(max), Value::Int(number)) => count(*number, max),
            (FieldType::Count(max), Value::Bool(_) | Value::Text(_)) => Err(FieldError::NotCount { max }),
            (FieldType::Moment, Value::Int(seconds)) => moment(*seconds),
            (FieldType::Moment, Value::Bool(_) | Value::Text(_)) => Err(FieldError::NotAMoment),
            (_, Value::Text(text)) => self.canonical(text, deployment).map(Value::Text),
            (_, Value::Bool(_) | Value::Int(_)) => Err(FieldError::NotText),
        }
    }

    /// Reads what a person typed: codes and countries by code or name, yes and no in both languages, numbers with
    /// their separators. What this version does not know is refused here, as it can only be a slip.
    ///
    /// # Errors
    /// Where the text is no value of this field. No text of a [`FieldError`] holds the value.
    pub fn parse(&self, text: &str, deployment: Deployment) -> Result<Value, FieldError> {
        if text.trim().is_empty() {
            return Err(FieldError::Empty);
        }
        match self.value {
            FieldType::YesNo => yes_or_no(text).map(Value::Bool),
            FieldType::Count(max) => count(text.trim().parse().map_err(|_| FieldError::NotCount { max })?, max),
            FieldType::Code(set) => {
                set.find(text).map(|entry| Value::from(entry.code)).ok_or(FieldError::NotInList { set })
            }
            FieldType::Country => Country::find(text).map(Value::from).ok_or(FieldError::NoSuchCountry),
            FieldType::Moment => typed_moment(text.trim()),
            FieldType::Village => existing(&village(text)?).ok_or(FieldError::NoSuchVillage),
            FieldType::Province => existing(&province(text)?).ok_or(FieldError::NotAProvince),
            FieldType::Region => existing(&area(text)?).ok_or(FieldError::NotARegion),
            FieldType::Line(_)
            | FieldType::Text(_)
            | FieldType::Digits { .. }
            | FieldType::Nik
            | FieldType::FamilyCard
            | FieldType::Phone
            | FieldType::Date
            | FieldType::Language
            | FieldType::Money
            | FieldType::ContentHash
            | FieldType::Document
            | FieldType::Element
            | FieldType::Cells
            | FieldType::Verbatim => self.canonical(text, deployment).map(Value::Text),
        }
    }

    fn canonical(&self, text: &str, deployment: Deployment) -> Result<String, FieldError> {
        match self.value {
            FieldType::Line(max) => line(text, max),
            FieldType::Text(max) => paragraphs(text, max),
            FieldType::Digits { .. } => digits(text),
            FieldType::Nik => Ok(Nik::parse(text, deployment)?.into()),
            FieldType::FamilyCard => Ok(FamilyCardNumber::parse(text)?.into()),
            FieldType::Phone => Ok(Phone::parse(text)?.into()),
            FieldType::Date => Ok(PartialDate::parse(text.trim())?.into()),
            FieldType::Country => Country::parse(text).map(String::from).map_err(|_| FieldError::NoSuchCountry),
            FieldType::Village => village(text).map(String::from),
            FieldType::Province => province(text).map(String::from),
            FieldType::Region => area(text).map(String::from),
            FieldType::Money => Ok(Money::parse(text)?.into()),
            FieldType::Language => language(text),
            FieldType::Code(set) => code(text, set).ok_or(FieldError::NotInList { set }),
            FieldType::ContentHash => content_hash(text),
            FieldType::Document => {
                text.trim().parse::<DocId>().map(|id| id.to_string()).map_err(|_| FieldError::NotAnId)
            }
            FieldType::Element => {
                text.trim().parse::<ElementId>().map(|id| id.to_string()).map_err(|_| FieldError::NotAnId)
            }
            FieldType::Cells => cells(text),
            FieldType::YesNo => Err(FieldError::NotYesNo),
            FieldType::Count(max) => Err(FieldError::NotCount { max }),
            FieldType::Moment => Err(FieldError::NotAMoment),
            FieldType::Verbatim => Ok(text.to_owned()),
        }
    }
}

fn line(text: &str, max: usize) -> Result<String, FieldError> {
    let text = composed(text);
    within(text.split_whitespace().collect::<Vec<_>>().join(" "), max)
}

fn paragraphs(text: &str, max: usize) -> Result<String, FieldError> {
    let text = text.replace("\r\n", "\n").replace('\t', " ");
    within(composed(&text).trim().to_owned(), max)
}

/// A text in Unicode NFC, as ASCII always is.
fn composed(text: &str) -> Cow<'_, str> {
    if text.is_ascii() { Cow::Borrowed(text) } else { Cow::Owned(text.nfc().collect()) }
}

fn within(text: String, max: usize) -> Result<String, FieldError> {
    if text.is_empty() {
        return Err(FieldError::Empty);
    }
    if text.chars().any(|c| c.is_control() && c != '\n') {
        return Err(FieldError::ControlCharacter);
    }
    if text.chars().count() > max { Err(FieldError::TooLong { max }) } else { Ok(text) }
}

fn digits(text: &str) -> Result<String, FieldError> {
    let digits = crate::masked::without_separators(text);
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(FieldError::NotDigits);
    }
    if digits.len() > MAX_DIGITS { Err(FieldError::TooLong { max: MAX_DIGITS }) } else { Ok(digits) }
}

/// One that this version knows, or one that a newer version may.
fn code(text: &str, set: &CodeSet) -> Option<String> {
    let text = text.trim();
    let known = set.get(text).map(|entry| entry.code.to_owned());
    known.or_else(|| is_code_shaped(text).then(|| text.to_owned()))
}

fn village(text: &str) -> Result<RegionCode, FieldError> {
    RegionCode::parse(text).ok().filter(|code| code.level() == Level::Village).ok_or(FieldError::NotAVillage)
}

fn province(text: &str) -> Result<RegionCode, FieldError> {
    RegionCode::parse(text).ok().filter(|code| code.level() == Level::Province).ok_or(FieldError::NotAProvince)
}

fn area(text: &str) -> Result<RegionCode, FieldError> {
    RegionCode::parse(text).map_err(|_| FieldError::NotARegion)
}

/// An area that the table holds; of the other provinces, which it holds to the kabupaten only, one in a kabupaten that it
/// holds.
fn existing(code: &RegionCode) -> Option<Value> {
    region::is_plausible(code).then(|| Value::from(code))
}

fn moment(seconds: i64) -> Result<Value, FieldError> {
    if (0..=MAX_MOMENT).contains(&seconds) { Ok(Value::from(seconds)) } else { Err(FieldError::NotAMoment) }
}

/// A moment of RFC 3339, or the seconds themselves.
fn typed_moment(text: &str) -> Result<Value, FieldError> {
    let written = text.parse::<Timestamp>().map(|moment| moment.as_second()).ok();
    moment(written.or_else(|| text.parse().ok()).ok_or(FieldError::NotAMoment)?)
}

fn language(text: &str) -> Result<String, FieldError> {
    let code = text.trim().to_ascii_lowercase();
    let is_code = code.len() == 3 && code.bytes().all(|b| b.is_ascii_lowercase());
    if is_code { Ok(code) } else { Err(FieldError::NotALanguage) }
}

fn content_hash(text: &str) -> Result<String, FieldError> {
    let hash = text.trim().to_ascii_lowercase();
    let is_hash = matches!(hash.len(), 32 | 64) && hash.bytes().all(|b| b.is_ascii_hexdigit());
    if is_hash { Ok(hash) } else { Err(FieldError::NotAHash) }
}

/// Cells stay as they are written: they are evidence.
fn cells(text: &str) -> Result<String, FieldError> {
    let _cells: Vec<String> = serde_json::from_str(text).map_err(|_| FieldError::NotCells)?;
    Ok(text.to_owned())
}

fn count(number: i64, max: i64) -> Result<Value, FieldError> {
    if (0..=max).contains(&number) { Ok(Value::Int(number)) } else { Err(FieldError::NotCount { max }) }
}

fn yes_or_no(text: &str) -> Result<bool, FieldError> {
    match text.trim().to_lowercase().as_str() {
        "ya" | "y" | "ada" | "yes" | "true" | "1" => Ok(true),
        "tidak" | "tdk" | "t" | "no" | "n" | "false" | "0" => Ok(false),
        _ => Err(FieldError::NotYesNo),
    }
}
