//! `rantau-server erase plan | run | list | certificate`.

use std::{fmt::Write as _, path::PathBuf};

use clap::{Args, Subcommand};
use records::DocId;
use serde::Serialize;

use super::{Common, Output, rfc3339, who};
use crate::{
    Error, Result,
    erasure::{self, Certificate, Plan, Reason, SignedCertificate, Standing},
    home::write_new_private,
    store::{erasures, requests},
};

/// The commands that erase people.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Show what erasing a person would take, and what would stay. Changes nothing
    ///
    /// Example: rantau-server erase plan --data DIR 0197b0f2-0000-7000-8000-000000000000
    Plan(PlanOptions),
    /// Erase a person: here, in every feed, at the registry, and on every device as it syncs
    ///
    /// There is no way back. The running server does it within a minute. What devices that were offline, couriers or a
    /// restored backup bring of the person afterwards is refused.
    /// Example: rantau-server erase run --data DIR 0197b0f2-0000-7000-8000-000000000000 --reason requested --request 3
    Run(RunOptions),
    /// List what was erased, with the devices that have not confirmed
    List(Common),
    /// Certify what was erased, signed by the province, as it stands now
    ///
    /// Example: rantau-server erase certificate --data DIR 1 --out certificate.json
    Certificate(CertificateOptions),
}

/// Whom.
#[derive(Debug, Args)]
pub struct PlanOptions {
    #[command(flatten)]
    common: Common,
    /// The person's record
    doc: DocId,
    /// Another record that is to go with it, such as a household that nobody else belongs to
    #[arg(long, value_name = "DOC")]
    also: Vec<DocId>,
}

/// Whom, and why.
#[derive(Debug, Args)]
pub struct RunOptions {
    #[command(flatten)]
    plan: PlanOptions,
    /// On what ground
    #[arg(long)]
    reason: Reason,
    /// The number of the person's request, see `subject list`
    #[arg(long, value_name = "N")]
    request: Option<i64>,
}

