//! Changes on their way to the province: signed in statements, sent again as they are until they arrived.

use std::collections::BTreeSet;

use records::{ChangeHash, DocId, Kind, OfficerId, RegionCode};
use rusqlite::{Connection, OptionalExtension, Row, Rows, Transaction, params};
use sync::Ranges;
use wire::{Envelope, PROTOCOL, Push, Signature, Statement, envelope::Item};

use crate::{
    Result,
    change::{self, Change, State, UNDER_WAY},
    lineage::{self, Lineage},
    sealed,
    sql::{Sql, length, number, unsigned},
    store::Context,
};

/// The most changes of one statement: what a device signs at once, it can also read at once.
pub(crate) const MOST_ITEMS: i64 = 500;

/// The next envelope of a lineage after statement `after`: one that has not arrived, else a new one of at most about
/// `bytes` of changes. `None` where the outbox is empty.
pub(crate) fn next(
    tx: &Transaction<'_>,
    context: Context<'_>,
    lineage: &Lineage,
    after: Option<u64>,
    bytes: usize,
) -> Result<Option<Push>> {
    if let Some(push) = not_arrived(tx, lineage, after)? {
        return Ok(Some(push));
    }
    // Read again: an envelope of this exchange may have moved its numbers.
    let lineage = lineage::by_ordinal(tx, lineage.ordinal)?;
    sign_next(tx, context, &lineage, bytes)
}

/// The one envelope that brings all of a record's changes that this lineage may sign for, wherever else they are under
/// way: signed a second time, a change is the same change. `None` after that, and where there are none.
pub(crate) fn next_of(
    tx: &Transaction<'_>,
    context: Context<'_>,
    lineage: &Lineage,
    after: Option<u64>,
    doc: DocId,
) -> Result<Option<Push>> {
    if after.is_some() {
        return Ok(None);
    }
    if let Some(n) = alone_in(tx, lineage, doc)? {
        return not_arrived(tx, lineage, n.checked_sub(1));
    }
    sign(tx, context, lineage, local_changes_of(tx, lineage, doc)?)
}

/// The statement, not arrived yet, that has just the record's changes, where there is one.
fn alone_in(tx: &Transaction<'_>, lineage: &Lineage, doc: DocId) -> Result<Option<u64>> {
    let sql = "select distinct e.n, e.statement from change c left join envelope e on e.id = c.envelope
               where c.doc = ?1 and c.own = 1 and c.state = 'local' and (c.lineage is null or c.lineage = ?2) limit 2";
    let read = |row: &Row<'_>| Ok((row.get::<_, Option<i64>>(0)?, row.get::<_, Option<Vec<u8>>>(1)?));
    let mut query = tx.prepare_cached(sql)?;
    let found = query.query_map(params![Sql(doc), lineage.ordinal], read)?.collect::<rusqlite::Result<Vec<_>>>()?;
    let [(Some(n), Some(statement))] = found.as_slice() else { return Ok(None) };
    let statement = Statement::from_bytes(statement)?;
    let alone = statement.lineage == lineage.id && statement.items.iter().all(|item| item.doc == doc);
    Ok(alone.then_some(unsigned(*n)))
}

/// Notes which statements of a lineage are durable at the province. One that it had and has no longer is on its way
/// again: the province lost it, or somebody else said that it had arrived.
pub(crate) fn arrived(db: &Connection, lineage: &Lineage, received: &Ranges) -> Result<()> {
    let mut next = 0;
    let mut ranges = received.as_slice().to_vec();
    ranges.sort_unstable_by_key(|range| range.first);
    for range in ranges {
        lost(db, lineage, next, range.first)?;
        next = next.max(range.last.saturating_add(1));
    }
    lost(db, lineage, next, u64::MAX)?;
    also_arrived(db, lineage, received)
}

/// Notes which statements of a lineage are durable at the province, by an answer that may be older than others: of those
/// that it does not name, it says nothing.
pub(crate) fn also_arrived(db: &Connection, lineage: &Lineage, received: &Ranges) -> Result<()> {
    for range in received.as_slice() {
        let bounds = params![lineage.ordinal, number(range.first), number(range.last)];
        db.prepare_cached("update envelope set received = 1 where lineage = ? and n between ? and ? and received = 0")?
            .execute(bounds)?;
    }
    // One at a time: SQLite keeps the pages that a statement changes in memory until it is done.
    let mut update =
        db.prepare_cached("update change set state = 'received' where state = 'local' and envelope = ?")?;
    just_arrived(db, lineage)?.into_iter().try_for_each(|envelope| update.execute([envelope]).map(drop))?;
    Ok(())
}

