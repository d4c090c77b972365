//! What `--help` prints, in the language that was asked for.
//!
//! English stands where a command is declared: in the doc comments and after them. One walk over the commands gives each
//! text a key from its place, and puts in what the language says; the Indonesian texts are those of
//! `languages/help.id.ftl`, and a language file may have the same keys. English help is clap's own.
//!
//! | text | key | for example |
//! |---|---|---|
//! | of a command | `help-<command>` | `help-case-new` |
//! | of an argument | `help-<command>-arg-<id>` | `help-case-new-arg-worker` |
//! | below the arguments | `help-<command>-note`, `-note-2` … | `help-case-note` |
//! | beside an example, or another row | `help-<command>-<heading>-<row>` | `help-exit-codes-0` |
//! | a heading | `help-heading-<heading>` | `help-heading-examples` |
//! | what a value is called | `help-value-<name>` | `help-value-file` |
//! | a word of clap | `help-word-<word>` | `help-word-usage` |
//!
//! The walk is repeated in the language only where there is something to print: commands that are understood do not pay
//! for it.

mod after;

use std::{collections::BTreeSet, ffi::OsString, mem, sync::LazyLock};

use clap::{Arg, ArgAction, Args, Command, Error};
use language::{Label, Pack};

use super::Cli;
use crate::lang::{self, Lang};

/// The Indonesian help.
static INDONESIAN: LazyLock<Pack> = LazyLock::new(|| lang::built_in("id", include_str!("../../languages/help.id.ftl")));

/// The words of clap, as it says them.
const USAGE: &str = "Usage";
const COMMANDS: &str = "Commands";
const ARGUMENTS: &str = "Arguments";
const OPTIONS: &str = "Options";
const GAP_OF_COMMAND: &str = "COMMAND";
const GAP_OF_OPTIONS: &str = "OPTIONS";
const DEFAULT: &str = "default";
const PRINT_HELP: &str = "Print help";
const PRINT_VERSION: &str = "Print version";
const HELP_OF_COMMAND: &str = "Print this message or the help of the given subcommand(s)";

/// The flags of clap.
const HELP: &str = "help";
const VERSION: &str = "version";
/// The place of these flags, below all others.
const LAST: usize = 1000;

/// What clap says to arguments that it does not take, or that ask for help, in a language.
pub(crate) fn retold(error: Error, arguments: Vec<OsString>, lang: Lang) -> Error {
    if matches!(lang, Lang::En) {
        return error;
    }
    let mut command = told(program(), &mut |key, en| said(lang, key, en));
    command.try_get_matches_from_mut(arguments).err().unwrap_or(error)
}

/// The texts of all commands, in their order: each key once.
pub(crate) fn labels() -> Vec<Label> {
    let (mut labels, mut seen) = (Vec::new(), BTreeSet::new());
    told(program(), &mut |key, en| {
        if seen.insert(key.to_owned()) {
            labels.push(Label::new(key, INDONESIAN.say(key).unwrap_or_default(), en));
        }
        en.to_owned()
    });
    labels
}

fn said(lang: Lang, key: &str, en: &str) -> String {
    let id = INDONESIAN.say(key);
    lang.label(key, id.as_deref().unwrap_or(en), en)
}

/// The key of a text and its English, to what is said instead.
type Say<'a> = &'a mut dyn FnMut(&str, &str) -> String;

/// The command with all its texts, built.
fn told(command: Command, say: Say<'_>) -> Command {
    let mut command = of_command(command, "help", say);
    command.build();
    finish(&mut command, say);
    command
}

fn of_command(mut command: Command, key: &str, say: Say<'_>) -> Command {
    if let Some(about) = command.get_about().map(ToString::to_string) {
        command = command.about(say(key, &about));
    }
    if let Some(text) = command.get_after_help().map(ToString::to_string) {
        command = command.after_help(after::told(&text, key, say));
    }
    let mut command = with_headings(with_arguments(command, key, say), say);
    for subcommand in command.get_subcommands_mut() {
        let key = format!("{key}-{}", subcommand.get_name());
        *subcommand = of_command(mem::take(subcommand), &key, say);
    }
    command
}

/// The arguments, and those that clap would add with its own words.
fn with_arguments(command: Command, key: &str, say: Say<'_>) -> Command {
    let is_root = command.get_arguments().any(|arg| arg.get_id() == HELP);
    let command = if is_root { command } else { with_help(command) };
    let mut place = 0;
    command.mut_args(|arg| {
        place += 1;
        of_argument(arg, place, key, say)
    })
}

