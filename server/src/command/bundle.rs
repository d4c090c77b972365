//! `rantau-server bundle in`.
//!
//! Beside a running server the bundle is handed to it, for one process judges the changes of a deployment. Where none
//! runs, what a bundle brings is kept, and judged when the server starts.

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use clap::{Args, Subcommand};
use records::DeviceId;
use serde::Serialize;
use tokio::runtime::{self, Runtime};
use wire::{
    Frame,
    bundle::{Bundle, MAX_BUNDLE},
    exchange::Refused,
    stream::FrameDecoder,
};

use super::{Common, Output};
use crate::{
    Error, Result, api, bundles,
    exchange::Refusal,
    home::{Claim, Home},
    server::{Limits, Server},
};

/// The commands on bundles.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Take bundles in and write an answer to each, for the way back
    ///
    /// Taking one in twice, or after a later one, changes nothing. Example: rantau-server bundle in --data DIR /mnt/usb/*.bundle --out /mnt/usb
    In(In),
}

/// Which bundles.
#[derive(Debug, Args)]
pub struct In {
    #[command(flatten)]
    common: Common,
    /// The bundles
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Where the answers go [default: beside each bundle]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

/// What became of the bundles.
#[derive(Debug, Serialize)]
struct Report {
    bundles: Vec<Outcome>,
    /// Whether the changes wait for the server to be started.
    waiting_for_server: bool,
}

/// What became of one.
#[derive(Debug, Serialize)]
struct Outcome {
    file: PathBuf,
    /// Whose it is.
    device: Option<DeviceId>,
    /// The file for the way back.
    answer: Option<PathBuf>,
    /// Why there is none.
    error: Option<Problem>,
}

/// Why a bundle was not taken in.
#[derive(Debug, Serialize)]
struct Problem {
    code: String,
    message: String,
}

impl From<Refused> for Problem {
    fn from(Refused { code, message, .. }: Refused) -> Self {
        Self { code, message }
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        refusal.to_frame().into()
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        Self { code: "failed".to_owned(), message: error.to_string() }
    }
}

pub(super) fn run(command: Command) -> Result<Output> {
    let Command::In(options) = command;
    let opened = options.common.open()?;
    let date = day(opened.store.clock().now());
    let desk = Desk::open(opened.home)?;
    let take = |file: &PathBuf| take(&desk, file, options.out.as_deref(), &date);
    let bundles: Vec<_> = options.files.iter().flat_map(take).collect();
    let failed = bundles.iter().any(|outcome| outcome.error.is_some());
    let report = Report { bundles, waiting_for_server: matches!(desk, Desk::Own { .. }) };
    let output = options.common.output(opened.deployment, &report, &text(&report));
    Ok(Output { failed, ..output })
}

/// A line to the running server, kept from one bundle to the next: an outbox may hold hundreds of them.
struct Line {
    /// Where it takes bundles in.
    url: String,
    client: reqwest::Client,
    runtime: Runtime,
}

/// Who takes bundles in.
enum Desk {
    /// The server that runs on this machine.
    Running(Line),
    /// This process, as none runs.
    Own { server: Arc<Server>, _claim: Claim },
}

impl Desk {
    fn open(home: Home) -> Result<Self> {
        match home.claim() {
            Ok(claim) => {
                let server = Server::open(home, Limits::default(), |_| Ok(None))?;
                Ok(Self::Own { server: Arc::new(server), _claim: claim })
            }
            Err(Error::Served) => Ok(Self::Running(Line::open(&home)?)),
            Err(error) => Err(error),
        }
    }

    fn answer(&self, bundle: &Bundle) -> Result<Bundle, Problem> {
        match self {
            Self::Running(line) => line.hand_in(bundle)?.map_err(Problem::from),
            Self::Own { server, .. } => Ok(bundles::hear(server, bundle)?.answer()?),
        }
    }
}

/// A client that believes the server of this deployment only.
fn client(home: &Home) -> Result<reqwest::Client> {
    let root = tls::Root::Province(home.keys()?.signing.public());
    let expected = tls::Expected { root, public_roots: false, time: tls::KnownTime::default() };
    let client = reqwest::Client::builder().tls_backend_preconfigured(tls::client_config(expected)?).no_proxy();
    client.build().map_err(|error| Error::Network(std::io::Error::other(error)))
}

impl Line {
    fn open(home: &Home) -> Result<Self> {
        let address = home.address().ok_or(Error::Served)?;
        let url = format!("{}/v1/bundles", address.trim_end_matches('/'));
        let runtime = runtime::Builder::new_current_thread().enable_all().build().map_err(Error::Network)?;
        Ok(Self { url, client: client(home)?, runtime })
    }

