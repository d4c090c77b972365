//! The answers to messages: one result for each event, kept for retries.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, named_params};
use serde::Serialize;

use super::{Answer, apply::apply_event};
use crate::sandbox::{
    message::{IdempotencyKey, PayloadHash},
    received::{FieldProblem, Received},
};

/// How long an answer is kept for retries: longer than the forwarder's schedule.
const KEPT_SECONDS: i64 = 7 * 24 * 60 * 60;

#[derive(Serialize)]
struct Results<'a> {
    results: Vec<ItemResult<'a>>,
}

/// What became of one event: DOMAIN.md 5.3 A.
#[derive(Serialize)]
pub(super) struct ItemResult<'a> {
    pub(super) id: &'a str,
    pub(super) status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) code: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) registry_id: Option<String>,
    #[serde(skip_serializing_if = "<[FieldProblem]>::is_empty")]
    pub(super) field_errors: &'a [FieldProblem],
}

/// Applies the events in their order and says what became of each.
pub(super) fn make(db: &Connection, prefix: &str, events: &[Received], now: Timestamp) -> rusqlite::Result<Answer> {
    let results: rusqlite::Result<Vec<_>> = events.iter().map(|event| apply_event(db, prefix, event, now)).collect();
    let json = serde_json::to_string(&Results { results: results? });
    json.map(Answer).map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))
}

/// The answer that was given to a key, with the hash of its payload.
pub(super) fn kept(db: &Connection, key: &IdempotencyKey) -> rusqlite::Result<Option<(PayloadHash, Answer)>> {
    let sql = "select payload_hash, body from answer where idempotency_key = ?1";
    db.query_row(sql, [key.as_str()], |row| Ok((row.get(0)?, Answer(row.get(1)?)))).optional()
}

/// Keeps an answer, and forgets those that are old.
pub(super) fn keep(
    db: &Connection,
    key: &IdempotencyKey,
    payload: PayloadHash,
    answer: &Answer,
    now: Timestamp,
) -> rusqlite::Result<()> {
    db.execute("delete from answer where answered_at < ?1", [now.as_second() - KEPT_SECONDS])?;
    db.execute(
        "insert into answer (idempotency_key, payload_hash, body, answered_at) values (:key, :hash, :body, :now)",
        named_params! { ":key": key.as_str(), ":hash": payload, ":body": answer.0, ":now": now.as_second() },
    )?;
    Ok(())
}
