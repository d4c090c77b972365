//! What `add`, `edit` and `resolve` answer.

use std::collections::BTreeMap;

use client_core::{Created, NewRecord};
use document::{Heads, Intent};
use records::{
    ChangeHash, DocId, Kind, Path, RegionCode, Value,
    problem::{Problem, ProblemCode},
};
use serde::Serialize;

use super::conflicts;
use crate::{
    assignment::{code_label, label},
    device::Device,
    failure::Result,
    lang::Lang,
    output::{Answer, Reply},
    page::Page,
    record::{self, Line},
    text,
};

/// What became of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Outcome {
    /// It is new.
    Created,
    /// It was changed.
    Changed,
    /// It said so already.
    Unchanged,
}

/// A record after it was written.
#[derive(Debug, Serialize)]
pub(crate) struct Written {
    outcome: Outcome,
    id: DocId,
    kind: Kind,
    name: String,
    /// The version afterwards; what `--seen` takes.
    heads: String,
    /// The change, null where there is none.
    change: Option<ChangeHash>,
    /// What is doubtful in the record now. Nothing of it stops an edit.
    warnings: Vec<Warning>,
    /// The fields that hold several values now.
    conflicts: Vec<conflicts::Shown>,
    /// Records that are likely of the same person; of a new record only.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    likely: Vec<Line>,
}

/// A problem of a record, as JSON and pages show it.
#[derive(Debug, Serialize)]
pub(crate) struct Warning {
    path: Path,
    code: String,
    /// In the language that was asked for.
    message: String,
}

/// Makes a record of a kind that nothing identifies: it is a new one, whatever it says. Gives its change as well.
pub(crate) fn create(
    device: &mut Device,
    kind: Kind,
    region: RegionCode,
    fields: BTreeMap<Path, Value>,
) -> Result<(DocId, Option<ChangeHash>)> {
    let new = NewRecord { kind, region, officer: device.officer(), fields };
    let (Created::New { doc, heads } | Created::Existing { doc, heads }) = device.store.create(&new)?;
    Ok((doc, heads.iter().next().copied()))
}

/// Changes a record of which the author saw this version, and answers with what became of it.
pub(crate) fn edit(device: &mut Device, id: DocId, seen: &Heads, intents: &[Intent]) -> Result<Reply> {
    let edited = device.store.edit(id, device.officer(), seen, intents)?;
    let outcome = if edited.change.is_some() { Outcome::Changed } else { Outcome::Unchanged };
    device.reply(&Written::now(device, id, outcome, edited.change)?)
}

impl Written {
    /// The record as it stands now.
    pub(crate) fn now(device: &Device, id: DocId, outcome: Outcome, change: Option<ChangeHash>) -> Result<Self> {
        let view = device.store.view(id)?;
        let name = record::name_of(&view);
        let lang = device.output.lang();
        let of_people = view.problems.iter().filter(|problem| problem.row.is_none());
        Ok(Self {
            outcome,
            id,
            kind: view.kind,
            heads: view.heads.to_string(),
            change,
            warnings: of_people.map(|problem| Warning::of(view.kind, problem, lang)).collect(),
            conflicts: conflicts::Shown::all(id, view.kind, &name, view.conflicts),
            likely: Vec::new(),
            name,
        })
    }

    /// The same, with the records that are likely of the same person.
    pub(crate) fn beside(self, likely: Vec<Line>) -> Self {
        Self { likely, ..self }
    }
}

impl Warning {
    /// A problem in one language.
    pub(crate) fn of(kind: Kind, problem: &Problem, lang: Lang) -> Self {
        let message = match lang {
            Lang::Id | Lang::En => lang.pick(&problem.message_id, &problem.message_en).to_owned(),
            Lang::Pack(_) => put_together(kind, problem, lang),
        };
        Self { path: problem.path.clone(), code: problem.code.code().to_owned(), message }
    }

    /// Its line on a page.
    pub(crate) fn page(&self, page: &mut Page) {
        page.warning(&self.message);
    }
}

/// A problem in a language that has no sentence for it, but a label for the field and one for what is wrong.
fn put_together(kind: Kind, problem: &Problem, lang: Lang) -> String {
    // The sentence of an unreadable value tells the rule of its field as well.
    let is_plain = problem.code != ProblemCode::Unreadable;
    match code_label(&ProblemCode::SET, problem.code.code(), lang) {
        Some(said) if is_plain => format!("{}: {said}", label(kind, &problem.path, lang)),
        Some(_) | None => problem.message_id.clone(),
    }
}

impl Answer for Written {
    fn page(&self, page: &mut Page) {
        let lang = page.lang();
        let said = match self.outcome {
            Outcome::Created => text::CREATED,
            Outcome::Changed => text::CHANGED,
            Outcome::Unchanged => text::SAID_SO_ALREADY,
        };
        let name = if self.name.is_empty() { lang.say(text::kind(self.kind)) } else { self.name.clone() };
        page.line(&lang.tell(said, &[&name, &record::short(self.id)]));
        self.warnings.iter().for_each(|warning| warning.page(page));
        for conflict in &self.conflicts {
            page.gap();
            conflict.page(page);
        }
        if !self.conflicts.is_empty() {
            page.line(&lang.say(text::HOW_TO_RESOLVE));
        }
        if !self.likely.is_empty() {
            page.gap();
            page.warning(&lang.say(text::LIKELY_KNOWN));
            Line::table(&self.likely, page);
            page.line(&lang.say(text::LIKELY_KNOWN_NEXT));
        }
    }
}
