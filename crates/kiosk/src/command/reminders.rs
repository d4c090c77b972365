//! `rantau reminders`.

use std::{borrow::Cow, collections::BTreeMap};

use assessment::Reminder;
use client_core::ListItem;
use jiff::civil::Date;
use records::{DocId, Kind, RegionCode};
use reference::{Reference, Rules};
use serde::Serialize;

use crate::{
    device::Device,
    failure::Result,
    lang::Lang,
    moment,
    output::{Answer, Reply},
    page::Page,
    record, text, told, village,
};

const EXAMPLES: &str = "\
What is due here or soon: contracts that end, people abroad of whom nobody heard
for 30 or 90 days, papers that expire, requests that must be answered, clocks of
complaints. The earliest comes first; what is past comes before what is to come.

Examples:
  rantau reminders
  rantau reminders --past                  only what is past already
  rantau reminders --village 52.03.13.2001 --on 2026-03-01
  rantau reminders --json";

/// Show what is due: contracts, contacts, papers, complaints
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// As of this day [default: today]
    #[arg(long, value_name = "DAY", value_parser = moment::parse_day)]
    on: Option<Date>,
    /// Only of this area: the code of a village, kecamatan or kabupaten
    #[arg(long, value_name = "CODE")]
    village: Option<String>,
    /// Only what is past
    #[arg(long)]
    past: bool,
    /// At most so many
    #[arg(long, value_name = "N", default_value_t = 100)]
    limit: usize,
}

/// What is due, the earliest first.
#[derive(Debug, Serialize)]
struct Due {
    /// The day that it was looked at.
    day: Date,
    /// How many there are.
    total: usize,
    reminders: Vec<Item>,
    #[serde(skip)]
    reference: Cow<'static, Reference>,
}

/// One of them, and whose it is.
#[derive(Debug, Serialize)]
struct Item {
    id: DocId,
    kind: Kind,
    name: String,
    village: String,
    #[serde(flatten)]
    what: What,
}

#[derive(Debug, Serialize)]
#[serde(untagged)]
enum What {
    Worker(Reminder),
    Case(assessment::RunningClock),
}

/// By every id that they have.
type Workers = BTreeMap<DocId, ListItem>;

pub(crate) fn run(args: &Args, device: &Device) -> Result<Reply> {
    let day = Device::day(args.on);
    let (reference, workers) = (device.store.reference()?, record::workers(device)?);
    let mut items = of_workers(device, &workers, &reference.at(day), day)?;
    items.extend(of_cases(device, &workers, &reference.at(day), day)?);
    let area = args.village.as_deref().map(village::area).transpose()?;
    items.retain(|item| item.is_in(area.as_ref()) && (!args.past || item.what.days_left() < 0));
    items.sort_by(|a, b| (a.what.due(), &a.name, a.id).cmp(&(b.what.due(), &b.name, b.id)));
    let total = items.len();
    items.truncate(args.limit);
    device.reply(&Due { day, total, reminders: items, reference })
}

fn of_workers(device: &Device, workers: &Workers, rules: &Rules<'_>, day: Date) -> Result<Vec<Item>> {
    let (surroundings, mut items) = (device.store.surroundings()?, Vec::new());
    for about in device.store.everybody()? {
        let Some(worker) = workers.get(&about.doc) else { continue };
        let told = surroundings.assess(&about, rules, day);
        items.extend(told.reminders.into_iter().map(|reminder| Item {
            id: about.doc,
            kind: Kind::Worker,
            name: worker.name.clone(),
            village: worker.village.clone(),
            what: What::Worker(reminder),
        }));
    }
    Ok(items)
}

fn of_cases(device: &Device, workers: &Workers, rules: &Rules<'_>, day: Date) -> Result<Vec<Item>> {
    let mut items = Vec::new();
    for (id, case) in record::not_withdrawn(device, Kind::Case)? {
        let told = assessment::case(&case, rules, day);
        items.extend(told.clocks.into_iter().map(|clock| Item {
            id,
            kind: Kind::Case,
            name: record::about_whom(&case, workers),
            village: case.get("village").unwrap_or_default(),
            what: What::Case(clock),
        }));
    }
    Ok(items)
}

impl Item {
    /// What has no village is shown to whoever asks for any.
    fn is_in(&self, area: Option<&RegionCode>) -> bool {
        let village = RegionCode::parse(&self.village).ok();
        area.is_none_or(|area| village.is_none_or(|village| area.contains(&village)))
    }

    fn cells(&self, rules: &Rules<'_>, lang: Lang) -> Vec<String> {
        vec![record::short(self.id), self.name.clone(), self.what.told(rules, lang)]
    }
}

impl What {
    const fn due(&self) -> Date {
        match self {
            Self::Worker(reminder) => reminder.due,
            Self::Case(clock) => clock.due,
        }
    }

    const fn days_left(&self) -> i32 {
        match self {
            Self::Worker(reminder) => reminder.days_left,
            Self::Case(clock) => clock.days_left,
        }
    }

    fn told(&self, rules: &Rules<'_>, lang: Lang) -> String {
        match self {
            Self::Worker(reminder) => told::reminder(reminder, rules, lang),
            Self::Case(clock) => told::clock(clock, rules, lang),
        }
    }
}

impl Answer for Due {
    fn page(&self, page: &mut Page) {
        let lang = page.lang();
        if self.reminders.is_empty() {
            return page.line(&lang.say(text::NO_REMINDERS));
        }
        let rules = self.reference.at(self.day);
        page.table(&[text::ID, text::NAME, text::WHAT], self.reminders.iter().map(|item| item.cells(&rules, lang)));
        page.line(&lang.tell(text::SHOWN_OF, &[&self.reminders.len(), &self.total]));
    }
}
