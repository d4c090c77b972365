//! `rantau-server review list | resolve`.

use std::{collections::BTreeSet, fmt::Write as _};

use clap::{Args, Subcommand};
use records::DeviceId;
use rusqlite::Connection;
use serde::Serialize;

use super::{Common, Output, note_looks, rfc3339};
use crate::{
    Result,
    instruction::{self, Decision},
    placement, sameness,
    store::{
        devices::{self, Device},
        reviews::{self, Open, Review},
    },
};

/// The commands on the review queue.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// List what a person has to look at. With --json the values in conflict are shown: personal data
    List(Common),
    /// Decide on an edit of a record that its author does not serve: it stands, or what it did is undone. Decide on two
    /// records that may be one person: they are shown as one, or proposed no more
    ///
    /// The author of an edit, and the devices that have the records, hear of it with their next exchange. Nothing of it
    /// cannot be undone. Example: rantau-server review resolve --data DIR 17 --undo
    Resolve(Resolve),
}

/// Which item, and what becomes of it.
#[derive(Debug, Args)]
pub struct Resolve {
    #[command(flatten)]
    common: Common,
    /// The number of the item, see `review list`
    id: i64,
    #[command(flatten)]
    decision: Choice,
}

/// What is decided: of an edit one of the first two, of two records one of the others.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
#[expect(clippy::struct_excessive_bools, reason = "they are the options of a command, of which one is given")]
struct Choice {
    /// The edit stands
    #[arg(long)]
    accept: bool,
    /// What the edit did is undone, by an edit of the province
    #[arg(long)]
    undo: bool,
    /// The two records are one person: they are shown as one
    #[arg(long)]
    merge: bool,
    /// They are two people: nobody proposes them any more
    #[arg(long)]
    not_same: bool,
}

/// An item as `review list --json` shows it.
#[derive(Debug, Serialize)]
struct ItemReport {
    /// For `review resolve`.
    id: i64,
    /// `conflict`, `same_identity`, `same_person`, `two_people`, `refused`, `late_edit`, `standing_blocked`, `registry_rejected`, `projection_failed` or
    /// `subject_request`.
    kind: String,
    document: String,
    /// A field, a change, another document or a registry.
    subject: String,
    region: String,
    opened_at: String,
    detail: serde_json::Value,
    /// Of an edit: the device that wrote it.
    #[serde(skip_serializing_if = "Option::is_none")]
    device: Option<Writer>,
    /// Of an edit from a device that never served the record: what it may be asking for, and how that is given.
    #[serde(skip_serializing_if = "Option::is_none")]
    asks: Option<String>,
}

/// A device that wrote.
#[derive(Debug, Serialize)]
struct Writer {
    id: DeviceId,
    name: String,
    officer: String,
    /// The area that it was enrolled for.
    region: String,
}

#[derive(Debug, Serialize)]
struct ListReport {
    items: Vec<ItemReport>,
}

impl Writer {
    /// Who wrote what an item is about.
    fn of(conn: &Connection, review: &Review) -> Result<Option<Self>> {
        let said = review.detail.get("device").and_then(|device| device.as_str()?.parse().ok());
        let Some(id) = said.filter(|_| review.kind == instruction::LATE_EDIT) else { return Ok(None) };
        let writer = |device: Device| Self {
            id,
            name: device.name,
            officer: device.officer_name,
            region: device.region.to_string(),
        };
        Ok(devices::get(conn, id)?.map(writer))
    }

    /// What it may be asking for, where it wrote in a record that it never served.
    fn asks(&self, review: &Review) -> Option<String> {
        let is_elsewhere = review.detail.get("code").is_some_and(|code| code == placement::ELSEWHERE);
        let Self { id, name, region, .. } = self;
        is_elsewhere.then(|| {
            format!(
                "{name} ({region}) does not read this record. If it is to: rantau-server loan give {} --to {id} --reason …",
                review.doc
            )
        })
    }
}

impl ItemReport {
    fn of(conn: &Connection, Open { id, review }: Open) -> Result<Self> {
        let device = Writer::of(conn, &review)?;
        Ok(Self {
            id,
            asks: device.as_ref().and_then(|device| device.asks(&review)),
            device,
            kind: review.kind,
            document: review.doc.to_string(),
            subject: review.subject,
            region: review.region.to_string(),
            opened_at: rfc3339(review.opened_at),
            detail: review.detail,
        })
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
    /// `accepted`, `undone`, `merged` or `not_same`.
    outcome: &'static str,
}

fn resolve(options: &Resolve) -> Result<Output> {
    let opened = options.common.open()?;
    let (id, now) = (options.id, opened.store.clock().now());
    let choice = &options.decision;
    let item = opened.store.read_blocking(|conn| reviews::get_open(conn, id))?;
    note_looks(&opened, "review_resolve", item.into_iter().map(|item| item.doc).collect(), "")?;
    let (outcome, text) = if choice.accept || choice.undo {
        let decision = if choice.accept { Decision::Accept } else { Decision::Undo };
        opened.store.write_blocking(move |conn| instruction::resolve(conn, id, decision, now))?;
        of_edit(decision)
    } else {
        let decision = if choice.merge { sameness::Decision::Merge } else { sameness::Decision::NotSame };
        opened.store.write_blocking(move |conn| sameness::resolve(conn, id, decision, now))?;
        of_records(decision)
    };
    Ok(options.common.output(opened.deployment, &ResolveReport { id, outcome }, text))
}

const fn of_edit(decision: Decision) -> (&'static str, &'static str) {
    match decision {
        Decision::Accept => (instruction::ACCEPTED, "The edit stands."),
        Decision::Undo => (instruction::UNDONE, "The running server undoes the edit within a minute."),
    }
}

const fn of_records(decision: sameness::Decision) -> (&'static str, &'static str) {
    match decision {
        sameness::Decision::Merge => ("merged", "The running server merges the records within a minute."),
        sameness::Decision::NotSame => ("not_same", "The running server tells the records apart within a minute."),
    }
}

fn list(common: &Common) -> Result<Output> {
    let opened = common.open()?;
    let open = opened.store.read_blocking(reviews::all_open)?;
    if common.json {
        // With the values in conflict: noted before it is shown.
        let docs: BTreeSet<_> = open.iter().map(|open| open.review.doc).collect();
        note_looks(&opened, "review_list", docs.into_iter().collect(), "")?;
    }
    let items = opened
        .store
        .read_blocking(|conn| open.into_iter().map(|open| ItemReport::of(conn, open)).collect::<Result<_>>())?;
    let report = ListReport { items };
    let mut text = String::new();
    for item in &report.items {
        let _ = writeln!(
            text,
            "{}  {}  {}  {}  {}  {}",
            item.id, item.opened_at, item.kind, item.region, item.document, item.subject
        );
        if let Some(asks) = &item.asks {
            let _ = writeln!(text, "    {asks}");
        }
    }
    if text.is_empty() {
        text.push_str("Nothing waits for a person.\n");
    }
    Ok(common.output(opened.deployment, &report, &text))
}
