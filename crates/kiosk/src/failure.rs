//! Why a command was not done, for people and for programs.

mod core;

use std::borrow::Cow;

use serde::Serialize;

use crate::{
    exit::Exit,
    lang::{Lang, Said},
    page::Page,
    record::Line,
    text,
};

/// A command that was not done: a stable code, what happened, and what to do next.
///
/// No text of it holds what was typed: it may be shown, logged and sent to whoever helps.
#[derive(Debug)]
pub(crate) struct Failure {
    /// Stable, for programs.
    pub(crate) code: Cow<'static, str>,
    /// How the program ends.
    pub(crate) exit: Exit,
    words: Box<Words>,
    /// Fields whose value was refused.
    fields: Vec<Refused>,
    /// Records that a name fits, where it fits several.
    candidates: Vec<Line>,
}

/// What happened, and what to do next.
#[derive(Debug)]
struct Words {
    message: Said,
    next: Said,
}

/// A value that its field cannot hold.
#[derive(Debug)]
pub(crate) struct Refused {
    /// The field, as it was named.
    pub(crate) field: String,
    /// The rule that it breaks.
    pub(crate) rule: Said,
}

/// The `Result` of this crate.
pub(crate) type Result<T, E = Failure> = std::result::Result<T, E>;

/// The shape in JSON: `{"error": {"code", "message", "next"}}`, with `fields` or `candidates` where there are any.
#[derive(Debug, Serialize)]
pub(crate) struct FailureJson<'a> {
    error: Body<'a>,
}

#[derive(Debug, Serialize)]
struct Body<'a> {
    code: &'a str,
    message: String,
    next: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fields: Vec<FieldJson<'a>>,
    #[serde(skip_serializing_if = "<[Line]>::is_empty")]
    candidates: &'a [Line],
}

#[derive(Debug, Serialize)]
struct FieldJson<'a> {
    field: &'a str,
    rule: String,
}

impl Failure {
    /// A failure with its code, what happened, and what to do next.
    pub(crate) fn new(code: &'static str, message: impl Into<Said>, next: impl Into<Said>) -> Self {
        Self {
            code: Cow::Borrowed(code),
            exit: Exit::Failed,
            words: Box::new(Words { message: message.into(), next: next.into() }),
            fields: Vec::new(),
            candidates: Vec::new(),
        }
    }

    /// A command that makes no sense as it stands.
    pub(crate) fn usage(code: &'static str, message: impl Into<Said>, next: impl Into<Said>) -> Self {
        Self { exit: Exit::Usage, ..Self::new(code, message, next) }
    }

    /// The same, with another exit code.
    pub(crate) fn ending(self, exit: Exit) -> Self {
        Self { exit, ..self }
    }

    /// Values that their fields cannot hold. Nothing was written.
    pub(crate) fn invalid(fields: Vec<Refused>) -> Self {
        Self { fields, ..Self::new("invalid", text::INVALID, text::INVALID_NEXT) }
    }

    /// A name that several records have.
    pub(crate) fn ambiguous(candidates: Vec<Line>) -> Self {
        Self { candidates, ..Self::usage("ambiguous", text::AMBIGUOUS, text::AMBIGUOUS_NEXT) }
    }

    /// Somebody who has a record already.
    pub(crate) fn exists(known: Line) -> Self {
        Self { candidates: vec![known], ..Self::new("exists", text::EXISTS, text::EXISTS_NEXT) }
    }

    /// Somebody who turned out to be on record, under another spelling or number.
    pub(crate) fn known_already(likely: Vec<Line>) -> Self {
        Self { candidates: likely, ..Self::new("known_already", text::KNOWN_ALREADY, text::KNOWN_ALREADY_NEXT) }
    }

    /// What people read on standard error.
    pub(crate) fn page(&self, page: &mut Page) {
        let lang = page.lang();
        page.warning(&self.words.message.of(lang));
        for field in &self.fields {
            page.item(&format!("{}: {}", field.field, field.rule.of(lang)));
        }
        if !self.candidates.is_empty() {
            Line::table(&self.candidates, page);
        }
        page.line(&self.words.next.of(lang));
    }

    /// The shape in JSON.
    pub(crate) fn json(&self, lang: Lang) -> FailureJson<'_> {
        let fields = self.fields.iter().map(|f| FieldJson { field: &f.field, rule: f.rule.of(lang) });
        FailureJson {
            error: Body {
                code: &self.code,
                message: self.words.message.of(lang),
                next: self.words.next.of(lang),
                fields: fields.collect(),
                candidates: &self.candidates,
            },
        }
    }
}
