//! `rantau session`: orientations and trainings.

mod attend;
mod list;
mod new;

use clap::Subcommand;
use jiff::civil::Date;
use records::{DocId, Kind};

use super::show;
use crate::{
    device::Device,
    failure::{Failure, Result},
    moment,
    output::Reply,
    record, text,
};

const EXAMPLES: &str = "\
What a session spoke of is held against the topics that PP 59/2021 art. 4(4)
asks for; who was at an orientation (OPP) has its proof.

Examples:
  rantau session new kind=SOSIALISASI_DESA title=\"Aman bekerja\" --topic BIAYA
  rantau session list
  rantau session attend 0199a1b2 \"siti aminah\" --before 40 --after 75
  rantau session show 0199a1b2";

/// Write down orientations and trainings, and who was there
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
    Attend(attend::Args),
}

/// Show a session: topics, attendance, scores
#[derive(Debug, clap::Args)]
struct ShowArgs {
    /// The session: its id or the beginning of it
    #[arg(value_name = "ID")]
    session: String,
    /// Held against the rules of this day [default: today]
    #[arg(long, value_name = "DAY", value_parser = moment::parse_day)]
    on: Option<Date>,
}

pub(crate) fn run(args: &Args, device: &mut Device) -> Result<Reply> {
    match &args.command {
        Command::New(args) => new::run(args, device),
        Command::List(args) => list::run(args, device),
        Command::Show(args) => show::answer(find(device, &args.session)?, args.on, device),
        Command::Attend(args) => attend::run(args, device),
    }
}

/// The session that somebody names.
fn find(device: &Device, named: &str) -> Result<DocId> {
    let sessions = device.store.records(Kind::Session)?;
    let none = || Failure::usage("no_such_session", text::NO_SUCH_SESSION, text::NO_SUCH_SESSION_NEXT);
    record::beginning_with(sessions.into_iter().map(|(id, _)| id), named, none)
}