/// The envelopes that arrived and whose changes are not known to have.
fn just_arrived(db: &Connection, lineage: &Lineage) -> Result<Vec<i64>> {
    let mut statement = db.prepare_cached(&format!(
        "select distinct envelope from change where state = 'local' and {UNDER_WAY}
             and envelope in (select id from envelope where lineage = ? and received = 1)"
    ))?;
    let rows = statement.query_map([lineage.ordinal], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Takes the statements from `first` to before `end` as not received. What is in them is on this device only, even where
/// the log had it: the province was set back. Where a feed holds it here, comparing that feed tells; where none is left,
/// nothing else would.
fn lost(db: &Connection, lineage: &Lineage, first: u64, end: u64) -> Result<()> {
    let bounds = params![lineage.ordinal, number(first), number(end)];
    let lost = "select id from envelope where lineage = ? and n >= ? and n < ? and received = 1";
    let state = "update change set state = 'local', reason = ''
        where (state in ('received', 'held')
            or state in ('logged', 'flagged') and not exists (select 1 from logged l where l.change = change.id))
          and envelope in";
    db.prepare_cached(&format!("{state} ({lost})"))?.execute(bounds)?;
    db.prepare_cached(&format!("update envelope set received = 0, sent = 0 where id in ({lost})"))?.execute(bounds)?;
    Ok(())
}

/// Sends again what counts as received although every decision of this lineage was heard, and both sides have the same: the
/// number that arrived is that of another statement, which a copy of this store signed. Sent again, ours shows it.
pub(crate) fn send_mistaken(db: &Connection, lineage: &Lineage) -> Result<()> {
    let mut statement = db.prepare_cached(&format!(
        "select e.id from change c join envelope e on e.id = c.envelope
         where c.own = 1 and c.state = 'received' and c.{UNDER_WAY} and e.lineage = ? and e.received = 1"
    ))?;
    let envelopes = statement.query_map([lineage.ordinal], |row| row.get(0))?;
    let envelopes: BTreeSet<i64> = envelopes.collect::<rusqlite::Result<_>>()?;
    for envelope in envelopes {
        db.prepare_cached("update change set state = 'local' where state = 'received' and envelope = ?")?
            .execute([envelope])?;
        db.prepare_cached("update envelope set received = 0, sent = 0 where id = ?")?.execute([envelope])?;
    }
    Ok(())
}

/// Sends one of our own changes again, with the statement that carries it: the province does not have it any more. `false`
/// for one that is not in its document, and so goes nowhere.
pub(crate) fn send_again(db: &Connection, change: &Change) -> Result<bool> {
    if !change.state.in_document() {
        return Ok(false);
    }
    db.prepare_cached(
        "update envelope set received = 0, sent = 0 where id = (select envelope from change where id = ?)",
    )?
    .execute([change.id])?;
    change::set_state(db, change.id, State::Local, "")?;
    Ok(true)
}

/// Doubts every arrival, as the sides differ although nothing is under way: each lineage asks again what arrived.
pub(crate) fn doubt_arrivals(db: &Connection) -> Result<()> {
    forget_arrivals(db)?;
    db.execute("update envelope set sent = 1", [])?;
    Ok(())
}

/// Notes that what did not arrive was not on its way: the province said so before anything was sent.
pub(crate) fn nothing_in_doubt(db: &Connection, lineage: &Lineage) -> Result<()> {
    db.prepare_cached("update envelope set sent = 0 where lineage = ? and received = 0")?.execute([lineage.ordinal])?;
    Ok(())
}

/// The bytes of changes that were sent and of which nobody knows whether they arrived.
pub(crate) fn in_doubt(db: &Connection, lineage: &Lineage) -> Result<u64> {
    let sql = "select coalesce(sum(size), 0) from envelope where lineage = ? and received = 0 and sent = 1";
    Ok(unsigned(db.prepare_cached(sql)?.query_row([lineage.ordinal], |row| row.get(0))?))
}

/// Forgets what arrived, and the decisions on it: the province's log is another one.
pub(crate) fn forget_arrivals(db: &Connection) -> Result<()> {
    db.execute("update envelope set received = 0, sent = 0", [])?;
    db.execute(
        "update change set state = 'local', reason = ''
         where own = 1 and state in ('received', 'held', 'logged', 'flagged')",
        [],
    )?;
    sealed::doubt(db)
}

/// Gives up the envelopes that did not arrive: their lineage can no longer bring them across. Nor can it hear what the
/// province decides on imports that did, so the next lineage hands these in again.
pub(crate) fn give_up(db: &Connection) -> Result<()> {
    db.execute(
        "update change set state = 'local', reason = '', envelope = null
         where own = 1 and lineage is null and state in ('received', 'held')",
        [],
    )?;
    db.execute("update change set envelope = null where envelope in (select id from envelope where received = 0)", [])?;
    db.execute("delete from envelope where received = 0", [])?;
    Ok(())
}

/// Notes that the statement with a change cannot be sent any more, as bytes of it are gone.
pub(crate) fn spoil(db: &Connection, change: &Change) -> Result<()> {
    db.prepare_cached("update envelope set partial = 1 where id = (select envelope from change where id = ?)")?
        .execute([change.id])?;
    Ok(())
}

/// A statement is sent whole or not at all. What is left of one of which something left with its record, or was damaged, is
/// signed anew. Once in an exchange, before it begins, is enough: records leave at its end.
pub(crate) fn dissolve_partial(db: &Connection) -> Result<()> {
    let partial = "select id from envelope where partial = 1 and received = 0";
    db.prepare_cached(&format!("update change set envelope = null where envelope in ({partial})"))?.execute([])?;
    db.prepare_cached("delete from envelope where partial = 1 and received = 0")?.execute([])?;
    Ok(())
}

fn not_arrived(tx: &Transaction<'_>, lineage: &Lineage, after: Option<u64>) -> Result<Option<Push>> {
    let sql = "select id, statement, signature from envelope
               where lineage = ? and received = 0 and n > ? order by n limit 1";
    let mut after = after.map_or(-1, number);
    loop {
        let row = tx.prepare_cached(sql)?.query_row([lineage.ordinal, after], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, Vec<u8>>(1)?, row.get::<_, Sql<Signature>>(2)?.0))
        });
        let Some((id, statement, signature)) = row.optional()? else { return Ok(None) };
        let statement = Statement::from_bytes(&statement)?;
        after = number(statement.n);
        // What another officer wrote in confidence waits for that officer, or goes as the sealed outbox has it.
        let Some(changes) = changes_of(tx, &statement)? else { continue };
        tx.prepare_cached("update envelope set sent = 1 where id = ?")?.execute([id])?;
        return Ok(Some(Push::of(Envelope::new(statement, signature, changes)?)));
    }
}

