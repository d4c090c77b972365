//! What the sandbox holds: one SQLite file.

mod answer;
mod apply;

use std::path::Path;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, TransactionBehavior, named_params};
use serde::Serialize;
use serde_json::Value as Json;

use super::{
    message::{IdempotencyKey, PayloadHash},
    received::Received,
};

/// The open database.
pub(super) struct Store {
    connection: Connection,
    prefix: String,
}

/// What became of a message.
pub(super) enum Outcome {
    /// It was applied.
    Applied(Answer),
    /// It was applied before; this is the answer of then.
    Replayed(Answer),
    /// Its key belongs to another message.
    KeyReused,
}

/// The body of an answer, as JSON.
pub(super) struct Answer(pub(super) String);

/// A worker as the registry holds it.
pub(super) struct WorkerRow {
    pub(super) registry_id: String,
    pub(super) source: String,
    pub(super) subject: String,
    pub(super) sequence: String,
    pub(super) fields: Json,
    pub(super) updated_at: Timestamp,
    pub(super) events: i64,
}

/// An event that was received.
#[derive(Serialize)]
pub(super) struct EventRow {
    pub(super) id: String,
    pub(super) sequence: String,
    pub(super) stale: bool,
    pub(super) received_at: Timestamp,
}

/// What was counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(super) struct Stats {
    /// Workers with a registry id.
    pub(super) workers: i64,
    /// Events that were accepted, each once, stale ones included.
    pub(super) events: i64,
    /// Of these, those that came after a newer one.
    pub(super) stale_events: i64,
    /// Accepted events that came again.
    pub(super) duplicate_events: i64,
    /// Rejections.
    pub(super) rejected: i64,
    /// Messages that were answered from memory.
    pub(super) replayed_messages: i64,
    /// Messages that were not believed.
    pub(super) signature_failures: i64,
}

/// What is counted besides the rows themselves.
#[derive(Clone, Copy)]
pub(super) enum Counter {
    Duplicate,
    Rejected,
    Replayed,
    SignatureFailure,
}

impl Counter {
    const fn name(self) -> &'static str {
        match self {
            Self::Duplicate => "duplicate_events",
            Self::Rejected => "rejected",
            Self::Replayed => "replayed_messages",
            Self::SignatureFailure => "signature_failures",
        }
    }
}

impl Store {
    /// Opens the file, or makes it.
    pub(super) fn open(path: &Path, prefix: String) -> rusqlite::Result<Self> {
        let connection = Connection::open(path)?;
        connection.pragma_update(None, "journal_mode", "wal")?;
        connection.pragma_update(None, "busy_timeout", 5000)?;
        connection.execute_batch(include_str!("store/schema.sql"))?;
        Ok(Self { connection, prefix })
    }

    /// Applies a message and keeps its answer, in one transaction; a message that was applied before is answered as
    /// then.
    pub(super) fn apply(
        &mut self,
        key: &IdempotencyKey,
        payload: PayloadHash,
        events: &[Received],
        now: Timestamp,
    ) -> rusqlite::Result<Outcome> {
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        if let Some((earlier, answer)) = answer::kept(&transaction, key)? {
            if earlier != payload {
                return Ok(Outcome::KeyReused);
            }
            count(&transaction, Counter::Replayed)?;
            transaction.commit()?;
            return Ok(Outcome::Replayed(answer));
        }
        let answer = answer::make(&transaction, &self.prefix, events, now)?;
        answer::keep(&transaction, key, payload, &answer, now)?;
        transaction.commit()?;
        Ok(Outcome::Applied(answer))
    }

    /// Counts something that is no event.
    pub(super) fn count(&mut self, counter: Counter) -> rusqlite::Result<()> {
        count(&self.connection, counter)
    }

    /// The newest workers, at most `limit`.
    pub(super) fn workers(&self, limit: u32) -> rusqlite::Result<Vec<WorkerRow>> {
        let sql = format!("{WORKERS} order by w.updated_at desc, w.number desc limit :limit");
        let mut statement = self.connection.prepare(&sql)?;
        statement.query_map(named_params! { ":limit": limit }, worker_row)?.collect()
    }

    /// One worker with its newest events.
    pub(super) fn worker(&self, registry_id: &str) -> rusqlite::Result<Option<(WorkerRow, Vec<EventRow>)>> {
        let sql = format!("{WORKERS} where w.registry_id = :id");
        let worker = self.connection.query_row(&sql, named_params! { ":id": registry_id }, worker_row).optional()?;
        let Some(worker) = worker else { return Ok(None) };
        let events = self.events_of(&worker)?;
        Ok(Some((worker, events)))
    }

    fn events_of(&self, worker: &WorkerRow) -> rusqlite::Result<Vec<EventRow>> {
        let mut statement = self.connection.prepare(
            "select id, sequence, stale, received_at from event
             where source = :source and subject = :subject order by sequence desc limit 200",
        )?;
        let of = named_params! { ":source": worker.source, ":subject": worker.subject };
        statement.query_map(of, event_row)?.collect()
    }

    /// What was counted.
    pub(super) fn stats(&self) -> rusqlite::Result<Stats> {
        let number = |sql: &str| self.connection.query_row(sql, [], |row| row.get(0));
        let counted = |counter: Counter| -> rusqlite::Result<i64> {
            let sql = "select value from counter where name = ?1";
            Ok(self.connection.query_row(sql, [counter.name()], |row| row.get(0)).optional()?.unwrap_or_default())
        };
        Ok(Stats {
            workers: number("select count(*) from worker")?,
            events: number("select count(*) from event")?,
            stale_events: number("select count(*) from event where stale = 1")?,
            duplicate_events: counted(Counter::Duplicate)?,
            rejected: counted(Counter::Rejected)?,
            replayed_messages: counted(Counter::Replayed)?,
            signature_failures: counted(Counter::SignatureFailure)?,
        })
    }
}

const WORKERS: &str = "select w.registry_id, w.source, w.subject, w.sequence, w.fields, w.updated_at,
    (select count(*) from event e where e.source = w.source and e.subject = w.subject) as events
    from worker w";

fn worker_row(row: &Row<'_>) -> rusqlite::Result<WorkerRow> {
    let fields: String = row.get("fields")?;
    Ok(WorkerRow {
        registry_id: row.get("registry_id")?,
        source: row.get("source")?,
        subject: row.get("subject")?,
        sequence: row.get("sequence")?,
        fields: serde_json::from_str(&fields).unwrap_or_default(),
        updated_at: timestamp(row, "updated_at")?,
        events: row.get("events")?,
    })
}

fn event_row(row: &Row<'_>) -> rusqlite::Result<EventRow> {
    Ok(EventRow {
        id: row.get("id")?,
        sequence: row.get("sequence")?,
        stale: row.get("stale")?,
        received_at: timestamp(row, "received_at")?,
    })
}

fn timestamp(row: &Row<'_>, column: &str) -> rusqlite::Result<Timestamp> {
    Ok(Timestamp::from_second(row.get(column)?).unwrap_or_default())
}

fn count(db: &Connection, counter: Counter) -> rusqlite::Result<()> {
    db.execute(
        "insert into counter (name, value) values (?1, 1) on conflict (name) do update set value = value + 1",
        [counter.name()],
    )?;
    Ok(())
}
