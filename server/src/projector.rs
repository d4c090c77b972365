//! What becomes of a document's new version: the row of lists, review items, the event for the registry.
//!
//! Computed outside of any transaction and written in the one that logs the version, so that none of them is ever
//! missing or told twice.

use std::{
    collections::{BTreeMap, BTreeSet},
    panic::{AssertUnwindSafe, catch_unwind},
};

use assessment::consent;
use document::{Claim, Document, Reading, group::MERGED_INTO};
use jiff::Timestamp;
use records::{Deployment, DocId, Kind, Nik, Path, Record, Value, household::Household, worker::Worker};
use registry::{
    Event,
    allow_list::DISPUTED,
    event::{RecordVersion, Sequence},
};
use rusqlite::Connection;
use serde_json::{Value as Json, json};

use crate::{
    Result,
    sameness::{SAME_IDENTITY, close, is_decided, said_by},
    server::{Registry, Server},
    store::{
        documents::{self, DocumentRow},
        outbox, requests,
        reviews::{self, Review},
        sameness::{self, Sameness, group, links},
    },
};

/// The values of a document.
type Fields = BTreeMap<Path, Value>;

/// What is to be written about a version.
#[derive(Debug, Default)]
pub struct Projected {
    body: Option<String>,
    conflicts: Vec<Claimed>,
    numbers: Vec<String>,
    sameness: Sameness,
    event: Option<Event>,
    /// Whether the person took back the consent on which the record rests.
    is_withheld: bool,
}

/// A critical field with several values.
#[derive(Debug)]
struct Claimed {
    path: String,
    detail: Json,
}

impl Projected {
    /// Projects a version of a document. `row` counts its changes; `happened` is the newest of them by its author's
    /// clock, Unix seconds. A panic leaves the projection as it was and is shown to a reviewer.
    #[must_use]
    pub fn of(row: &DocumentRow, document: &Document, happened: i64, server: &Server) -> Self {
        let projected = catch_unwind(AssertUnwindSafe(|| project(row, document, happened, server)));
        projected.unwrap_or_default()
    }

    /// Writes it, within the transaction that logs the version, at `now_ms` (Unix milliseconds).
    ///
    /// # Errors
    /// Where the database fails.
    pub fn write(&self, conn: &Connection, row: &DocumentRow, now_ms: i64) -> Result<()> {
        let now = now_ms.div_euclid(1_000);
        let Some(body) = &self.body else { return reviews::open(conn, &failure(row, now)) };
        documents::project(conn, row, body)?;
        self.review_conflicts(conn, row, now)?;
        self.review_identity(conn, row, now)?;
        if row.kind == Kind::Worker { self.tell_registry(conn, row, now_ms) } else { Ok(()) }
    }

    /// A consent is a person's: taken back in one of the records that are this person, it holds for all of them.
    fn tell_registry(&self, conn: &Connection, row: &DocumentRow, now_ms: i64) -> Result<()> {
        let now = now_ms.div_euclid(1_000);
        if is_restricted(conn, row.id)? {
            return group(conn, row.id)?.iter().try_for_each(|doc| outbox::withdraw(conn, *doc, now));
        }
        match &self.event {
            None if self.is_withheld => {
                group(conn, row.id)?.iter().try_for_each(|doc| outbox::withdraw(conn, *doc, now))
            }
            Some(event) if !is_withheld_elsewhere(conn, row.id)? => {
                let body = event.to_json().map_err(|_| crate::Error::Damaged("event"))?;
                outbox::enqueue(conn, row.id, &event.id().to_string(), body.as_bytes(), now_ms)
            }
            Some(_) | None => outbox::withdraw(conn, row.id, now),
        }
    }

    fn review_conflicts(&self, conn: &Connection, row: &DocumentRow, now: i64) -> Result<()> {
        let still: Vec<_> = self.conflicts.iter().map(|claimed| claimed.path.as_str()).collect();
        reviews::close_others(conn, "conflict", row.id, &still, now)?;
        for claimed in &self.conflicts {
            reviews::open(conn, &review("conflict", row, claimed.path.clone(), claimed.detail.clone(), now))?;
        }
        Ok(())
    }