/// The bytes of the changes of a statement, `None` where another officer's key opens one of them.
fn changes_of(tx: &Transaction<'_>, statement: &Statement) -> Result<Option<Vec<Vec<u8>>>> {
    let mut raw = tx.prepare_cached("select opened(raw) from change where hash = ?")?;
    let raws = statement.items.iter().map(|item| raw.query_row([Sql(item.hash)], |row| row.get(0)));
    Ok(raws.collect::<rusqlite::Result<_>>()?)
}

/// One change that nobody signed for yet.
pub(crate) struct Unsigned {
    pub(crate) id: i64,
    pub(crate) officer: OfficerId,
    pub(crate) item: Item,
    pub(crate) raw: Vec<u8>,
    /// Whether its officer's key opens it. Such changes have statements of their own, so that others never wait for them.
    pub(crate) is_private: bool,
}

fn sign_next(tx: &Transaction<'_>, context: Context<'_>, lineage: &Lineage, bytes: usize) -> Result<Option<Push>> {
    sign(tx, context, lineage, unsigned_changes(tx, lineage, bytes)?)
}

fn sign(tx: &Transaction<'_>, context: Context<'_>, lineage: &Lineage, chosen: Vec<Unsigned>) -> Result<Option<Push>> {
    let Some(officer) = chosen.first().map(|change| change.officer) else { return Ok(None) };
    let statement = Statement {
        protocol: PROTOCOL,
        device: context.membership.device(),
        lineage: lineage.id,
        officer,
        n: lineage.statements,
        previous: lineage.last_statement,
        written_at: context.clock.now(),
        items: chosen.iter().map(|change| change.item.clone()).collect(),
    };
    let (statement, signature) = context.membership.signing.sign_statement(statement);
    let envelope = keep(tx, lineage, &statement, signature, &chosen)?;
    let mut update = tx.prepare_cached("update change set envelope = ? where id = ?")?;
    chosen.iter().try_for_each(|change| update.execute([envelope, change.id]).map(drop))?;
    let changes = chosen.into_iter().map(|change| change.raw).collect();
    Ok(Some(Push::of(Envelope::new(statement, signature, changes)?)))
}

