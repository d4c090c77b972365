//! `rantau show`.

use std::{borrow::Cow, collections::BTreeMap};

use client_core::{
    RecordView, State,
    receipt::{ChangeReceipt, LoggedProof},
    record::{LoanState, RegistryState, SyncState},
};
use jiff::civil::Date;
use records::{ChangeHash, DocId, FileId, Kind, Path, Value, field, growth};
use reference::{Reference, Rules};
use serde::Serialize;

use super::{conflicts, written::Warning};
use crate::{
    assignment::{label, shown},
    device::Device,
    element::short_path,
    failure::Result,
    lang::Lang,
    moment,
    output::{Answer, Reply},
    page::Page,
    record, text,
    told::Told,
    village,
};

const EXAMPLES: &str = "\
Numbers of the person are shown in full here, and nowhere in lists. What the
record tells is held against the rules of the day: the stage, whether the way is
the official one, which papers are missing, what to look at, what is due.

Examples:
  rantau show 4f2a91c0
  rantau show 4f2a91c0 --on 2026-03-01     what it tells on that day
  rantau show siti aminah --json           with `heads`, for a later --seen";

/// Show a record, whole
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// The record: its id, the beginning of it, or words that only one person has
    #[arg(required = true, value_name = "ID")]
    record: Vec<String>,
    /// What it tells on this day [default: today]
    #[arg(long, value_name = "DAY", value_parser = moment::parse_day)]
    on: Option<Date>,
}

/// Everything that is known of a record.
#[derive(Debug, Serialize)]
struct Record {
    id: DocId,
    /// The other records that are shown as one with it.
    merged: Vec<DocId>,
    kind: Kind,
    name: String,
    /// The village where it was made.
    village: String,
    village_name: Option<String>,
    /// The version shown: what `--seen` takes.
    heads: String,
    /// The code of the stage, empty before any milestone.
    stage: String,
    /// How far it got: `recorded`, `received`, `logged`, `receipted`.
    sync: SyncState,
    /// What registries answered, by their name.
    registry: BTreeMap<String, RegistryState>,
    /// Until when it is lent to this device; null of a record of its own villages.
    #[serde(serialize_with = "moment::as_utc_if_any")]
    lent_until: Option<i64>,
    /// To which offices of other provinces it is lent, or was.
    loans: Vec<Loan>,
    /// Path to value, as they are stored.
    fields: BTreeMap<Path, Value>,
    /// The same as a typed record.
    record: serde_json::Value,
    conflicts: Vec<conflicts::Shown>,
    problems: Vec<Problem>,
    /// Changes that are kept, but are not in the record.
    kept_aside: usize,
    /// How far each change got that this device made.
    receipts: Vec<Receipt>,
    /// What it tells, held against the rules of a day.
    assessment: Option<Told>,
    #[serde(skip)]
    rules: Asked,
}

/// A loan, as the province states it.
#[derive(Debug, Serialize)]
struct Loan {
    /// The name of the office's device.
    office: String,
    /// The area of the office.
    region: String,
    #[serde(serialize_with = "moment::as_utc")]
    since: i64,
    #[serde(serialize_with = "moment::as_utc")]
    until: i64,
    /// Null where nothing is said of its end but `until`.
    #[serde(serialize_with = "moment::as_utc_if_any")]
    ended: Option<i64>,
    reason: String,
}

/// The rules that were asked, and the day.
#[derive(Debug)]
struct Asked {
    reference: Cow<'static, Reference>,
    day: Date,
}

/// How far a change of this device got.
#[derive(Debug, Serialize)]
struct Receipt {
    change: ChangeHash,
    /// When it was made, null of an import.
    at: Option<String>,
    /// How far it got: `local`, `received`, `held`, `logged`, `flagged`, `refused`, …
    state: State,
    /// The stable code of why not further.
    reason: String,
    /// Who carries it.
    courier: Option<String>,
    /// What the province signed.
    logged: Option<LoggedProof>,
}

#[derive(Debug, Serialize)]
struct Problem {
    #[serde(flatten)]
    warning: Warning,
    /// `soft`: the value is kept and used; `hard`: it is kept only.
    severity: records::problem::Severity,
    /// The row of an imported list that it came from.
    import: Option<Row>,
}

#[derive(Debug, Serialize)]
struct Row {
    file: FileId,
    row: u32,
}

