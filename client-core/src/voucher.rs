//! What the province signed of every change here: its receipt, and the proof that it was logged once.
//!
//! A frame of the log is kept without its changes, which stand in the store already: a label of some fifty bytes for each
//! entry and one signature for all. With the labels and the hashes the signature can be verified at any time, by this
//! device, by another, or by a province that was restored from an old backup and has forgotten what it logged. Keeping
//! the frames as they came was refused: it would double the store.

use std::collections::BTreeMap;

use records::{ChangeHash, DocId, EpochId};
use rusqlite::{Connection, params};
use wire::{
    Pull,
    exchange::{Entry, EntryDigest, Label, Refill, RefillEntry, Voucher},
};

use crate::{
    Error, Result, change,
    sql::{Sql, length},
};

/// Keeps what was signed of a frame that was just verified and applied. `hashes` has the hash of each entry's change. A
/// frame that proves nothing which was not proven before is not kept.
pub(crate) fn keep(db: &Connection, epoch: EpochId, pull: &Pull, hashes: &[Option<ChangeHash>]) -> Result<()> {
    let mut rows = Vec::with_capacity(hashes.len());
    let mut news = false;
    let mut proven = db.prepare_cached("select 1 from vouched where change = ?")?;
    for hash in hashes {
        let change = hash.as_ref().map(|hash| change::find(db, hash)).transpose()?.flatten();
        let row = change.map(|change| change.id);
        news |= row.map_or(Ok(false), |row| proven.exists([row]).map(|known| !known))?;
        rows.push(row);
    }
    let erased: Vec<_> = pull.entries.iter().filter_map(erased_by).collect();
    if !news && erased.is_empty() {
        return Ok(());
    }
    db.prepare_cached("insert into voucher (bytes) values (?)")?.execute([pull.voucher(epoch).to_bytes()])?;
    let voucher = db.last_insert_rowid();
    let sql = "insert into vouched (voucher, position, label, digest, change) values (?, ?, ?, ?, ?)";
    let mut insert = db.prepare_cached(sql)?;
    for (position, ((entry, hash), row)) in pull.entries.iter().zip(hashes).zip(rows).enumerate() {
        let label = entry.label();
        let is_gone = hash.is_some() && row.is_none();
        let digest = is_gone.then(|| label.digest(hash.as_ref()).0);
        let label = (!is_gone).then_some(label);
        insert.execute(params![voucher, length(position), label.as_ref().map(Label::as_bytes), digest, row])?;
    }
    let sql = "insert into erased_proof (doc, voucher, epoch) select doc, ?2, ?3 from erased where doc = ?1
               on conflict (doc) do update set voucher = excluded.voucher, epoch = excluded.epoch";
    let mut show = db.prepare_cached(sql)?;
    erased.iter().try_for_each(|doc| show.execute(params![Sql(*doc), voucher, Sql(epoch)]).map(drop))?;
    Ok(())
}

/// The record that an entry says to be erased.
const fn erased_by(entry: &Entry) -> Option<DocId> {
    match entry {
        Entry::Leave { doc, erased: true } => Some(*doc),
        Entry::Leave { .. } | Entry::Change { .. } | Entry::Known { .. } | Entry::Void => None,
    }
}

/// The voucher with which a change can be handed back, `None` where there is none: an entry of our own change names only
/// its hash.
pub(crate) fn proof_of(db: &Connection, change: i64) -> Result<Option<i64>> {
    let mut rows = db.prepare_cached("select voucher, label from vouched where change = ? order by voucher desc")?;
    let mut rows = rows.query([change])?;
    while let Some(row) = rows.next()? {
        let label = Label::from_bytes(row.get(1)?);
        if matches!(label.into_entry(Vec::new())?, Entry::Change { .. }) {
            return Ok(Some(row.get(0)?));
        }
    }
    Ok(None)
}

/// Notes that the province asks for a change of others.
pub(crate) fn want(db: &Connection, change: i64) -> Result<()> {
    db.prepare_cached("insert or ignore into wanted (change) values (?)")?.execute([change])?;
    Ok(())
}

