//! Who gives a command, and whether it may: asked once, here, for every command.
//!
//! The command is known by the words that were typed, not by its type, so that one that is new cannot be forgotten: a
//! test compares the words that `--help` knows with [`rule::RULES`], and what is in no rule is an administrator's.

use clap::{ArgMatches, FromArgMatches, parser::ValueSource};

use super::{Cli, Common, Output, run};
use crate::{
    Error, Result,
    operator::{
        Right,
        log::{self, Line, Outcome},
        rule::{self, Needs, Rule},
    },
    store::operators,
};

/// What is said where there is no operator yet.
const OPEN_TO_ALL: &str = "\
note: this deployment has no operators, so whoever reaches its directory may do everything.
      Make the first: rantau-server operator add NAME --role administrator";

/// What became of a command.
#[derive(Debug)]
pub struct Called {
    /// What it prints, or why it did not end well.
    pub outcome: Result<Output>,
    /// What is said beside that, to standard error.
    pub note: Option<&'static str>,
}

/// Whoever gave the command may.
struct Permission {
    log: Option<Log>,
    note: Option<&'static str>,
}

/// Where the end of the command is told.
struct Log {
    common: Common,
    operator: String,
    command: String,
    about: String,
}

/// Runs the command that was typed, if who is signed in may.
#[must_use]
pub fn call(matches: &ArgMatches) -> Called {
    match permit(matches).and_then(|permission| Ok((permission, Cli::from_arg_matches(matches)?))) {
        Ok((permission, cli)) => {
            let outcome = run(cli.command);
            let outcome = permission.log.map_or(Ok(()), |log| log.end(&outcome)).and(outcome);
            Called { outcome, note: permission.note }
        }
        Err(error) => Called { outcome: Err(error), note: None },
    }
}

fn permit(matches: &ArgMatches) -> Result<Permission> {
    let (command, arguments) = words(matches);
    let rule = rule::of(&command);
    if rule.needs == Needs::Nobody {
        return Ok(Permission { log: None, note: None });
    }
    let common = Common::from_arg_matches(arguments)?;
    let opened = match common.open_unsigned() {
        Err(error) if matches!(rule.needs, Needs::RightWhereKnown(_)) && error.is_of_a_lost_database() => {
            return Ok(Permission { log: None, note: None });
        }
        opened => opened?,
    };
    let Some((operator, token)) = common.signed_in(&opened)? else {
        // Who makes the first does what the note asks for.
        let note = (!common.json && command != "operator add").then_some(OPEN_TO_ALL);
        return Ok(Permission { log: None, note });
    };
    let log = Log { operator: operator.name.to_string(), about: about(&rule, arguments), command, common };
    let may = rule.needs.allow(operator.role)
        && asks_for(&rule, arguments).all(|right| operator.role.may(right))
        // A key in a file would invite a device, and that reads.
        && !(operator.is_program && rule.needs == Needs::Right(Right::Devices));
    log::append(&opened.home, &opened.store, log.line(if may { Outcome::Begun } else { Outcome::Refused }))?;
    if !may {
        return Err(Error::Forbidden { role: operator.role, command: log.command });
    }
    let now = opened.store.clock().now();
    opened.store.write_blocking(move |conn| operators::use_session(conn, &token, now))?;
    Ok(Permission { log: Some(log), note: None })
}

impl Log {
    fn line(&self, outcome: Outcome) -> Line {
        Line::of(&self.operator, &self.command, &self.about, outcome)
    }

    /// A command that failed is told with another line.
    fn end(&self, outcome: &Result<Output>) -> Result<()> {
        if outcome.is_ok() {
            return Ok(());
        }
        let opened = self.common.open_unsigned()?;
        log::append(&opened.home, &opened.store, self.line(Outcome::Failed))
    }
}

/// The command as it is typed, and its arguments.
fn words(matches: &ArgMatches) -> (String, &ArgMatches) {
    let (mut words, mut inner) = (Vec::new(), matches);
    while let Some((word, deeper)) = inner.subcommand() {
        words.push(word);
        inner = deeper;
    }
    (words.join(" "), inner)
}

/// The rights that arguments need beside the command's own.
fn asks_for(rule: &Rule, arguments: &ArgMatches) -> impl Iterator<Item = Right> {
    let is_given = |name| !matches!(arguments.value_source(name), None | Some(ValueSource::DefaultValue));
    rule.more.iter().filter(move |(name, _)| is_given(name)).map(|(_, right)| *right)
}

/// The arguments that the log tells.
fn about(rule: &Rule, arguments: &ArgMatches) -> String {
    let values = |name: &&str| {
        let raw = arguments.try_get_raw(name).ok().flatten().into_iter().flatten();
        raw.map(|value| value.to_string_lossy().into_owned()).collect::<Vec<_>>()
    };
    rule.told.iter().flat_map(values).collect::<Vec<_>>().join(" ")
}

impl From<clap::Error> for Error {
    fn from(error: clap::Error) -> Self {
        Self::Usage(error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use clap::CommandFactory;

    use super::*;
    use crate::operator::{Role, rule::RULES};

    /// Every command that does something, with its arguments.
    fn all(command: &clap::Command, before: &str) -> Vec<(String, clap::Command)> {
        let children: Vec<_> = command.get_subcommands().filter(|child| child.get_name() != "help").collect();
        if children.is_empty() {
            return vec![(before.to_owned(), command.clone())];
        }
        let path = |child: &clap::Command| format!("{before} {}", child.get_name()).trim().to_owned();
        children.iter().flat_map(|child| all(child, &path(child))).collect()
    }

    #[test]
    fn every_command_says_what_it_needs_and_no_rule_is_of_none() {
        let typed: Vec<_> = all(&Cli::command(), "").into_iter().map(|(path, _)| path).collect();
        let ruled: Vec<_> = RULES.iter().map(|rule| rule.command.to_owned()).collect();
        assert_eq!(BTreeSet::from_iter(&typed), BTreeSet::from_iter(&ruled));
        assert_eq!(typed.len(), ruled.len());
    }

    #[test]
    fn a_rule_names_arguments_that_there_are_and_the_log_tells_no_texts() {
        for (path, command) in all(&Cli::command(), "") {
            for (more, _) in rule::of(&path).more {
                assert!(command.get_arguments().any(|argument| argument.get_id() == more), "{path}: {more}");
            }
            for told in rule::of(&path).told {
                assert!(command.get_arguments().any(|argument| argument.get_id() == told), "{path}: {told}");
                assert!(!["officer", "reason", "file", "title", "text"].contains(told), "{path}: {told}");
            }
        }
    }

    #[test]
    fn every_command_says_where_the_deployment_is_and_who_is_signed_in() {
        for (path, command) in all(&Cli::command(), "") {
            for argument in ["data", "json", "session"] {
                assert!(command.get_arguments().any(|found| found.get_id() == argument), "{path}: {argument}");
            }
        }
    }

    #[test]
    fn what_is_in_no_rule_is_an_administrators() {
        let needs = rule::of("world end").needs;
        assert_eq!(needs, Needs::Right(Right::Accounts));
        assert!(Role::ALL.into_iter().all(|role| needs.allow(role) == (role == Role::Administrator)));
    }
}
