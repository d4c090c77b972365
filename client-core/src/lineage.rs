//! The lives of the database, under which changes are written and statements numbered.
//!
//! Two changes with one actor and number can never be merged, and the actor follows from the lineage; so a lineage ends
//! when the province says that somebody else writes under it too (`forked`), when this file turns out to be an old copy
//! of itself (`restored`), when a change that cannot stand, refused or damaged, has spoilt the numbers after it
//! (`refused`), or when a record is written in again that left this device, and with it the numbers that were used there
//! (`left`). In the last two cases the old lineage is honest and still speaks until what it wrote has arrived; in the
//! others what it could not bring across is written again under the new one.

use records::{DocId, LineageId};
use rusqlite::{Connection, OptionalExtension, Row, params};
use wire::StatementHash;

use crate::{
    Result,
    change::{State, UNDER_WAY},
    clock::Clock,
    sql::{Sql, number, unsigned},
};

/// Why a lineage was begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// The database was made.
    Made,
    /// Another store writes under the lineage before.
    Forked,
    /// A change cannot stand as it was written: the province refused it, or its bytes were damaged here.
    Refused,
    /// The store is an older copy of itself.
    Restored,
    /// A record is here again that had left, without all that was written in it.
    Left,
}

/// One life of the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lineage {
    pub(crate) ordinal: i64,
    /// Its id.
    pub id: LineageId,
    /// The number of its next statement.
    pub(crate) statements: u64,
    /// The hash of its last statement.
    pub(crate) last_statement: Option<StatementHash>,
    /// The number of its last exchange.
    pub(crate) exchanges: u64,
    /// That of the last one of which the whole answer was taken in.
    pub(crate) answered: Option<u64>,
}

impl Reason {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Made => "made",
            Self::Forked => "forked",
            Self::Refused => "refused",
            Self::Restored => "restored",
            Self::Left => "left",
        }
    }
}

/// Begins a new lineage.
pub(crate) fn begin(db: &Connection, clock: &dyn Clock, reason: Reason) -> Result<Lineage> {
    let id = LineageId::new(clock.uuid());
    db.execute(
        "insert into lineage (id, reason, made_at) values (?, ?, ?)",
        params![Sql(id), reason.as_str(), clock.now()],
    )?;
    current(db)
}

const COLUMNS: &str = "ordinal, id, statements, last_statement, exchanges, answered";

/// The lineage under which is written now.
pub(crate) fn current(db: &Connection) -> Result<Lineage> {
    let sql = format!("select {COLUMNS} from lineage order by ordinal desc limit 1");
    Ok(db.prepare_cached(&sql)?.query_row([], read)?)
}

/// The lineage under which is written in a record: a new one where the record left after the current one had written in it.
/// What it wrote may be on its way back or not, so its next number there is not known.
pub(crate) fn writing_in(db: &Connection, clock: &dyn Clock, doc: DocId) -> Result<Lineage> {
    let lineage = current(db)?;
    let sql = "select 1 from parted where doc = ? and lineage = ?";
    let used = db.prepare_cached(sql)?.exists(params![Sql(doc), lineage.ordinal])?;
    if used { begin(db, clock, Reason::Left) } else { Ok(lineage) }
}

/// The lineage of a row.
pub(crate) fn by_ordinal(db: &Connection, ordinal: i64) -> Result<Lineage> {
    let sql = format!("select {COLUMNS} from lineage where ordinal = ?");
    Ok(db.prepare_cached(&sql)?.query_row([ordinal], read)?)
}

/// The lineage with this id.
pub(crate) fn by_id(db: &Connection, id: LineageId) -> Result<Option<Lineage>> {
    let sql = format!("select {COLUMNS} from lineage where id = ?");
    Ok(db.prepare_cached(&sql)?.query_row([Sql(id)], read).optional()?)
}

