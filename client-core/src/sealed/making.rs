//! Signing and sealing, within the transaction that wrote what is sealed.

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use wire::{
    Envelope, Frame, Hello, PROTOCOL, Push, Signature, Statement,
    bundle::{Bundle, Direction},
    envelope::ALONE,
    exchange::Capabilities,
    stream::FrameEncoder,
};

use super::folder::new_name;
use crate::{
    Membership, Result,
    lineage::{self, Lineage},
    outbox::{self, Unsigned},
    setting,
    sql::{Sql, length, number},
    store::Context,
};

/// The most bytes of changes of one statement.
const STATEMENT: usize = 4 << 20;
/// So many bytes of changes of one file, and those of the statement that reaches them.
const FILE: usize = 16 << 20;
/// A file of fewer changes is small.
const SMALL: i64 = 256;
/// So many small files become one.
const MANY: usize = 16;

/// A file that is to be written once its transaction is durable.
#[derive(Debug)]
pub(crate) struct Made {
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
}

/// What is sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Which {
    /// What nobody has signed for yet: what the transaction wrote.
    New,
    /// Whatever is here only: also what the province had and lost.
    All,
}

impl Which {
    /// What is on this device alone and in no file.
    const fn rows(self) -> &'static str {
        match self {
            Self::New => {
                "c.own = 1 and c.sealed is null and c.state = 'local' and c.envelope is null and length(c.raw) > 0
                    and opened(c.raw) is not null"
            }
            Self::All => {
                "c.own = 1 and c.sealed is null and c.state = 'local' and length(c.raw) > 0 and opened(c.raw) is not null"
            }
        }
    }

    pub(super) fn is_any(self, db: &Connection) -> Result<bool> {
        let sql = format!("select exists (select 1 from change c where {})", self.rows());
        Ok(db.prepare_cached(&sql)?.query_row([], |row| row.get(0))?)
    }
}

/// Signs and seals what is in no file: one file for all that a transaction wrote, unless that is very much.
pub(super) fn seal(tx: &Transaction<'_>, context: Context<'_>, which: Which) -> Result<Vec<Made>> {
    let mut made = Vec::new();
    if !which.is_any(tx)? {
        return Ok(made);
    }
    for lineage in unsealed_lineages(tx, which)? {
        while let Some(file) = fill(tx, context, &lineage, which)? {
            absorb(tx, &lineage, file)?;
            made.extend(build(tx, context, file)?);
        }
    }
    Ok(made)
}

/// The lineages that may sign for what is in no file: an imported row anyone signs for, here the current one.
fn unsealed_lineages(tx: &Transaction<'_>, which: Which) -> Result<Vec<Lineage>> {
    let mut query = tx.prepare_cached(&format!("select distinct c.lineage from change c where {}", which.rows()))?;
    let found = query.query_map([], |row| row.get::<_, Option<i64>>(0))?.collect::<rusqlite::Result<Vec<_>>>()?;
    let current = lineage::current(tx)?.ordinal;
    let ordinals: BTreeSet<_> = found.into_iter().map(|ordinal| ordinal.unwrap_or(current)).collect();
    ordinals.into_iter().map(|ordinal| lineage::by_ordinal(tx, ordinal)).collect()
}

/// Signs statements into a new file, until it is full or nothing is left; `None` where nothing was.
fn fill(tx: &Transaction<'_>, context: Context<'_>, lineage: &Lineage, which: Which) -> Result<Option<i64>> {
    let (mut file, mut bytes) = (None, 0);
    while bytes < FILE {
        let chosen = unsealed(tx, lineage, which)?;
        if chosen.is_empty() {
            break;
        }
        bytes += chosen.iter().map(|change| change.raw.len()).sum::<usize>();
        let file = match file {
            Some(file) => file,
            None => *file.insert(begin_file(tx, context, lineage)?),
        };
        sign(tx, context, lineage, file, &chosen)?;
    }
    Ok(file)
}

