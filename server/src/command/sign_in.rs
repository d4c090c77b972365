//! `rantau-server sign-in` and `sign-out`.

use std::path::PathBuf;

use clap::Args;
use jiff::SignedDuration;
use serde::Serialize;

use super::{Common, Output, device::parse_duration, prompt, rfc3339};
use crate::{
    Error, Result,
    operator::{
        account,
        log::{self, Line, Outcome},
        session::Token,
        sign_in::{self, Claim, Terms},
    },
    store::operators,
};

/// Who, and for how long.
#[derive(Debug, Args)]
pub struct SignIn {
    #[command(flatten)]
    common: Common,
    /// The operator
    name: String,
    /// The file whose first line is the password [default: asked for]
    #[arg(long, env = "RANTAU_PASSWORD_FILE", value_name = "FILE")]
    password_file: Option<PathBuf>,
    /// How long to stay signed in, 12h at most
    #[arg(long, env = "RANTAU_SESSION_LASTS", default_value = "8h", value_parser = parse_duration)]
    lasts: SignedDuration,
    /// How long without a command
    #[arg(long, env = "RANTAU_SESSION_IDLE", default_value = "30m", value_parser = parse_duration)]
    idle: SignedDuration,
}

/// What `sign-in --json` prints.
#[derive(Debug, Serialize)]
struct Report {
    operator: String,
    role: &'static str,
    ends_at: String,
    session: PathBuf,
}

pub(super) fn sign_in(options: &SignIn) -> Result<Output> {
    let common = &options.common;
    let opened = common.open_unsigned()?;
    let password = prompt::secret(options.password_file.as_deref(), "Password: ")?;
    let code = prompt::ask("Code: ")?;
    let claim = Claim { name: options.name.clone(), password, code };
    let terms = Terms { lasts: options.lasts.as_secs(), idle: options.idle.as_secs() };
    let (operator, token) = sign_in::sign_in(&opened.home, &opened.store, &claim, terms)?;
    let session = common.session_file(&opened)?;
    token.write(&session)?;
    let ends_at = rfc3339(opened.store.clock().now().saturating_add(terms.lasts.min(sign_in::LONGEST)));
    let report = Report { operator: operator.name.to_string(), role: operator.role.code(), ends_at, session };
    let mut text =
        format!("{} is signed in as {} until {}, on this account alone.", report.operator, report.role, report.ends_at);
    if !operator.is_own {
        text.push_str("\nSomebody else knows your password: change it with `rantau-server operator password`.");
    }
    Ok(common.output(opened.deployment, &report, &text))
}

/// What `sign-out --json` prints.
#[derive(Debug, Serialize)]
struct OutReport {
    /// Who was signed in, null where nobody was.
    operator: Option<String>,
}

pub(super) fn sign_out(common: &Common) -> Result<Output> {
    let opened = common.open_unsigned()?;
    let session = common.session_file(&opened)?;
    let Some(token) = Token::read(&session)? else {
        let report = OutReport { operator: None };
        return Ok(common.output(opened.deployment, &report, "Nobody is signed in."));
    };
    let (hash, now) = (token.hash(), opened.store.clock().now());
    let who = opened.store.read_blocking(|conn| operators::session(conn, &hash, &account(), now))?;
    if let Some(operator) = who.as_ref().filter(|operator| operator.is_program) {
        return Err(Error::Usage(format!(
            "{} is a program: `operator disable` ends what its key opens",
            operator.name
        )));
    }
    opened.store.write_blocking(move |conn| operators::end_session(conn, &hash))?;
    std::fs::remove_file(&session).map_err(Error::file(&session))?;
    let operator = who.map(|operator| operator.name.to_string());
    if let Some(name) = &operator {
        log::append(&opened.home, &opened.store, Line::of(name, "sign-out", "", Outcome::Begun))?;
    }
    Ok(common.output(opened.deployment, &OutReport { operator }, "Signed out."))
}
