//! `rantau list`.

use client_core::Filter;
use records::{Kind, milestone::MilestoneCode};
use serde::Serialize;

use crate::{
    device::Device,
    failure::{Failure, Result},
    output::{Answer, Reply},
    page::Page,
    record::{EVERY, Line},
    text, village,
};

const EXAMPLES: &str = "\
Examples:
  rantau list                              all workers, by name
  rantau list --stage BERANGKAT            who has left
  rantau list --village 52.03.13.2001 --conflicts
  rantau list --not-sent --json            what the province does not have yet
  rantau list --kind household --limit 20";

/// List records, by name
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// Kind of record: worker, household, session, case …
    #[arg(long, value_name = "KIND", default_value = "worker", value_parser = super::fields::kind)]
    kind: Kind,
    /// Only at this stage: a code or a name, such as BERANGKAT
    #[arg(long, value_name = "STAGE")]
    stage: Option<String>,
    /// Only of this area: the code of a village, kecamatan or kabupaten
    #[arg(long, value_name = "CODE")]
    village: Option<String>,
    /// Only with doubtful values
    #[arg(long)]
    problems: bool,
    /// Only with values in conflict
    #[arg(long)]
    conflicts: bool,
    /// Only with something that the province does not have yet
    #[arg(long)]
    not_sent: bool,
    /// At most so many
    #[arg(long, value_name = "N", default_value_t = 100)]
    limit: usize,
}

/// The records that fit, as far as they are shown.
#[derive(Debug, Serialize)]
struct Listed {
    /// How many fit.
    total: usize,
    records: Vec<Line>,
}

pub(crate) fn run(args: &Args, device: &Device) -> Result<Reply> {
    let mut fitting = device.store.list(&args.filter()?, EVERY, 0)?;
    fitting.retain(|item| !args.problems || item.problems > 0);
    let total = fitting.len();
    let records = fitting.into_iter().take(args.limit).map(Line::from).collect();
    device.reply(&Listed { total, records })
}

impl Args {
    fn filter(&self) -> Result<Filter> {
        Ok(Filter {
            kind: Some(self.kind),
            region: self.village.as_deref().map(village::area).transpose()?,
            stage: self.stage.as_deref().map(stage).transpose()?,
            conflicts: self.conflicts,
            unsent: self.not_sent,
        })
    }
}

fn stage(named: &str) -> Result<String> {
    let found = MilestoneCode::SET.find(named).map(|entry| entry.code.to_owned());
    found.ok_or_else(|| Failure::usage("no_such_stage", text::NO_SUCH_STAGE, text::no_such_stage_next()))
}

impl Answer for Listed {
    fn page(&self, page: &mut Page) {
        if self.records.is_empty() {
            return page.line(&page.lang().say(text::NONE));
        }
        Line::table(&self.records, page);
        page.line(&page.lang().tell(text::SHOWN_OF, &[&self.records.len(), &self.total]));
    }
}