    /// One item for each pair of documents that name one person, at the one with the smaller id, until somebody decided.
    fn review_identity(&self, conn: &Connection, row: &DocumentRow, now: i64) -> Result<()> {
        sameness::note(conn, row.id, &self.sameness)?;
        self.close_decided(conn, row, now)?;
        let mut others = Vec::new();
        for other in documents::claim(conn, row.id, &self.numbers)? {
            if !is_decided(conn, row.id, other)? {
                others.push(other);
            }
        }
        let larger: Vec<_> = others.iter().filter(|other| **other > row.id).map(ToString::to_string).collect();
        let still: Vec<_> = larger.iter().map(String::as_str).collect();
        reviews::close_others(conn, SAME_IDENTITY, row.id, &still, now)?;
        for other in larger.clone() {
            reviews::open(conn, &review(SAME_IDENTITY, row, other, json!({}), now))?;
        }
        for other in others.into_iter().filter(|other| *other < row.id) {
            let smaller = documents::get(conn, other)?.unwrap_or_else(|| row.clone());
            reviews::open(conn, &review(SAME_IDENTITY, &smaller, row.id.to_string(), json!({}), now))?;
        }
        Ok(())
    }

    /// Closes the items on records that are one by now, and on those that were told apart.
    fn close_decided(&self, conn: &Connection, row: &DocumentRow, now: i64) -> Result<()> {
        let group = if self.sameness.merged_into.is_empty() { vec![row.id] } else { group(conn, row.id)? };
        for (at, one) in group.iter().enumerate() {
            group.iter().skip(at + 1).try_for_each(|other| close(conn, *one, *other, now))?;
        }
        self.sameness.not_same.iter().try_for_each(|other| close(conn, row.id, *other, now))
    }
}

fn review(kind: &str, row: &DocumentRow, subject: String, detail: Json, now: i64) -> Review {
    Review { kind: kind.to_owned(), doc: row.id, subject, region: row.region.clone(), detail, opened_at: now }
}

