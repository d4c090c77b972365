//! `rantau-server operator log | acknowledge`.

use std::fmt::Write as _;

use serde::Serialize;

use super::{
    super::{Common, Output, rfc3339},
    Log,
};
use crate::{
    Result,
    operator::log::{self, Entry, Head},
};

/// A line as `--json` shows it.
#[derive(Debug, Serialize)]
struct Shown {
    at_time: String,
    #[serde(flatten)]
    entry: Entry,
}

#[derive(Debug, Serialize)]
struct LogReport {
    lines: Vec<Shown>,
    /// The number and the hash of the last line.
    head: String,
}

pub(super) fn log(options: &Log) -> Result<Output> {
    let opened = options.common.open()?;
    let (entries, head) = opened.store.read_blocking(|conn| Ok((log::last(conn, options.limit)?, log::head(conn)?)))?;
    let lines = entries.into_iter().map(|entry| Shown { at_time: rfc3339(entry.at), entry }).collect();
    let report = LogReport { lines, head: head.to_text().trim_end().to_owned() };
    Ok(options.common.output(opened.deployment, &report, &text(&report)))
}

fn text(report: &LogReport) -> String {
    let mut text = String::new();
    for Shown { at_time, entry } in &report.lines {
        let who = if entry.operator.is_empty() { "-" } else { &entry.operator };
        let Entry { id, account, command, about, outcome, .. } = entry;
        let _ = writeln!(text, "{id}  {at_time}  {who} ({account})  {outcome}  {command}  {about}");
    }
    if report.lines.is_empty() {
        text.push_str("Nothing was done by operators yet.\n");
    }
    let _ = writeln!(text, "last: {}", report.head);
    text
}

#[derive(Debug, Serialize)]
struct AcknowledgeReport {
    head: String,
}

pub(super) fn acknowledge(common: &Common) -> Result<Output> {
    let opened = common.open()?;
    let head: Head = log::acknowledge(&opened.home, &opened.store)?;
    let report = AcknowledgeReport { head: head.to_text().trim_end().to_owned() };
    let text = format!("The log goes on from its line {}.", head.id);
    Ok(common.output(opened.deployment, &report, &text))
}
