//! What lineages handed in, from the moment it is durable to its verdict.

use std::collections::BTreeMap;

use records::{Actor, ChangeHash, DeviceId, DocId, Kind, LineageId, OfficerId, RegionCode};
use rusqlite::{Connection, Row, params, types::Type};
use wire::{Envelope, FeedId, Statement, Verdict, VerdictKind, envelope::Item};

use super::{
    erasures::ERASED,
    row::{column, damaged},
};
use crate::Result;

/// A change that waits for the guard.
#[derive(Debug, Clone)]
pub struct Waiting {
    /// Its row.
    pub id: i64,
    /// The document.
    pub doc: DocId,
    /// The change.
    pub hash: ChangeHash,
    /// Who handed it in.
    pub lineage: LineageId,
    /// On which device.
    pub device: DeviceId,
    /// Who made it.
    pub officer: OfficerId,
    /// The document's kind, as the statement has it.
    pub kind: Kind,
    /// Where the document was made, as the statement has it.
    pub region: RegionCode,
    /// When the province received it first, Unix seconds.
    pub received_at: i64,
    /// The bytes.
    pub raw: Vec<u8>,
    /// The feed in which it was logged once, where the province's own signature of then brings it back.
    pub vouched: Option<FeedId>,
    /// Whether it came after its device was revoked.
    pub from_lost: bool,
}

impl Waiting {
    /// The actor under which its officer writes in its lineage; `None` where the province vouches for it.
    #[must_use]
    pub fn author(&self) -> Option<Actor> {
        self.vouched.is_none().then(|| Actor::of(self.lineage, self.officer))
    }
}

/// Keeps the changes of an envelope, each in the state that `sort` gives it: `None` to wait for the guard, or the code
/// of a refusal. What the lineage handed in before stays as it is.
///
/// Gives the items that cannot be kept: a change does not name its document, and one that the lineage handed in for
/// another document already would be taken for that.
///
/// # Errors
/// Where the database fails.
pub fn insert(
    conn: &Connection,
    envelope: &Envelope,
    now: i64,
    sort: impl Fn(&Item) -> Option<&'static str>,
) -> Result<Vec<Item>> {
    let statement = &envelope.statement;
    let mut elsewhere = Vec::new();
    let mut change =
        conn.prepare_cached("insert or ignore into change (hash, raw, received_at) values (?1, ?2, ?3)")?;
    let mut pushed = conn.prepare_cached(
        "insert or ignore into pushed (lineage, hash, n, doc, kind, region, device, officer, state, code)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )?;
    for (item, raw) in statement.items.iter().zip(&envelope.changes) {
        let code = sort(item);
        // Of somebody who was erased, no byte is taken in.
        if code != Some(ERASED) {
            change.execute(params![item.hash.as_bytes(), raw, now])?;
        }
        let new = pushed.execute(params![
            statement.lineage.as_bytes(),
            item.hash.as_bytes(),
            i64::try_from(statement.n).unwrap_or(i64::MAX),
            item.doc.as_bytes(),
            item.kind.code(),
            item.region.as_str(),
            statement.device.as_bytes(),
            statement.officer.as_bytes(),
            if code.is_some() { "refused" } else { "pending" },
            code.unwrap_or_default(),
        ])?;
        if new == 0 && document_of(conn, statement.lineage, &item.hash)? != item.doc {
            elsewhere.push(item.clone());
        }
    }
    Ok(elsewhere)
}

/// Notes that what waits of a statement came after its device was revoked.
///
/// # Errors
/// Where the database fails.
pub fn set_from_lost(conn: &Connection, statement: &Statement) -> Result<()> {
    let sql = "update pushed set from_lost = 1 where lineage = ?1 and n = ?2 and state = 'pending'";
    conn.prepare_cached(sql)?
        .execute(params![statement.lineage.as_bytes(), i64::try_from(statement.n).unwrap_or(i64::MAX)])?;
    Ok(())
}

/// Lets a change of the quarantine that has this code wait for the guard: a reviewer admits it. `false` where there is none.
///
/// # Errors
/// Where the database fails.
pub fn admit(conn: &Connection, doc: DocId, hash: &ChangeHash, code: &str) -> Result<bool> {
    let sql = "update pushed set state = 'pending', code = '', from_lost = 0, told = 0, told_lineage = null
               where doc = ?1 and hash = ?2 and state = 'refused' and code = ?3";
    Ok(conn.prepare_cached(sql)?.execute(params![doc.as_bytes(), hash.as_bytes(), code])? > 0)
}

fn document_of(conn: &Connection, lineage: LineageId, hash: &ChangeHash) -> Result<DocId> {
    let sql = "select doc from pushed where lineage = ?1 and hash = ?2";
    let keys = params![lineage.as_bytes(), hash.as_bytes()];
    Ok(conn.prepare_cached(sql)?.query_one(keys, |row| column(row, 0))?)
}

/// The changes of a document that wait for the guard, in the order of their arrival, at most `limit`.
///
/// # Errors
/// Where the database fails.
pub fn waiting(conn: &Connection, doc: DocId, limit: usize) -> Result<Vec<Waiting>> {
    // The limit is not bound: SQLite plans a statement anew whenever its limit is.
    let mut rows = conn.prepare_cached(&format!(
        "select p.id, p.hash, p.lineage, p.device, p.officer, p.kind, p.region, c.raw, p.vouched, p.from_lost, c.received_at
         from pushed p join change c on c.hash = p.hash
         where p.doc = ? and p.state = 'pending' order by p.id limit {limit}"
    ))?;
    let read = |row: &Row<'_>| {
        Ok(Waiting {
            id: row.get(0)?,
            doc,
            hash: column(row, 1)?,
            lineage: column(row, 2)?,
            device: column(row, 3)?,
            officer: column(row, 4)?,
            kind: column(row, 5)?,
            region: column(row, 6)?,
            raw: row.get(7)?,
            vouched: row.get::<_, Option<String>>(8)?.map(|feed| parsed(&feed)).transpose()?,
            from_lost: row.get(9)?,
            received_at: row.get(10)?,
        })
    };
    let waiting = rows.query_map([doc.as_bytes()], read)?.collect::<rusqlite::Result<_>>()?;
    Ok(waiting)
}

