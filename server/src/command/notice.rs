//! `rantau-server notice publish | list | withdraw`.

use std::{collections::BTreeSet, fmt::Write as _, fs, path::PathBuf};

use clap::{Args, Subcommand};
use records::{Deployment, DocId, Kind, Record, RegionCode};
use reference::Reference;
use serde::Serialize;

use super::{Common, Opened, Output};
use crate::{
    Error, Result,
    notice::{self, Notice, Published},
    store::deployment,
};

/// The commands on notices.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Publish a notice, or change one: a job order, an agency, a rule of a country, guidance, reference data
    ///
    /// The file is TOML with the fields of a notice (docs/FIELDS.md); an element of a collection is a table in double
    /// brackets, `target` is a list of areas. Villages have it with their next exchange. Example:
    ///
    /// rantau-server notice publish --data DIR job-order.toml --target 52.03
    ///
    /// Reference data is checked as devices check it, and refused where it is not sound. Example:
    ///
    /// rantau-server notice publish --data DIR --reference rules.toml
    #[command(verbatim_doc_comment)]
    Publish(Publish),
    /// List the notices
    List(Common),
    /// Withdraw a notice: it stays where it is, and says why it does not hold any more
    ///
    /// Example: rantau-server notice withdraw --data DIR 0197b0f2-0000-7000-8000-000000000000 --reason "Izin dicabut"
    Withdraw(Withdraw),
}

/// What to publish, and for whom.
#[derive(Debug, Args)]
pub struct Publish {
    #[command(flatten)]
    common: Common,
    /// The notice
    #[arg(required_unless_present = "reference")]
    file: Option<PathBuf>,
    /// The rules that records are held against, in place of a notice of another kind
    #[arg(long, value_name = "FILE", conflicts_with = "file")]
    reference: Option<PathBuf>,
    /// An area that it is meant for, beside those in the file; without any, the whole province
    #[arg(long, value_name = "AREA")]
    target: Vec<RegionCode>,
    /// The notice that it changes: what is not in the file, it says no longer
    #[arg(long, value_name = "ID", conflicts_with = "reference")]
    id: Option<DocId>,
}

/// Which notice, and why.
#[derive(Debug, Args)]
pub struct Withdraw {
    #[command(flatten)]
    common: Common,
    /// The notice's id
    doc: DocId,
    /// Why, in a few words
    #[arg(long)]
    reason: String,
}

pub(super) fn run(command: Command) -> Result<Output> {
    match command {
        Command::Publish(options) => publish(options),
        Command::List(common) => list(&common),
        Command::Withdraw(options) => withdraw(options),
    }
}

/// What `notice publish --json` prints.
#[derive(Debug, Serialize)]
struct PublishReport {
    id: String,
    areas: Vec<String>,
    /// What is doubtful in it.
    doubts: Vec<String>,
}

fn publish(options: Publish) -> Result<Output> {
    let opened = options.common.open()?;
    let province = opened.store.read_blocking(deployment::get)?.region;
    let mut notice = match (&options.reference, &options.file) {
        (Some(file), _) => rules(&opened, file)?,
        (None, Some(file)) => of_file(file, opened.deployment)?,
        (None, None) => return Err(Error::Usage("name a file".to_owned())),
    };
    let areas = notice.areas.get_or_insert_default();
    areas.extend(options.target);
    if areas.is_empty() {
        areas.insert(province);
    }
    let id = options.id.unwrap_or_else(|| opened.store.clock().new_doc());
    let report = PublishReport {
        id: id.to_string(),
        areas: areas.iter().map(ToString::to_string).collect(),
        doubts: doubts(&notice, opened.deployment),
    };
    let now = opened.store.clock().now();
    opened.store.write_blocking(move |conn| notice::ask(conn, id, &notice, now))?;
    let mut text = format!("The running server publishes the notice {} within a minute.\n", report.id);
    for doubt in &report.doubts {
        let _ = writeln!(text, "doubtful: {doubt}");
    }
    Ok(options.common.output(opened.deployment, &report, &text))
}

