//! `rantau session list`.

use std::cmp::Reverse;

use assessment::SessionAssessment;
use records::{DocId, Kind, PartialDate, Record, value_set::SessionKind};
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
Examples:
  rantau session list
  rantau session list --limit 10 --json";

/// List sessions, the latest first
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// At most so many
    #[arg(long, value_name = "N", default_value_t = 100)]
    limit: usize,
}

#[derive(Debug, Serialize)]
struct Sessions {
    /// How many there are.
    total: usize,
    sessions: Vec<Line>,
}

/// One session.
#[derive(Debug, Serialize)]
struct Line {
    id: DocId,
    kind: Option<SessionKind>,
    title: String,
    start: Option<PartialDate>,
    place: String,
    #[serde(flatten)]
    told: SessionAssessment,
}

pub(super) fn run(args: &Args, device: &Device) -> Result<Reply> {
    let reference = device.store.reference()?;
    let rules = reference.at(Device::day(None));
    let line = |(id, session): (DocId, Record)| Line {
        id,
        kind: session.get("kind"),
        title: session.get("title").unwrap_or_default(),
        start: session.get("start"),
        place: session.get("place").unwrap_or_default(),
        told: assessment::session(&session, &rules),
    };
    let mut sessions: Vec<Line> = record::not_withdrawn(device, Kind::Session)?.into_iter().map(line).collect();
    sessions.sort_by_key(|session| Reverse((session.start, session.id)));
    let total = sessions.len();
    sessions.truncate(args.limit);
    device.reply(&Sessions { total, sessions })
}

impl Line {
    fn cells(&self, lang: Lang) -> Vec<String> {
        let kind = self.kind.as_ref().map(|kind| told::code(&SessionKind::SET, kind.code(), lang));
        let title = [kind.unwrap_or_default(), self.title.clone()];
        let title: Vec<String> = title.into_iter().filter(|part| !part.is_empty()).collect();
        let there = lang.tell(text::ATTENDANCE_OF, &[&self.told.attendance.present, &self.told.attendance.listed]);
        let start = self.start.map(|start| start.to_string()).unwrap_or_default();
        vec![record::short(self.id), start, title.join(": "), self.place.clone(), there]
    }
}

impl Answer for Sessions {
    fn page(&self, page: &mut Page) {
        let lang = page.lang();
        if self.sessions.is_empty() {
            return page.line(&lang.say(text::NO_SESSIONS));
        }
        let header = [text::ID, text::WHEN, text::WHAT, text::PLACE, text::ATTENDANCE];
        page.table(&header, self.sessions.iter().map(|session| session.cells(lang)));
        page.line(&lang.tell(text::SHOWN_OF, &[&self.sessions.len(), &self.total]));
    }
}
