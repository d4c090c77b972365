//! `rantau-server review list`.

use std::fmt::Write as _;

use clap::Subcommand;
use serde::Serialize;

use super::{Common, Output, rfc3339};
use crate::{
    Result,
    store::reviews::{self, Review},
};

/// The commands on the review queue.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// List what a person has to look at. With --json the values in conflict are shown: personal data
    List(Common),
}

/// An item as `review list --json` shows it.
#[derive(Debug, Serialize)]
struct ItemReport {
    /// `conflict`, `same_identity`, `refused`, `registry_rejected` or `projection_failed`.
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
    fn of(review: Review) -> Self {
        Self {
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
    let Command::List(common) = command;
    let opened = common.open()?;
    let open = opened.store.read_blocking(reviews::all_open)?;
    let report = ListReport { items: open.into_iter().map(ItemReport::of).collect() };
    let mut text = String::new();
    for item in &report.items {
        let _ =
            writeln!(text, "{}  {}  {}  {}  {}", item.opened_at, item.kind, item.region, item.document, item.subject);
    }
    if text.is_empty() {
        text.push_str("Nothing waits for a person.\n");
    }
    Ok(common.output(opened.deployment, &report, &text))
}