/// Holds for a lineage that has something to send, and may: what another officer wrote in confidence waits for that officer.
const SENDS: &str = "(exists (select 1 from envelope where lineage = ordinal and received = 0
        and id not in (select envelope from change
            where envelope is not null and doc in (select id from document where owner is not null and is_closed(owner))))
    or exists (select 1 from change where lineage = ordinal and own = 1 and envelope is null and state = 'local'
        and doc not in (select id from document where owner is not null and is_closed(owner))))";

/// The lineage that speaks in the next exchange: the first that has something to send, else the first that waits for a
/// decision, else the first of which something is held, else the current one: a verdict is told to its lineage only. What a
/// later lineage wrote may depend on what an earlier one did, so the order holds.
pub(crate) fn speaking(db: &Connection) -> Result<Lineage> {
    let is_in = |state: State| {
        format!(
            "exists (select 1 from change c join envelope e on e.id = c.envelope
                 where e.lineage = ordinal and c.state = '{}' and c.{UNDER_WAY})",
            state.as_str()
        )
    };
    for has_something in [SENDS.to_owned(), is_in(State::Received), is_in(State::Held)] {
        let sql = format!("select {COLUMNS} from lineage where {has_something} order by ordinal limit 1");
        if let Some(lineage) = db.prepare_cached(&sql)?.query_row([], read).optional()? {
            return Ok(lineage);
        }
    }
    current(db)
}

/// Every lineage that has something to send, in order; the one that speaks, where none has.
pub(crate) fn sending(db: &Connection) -> Result<Vec<Lineage>> {
    let sql = format!("select {COLUMNS} from lineage where {SENDS} order by ordinal");
    let mut statement = db.prepare_cached(&sql)?;
    let lineages: Vec<_> = statement.query_map([], read)?.collect::<rusqlite::Result<_>>()?;
    if lineages.is_empty() { Ok(vec![speaking(db)?]) } else { Ok(lineages) }
}

/// The lineage that may sign for what a record has to send.
pub(crate) fn sending_of(db: &Connection, doc: DocId) -> Result<Lineage> {
    let sql = "select min(lineage) from change where doc = ? and own = 1 and state = 'local'";
    match db.prepare_cached(sql)?.query_row([Sql(doc)], |row| row.get::<_, Option<i64>>(0))? {
        Some(ordinal) => by_ordinal(db, ordinal),
        None => speaking(db),
    }
}

/// Counts an exchange, before it begins, and gives its number.
pub(crate) fn next_exchange(db: &Connection, lineage: &Lineage) -> Result<u64> {
    let sql = "update lineage set exchanges = exchanges + 1 where ordinal = ? returning exchanges";
    Ok(unsigned(db.prepare_cached(sql)?.query_row([lineage.ordinal], |row| row.get(0))?))
}

/// Notes that the answer to an exchange was taken in, to its end. Answers that travel by file come in any order.
pub(crate) fn answered(db: &Connection, lineage: &Lineage, exchange: u64) -> Result<()> {
    db.prepare_cached("update lineage set answered = max(coalesce(answered, 0), ?) where ordinal = ?")?
        .execute(params![number(exchange), lineage.ordinal])?;
    Ok(())
}

/// Notes the statement that was just signed.
pub(crate) fn signed(db: &Connection, lineage: &Lineage, n: u64, hash: StatementHash) -> Result<()> {
    db.prepare_cached("update lineage set statements = ?, last_statement = ? where ordinal = ?")?.execute(params![
        number(n + 1),
        Sql(hash),
        lineage.ordinal
    ])?;
    Ok(())
}

fn read(row: &Row<'_>) -> rusqlite::Result<Lineage> {
    Ok(Lineage {
        ordinal: row.get(0)?,
        id: row.get::<_, Sql<LineageId>>(1)?.0,
        statements: unsigned(row.get(2)?),
        last_statement: row.get::<_, Option<Sql<StatementHash>>>(3)?.map(|hash| hash.0),
        exchanges: unsigned(row.get(4)?),
        answered: row.get::<_, Option<i64>>(5)?.map(unsigned),
    })
}
