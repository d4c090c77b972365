//! `rantau notices`.

use assessment::JobOrderAssessment;
use client_core::About;
use jiff::civil::Date;
use records::{
    DocId, Kind, PartialDate, Record,
    value_set::{CountryStatus, JobOrderStatus, LicenceStatus, NoticeKind},
};
use serde::Serialize;

use crate::{
    device::Device,
    failure::Result,
    lang::Lang,
    output::{Answer, Reply},
    page::Page,
    record, text, told,
};

const EXAMPLES: &str = "\
What the province makes known here: job orders, licensed agencies, rules of
countries, guidance. It comes with every sync, and what was revoked comes first.
`rantau show ID` shows all of one. Who left for a job order, and who prepares
for one, is counted from the records of this device.

Examples:
  rantau notices
  rantau notices --all                     withdrawn ones too
  rantau notices --kind JOB_ORDER --json";

/// Show what the province makes known: job orders, agencies, countries
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// Only of this kind: JOB_ORDER, AGENCY, COUNTRY_RULE, GUIDANCE or REFERENCE
    #[arg(long, value_name = "KIND", value_parser = kind)]
    kind: Option<NoticeKind>,
    /// Withdrawn ones too
    #[arg(long)]
    all: bool,
}

fn kind(text: &str) -> Result<NoticeKind, String> {
    let found = NoticeKind::SET.find(text).map(|entry| NoticeKind::from_code(entry.code));
    found.ok_or_else(|| NoticeKind::SET.codes.iter().map(|entry| entry.code).collect::<Vec<_>>().join(", "))
}

/// What the province makes known, what does not hold any more first.
#[derive(Debug, Serialize)]
struct Notices {
    notices: Vec<Line>,
}

/// One notice.
#[derive(Debug, Serialize)]
struct Line {
    id: DocId,
    kind: Option<NoticeKind>,
    title: String,
    urgent: bool,
    /// Of a job order, an agency or a country: how it stands.
    status: Option<Status>,
    valid_from: Option<PartialDate>,
    valid_to: Option<PartialDate>,
    /// Why it was withdrawn, null while it holds.
    removed: Option<String>,
    /// How far a job order is filled, counted from the records of this device.
    job_order: Option<JobOrderAssessment>,
    /// How many more people of this device were promised a place than there are.
    oversold: u32,
}

#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Status {
    JobOrder(JobOrderStatus),
    Licence(LicenceStatus),
    Country(CountryStatus),
}

pub(crate) fn run(args: &Args, device: &Device) -> Result<Reply> {
    let (all, everybody, day) = (device.store.records(Kind::Notice)?, device.store.everybody()?, Device::day(None));
    let mut notices: Vec<Line> = all.into_iter().map(|notice| Line::of(notice, &everybody, day)).collect();
    notices.retain(|line| args.all || line.removed.is_none());
    notices.retain(|line| args.kind.is_none() || line.kind == args.kind);
    notices.sort_by(|a, b| (!a.is_warning(), !a.urgent, &a.title).cmp(&(!b.is_warning(), !b.urgent, &b.title)));
    device.reply(&Notices { notices })
}

impl Line {
    fn of((id, notice): (DocId, Record), everybody: &[About], day: Date) -> Self {
        let kind: Option<NoticeKind> = notice.get("notice_kind");
        let count = || assessment::job_order(&notice, everybody.iter().map(About::alone), day);
        let job_order = (kind == Some(NoticeKind::JobOrder)).then(count);
        let status = notice.get("job_order_status").map(Status::JobOrder);
        let status = status.or_else(|| notice.get("licence_status").map(Status::Licence));
        Self {
            id,
            kind,
            title: notice.get("title").unwrap_or_default(),
            urgent: notice.get("urgent").unwrap_or_default(),
            status: status.or_else(|| notice.get("country_status").map(Status::Country)),
            valid_from: notice.get("valid_from"),
            valid_to: notice.get("valid_to"),
            removed: notice.get("removed"),
            oversold: job_order.as_ref().map_or(0, |order| order.places.oversold()),
            job_order,
        }
    }

    /// Whether it says that something is not to be relied on any more.
    const fn is_warning(&self) -> bool {
        matches!(self.status, Some(Status::JobOrder(JobOrderStatus::Revoked) | Status::Licence(LicenceStatus::Revoked)))
    }

    fn cells(&self, lang: Lang) -> Vec<String> {
        let kind = self.kind.as_ref().map(|kind| told::code(&NoticeKind::SET, kind.code(), lang)).unwrap_or_default();
        let state = [self.state(lang), self.places(lang)].into_iter().filter(|part| !part.is_empty());
        vec![record::short(self.id), kind, self.title.clone(), state.collect::<Vec<_>>().join("; ")]
    }

    /// Who has the places of a job order, and whether there are too many.
    fn places(&self, lang: Lang) -> String {
        let Some(order) = &self.job_order else { return String::new() };
        let total = order.places.total.map_or_else(|| "?".to_owned(), |total| total.to_string());
        let places = lang.tell(text::PLACES_OF, &[&order.places.filled, &order.places.in_process, &total]);
        if self.oversold == 0 { places } else { format!("{places}; {}", lang.tell(text::OVERSOLD, &[&self.oversold])) }
    }

    fn state(&self, lang: Lang) -> String {
        match (&self.removed, &self.status) {
            (Some(reason), _) => lang.tell(text::WITHDRAWN, &[reason]),
            (None, Some(Status::JobOrder(status))) => told::code(&JobOrderStatus::SET, status.code(), lang),
            (None, Some(Status::Licence(status))) => told::code(&LicenceStatus::SET, status.code(), lang),
            (None, Some(Status::Country(status))) => told::code(&CountryStatus::SET, status.code(), lang),
            (None, None) => String::new(),
        }
    }
}

impl Answer for Notices {
    fn page(&self, page: &mut Page) {
        let lang = page.lang();
        if self.notices.is_empty() {
            return page.line(&lang.say(text::NO_NOTICES));
        }
        page.table(
            &[text::ID, text::NOTICE_KIND, text::WHAT, text::HOW_IT_STANDS],
            self.notices.iter().map(|line| line.cells(lang)),
        );
    }
}
