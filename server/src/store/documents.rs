//! Documents, the changes that are logged in them, and what lists see of them.

use document::{Document, Heads};
use records::{ChangeHash, DeviceId, DocId, Kind, OfficerId, RegionCode};
use rusqlite::{Connection, OptionalExtension, params};
use wire::FeedId;

use super::row::column;
use crate::{Error, Result};

/// A document's row without its snapshot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentRow {
    /// Its id.
    pub id: DocId,
    /// Its kind.
    pub kind: Kind,
    /// Where it was made.
    pub region: RegionCode,
    /// How many changes are logged in it.
    pub changes: u64,
}

/// The row of a document.
///
/// # Errors
/// Where the database fails.
pub fn get(conn: &Connection, doc: DocId) -> Result<Option<DocumentRow>> {
    let read = |row: &rusqlite::Row<'_>| {
        let changes: i64 = row.get(2)?;
        Ok(DocumentRow { id: doc, kind: column(row, 0)?, region: column(row, 1)?, changes: changes.cast_unsigned() })
    };
    let sql = "select kind, region, changes from document where id = ?1";
    Ok(conn.prepare_cached(sql)?.query_row([doc.as_bytes()], read).optional()?)
}

/// A document with its row, from its snapshot, or from its changes where the snapshot does not open; `None` where there
/// is none.
///
/// # Errors
/// Where neither opens.
pub fn open(conn: &Connection, doc: DocId) -> Result<Option<(DocumentRow, Document)>> {
    let sql = "select kind, region, changes, snapshot, heads from document where id = ?1";
    let read = |row: &rusqlite::Row<'_>| {
        let changes = row.get::<_, i64>(2)?.cast_unsigned();
        let opened = snapshot_at(row.get_ref(3)?.as_blob()?, row.get_ref(4)?.as_blob()?);
        Ok((DocumentRow { id: doc, kind: column(row, 0)?, region: column(row, 1)?, changes }, opened))
    };
    let Some((row, opened)) = conn.prepare_cached(sql)?.query_row([doc.as_bytes()], read).optional()? else {
        return Ok(None);
    };
    Ok(Some((row, opened.map_or_else(|| rebuild(conn, doc), Ok)?)))
}

/// A snapshot, if it opens at these heads.
fn snapshot_at(snapshot: &[u8], heads: &[u8]) -> Option<Document> {
    Document::load(snapshot).ok().filter(|loaded| loaded.heads().to_bytes() == heads)
}

/// A document as [`open`] gives it, without its row; empty where there is none.
///
/// # Errors
/// Where it does not open.
pub fn load(conn: &Connection, doc: DocId) -> Result<Document> {
    Ok(open(conn, doc)?.map_or_else(Document::new, |(_, document)| document))
}

/// A document from its logged changes.
///
/// # Errors
/// Where one of them does not pass the guard.
pub fn rebuild(conn: &Connection, doc: DocId) -> Result<Document> {
    let mut rows = conn.prepare_cached("select raw from change where doc = ?1 order by position")?;
    let raws: Vec<Vec<u8>> = rows.query_map([doc.as_bytes()], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    Ok(Document::from_changes(raws.iter().map(Vec::as_slice))?)
}

/// Writes a document's new version.
///
/// # Errors
/// Where the database fails.
pub fn save(conn: &Connection, row: &DocumentRow, document: &Document, now: i64) -> Result<()> {
    conn.prepare_cached(
        "insert into document (id, kind, region, heads, snapshot, changes, created_at, updated_at)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7)
         on conflict (id) do update set
             heads = excluded.heads, snapshot = excluded.snapshot, changes = excluded.changes,
             updated_at = excluded.updated_at",
    )?
    .execute(params![
        row.id.as_bytes(),
        row.kind.code(),
        row.region.as_str(),
        document.heads().to_bytes(),
        document.save(),
        row.changes.cast_signed(),
        now,
    ])?;
    Ok(())
}

/// Who signed for a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Signer {
    /// The device.
    pub device: DeviceId,
    /// The officer.
    pub officer: OfficerId,
}

/// Makes a change the next of its document: `false` where it is logged already.
///
/// # Errors
/// Where the database fails.
pub fn append(conn: &Connection, doc: DocId, hash: &ChangeHash, position: u64, by: Signer) -> Result<bool> {
    let sql = "update change set doc = ?2, position = ?3, device = ?4, officer = ?5 where hash = ?1 and doc is null";
    let changed = conn.prepare_cached(sql)?.execute(params![
        hash.as_bytes(),
        doc.as_bytes(),
        position.cast_signed(),
        by.device.as_bytes(),
        by.officer.as_bytes(),
    ])?;
    Ok(changed == 1)
}

/// The bytes of a change that is logged in a document.
///
/// # Errors
/// Where the database fails.
pub fn logged(conn: &Connection, doc: DocId, hash: &ChangeHash) -> Result<Option<Vec<u8>>> {
    let sql = "select raw from change where doc = ?1 and hash = ?2";
    let keys = params![doc.as_bytes(), hash.as_bytes()];
    Ok(conn.prepare_cached(sql)?.query_row(keys, |row| row.get(0)).optional()?)
}

