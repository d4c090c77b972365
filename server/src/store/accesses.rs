//! Who saw what is in a record: a person may ask, and is shown (UU 27/2022 art. 7 and 32).
//!
//! Every command that shows content notes it in the same transaction as it reads, or before: what was shown was noted.

use records::{DeviceId, DocId};
use rusqlite::{Connection, Row, params};

use super::row::column;
use crate::Result;

/// One look into a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Access {
    /// Unix seconds.
    pub at: i64,
    /// Who looked.
    pub operator: String,
    /// By what: `record_show`, `review_list`, `subject_access`, `breach_names` …
    pub what: String,
    /// The record.
    pub doc: DocId,
    /// The device that was given it, `None` where an operator looked.
    pub device: Option<DeviceId>,
    /// Why, as the operator said; empty where nobody asked.
    pub reason: String,
}

impl Access {
    /// A look of an operator.
    #[must_use]
    pub fn of_operator(operator: &str, what: &str, doc: DocId, reason: &str, at: i64) -> Self {
        Self { at, operator: operator.to_owned(), what: what.to_owned(), doc, device: None, reason: reason.to_owned() }
    }
}

/// Notes a look.
///
/// # Errors
/// Where the database fails.
pub fn note(conn: &Connection, access: &Access) -> Result<()> {
    let sql = "insert into access (at, operator, what, doc, device, reason) values (?1, ?2, ?3, ?4, ?5, ?6)";
    conn.prepare_cached(sql)?.execute(params![
        access.at,
        access.operator,
        access.what,
        access.doc.as_bytes(),
        access.device.as_ref().map(DeviceId::as_bytes),
        access.reason,
    ])?;
    Ok(())
}

/// The looks into a record, the first first.
///
/// # Errors
/// Where the database fails.
pub fn of_document(conn: &Connection, doc: DocId) -> Result<Vec<Access>> {
    let sql = "select at, operator, what, doc, device, reason from access where doc = ?1 order by at, id";
    let mut rows = conn.prepare_cached(sql)?;
    let read = |row: &Row<'_>| {
        let device = row.get::<_, Option<[u8; 16]>>(4)?.map(DeviceId::from_bytes);
        let (operator, what) = (row.get(1)?, row.get(2)?);
        Ok(Access { at: row.get(0)?, operator, what, doc: column(row, 3)?, device, reason: row.get(5)? })
    };
    let looks = rows.query_map([doc.as_bytes()], read)?.collect::<rusqlite::Result<_>>()?;
    Ok(looks)
}
