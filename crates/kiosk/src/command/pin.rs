//! `rantau pin`: another PIN or passphrase.

use std::path::PathBuf;

use client_core::{
    Login, Store, SystemClock, Unlock,
    keyring::{self, rule::Strength},
};
use records::Deployment;
use serde::Serialize;

use crate::{
    cli::Global,
    device::{directory, who},
    failure::Result,
    output::{Answer, Output, Reply},
    page::Page,
    passphrase, text,
};

const EXAMPLES: &str = "\
A passphrase of several words keeps the records also from who takes the disk. A
PIN of six digits or more keeps off who sits down at this device, and no more:
somebody who copied its files tries all of them in an afternoon.

Whoever forgot it asks the operator of the province for a code. The code works
once, without a line, for one officer of one device.

Examples:
  rantau pin change
  rantau pin reset --code 01234-56789-ABCDE-FGHJK-MNPQR-STVW";

/// Set another PIN or passphrase
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    Change(ChangeArgs),
    Reset(ResetArgs),
}

/// Put another PIN or passphrase in the place of the present one
#[derive(Debug, clap::Args)]
struct ChangeArgs {
    /// File whose first line is the new one; else RANTAU_NEW_PASSPHRASE, else it is asked for
    #[arg(long, value_name = "FILE")]
    new_passphrase_file: Option<PathBuf>,
}

/// Set a new one with the province's code, where the present one is forgotten or the device was closed
#[derive(Debug, clap::Args)]
struct ResetArgs {
    /// The code, as the operator read it out
    #[arg(long, value_name = "CODE", env = "RANTAU_RESET_CODE", hide_env_values = true)]
    code: String,
    /// File whose first line is the new one; else RANTAU_NEW_PASSPHRASE, else it is asked for
    #[arg(long, value_name = "FILE")]
    new_passphrase_file: Option<PathBuf>,
}

#[derive(Debug, Serialize)]
struct Changed {
    officer: records::OfficerId,
    officer_name: String,
    /// `pin` or `passphrase`.
    strength: Strength,
}

pub(crate) fn run(args: &Args, global: &Global, output: &Output) -> Result<Reply> {
    let dir = directory(global)?;
    client_core::expect_enrolled(&dir)?;
    let officer = who(&dir, global, output)?;
    let (handle, lang) = (officer.as_deref().unwrap_or_default(), output.lang());
    let (store, new) = match &args.command {
        Command::Change(args) => {
            let present = passphrase::known(global.passphrase_file.as_deref(), lang)?;
            let login = Login { officer: officer.as_deref(), unlock: Unlock::Passphrase(&present) };
            let mut store = Store::unlock(&dir, &login, Box::new(SystemClock))?;
            let new = passphrase::new_of(args.new_passphrase_file.as_deref(), handle, lang)?;
            store.change_passphrase(&login, &new)?;
            (store, new)
        }
        Command::Reset(args) => {
            let new = passphrase::new_of(args.new_passphrase_file.as_deref(), handle, lang)?;
            (keyring::reset(&dir, officer.as_deref(), &args.code, &new, Box::new(SystemClock))?, new)
        }
    };
    let strength = keyring::rule::check(&new, handle).map_err(client_core::Error::from)?;
    reply(&store, strength, output)
}

fn reply(store: &Store, strength: Strength, output: &Output) -> Result<Reply> {
    let membership = store.membership();
    let deployment: Deployment = membership.deployment();
    let officer_name = membership.officer_name().to_owned();
    output.reply(deployment, &Changed { officer: membership.officer(), officer_name, strength })
}

impl Answer for Changed {
    fn page(&self, page: &mut Page) {
        let lang = page.lang();
        page.line(&lang.tell(text::PASSPHRASE_CHANGED, &[&self.officer_name]));
        if self.strength == Strength::Pin {
            page.line(&lang.say(text::ONLY_A_PIN));
        }
    }
}
