//! `rantau-server loan give | list | show | end`.

use std::fmt::Write as _;

use clap::{Args, Subcommand};
use jiff::SignedDuration;
use records::{DeviceId, DocId, Kind};
use rusqlite::Connection;
use serde::Serialize;

use super::{Common, Output, device::parse_duration, rfc3339, who};
use crate::{
    Error, Result,
    loan::{self, Asked},
    store::{
        devices, documents,
        loans::{self, Loan},
        sameness,
    },
};

/// The commands that lend records.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Lend one record to a device that does not serve its village: an office of another province that a worker leaves
    /// through
    ///
    /// The device reads it, and what authorities state of the worker, until the end, and may write in it. Nothing else
    /// follows: a household or a complaint is lent only where it is named itself. The villages of the record see in it to
    /// whom it is lent, until when and why, and so does the person who asks (`subject access`). Example:
    ///
    /// rantau-server loan give --data DIR 0197b0f2-0000-7000-8000-000000000000 --to 0197b0f2-0000-7000-8000-000000000001 --reason "berangkat lewat Juanda" --for 14d
    #[command(verbatim_doc_comment)]
    Give(Give),
    /// List what is lent now
    ///
    /// Example: rantau-server loan list --data DIR --device 0197b0f2-0000-7000-8000-000000000001 --ended
    List(List),
    /// Show a loan: when the device got the record, what it wrote, how it ended
    Show(Which),
    /// End a loan before its time: the device drops the record with its next exchange
    ///
    /// What the device wrote and did not hand in until now comes too late: it is kept, and shown to a reviewer.
    /// Example: rantau-server loan end --data DIR 3
    End(Which),
}

/// Which record, to whom, why.
#[derive(Debug, Args)]
pub struct Give {
    #[command(flatten)]
    common: Common,
    /// The record's id
    doc: DocId,
    /// The device's id
    #[arg(long, value_name = "DEVICE")]
    to: DeviceId,
    /// Why. The record's villages and the person are shown it
    #[arg(long)]
    reason: String,
    /// For how long, from 1h to 90d
    #[arg(long = "for", value_name = "TIME", default_value = "14d", value_parser = parse_time)]
    valid_for: SignedDuration,
}

/// Which loans.
#[derive(Debug, Args)]
pub struct List {
    #[command(flatten)]
    common: Common,
    /// Only those of this record
    #[arg(long, value_name = "ID")]
    doc: Option<DocId>,
    /// Only those to this device
    #[arg(long, value_name = "ID")]
    device: Option<DeviceId>,
    /// Those that ended, too
    #[arg(long)]
    ended: bool,
}

/// Which loan.
#[derive(Debug, Args)]
pub struct Which {
    #[command(flatten)]
    common: Common,
    /// Its number, see `loan list`
    id: i64,
}

/// A loan as `--json` shows it.
#[derive(Debug, Serialize)]
struct LoanReport {
    id: i64,
    document: DocId,
    kind: Option<Kind>,
    /// Where the record was made.
    region: Option<String>,
    device: DeviceId,
    /// The device's name, and the area of its office.
    office: String,
    office_region: String,
    reason: String,
    operator: String,
    given_at: String,
    until: String,
    /// When the device's signed word showed that it has the record.
    delivered_at: Option<String>,
    ended_at: Option<String>,
    /// `runs`, `expired`, `ended`, `revoked`, `erased` or `handed_over`.
    state: String,
}

impl LoanReport {
    fn of(conn: &Connection, loan: Loan, now: i64) -> Result<Self> {
        let (row, device) = (documents::get(conn, loan.doc)?, devices::get(conn, loan.device)?);
        let (office, office_region) = device.map(|device| (device.name, device.region.to_string())).unwrap_or_default();
        let state = match (loan.ended_by.as_str(), loan.runs(now)) {
            ("", true) => "runs".to_owned(),
            ("", false) => "expired".to_owned(),
            (by, _) => by.to_owned(),
        };
        Ok(Self {
            id: loan.id,
            document: loan.doc,
            kind: row.as_ref().map(|row| row.kind),
            region: row.map(|row| row.region.to_string()),
            device: loan.device,
            office,
            office_region,
            reason: loan.reason,
            operator: loan.operator,
            given_at: rfc3339(loan.given_at),
            until: rfc3339(loan.until),
            delivered_at: loan.delivered_at.map(rfc3339),
            ended_at: loan.ended_at.map(rfc3339),
            state,
        })
    }

