//! `rantau-server review list | resolve`.

use std::fmt::Write as _;

use clap::{Args, Subcommand};
use serde::Serialize;

use super::{Common, Output, rfc3339};
use crate::{
    Result,
    instruction::{self, Decision},
    store::reviews::{self, Open},
};

/// The commands on the review queue.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// List what a person has to look at. With --json the values in conflict are shown: personal data
    List(Common),
    /// Decide on an edit of a record that its author does not serve: it stands, or what it did is undone
    ///
    /// The author hears of it with the next exchange. Example: rantau-server review resolve --data DIR 17 --undo
    Resolve(Resolve),
}

/// Which item, and what becomes of it.
#[derive(Debug, Args)]
pub struct Resolve {
    #[command(flatten)]
    common: Common,
    /// The number of the item, see `review list`
    id: i64,
    /// The edit stands
    #[arg(long, required_unless_present = "undo", conflicts_with = "undo")]
    accept: bool,
    /// What the edit did is undone, by an edit of the province
    #[arg(long)]
    undo: bool,
}

/// An item as `review list --json` shows it.
#[derive(Debug, Serialize)]
struct ItemReport {
    /// For `review resolve`.
    id: i64,
    /// `conflict`, `same_identity`, `refused`, `late_edit`, `standing_blocked`, `registry_rejected` or `projection_failed`.
    kind: String,
    document: String,
    /// A field, a change, another document or a registry.
    subject: String,
    region: String,
    opened_at: String,
    detail: serde_json::Value,
}

#[derive(Debug, Serialize)]
struct ListReport {
    items: Vec<ItemReport>,
}

impl ItemReport {
    fn of(Open { id, review }: Open) -> Self {
        Self {
            id,
            kind: review.kind,
            document: review.doc.to_string(),
            subject: review.subject,
            region: review.region.to_string(),
            opened_at: rfc3339(review.opened_at),
            detail: review.detail,
        }
    }
}

pub(super) fn run(command: Command) -> Result<Output> {
    match command {
        Command::List(common) => list(&common),
        Command::Resolve(options) => resolve(&options),
    }
}

#[derive(Debug, Serialize)]
struct ResolveReport {
    id: i64,
    /// `accepted` or `undone`.
    outcome: &'static str,
}

fn resolve(options: &Resolve) -> Result<Output> {
    let opened = options.common.open()?;
    let (id, now) = (options.id, opened.store.clock().now());
    let decision = if options.accept { Decision::Accept } else { Decision::Undo };
    opened.store.write_blocking(move |conn| instruction::resolve(conn, id, decision, now))?;
    let (outcome, text) = match decision {
        Decision::Accept => (instruction::ACCEPTED, "The edit stands.".to_owned()),
        Decision::Undo => (instruction::UNDONE, "The running server undoes the edit within a minute.".to_owned()),
    };
    Ok(options.common.output(opened.deployment, &ResolveReport { id, outcome }, &text))
}

fn list(common: &Common) -> Result<Output> {
    let opened = common.open()?;
    let open = opened.store.read_blocking(reviews::all_open)?;
    let report = ListReport { items: open.into_iter().map(ItemReport::of).collect() };
    let mut text = String::new();
    for item in &report.items {
        let _ = writeln!(
            text,
            "{}  {}  {}  {}  {}  {}",
            item.id, item.opened_at, item.kind, item.region, item.document, item.subject
        );
    }
    if text.is_empty() {
        text.push_str("Nothing waits for a person.\n");
    }
    Ok(common.output(opened.deployment, &report, &text))
}
