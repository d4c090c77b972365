//! What the registry said of a worker, written into the worker's `standing` document, which reaches the village.

use document::Intent;
use records::{DocId, Kind, RegionCode};
use rusqlite::Connection;
use serde_json::json;

use crate::{
    Error, Result,
    pen::Pen,
    projector,
    store::{
        deployment,
        documents::{self, DocumentRow},
        erasures, feeds,
        reviews::{self, Review},
    },
};

/// What the registry said of a worker.
#[derive(Debug, Clone)]
pub struct RegistryWord {
    /// The worker's document.
    pub worker: DocId,
    /// Its `standing` document.
    pub standing: DocId,
    /// The registry's name, a path segment.
    pub target: String,
    /// The registry's id of the worker.
    pub id: Option<String>,
    /// `accepted` or `rejected`.
    pub status: &'static str,
}

/// A worker's `standing`, in which the province is about to state something.
#[derive(Debug, Clone, Copy)]
pub struct Statement {
    /// The worker's document.
    pub worker: DocId,
    /// Its `standing` document.
    pub standing: DocId,
}

/// What became of a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stated {
    /// It stands there now, in the worker's feeds.
    Written,
    /// It stood there, or the worker was erased.
    NotNew,
    /// A device made a record of its own under that id: the province must not lend it its name. The worker's region.
    Blocked(RegionCode),
}

/// Writes the registry's word, and logs it in the worker's feeds. `false` where it says nothing new, or where a device
/// made a record of its own under that id: the province must not lend it its name.
///
/// # Errors
/// Where the document does not open or the database fails.
pub fn write(conn: &Connection, pen: &Pen, word: &RegistryWord, now: i64) -> Result<bool> {
    let statement = Statement { worker: word.worker, standing: word.standing };
    match state(conn, pen, statement, |document| intents(document, word, now), now)? {
        Stated::Written => Ok(true),
        Stated::NotNew => Ok(false),
        Stated::Blocked(region) => {
            reviews::open(conn, &blocked(word, region, now))?;
            Ok(false)
        }
    }
}

/// Writes into a worker's `standing` what `says` finds to be new there, and logs it in the worker's feeds.
///
/// # Errors
/// Where the document does not open or the database fails.
pub fn state(
    conn: &Connection,
    pen: &Pen,
    about: Statement,
    says: impl FnOnce(&document::Document) -> Result<Vec<Intent>>,
    now: i64,
) -> Result<Stated> {
    if erasures::is_erased(conn, about.worker)? || erasures::is_erased(conn, about.standing)? {
        return Ok(Stated::NotNew);
    }
    let worker = documents::get(conn, about.worker)?.ok_or(Error::NotFound("document"))?;
    let row = documents::get(conn, about.standing)?;
    if row.as_ref().is_some_and(|row| row.kind != Kind::Standing) {
        tracing::error!(doc.id = %about.standing, "a device took the place of a standing document");
        return Ok(Stated::Blocked(worker.region));
    }
    let mut document = documents::load(conn, about.standing)?;
    let intents = says(&document)?;
    let Some(change) = pen.edit(conn, &mut document, &intents, now)? else { return Ok(Stated::NotNew) };
    let mut row =
        row.unwrap_or(DocumentRow { id: about.standing, kind: Kind::Standing, region: worker.region, changes: 0 });
    pen.log(conn, &mut row, &change, now)?;
    log(conn, about)?;
    documents::save(conn, &row, &document, now)?;
    let deployment = deployment::get(conn)?.deployment;
    if let Some(body) = projector::body(row.kind, &document.read(row.kind), deployment) {
        documents::project(conn, &row, &body)?;
    }
    Ok(Stated::Written)
}

/// The review item of a worker whose village cannot be told what the registry says.
fn blocked(word: &RegistryWord, region: RegionCode, now: i64) -> Review {
    Review {
        kind: "standing_blocked".to_owned(),
        doc: word.worker,
        subject: word.standing.to_string(),
        region,
        detail: json!({ "registry": word.target, "status": word.status }),
        opened_at: now,
    }
}

/// Its feeds are those of the worker: what is new goes to each, and all of it to one that the document enters.
fn log(conn: &Connection, about: Statement) -> Result<()> {
    let all = documents::changes(conn, about.standing)?;
    let newest = all.last().map(std::slice::from_ref).unwrap_or_default();
    for feed in feeds::of_document(conn, about.worker)? {
        let entered = feeds::enter(conn, about.standing, feed)?;
        feeds::append(conn, feed, if entered { &all } else { newest })?;
    }
    Ok(())
}

/// The time moves only when something else does.
fn intents(document: &document::Document, word: &RegistryWord, now: i64) -> Result<Vec<Intent>> {
    let path = |field: &str| format!("registry/{}/{field}", word.target);
    let id = word.id.as_deref().map(|id| (path("id"), id));
    let fields = document.fields();
    let says =
        |path: &str, text: &str| fields.iter().any(|(at, value)| at.as_str() == path && value.as_text() == Some(text));
    let news: Vec<_> =
        id.into_iter().chain([(path("status"), word.status)]).filter(|(path, text)| !says(path, text)).collect();
    if news.is_empty() {
        return Ok(Vec::new());
    }
    let set =
        |path: &str, value: records::Value| Intent::set(path, value).map_err(|_| Error::Damaged("registry's name"));
    let mut intents = news.iter().map(|(path, text)| set(path, (*text).into())).collect::<Result<Vec<_>>>()?;
    intents.push(set(&path("at"), now.into())?);
    Ok(intents)
}
