//! What one officer writes in confidence, sealed within the database.
//!
//! On a device of a village, complaints, screenings and what is confidential of a worker are for their author and the
//! offices above (DESIGN section 4), not for the other officers at the same kiosk. All of these open the same database. So
//! every column with content of such a record (its changes, what was meant with them, the snapshot, what lists show) holds
//! ciphertext under the key of its author ([`seal::RecordKey`]), and no index holds anything of it.
//!
//! It happens in SQL: three functions of the connection hold the key of who works, and the few statements that write or
//! read content call them. `sealed(owner, value)` seals what has an owner, `opened(value)` gives what the present officer may
//! read and null for the rest, `owner_of(kind)` says whose a new record is, `is_closed(owner)` whether what is sealed to somebody cannot be
//! opened now. So there is one place for each column, and a
//! statement that forgets to call `opened` reads ciphertext, not somebody's complaint.
//!
//! A database for each officer was refused: SQLite commits to several files in log mode one after another, and a record that
//! is half there is worse than one that is not. Sealing rows whole was refused as well: what the exchange works with (which
//! change, whose, how far it got) has to be there when its author is not.
//!
//! What another officer of the device still finds in the file: that there are so many records of such a kind, by opaque
//! ids, when their changes were made, and whose they are. The id of what is confidential follows from its worker's, so
//! who looks for it can tell of a worker that there is such a part.
//!
//! Offices and the devices of offices seal nothing: there, all officers read all of it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use data_encoding::BASE64;
use records::{DocId, Kind, OfficerId, RegionCode, region::Level};
use rusqlite::{
    Connection, OptionalExtension, Transaction,
    functions::{Context, FunctionFlags},
    params,
    types::{Value, ValueRef},
};
use seal::{OsRandom, RecordKey, record_key::officer_of};

use crate::{
    Result, Store,
    change::{self, State},
    keyring::Person,
    leaving, rewrite,
    sql::{Sql, unsigned},
    stored::Stored,
};

/// What begins a sealed text; no JSON does.
const TEXT: &str = "sealed:";

/// The keys of who works, as the functions of a connection see them. Clones are the same ring.
#[derive(Debug, Clone, Default)]
pub(crate) struct Ring(Arc<Mutex<Open>>);

#[derive(Debug, Default)]
struct Open {
    key: Option<RecordKey>,
    /// Whether new records are sealed.
    seals: bool,
}

impl Ring {
    fn get(&self) -> MutexGuard<'_, Open> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Somebody works from now on.
    pub(crate) fn open(&self, key: RecordKey, seals: bool) {
        *self.get() = Open { key: Some(key), seals };
    }

    /// Forgets the key: nobody's private records are read or written until somebody opens the store again.
    pub(crate) fn close(&self) {
        self.get().key = None;
    }

    /// Whose private records are read, `None` where nobody's are.
    pub(crate) fn officer(&self) -> Option<OfficerId> {
        self.get().key.as_ref().map(RecordKey::officer)
    }

    /// `None` where it is to stay as it is: an office's device reads all that comes, whoever was sealed to before.
    fn seal(&self, owner: &[u8], value: &[u8]) -> seal::Result<Option<Vec<u8>>> {
        let open = self.get();
        match open.key.as_ref().filter(|key| key.officer().as_bytes() == owner) {
            Some(key) => key.seal(&mut OsRandom, value).map(Some),
            None if open.key.is_some() && !open.seals => Ok(None),
            None => Err(seal::Error::NotForThisKey),
        }
    }

    /// `None` of what another officer's key opens.
    fn unseal(&self, sealed: &[u8]) -> seal::Result<Option<Vec<u8>>> {
        let open = self.get();
        let Some(key) = open.key.as_ref().filter(|key| Some(key.officer()) == officer_of(sealed)) else {
            return Ok(None);
        };
        key.open(sealed).map(|plain| Some(plain.to_vec()))
    }
}

/// Gives a connection the functions.
pub(crate) fn install(db: &Connection) -> Result<Ring> {
    let ring = Ring::default();
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DIRECTONLY;
    let own = ring.clone();
    db.create_scalar_function("sealed", 2, flags, move |call| sealed(&own, call))?;
    let own = ring.clone();
    db.create_scalar_function("opened", 1, flags, move |call| opened(&own, call))?;
    let own = ring.clone();
    db.create_scalar_function("owner_of", 1, flags, move |call| owner_of(&own, call))?;
    let own = ring.clone();
    db.create_scalar_function("is_closed", 1, flags, move |call| Ok(is_closed(&own, call.get_raw(0))))?;
    let own = ring.clone();
    db.create_scalar_function("seals", 0, flags, move |_| Ok(own.get().seals))?;
    Ok(ring)
}

fn failed(error: seal::Error) -> rusqlite::Error {
    rusqlite::Error::UserFunctionError(Box::new(error))
}

