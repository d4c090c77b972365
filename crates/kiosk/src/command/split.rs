//! `rantau split`.

use std::collections::{BTreeMap, BTreeSet};

use client_core::split::{Contradicting, Statements, Told};
use document::Speaker;
use matching::Reason;
use records::{ChangeHash, DocId, FileId, Kind, Path, Value};
use serde::Serialize;

use crate::{
    assignment::{label, shown},
    clue,
    device::Device,
    failure::{Failure, Result},
    lang::Lang,
    moment,
    output::{Answer, Reply},
    page::Page,
    record, text,
};

const EXAMPLES: &str = "\
Without --take, shows what each officer, and each row of a list, said in the
record, and which of it is hardly about one person. What is taken becomes a
record of its own; the old one gets back what the others said. `rantau merge`
takes it back, with all values.

Examples:
  rantau duplicates --contradictions       records that are likely of two people
  rantau split 4f2a91c0
  rantau split 4f2a91c0 --take 2
  rantau split 4f2a91c0 --take 2 --take 3";

/// Make two records of one that speaks of two people
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// The record: its id, the beginning of it, or words (in quotes) that only one person has
    #[arg(value_name = "ID")]
    record: String,
    /// The number of a statement that becomes part of the new record
    #[arg(long, value_name = "N")]
    take: Vec<usize>,
}

/// The fields that tell people apart.
const TELLING: [&str; 4] = ["name", "birth_date", "sex", "origin_village"];

/// What a record was made of.
#[derive(Debug, Serialize)]
pub(crate) struct Shown {
    id: DocId,
    /// Who said what, by the number that `--take` takes.
    statements: Vec<Statement>,
    contradictions: Vec<Contradiction>,
}

#[derive(Debug, Serialize)]
struct Statement {
    number: usize,
    officer: String,
    device: String,
    /// By the author's clock; null of an import.
    at: Option<String>,
    /// The list and the row that it comes from.
    import: Option<Row>,
    /// What tells people apart, of what was said.
    fields: BTreeMap<Path, Value>,
    #[serde(skip)]
    local: Option<String>,
}

#[derive(Debug, Serialize)]
struct Row {
    file: FileId,
    row: u32,
}

/// Two statements that are hardly about one person.
#[derive(Debug, Serialize)]
struct Contradiction {
    statements: [usize; 2],
    /// The probability that they are about two people, from 0.5 to 0.999.
    score: f64,
    reasons: BTreeSet<Reason>,
}

/// What became of a split.
#[derive(Debug, Serialize)]
struct Report {
    id: DocId,
    /// The new record.
    new: DocId,
    name: String,
    new_name: String,
    changes: Vec<ChangeHash>,
}

pub(crate) fn run(args: &Args, device: &mut Device) -> Result<Reply> {
    let id = record::find_part(&device.store, &args.record)?;
    let statements = device.store.statements(id)?;
    if args.take.is_empty() {
        return device.reply(&Shown::of(id, statements));
    }
    let speakers = args.take.iter().map(|number| speaker(&statements, *number)).collect::<Result<BTreeSet<_>>>()?;
    let split = device.store.split(id, device.officer(), &speakers)?;
    let name = |doc: DocId| device.store.view(doc).map(|view| record::name_of(&view));
    let (name, new_name) = (name(split.record)?, name(split.new)?);
    device.reply(&Report { id: split.record, new: split.new, name, new_name, changes: split.changes })
}

fn speaker(statements: &Statements, number: usize) -> Result<Speaker> {
    let told = number.checked_sub(1).and_then(|at| statements.all.get(at));
    let missing = || Failure::usage("no_such_statement", text::NO_SUCH_STATEMENT, text::NO_SUCH_STATEMENT_NEXT);
    told.map(|told| told.statement.speaker).ok_or_else(missing)
}

impl Shown {
    pub(crate) fn of(id: DocId, statements: Statements) -> Self {
        let all = (1..).zip(statements.all).map(|(number, told)| Statement::of(number, told));
        let contradictions = statements.contradictions.into_iter().map(Contradiction::from);
        Self { id, statements: all.collect(), contradictions: contradictions.collect() }
    }

    pub(crate) fn page(&self, page: &mut Page) {
        let lang = page.lang();
        for statement in &self.statements {
            page.item(&statement.told(lang));
        }
        for found in &self.contradictions {
            let [one, other] = found.statements;
            let percent = format!("{:.0}", (found.score * 100.0).floor());
            page.line(&lang.tell(text::CONTRADICTION, &[&one, &other, &percent]));
            clue::sentences(&found.reasons, lang).iter().for_each(|sentence| page.line(sentence));
        }
    }
}

impl Statement {
    fn of(number: usize, Told { statement, author }: Told) -> Self {
        let telling = |(path, _): &(Path, Value)| TELLING.contains(&path.as_str());
        let at = (statement.at != 0).then_some(statement.at);
        Self {
            number,
            officer: author.officer_name,
            device: author.device_name,
            at: at.map(moment::utc),
            local: at.map(moment::local),
            import: match statement.speaker {
                Speaker::Row(file, row) => Some(Row { file, row }),
                Speaker::Officer(_) => None,
            },
            fields: statement.fields.into_iter().filter(telling).collect(),
        }
    }

    fn told(&self, lang: Lang) -> String {
        let source = match &self.import {
            Some(Row { row, .. }) => lang.tell(text::FROM_ROW, &[&lang.say(text::UNNAMED_LIST), row]),
            None => self.local.clone().unwrap_or_default(),
        };
        let said = |(path, value): (&Path, &Value)| {
            format!("{}: {}", label(Kind::Worker, path, lang), shown(Kind::Worker, path, value, lang))
        };
        let said = self.fields.iter().map(said).collect::<Vec<_>>().join(", ");
        format!("{}. {} ({}), {source}  {said}", self.number, self.officer, self.device)
    }
}

impl From<Contradicting> for Contradiction {
    fn from(found: Contradicting) -> Self {
        let (one, other) = found.statements;
        // Thousandths, and never quite 1: more would promise what no judgement holds.
        let score = (found.contradiction.score * 1000.0).floor().min(999.0) / 1000.0;
        Self { statements: [one + 1, other + 1], score, reasons: found.contradiction.reasons }
    }
}

impl Answer for Shown {
    fn page(&self, page: &mut Page) {
        Self::page(self, page);
        let lang = page.lang();
        if self.contradictions.is_empty() {
            page.line(&lang.say(text::NO_CONTRADICTION));
        }
        page.gap();
        page.line(&lang.tell(text::SPLIT_NEXT, &[&record::short(self.id)]));
    }
}

impl Answer for Report {
    fn page(&self, page: &mut Page) {
        let lang = page.lang();
        let (id, new) = (record::short(self.id), record::short(self.new));
        page.line(&lang.tell(text::SPLIT, &[&self.name, &id, &self.new_name, &new]));
        page.line(&lang.tell(text::SPLIT_UNDO, &[&id, &new]));
    }
}
