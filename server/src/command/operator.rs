//! `rantau-server operator`: accounts, and what was done with them.

mod enrol;
mod history;

use std::{fmt::Write as _, path::PathBuf};

use clap::{Args, Subcommand};
use serde::Serialize;

use super::{Common, Output, rfc3339};
use crate::{
    Result,
    operator::{Name, Role},
    store::operators::{self, Operator},
};

/// The commands on operators.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make an account: a person's with password and second factor, or a program's with a key
    ///
    /// The first is an administrator's; from then on every command asks who is signed in. The secret of the second
    /// factor is shown once, for an app that makes codes. Examples:
    ///
    /// rantau-server operator add ani --role administrator
    ///
    /// rantau-server operator add statistik --role auditor --key /etc/rantau/statistik.key
    #[command(verbatim_doc_comment)]
    Add(Add),
    /// List the accounts
    List(Common),
    /// Give an account another role
    Role(SetRole),
    /// End what an account may, at once; what it did stays in the log
    Disable(Which),
    /// Let a disabled account sign in again
    Enable(Which),
    /// Remove an account; what it did stays in the log
    Remove(Which),
    /// Choose another password; an administrator gives others a new one
    Password(Password),
    /// Make another second factor, for a new phone; an administrator does it for others
    Totp(Totp),
    /// Show what operators did
    ///
    /// Note down the hash of the last line elsewhere: it shows whether the log was made anew. Example:
    /// rantau-server operator log --limit 50
    Log(Log),
    /// Go on with a log of operators that lacks lines, after a restore, once somebody has looked at it
    Acknowledge(Common),
    /// Make an administrator with the copy of the province's keys that lies in the safe, where none can sign in any more
    ///
    /// The copy of `keys export`, or of keys.json, is read from standard input: a file that the program may read and you
    /// may not proves nothing. Example: rantau-server operator recover ani < /media/safe/kunci.age
    Recover(Recover),
}

/// Whom to make.
#[derive(Debug, Args)]
pub struct Add {
    #[command(flatten)]
    common: Common,
    /// What it is called: a-z, 0-9, `.`, `_`, `-`
    name: Name,
    /// What it may: see "Who may do what" in server/README.md
    #[arg(long)]
    role: Role,
    /// The file whose first line is the password [default: asked for]
    #[arg(long, env = "RANTAU_PASSWORD_FILE", value_name = "FILE", conflicts_with = "key")]
    password_file: Option<PathBuf>,
    /// Make a program's account, and write its key to this file. Its commands take it with --session
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
}

/// Which account.
#[derive(Debug, Args)]
pub struct Which {
    #[command(flatten)]
    common: Common,
    /// The operator
    name: Name,
}

/// Which account, and what it is from now on.
#[derive(Debug, Args)]
pub struct SetRole {
    #[command(flatten)]
    common: Common,
    /// The operator
    name: Name,
    /// The role
    role: Role,
}

/// Whose password.
#[derive(Debug, Args)]
pub struct Password {
    #[command(flatten)]
    common: Common,
    /// The operator [default: who is signed in]
    name: Option<Name>,
    /// The file whose first line is your present password [default: asked for]
    #[arg(long, env = "RANTAU_PASSWORD_FILE", value_name = "FILE")]
    password_file: Option<PathBuf>,
    /// The file whose first line is the new password [default: asked for]
    #[arg(long, value_name = "FILE")]
    new_password_file: Option<PathBuf>,
}

/// Whose second factor.
#[derive(Debug, Args)]
pub struct Totp {
    #[command(flatten)]
    common: Common,
    /// The operator [default: who is signed in]
    name: Option<Name>,
    /// The file whose first line is your present password [default: asked for]
    #[arg(long, env = "RANTAU_PASSWORD_FILE", value_name = "FILE")]
    password_file: Option<PathBuf>,
}

/// Who becomes an administrator.
#[derive(Debug, Args)]
pub struct Recover {
    #[command(flatten)]
    common: Common,
    /// The operator: one that is there, or a new one
    name: Name,
    /// The file whose first line is the new password [default: asked for]
    #[arg(long, value_name = "FILE")]
    new_password_file: Option<PathBuf>,
    /// The file whose first line is the passphrase of the copy [default: asked for]
    #[arg(long, value_name = "FILE", env = "RANTAU_KEYS_PASSPHRASE_FILE")]
    passphrase_file: Option<PathBuf>,
}