fn sealed(ring: &Ring, call: &Context<'_>) -> rusqlite::Result<Value> {
    let value = call.get_raw(1);
    let ValueRef::Blob(owner) = call.get_raw(0) else { return Value::try_from(value).map_err(Into::into) };
    match value {
        // Empty stands for "nothing", and tells nothing.
        ValueRef::Blob([]) | ValueRef::Text([]) | ValueRef::Null => Value::try_from(value).map_err(Into::into),
        ValueRef::Blob(bytes) => {
            let sealed = ring.seal(owner, bytes).map_err(failed)?;
            sealed.map_or_else(|| Value::try_from(value).map_err(Into::into), |sealed| Ok(Value::Blob(sealed)))
        }
        ValueRef::Text(text) => {
            let sealed = ring.seal(owner, text).map_err(failed)?;
            let text = |sealed: Vec<u8>| Value::Text(format!("{TEXT}{}", BASE64.encode(&sealed)));
            sealed.map_or_else(|| Value::try_from(value).map_err(Into::into), |sealed| Ok(text(sealed)))
        }
        ValueRef::Integer(_) | ValueRef::Real(_) => Err(failed(seal::Error::DamagedSeal)),
    }
}

fn opened(ring: &Ring, call: &Context<'_>) -> rusqlite::Result<Value> {
    let value = call.get_raw(0);
    match value {
        ValueRef::Blob(bytes) if officer_of(bytes).is_some() => {
            Ok(ring.unseal(bytes).map_err(failed)?.map_or(Value::Null, Value::Blob))
        }
        ValueRef::Text(text) if text.starts_with(TEXT.as_bytes()) => opened_text(ring, text),
        ValueRef::Null | ValueRef::Integer(_) | ValueRef::Real(_) | ValueRef::Text(_) | ValueRef::Blob(_) => {
            Value::try_from(value).map_err(Into::into)
        }
    }
}

fn opened_text(ring: &Ring, text: &[u8]) -> rusqlite::Result<Value> {
    let damaged = || failed(seal::Error::DamagedSeal);
    let encoded = text.strip_prefix(TEXT.as_bytes()).ok_or_else(damaged)?;
    let sealed = BASE64.decode(encoded).map_err(|_| damaged())?;
    let Some(plain) = ring.unseal(&sealed).map_err(failed)? else { return Ok(Value::Null) };
    String::from_utf8(plain).map(Value::Text).map_err(|_| damaged())
}

fn owner_of(ring: &Ring, call: &Context<'_>) -> rusqlite::Result<Value> {
    let kind = u8::try_from(call.get::<i64>(0)?).ok().and_then(Kind::from_code);
    let open = ring.get();
    let private = open.seals && kind.is_some_and(Kind::is_withheld);
    if !private {
        return Ok(Value::Null);
    }
    let key = open.key.as_ref().ok_or_else(|| failed(seal::Error::NotForThisKey))?;
    Ok(Value::Blob(key.officer().as_bytes().to_vec()))
}

/// Whether what is sealed to an officer is closed to who works.
fn is_closed(ring: &Ring, officer: ValueRef<'_>) -> bool {
    let open = ring.get();
    let ValueRef::Blob(officer) = officer else { return false };
    open.key.as_ref().is_none_or(|key| key.officer().as_bytes() != officer)
}

/// Whether records of such a device are sealed: it serves no area above a village.
pub(crate) fn seals(regions: &[RegionCode]) -> bool {
    regions.iter().all(|region| region.level() == Level::Village)
}

/// What an officer owns of a device, seen from the others.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Closed {
    /// Records that another officer's key opens.
    pub records: u64,
    /// Changes of these that are not known to have arrived at the province.
    pub unsent: u64,
}

impl Store {
    /// Somebody works from now on: that officer's private records are open, and those of before are sealed.
    pub(crate) fn open_private(&mut self, person: &Person) -> Result<()> {
        let key = RecordKey::of(person.officer, &person.identity);
        self.ring.open(key, seals(&self.regions()?));
        seal_present(self)?;
        rebuild_owed(self)
    }

    /// Forgets the key of who works, and stays open for what all officers share: a program that goes on syncing when nobody
    /// sits at the device.
    pub fn close_private(&mut self) {
        self.ring.close();
    }

    /// Whose private records are open, `None` where nobody's are.
    #[must_use]
    pub fn private_of(&self) -> Option<OfficerId> {
        self.ring.officer()
    }

    /// What is here of other officers and cannot be read now.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn closed(&self) -> Result<Closed> {
        let open = self.ring.officer();
        let count = |sql: &str| -> Result<u64> {
            let open = open.map(Sql);
            Ok(unsigned(self.db.prepare_cached(sql)?.query_row([open], |row| row.get(0))?))
        };
        Ok(Closed {
            records: count("select count(*) from document where owner is not null and owner is not ?")?,
            unsent: count(
                "select count(*) from change where state = 'local' and state not in ('logged')
                     and doc in (select id from document where owner is not null and owner is not ?)",
            )?,
        })
    }
}