pub(crate) fn run(args: &Args, device: &Device) -> Result<Reply> {
    let id = record::find(&device.store, &args.record.join(" "))?;
    answer(id, args.on, device)
}

/// A record with all that it tells.
pub(crate) fn answer(id: DocId, on: Option<Date>, device: &Device) -> Result<Reply> {
    let rules = Asked { reference: device.store.reference()?, day: Device::day(on) };
    let view = device.store.view(id)?;
    let assessment = told(&view, &rules, device)?;
    let record = Record::of(view, device.store.receipts(id)?, device.output.lang(), rules);
    device.reply(&Record { assessment, ..record })
}

fn told(view: &RecordView, asked: &Asked, device: &Device) -> Result<Option<Told>> {
    let (rules, day) = (asked.rules(), asked.day);
    let record = || records::Record::project(view.kind, &view.fields, device.deployment());
    Ok(match view.kind {
        Kind::Worker => {
            let about = device.store.about(view.doc)?;
            Some(Told::Worker(Box::new(device.store.surroundings()?.assess(&about, &rules, day))))
        }
        Kind::Case => Some(Told::Case(Box::new(assessment::case(&record(), &rules, day)))),
        Kind::Screening => Some(Told::Screening(Box::new(assessment::screening(&record(), &rules)))),
        Kind::Session => Some(Told::Session(Box::new(assessment::session(&record(), &rules)))),
        Kind::Household | Kind::Confidential | Kind::Observation | Kind::Standing | Kind::Notice | _ => None,
    })
}

impl Asked {
    fn rules(&self) -> Rules<'_> {
        self.reference.at(self.day)
    }
}

impl Record {
    fn of(view: RecordView, receipts: Vec<ChangeReceipt>, lang: Lang, rules: Asked) -> Self {
        let name = record::name_of(&view);
        Self {
            id: view.doc,
            merged: view.merged.clone(),
            kind: view.kind,
            village_name: village::name(view.region.as_str()),
            village: view.region.to_string(),
            heads: view.heads.to_string(),
            stage: record::stage_of(&view).to_owned(),
            sync: view.sync,
            problems: view.problems.iter().map(|problem| Problem::of(view.kind, problem, lang)).collect(),
            conflicts: conflicts::Shown::all(view.doc, view.kind, &name, view.conflicts),
            kept_aside: view.kept_aside.len(),
            receipts: receipts.into_iter().map(Receipt::of).collect(),
            registry: view.registry,
            lent_until: view.lent_until,
            loans: view.loans.into_iter().map(Loan::of).collect(),
            fields: view.fields,
            record: view.record,
            assessment: None,
            rules,
            name,
        }
    }

    /// The fields in the order of the form, the verbatim rows of lists left out, and what is kept for older devices only.
    fn rows(&self, lang: Lang) -> Vec<Vec<String>> {
        let order = |path: &Path| field::fields_of(self.kind).iter().position(|field| field.covers(path));
        let mut fields: Vec<_> = self.fields.iter().filter(|(path, _)| self.is_shown(path)).collect();
        fields.sort_by_key(|(path, _)| (order(path).unwrap_or(usize::MAX), (*path).clone()));
        let cells = |(path, value): (&Path, &Value)| {
            vec![label(self.kind, path, lang), shown(self.kind, path, value, lang), short_path(path)]
        };
        fields.into_iter().map(cells).collect()
    }

    fn is_shown(&self, path: &Path) -> bool {
        !is_import(path) && !growth::is_for_older_devices(self.kind, path)
    }

    /// The changes of this device without a receipt, or with something to be said of them.
    fn unsettled(&self, lang: Lang) -> Vec<Vec<String>> {
        let unsettled = self.receipts.iter().filter(|receipt| !receipt.is_settled());
        unsettled.map(|receipt| receipt.cells(lang)).collect()
    }

    fn rows_of_lists(&self) -> usize {
        self.fields.keys().filter(|path| is_import(path) && path.as_str().ends_with("/cells")).count()
    }

