//! `rantau-server check`: reads everything and compares, changes nothing.

use std::fmt::Write as _;

use records::DocId;
use rusqlite::Connection;
use serde::Serialize;
use sync::Fingerprint;

use super::{Common, Output, keys};
use crate::{
    Result,
    operator::log,
    store::{documents, feeds},
};

/// Documents that are read in one snapshot.
const PAGE: usize = 500;

/// What to do where the log is not as it should be.
const RESTORE: &str = "restore the newest backup in which `check` finds nothing: devices send again what it lacks";

/// What `check --json` prints.
#[derive(Debug, Serialize)]
struct Report {
    ok: bool,
    documents: u64,
    feeds: u64,
    findings: Vec<Finding>,
    /// What is to be done about the key that will follow, `null` where nothing is. It is no damage.
    successor: Option<&'static str>,
}

/// Something that is not as it should be, and what to do.
#[derive(Debug, Serialize)]
struct Finding {
    what: String,
    fix: &'static str,
}

pub(super) fn run(common: &Common) -> Result<Output> {
    let opened = common.open()?;
    let mut findings = opened.store.read_blocking(check_file)?;
    findings.extend(opened.store.read_blocking(|conn| log::check(&opened.home, conn))?.into_iter().map(of_log));
    let feeds = opened.store.read_blocking(|conn| check_feeds(conn, &mut findings))?;
    let (mut documents, mut after) = (0, None);
    loop {
        let page = opened.store.read_blocking(|conn| check_documents(conn, after, &mut findings))?;
        documents += page.len() as u64;
        after = page.last().copied();
        if after.is_none() {
            break;
        }
    }
    let successor = keys::warning_of(&opened.home)?;
    let report = Report { ok: findings.is_empty(), documents, feeds, findings, successor };
    let output = common.output(opened.deployment, &report, &lines(&report));
    Ok(Output { failed: !report.ok, ..output })
}

fn check_file(conn: &Connection) -> Result<Vec<Finding>> {
    let mut rows = conn.prepare("select quick_check from pragma_quick_check")?;
    let words = rows.query_map([], |row| row.get::<_, String>(0))?.collect::<rusqlite::Result<Vec<_>>>()?;
    let broken = words.into_iter().filter(|word| word != "ok");
    Ok(broken
        .map(|word| Finding {
            what: format!("the database file: {word}"),
            fix: "restore the newest backup: devices send again what it lacks",
        })
        .collect())
}

/// What is wrong with the log of operators.
fn of_log(what: String) -> Finding {
    let fix = "ask who restored a backup or wrote to the database; then `rantau-server operator acknowledge`";
    Finding { what, fix }
}

fn check_feeds(conn: &Connection, findings: &mut Vec<Finding>) -> Result<u64> {
    let states = feeds::all(conn)?;
    for state in &states {
        let (last, entries, found) = feeds::recompute(conn, &state.feed)?;
        let stored = Fingerprint { count: state.count, sum: state.fingerprint };
        if last != state.seq || entries != state.seq || found != stored {
            findings.push(Finding {
                what: format!("the log of {} does not add up to its count and fingerprint", state.feed),
                fix: RESTORE,
            });
        }
        for doc in feeds::astray(conn, &state.feed)? {
            findings.push(Finding {
                what: format!("the log of {} does not hold just the changes of {doc} that it should", state.feed),
                fix: RESTORE,
            });
        }
    }
    Ok(states.len() as u64)
}

fn check_documents(conn: &Connection, after: Option<DocId>, findings: &mut Vec<Finding>) -> Result<Vec<DocId>> {
    let page = documents::ids_after(conn, after, PAGE)?;
    for doc in &page {
        if documents::snapshot_opens(conn, *doc)? {
            continue;
        }
        let fix = if documents::rebuild(conn, *doc).is_ok() {
            "nothing: it is made again from its changes when it is next used"
        } else {
            "keep the database and report it: its changes do not make a document with this version"
        };
        findings.push(Finding { what: format!("the snapshot of {doc} does not open"), fix });
    }
    Ok(page)
}

fn lines(report: &Report) -> String {
    let mut text = format!("{} documents and {} feeds checked.\n", report.documents, report.feeds);
    for finding in &report.findings {
        let _ = writeln!(text, "{}\n  to do: {}", finding.what, finding.fix);
    }
    if report.ok {
        text.push_str("All is as it should be.\n");
    }
    if let Some(warning) = report.successor {
        let _ = writeln!(text, "{warning}");
    }
    text
}
