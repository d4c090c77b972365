//! `rantau languages`: the languages that there are, and what translators need.

mod check;
mod list;
mod template;

use clap::Subcommand;
use language::{Catalogue, Label, label};
use reference::Reference;
use roster::Reason;

use super::{import::reason_key, stats};
use crate::{
    cli::{Global, help},
    failure::Result,
    lang::{ENGLISH, INDONESIAN},
    output::{Output, Reply},
    text::DECLARED,
};

const EXAMPLES: &str = "\
A language is one file in the syntax of Fluent, named by its code of ISO 639-3:
`sas.ftl` is used with `--lang sas`. Its place is `languages` in the directory
of the records, or --languages DIR. What it does not say is said in Indonesian,
so a file is of use from its first line on. A comment at its beginning says who
stands for it:

  ### Name: Sasak
  ### Status: draft
  ### Reviewer:

Examples:
  rantau languages list
  rantau languages template sas > sas.ftl     everything that there is to say
  rantau languages check sas.ftl              what it lacks, what is wrong in it
  rantau languages template sas > rest.ftl    what the one in place lacks";

/// Show the languages there are; check one, or begin one
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

/// What there is to do with languages.
#[derive(Debug, Subcommand)]
enum Command {
    List(list::Args),
    Check(check::Args),
    Template(template::Args),
}

pub(crate) fn run(args: &Args, global: &Global, output: &Output) -> Result<Reply> {
    match &args.command {
        Command::List(args) => list::run(args, global, output),
        Command::Check(args) => check::run(args, output),
        Command::Template(args) => template::run(args, global, output),
    }
}

/// The labels of all tables, and the texts of the help.
fn labels() -> Vec<Label> {
    let reasons = Reason::ALL.map(|reason| Label::new(reason_key(reason), reason.text_id(), reason.text_en()));
    let of_tables = label::labels(Reference::embedded()).into_iter().chain(reasons).chain(stats::labels());
    of_tables.chain(help::labels()).collect()
}

/// Everything that this program says.
fn catalogue(labels: &[Label]) -> Catalogue<'_> {
    Catalogue { declared: DECLARED, labels, id: &INDONESIAN, en: &ENGLISH }
}

#[cfg(test)]
mod tests;