/// The program, with its own flags before those of every command: headings come in the order of arguments.
fn program() -> Command {
    let version = Arg::new(VERSION).short('V').long(VERSION).action(ArgAction::Version).help(PRINT_VERSION);
    Cli::augment_args(with_help(Command::new("rantau")).disable_version_flag(true).arg(version))
}

fn with_help(command: Command) -> Command {
    let help = Arg::new(HELP).short('h').long(HELP).action(ArgAction::Help).help(PRINT_HELP);
    command.disable_help_flag(true).arg(help)
}

/// An argument, in its place among those of its command: below a heading, clap would sort them by their names.
fn of_argument(arg: Arg, place: usize, key: &str, say: Say<'_>) -> Arg {
    let heading = match (arg.get_help_heading(), arg.is_positional()) {
        (Some(own), _) => say(&format!("help-heading-{}", slug(own)), own),
        (None, true) => say("help-word-arguments", ARGUMENTS),
        (None, false) => say("help-word-options", OPTIONS),
    };
    let names = arg.get_value_names().filter(|_| arg.get_action().takes_values()).unwrap_or_default();
    let names: Vec<_> = names.iter().map(|name| say(&format!("help-value-{}", slug(name)), name)).collect();
    let (key, place) = match arg.get_id().as_str() {
        HELP => ("help-word-print-help".to_owned(), LAST),
        VERSION => ("help-word-print-version".to_owned(), LAST + 1),
        id => (format!("{key}-arg-{}", slug(id)), place),
    };
    let help = arg.get_help().map(|help| say(&key, &help.to_string()));
    let help = help.unwrap_or_default() + &default_of(&arg, say);
    let arg = if arg.get_action().takes_values() { arg.hide_default_value(true) } else { arg };
    let arg = arg.help_heading(heading).display_order(place).help(help);
    if names.is_empty() { arg } else { arg.value_names(names) }
}

/// What clap would put behind the help.
fn default_of(arg: &Arg, say: Say<'_>) -> String {
    let values = arg.get_default_values().iter().map(|value| value.to_string_lossy());
    let values = values.collect::<Vec<_>>().join(" ");
    let is_told = arg.get_action().takes_values() && !arg.is_hide_default_value_set() && !values.is_empty();
    if is_told { format!(" [{}: {values}]", say("help-word-default", DEFAULT)) } else { String::new() }
}

fn with_headings(command: Command, say: Say<'_>) -> Command {
    let style = *command.get_styles().get_usage();
    let usage = say("help-word-usage", USAGE);
    let template = format!("{{about-with-newline}}\n{style}{usage}:{style:#} {{usage}}\n\n{{all-args}}{{after-help}}");
    command
        .help_template(template)
        .subcommand_help_heading(say("help-word-commands", COMMANDS))
        .subcommand_value_name(say("help-word-gap-of-command", GAP_OF_COMMAND))
}

/// What there is to change only once clap has built the commands: the usage, and its command `help`.
fn finish(command: &mut Command, say: Say<'_>) {
    let usage = usage(&command.render_usage().to_string(), say);
    *command = mem::take(command).override_usage(usage);
    for subcommand in command.get_subcommands_mut() {
        if subcommand.get_name() == HELP {
            *subcommand = mem::take(subcommand).about(say("help-word-help-of-command", HELP_OF_COMMAND));
        } else {
            finish(subcommand, say);
        }
    }
}

/// The usage without its heading: clap writes `[OPTIONS]`, and a second line below the end of the heading.
fn usage(rendered: &str, say: Say<'_>) -> String {
    let indent = " ".repeat(say("help-word-usage", USAGE).chars().count() + ": ".len());
    let gap = format!("[{}]", say("help-word-gap-of-options", GAP_OF_OPTIONS));
    let rendered = rendered.strip_prefix(USAGE).map_or(rendered, |rest| rest.trim_start_matches(": "));
    let lines: Vec<_> = rendered.lines().map(str::trim).collect();
    lines.join(&format!("\n{indent}")).replace(&format!("[{GAP_OF_OPTIONS}]"), &gap)
}

/// The part of a key that stands for a text.
fn slug(text: &str) -> String {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_ascii_lowercase).collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests;
