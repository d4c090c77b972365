//! `rantau-server status`.

use std::{collections::BTreeMap, fmt::Write as _};

use rusqlite::Connection;
use serde::Serialize;

use super::{
    Common, Output,
    device::{self, DeviceReport},
    keys,
};
use crate::{
    Error, Result,
    store::{deployment, devices, documents, erasures, feeds, inbox, outbox, requests, reviews},
};

/// What `status --json` prints.
#[derive(Debug, Serialize)]
struct Report {
    province: String,
    name: String,
    epoch: String,
    devices: Vec<DeviceReport>,
    feeds: Vec<FeedReport>,
    /// What devices handed in, by what became of it.
    changes: BTreeMap<&'static str, u64>,
    documents: BTreeMap<String, u64>,
    /// Documents of kind worker.
    workers: u64,
    /// Open review items.
    review: u64,
    /// What people asked for under the law and nobody has answered.
    requests: u64,
    /// How many of these are past their 3 x 24 hours.
    overdue: u64,
    /// Devices that have not confirmed that what was erased is gone there.
    unconfirmed: u64,
    registry: RegistryReport,
    /// What is to be done about the key that will follow, `null` where nothing is.
    successor: Option<&'static str>,
}

/// How far a feed is.
#[derive(Debug, Serialize)]
pub(super) struct FeedReport {
    pub(super) feed: String,
    pub(super) seq: u64,
    pub(super) count: u64,
    /// Hexadecimal.
    pub(super) fingerprint: String,
}

/// The events for the registry. The forwarder is idle when none waits.
#[derive(Debug, Serialize)]
struct RegistryReport {
    waiting: u64,
    sent: u64,
    rejected: u64,
    dead: u64,
}

pub(super) fn run(common: &Common) -> Result<Output> {
    let opened = common.open_unsigned()?;
    let now = opened.store.clock().now();
    let successor = keys::warning_of(&opened.home)?;
    let report = opened.store.read_blocking(|conn| report(conn, successor, now))?;
    Ok(common.output(opened.deployment, &report, &lines(&report)))
}

fn report(conn: &Connection, successor: Option<&'static str>, now: i64) -> Result<Report> {
    let province = deployment::get(conn)?;
    let epoch = deployment::epoch(conn)?.ok_or(Error::Damaged("epoch"))?;
    let documents: BTreeMap<_, _> =
        documents::count_by_kind(conn)?.into_iter().map(|(kind, count)| (kind.to_string(), count)).collect();
    let (open, overdue) = requests::count(conn, now)?;
    Ok(Report {
        province: province.region.to_string(),
        name: province.name,
        epoch: epoch.id.to_string(),
        devices: devices::all(conn)?.iter().map(|device| DeviceReport::of(device, now)).collect(),
        feeds: feeds::all(conn)?.iter().map(FeedReport::of).collect(),
        changes: inbox::count_by_state(conn)?,
        workers: documents.get("worker").copied().unwrap_or_default(),
        documents,
        review: reviews::count_open(conn)?,
        requests: open,
        overdue,
        unconfirmed: erasures::count_outstanding(conn)?,
        registry: RegistryReport {
            waiting: outbox::count(conn, "waiting")?,
            sent: outbox::count(conn, "sent")?,
            rejected: outbox::count(conn, "rejected")?,
            dead: outbox::count(conn, "dead")?,
        },
        successor,
    })
}

impl FeedReport {
    fn of(state: &wire::FeedState) -> Self {
        Self {
            feed: state.feed.to_string(),
            seq: state.seq,
            count: state.count,
            fingerprint: hex::encode(state.fingerprint),
        }
    }
}

fn lines(report: &Report) -> String {
    let mut text = format!("{} ({}), epoch {}\n\n", report.name, report.province, report.epoch);
    text.push_str(&device::lines(&report.devices));
    let _ = writeln!(text);
    for feed in &report.feeds {
        let _ = writeln!(text, "{}  {} changes, up to {}", feed.feed, feed.count, feed.seq);
    }
    let counts = |counts: &[(&str, u64)]| {
        counts.iter().map(|(name, count)| format!("{count} {name}")).collect::<Vec<_>>().join(", ")
    };
    let changes: Vec<_> = report.changes.iter().map(|(name, count)| (*name, *count)).collect();
    let documents: Vec<_> = report.documents.iter().map(|(name, count)| (name.as_str(), *count)).collect();
    let registry = &report.registry;
    let events = [
        ("waiting", registry.waiting),
        ("sent", registry.sent),
        ("rejected", registry.rejected),
        ("dead", registry.dead),
    ];
    let _ = writeln!(text, "\nDocuments: {}", counts(&documents));
    let _ = writeln!(text, "Changes:   {}", counts(&changes));
    let _ = writeln!(text, "Registry:  {}", counts(&events));
    let _ = writeln!(text, "Review:    {} open", report.review);
    let _ = writeln!(text, "Requests:  {} open, {} overdue", report.requests, report.overdue);
    if report.unconfirmed > 0 {
        let _ = writeln!(text, "Erased:    {} devices have not confirmed, see `erase list`", report.unconfirmed);
    }
    if let Some(warning) = report.successor {
        let _ = writeln!(text, "Keys:      {warning}");
    }
    text
}
