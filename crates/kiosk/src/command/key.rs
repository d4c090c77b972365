//! `rantau key`: the key of the database.

use serde::Serialize;

use crate::{
    device::Device,
    failure::Result,
    output::{Answer, Reply},
    page::Page,
    text,
};

const EXAMPLES: &str = "\
For when somebody may have copied this device's files: everything is encrypted
anew, for all officers, and an old copy of the key file opens nothing of what is
here from then on. No other program may have the records open meanwhile. It
survives a power cut. What was copied before stays as readable as it was.

Examples:
  rantau key change";

/// Encrypt this device's records under a new key
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Give the database a new key, and encrypt it anew
    Change,
}

#[derive(Debug, Serialize)]
struct Rekeyed {
    /// `changed`.
    key: &'static str,
}

pub(crate) fn run(args: &Args, device: &mut Device) -> Result<Reply> {
    match args.command {
        Command::Change => device.store.change_key()?,
    }
    device.reply(&Rekeyed { key: "changed" })
}

impl Answer for Rekeyed {
    fn page(&self, page: &mut Page) {
        let lang = page.lang();
        page.line(&lang.say(text::KEY_CHANGED));
    }
}
