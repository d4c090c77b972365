//! `rantau-server breach`.

use std::{collections::BTreeMap, fmt::Write as _};

use clap::Args;
use jiff::Timestamp;
use records::{DeviceId, DocId, Kind, value::text_of};
use rusqlite::Connection;
use serde::Serialize;

use super::{Common, Output, note_looks, rfc3339};
use crate::{
    Result, breach,
    store::{documents, requests},
};

/// Which device, when, and how much to say.
#[derive(Debug, Args)]
pub struct Options {
    #[command(flatten)]
    common: Common,
    /// The device that was lost, or read by somebody else
    #[arg(long, value_name = "ID")]
    device: DeviceId,
    /// When, as 2026-11-20T08:00:00Z [default: now]
    #[arg(long, value_name = "TIME")]
    at: Option<Timestamp>,
    /// Name the people, so that they can be written to: personal data. It is noted that you did
    #[arg(long)]
    names: bool,
    /// Why, for the access log
    #[arg(long, default_value = "")]
    reason: String,
}

#[derive(Debug, Serialize)]
struct Report {
    device: DeviceId,
    name: String,
    officer: String,
    at: String,
    /// By when people and the authority are to be written to: 3 x 24 hours from `at`.
    notice_due_at: String,
    /// How many records of each kind.
    kinds: BTreeMap<Kind, u64>,
    /// How many records of each area.
    areas: BTreeMap<String, u64>,
    /// How many people.
    people: u64,
    /// Whether it is known how far the device had read; otherwise all that it may have read is counted.
    exact: bool,
    at_rest: &'static str,
    last_seen_at: Option<String>,
    revoked_at: Option<String>,
    /// With `--names`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    named: Vec<Named>,
}

#[derive(Debug, Serialize)]
struct Named {
    document: DocId,
    name: String,
    village: String,
}

pub(super) fn run(options: &Options) -> Result<Output> {
    let opened = options.common.open()?;
    let now = opened.store.clock().now();
    let at = options.at.map_or(now, Timestamp::as_second);
    let found = opened.store.read_blocking(|conn| breach::of(conn, options.device, at))?;
    let (mut kinds, mut areas) = (BTreeMap::<Kind, u64>::new(), BTreeMap::<String, u64>::new());
    for (kind, region) in found.records.values() {
        *kinds.entry(*kind).or_default() += 1;
        *areas.entry(region.to_string()).or_default() += 1;
    }
    let people: Vec<_> =
        found.records.iter().filter(|(_, (kind, _))| *kind == Kind::Worker).map(|(doc, _)| *doc).collect();
    let count = people.len() as u64;
    let named = if options.names { named(&opened, &people, &options.reason)? } else { Vec::new() };
    let report = Report {
        device: found.device.id,
        name: found.device.name,
        officer: found.device.officer_name,
        at: rfc3339(found.at),
        notice_due_at: rfc3339(found.at + requests::CLOCK),
        people: count,
        kinds,
        areas,
        exact: found.is_known,
        at_rest: found.protection.at_rest,
        last_seen_at: found.protection.last_seen_at.map(rfc3339),
        revoked_at: found.protection.revoked_at.map(rfc3339),
        named,
    };
    Ok(options.common.output(opened.deployment, &report, &report.lines()))
}

/// The people with their names, after it was noted that somebody saw them.
fn named(opened: &super::Opened, people: &[DocId], reason: &str) -> Result<Vec<Named>> {
    note_looks(opened, "breach_names", people.to_owned(), reason)?;
    opened.store.read_blocking(|conn| people.iter().map(|doc| name_of(conn, *doc)).collect())
}

fn name_of(conn: &Connection, doc: DocId) -> Result<Named> {
    let fields = documents::load(conn, doc)?.fields();
    let text = |path| text_of(&fields, path).unwrap_or_default().to_owned();
    Ok(Named { document: doc, name: text("name"), village: text("origin_village") })
}

impl Report {
    fn lines(&self) -> String {
        let mut text = format!(
            "{} ({}), of {}, at {}\n{} people; notices are due by {}\n",
            self.name, self.device, self.officer, self.at, self.people, self.notice_due_at
        );
        for (kind, count) in &self.kinds {
            let _ = writeln!(text, "  {count} {kind}");
        }
        for (area, count) in &self.areas {
            let _ = writeln!(text, "  {area}: {count}");
        }
        if !self.exact {
            text.push_str("It is not known how far the device had read: all that it may have read is counted.\n");
        }
        let _ = writeln!(text, "At rest:   {}", self.at_rest);
        let _ = writeln!(text, "Last seen: {}", self.last_seen_at.as_deref().unwrap_or("never"));
        let _ = writeln!(text, "Revoked:   {}", self.revoked_at.as_deref().unwrap_or("no"));
        for person in &self.named {
            let _ = writeln!(text, "{}  {}  {}", person.document, person.name, person.village);
        }
        text
    }
}