/// How many changes of others are to be handed back.
pub(crate) fn count_wanted(db: &Connection) -> Result<u64> {
    let count = db.prepare_cached("select count(*) from wanted")?.query_row([], |row| row.get(0))?;
    Ok(crate::sql::unsigned(count))
}

/// Notes that a change is handed back, or need not be.
pub(crate) fn settled(db: &Connection, change: i64) -> Result<()> {
    db.prepare_cached("delete from wanted where change = ?")?.execute([change])?;
    Ok(())
}

/// What is to be handed back: for each voucher the changes that it proves, those first that others depend on.
pub(crate) fn refills(db: &Connection) -> Result<Vec<(i64, Vec<i64>)>> {
    let mut rows = db.prepare_cached("select change from wanted order by change")?;
    let wanted = rows.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<Vec<i64>>>()?;
    let mut of_voucher = BTreeMap::<i64, Vec<i64>>::new();
    for change in wanted {
        if let Some(voucher) = proof_of(db, change)? {
            of_voucher.entry(voucher).or_default().push(change);
        }
    }
    let mut refills: Vec<_> = of_voucher.into_iter().collect();
    refills.sort_by_key(|(_, changes)| changes.first().copied());
    Ok(refills)
}

/// What the province may have forgotten since it said so, in an earlier life of its log: for each voucher the records that
/// it shows to be erased.
pub(crate) fn erasures(db: &Connection) -> Result<Vec<(i64, Vec<DocId>)>> {
    let sql = "select voucher, doc from erased_proof
               where epoch is not (select value from setting where name = 'epoch') order by voucher";
    let mut rows = db.prepare_cached(sql)?;
    let shown = rows.query_map([], |row| Ok((row.get(0)?, row.get::<_, Sql<DocId>>(1)?.0)))?;
    let mut of_voucher = BTreeMap::<i64, Vec<DocId>>::new();
    for shown in shown {
        let (voucher, doc) = shown?;
        of_voucher.entry(voucher).or_default().push(doc);
    }
    Ok(of_voucher.into_iter().collect())
}

/// Notes that the province knows in this life of its log that records were erased.
pub(crate) fn erasures_told(db: &Connection, docs: &[DocId], epoch: EpochId) -> Result<()> {
    let mut told = db.prepare_cached("update erased_proof set epoch = ?2 where doc = ?1")?;
    docs.iter().try_for_each(|doc| Ok(told.execute(params![Sql(*doc), Sql(epoch)]).map(drop)?))
}

/// A frame that hands changes back: the whole of what was signed, these changes put in, and what says that these records
/// were erased.
pub(crate) fn refill(db: &Connection, voucher: i64, wanted: &[i64], erased: &[DocId]) -> Result<Refill> {
    let bytes: Vec<u8> =
        db.prepare_cached("select bytes from voucher where id = ?")?.query_row([voucher], |row| row.get(0))?;
    let entries = entries(db, voucher)?.into_iter().map(|entry| entry.into_refill(db, wanted, erased));
    Ok(Refill { voucher: Voucher::from_bytes(&bytes)?, entries: entries.collect::<Result<_>>()? })
}

/// Forgets what was signed of a document's changes, but for the digests that the other entries of their frames need.
pub(crate) fn forget(db: &Connection, doc: DocId) -> Result<()> {
    let sql = "select e.voucher, e.position, e.label, c.hash from vouched e join change c on c.id = e.change
               where c.doc = ?";
    let mut rows = db.prepare_cached(sql)?;
    let read = |row: &rusqlite::Row<'_>| {
        let label = row.get::<_, Option<Vec<u8>>>(2)?.map(Label::from_bytes);
        Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?, label, row.get::<_, Sql<ChangeHash>>(3)?.0))
    };
    let entries = rows.query_map([Sql(doc)], read)?.collect::<rusqlite::Result<Vec<_>>>()?;
    let sql = "update vouched set change = null, label = null, digest = coalesce(?3, digest)
               where voucher = ?1 and position = ?2";
    let mut update = db.prepare_cached(sql)?;
    for (voucher, position, label, hash) in &entries {
        let digest = label.as_ref().map(|label| label.digest(Some(hash)).0);
        update.execute(params![voucher, position, digest])?;
    }
    let sql = "delete from voucher where id = ?1
               and not exists (select 1 from vouched where voucher = ?1 and change is not null)
               and not exists (select 1 from erased_proof where voucher = ?1)";
    let mut delete = db.prepare_cached(sql)?;
    entries.iter().try_for_each(|(voucher, ..)| delete.execute([voucher]).map(drop))?;
    Ok(())
}