/// How much of the log.
#[derive(Debug, Args)]
pub struct Log {
    #[command(flatten)]
    common: Common,
    /// At most so many lines, the last ones
    #[arg(long, value_name = "N", default_value_t = 100)]
    limit: usize,
}

pub(super) fn run(command: Command) -> Result<Output> {
    match command {
        Command::Add(options) => enrol::add(&options),
        Command::List(common) => list(&common),
        Command::Role(options) => set_role(options),
        Command::Disable(options) => {
            change(options, "disabled", |conn, operator, now| operators::set_disabled(conn, operator.id, Some(now)))
        }
        Command::Enable(options) => {
            change(options, "active", |conn, operator, _| operators::set_disabled(conn, operator.id, None))
        }
        Command::Remove(options) => {
            change(options, "removed", |conn, operator, _| operators::remove(conn, operator.id))
        }
        Command::Password(options) => enrol::password(&options),
        Command::Totp(options) => enrol::totp(&options),
        Command::Log(options) => history::log(&options),
        Command::Acknowledge(common) => history::acknowledge(&common),
        Command::Recover(options) => enrol::recover(&options),
    }
}

/// An account as `--json` shows it.
#[derive(Debug, Serialize)]
struct OperatorReport {
    name: String,
    role: &'static str,
    /// `person` or `program`.
    kind: &'static str,
    /// `active` or `disabled`.
    state: &'static str,
    created_at: String,
    signed_in_at: Option<String>,
    /// Whether nobody else knows its password.
    own_password: bool,
}

impl OperatorReport {
    fn of(operator: &Operator) -> Self {
        Self {
            name: operator.name.to_string(),
            role: operator.role.code(),
            kind: if operator.is_program { "program" } else { "person" },
            state: if operator.disabled_at.is_some() { "disabled" } else { "active" },
            created_at: rfc3339(operator.created_at),
            signed_in_at: operator.signed_in_at.map(rfc3339),
            own_password: operator.is_own,
        }
    }
}

#[derive(Debug, Serialize)]
struct ListReport {
    operators: Vec<OperatorReport>,
}

fn list(common: &Common) -> Result<Output> {
    let opened = common.open()?;
    let all = opened.store.read_blocking(operators::all)?;
    let report = ListReport { operators: all.iter().map(OperatorReport::of).collect() };
    let mut text = String::new();
    for OperatorReport { name, role, kind, state, signed_in_at, own_password, .. } in &report.operators {
        let seen = signed_in_at.as_deref().unwrap_or("never");
        let first = if *own_password || *kind == "program" { "" } else { "  first password" };
        let _ = writeln!(text, "{name}  {role}  {kind}  {state}  signed in {seen}{first}");
    }
    if text.is_empty() {
        text.push_str("There is no operator: whoever reaches this directory may do everything.\n");
    }
    Ok(common.output(opened.deployment, &report, &text))
}

#[derive(Debug, Serialize)]
struct ChangeReport {
    name: String,
    /// A role, or `active`, `disabled`, `removed`.
    now: &'static str,
}

fn set_role(options: SetRole) -> Result<Output> {
    let SetRole { common, name, role } = options;
    let now = role.code();
    change(Which { common, name }, now, move |conn, operator, _| {
        operators::expect_suited(role, operator.is_program)?;
        operators::set_role(conn, operator.id, role)
    })
}

fn change(
    options: Which,
    state: &'static str,
    job: impl FnOnce(&rusqlite::Connection, &Operator, i64) -> Result<()> + Send + 'static,
) -> Result<Output> {
    let Which { common, name } = options;
    let opened = common.open()?;
    let now = opened.store.clock().now();
    let report = ChangeReport { name: name.to_string(), now: state };
    opened.store.write_blocking(move |conn| job(conn, &operators::get(conn, &name)?, now))?;
    let text = format!("The operator {} is {state} now.", report.name);
    Ok(common.output(opened.deployment, &report, &text))
}
