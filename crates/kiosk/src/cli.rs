//! The command line: what can be asked, as clap reads it.
//!
//! Doc comments are the English help. A new command or argument has its Indonesian in `languages/help.id.ftl`
//! ([`help`]).

pub(crate) mod help;

use std::{
    ffi::{OsStr, OsString},
    path::PathBuf,
};

use clap::{Args, Parser, Subcommand};
use language::LanguageCode;

use crate::command::{
    add, bundle, case, conflicts, consent, courier, device, duplicates, edit, enrol, fields, history, import, key,
    languages, list, merge, notices, officer, outbox, pin, province, register_again, reminders, resolve, screen,
    search, seed, session, show, split, stats, status, sync, undo,
};

const AFTER: &str = "\
Exit codes:
  0  done
  1  not done; the message says why and what to do next
  2  the command is wrong, or a name fits several records
  3  sync ended without the proof that both sides hold the same
  4  the disk is full; nothing was lost

A record is named by its id, by the first 4 or more characters of the id, or by
words that only one person has. Everything is stored on this device first;
`rantau sync` brings it to the province when there is a line.";

/// Records of migrant workers and their families, kept in the village and synced when there is a line.
#[derive(Debug, Parser)]
#[command(name = "rantau", version, after_help = AFTER)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What holds for every command.
#[derive(Debug, Args)]
#[command(next_help_heading = "For every command")]
pub(crate) struct Global {
    /// Directory of this device's records [default: `rantau` in the user's data directory]
    #[arg(long, global = true, value_name = "DIR", env = "RANTAU_DATA", hide_env_values = true)]
    pub(crate) data: Option<PathBuf>,
    /// File whose first line is the passphrase; else RANTAU_PASSPHRASE, else it is asked for
    #[arg(long, global = true, value_name = "FILE", env = "RANTAU_PASSPHRASE_FILE", hide_env_values = true)]
    pub(crate) passphrase_file: Option<PathBuf>,
    /// Short name of the officer who works, where the device has several
    #[arg(long, global = true, value_name = "NAME", env = "RANTAU_OFFICER", hide_env_values = true)]
    pub(crate) officer: Option<String>,
    /// Print one JSON object on standard output, errors too
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Language of what people read: id, en, or that of a language file
    #[arg(
        long,
        global = true,
        value_name = "CODE",
        env = "RANTAU_LANG",
        hide_env_values = true,
        default_value = "id",
        value_parser = LanguageCode::parse
    )]
    pub(crate) lang: LanguageCode,
    /// Directory of language files [default: `languages` in that of the records]
    #[arg(long, global = true, value_name = "DIR", env = "RANTAU_LANGUAGES", hide_env_values = true)]
    pub(crate) languages: Option<PathBuf>,
}

/// The commands, in the order in which a device meets them.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Enrol(enrol::Args),
    Status(status::Args),
    Import(import::Args),
    Add(add::Args),
    Edit(edit::Args),
    Show(show::Args),
    List(list::Args),
    Search(search::Args),
    History(history::Args),
    Conflicts(conflicts::Args),
    Resolve(resolve::Args),
    Consent(consent::Args),
    Duplicates(duplicates::Args),
    Merge(merge::Args),
    Split(split::Args),
    Undo(undo::Args),
    RegisterAgain(register_again::Args),
    Stats(stats::Args),
    Case(case::Args),
    Screen(screen::Args),
    Session(session::Args),
    Notices(notices::Args),
    Reminders(reminders::Args),
    Sync(sync::Args),
    Bundle(bundle::Args),
    Courier(courier::Args),
    Outbox(outbox::Args),
    Device(device::Args),
    Province(province::Args),
    Officer(officer::Args),
    Pin(pin::Args),
    Key(key::Args),
    Seed(seed::Args),
    Fields(fields::Args),
    Languages(languages::Args),
}

impl Global {
    /// What the arguments say even if they cannot be read as a whole: who asks for help or mistypes a command is answered
    /// in the language and the form that was asked for. `variable` is a variable of the environment.
    pub(crate) fn of_arguments(arguments: &[OsString], variable: impl Fn(&str) -> Option<OsString>) -> Self {
        let value = |long: &str, name: &str| value_of(arguments, long).or_else(|| variable(name));
        let lang = value("--lang", "RANTAU_LANG").and_then(|code| LanguageCode::parse(code.to_str()?).ok());
        Self {
            data: value("--data", "RANTAU_DATA").map(PathBuf::from),
            passphrase_file: value("--passphrase-file", "RANTAU_PASSPHRASE_FILE").map(PathBuf::from),
            officer: None,
            json: before_end(arguments).any(|argument| argument == "--json"),
            lang: lang.unwrap_or_else(LanguageCode::indonesian),
            languages: value("--languages", "RANTAU_LANGUAGES").map(PathBuf::from),
        }
    }
}

/// The value of an option, as `--option VALUE` or `--option=VALUE`.
fn value_of(arguments: &[OsString], long: &str) -> Option<OsString> {
    let own = |argument: &OsString| Some(argument.to_str()?.strip_prefix(long)?.strip_prefix('=')?.into());
    let next = before_end(arguments).skip_while(|argument| *argument != long).nth(1);
    next.cloned().or_else(|| before_end(arguments).find_map(own))
}

/// The arguments that may be options.
fn before_end(arguments: &[OsString]) -> impl Iterator<Item = &OsString> {
    arguments.iter().take_while(|argument| *argument != OsStr::new("--"))
}

#[cfg(test)]
mod tests;