/// Whether the processing of the person's records is suspended: of one of them, it is of all.
fn is_restricted(conn: &Connection, doc: DocId) -> Result<bool> {
    for member in group(conn, doc)? {
        if requests::is_restricted(conn, member)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether another record of the person says that the consent was taken back.
fn is_withheld_elsewhere(conn: &Connection, doc: DocId) -> Result<bool> {
    for other in group(conn, doc)?.into_iter().filter(|other| *other != doc) {
        let body = documents::projection(conn, other)?;
        let worker = body.and_then(|body| serde_json::from_str::<Worker>(&body).ok());
        if worker.is_some_and(|worker| !consent::may_pass_on(&worker)) {
            return Ok(true);
        }
    }
    Ok(false)
}

fn failure(row: &DocumentRow, now: i64) -> Review {
    review("projection_failed", row, String::new(), json!({}), now)
}

fn project(row: &DocumentRow, document: &Document, happened: i64, server: &Server) -> Projected {
    let reading = document.read(row.kind);
    let (fields, deployment) = (&reading.fields, server.province.deployment);
    let conflicts = conflicts(row.kind, &reading);
    match row.kind {
        Kind::Worker => {
            let worker = Worker::project(fields, deployment);
            let is_withheld = !consent::may_pass_on(&worker);
            let registry = server.registry.as_ref().filter(|_| is_for_registry(&worker) && !is_withheld);
            let event = registry.map(|registry| {
                let told = with_head(row, document, server, told(row.kind, &reading, &worker));
                event(row, document, &told, happened, registry, server)
            });
            let (numbers, sameness) = (niks(document, deployment), said_by(document, fields));
            Projected { body: to_json(&worker), conflicts, numbers, sameness, event, is_withheld }
        }
        Kind::Household => {
            let household = Household::project(fields, deployment);
            let sameness = said_by(document, fields);
            Projected { body: to_json(&household), conflicts, sameness, ..Projected::default() }
        }
        Kind::Session
        | Kind::Case
        | Kind::Screening
        | Kind::Confidential
        | Kind::Observation
        | Kind::Standing
        | Kind::Notice
        | _ => {
            let body = body(row.kind, &reading, deployment);
            Projected { body, conflicts, ..Projected::default() }
        }
    }
}

/// What lists see of a record of a kind without a type of its own: its fields as the table of the kind reads them.
pub(crate) fn body(kind: Kind, reading: &Reading, deployment: Deployment) -> Option<String> {
    to_json(&Record::project(kind, &reading.fields, deployment).to_json())
}

/// Every NIK that somebody wrote, also where they contradict each other.
fn niks(document: &Document, deployment: Deployment) -> Vec<String> {
    let claims = Path::parse("nik").map(|path| document.claims(&path)).unwrap_or_default();
    let nik = |claim: &Claim| Nik::parse(claim.value.as_text()?, deployment).ok();
    let niks: BTreeSet<_> = claims.iter().filter_map(nik).map(|nik| nik.expose().to_owned()).collect();
    niks.into_iter().collect()
}

/// A record that was merged names the head of its group, under which its person is told from now on.
fn with_head(row: &DocumentRow, document: &Document, server: &Server, mut fields: Fields) -> Fields {
    let into = document.merged_into();
    let Some(path) = Path::parse(MERGED_INTO).ok().filter(|_| !into.is_empty()) else { return fields };
    // The links of this version are not stored yet.
    let stored = server.store.read_blocking(|conn| links(conn, into.iter().copied().chain([row.id])));
    let head = stored.ok().and_then(|mut links| {
        links.extend(into.iter().map(|other| (row.id, *other)));
        links.group_of(row.id).first().copied()
    });
    match head.filter(|head| *head != row.id) {
        Some(head) => fields.insert(path, Value::from(head.to_string())),
        None => fields.remove(&path),
    };
    fields
}

fn to_json(view: &impl serde::Serialize) -> Option<String> {
    serde_json::to_string(view).ok()
}

/// The registry hears of people: not of records that were withdrawn, and not of empty ones.
fn is_for_registry(worker: &Worker) -> bool {
    worker.removed.is_none() && (worker.name.is_some() || worker.nik.is_some())
}

/// What a registry is told of a worker. What identifies people and is in dispute it hears once somebody has settled it.
fn told(kind: Kind, reading: &Reading, worker: &Worker) -> Fields {
    with_disputed(with_stage(reading.undisputed(kind), worker), reading, kind)
}

/// Which fields are not there, as a person must settle them first.
fn with_disputed(mut fields: Fields, reading: &Reading, kind: Kind) -> Fields {
    let paths: Vec<_> = reading.disputed(kind).into_iter().map(Path::as_str).collect();
    if !paths.is_empty() {
        fields.extend(Path::parse(DISPUTED).ok().map(|path| (path, Value::from(paths.join(",")))));
    }
    fields
}

/// The stage is derived, never stored; the registry is told it all the same.
fn with_stage(mut fields: Fields, worker: &Worker) -> Fields {
    let path = Path::parse("stage").ok();
    let stage = worker.stage.as_ref().map(|stage| Value::from(stage.code.code()));
    fields.extend(path.zip(stage));
    fields
}

fn conflicts(kind: Kind, reading: &Reading) -> Vec<Claimed> {
    let disputed = reading.disputed(kind);
    let conflicts = reading.conflicts.iter().filter(|conflict| disputed.contains(&conflict.path));
    let claimed = conflicts.map(|conflict| {
        let values: Vec<_> =
            conflict.values.iter().map(|claim| json!({ "value": claim.value, "changes": claim.changes })).collect();
        Claimed { path: conflict.path.to_string(), detail: json!({ "values": values }) }
    });
    claimed.collect()
}

fn event(
    row: &DocumentRow,
    document: &Document,
    fields: &Fields,
    happened: i64,
    registry: &Registry,
    server: &Server,
) -> Event {
    let heads: BTreeSet<_> = document.heads().iter().copied().collect();
    let version = RecordVersion {
        doc: row.id,
        kind: row.kind,
        heads: &heads,
        fields,
        sequence: Sequence::new(row.changes),
        happened: Timestamp::from_second(happened).unwrap_or_default(),
        recorded: Timestamp::from_second(server.store.clock().now()).unwrap_or_default(),
    };
    Event::of_record(&registry.source, &version, &registry.target.allow_list)
}

/// Projects the worker documents for which no event was ever made: those that were logged before a registry was
/// configured.
///
/// # Errors
/// Where the database fails.
pub fn catch_up(server: &Server) -> Result<usize> {
    let Some(registry) = &server.registry else { return Ok(0) };
    let docs = server.store.read_blocking(outbox::never_queued)?;
    for doc in &docs {
        catch_up_one(server, *doc)?;
    }
    registry.wake.notify_one();
    Ok(docs.len())
}

/// Tells the registry of the present version of a record, where nothing stands against that.
///
/// # Errors
/// Where the database fails.
pub(crate) fn tell_again(server: &Server, doc: DocId) -> Result<()> {
    server.store.write_blocking(move |conn| outbox::forget_withdrawn(conn, doc))?;
    catch_up_one(server, doc)?;
    if let Some(registry) = &server.registry {
        registry.wake.notify_one();
    }
    Ok(())
}

fn catch_up_one(server: &Server, doc: DocId) -> Result<()> {
    let read = server.store.read_blocking(|conn| Ok((documents::get(conn, doc)?, documents::load(conn, doc))))?;
    let (Some(row), Ok(document)) = read else { return Ok(()) };
    let now_ms = server.store.clock().now_ms();
    let projected = Projected::of(&row, &document, now_ms.div_euclid(1_000), server);
    server.store.write_blocking(move |conn| {
        // What the guard logged meanwhile has made its own event.
        let unchanged = documents::get(conn, doc)?.is_some_and(|now| now.changes == row.changes);
        if unchanged { projected.write(conn, &row, now_ms) } else { Ok(()) }
    })
}