fn keep(
    tx: &Transaction<'_>,
    lineage: &Lineage,
    statement: &Statement,
    signature: Signature,
    chosen: &[Unsigned],
) -> Result<i64> {
    let size: usize = chosen.iter().map(|change| change.raw.len()).sum();
    tx.prepare_cached("insert into envelope (lineage, n, statement, signature, size, sent) values (?, ?, ?, ?, ?, 1)")?
        .execute(params![lineage.ordinal, number(statement.n), statement.to_bytes(), Sql(signature), length(size)])?;
    let id = tx.last_insert_rowid();
    lineage::signed(tx, lineage, statement.n, statement.hash())?;
    Ok(id)
}

/// The first changes of one officer that this lineage may sign for, in the order in which they were made: at least one,
/// and no more than about `bytes`.
fn unsigned_changes(tx: &Transaction<'_>, lineage: &Lineage, bytes: usize) -> Result<Vec<Unsigned>> {
    let mut statement = tx.prepare_cached(
        "select c.id, a.officer, c.doc, d.kind, d.region, c.hash, opened(c.raw), d.owner is not null
         from change c join author a on a.id = c.author join document d on d.id = c.doc
         where c.own = 1 and c.envelope is null and c.state = 'local' and (c.lineage is null or c.lineage = ?)
             and length(c.raw) > 0 and opened(c.raw) is not null
         order by c.id limit ?",
    )?;
    let rows = statement.query(params![lineage.ordinal, MOST_ITEMS])?;
    of_one_officer(rows, bytes)
}

/// The first of these changes that one officer made: at least one, and no more than about `bytes`.
pub(crate) fn of_one_officer(mut rows: Rows<'_>, bytes: usize) -> Result<Vec<Unsigned>> {
    let (mut chosen, mut size) = (Vec::<Unsigned>::new(), 0);
    while let Some(row) = rows.next()? {
        let change = read(row)?;
        size += change.raw.len();
        let apart = |first: &Unsigned| first.officer != change.officer || first.is_private != change.is_private;
        if chosen.first().is_some_and(apart) || (size > bytes && !chosen.is_empty()) {
            break;
        }
        chosen.push(change);
    }
    Ok(chosen)
}

/// The changes of a record that are not known to have arrived and that this lineage may sign for.
fn local_changes_of(tx: &Transaction<'_>, lineage: &Lineage, doc: DocId) -> Result<Vec<Unsigned>> {
    let mut statement = tx.prepare_cached(
        "select c.id, a.officer, c.doc, d.kind, d.region, c.hash, opened(c.raw), d.owner is not null
         from change c join author a on a.id = c.author join document d on d.id = c.doc
         where c.doc = ?1 and c.own = 1 and c.state = 'local' and (c.lineage is null or c.lineage = ?2)
             and length(c.raw) > 0 and opened(c.raw) is not null
         order by c.id limit ?3",
    )?;
    let rows = statement.query(params![Sql(doc), lineage.ordinal, MOST_ITEMS])?;
    of_one_officer(rows, usize::MAX)
}

fn read(row: &Row<'_>) -> rusqlite::Result<Unsigned> {
    Ok(Unsigned {
        id: row.get(0)?,
        officer: row.get::<_, Sql<OfficerId>>(1)?.0,
        item: Item {
            doc: row.get::<_, Sql<DocId>>(2)?.0,
            kind: row.get::<_, Sql<Kind>>(3)?.0,
            region: row.get::<_, Sql<RegionCode>>(4)?.0,
            hash: row.get::<_, Sql<ChangeHash>>(5)?.0,
        },
        raw: row.get(6)?,
        is_private: row.get(7)?,
    })
}
