//! `rantau case list`.

use assessment::CaseAssessment;
use jiff::civil::Date;
use records::{
    DocId, Kind, Record,
    value_set::{CaseStatus, CaseType},
};
use serde::Serialize;

use crate::{
    device::Device,
    failure::Result,
    lang::Lang,
    moment,
    output::{Answer, Reply},
    page::Page,
    record, text, told,
};

const EXAMPLES: &str = "\
Urgent ones come first, then those whose clock runs out first.

Examples:
  rantau case list
  rantau case list --all                   closed ones too
  rantau case list --past --json           those with a clock that is past";

/// List complaints that are open
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// Closed ones too
    #[arg(long)]
    all: bool,
    /// Only those with a clock that is past
    #[arg(long)]
    past: bool,
    /// As of this day [default: today]
    #[arg(long, value_name = "DAY", value_parser = moment::parse_day)]
    on: Option<Date>,
    /// At most so many
    #[arg(long, value_name = "N", default_value_t = 100)]
    limit: usize,
}

#[derive(Debug, Serialize)]
struct Cases {
    /// How many fit.
    total: usize,
    cases: Vec<Line>,
}

/// One complaint.
#[derive(Debug, Serialize)]
struct Line {
    id: DocId,
    /// The worker's name, empty where nobody knows it.
    name: String,
    /// What it is about.
    types: Vec<CaseType>,
    #[serde(flatten)]
    told: CaseAssessment,
}

pub(super) fn run(args: &Args, device: &Device) -> Result<Reply> {
    let (reference, day) = (device.store.reference()?, Device::day(args.on));
    let (rules, workers) = (reference.at(day), record::workers(device)?);
    let line = |(id, case): (DocId, Record)| Line {
        id,
        name: record::about_whom(&case, &workers),
        types: case.elements("type").filter_map(|kind| kind.get("code")).collect(),
        told: assessment::case(&case, &rules, day),
    };
    let mut cases: Vec<Line> = record::not_withdrawn(device, Kind::Case)?.into_iter().map(line).collect();
    cases.retain(|case| (args.all || case.told.is_open) && (!args.past || case.is_past()));
    cases.sort_by_key(Line::place);
    let total = cases.len();
    cases.truncate(args.limit);
    device.reply(&Cases { total, cases })
}

impl Line {
    fn is_past(&self) -> bool {
        self.told.clocks.iter().any(assessment::RunningClock::is_past)
    }

    /// Open and urgent ones first, then by what runs out first.
    fn place(&self) -> (bool, bool, Date, DocId) {
        let due = self.told.next_due().map_or(Date::MAX, |clock| clock.due);
        (!self.told.is_open, !self.told.is_urgent, due, self.id)
    }

    fn cells(&self, lang: Lang) -> Vec<String> {
        let kinds: Vec<_> = self.types.iter().map(|kind| told::code(&CaseType::SET, kind.code(), lang)).collect();
        let status = told::code(&CaseStatus::SET, self.told.status.code(), lang);
        let due = self.told.next_due().map(|clock| told::due(clock.due, clock.days_left, lang));
        let mark = if self.told.is_urgent { "! " } else { "" };
        let id = self.told.number.clone().unwrap_or_else(|| record::short(self.id));
        vec![id, self.name.clone(), format!("{mark}{}", kinds.join(", ")), status, due.unwrap_or_default()]
    }
}

impl Answer for Cases {
    fn page(&self, page: &mut Page) {
        let lang = page.lang();
        if self.cases.is_empty() {
            return page.line(&lang.say(text::NO_CASES));
        }
        let header = [text::ID, text::NAME, text::CASE_ABOUT, text::CASE_STATUS, text::DUE_DAY];
        page.table(&header, self.cases.iter().map(|case| case.cells(lang)));
        page.line(&lang.tell(text::SHOWN_OF, &[&self.cases.len(), &self.total]));
    }
}