    /// Hands a bundle to the running server.
    fn hand_in(&self, bundle: &Bundle) -> Result<Result<Bundle, Refused>> {
        let request = self.client.post(&self.url).header("content-type", api::BUNDLE).body(bundle.to_bytes());
        self.runtime.block_on(async {
            let network = |error: reqwest::Error| Error::Network(std::io::Error::other(error.without_url()));
            let response = request.send().await.map_err(network)?;
            let accepted = response.status().is_success();
            let body = response.bytes().await.map_err(network)?;
            if accepted { Ok(Ok(Bundle::from_bytes(&body)?)) } else { Ok(Err(refused(&body)?)) }
        })
    }
}

fn refused(body: &[u8]) -> Result<Refused> {
    match FrameDecoder::new(MAX_BUNDLE)?.decode(body)?.into_iter().next() {
        Some(Frame::Refused(refused)) => Ok(refused),
        Some(_) | None => Err(Error::Damaged("answer of the running server")),
    }
}

/// Takes in the bundles of a file: one, or all that lay in an outbox.
fn take(desk: &Desk, file: &Path, out: Option<&Path>, date: &str) -> Vec<Outcome> {
    let dir = out.unwrap_or_else(|| file.parent().unwrap_or(Path::new("")));
    match bundles_in(file) {
        Ok(bundles) => bundles.iter().map(|bundle| take_one(desk, file, bundle, dir, date)).collect(),
        Err(problem) => vec![Outcome { file: file.to_owned(), device: None, answer: None, error: Some(problem) }],
    }
}

fn bundles_in(file: &Path) -> Result<Vec<Bundle>, Problem> {
    let bytes = fs::read(file).map_err(Error::file(file))?;
    Ok(Bundle::all_from_bytes(&bytes).map_err(|error| Refusal::NoBundle(error.to_string()))?)
}

fn take_one(desk: &Desk, file: &Path, bundle: &Bundle, dir: &Path, date: &str) -> Outcome {
    let answered = desk.answer(bundle).and_then(|answer| Ok(save(&answer, dir, date)?));
    let (answer, error) = match answered {
        Ok(path) => (Some(path), None),
        Err(problem) => (None, Some(problem)),
    };
    Outcome { file: file.to_owned(), device: Some(bundle.head.device), answer, error }
}

/// The day of a time, in UTC: `20261122`.
fn day(seconds: i64) -> String {
    super::rfc3339(seconds).chars().take_while(|c| *c != 'T').filter(char::is_ascii_digit).collect()
}

/// Writes an answer under a name of its own, whole or not at all.
fn save(answer: &Bundle, dir: &Path, date: &str) -> Result<PathBuf> {
    let path = dir.join(answer.head.file_name(date));
    let half = path.with_extension("part");
    // What stands there already may be a link to somewhere else: the folder may be a stick that somebody brought.
    let _ = fs::remove_file(&half);
    let write = || {
        let mut file = fs::File::create_new(&half)?;
        std::io::Write::write_all(&mut file, &answer.to_bytes())?;
        file.sync_all()?;
        fs::rename(&half, &path)
    };
    let written = write();
    if written.is_err() {
        // Half an answer is of no use, and its room may be what is missing.
        let _ = fs::remove_file(&half);
    }
    written.map_err(Error::file(&path))?;
    Ok(path)
}

fn text(report: &Report) -> String {
    let mut text = String::new();
    for Outcome { file, answer, error, .. } in &report.bundles {
        let file = file.display();
        let _ = match (answer, error) {
            (Some(answer), _) => writeln!(text, "{file}: taken in. The answer: {}", answer.display()),
            (None, Some(error)) => writeln!(text, "{file}: {} ({})", error.message, error.code),
            (None, None) => Ok(()),
        };
    }
    if report.waiting_for_server {
        text.push_str(
            "No server runs: what came in is kept and judged when it starts. Run this again then, for answers that say what was decided.\n",
        );
    }
    text
}
