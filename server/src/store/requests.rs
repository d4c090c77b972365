//! What people ask for under the law on personal data, with its clock: 3 x 24 hours (UU 27/2022 art. 30, 32, 40, 41).

use records::DocId;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::row::column;
use crate::{Error, Result};

/// How long the province has to answer, seconds.
pub const CLOCK: i64 = 3 * 24 * 60 * 60;

/// What a person may ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum, serde::Serialize)]
#[serde(rename_all = "snake_case")]
#[value(rename_all = "snake_case")]
pub enum RequestKind {
    /// To see what is held on them, and who saw it.
    Access,
    /// To have it corrected.
    Correction,
    /// To have its processing suspended: nothing goes to the registry meanwhile.
    Restriction,
    /// To have it erased.
    Erasure,
    /// To object to a decision that rests on it.
    Objection,
}

impl RequestKind {
    /// The code in the database.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Access => "access",
            Self::Correction => "correction",
            Self::Restriction => "restriction",
            Self::Erasure => "erasure",
            Self::Objection => "objection",
        }
    }
}

/// How a request ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum, serde::Serialize)]
#[serde(rename_all = "snake_case")]
#[value(rename_all = "snake_case")]
pub enum Outcome {
    /// It was done.
    Granted,
    /// It was not, for a reason that the law knows; the person was told which.
    Refused,
    /// The person took it back.
    Withdrawn,
}

impl Outcome {
    /// The code in the database.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Granted => "granted",
            Self::Refused => "refused",
            Self::Withdrawn => "withdrawn",
        }
    }
}

/// A request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Its number.
    pub id: i64,
    /// What for: a code of [`RequestKind`].
    pub kind: String,
    /// The person's record.
    pub doc: DocId,
    /// Who took it in.
    pub operator: String,
    /// Unix seconds.
    pub asked_at: i64,
    /// By when it is to be answered, Unix seconds.
    pub due_at: i64,
    /// Unix seconds, `None` while it is open.
    pub closed_at: Option<i64>,
    /// A code of [`Outcome`], empty while it is open.
    pub outcome: String,
}

const COLUMNS: &str = "id, kind, doc, operator, asked_at, due_at, closed_at, outcome";

/// Takes in a request, and gives its number.
///
/// # Errors
/// Where the database fails.
pub fn open(conn: &Connection, kind: RequestKind, doc: DocId, operator: &str, now: i64) -> Result<i64> {
    let sql = "insert into subject_request (kind, doc, operator, asked_at, due_at) values (?1, ?2, ?3, ?4, ?5)";
    conn.execute(sql, params![kind.code(), doc.as_bytes(), operator, now, now + CLOCK])?;
    Ok(conn.last_insert_rowid())
}

/// Ends a request.
///
/// # Errors
/// [`Error::NotFound`] where none of that number is open.
pub fn close(conn: &Connection, id: i64, outcome: Outcome, now: i64) -> Result<Request> {
    let request = get(conn, id)?.filter(|request| request.closed_at.is_none());
    let request = request.ok_or(Error::NotFound("open request"))?;
    conn.execute(
        "update subject_request set closed_at = ?2, outcome = ?3 where id = ?1",
        params![id, now, outcome.code()],
    )?;
    Ok(request)
}

/// The request of a number.
///
/// # Errors
/// Where the database fails.
pub fn get(conn: &Connection, id: i64) -> Result<Option<Request>> {
    let sql = format!("select {COLUMNS} from subject_request where id = ?1");
    Ok(conn.prepare(&sql)?.query_row([id], read).optional()?)
}

/// The open requests, those first that are due first; with `closed` the others behind them.
///
/// # Errors
/// Where the database fails.
pub fn all(conn: &Connection, closed: bool) -> Result<Vec<Request>> {
    let mut rows = conn.prepare(&format!(
        "select {COLUMNS} from subject_request where ?1 or closed_at is null order by closed_at is not null, due_at, id"
    ))?;
    let requests = rows.query_map([closed], read)?.collect::<rusqlite::Result<_>>()?;
    Ok(requests)
}

/// The requests about a record.
///
/// # Errors
/// Where the database fails.
pub fn of_document(conn: &Connection, doc: DocId) -> Result<Vec<Request>> {
    let mut rows = conn.prepare(&format!("select {COLUMNS} from subject_request where doc = ?1 order by id"))?;
    let requests = rows.query_map([doc.as_bytes()], read)?.collect::<rusqlite::Result<_>>()?;
    Ok(requests)
}

/// Whether the processing of a record is suspended.
///
/// # Errors
/// Where the database fails.
pub fn is_restricted(conn: &Connection, doc: DocId) -> Result<bool> {
    let sql = "select 1 from subject_request where doc = ?1 and kind = 'restriction' and closed_at is null";
    Ok(conn.prepare_cached(sql)?.exists([doc.as_bytes()])?)
}

/// How many are open, and how many of them are overdue.
///
/// # Errors
/// Where the database fails.
pub fn count(conn: &Connection, now: i64) -> Result<(u64, u64)> {
    let sql = "select count(*), coalesce(sum(due_at < ?1), 0) from subject_request where closed_at is null";
    let read = |row: &Row<'_>| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?));
    let (open, overdue) = conn.prepare_cached(sql)?.query_one([now], read)?;
    Ok((open.cast_unsigned(), overdue.cast_unsigned()))
}

fn read(row: &Row<'_>) -> rusqlite::Result<Request> {
    Ok(Request {
        id: row.get(0)?,
        kind: row.get(1)?,
        doc: column(row, 2)?,
        operator: row.get(3)?,
        asked_at: row.get(4)?,
        due_at: row.get(5)?,
        closed_at: row.get(6)?,
        outcome: row.get(7)?,
    })
}