fn unsealed(tx: &Transaction<'_>, lineage: &Lineage, which: Which) -> Result<Vec<Unsigned>> {
    let is_current = lineage.ordinal == lineage::current(tx)?.ordinal;
    let mut query = tx.prepare_cached(&format!(
        "select c.id, a.officer, c.doc, d.kind, d.region, c.hash, opened(c.raw), d.owner is not null
         from change c join author a on a.id = c.author join document d on d.id = c.doc
         where {} and (c.lineage = ?1 or c.lineage is null and ?2) order by c.id limit {}",
        which.rows(),
        outbox::MOST_ITEMS
    ))?;
    outbox::of_one_officer(query.query(params![lineage.ordinal, is_current])?, STATEMENT)
}

fn begin_file(tx: &Transaction<'_>, context: Context<'_>, lineage: &Lineage) -> Result<i64> {
    let sql = "insert into sealed_file (name, lineage, exchange, size, changes, made_at) values (?, ?, 0, -1, 0, ?)";
    tx.prepare_cached(sql)?.execute(params![new_name(context.clock), lineage.ordinal, context.clock.now()])?;
    Ok(tx.last_insert_rowid())
}

fn sign(tx: &Transaction<'_>, context: Context<'_>, lineage: &Lineage, file: i64, chosen: &[Unsigned]) -> Result<()> {
    let Some(officer) = chosen.first().map(|change| change.officer) else { return Ok(()) };
    let statement = Statement {
        protocol: PROTOCOL,
        device: context.membership.device(),
        lineage: lineage.id,
        officer,
        n: ALONE | context.clock.any() >> 2,
        previous: lineage.last_statement,
        written_at: context.clock.now(),
        items: chosen.iter().map(|change| change.item.clone()).collect(),
    };
    let (statement, signature) = context.membership.signing.sign_statement(statement);
    tx.prepare_cached("insert into sealed_statement (file, statement, signature) values (?, ?, ?)")?
        .execute(params![file, statement.to_bytes(), Sql(signature)])?;
    let id = tx.last_insert_rowid();
    let mut covers = tx.prepare_cached("update change set sealed = ? where id = ?")?;
    chosen.iter().try_for_each(|change| covers.execute([id, change.id]).map(drop))?;
    Ok(())
}