fn parsed(feed: &str) -> rusqlite::Result<FeedId> {
    feed.parse().map_err(|_| damaged(8, Type::Text))
}

/// Every document with changes that wait for the guard.
///
/// # Errors
/// Where the database fails.
pub fn documents_waiting(conn: &Connection) -> Result<Vec<DocId>> {
    let mut rows =
        conn.prepare_cached("select doc from pushed where state = 'pending' group by doc order by min(id)")?;
    let docs = rows.query_map([], |row| column(row, 0))?.collect::<rusqlite::Result<_>>()?;
    Ok(docs)
}

/// Notes that a change is in the log.
///
/// # Errors
/// Where the database fails.
pub fn set_logged(conn: &Connection, id: i64) -> Result<()> {
    conn.prepare_cached("update pushed set state = 'logged', code = '' where id = ?1")?.execute([id])?;
    Ok(())
}

/// Notes that a logged change is before a reviewer.
///
/// # Errors
/// Where the database fails.
pub fn set_flagged(conn: &Connection, id: i64, code: &str) -> Result<()> {
    let sql =
        "update pushed set code = ?2, outcome = '', told = 0, told_lineage = null where id = ?1 and state = 'logged'";
    conn.prepare_cached(sql)?.execute(params![id, code])?;
    Ok(())
}

/// Notes what the reviewer decided on a flagged change, for everybody who handed it in.
///
/// # Errors
/// Where the database fails.
pub fn set_outcome(conn: &Connection, doc: DocId, hash: &ChangeHash, outcome: &str) -> Result<()> {
    let sql = "update pushed set outcome = ?3, told = 0, told_lineage = null
               where doc = ?1 and hash = ?2 and state = 'logged' and code <> '' and outcome = ''";
    conn.prepare_cached(sql)?.execute(params![doc.as_bytes(), hash.as_bytes(), outcome])?;
    Ok(())
}

/// The code of a change that was logged in a feed which its document has left since: whoever handed it in meets no entry
/// of it any more.
const MOVED: &str = "moved";

/// Tells whoever handed in changes of a document that they were logged before it left, or one device alone.
///
/// # Errors
/// Where the database fails.
pub fn set_moved(conn: &Connection, doc: DocId, device: Option<DeviceId>) -> Result<()> {
    let sql = "update pushed set code = ?2, told = 0, told_lineage = null
               where doc = ?1 and state = 'logged' and code = '' and (?3 is null or device = ?3)";
    conn.prepare_cached(sql)?.execute(params![doc.as_bytes(), MOVED, device.as_ref().map(DeviceId::as_bytes)])?;
    Ok(())
}

/// Puts a change into quarantine.
///
/// # Errors
/// Where the database fails.
pub fn set_refused(conn: &Connection, id: i64, code: &str) -> Result<()> {
    let sql = "update pushed set state = 'refused', code = ?2, told = 0, told_lineage = null where id = ?1";
    conn.prepare_cached(sql)?.execute(params![id, code])?;
    Ok(())
}