/// Whose the content of a record is, `None` where every officer reads it.
pub(crate) fn owner(db: &Connection, doc: DocId) -> Result<Option<OfficerId>> {
    let sql = "select owner from document where id = ?";
    let owner = db.prepare_cached(sql)?.query_row([Sql(doc)], |row| row.get::<_, Option<Sql<OfficerId>>>(0));
    Ok(owner.optional()?.flatten().map(|owner| owner.0))
}

/// How many changes are in a state, those of officers who are not there left out.
pub(crate) fn count_open(db: &Connection, state: State) -> Result<u64> {
    let all = change::count(db, state)?;
    if all == 0 {
        return Ok(0);
    }
    let sql = "select count(*) from change where state = ? and state not in ('logged')
               and doc in (select id from document where owner is not null and is_closed(owner))";
    let closed = db.prepare_cached(sql)?.query_row([state.as_str()], |row| row.get(0))?;
    Ok(all.saturating_sub(unsigned(closed)))
}

/// Whether nobody who works can read a record: it is another officer's, or it was lent for a time that is over.
pub(crate) fn is_closed_record(db: &Connection, doc: DocId) -> Result<bool> {
    let sql = "select owner is not null and opened(snapshot) is null
                   or id in (select doc from lent where closed = 1)
               from document where id = ?";
    Ok(db.prepare_cached(sql)?.query_row([Sql(doc)], |row| row.get(0)).optional()?.unwrap_or(false))
}

/// Notes that something happened to a record whose officer is not there: it is built again when that officer is.
pub(crate) fn owe(db: &Connection, doc: DocId) -> Result<()> {
    db.prepare_cached("insert into owed (doc) values (?) on conflict do nothing")?.execute([Sql(doc)])?;
    Ok(())
}

/// What is owed to an officer. By `=`, never `is`: the index holds no record without an owner, and each opening asks this.
const OWED_TO: &str = "select doc from owed where doc in (select id from document where owner = ?)";

/// Builds the records again to which something happened while their officer was away.
fn rebuild_owed(store: &mut Store) -> Result<()> {
    let officer = store.ring.officer().map(Sql);
    for doc in docs(&store.db, OWED_TO, officer)? {
        store.write(|tx, context| {
            rewrite::owed(tx, context, doc)?;
            tx.execute("delete from owed where doc = ?", [Sql(doc)])?;
            Ok(())
        })?;
    }
    Ok(())
}

/// Seals what this officer wrote before records were sealed, or while the device was an office's.
fn seal_present(store: &mut Store) -> Result<()> {
    let open = store.ring.get();
    let Some(officer) = open.key.as_ref().map(RecordKey::officer).filter(|_| open.seals) else { return Ok(()) };
    drop(open);
    // Nobody else's: who came to the device later has written something of it.
    let sql = format!(
        "select id from document d where owner is null and kind in ({withheld})
         and (?1 is (select officer from author a join change c on c.author = a.id where c.doc = d.id order by c.id)
              or not exists (select 1 from change c where c.doc = d.id))",
        withheld = leaving::withheld(),
    );
    let docs = docs(&store.db, &sql, Some(Sql(officer)))?;
    for doc in &docs {
        store.write(|tx, _| seal_record(tx, *doc, officer))?;
    }
    if !docs.is_empty() {
        // Pages of before are overwritten, in the log too.
        store.db.pragma_update_and_check(None, "wal_checkpoint", "truncate", |_| Ok(()))?;
    }
    Ok(())
}

fn docs(db: &Connection, sql: &str, officer: Option<Sql<OfficerId>>) -> Result<Vec<DocId>> {
    let mut statement = db.prepare_cached(sql)?;
    let docs = statement.query_map([officer], |row| Ok(row.get::<_, Sql<DocId>>(0)?.0))?;
    Ok(docs.collect::<rusqlite::Result<_>>()?)
}

fn seal_record(tx: &Transaction<'_>, doc: DocId, officer: OfficerId) -> Result<()> {
    for sql in [
        "update document set owner = ?2, snapshot = sealed(?2, snapshot) where id = ?1",
        "update change set raw = sealed(?2, raw) where doc = ?1",
        "update intent set intents = sealed(?2, intents) where change in (select id from change where doc = ?1)",
    ] {
        tx.prepare_cached(sql)?.execute(params![Sql(doc), Sql(officer)])?;
    }
    match Stored::load_readable(tx, doc)?.filter(|stored| !stored.document.heads().is_empty()) {
        Some(stored) => crate::projection::refresh(tx, &stored),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests;
