//! What is kept of who signed for which change.

use records::{ChangeHash, DeviceId, DocId, Kind, LineageId, OfficerId, RegionCode};
use rusqlite::{Connection, OptionalExtension, Row, params};
use wire::{PublicKey, Signature, StatementHash};

use super::row::column;
use crate::Result;

/// A statement as it is kept.
#[derive(Debug, Clone)]
pub struct Kept {
    /// Its row.
    pub id: i64,
    /// The life of a database that it is of.
    pub lineage: LineageId,
    /// Its number there.
    pub n: i64,
    /// Its hash, as it was computed when it arrived.
    pub hash: StatementHash,
    /// Its CBOR.
    pub bytes: Vec<u8>,
    /// Whoever signed.
    pub signature: Signature,
}

/// A logged change that a lineage handed in.
#[derive(Debug, Clone)]
pub struct Logged {
    /// The row of its handing in.
    pub id: i64,
    /// The change.
    pub hash: ChangeHash,
    /// Its document.
    pub doc: DocId,
    /// The document's kind, as it was signed.
    pub kind: Kind,
    /// Where the document was made, as it was signed.
    pub region: RegionCode,
    /// Who handed it in.
    pub lineage: LineageId,
    /// The number of the statement, -1 where the province's own signature brought it back.
    pub n: i64,
    /// The device.
    pub device: DeviceId,
    /// The officer.
    pub officer: OfficerId,
    /// The bytes.
    pub raw: Vec<u8>,
}

/// The statements after a row, lineage by lineage and in the order of their numbers; of the province alone where `own`.
///
/// # Errors
/// Where the database fails.
pub fn statements(conn: &Connection, own: bool, after: (LineageId, i64), limit: usize) -> Result<Vec<Kept>> {
    let of = if own { "and lineage in (select lineage from epoch)" } else { "" };
    let mut rows = conn.prepare_cached(&format!(
        "select id, lineage, n, hash, bytes, signature from statement
         where (lineage, n) > (?1, ?2) {of} order by lineage, n limit {limit}"
    ))?;
    let kept = rows.query_map(params![after.0.as_bytes(), after.1], kept)?.collect::<rusqlite::Result<_>>()?;
    Ok(kept)
}

/// One statement.
///
/// # Errors
/// Where the database fails.
pub fn statement(conn: &Connection, lineage: LineageId, n: i64) -> Result<Option<Kept>> {
    let sql = "select id, lineage, n, hash, bytes, signature from statement where lineage = ?1 and n = ?2";
    Ok(conn.prepare_cached(sql)?.query_row(params![lineage.as_bytes(), n], kept).optional()?)
}

fn kept(row: &Row<'_>) -> rusqlite::Result<Kept> {
    Ok(Kept {
        id: row.get(0)?,
        lineage: column(row, 1)?,
        n: row.get(2)?,
        hash: StatementHash(row.get(3)?),
        bytes: row.get(4)?,
        signature: Signature(row.get(5)?),
    })
}

/// The key of a device and the certificate with which the province vouched for it.
///
/// # Errors
/// Where the database fails.
pub fn device(conn: &Connection, device: DeviceId) -> Result<Option<(PublicKey, Vec<u8>)>> {
    let sql = "select signing_key, certificate from device where id = ?1";
    let read = |row: &Row<'_>| Ok((PublicKey(row.get(0)?), row.get(1)?));
    Ok(conn.prepare_cached(sql)?.query_row([device.as_bytes()], read).optional()?)
}

/// What was handed in and logged, after a row and in the order in which it came, so that what one statement signs for stands
/// together; of one document where one is named.
///
/// # Errors
/// Where the database fails.
pub fn logged(conn: &Connection, doc: Option<DocId>, after: i64, limit: usize) -> Result<Vec<Logged>> {
    let only = if doc.is_some() { "and p.doc = ?2" } else { "and ?2 is null" };
    let mut rows = conn.prepare_cached(&format!(
        "select p.id, p.hash, p.doc, p.kind, p.region, p.lineage, p.n, p.device, p.officer, c.raw
         from pushed p join change c on c.hash = p.hash and c.doc = p.doc
         where p.id > ?1 and p.state = 'logged' {only} order by p.id limit {limit}"
    ))?;
    let read = |row: &Row<'_>| {
        Ok(Logged {
            id: row.get(0)?,
            hash: column(row, 1)?,
            doc: column(row, 2)?,
            kind: column(row, 3)?,
            region: column(row, 4)?,
            lineage: column(row, 5)?,
            n: row.get(6)?,
            device: column(row, 7)?,
            officer: column(row, 8)?,
            raw: row.get(9)?,
        })
    };
    let doc = doc.map(|doc| *doc.as_bytes());
    Ok(rows.query_map(params![after, doc], read)?.collect::<rusqlite::Result<_>>()?)
}

/// A logged change that no device handed in.
#[derive(Debug, Clone)]
pub struct Unhanded {
    /// Its row: those that came later have greater ones.
    pub row: i64,
    /// The change.
    pub hash: ChangeHash,
    /// Its document.
    pub doc: DocId,
    /// In whose name it is logged.
    pub device: Option<DeviceId>,
}

/// The logged changes that no device handed in: the province's own, or nobody's.
///
/// # Errors
/// Where the database fails.
pub fn unhanded(conn: &Connection, doc: Option<DocId>) -> Result<Vec<Unhanded>> {
    let only = if doc.is_some() { "and doc = ?1" } else { "and ?1 is null" };
    let mut rows = conn.prepare(&format!(
        "select c.rowid, c.hash, c.doc, c.device from change c join (
             select hash, doc from change where doc is not null {only}
             except select hash, doc from pushed where state = 'logged' {only}
         ) own on own.hash = c.hash order by c.rowid"
    ))?;
    let read = |row: &Row<'_>| {
        let device: Option<[u8; 16]> = row.get(3)?;
        let device = device.map(DeviceId::from_bytes);
        Ok(Unhanded { row: row.get(0)?, hash: column(row, 1)?, doc: column(row, 2)?, device })
    };
    let doc = doc.map(|doc| *doc.as_bytes());
    Ok(rows.query_map([doc], read)?.collect::<rusqlite::Result<_>>()?)
}

/// The row of `change` up to which the province did not sign what it wrote.
///
/// # Errors
/// Where the database fails.
pub fn unsigned_until(conn: &Connection) -> Result<i64> {
    let sql = "select cast(value as text) from meta where key = 'unsigned_until'";
    let text: String = conn.query_one(sql, [], |row| row.get(0))?;
    Ok(text.parse().unwrap_or_default())
}

/// How many changes are logged.
///
/// # Errors
/// Where the database fails.
pub fn count(conn: &Connection, doc: Option<DocId>) -> Result<u64> {
    let sql = "select count(*) from change where doc is not null and (?1 is null or doc = ?1)";
    let doc = doc.map(|doc| *doc.as_bytes());
    Ok(conn.query_one(sql, [doc], |row| row.get::<_, i64>(0))?.cast_unsigned())
}
