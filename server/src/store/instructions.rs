//! What an operator decided, until the server has carried it out.
//!
//! An operator's program runs beside the server; the server alone writes to documents, between two of their changes.

use document::Intent;
use records::{DocId, RegionCode};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::row::column;
use crate::{Error, Result};

/// Something to carry out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instruction {
    /// Its row.
    pub id: i64,
    /// What to do.
    pub what: What,
}

/// What to do with a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// Move it to this region.
    Move(RegionCode),
    /// Undo the change of this review item.
    Undo(i64),
    /// Make a notice say this, as JSON.
    Notice(String),
    /// Erase what this act names.
    Erase(i64),
    /// Tell the registry of the record again: nothing stands against it any more.
    Tell,
    /// Write what was decided on a review item.
    Edit {
        /// The item.
        review: i64,
        /// What to write.
        intents: Vec<Intent>,
    },
}

/// Asks for something.
///
/// # Errors
/// Where the database fails.
pub fn ask(conn: &Connection, doc: DocId, what: &What, now: i64) -> Result<()> {
    let (kind, region, review, body) = match what {
        What::Move(region) => ("move", Some(region.as_str()), None, None),
        What::Undo(review) => ("undo", None, Some(review), None),
        What::Notice(body) => ("notice", None, None, Some(body.clone())),
        What::Erase(act) => ("erase", None, None, Some(act.to_string())),
        What::Tell => ("tell", None, None, None),
        What::Edit { review, intents } => ("edit", None, Some(review), Some(json(intents)?)),
    };
    conn.execute(
        "insert into instruction (doc, kind, region, review, body, asked_at) values (?1, ?2, ?3, ?4, ?5, ?6)",
        params![doc.as_bytes(), kind, region, review, body, now],
    )?;
    Ok(())
}

fn json(intents: &[Intent]) -> Result<String> {
    serde_json::to_string(intents).map_err(|_| Error::Damaged("intents"))
}

/// The first that waits for a document.
///
/// # Errors
/// Where the database fails.
pub fn first(conn: &Connection, doc: DocId) -> Result<Option<Instruction>> {
    let sql = "select id, kind, region, review, body from instruction where doc = ?1 order by id limit 1";
    let read = |row: &Row<'_>| {
        let what = match row.get_ref(1)?.as_str()? {
            "move" => What::Move(column(row, 2)?),
            "notice" => What::Notice(row.get(4)?),
            "erase" => What::Erase(row.get::<_, String>(4)?.parse().unwrap_or_default()),
            "tell" => What::Tell,
            "edit" => {
                let intents = serde_json::from_str(row.get_ref(4)?.as_str()?);
                What::Edit { review: row.get(3)?, intents: intents.unwrap_or_default() }
            }
            _ => What::Undo(row.get(3)?),
        };
        Ok(Instruction { id: row.get(0)?, what })
    };
    Ok(conn.prepare_cached(sql)?.query_row([doc.as_bytes()], read).optional()?)
}

/// Every document for which one waits.
///
/// # Errors
/// Where the database fails.
pub fn documents(conn: &Connection) -> Result<Vec<DocId>> {
    let mut rows = conn.prepare_cached("select distinct doc from instruction order by id")?;
    let docs = rows.query_map([], |row| column(row, 0))?.collect::<rusqlite::Result<_>>()?;
    Ok(docs)
}

/// Whether what was decided on a review item is still to be carried out.
///
/// # Errors
/// Where the database fails.
pub fn is_asked(conn: &Connection, review: i64) -> Result<bool> {
    Ok(conn.prepare_cached("select 1 from instruction where review = ?1")?.exists([review])?)
}

/// Notes that one was carried out.
///
/// # Errors
/// Where the database fails.
pub fn done(conn: &Connection, id: i64) -> Result<()> {
    conn.prepare_cached("delete from instruction where id = ?1")?.execute([id])?;
    Ok(())
}
