//! What was lent to devices of other offices: to which, for how long, why.

use records::{DeviceId, DocId, ElementId};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::row::column;
use crate::Result;

/// A record that was lent to a device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loan {
    /// Its number.
    pub id: i64,
    /// The record.
    pub doc: DocId,
    /// The device.
    pub device: DeviceId,
    /// Why, as the operator said; empty where the record was erased.
    pub reason: String,
    /// Who lent it.
    pub operator: String,
    /// Unix seconds.
    pub given_at: i64,
    /// Unix seconds.
    pub until: i64,
    /// When the device's signed word showed that it has the record, Unix seconds.
    pub delivered_at: Option<i64>,
    /// Unix seconds, `None` while it runs.
    pub ended_at: Option<i64>,
    /// By what it ended: a code of [`Ending`], empty while it runs.
    pub ended_by: String,
}

/// By what a loan ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// Its time is over.
    Expired,
    /// An operator ended it.
    Ended,
    /// The device was revoked.
    Revoked,
    /// The record was erased.
    Erased,
    /// The record was handed over to another province.
    HandedOver,
}

impl Ending {
    const ALL: [Self; 5] = [Self::Expired, Self::Ended, Self::Revoked, Self::Erased, Self::HandedOver];

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Expired => "expired",
            Self::Ended => "ended",
            Self::Revoked => "revoked",
            Self::Erased => "erased",
            Self::HandedOver => "handed_over",
        }
    }

    /// The ending of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|ending| ending.code() == code)
    }
}

/// How far the server is with a loan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Done {
    /// The device may read the record.
    Given,
    /// It may do so no longer.
    Ended,
}

impl Done {
    const fn code(self) -> &'static str {
        match self {
            Self::Given => "given",
            Self::Ended => "ended",
        }
    }
}

impl Loan {
    /// Under which element of the worker's `standing` the village is told of it. It needs no place of its own: a database
    /// that was restored finds the same.
    #[must_use]
    pub fn element(&self) -> ElementId {
        let (doc, device) = (self.doc.to_string(), self.device.to_string());
        ElementId::derived(&["loan", &doc, &device, &self.given_at.to_string()])
    }

    /// Whether it runs at `now`, Unix seconds.
    #[must_use]
    pub const fn runs(&self, now: i64) -> bool {
        self.ended_at.is_none() && now < self.until
    }

    /// Whether what arrived at `at`, Unix seconds, arrived while it ran.
    #[must_use]
    pub fn covers(&self, at: i64) -> bool {
        let end = self.ended_at.map_or(self.until, |ended| ended.min(self.until));
        (self.given_at..end).contains(&at)
    }
}

const COLUMNS: &str = "id, doc, device, reason, operator, given_at, until, delivered_at, ended_at, ended_by";

fn read(row: &Row<'_>) -> rusqlite::Result<Loan> {
    Ok(Loan {
        id: row.get(0)?,
        doc: column(row, 1)?,
        device: column(row, 2)?,
        reason: row.get(3)?,
        operator: row.get(4)?,
        given_at: row.get(5)?,
        until: row.get(6)?,
        delivered_at: row.get(7)?,
        ended_at: row.get(8)?,
        ended_by: row.get(9)?,
    })
}

/// Writes down a loan, and gives its number.
///
/// # Errors
/// Where the database fails.
pub fn insert(conn: &Connection, loan: &Loan) -> Result<i64> {
    conn.execute(
        "insert into loan (doc, device, reason, operator, given_at, until) values (?1, ?2, ?3, ?4, ?5, ?6)",
        params![loan.doc.as_bytes(), loan.device.as_bytes(), loan.reason, loan.operator, loan.given_at, loan.until],
    )?;
    Ok(conn.last_insert_rowid())
}

/// The loan of a number.
///
/// # Errors
/// Where the database fails.
pub fn get(conn: &Connection, id: i64) -> Result<Option<Loan>> {
    let sql = format!("select {COLUMNS} from loan where id = ?1");
    Ok(conn.prepare_cached(&sql)?.query_row([id], read).optional()?)
}

/// Every loan, the last first.
///
/// # Errors
/// Where the database fails.
pub fn all(conn: &Connection) -> Result<Vec<Loan>> {
    let mut rows = conn.prepare(&format!("select {COLUMNS} from loan order by id desc"))?;
    let loans = rows.query_map([], read)?.collect::<rusqlite::Result<_>>()?;
    Ok(loans)
}

/// The loans of a record, the first first.
///
/// # Errors
/// Where the database fails.
pub fn of_document(conn: &Connection, doc: DocId) -> Result<Vec<Loan>> {
    let mut rows = conn.prepare_cached(&format!("select {COLUMNS} from loan where doc = ?1 order by id"))?;
    let loans = rows.query_map([doc.as_bytes()], read)?.collect::<rusqlite::Result<_>>()?;
    Ok(loans)
}

/// The loans that run for a device at `now`, Unix seconds.
///
/// # Errors
/// Where the database fails.
pub fn running(conn: &Connection, device: DeviceId, now: i64) -> Result<Vec<Loan>> {
    let sql = format!(
        "select {COLUMNS} from loan where done <> 'ended' and device = ?1 and until > ?2 and ended_at is null order by id"
    );
    let mut rows = conn.prepare_cached(&sql)?;
    let loans = rows.query_map(params![device.as_bytes(), now], read)?.collect::<rusqlite::Result<_>>()?;
    Ok(loans)
}