/// Notes that a document left a feed: what devices handed in of it, they may have dropped since.
///
/// # Errors
/// Where the database fails.
pub fn moved(conn: &Connection, doc: DocId) -> Result<()> {
    conn.prepare_cached("update document set moves = moves + 1 where id = ?1")?.execute([doc.as_bytes()])?;
    Ok(())
}

/// Notes to which region outside of the province a document was handed over, `None` for to nobody.
///
/// # Errors
/// Where the database fails.
pub fn hand_over(conn: &Connection, doc: DocId, to: Option<&RegionCode>) -> Result<()> {
    let sql = "update document set handed_to = ?2 where id = ?1";
    conn.prepare_cached(sql)?.execute(params![doc.as_bytes(), to.map(RegionCode::as_str)])?;
    Ok(())
}

/// Whether a document was handed over to a region outside of the province.
///
/// # Errors
/// Where the database fails.
pub fn is_handed_over(conn: &Connection, doc: DocId) -> Result<bool> {
    let sql = "select 1 from document where id = ?1 and handed_to is not null";
    Ok(conn.prepare_cached(sql)?.exists([doc.as_bytes()])?)
}

/// How many logged changes of a document a device made.
///
/// # Errors
/// Where the database fails.
pub fn count_by(conn: &Connection, doc: DocId, device: DeviceId) -> Result<u64> {
    let sql = "select count(*) from change where doc = ?1 and device = ?2";
    let keys = params![doc.as_bytes(), device.as_bytes()];
    Ok(conn.prepare_cached(sql)?.query_one(keys, |row| row.get::<_, i64>(0))?.cast_unsigned())
}

/// Keeps the bytes of a change that the province made itself.
///
/// # Errors
/// Where the database fails.
pub fn insert_change(conn: &Connection, hash: &ChangeHash, raw: &[u8], now: i64) -> Result<()> {
    conn.prepare_cached("insert or ignore into change (hash, raw, received_at) values (?1, ?2, ?3)")?
        .execute(params![hash.as_bytes(), raw, now])?;
    Ok(())
}

/// Drops the bytes of a change that is logged nowhere.
///
/// # Errors
/// Where the database fails.
pub fn forget_unlogged(conn: &Connection, hash: &ChangeHash) -> Result<()> {
    conn.prepare_cached("delete from change where hash = ?1 and doc is null")?.execute([hash.as_bytes()])?;
    Ok(())
}

/// Who signed for a logged change, and when it arrived, Unix seconds.
///
/// # Errors
/// Where the database fails.
pub fn signer(conn: &Connection, hash: &ChangeHash) -> Result<Option<(Signer, i64)>> {
    let sql = "select device, officer, received_at from change where hash = ?1 and doc is not null";
    let read = |row: &rusqlite::Row<'_>| {
        Ok((Signer { device: column(row, 0)?, officer: column(row, 1)? }, row.get::<_, i64>(2)?))
    };
    Ok(conn.prepare_cached(sql)?.query_row([hash.as_bytes()], read).optional()?)
}

/// The documents of a kind, in the order of their ids.
///
/// # Errors
/// Where the database fails.
pub fn of_kind(conn: &Connection, kind: Kind) -> Result<Vec<DocId>> {
    let mut rows = conn.prepare_cached("select id from document where kind = ?1 order by id")?;
    let docs = rows.query_map([kind.code()], |row| column(row, 0))?.collect::<rusqlite::Result<_>>()?;
    Ok(docs)
}

/// Who signed for the first change of a document, `None` where there is none.
///
/// # Errors
/// Where the database fails.
pub fn maker(conn: &Connection, doc: DocId) -> Result<Option<OfficerId>> {
    let sql = "select officer from change where doc = ?1 and position = 0";
    Ok(conn.prepare_cached(sql)?.query_row([doc.as_bytes()], |row| column(row, 0)).optional()?)
}

/// The documents of a feed, in the order in which the first of their changes stands in its log.
///
/// # Errors
/// Where the database fails.
pub fn in_order_of_log(conn: &Connection, feed: &FeedId) -> Result<Vec<DocId>> {
    let sql = "select c.doc from log l join feed f on f.id = l.feed join change c on c.hash = l.hash
               where f.name = ?1 and l.kind = 'change' group by c.doc order by min(l.seq)";
    let mut rows = conn.prepare_cached(sql)?;
    let docs = rows.query_map([feed.to_string()], |row| column(row, 0))?.collect::<rusqlite::Result<_>>()?;
    Ok(docs)
}

/// When the last change that lives in a feed's log arrived, Unix seconds.
///
/// # Errors
/// Where the database fails.
pub fn last_received(conn: &Connection, feed: &FeedId) -> Result<Option<i64>> {
    let sql = "select max(c.received_at) from log l join feed f on f.id = l.feed join change c on c.hash = l.hash
               where f.name = ?1 and l.kind = 'change'";
    Ok(conn.prepare_cached(sql)?.query_row([feed.to_string()], |row| row.get(0))?)
}