/// Puts the statements of many small files into a new one. Each was signed when it was written and stays as it is.
fn absorb(tx: &Transaction<'_>, lineage: &Lineage, file: i64) -> Result<()> {
    let sql = "select id, name from sealed_file
               where lineage = ? and id <> ? and changes < ? and size > 0 and heard_at is null order by id";
    let mut query = tx.prepare_cached(sql)?;
    let small = query.query_map(params![lineage.ordinal, file, SMALL], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let small = small.collect::<rusqlite::Result<Vec<(i64, String)>>>()?;
    if small.len() < MANY {
        return Ok(());
    }
    for (id, name) in small {
        // The file of one whose bytes are damaged here is the only good copy.
        if pushes(tx, id)?.is_some() {
            tx.prepare_cached("update sealed_statement set file = ? where file = ?")?.execute([file, id])?;
            discard(tx, id, &name)?;
        }
    }
    Ok(())
}

/// Forgets a file that nothing is left of; it is deleted after the transaction.
pub(super) fn discard(tx: &Connection, id: i64, name: &str) -> Result<()> {
    tx.prepare_cached("delete from sealed_file where id = ?")?.execute([id])?;
    tx.prepare_cached("insert or ignore into sealed_gone (name) values (?)")?.execute([name])?;
    Ok(())
}

/// Makes the bytes of a file of its statements, under its name. `None` where they cannot be made: bytes of it are gone.
fn build(tx: &Transaction<'_>, context: Context<'_>, file: i64) -> Result<Option<Made>> {
    let Some(pushes) = pushes(tx, file)? else { return Ok(None) };
    let sql = "select name, lineage from sealed_file where id = ?";
    let (name, lineage) = tx.prepare_cached(sql)?.query_row([file], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let lineage = lineage::by_ordinal(tx, lineage)?;
    let changes: usize = pushes.iter().map(|push| push.items.len()).sum();
    let bundle = bundle_of(tx, context, &lineage, pushes)?;
    let bytes = bundle.to_bytes();
    tx.prepare_cached(
        "update sealed_file set exchange = ?, size = ?, changes = ?, heard_at = null, recipient = ? where id = ?",
    )?
    .execute(params![
        number(bundle.head.exchange),
        length(bytes.len()),
        length(changes),
        context.membership.province_recipient(),
        file
    ])?;
    Ok(Some(Made { name, bytes }))
}

/// Makes a file anew, under a new name: it is not as it was written, or something of it was taken back.
pub(super) fn rebuild(tx: &Transaction<'_>, context: Context<'_>, file: i64, name: &str) -> Result<Option<Made>> {
    if tx.prepare_cached("select 1 from sealed_statement where file = ?")?.exists([file])? {
        tx.prepare_cached("insert or ignore into sealed_gone (name) values (?)")?.execute([name])?;
        tx.prepare_cached("update sealed_file set name = ? where id = ?")?
            .execute(params![new_name(context.clock), file])?;
        return build(tx, context, file);
    }
    discard(tx, file, name)?;
    Ok(None)
}

/// The files that are sealed to a recipient which the province had before, and of which all can be read here now: the others
/// stay as they are, for the province keeps what opens them.
pub(super) fn to_former(tx: &Connection, membership: &Membership) -> Result<Vec<(i64, String)>> {
    let sql = "select id, name, recipient from sealed_file where size >= 0 order by id";
    let mut query = tx.prepare_cached(sql)?;
    let files = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    let files = files.collect::<rusqlite::Result<Vec<(i64, String, String)>>>()?;
    let mut former = Vec::new();
    for (id, name, recipient) in files {
        if !membership.is_newest_recipient(&recipient) && pushes(tx, id)?.is_some_and(|pushes| !pushes.is_empty()) {
            former.push((id, name));
        }
    }
    Ok(former)
}

/// The statements of a file with their changes, `None` where the bytes of some are not here.
fn pushes(tx: &Connection, file: i64) -> Result<Option<Vec<Push>>> {
    let mut query =
        tx.prepare_cached("select statement, signature from sealed_statement where file = ? order by id")?;
    let read = |row: &Row<'_>| Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, Sql<Signature>>(1)?.0));
    let signed = query.query_map([file], read)?.collect::<rusqlite::Result<Vec<_>>>()?;
    let mut raw = tx.prepare_cached("select opened(raw) from change where hash = ?")?;
    let mut pushes = Vec::with_capacity(signed.len());
    for (statement, signature) in signed {
        let statement = Statement::from_bytes(&statement)?;
        let mut bytes = |item: &wire::envelope::Item| {
            let found = raw.query_row([Sql(item.hash)], |row| row.get::<_, Option<Vec<u8>>>(0)).optional();
            found.map(Option::flatten)
        };
        let raws = statement.items.iter().map(&mut bytes).collect::<rusqlite::Result<Option<Vec<_>>>>()?;
        let Some(raws) = raws.filter(|raws| raws.iter().all(|raw| !raw.is_empty())) else { return Ok(None) };
        let Ok(envelope) = Envelope::new(statement, signature, raws) else { return Ok(None) };
        pushes.push(Push::of(envelope));
    }
    Ok(Some(pushes))
}

/// An exchange that asks for nothing: the digest of no cursors says so, and the answer tells what became of the changes.
fn bundle_of(tx: &Transaction<'_>, context: Context<'_>, lineage: &Lineage, pushes: Vec<Push>) -> Result<Bundle> {
    let (device, exchange) = (context.membership.device(), lineage::next_exchange(tx, lineage)?);
    let hello = Hello {
        protocol: PROTOCOL,
        device,
        lineage: lineage.id,
        epoch: setting::epoch(tx)?,
        exchange,
        clock: context.clock.now(),
        next_statement: lineage.statements,
        capabilities: Capabilities::SUCCEEDS,
        feeds: Vec::new(),
        known: Some([0; 32]),
        answered: None,
        chain: context.membership.chain_confirmed(),
    };
    let mut encoder = FrameEncoder::new()?;
    let mut stream = encoder.encode(&Frame::Hello(context.membership.signing.sign_hello(hello)))?;
    for push in pushes {
        stream.extend(encoder.encode(&Frame::Push(push))?);
    }
    stream.extend(encoder.encode(&Frame::End)?);
    stream.extend(encoder.finish()?);
    let sealed = seal::seal_to(context.membership.province_recipient(), &stream)?;
    Ok(Bundle::new(Direction::Up, device, lineage.id, exchange, sealed))
}
