//! `rantau-server subject request | list | close | access`.

use std::{fmt::Write as _, path::PathBuf};

use clap::{Args, Subcommand};
use records::{DocId, harmless};
use rusqlite::Connection;
use serde::Serialize;
use serde_json::json;

use super::{Common, Output, note_looks, rfc3339, who};
use crate::{
    Error, Result, erasure,
    home::write_new_private,
    store::{
        documents, instructions,
        requests::{self, Outcome, Request, RequestKind},
        reviews::{self, Review},
    },
    subject,
};

/// The kind of the review items of what people asked for; each closes with its request.
const REVIEW: &str = "subject_request";

/// The commands on what people ask for.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Take in what a person asks for. The law gives 3 x 24 hours
    ///
    /// While a request for restriction is open, nothing of the person goes to the registry.
    /// Example: rantau-server subject request --data DIR --kind access 0197b0f2-0000-7000-8000-000000000000
    Request(RequestOptions),
    /// List the requests with their clocks, those that are due first
    List(ListOptions),
    /// End a request
    ///
    /// Example: rantau-server subject close --data DIR 3 --outcome granted
    Close(CloseOptions),
    /// Write down all that is held on a person: records, history, consents, who read it, which devices have it, who was told
    ///
    /// Writes FILE as JSON, and FILE with the ending .txt for reading. It is noted that you did.
    /// Example: rantau-server subject access --data DIR 0197b0f2-0000-7000-8000-000000000000 --out siti.json
    Access(AccessOptions),
}

/// Who asks, and what for.
#[derive(Debug, Args)]
pub struct RequestOptions {
    #[command(flatten)]
    common: Common,
    /// The person's record
    doc: DocId,
    /// What for
    #[arg(long)]
    kind: RequestKind,
}

/// Which ones.
#[derive(Debug, Args)]
pub struct ListOptions {
    #[command(flatten)]
    common: Common,
    /// Those as well that are closed
    #[arg(long)]
    all: bool,
}

/// Which one, and how it ended.
#[derive(Debug, Args)]
pub struct CloseOptions {
    #[command(flatten)]
    common: Common,
    /// The number of the request
    id: i64,
    /// What came of it
    #[arg(long)]
    outcome: Outcome,
}

/// On whom, and where to.
#[derive(Debug, Args)]
pub struct AccessOptions {
    #[command(flatten)]
    common: Common,
    /// The person's record
    doc: DocId,
    /// The file to write
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Why, for the access log
    #[arg(long, default_value = "")]
    reason: String,
}

pub(super) fn run(command: Command) -> Result<Output> {
    match command {
        Command::Request(options) => request(&options),
        Command::List(options) => list(&options),
        Command::Close(options) => close(&options),
        Command::Access(options) => access(&options),
    }
}

/// A request as it is printed.
#[derive(Debug, Serialize)]
struct RequestReport {
    id: i64,
    kind: String,
    document: DocId,
    operator: String,
    asked_at: String,
    due_at: String,
    /// Whether the time is over.
    overdue: bool,
    /// Whole hours until it is due; below zero when it is overdue.
    hours_left: i64,
    closed_at: Option<String>,
    outcome: String,
}

impl RequestReport {
    fn of(request: Request, now: i64) -> Self {
        Self {
            id: request.id,
            kind: request.kind,
            document: request.doc,
            operator: request.operator,
            asked_at: rfc3339(request.asked_at),
            due_at: rfc3339(request.due_at),
            overdue: request.closed_at.is_none() && request.due_at < now,
            hours_left: (request.due_at - now).div_euclid(3_600),
            closed_at: request.closed_at.map(rfc3339),
            outcome: request.outcome,
        }
    }

    fn line(&self) -> String {
        let clock = match (&self.closed_at, self.overdue) {
            (Some(at), _) => format!("{} {at}", self.outcome),
            (None, true) => format!("OVERDUE since {}", self.due_at),
            (None, false) => format!("{} hours left, due {}", self.hours_left, self.due_at),
        };
        format!("{}  {}  {}  {clock}", self.id, self.kind, self.document)
    }
}

