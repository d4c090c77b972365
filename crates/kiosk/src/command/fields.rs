//! `rantau fields`: what can be written.

use language::label::field_key;
use records::{
    Kind,
    field::{self, DataClass, Field},
    kind::ParseKindError,
};
use serde::Serialize;

use crate::{
    failure::Result,
    lang::Lang,
    output::{Answer, Output, Reply},
    page::Page,
    text,
};

const EXAMPLES: &str = "\
A name with a * belongs to a collection:
`rantau edit ID --add phone number=0812…` writes phone/*/number.

Examples:
  rantau fields
  rantau fields household --lang en
  rantau fields case                       with the codes of each field";

/// List the fields of a kind of record, with what they take
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// Kind of record: worker, household, session, case, screening, confidential, …
    #[arg(value_name = "KIND", default_value = "worker", value_parser = kind)]
    kind: Kind,
}

/// Any kind, also under the names that people use.
pub(crate) fn kind(name: &str) -> std::result::Result<Kind, String> {
    super::add::kind(name).or_else(|_| name.parse().map_err(|error: ParseKindError| error.to_string()))
}

/// The fields of a kind, in the order of a form.
#[derive(Debug, Serialize)]
struct Fields {
    kind: Kind,
    fields: Vec<Described>,
}

#[derive(Debug, Serialize)]
struct Described {
    #[serde(skip)]
    key: String,
    path: &'static str,
    label_id: &'static str,
    label_en: &'static str,
    /// What it takes: `line`, `date`, `code`, …
    takes: &'static str,
    /// The codes, of a field that takes one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    codes: Vec<&'static str>,
    /// Whether it identifies somebody.
    critical: bool,
    /// Whether the law classes it as specific (UU 27/2022 art. 4).
    specific: bool,
}

pub(crate) fn run(args: &Args, output: &Output) -> Result<Reply> {
    output.reply_unenrolled(&Fields {
        kind: args.kind,
        fields: field::typed_of(args.kind).map(|field| Described::of(args.kind, field)).collect(),
    })
}

impl Described {
    fn of(kind: Kind, field: &'static Field) -> Self {
        Self {
            key: field_key(kind, field),
            path: field.path,
            label_id: field.label_id,
            label_en: field.label_en,
            takes: field.value.as_str(),
            codes: field
                .value
                .codes()
                .map(|set| set.codes.iter().map(|entry| entry.code).collect())
                .unwrap_or_default(),
            critical: field.critical,
            specific: field.class == DataClass::Specific,
        }
    }

    fn cells(&self, lang: Lang) -> Vec<String> {
        let takes = if self.codes.is_empty() { self.takes.to_owned() } else { self.codes.join(", ") };
        vec![self.path.to_owned(), lang.label(&self.key, self.label_id, self.label_en), takes]
    }
}

impl Answer for Fields {
    fn page(&self, page: &mut Page) {
        let lang = page.lang();
        page.table(&[text::FIELD, text::LABEL, text::TAKES], self.fields.iter().map(|field| field.cells(lang)));
    }
}