/// Which act, and where to.
#[derive(Debug, Args)]
pub struct CertificateOptions {
    #[command(flatten)]
    common: Common,
    /// The number of the act, see `erase list`
    id: i64,
    /// Write it, with the signature, into this file
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

pub(super) fn run(command: Command) -> Result<Output> {
    match command {
        Command::Plan(options) => plan(&options),
        Command::Run(options) => erase(options),
        Command::List(common) => list(&common),
        Command::Certificate(options) => certificate(&options),
    }
}

fn planned(options: &PlanOptions, opened: &super::Opened) -> Result<Plan> {
    let key = opened.home.keys()?.deployment;
    opened.store.read_blocking(|conn| erasure::plan(conn, &key, options.doc, &options.also))
}

fn plan(options: &PlanOptions) -> Result<Output> {
    let opened = options.common.open()?;
    let plan = planned(options, &opened)?;
    Ok(options.common.output(opened.deployment, &plan, &lines_of_plan(&plan)))
}

fn lines_of_plan(plan: &Plan) -> String {
    let mut text = String::from("Goes, here and on every device:\n");
    for record in &plan.goes {
        let _ = writeln!(
            text,
            "  {}  {} ({}), {} changes, in {}",
            record.doc,
            record.kind,
            record.why,
            record.changes,
            record.feeds.join(", ")
        );
    }
    if !plan.mentions.is_empty() {
        text.push_str("Stays, and names the person:\n");
    }
    for mention in &plan.mentions {
        let _ = writeln!(text, "  {}  {}: {}", mention.doc, mention.kind, mention.remains);
    }
    let offered: Vec<_> = plan.mentions.iter().filter(|mention| mention.offered).collect();
    if !offered.is_empty() {
        let also: String = offered.iter().map(|mention| format!(" --also {}", mention.doc)).collect();
        let _ = writeln!(text, "To take along what nobody else belongs to, add:{also}");
    }
    text.push_str("Stays by its nature: opaque ids and hashes of changes, in signed statements and tombstones.\n");
    text
}

#[derive(Debug, Serialize)]
struct RunReport {
    /// For `erase certificate`.
    erasure: i64,
    #[serde(flatten)]
    plan: Plan,
}

fn erase(options: RunOptions) -> Result<Output> {
    let opened = options.plan.common.open()?;
    let plan = planned(&options.plan, &opened)?;
    let (now, asked, operator) = (opened.store.clock().now(), plan.clone(), who(&opened));
    let RunOptions { plan: PlanOptions { common, .. }, reason, request } = options;
    let erasure = opened.store.write_blocking(move |conn| {
        if let Some(request) = request {
            let of_person = requests::get(conn, request)?.filter(|known| known.kind == "erasure");
            of_person.ok_or(Error::NotFound("request for erasure"))?;
        }
        erasure::ask(conn, &asked, reason, request, &operator, now)
    })?;
    let text = format!(
        "{}\nThe running server erases this within a minute: erasure {erasure}, see `erase certificate {erasure}`.",
        lines_of_plan(&plan)
    );
    Ok(common.output(opened.deployment, &RunReport { erasure, plan }, &text))
}

#[derive(Debug, Serialize)]
struct ListReport {
    erasures: Vec<ListedErasure>,
}

#[derive(Debug, Serialize)]
struct ListedErasure {
    erasure: i64,
    reason: String,
    request: Option<i64>,
    operator: String,
    asked_at: String,
    erased_at: Option<String>,
    records: usize,
    devices: usize,
    outstanding: usize,
    registry: String,
    refused_since: u64,
}

fn list(common: &Common) -> Result<Output> {
    let opened = common.open()?;
    let erasures = opened.store.read_blocking(|conn| {
        erasures::all(conn)?.into_iter().map(|act| listed(conn, act)).collect::<Result<Vec<_>>>()
    })?;
    let mut text = String::new();
    for act in &erasures {
        let state = act.erased_at.as_ref().map_or_else(|| "not yet".to_owned(), |at| format!("erased {at}"));
        let _ = writeln!(
            text,
            "{}  {}  {state}, {} records, {} of {} devices have not confirmed, registry: {}",
            act.erasure, act.reason, act.records, act.outstanding, act.devices, act.registry
        );
    }
    if text.is_empty() {
        text.push_str("Nobody was erased.\n");
    }
    Ok(common.output(opened.deployment, &ListReport { erasures }, &text))
}

fn listed(conn: &rusqlite::Connection, act: erasures::Erasure) -> Result<ListedErasure> {
    let (tombstones, holders) = (erasures::tombstones(conn, act.id)?, erasures::holders(conn, act.id)?);
    Ok(ListedErasure {
        erasure: act.id,
        reason: act.reason,
        request: act.request,
        operator: act.operator,
        asked_at: rfc3339(act.asked_at),
        erased_at: act.done_at.map(rfc3339),
        records: tombstones.len(),
        devices: holders.len(),
        outstanding: holders.iter().filter(|holder| holder.confirmed_at.is_none()).count(),
        registry: act.registry,
        refused_since: tombstones.iter().map(|tombstone| tombstone.refused).sum(),
    })
}

#[derive(Debug, Serialize)]
struct CertificateReport {
    #[serde(flatten)]
    certificate: Certificate,
    signed: SignedCertificate,
}

fn certificate(options: &CertificateOptions) -> Result<Output> {
    let opened = options.common.open()?;
    let (key, now) = (opened.home.keys()?.signing, opened.store.clock().now());
    let certificate = opened.store.read_blocking(|conn| erasure::certificate(conn, options.id, now))?;
    let signed = SignedCertificate::sign(&certificate, &key)?;
    if let Some(path) = &options.out {
        let text = serde_json::to_string_pretty(&signed).map_err(|_| Error::Damaged("certificate"))?;
        write_new_private(path, format!("{text}\n").as_bytes())?;
    }
    let text = lines_of(&certificate, &signed);
    Ok(options.common.output(opened.deployment, &CertificateReport { certificate, signed }, &text))
}

fn lines_of(certificate: &Certificate, signed: &SignedCertificate) -> String {
    let mut text = format!(
        "Certificate of erasure {}, {}, issued {}\n\nGround:   {}{}\nOrdered:  {} by {}\n",
        certificate.erasure,
        certificate.province,
        certificate.issued_at,
        certificate.reason,
        certificate.request.map(|request| format!(", request {request}")).unwrap_or_default(),
        certificate.asked_at,
        certificate.operator,
    );
    let erased = certificate.erased_at.as_deref().unwrap_or("not yet");
    let _ = writeln!(text, "Erased:   {erased}");
    for (kind, count) in &certificate.records {
        let _ = writeln!(text, "          {count} {kind}");
    }
    let _ = writeln!(text, "Registry: {}", certificate.registry);
    let confirmed = certificate.devices.len() as u64 - certificate.outstanding;
    let _ = writeln!(text, "Devices:  {confirmed} of {} confirmed", certificate.devices.len());
    for device in certificate.devices.iter().filter(|device| !device.state.is_over()) {
        let seen = device.last_seen_at.as_deref().unwrap_or("never");
        let state = match device.state {
            Standing::Confirmed | Standing::Wiped => "confirmed",
            Standing::Waiting => "has not synced since",
            Standing::Revoked => "revoked",
            Standing::Unknown => "not enrolled any more",
        };
        let _ = writeln!(text, "          {} ({}): {state}, last seen {seen}", device.name, device.device);
    }
    for what in &certificate.to_do {
        let _ = writeln!(text, "To do:    {what}");
    }
    let whole = if certificate.complete { "Nothing is left that the province knows of." } else { "Not complete." };
    let _ = writeln!(text, "\n{whole}\nSigned:   {}\nKey:      {}", signed.signature, signed.key);
    text
}
