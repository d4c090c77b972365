//! What a person has to look at.

use records::{DocId, RegionCode};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::row::column;
use crate::Result;

/// An item of the review queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// What is the matter: `conflict`, `same_identity`, `same_person`, `two_people`, `refused`, `registry_rejected`,
    /// `projection_failed`,
    /// `late_edit`, `standing_blocked`, `subject_request`.
    pub kind: String,
    /// In which document.
    pub doc: DocId,
    /// What it is about within the document: a field, a change, another document, an event.
    pub subject: String,
    /// Where.
    pub region: RegionCode,
    /// The particulars.
    pub detail: serde_json::Value,
    /// Unix seconds.
    pub opened_at: i64,
}

/// An item that is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open {
    /// Its number.
    pub id: i64,
    /// What it says.
    pub review: Review,
}

/// Opens an item, or opens it again. One that is open keeps its date and takes the new particulars.
///
/// # Errors
/// Where the database fails.
pub fn open(conn: &Connection, review: &Review) -> Result<()> {
    conn.prepare_cached(
        "insert into review (kind, doc, subject, region, detail, opened_at) values (?1, ?2, ?3, ?4, ?5, ?6)
         on conflict (kind, doc, subject) do update set
             detail = excluded.detail,
             opened_at = case when closed_at is null then opened_at else excluded.opened_at end,
             closed_at = null",
    )?
    .execute(params![
        review.kind,
        review.doc.as_bytes(),
        review.subject,
        review.region.as_str(),
        review.detail.to_string(),
        review.opened_at,
    ])?;
    Ok(())
}

/// Closes an item, if it is open.
///
/// # Errors
/// Where the database fails.
pub fn close(conn: &Connection, kind: &str, doc: DocId, subject: &str, now: i64) -> Result<()> {
    let sql = "update review set closed_at = ?4 where kind = ?1 and doc = ?2 and subject = ?3 and closed_at is null";
    conn.prepare_cached(sql)?.execute(params![kind, doc.as_bytes(), subject, now])?;
    Ok(())
}

/// Closes the items of a kind in a document whose subject is not among `still`.
///
/// # Errors
/// Where the database fails.
pub fn close_others(conn: &Connection, kind: &str, doc: DocId, still: &[&str], now: i64) -> Result<()> {
    let mut rows =
        conn.prepare_cached("select id, subject from review where kind = ?1 and doc = ?2 and closed_at is null")?;
    let read = |row: &Row<'_>| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?));
    let open = rows.query_map(params![kind, doc.as_bytes()], read)?.collect::<rusqlite::Result<Vec<_>>>()?;
    let over = open.iter().filter(|(_, subject)| !still.contains(&subject.as_str()));
    over.map(|(id, _)| *id).try_for_each(|id| close_by_id(conn, id, now))
}

/// The open items, oldest first.
///
/// # Errors
/// Where the database fails.
pub fn all_open(conn: &Connection) -> Result<Vec<Open>> {
    let mut rows =
        conn.prepare(&format!("select {COLUMNS} from review where closed_at is null order by opened_at, id"))?;
    let items = rows.query_map([], read)?.collect::<rusqlite::Result<_>>()?;
    Ok(items)
}

/// The open item of a number.
///
/// # Errors
/// Where the database fails.
pub fn get_open(conn: &Connection, id: i64) -> Result<Option<Review>> {
    let sql = format!("select {COLUMNS} from review where closed_at is null and id = ?1");
    Ok(conn.prepare_cached(&sql)?.query_row([id], read).optional()?.map(|open| open.review))
}

/// Closes the item of a number.
///
/// # Errors
/// Where the database fails.
pub fn close_by_id(conn: &Connection, id: i64, now: i64) -> Result<()> {
    conn.prepare_cached("update review set closed_at = ?2 where id = ?1")?.execute([id, now])?;
    Ok(())
}

const COLUMNS: &str = "id, kind, doc, subject, region, detail, opened_at";

fn read(row: &Row<'_>) -> rusqlite::Result<Open> {
    let review = Review {
        kind: row.get(1)?,
        doc: column(row, 2)?,
        subject: row.get(3)?,
        region: column(row, 4)?,
        detail: serde_json::from_str(row.get_ref(5)?.as_str()?).unwrap_or_default(),
        opened_at: row.get(6)?,
    };
    Ok(Open { id: row.get(0)?, review })
}

/// How many items are open.
///
/// # Errors
/// Where the database fails.
pub fn count_open(conn: &Connection) -> Result<u64> {
    let count: i64 = conn.query_one("select count(*) from review where closed_at is null", [], |row| row.get(0))?;
    Ok(count.cast_unsigned())
}