    fn summary(&self, lang: Lang) -> Vec<(String, String)> {
        let mut summary = vec![
            (lang.say(text::ID), self.id.to_string()),
            (lang.say(text::VILLAGE), village::shown(&self.village)),
            (lang.say(text::PROGRESS), lang.say(text::sync_state(self.sync))),
        ];
        if !self.merged.is_empty() {
            let others: Vec<_> = self.merged.iter().map(ToString::to_string).collect();
            summary.push((lang.say(text::MERGED_WITH), others.join(", ")));
        }
        if !self.receipts.is_empty() {
            let proven = self.receipts.iter().filter(|receipt| receipt.logged.is_some()).count();
            summary.push((lang.say(text::RECEIPTS), lang.tell(text::N_RECEIPTS, &[&proven, &self.receipts.len()])));
        }
        summary.extend(self.assessment.iter().flat_map(|told| told.summary(lang)));
        for (target, state) in &self.registry {
            let said = [&state.status, &state.id, &state.at].into_iter().flatten().cloned().collect::<Vec<_>>();
            summary.push((lang.say(text::REGISTRY), format!("{target}: {}", said.join(", "))));
        }
        summary.extend(self.lent(lang));
        if self.rows_of_lists() > 0 {
            summary.push((lang.say(text::ROWS_OF_LISTS), self.rows_of_lists().to_string()));
        }
        summary
    }
}

impl Record {
    /// Until when this device may read it, and who else does for a while.
    fn lent(&self, lang: Lang) -> Vec<(String, String)> {
        let until = self.lent_until.map(|until| (lang.say(text::LENT_UNTIL), moment::local(until)));
        let loans = self.loans.iter().map(|loan| (lang.say(text::LENT_TO), loan.shown(lang)));
        until.into_iter().chain(loans).collect()
    }
}

impl Loan {
    fn of(stated: LoanState) -> Self {
        let LoanState { office, region, since, until, ended, reason } = stated;
        Self { office, region, since, until, ended, reason }
    }

    fn shown(&self, lang: Lang) -> String {
        let office = format!("{}, {}", self.office, village::shown(&self.region));
        match self.ended {
            Some(ended) => lang.tell(text::LENT_ENDED, &[&office, &moment::local(ended), &self.reason]),
            None => lang.tell(text::LENT_RUNS, &[&office, &moment::local(self.until), &self.reason]),
        }
    }
}

fn is_import(path: &Path) -> bool {
    path.segments().next() == Some(document::import::COLLECTION)
}

impl Receipt {
    fn of(receipt: ChangeReceipt) -> Self {
        let ChangeReceipt { change, made_at, state, reason, courier, logged } = receipt;
        Self { change, at: (made_at > 0).then(|| moment::utc(made_at)), state, reason, courier, logged }
    }

    fn is_settled(&self) -> bool {
        self.logged.is_some() && self.state == State::Logged
    }

    fn cells(&self, lang: Lang) -> Vec<String> {
        let carried = |courier: &String| lang.tell(text::CARRIED_BY, &[courier]);
        let reason = self.courier.as_ref().map_or_else(|| self.reason.clone(), carried);
        let short: String = self.change.to_string().chars().take(8).collect();
        vec![short, lang.say(text::state(self.state)), reason]
    }
}

impl Problem {
    fn of(kind: Kind, problem: &records::problem::Problem, lang: Lang) -> Self {
        Self {
            warning: Warning::of(kind, problem, lang),
            severity: problem.severity,
            import: problem.row.map(|at| Row { file: at.file, row: at.row }),
        }
    }
}

impl Answer for Record {
    fn page(&self, page: &mut Page) {
        let lang = page.lang();
        page.heading(&self.name);
        page.pairs(self.summary(lang));
        if let Some(told) = &self.assessment {
            told.page(&self.rules.rules(), page);
        }
        page.gap();
        page.table(&[text::LABEL, text::VALUE, text::FIELD], self.rows(lang));
        let unsettled = self.unsettled(lang);
        if !unsettled.is_empty() {
            page.gap();
            page.table(&[text::CHANGE, text::PROGRESS, text::REASON], unsettled);
        }
        self.problems.iter().for_each(|problem| problem.warning.page(page));
        if self.kept_aside > 0 {
            page.warning(&lang.tell(text::KEPT_ASIDE, &[&self.kept_aside]));
        }
        for conflict in &self.conflicts {
            page.gap();
            conflict.page(page);
        }
        if !self.conflicts.is_empty() {
            page.line(&lang.say(text::HOW_TO_RESOLVE));
        }
    }
}