fn read(file: &PathBuf) -> Result<String> {
    fs::read_to_string(file).map_err(|source| Error::File { path: file.clone(), source })
}

fn of_file(file: &PathBuf, deployment: Deployment) -> Result<Notice> {
    notice::read(&read(file)?, deployment).map_err(|wrong| {
        let lines = wrong.iter().map(|wrong| format!("\n  {}: {}", wrong.at, wrong.why));
        Error::Usage(format!("this is no notice:{}", lines.collect::<String>()))
    })
}

/// Rules that devices would not use are not published.
fn rules(opened: &Opened, file: &PathBuf) -> Result<Notice> {
    let text = read(file)?;
    let unsound = |error: reference::Error| Error::Usage(format!("these rules are not sound: {error}"));
    let fields = reference::notice::to_fields(&text).map_err(unsound)?;
    let new = Reference::parse(text.as_bytes()).map_err(unsound)?;
    let present = opened.store.read_blocking(notice::reference)?;
    if !new.is_newer_than(&present) {
        return Err(Error::Usage(format!(
            "devices would not use these rules: they are of {} (version {}), and those of {} (version {}) hold already",
            new.as_of, new.version, present.as_of, present.version
        )));
    }
    Ok(Notice { fields, areas: Some(BTreeSet::new()) })
}

/// What is doubtful, without the values.
fn doubts(notice: &Notice, deployment: Deployment) -> Vec<String> {
    let record = Record::project(Kind::Notice, &notice.fields, deployment);
    record.problems().iter().map(|problem| format!("{}: {}", problem.path, problem.message_en)).collect()
}

/// A notice as `--json` shows it.
#[derive(Debug, Serialize)]
struct NoticeReport {
    id: String,
    kind: String,
    title: String,
    areas: Vec<String>,
    /// Why it was withdrawn, null while it holds.
    removed: Option<String>,
    /// `published`, or `waiting` until the server has written what was asked last.
    state: &'static str,
}

#[derive(Debug, Serialize)]
struct ListReport {
    notices: Vec<NoticeReport>,
    /// The version of the rules that hold.
    reference: String,
}

fn list(common: &Common) -> Result<Output> {
    let opened = common.open()?;
    let (all, rules) = opened.store.read_blocking(|conn| Ok((notice::all(conn)?, notice::reference(conn)?)))?;
    let report = ListReport { notices: all.iter().map(NoticeReport::of).collect(), reference: rules.version };
    Ok(common.output(opened.deployment, &report, &lines(&report)))
}

impl NoticeReport {
    fn of(notice: &Published) -> Self {
        let text = |path: &str| notice.text(path).unwrap_or_default().to_owned();
        Self {
            id: notice.doc.to_string(),
            kind: text("notice_kind"),
            title: text("title"),
            areas: notice.areas.iter().map(ToString::to_string).collect(),
            removed: notice.removed().map(str::to_owned),
            state: if notice.is_waiting { "waiting" } else { "published" },
        }
    }
}

fn lines(report: &ListReport) -> String {
    let mut text = String::new();
    for NoticeReport { id, kind, title, areas, removed, state } in &report.notices {
        let removed = removed.as_ref().map(|why| format!("  withdrawn: {why}")).unwrap_or_default();
        let _ = writeln!(text, "{id}  {state}  {kind}  {}  {title}{removed}", areas.join(","));
    }
    if report.notices.is_empty() {
        text.push_str("There is no notice: publish one with `rantau-server notice publish`.\n");
    }
    let _ = writeln!(text, "The rules that hold are version {}.", report.reference);
    text
}

#[derive(Debug, Serialize)]
struct WithdrawReport {
    id: String,
}

fn withdraw(options: Withdraw) -> Result<Output> {
    let opened = options.common.open()?;
    let (doc, now) = (options.doc, opened.store.clock().now());
    opened.store.write_blocking(move |conn| notice::ask_withdrawal(conn, doc, &options.reason, now))?;
    let report = WithdrawReport { id: doc.to_string() };
    let text = format!("The running server withdraws the notice {doc} within a minute.");
    Ok(options.common.output(opened.deployment, &report, &text))
}
