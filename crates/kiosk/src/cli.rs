//! The command line: what can be asked, as clap reads it.

use std::{ffi::OsString, path::PathBuf};

use clap::{Args, Parser, Subcommand};
use language::LanguageCode;

use crate::command::{
    add, bundle, case, conflicts, consent, courier, device, duplicates, edit, enrol, fields, history, import,
    languages, list, merge, notices, reminders, resolve, screen, search, seed, session, show, split, stats, status,
    sync, undo,
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
    Stats(stats::Args),
    Case(case::Args),
    Screen(screen::Args),
    Session(session::Args),
    Notices(notices::Args),
    Reminders(reminders::Args),
    Sync(sync::Args),
    Bundle(bundle::Args),
    Courier(courier::Args),
    Device(device::Args),
    Seed(seed::Args),
    Fields(fields::Args),
    Languages(languages::Args),
}

/// What the arguments say even if they cannot be read as a whole: whether errors are wanted as JSON.
pub(crate) fn wants_json(arguments: impl IntoIterator<Item = OsString>) -> bool {
    arguments.into_iter().take_while(|argument| argument != "--").any(|argument| argument == "--json")
}

#[cfg(test)]
mod tests;