/// Whether anything was ever lent to a device.
///
/// # Errors
/// Where the database fails.
pub fn is_any_to(conn: &Connection, device: DeviceId) -> Result<bool> {
    Ok(conn.prepare_cached("select 1 from loan where device = ?1")?.exists([device.as_bytes()])?)
}

/// Every device that was ever lent something.
///
/// # Errors
/// Where the database fails.
pub fn devices(conn: &Connection) -> Result<Vec<DeviceId>> {
    let mut rows = conn.prepare_cached("select distinct device from loan")?;
    let devices = rows.query_map([], |row| column(row, 0))?.collect::<rusqlite::Result<_>>()?;
    Ok(devices)
}

/// By what a loan `l` that nobody ended ends by itself; null where it goes on.
const ENDING: &str = "case
    when exists (select 1 from tombstone t where t.doc = l.doc and t.erased_at is not null) then 'erased'
    when l.until <= ?1 then 'expired'
    when exists (select 1 from device d where d.id = l.device and d.revoked_at is not null) then 'revoked'
    when exists (select 1 from document d where d.id = l.doc and d.handed_to is not null) then 'handed_over'
end";

/// Whether something is to be carried out: a loan to begin, or one to end. Costs a look at the few that run.
///
/// # Errors
/// Where the database fails.
pub fn is_due(conn: &Connection, now: i64) -> Result<bool> {
    let sql = format!(
        "select 1 from loan l where done <> 'ended' and (done = 'nothing' or ended_at is not null or {ENDING} is not null)"
    );
    Ok(conn.prepare_cached(&sql)?.exists([now])?)
}

/// The loans that run and are to end by themselves, and by what.
///
/// # Errors
/// Where the database fails.
pub fn ending(conn: &Connection, now: i64) -> Result<Vec<(Loan, Ending)>> {
    let sql = format!(
        "select {COLUMNS}, {ENDING} from loan l where done <> 'ended' and ended_at is null and {ENDING} is not null"
    );
    let mut rows = conn.prepare_cached(&sql)?;
    let by = |row: &Row<'_>| Ok((read(row)?, row.get::<_, String>(10)?));
    let found = rows.query_map([now], by)?.collect::<rusqlite::Result<Vec<_>>>()?;
    Ok(found.into_iter().filter_map(|(loan, code)| Some((loan, Ending::from_code(&code)?))).collect())
}

/// Notes that a loan ended. One that ended before keeps its first end: `false`.
///
/// # Errors
/// Where the database fails.
pub fn end(conn: &Connection, id: i64, by: Ending, at: i64) -> Result<bool> {
    let sql = "update loan set ended_at = ?2, ended_by = ?3 where id = ?1 and ended_at is null";
    Ok(conn.prepare_cached(sql)?.execute(params![id, at, by.code()])? == 1)
}

/// The loans that began or ended, and of which the server has not carried that out.
///
/// # Errors
/// Where the database fails.
pub fn under_way(conn: &Connection) -> Result<Vec<Loan>> {
    let sql = format!(
        "select {COLUMNS} from loan where done <> 'ended' and (done = 'nothing' or ended_at is not null) order by id"
    );
    let mut rows = conn.prepare_cached(&sql)?;
    let loans = rows.query_map([], read)?.collect::<rusqlite::Result<_>>()?;
    Ok(loans)
}

/// Notes how far the server is with a loan.
///
/// # Errors
/// Where the database fails.
pub fn carried_out(conn: &Connection, id: i64, done: Done) -> Result<()> {
    conn.prepare_cached("update loan set done = ?2 where id = ?1")?.execute(params![id, done.code()])?;
    Ok(())
}

/// Notes that the device showed that it has the record. `false` where it did so before.
///
/// # Errors
/// Where the database fails.
pub fn delivered(conn: &Connection, id: i64, now: i64) -> Result<bool> {
    let sql = "update loan set delivered_at = ?2 where id = ?1 and delivered_at is null";
    Ok(conn.prepare_cached(sql)?.execute(params![id, now])? == 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn loan(ended_at: Option<i64>) -> Loan {
        Loan {
            id: 1,
            doc: DocId::from_bytes([1; 16]),
            device: DeviceId::from_bytes([2; 16]),
            reason: String::new(),
            operator: String::new(),
            given_at: 100,
            until: 200,
            delivered_at: None,
            ended_at,
            ended_by: String::new(),
        }
    }

    #[test]
    fn what_counts_is_when_an_edit_arrived() {
        for (name, ended_at, at, covered) in [
            ("before it", None, 99, false),
            ("with it", None, 100, true),
            ("while it runs", None, 199, true),
            ("with its end", None, 200, false),
            ("before it was ended", Some(150), 149, true),
            ("after it was ended", Some(150), 150, false),
            ("after its end, which was noted late", Some(260), 230, false),
        ] {
            assert_eq!(loan(ended_at).covers(at), covered, "{name}");
        }
        assert!(loan(None).runs(199) && !loan(None).runs(200) && !loan(Some(150)).runs(120));
    }

    #[test]
    fn an_ending_is_read_as_it_is_written() {
        for ending in Ending::ALL {
            assert_eq!(Ending::from_code(ending.code()), Some(ending));
        }
        assert_eq!(Ending::from_code("lost"), None);
    }
}