fn request(options: &RequestOptions) -> Result<Output> {
    let opened = options.common.open()?;
    let (doc, kind, now, operator) = (options.doc, options.kind, opened.store.clock().now(), who(&opened));
    let request = opened.store.write_blocking(move |conn| {
        let row = documents::get(conn, doc)?.ok_or(Error::NotFound("record"))?;
        let id = requests::open(conn, kind, doc, &operator, now)?;
        let detail = json!({ "kind": kind, "due_at": rfc3339(now + requests::CLOCK) });
        let (of, subject, region) = (REVIEW.to_owned(), id.to_string(), row.region);
        reviews::open(conn, &Review { kind: of, doc, subject, region, detail, opened_at: now })?;
        if kind == RequestKind::Restriction {
            stop(conn, doc, now)?;
        }
        requests::get(conn, id)?.ok_or(Error::Damaged("request"))
    })?;
    let report = RequestReport::of(request, now);
    Ok(options.common.output(opened.deployment, &report, &report.line()))
}

/// Stops what waits for the registry of a person.
fn stop(conn: &Connection, doc: DocId, now: i64) -> Result<()> {
    let group = crate::store::sameness::group(conn, doc)?;
    group.iter().try_for_each(|member| crate::store::outbox::withdraw(conn, *member, now))
}

#[derive(Debug, Serialize)]
struct ListReport {
    requests: Vec<RequestReport>,
}

fn list(options: &ListOptions) -> Result<Output> {
    let opened = options.common.open()?;
    let now = opened.store.clock().now();
    let requests = opened.store.read_blocking(|conn| requests::all(conn, options.all))?;
    let report = ListReport { requests: requests.into_iter().map(|request| RequestReport::of(request, now)).collect() };
    let mut text = String::new();
    for request in &report.requests {
        let _ = writeln!(text, "{}", request.line());
    }
    if text.is_empty() {
        text.push_str("Nobody waits for an answer.\n");
    }
    Ok(options.common.output(opened.deployment, &report, &text))
}

fn close(options: &CloseOptions) -> Result<Output> {
    let opened = options.common.open()?;
    let (id, outcome, now) = (options.id, options.outcome, opened.store.clock().now());
    let request = opened.store.write_blocking(move |conn| {
        let request = requests::close(conn, id, outcome, now)?;
        reviews::close(conn, REVIEW, request.doc, &id.to_string(), now)?;
        if request.kind == RequestKind::Restriction.code() && documents::get(conn, request.doc)?.is_some() {
            for member in crate::store::sameness::group(conn, request.doc)? {
                instructions::ask(conn, member, &instructions::What::Tell, now)?;
            }
        }
        requests::get(conn, id)?.ok_or(Error::Damaged("request"))
    })?;
    let report = RequestReport::of(request, now);
    Ok(options.common.output(opened.deployment, &report, &report.line()))
}

#[derive(Debug, Serialize)]
struct AccessReport {
    json: PathBuf,
    text: PathBuf,
    records: usize,
}

fn access(options: &AccessOptions) -> Result<Output> {
    let opened = options.common.open()?;
    let (key, now) = (opened.home.keys()?.deployment, opened.store.clock().now());
    let plan = opened.store.read_blocking(|conn| erasure::plan(conn, &key, options.doc, &[]))?;
    let docs = plan.goes.iter().map(|planned| planned.doc).collect();
    note_looks(&opened, "subject_access", docs, &options.reason)?;
    let held = opened.store.read_blocking(|conn| subject::held(conn, &plan, now))?;
    let json = serde_json::to_string_pretty(&held).map_err(|_| Error::Damaged("records"))?;
    let report = AccessReport {
        json: options.out.clone(),
        text: options.out.with_extension("txt"),
        records: held.records.len(),
    };
    write_new_private(&report.json, json.as_bytes())?;
    write_new_private(&report.text, harmless(&held.lines()).as_bytes())?;
    let text =
        format!("{} records written to {} and {}.", report.records, report.json.display(), report.text.display());
    Ok(options.common.output(opened.deployment, &report, &text))
}