    fn line(&self) -> String {
        let Self { id, document, office, office_region, until, state, .. } = self;
        let got = if self.delivered_at.is_some() { "delivered" } else { "not delivered yet" };
        format!("{id}  {document}  {office} ({office_region})  until {until}  {state}, {got}\n")
    }
}

/// Days of 24 hours, or whatever a duration is written as.
fn parse_time(text: &str) -> Result<SignedDuration, String> {
    match text.strip_suffix('d').and_then(|days| days.parse::<u16>().ok()) {
        Some(days) => Ok(SignedDuration::from_hours(i64::from(days) * 24)),
        None => parse_duration(text),
    }
}

pub(super) fn run(command: Command) -> Result<Output> {
    match command {
        Command::Give(options) => give(options),
        Command::List(options) => list(&options),
        Command::Show(options) => show(&options),
        Command::End(options) => end(&options),
    }
}

#[derive(Debug, Serialize)]
struct GiveReport {
    #[serde(flatten)]
    loan: LoanReport,
    /// Other records that are said to be of the same person, and are not lent by this.
    same_person: Vec<DocId>,
}

fn give(options: Give) -> Result<Output> {
    let Give { common, doc, to, reason, valid_for } = options;
    let opened = common.open()?;
    let (now, operator) = (opened.store.clock().now(), who(&opened));
    let asked = Asked { doc, device: to, reason, valid_for: valid_for.as_secs(), operator };
    let report = opened.store.write_blocking(move |conn| {
        let lent = loan::give(conn, &asked, now)?;
        let same_person = sameness::group(conn, doc)?.into_iter().filter(|other| *other != doc).collect();
        Ok(GiveReport { loan: LoanReport::of(conn, lent, now)?, same_person })
    })?;
    let LoanReport { id, office, until, .. } = &report.loan;
    let mut text =
        format!("Loan {id}: {office} may read the record until {until}. It gets it with its next exchange.\n");
    for other in &report.same_person {
        let _ = writeln!(text, "Said to be of the same person, and not lent: {other}");
    }
    Ok(common.output(opened.deployment, &report, &text))
}

#[derive(Debug, Serialize)]
struct ListReport {
    loans: Vec<LoanReport>,
}

fn list(options: &List) -> Result<Output> {
    let opened = options.common.open()?;
    let now = opened.store.clock().now();
    let is_asked = |loan: &Loan| {
        options.doc.is_none_or(|doc| doc == loan.doc)
            && options.device.is_none_or(|device| device == loan.device)
            && (options.ended || loan.runs(now))
    };
    let loans = opened.store.read_blocking(|conn| {
        let loans = loans::all(conn)?.into_iter().filter(is_asked);
        loans.map(|loan| LoanReport::of(conn, loan, now)).collect::<Result<Vec<_>>>()
    })?;
    let mut text: String = loans.iter().map(LoanReport::line).collect();
    if text.is_empty() {
        text.push_str("Nothing is lent.\n");
    }
    Ok(options.common.output(opened.deployment, &ListReport { loans }, &text))
}

#[derive(Debug, Serialize)]
struct ShowReport {
    #[serde(flatten)]
    loan: LoanReport,
    /// How many changes of the record are the device's.
    written: u64,
}

fn show(options: &Which) -> Result<Output> {
    let opened = options.common.open()?;
    let now = opened.store.clock().now();
    let report = opened.store.read_blocking(|conn| {
        let loan = loans::get(conn, options.id)?.ok_or(Error::NotFound("loan"))?;
        let written = documents::count_by(conn, loan.doc, loan.device)?;
        Ok(ShowReport { loan: LoanReport::of(conn, loan, now)?, written })
    })?;
    let LoanReport { reason, operator, given_at, delivered_at, ended_at, .. } = &report.loan;
    let shown = |at: &Option<String>| at.clone().unwrap_or_else(|| "not yet".to_owned());
    let text = format!(
        "{}Lent:      {given_at} by {operator}: {reason}\nDelivered: {}\nEnded:     {}\nWritten:   {} changes\n",
        report.loan.line(),
        shown(delivered_at),
        shown(ended_at),
        report.written
    );
    Ok(options.common.output(opened.deployment, &report, &text))
}

fn end(options: &Which) -> Result<Output> {
    let opened = options.common.open()?;
    let (now, operator) = (opened.store.clock().now(), who(&opened));
    let loan = loan::end(&opened.store, &opened.home, options.id, &operator)?;
    let report = opened.store.read_blocking(|conn| LoanReport::of(conn, loan, now))?;
    let text = format!("Loan {} is ended: {} drops the record with its next exchange.", report.id, report.office);
    Ok(options.common.output(opened.deployment, &report, &text))
}
