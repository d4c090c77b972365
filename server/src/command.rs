//! The commands of `rantau-server`.
//!
//! Every command gives an [`Output`]: lines for people, or with `--json` one object whose shape is a promise. Both say
//! where a deployment is for training.

pub mod backup;
pub mod breach;
pub mod bundle;
pub mod check;
pub mod device;
pub mod duplicates;
pub mod erase;
pub mod init;
pub mod keys;
pub mod loan;
pub mod notice;
pub mod operator;
pub mod outbox;
pub mod pack;
pub mod permission;
mod prompt;
pub mod record;
pub mod review;
pub mod serve;
pub mod sign_in;
pub mod stats;
pub mod status;
pub mod subject;
pub mod verify;

use std::{fmt::Write as _, path::PathBuf};

use clap::{Args, Parser, Subcommand};
use jiff::Timestamp;
use records::{
    Deployment, DocId, RegionCode,
    harmless::{harmless, steers},
    region::Level,
};
use serde::Serialize;
use serde_json::{Map, Value as Json};

use self::device::qr;
use crate::{
    Error, Result,
    home::Home,
    operator::{
        Right, account,
        session::{self, Token},
    },
    store::{
        Store,
        accesses::{self, Access},
        deployment,
        operators::{self, Operator},
    },
};

/// What `--help` says before the commands.
const ABOUT: &str = "\
The provincial sync server of Rantau.

Devices bring the records of migrant workers from their villages; this server
keeps, merges and forwards them. Make a deployment, serve it, invite devices:

    rantau-server init --data /var/lib/rantau --province 52 --name \"Disnakertrans NTB\"
    rantau-server serve --data /var/lib/rantau --listen 0.0.0.0:8443 --host rantau.example.go.id
    rantau-server device invite --data /var/lib/rantau --region 52.03.13.2001 --officer \"Ani\"";

/// The program's arguments.
#[derive(Debug, Parser)]
#[command(name = "rantau-server", version, about = "The provincial sync server of Rantau", long_about = ABOUT)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make a deployment: database, keys, epoch
    ///
    /// Example: rantau-server init --data /var/lib/rantau --province 52 --name "Disnakertrans NTB"
    Init(init::Options),
    /// Serve devices until interrupted
    ///
    /// Speaks TLS with a certificate that the province's own key signs and that renews itself. Example:
    /// rantau-server serve --data /var/lib/rantau --listen 0.0.0.0:8443 --host rantau.example.go.id
    Serve(serve::Options),
    /// Invite, list and revoke devices, and say what they serve
    #[command(subcommand)]
    Device(device::Command),
    /// Take in what somebody carried here, and make the answers
    #[command(subcommand)]
    Bundle(bundle::Command),
    /// Show devices, feeds, inbox and registry
    ///
    /// Example: rantau-server status --data /var/lib/rantau --json
    Status(Common),
    /// Show what waits for the registry, and send dead events again
    #[command(subcommand)]
    Outbox(outbox::Command),
    /// Show and build packs: feeds as files, for devices that begin
    #[command(subcommand)]
    Pack(pack::Command),
    /// Show and move records
    #[command(subcommand)]
    Record(record::Command),
    /// Lend single records to offices of other provinces, for a while
    #[command(subcommand)]
    Loan(loan::Command),
    /// Erase people, and certify it
    #[command(subcommand)]
    Erase(erase::Command),
    /// What people ask for under the law on personal data: access, correction, restriction, erasure, objection
    #[command(subcommand)]
    Subject(subject::Command),
    /// Show whose records were on a device: for the notices that the law asks for within 3 x 24 hours
    ///
    /// Example: rantau-server breach --data DIR --device 0197b0f2-0000-7000-8000-000000000000 --at 2026-11-20T08:00:00Z
    Breach(breach::Options),
    /// Make things known to the villages: job orders, agencies, rules
    #[command(subcommand)]
    Notice(notice::Command),
    /// Show what a person has to look at, and decide
    #[command(subcommand)]
    Review(review::Command),
    /// Show records of the whole province that may be one person
    ///
    /// Compares everybody with everybody who shares something. Nothing is merged: `review resolve` decides. Example:
    /// rantau-server duplicates --data DIR --likely --review
    Duplicates(duplicates::Options),
    /// Figures of the province: departures, returns, deaths, papers, orientation, complaints past their clock
    ///
    /// Counted from the records as they are. Each figure says of how many, and how many could not be counted. Example:
    ///
    /// rantau-server stats --data DIR --from 2026-01-01 --to 2026-06-30 --by regency --publish
    #[command(verbatim_doc_comment)]
    Stats(stats::Options),
    /// Recompute counts, fingerprints and snapshots, and say what to do where they differ
    ///
    /// Reads only. Ends with status 1 where something is wrong. Example: rantau-server check --data /var/lib/rantau
    Check(Common),
    /// Write a sealed copy of the database, beside a running server
    ///
    /// Compressed, and sealed to the province's own key, which is not in it: see `keys export`. Example:
    /// rantau-server backup --data /var/lib/rantau --out /mnt/backup/rantau-2026-03-01.age
    Backup(backup::BackUp),
    /// Put the database of a backup in its place, while nothing serves the deployment
    ///
    /// What was there is set aside, never deleted. Example: rantau-server restore --data DIR --from rantau-2026-03-01.age
    Restore(backup::Restore),
    /// Keep copies of the province's keys, begin again with them, and let another key follow
    #[command(subcommand)]
    Keys(keys::Keys),
    /// Verify again who signed for everything in the log, and write proofs for others
    ///
    /// Reads only. Ends with status 1 where something is not as it was signed. Examples:
    ///
    /// rantau-server verify --data /var/lib/rantau
    /// rantau-server verify --data DIR --document 0197b0f2-0000-7000-8000-000000000000 --evidence proofs.jsonl
    #[command(verbatim_doc_comment)]
    Verify(verify::Options),
    /// Sign in with password and code, on this account of the system alone
    ///
    /// Where standard input is no terminal, the password (without --password-file) and the code are its lines.
    /// Example: rantau-server sign-in ani
    SignIn(sign_in::SignIn),
    /// Sign out
    SignOut(Common),
    /// Make operators, say what they may, and show what they did
    #[command(subcommand)]
    Operator(operator::Command),
}

