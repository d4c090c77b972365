//! Which number a complaint has.

use records::{DocId, Kind};
use rusqlite::{Connection, params};

use super::row::column;
use crate::Result;

/// The complaints of which no number is known.
///
/// # Errors
/// Where the database fails.
pub fn missing(conn: &Connection) -> Result<Vec<DocId>> {
    let sql = "select id from document where kind = ?1 and not exists (select 1 from case_number where doc = id)";
    let mut rows = conn.prepare_cached(sql)?;
    let docs = rows.query_map([Kind::Case.code()], |row| column(row, 0))?.collect::<rusqlite::Result<_>>()?;
    Ok(docs)
}

/// Whether a number of this complaint is known.
///
/// # Errors
/// Where the database fails.
pub fn has(conn: &Connection, doc: DocId) -> Result<bool> {
    Ok(conn.prepare_cached("select 1 from case_number where doc = ?1")?.exists([doc.as_bytes()])?)
}

/// The number that a series has not reached.
///
/// # Errors
/// Where the database fails.
pub fn next(conn: &Connection, series: &str) -> Result<i64> {
    let sql = "select coalesce(max(number), 0) + 1 from case_number where series = ?1 and series <> ''";
    Ok(conn.prepare_cached(sql)?.query_one([series], |row| row.get(0))?)
}

/// Notes the number of a complaint. `false` where another one has it.
///
/// # Errors
/// Where the database fails.
pub fn take(conn: &Connection, doc: DocId, series: &str, number: i64) -> Result<bool> {
    let sql = "insert or ignore into case_number (doc, series, number) values (?1, ?2, ?3)";
    Ok(conn.prepare_cached(sql)?.execute(params![doc.as_bytes(), series, number])? == 1)
}