/// Every voucher.
pub(crate) fn ids(db: &Connection) -> Result<Vec<i64>> {
    let mut statement = db.prepare_cached("select id from voucher order by id")?;
    let rows = statement.query_map([], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Drops a voucher, and gives the changes that nothing else proves.
pub(crate) fn drop_one(db: &Connection, voucher: i64) -> Result<Vec<i64>> {
    let sql = "select change from vouched v where voucher = ?1 and change is not null
               and not exists (select 1 from vouched o where o.change = v.change and o.voucher <> ?1)";
    let mut statement = db.prepare_cached(sql)?;
    let unproven = statement.query_map([voucher], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    db.prepare_cached("delete from voucher where id = ?")?.execute([voucher])?;
    Ok(unproven)
}

/// A voucher with the digests of its entries: what there is to be verified.
pub(crate) fn whole(db: &Connection, voucher: i64) -> Result<(Voucher, Vec<EntryDigest>)> {
    let sql = "select bytes from voucher where id = ?";
    let bytes: Vec<u8> = db.prepare_cached(sql)?.query_row([voucher], |row| row.get(0))?;
    let digests = entries(db, voucher)?.iter().map(Kept::digest).collect::<Result<_>>()?;
    Ok((Voucher::from_bytes(&bytes)?, digests))
}

/// The last voucher that proves a change.
pub(crate) fn of_change(db: &Connection, change: i64) -> Result<Option<(Voucher, Vec<EntryDigest>)>> {
    let mut last = db.prepare_cached("select max(voucher) from vouched where change = ?")?;
    let voucher: Option<i64> = last.query_row([change], |row| row.get(0))?;
    voucher.map(|voucher| whole(db, voucher)).transpose()
}

/// An entry as it is kept.
struct Kept {
    label: Option<Vec<u8>>,
    digest: Option<[u8; 32]>,
    change: Option<i64>,
    hash: Option<ChangeHash>,
}

fn entries(db: &Connection, voucher: i64) -> Result<Vec<Kept>> {
    let mut rows = db.prepare_cached(
        "select e.label, e.digest, e.change, c.hash from vouched e left join change c on c.id = e.change
         where e.voucher = ? order by e.position",
    )?;
    let read = |row: &rusqlite::Row<'_>| {
        let hash: Option<Sql<ChangeHash>> = row.get(3)?;
        Ok(Kept { label: row.get(0)?, digest: row.get(1)?, change: row.get(2)?, hash: hash.map(|hash| hash.0) })
    };
    Ok(rows.query_map([voucher], read)?.collect::<rusqlite::Result<_>>()?)
}

impl Kept {
    fn digest(&self) -> Result<EntryDigest> {
        match (&self.label, self.digest) {
            (Some(label), _) => Ok(Label::from_bytes(label.clone()).digest(self.hash.as_ref())),
            (None, Some(digest)) => Ok(EntryDigest(digest)),
            (None, None) => Err(Error::Corrupt("an entry of a voucher")),
        }
    }

    fn into_refill(self, db: &Connection, wanted: &[i64], erased: &[DocId]) -> Result<RefillEntry> {
        match (self.change, self.label) {
            (Some(change), Some(label)) if wanted.contains(&change) => {
                Ok(RefillEntry::Change(Label::from_bytes(label).into_entry(change::raw(db, change)?)?))
            }
            (None, Some(label)) if !erased.is_empty() => {
                let entry = Label::from_bytes(label).into_entry(Vec::new())?;
                let is_asked = erased_by(&entry).is_some_and(|doc| erased.contains(&doc));
                Ok(if is_asked { RefillEntry::Change(entry) } else { RefillEntry::Digest(entry.label().digest(None)) })
            }
            (change, label) => Ok(RefillEntry::Digest(Self { change, label, ..self }.digest()?)),
        }
    }
}
