//! `rantau-server outbox list | retry`.

use std::fmt::Write as _;

use clap::{Args, Subcommand};
use serde::Serialize;

use super::{Common, Output, rfc3339};
use crate::{
    Result,
    store::outbox::{self, Queued},
};

/// The commands on events for the registry.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// List the events that the registry has not taken
    List(Common),
    /// Send dead and rejected events again
    ///
    /// Example: rantau-server outbox retry --data DIR --all
    Retry(Retry),
}

/// Which events.
#[derive(Debug, Args)]
#[group(id = "which", required = true, multiple = false)]
pub struct Which {
    /// All of them
    #[arg(long)]
    all: bool,
    /// The one with this number in `outbox list`
    #[arg(long)]
    id: Option<i64>,
}

/// Which events, of which deployment.
#[derive(Debug, Args)]
pub struct Retry {
    #[command(flatten)]
    common: Common,
    #[command(flatten)]
    which: Which,
}

pub(super) fn run(command: Command) -> Result<Output> {
    match command {
        Command::List(common) => list(&common),
        Command::Retry(options) => retry(&options),
    }
}

/// An event as `outbox list --json` shows it; never its content.
#[derive(Debug, Serialize)]
struct EventReport {
    id: i64,
    event: String,
    document: String,
    /// `waiting`, `rejected` or `dead`.
    state: String,
    attempts: u32,
    /// Of the last attempt, empty before the first.
    code: String,
    /// When a waiting one is tried next.
    due_at: Option<String>,
    bytes: usize,
}

#[derive(Debug, Serialize)]
struct ListReport {
    events: Vec<EventReport>,
}

impl EventReport {
    fn of(queued: Queued) -> Self {
        let due_at = (queued.state == "waiting").then(|| rfc3339(queued.due_at / 1000));
        Self {
            id: queued.id,
            event: queued.event,
            document: queued.doc.to_string(),
            state: queued.state,
            attempts: queued.attempts,
            code: queued.code,
            due_at,
            bytes: queued.body.len(),
        }
    }
}

fn list(common: &Common) -> Result<Output> {
    let opened = common.open()?;
    let unsent = opened.store.read_blocking(outbox::unsent)?;
    let report = ListReport { events: unsent.into_iter().map(EventReport::of).collect() };
    let mut text = String::new();
    for event in &report.events {
        let _ = writeln!(
            text,
            "{}  {}  {}  {} attempts  {}  {}",
            event.id,
            event.state,
            event.document,
            event.attempts,
            event.code,
            event.due_at.as_deref().unwrap_or_default()
        );
    }
    if text.is_empty() {
        text.push_str("The registry has taken everything.\n");
    }
    Ok(common.output(opened.deployment, &report, &text))
}

#[derive(Debug, Serialize)]
struct RetryReport {
    retried: usize,
}

fn retry(options: &Retry) -> Result<Output> {
    let opened = options.common.open()?;
    let (id, now_ms) = (options.which.id, opened.store.clock().now_ms());
    let retried = opened.store.write_blocking(move |conn| outbox::retry(conn, id, now_ms))?;
    let text = format!("{retried} events are sent again by the running server within seconds.");
    Ok(options.common.output(opened.deployment, &RetryReport { retried }, &text))
}