/// What every command takes.
#[derive(Debug, Clone, Args)]
pub struct Common {
    /// The directory of the deployment
    #[arg(long, env = "RANTAU_DATA", value_name = "DIR")]
    pub data: PathBuf,
    /// Print one JSON object
    #[arg(long, env = "RANTAU_JSON")]
    pub json: bool,
    /// The file that shows who is signed in, or a program's key [default: one of this account's own]
    #[arg(long, env = "RANTAU_SESSION", value_name = "FILE")]
    pub session: Option<PathBuf>,
}

/// A deployment, opened for a command beside a running server.
#[derive(Debug)]
pub struct Opened {
    /// Its directory.
    pub home: Home,
    /// Its database.
    pub store: Store,
    /// Whether its people are real.
    pub deployment: Deployment,
    /// Who is signed in, `None` where there are no operators.
    pub operator: Option<Operator>,
}

/// Notes of each of these records that who gives the command looks at it; before it is shown.
fn note_looks(opened: &Opened, what: &'static str, docs: Vec<DocId>, reason: &str) -> Result<()> {
    let (now, operator, reason) = (opened.store.clock().now(), who(opened), reason.to_owned());
    opened.store.write_blocking(move |conn| {
        let look = |doc| Access::of_operator(&operator, what, doc, &reason, now);
        docs.into_iter().try_for_each(|doc| accesses::note(conn, &look(doc)))
    })
}

/// Who gives a command, for logs: the operator, or the account of the system where there are none.
#[must_use]
pub fn who(opened: &Opened) -> String {
    opened.operator.as_ref().map_or_else(account, |operator| operator.name.to_string())
}

impl Opened {
    /// Asks for the right to read records, where areas are given to a device: one that serves an area above a village is
    /// an office's, and reads whatever is in there. Nobody hands out what is not theirs.
    ///
    /// # Errors
    /// [`Error::Forbidden`].
    fn expect_readable<'a>(&self, regions: impl IntoIterator<Item = &'a RegionCode>, command: &str) -> Result<()> {
        let office = regions.into_iter().any(|region| region.level() != Level::Village);
        match &self.operator {
            Some(Operator { role, .. }) if office && !role.may(Right::Records) => {
                Err(Error::Forbidden { role: *role, command: format!("{command} for an office") })
            }
            Some(_) | None => Ok(()),
        }
    }
}

impl Common {
    /// Opens the deployment for who is signed in, or for anybody where it has no operators.
    ///
    /// # Errors
    /// Where there is none or it cannot be opened; [`Error::NotSignedIn`].
    pub fn open(&self) -> Result<Opened> {
        let mut opened = self.open_unsigned()?;
        opened.operator = self.signed_in(&opened)?.map(|(operator, _)| operator);
        Ok(opened)
    }

    /// Opens the deployment for whatever nobody has to be signed in for.
    ///
    /// # Errors
    /// Where there is none or it cannot be opened.
    pub fn open_unsigned(&self) -> Result<Opened> {
        let home = Home::open(&self.data)?;
        let store = home.open_store_beside()?;
        let deployment = store.read_blocking(deployment::get)?.deployment;
        Ok(Opened { home, store, deployment, operator: None })
    }