/// Lets what was held because its document did not open wait again: a new program may open it.
///
/// # Errors
/// Where the database fails.
pub fn release_unreadable(conn: &Connection) -> Result<()> {
    let sql = "update pushed set state = 'pending', code = '' where state = 'held' and code = ?1";
    conn.execute(sql, [UNREADABLE])?;
    Ok(())
}

/// The code of a change whose document does not open.
pub const UNREADABLE: &str = "document_unreadable";

/// How many changes of a lineage are logged.
///
/// # Errors
/// Where the database fails.
pub fn count_logged(conn: &Connection, lineage: LineageId) -> Result<u64> {
    let sql = "select count(*) from pushed where lineage = ?1 and state = 'logged'";
    Ok(conn.prepare_cached(sql)?.query_one([lineage.as_bytes()], |row| row.get::<_, i64>(0))?.cast_unsigned())
}

/// How many changes of a lineage wait for the guard.
///
/// # Errors
/// Where the database fails.
pub fn pending(conn: &Connection, lineage: LineageId) -> Result<u64> {
    let sql = "select count(*) from pushed where lineage = ?1 and state = 'pending'";
    let count: i64 = conn.prepare_cached(sql)?.query_one([lineage.as_bytes()], |row| row.get(0))?;
    Ok(count.cast_unsigned())
}

/// A verdict and the row that it is about.
pub type Untold = (i64, Verdict);

/// The refusals, holds and flags of a lineage that its device is not known to have heard of, at most `limit`, those first
/// that were told least often. A response may be lost after it left us. A device says which it took in ([`heard`]); one of
/// an earlier version does not, and is told several times.
///
/// What a reviewer decided comes days later, when the device may speak in another lineage: that is told whichever speaks.
///
/// # Errors
/// Where the database fails.
pub fn untold(conn: &Connection, device: DeviceId, lineage: LineageId, limit: usize) -> Result<Vec<Untold>> {
    let mut rows = conn.prepare_cached(
        "select id, hash, state, code, outcome, told from pushed
         where lineage = ?1 and code <> '' and told < 5
         union
         select id, hash, state, code, outcome, told from pushed where device = ?2 and outcome <> '' and told < 5
         order by told, id limit ?3",
    )?;
    let read = |row: &Row<'_>| {
        let outcome: String = row.get(4)?;
        let (kind, code) = match row.get_ref(2)?.as_str()? {
            "held" => (VerdictKind::Held, row.get(3)?),
            "refused" => (VerdictKind::Refused, row.get(3)?),
            _ if outcome.is_empty() => (VerdictKind::Flagged, row.get(3)?),
            _ => (VerdictKind::Reviewed, outcome),
        };
        Ok((row.get(0)?, Verdict { hash: column(row, 1)?, kind, code }))
    };
    let untold = rows
        .query_map(params![lineage.as_bytes(), device.as_bytes(), limit as i64], read)?
        .collect::<rusqlite::Result<_>>()?;
    Ok(untold)
}

/// Notes in which exchange these verdicts were told; `counts` where that was over a line, to a device that will not say
/// whether it heard.
///
/// # Errors
/// Where the database fails.
pub fn told(conn: &Connection, ids: &[i64], lineage: LineageId, exchange: u64, counts: bool) -> Result<()> {
    let sql = "update pushed set told = told + ?2, told_lineage = ?3, told_exchange = ?4 where id = ?1";
    let mut update = conn.prepare_cached(sql)?;
    let (lineage, exchange) = (lineage.as_bytes(), exchange.cast_signed());
    ids.iter().try_for_each(|id| update.execute(params![id, counts, lineage, exchange]).map(drop))?;
    Ok(())
}

/// Notes that a device took in the answer to an exchange: what was told in it is told.
///
/// # Errors
/// Where the database fails.
pub fn heard(conn: &Connection, lineage: LineageId, exchange: u64) -> Result<()> {
    let sql = "update pushed set told = 5 where told_lineage = ?1 and told_exchange = ?2 and told < 5";
    conn.prepare_cached(sql)?.execute(params![lineage.as_bytes(), exchange.cast_signed()])?;
    Ok(())
}

/// How many changes are in each state.
///
/// # Errors
/// Where the database fails.
pub fn count_by_state(conn: &Connection) -> Result<BTreeMap<&'static str, u64>> {
    let mut counts = BTreeMap::from(["pending", "held", "refused", "logged"].map(|state| (state, 0)));
    let mut rows = conn.prepare("select state, count(*) from pushed group by state")?;
    let mut rows = rows.query([])?;
    while let Some(row) = rows.next()? {
        let (state, count): (String, i64) = (row.get(0)?, row.get(1)?);
        if let Some(known) = counts.iter_mut().find(|(name, _)| **name == state) {
            *known.1 = count.cast_unsigned();
        }
    }
    Ok(counts)
}
