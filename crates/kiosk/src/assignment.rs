//! `field=value`, as people type it, read by the rules of the field.
//!
//! Everything that is wrong is told at once, each with its field and its rule: a form of ten fields that is refused ten
//! times is a form that is given up.

use language::label::{code_key, country_key, field_key};
use records::{
    Country, Deployment, Kind, Path, Value,
    date::ParseDateError,
    field::{self, Field, FieldError, FieldType},
    value_set::CodeSet,
};
use roster::{
    Reason,
    cell::date::{self, Century},
};

use crate::{
    failure::{Failure, Refused, Result},
    lang::{Lang, Said},
    moment, text,
};

/// What people type for one field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Assignment<'a> {
    /// The field as they name it: `name`, or `number` within an element.
    pub(crate) field: &'a str,
    /// What they wrote.
    pub(crate) value: &'a str,
}

/// A kind of record and the deployment whose rules hold for it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Form {
    /// The kind.
    pub(crate) kind: Kind,
    /// Whether invented numbers are taken.
    pub(crate) deployment: Deployment,
}

impl<'a> Assignment<'a> {
    /// Splits at the first `=`.
    pub(crate) fn split(text: &'a str) -> Option<Self> {
        let (field, value) = text.split_once('=')?;
        Some(Self { field: field.trim(), value })
    }

    /// Splits all of them.
    pub(crate) fn split_all(texts: &'a [String]) -> Result<Vec<Self>> {
        let not_a_pair = || Failure::usage("usage", text::NOT_A_PAIR, text::NOT_A_PAIR_NEXT);
        texts.iter().map(|text| Self::split(text).ok_or_else(not_a_pair)).collect()
    }
}

impl Form {
    /// Reads each assignment to a field of the record.
    ///
    /// # Errors
    /// Names every field that does not exist or whose value breaks a rule.
    pub(crate) fn read(self, assignments: &[Assignment<'_>]) -> Result<Vec<(Path, Value)>> {
        let read = |assignment: &Assignment<'_>| {
            let path = self.path(assignment.field)?;
            let value = self.value(&path, assignment.value).map_err(|rule| refused(assignment.field, rule))?;
            Ok((path, value))
        };
        all(assignments.iter().map(read))
    }

    /// The path of a field that people name.
    pub(crate) fn path(self, name: &str) -> Result<Path, Refused> {
        let path = Path::parse(name).map_err(|_| refused(name, text::NO_SUCH_FIELD.with(&[&self.kind])))?;
        match field::field_of(self.kind, &path) {
            Some(_) => Ok(path),
            None => Err(refused(name, text::NO_SUCH_FIELD.with(&[&self.kind]))),
        }
    }

    /// The value that people mean. A path of no known field is refused, as it can only be a slip.
    pub(crate) fn value(self, path: &Path, typed: &str) -> Result<Value, Said> {
        let field = field::field_of(self.kind, path).ok_or_else(|| text::NO_SUCH_FIELD.with(&[&self.kind]))?;
        if field.value == FieldType::Date {
            return self.date(field, typed);
        }
        field.parse(typed, self.deployment).map_err(|error| rule_of(&error))
    }

    /// `12-3-1990` and `12 Maret 1990` as well as the strict form. What only makes sense with the month first is a slip,
    /// when somebody types it.
    fn date(self, field: &Field, typed: &str) -> Result<Value, Said> {
        let century = if field.path.ends_with("birth_date") { Century::Birth } else { Century::Event };
        match (field.parse(typed, self.deployment), date::read(typed, century)) {
            (Ok(value), _) => Ok(value),
            (Err(_), Ok(read)) if read.order == date::Order::Usual => Ok(Value::from(read.date)),
            (Err(_), Err(reason)) if reason == Reason::NoSuchDay => Err(Said::new(reason.text_id(), reason.text_en())),
            (Err(FieldError::Date(ParseDateError::Shape)), _) => Err(text::NO_DATE.into()),
            (Err(error), _) => Err(rule_of(&error)),
        }
    }
}

/// Collects values, or every refusal.
pub(crate) fn all<T>(results: impl Iterator<Item = Result<T, Refused>>) -> Result<Vec<T>> {
    let (mut values, mut refusals) = (Vec::new(), Vec::new());
    for result in results {
        match result {
            Ok(value) => values.push(value),
            Err(refusal) => refusals.push(refusal),
        }
    }
    if refusals.is_empty() { Ok(values) } else { Err(Failure::invalid(refusals)) }
}

/// A refusal of a field.
pub(crate) fn refused(field: &str, rule: impl Into<Said>) -> Refused {
    Refused { field: field.to_owned(), rule: rule.into() }
}

/// The label of a field in a language; a path without a field is its own.
pub(crate) fn label(kind: Kind, path: &Path, lang: Lang) -> String {
    field::field_of(kind, path).map_or_else(|| path.to_string(), |field| label_of(kind, field, lang))
}

/// What people read of a value: the label of a code, yes or no.
pub(crate) fn shown(kind: Kind, path: &Path, value: &Value, lang: Lang) -> String {
    match (field::field_of(kind, path).map(|field| field.value), value) {
        (Some(FieldType::Code(set)), Value::Text(code)) => coded(set, code, lang),
        (Some(FieldType::Village | FieldType::Province | FieldType::Region), Value::Text(code)) => {
            crate::village::shown(code)
        }
        (Some(FieldType::Country), Value::Text(code)) => country(code, lang),
        (Some(FieldType::Moment), Value::Int(seconds)) => moment::local(*seconds),
        (_, Value::Bool(flag)) => lang.say(if *flag { text::YES } else { text::NO }),
        _ => value.to_string(),
    }
}

/// The label of a field in a language.
pub(crate) fn label_of(kind: Kind, field: &Field, lang: Lang) -> String {
    lang.label(&field_key(kind, field), field.label_id, field.label_en)
}

/// The label of a code in a language; `None` where this version does not know it.
pub(crate) fn code_label(set: &CodeSet, code: &str, lang: Lang) -> Option<String> {
    set.get(code).map(|entry| lang.label(&code_key(set, code), entry.label_id, entry.label_en))
}

fn coded(set: &CodeSet, code: &str, lang: Lang) -> String {
    code_label(set, code, lang).map_or_else(|| code.to_owned(), |label| format!("{label} ({code})"))
}

/// The name of a country in a language, with its code.
pub(crate) fn country(code: &str, lang: Lang) -> String {
    Country::parse(code).map_or_else(
        |_| code.to_owned(),
        |country| format!("{} ({code})", lang.label(&country_key(country), country.name_id(), country.name_en())),
    )
}

fn rule_of(error: &FieldError) -> Said {
    Said::new(error.message_id(), error.to_string())
}

#[cfg(test)]
mod tests;
