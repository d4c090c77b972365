//! `rantau case`: complaints.

mod act;
mod list;
mod new;

use clap::Subcommand;
use jiff::civil::Date;
use records::{DocId, Kind, Record, value_set::CodeSet};

use super::{show, written};
pub(super) use new::usual;

use crate::{
    assignment::Form,
    device::Device,
    element,
    failure::{Failure, Result},
    moment,
    output::Reply,
    record, text,
};

const EXAMPLES: &str = "\
A complaint stays with whoever wrote it and the offices: other devices of the
village never get it. What was done is only ever added, each with its day, and
the clocks of the law run from these days.

Examples:
  rantau case new --worker \"siti aminah\" --type GAJI_TIDAK_DIBAYAR
  rantau case list
  rantau case show 0199a1b2
  rantau case act 0199a1b2 KOMITMEN --note \"upah dibayar pekan depan\"
  rantau case refer 0199a1b2 BP3MI --scope \"nama, paspor\"
  rantau case close 0199a1b2 --resolved";

/// Take in and follow complaints
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    New(new::Args),
    List(list::Args),
    Show(ShowArgs),
    Act(act::ActArgs),
    Refer(act::ReferArgs),
    Close(act::CloseArgs),
}

/// Show a complaint: where it stands, what runs out when, all that was written
#[derive(Debug, clap::Args)]
struct ShowArgs {
    /// The complaint: its number, its id or the beginning of it
    #[arg(value_name = "ID")]
    case: String,
    /// What it tells on this day [default: today]
    #[arg(long, value_name = "DAY", value_parser = moment::parse_day)]
    on: Option<Date>,
}

pub(crate) fn run(args: &Args, device: &mut Device) -> Result<Reply> {
    match &args.command {
        Command::New(args) => new::run(args, device),
        Command::List(args) => list::run(args, device),
        Command::Show(args) => show::answer(find(device, &args.case)?, args.on, device),
        Command::Act(args) => act::act(args, device),
        Command::Refer(args) => act::refer(args, device),
        Command::Close(args) => act::close(args, device),
    }
}

/// The complaint that somebody names.
fn find(device: &Device, named: &str) -> Result<DocId> {
    let cases = device.store.records(Kind::Case)?;
    let is_numbered = |case: &Record| case.get::<String>("case_no").is_some_and(|number| number == named);
    let numbered = cases.iter().find(|(_, case)| is_numbered(case)).map(|(id, _)| *id);
    let none = || Failure::usage("no_such_case", text::NO_SUCH_CASE, text::NO_SUCH_CASE_NEXT);
    numbered.map_or_else(|| record::beginning_with(cases.iter().map(|(id, _)| *id), named, none), Ok)
}

/// Adds elements to a complaint, as people type them. Nothing identifies them: two offices that write the same on one day
/// mean two things.
fn add(device: &mut Device, id: DocId, words: &[String]) -> Result<Reply> {
    let intents = element::intents(words, Form { kind: Kind::Case, deployment: device.deployment() })?;
    let seen = device.store.view(id)?.heads;
    written::edit(device, id, &seen, &intents)
}

/// The code that somebody means, by code or label.
pub(super) fn meant(set: &'static CodeSet, named: &str) -> Result<&'static str> {
    set.find(named).map(|entry| entry.code).ok_or_else(|| {
        let codes: Vec<_> = set.codes.iter().map(|entry| entry.code).collect();
        let next = text::NO_SUCH_CODE_NEXT.with(&[&codes.join(", ")]);
        Failure::usage("no_such_code", text::NO_SUCH_CODE.with(&[&named, &set.name]), next)
    })
}

/// The day of what was done, else today.
fn on(date: Option<&String>) -> String {
    date.cloned().unwrap_or_else(|| Device::day(None).to_string())
}
