//! What one event does.

use jiff::{Timestamp, tz::Offset};
use rusqlite::{Connection, OptionalExtension, named_params};

use super::{Counter, answer::ItemResult, count};
use crate::sandbox::received::{Received, Rejection, WorkerEvent};

/// The provinces live eight hours ahead of UTC, which decides the year in a registry id.
const WITA: Offset = Offset::constant(8);
static SEQUENCE_REUSED: Rejection = Rejection { code: "sequence_reused", field_errors: Vec::new() };

/// Applies one event; only what keeps the rules and is newer than what is held changes a worker.
pub(super) fn apply_event<'a>(
    db: &Connection,
    prefix: &str,
    event: &'a Received,
    now: Timestamp,
) -> rusqlite::Result<ItemResult<'a>> {
    let worker = match &event.judged {
        Ok(worker) => worker,
        Err(rejection) => return reject(db, &event.id, rejection),
    };
    if is_known(db, &worker.source, &event.id)? {
        count(db, Counter::Duplicate)?;
        let registry_id = held(db, worker)?.map(|(registry_id, _)| registry_id);
        return Ok(result(&event.id, "duplicate", None, registry_id));
    }
    match held(db, worker)? {
        // Two versions cannot have one place: the sender has lost count, and a person must look.
        Some((_, newest)) if worker.sequence == newest => reject(db, &event.id, &SEQUENCE_REUSED),
        Some((registry_id, newest)) if worker.sequence < newest => {
            keep_event(db, &event.id, worker, true, now)?;
            Ok(result(&event.id, "duplicate", Some("stale"), Some(registry_id)))
        }
        known => {
            let registry_id = match known {
                Some((registry_id, _)) => registry_id,
                None => next_registry_id(db, prefix, now)?,
            };
            keep_event(db, &event.id, worker, false, now)?;
            keep_worker(db, &registry_id, worker, now)?;
            Ok(result(&event.id, "accepted", None, Some(registry_id)))
        }
    }
}

const fn result<'a>(
    id: &'a str,
    status: &'static str,
    code: Option<&'static str>,
    registry_id: Option<String>,
) -> ItemResult<'a> {
    ItemResult { id, status, code, registry_id, field_errors: &[] }
}

fn reject<'a>(db: &Connection, id: &'a str, rejection: &'a Rejection) -> rusqlite::Result<ItemResult<'a>> {
    count(db, Counter::Rejected)?;
    let field_errors = &rejection.field_errors;
    Ok(ItemResult { id, status: "rejected", code: Some(rejection.code), registry_id: None, field_errors })
}

fn is_known(db: &Connection, source: &str, id: &str) -> rusqlite::Result<bool> {
    db.query_row("select exists (select 1 from event where source = ?1 and id = ?2)", [source, id], |row| row.get(0))
}

/// The registry id and the newest sequence of a worker that is held.
fn held(db: &Connection, worker: &WorkerEvent) -> rusqlite::Result<Option<(String, String)>> {
    let sql = "select registry_id, sequence from worker where source = ?1 and subject = ?2";
    db.query_row(sql, [&worker.source, &worker.subject], |row| Ok((row.get(0)?, row.get(1)?))).optional()
}

fn next_registry_id(db: &Connection, prefix: &str, now: Timestamp) -> rusqlite::Result<String> {
    let number: i64 = db.query_row("select coalesce(max(number), 0) + 1 from worker", [], |row| row.get(0))?;
    Ok(format!("{prefix}-{}-{number:06}", WITA.to_datetime(now).year()))
}

fn keep_event(db: &Connection, id: &str, event: &WorkerEvent, stale: bool, now: Timestamp) -> rusqlite::Result<()> {
    db.execute(
        "insert into event (source, id, subject, sequence, stale, received_at)
         values (:source, :id, :subject, :sequence, :stale, :now)",
        named_params! {
            ":source": event.source, ":id": id, ":subject": event.subject, ":sequence": event.sequence,
            ":stale": stale, ":now": now.as_second(),
        },
    )?;
    Ok(())
}

fn keep_worker(db: &Connection, registry_id: &str, event: &WorkerEvent, now: Timestamp) -> rusqlite::Result<()> {
    db.execute(
        "insert into worker (registry_id, source, subject, sequence, fields, updated_at)
         values (:registry_id, :source, :subject, :sequence, :fields, :now)
         on conflict (source, subject) do update set
             sequence = excluded.sequence, fields = excluded.fields, updated_at = excluded.updated_at",
        named_params! {
            ":registry_id": registry_id, ":source": event.source, ":subject": event.subject,
            ":sequence": event.sequence, ":fields": event.worker.to_string(), ":now": now.as_second(),
        },
    )?;
    Ok(())
}
