//! `rantau-server verify`.

use std::{
    fmt::Write as _,
    io::{IsTerminal as _, Write as _},
    path::PathBuf,
};

use clap::Args;
use records::DocId;
use serde::Serialize;

use super::{Common, Output};
use crate::{
    Result,
    authorship::{self, Verified},
    home::write_new_private,
};

/// What is verified.
#[derive(Debug, Args)]
pub struct Options {
    #[command(flatten)]
    common: Common,
    /// Only what is logged in this document
    #[arg(long, value_name = "ID")]
    document: Option<DocId>,
    /// Write the proofs of the document's changes to a file, one JSON object a line: whoever gets it can verify them without
    /// this server. It holds hashes, signatures and the names in certificates, nothing of the record
    #[arg(long, value_name = "FILE", requires = "document")]
    evidence: Option<PathBuf>,
}

#[derive(Debug, Serialize)]
struct Report {
    ok: bool,
    #[serde(flatten)]
    verified: Verified,
    /// How many proofs were written.
    evidence: Option<usize>,
}

pub(super) fn run(options: &Options) -> Result<Output> {
    let opened = options.common.open()?;
    let keys = opened.home.keys()?;
    let doc = options.document;
    let verified = opened.store.read_blocking(|conn| authorship::verify(conn, &keys.chain, doc, &mut tell))?;
    let evidence = match (&options.evidence, doc) {
        (Some(file), Some(doc)) => {
            let proofs = opened.store.read_blocking(|conn| authorship::evidence(conn, &keys.signing, doc))?;
            let lines: String =
                proofs.iter().filter_map(|proof| Some(serde_json::to_string(proof).ok()? + "\n")).collect();
            write_new_private(file, lines.as_bytes())?;
            Some(proofs.len())
        }
        _ => None,
    };
    let report = Report { ok: verified.findings.is_empty(), verified, evidence };
    let output = options.common.output(opened.deployment, &report, &lines(&report));
    Ok(Output { failed: !report.ok, ..output })
}

/// On a terminal only: a log has no use for it.
fn tell(seen: u64) {
    let mut to = std::io::stderr();
    if to.is_terminal() {
        let _ = write!(to, "\r{seen} changes");
    }
}

fn lines(report: &Report) -> String {
    let found = &report.verified;
    let mut text = format!("{} changes in the log, {} statements.\n", found.changes, found.statements);
    let _ = writeln!(
        text,
        "Signed for by devices: {}, by the province: {}; brought back under the province's signature: {}; written by the \
         province before it signed: {}.",
        found.signed, found.by_province, found.vouched, found.before_signing
    );
    for finding in &found.findings {
        let fault = serde_json::to_value(finding.fault).unwrap_or_default();
        let document = finding.document.map(|doc| format!("  document {doc}")).unwrap_or_default();
        let _ = writeln!(text, "{}  {}{document}", fault.as_str().unwrap_or_default(), finding.hash);
    }
    if let Some(evidence) = report.evidence {
        let _ = writeln!(text, "{evidence} proofs written.");
    }
    text.push_str(if report.ok {
        "Everything is as it was signed.\n"
    } else {
        "Keep this database as it is, restore a backup in which `verify` finds nothing beside it, and find out who had access.\n"
    });
    text
}