    /// Who is signed in, and the hash of the token that shows it; `None` where the deployment has no operators.
    ///
    /// # Errors
    /// [`Error::NotSignedIn`].
    fn signed_in(&self, opened: &Opened) -> Result<Option<(Operator, [u8; 32])>> {
        if !opened.store.read_blocking(operators::any)? {
            return Ok(None);
        }
        let token = Token::read(&self.session_file(opened)?)?.ok_or(Error::NotSignedIn)?;
        let (hash, now) = (token.hash(), opened.store.clock().now());
        let operator = opened.store.read_blocking(|conn| operators::session(conn, &hash, &account(), now))?;
        Ok(Some((operator.ok_or(Error::NotSignedIn)?, hash)))
    }

    /// Where the token of who is signed in lies.
    fn session_file(&self, opened: &Opened) -> Result<PathBuf> {
        match &self.session {
            Some(file) => Ok(file.clone()),
            None => session::default_file(opened.store.read_blocking(deployment::get)?.device, &account()),
        }
    }

    /// The output of a command: `report` as JSON, or `text` for people.
    pub fn output(&self, deployment: Deployment, report: &impl Serialize, text: &str) -> Output {
        let training = deployment == Deployment::Training;
        let text = if self.json { json_line(training, report) } else { human(deployment, text) };
        Output { text, failed: false }
    }
}

/// What a command prints, and how the program ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    /// To standard output.
    pub text: String,
    /// Whether the program ends with status 1.
    pub failed: bool,
}

fn json_line(training: bool, report: &impl Serialize) -> String {
    let mut object = Map::from_iter([("training".to_owned(), Json::Bool(training))]);
    if let Ok(Json::Object(fields)) = serde_json::to_value(report) {
        object.extend(fields);
    }
    let text = Json::Object(object).to_string();
    // Such a character stands within a string, where it may as well be written by its number.
    let escaped = |c: char| if steers(c) { format!("\\u{:04x}", u32::from(c)) } else { c.to_string() };
    if text.chars().any(steers) { text.chars().map(escaped).collect::<String>() + "\n" } else { text + "\n" }
}

fn human(deployment: Deployment, text: &str) -> String {
    let mut lines = String::new();
    if let Some(banner) = deployment.banner() {
        let _ = writeln!(lines, "{banner}\n");
    }
    lines.push_str(&shown(text.trim_end()));
    lines.push('\n');
    lines
}

/// What others typed, on devices that may run another program than ours, steers nobody's terminal: only the colours of a
/// code for a camera stay.
fn shown(text: &str) -> String {
    let plain = |part: &str| part.split(qr::PLAIN).map(harmless).collect::<Vec<_>>().join(qr::PLAIN);
    text.split(qr::BLACK_ON_WHITE).map(plain).collect::<Vec<_>>().join(qr::BLACK_ON_WHITE)
}

/// A time for people and JSON: RFC 3339 in UTC.
pub(crate) fn rfc3339(seconds: i64) -> String {
    Timestamp::from_second(seconds).map_or_else(|_| seconds.to_string(), |time| time.to_string())
}

/// Runs a command, whoever gave it: [`permission::call`] asks that first.
///
/// # Errors
/// Those of the command.
fn run(command: Command) -> Result<Output> {
    match command {
        Command::Init(options) => init::run(options),
        Command::Device(command) => device::run(command),
        Command::Bundle(command) => bundle::run(command),
        Command::Status(common) => status::run(&common),
        Command::Outbox(command) => outbox::run(command),
        Command::Pack(command) => pack::run(command),
        Command::Record(command) => record::run(command),
        Command::Loan(command) => loan::run(command),
        Command::Erase(command) => erase::run(command),
        Command::Subject(command) => subject::run(command),
        Command::Breach(options) => breach::run(&options),
        Command::Notice(command) => notice::run(command),
        Command::Review(command) => review::run(command),
        Command::Duplicates(options) => duplicates::run(&options),
        Command::Stats(options) => stats::run(&options),
        Command::Check(common) => check::run(&common),
        Command::Backup(options) => backup::back_up(&options),
        Command::Restore(options) => backup::restore(&options),
        Command::Keys(command) => keys::run(&command),
        Command::Verify(options) => verify::run(&options),
        Command::SignIn(options) => sign_in::sign_in(&options),
        Command::SignOut(common) => sign_in::sign_out(&common),
        Command::Operator(command) => operator::run(command),
        Command::Serve(options) => serve::run(options),
    }
}