/// Whether a change is here, in whatever document.
///
/// # Errors
/// Where the database fails.
pub fn has_change(conn: &Connection, hash: &ChangeHash) -> Result<bool> {
    Ok(conn.prepare_cached("select 1 from change where hash = ?1")?.exists([hash.as_bytes()])?)
}

/// The logged changes of a document, in order.
///
/// # Errors
/// Where the database fails.
pub fn changes(conn: &Connection, doc: DocId) -> Result<Vec<ChangeHash>> {
    let mut rows = conn.prepare_cached("select hash from change where doc = ?1 order by position")?;
    let hashes = rows.query_map([doc.as_bytes()], |row| column(row, 0))?.collect::<rusqlite::Result<_>>()?;
    Ok(hashes)
}

/// Writes what lists see of a document.
///
/// # Errors
/// Where the database fails.
pub fn project(conn: &Connection, row: &DocumentRow, body: &str) -> Result<()> {
    conn.prepare_cached(
        "insert into projection (doc, kind, region, body) values (?1, ?2, ?3, ?4)
         on conflict (doc) do update set body = excluded.body",
    )?
    .execute(params![row.id.as_bytes(), row.kind.code(), row.region.as_str(), body])?;
    Ok(())
}

/// What lists see of a document, as JSON.
///
/// # Errors
/// Where the database fails.
pub fn projection(conn: &Connection, doc: DocId) -> Result<Option<String>> {
    let sql = "select body from projection where doc = ?1";
    Ok(conn.prepare_cached(sql)?.query_row([doc.as_bytes()], |row| row.get(0)).optional()?)
}

/// Notes by which numbers a document names its person, and gives the other documents that name one of them.
///
/// # Errors
/// Where the database fails.
pub fn claim(conn: &Connection, doc: DocId, numbers: &[String]) -> Result<Vec<DocId>> {
    // Numbers seldom change, and each stands on another page.
    if claims_of(conn, doc)? != numbers {
        conn.prepare_cached("delete from claim where doc = ?1")?.execute([doc.as_bytes()])?;
        let mut insert = conn.prepare_cached("insert or ignore into claim (number, doc) values (?1, ?2)")?;
        numbers.iter().try_for_each(|number| insert.execute(params![number, doc.as_bytes()]).map(drop))?;
    }
    let mut others = Vec::new();
    for number in numbers {
        let mut rows = conn.prepare_cached("select doc from claim where number = ?1 and doc <> ?2")?;
        let found = rows.query_map(params![number, doc.as_bytes()], |row| column(row, 0))?;
        others.extend(found.collect::<rusqlite::Result<Vec<DocId>>>()?);
    }
    others.sort_unstable();
    others.dedup();
    Ok(others)
}

/// The numbers by which a document names its person, in order.
///
/// # Errors
/// Where the database fails.
pub fn claims_of(conn: &Connection, doc: DocId) -> Result<Vec<String>> {
    let mut rows = conn.prepare_cached("select number from claim where doc = ?1 order by number")?;
    let numbers = rows.query_map([doc.as_bytes()], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    Ok(numbers)
}

/// How many documents there are of each kind.
///
/// # Errors
/// Where the database fails.
pub fn count_by_kind(conn: &Connection) -> Result<Vec<(Kind, u64)>> {
    let mut rows = conn.prepare("select kind, count(*) from document group by kind order by kind")?;
    let read = |row: &rusqlite::Row<'_>| Ok((column(row, 0)?, row.get::<_, i64>(1)?.cast_unsigned()));
    let counts = rows.query_map([], read)?.collect::<rusqlite::Result<_>>()?;
    Ok(counts)
}

/// Every document after `after`, in the order of their ids, at most `limit`: how `check` walks through all.
///
/// # Errors
/// Where the database fails.
pub fn ids_after(conn: &Connection, after: Option<DocId>, limit: usize) -> Result<Vec<DocId>> {
    let after = after.map_or_else(Vec::new, |doc| doc.as_bytes().to_vec());
    let mut rows = conn.prepare_cached("select id from document where id > ?1 order by id limit ?2")?;
    let ids = rows.query_map(params![after, limit as i64], |row| column(row, 0))?.collect::<rusqlite::Result<_>>()?;
    Ok(ids)
}

/// Whether a stored snapshot opens at the stored heads.
///
/// # Errors
/// Where the database fails, or there is no such document.
pub fn snapshot_opens(conn: &Connection, doc: DocId) -> Result<bool> {
    let sql = "select snapshot, heads from document where id = ?1";
    let read = |row: &rusqlite::Row<'_>| Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, Vec<u8>>(1)?));
    let stored = conn.prepare_cached(sql)?.query_row([doc.as_bytes()], read).optional()?;
    let (snapshot, heads) = stored.ok_or(Error::NotFound("document"))?;
    Ok(Document::load(&snapshot).is_ok_and(|loaded| Heads::from_bytes(&heads) == Some(loaded.heads())))
}
