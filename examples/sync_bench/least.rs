//! The least that anybody could do: the bytes of the bare changes, compressed, and one insert of them.
//!
//! The same edits are made here with `document` alone. Their authors' random ids differ from those that were measured,
//! their sizes do not.

use std::path::Path;

use anyhow::{Context, Result};
use document::{Author, Document, Intent};
use records::{Actor, DocId};
use rusqlite::Connection;
use serde::Serialize;

use super::{clock::Stopwatch, workload};

/// As the wire does.
const LEVEL: i32 = 3;
/// Bytes of changes in one transaction, as in the largest frame.
const TRANSACTION: usize = 64_000;

/// The documents of a village, with the changes that made them.
#[derive(Debug, Default)]
pub(crate) struct Bare {
    documents: Vec<(DocId, Document)>,
    /// In the order in which they were made.
    changes: Changes,
    /// Of the records as JSON, on average.
    pub(crate) json_bytes: usize,
}

/// Raw changes, each with the id of its document, which no change names.
#[derive(Debug, Default, Clone)]
pub(crate) struct Changes(pub(crate) Vec<(DocId, Vec<u8>)>);

/// The least bytes and times that something can be moved and kept in.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub(crate) struct Least {
    pub(crate) changes: u64,
    pub(crate) raw_bytes: u64,
    /// `zstd -3` of the bare changes.
    pub(crate) zstd_bare: u64,
    /// `zstd -3` of the changes, each with the 16 bytes of its document's id.
    pub(crate) zstd_with_ids: u64,
    /// One insert of each into SQLite with `synchronous=FULL`, 64 kB a transaction.
    pub(crate) insert_seconds: f64,
}

impl Bare {
    /// The first `count` records.
    pub(crate) fn of(count: usize) -> Result<Self> {
        let mut bare = Self::default();
        for (n, record) in workload::records(count).enumerate() {
            let record = record?;
            bare.json_bytes += serde_json::to_vec(&record.fields)?.len();
            bare.add(n, &record)?;
        }
        bare.json_bytes /= count.max(1);
        Ok(bare)
    }

    fn add(&mut self, n: usize, record: &workload::Record) -> Result<()> {
        let author = Author { actor: Actor::from_bytes([5; 16]), time: 1_794_000_000 + n as i64 };
        let mut document = Document::new();
        let first = document.edit(author, &document.heads(), &record.intents())?.context("a record without fields")?;
        let doc = workload::doc_id(n);
        self.changes.0.push((doc, first.bytes));
        for intent in &record.edits {
            if let Some(change) = document.edit(author, &document.heads(), std::slice::from_ref(intent))? {
                self.changes.0.push((doc, change.bytes));
            }
        }
        self.documents.push((doc, document));
        Ok(())
    }

    /// All changes.
    pub(crate) fn changes(&self) -> &Changes {
        &self.changes
    }

    /// One field more of so many records, by another officer.
    pub(crate) fn edits(&self, count: usize, number: usize) -> Result<Changes> {
        let edit = |(n, (doc, document)): (usize, &(DocId, Document))| {
            change_of(*doc, &mut document.clone(), number, &workload::edit(n, number)?)
        };
        Ok(Changes(self.documents.iter().take(count).enumerate().map(edit).collect::<Result<_>>()?))
    }

    /// One compressed stream of the documents as they are saved, uncompressed.
    pub(crate) fn saves(&self) -> Result<u64> {
        let saves: Vec<u8> = self.documents.iter().flat_map(|(_, document)| document.save()).collect();
        Ok(zstd::encode_all(&saves[..], LEVEL)?.len() as u64)
    }
}

fn change_of(doc: DocId, document: &mut Document, number: usize, intent: &Intent) -> Result<(DocId, Vec<u8>)> {
    let author = Author { actor: Actor::from_bytes([9; 16]), time: 1_795_000_000 + number as i64 };
    let change = document.edit(author, &document.heads(), std::slice::from_ref(intent))?;
    Ok((doc, change.context("the edit changes nothing")?.bytes))
}

impl Changes {
    /// What they cost at least.
    pub(crate) fn least(&self, folder: &Path) -> Result<Least> {
        let bare: Vec<u8> = self.0.iter().flat_map(|(_, raw)| raw).copied().collect();
        let with_ids: Vec<u8> = self.0.iter().flat_map(|(doc, raw)| [&doc.as_bytes()[..], raw].concat()).collect();
        Ok(Least {
            changes: self.0.len() as u64,
            raw_bytes: bare.len() as u64,
            zstd_bare: zstd::encode_all(&bare[..], LEVEL)?.len() as u64,
            zstd_with_ids: zstd::encode_all(&with_ids[..], LEVEL)?.len() as u64,
            insert_seconds: self.insert(folder)?,
        })
    }

    fn insert(&self, folder: &Path) -> Result<f64> {
        let file = tempfile::Builder::new().suffix(".sqlite").tempfile_in(folder)?;
        let mut db = plain_database(file.path())?;
        let watch = Stopwatch::start();
        let mut rest = &self.0[..];
        while !rest.is_empty() {
            let mut bytes = 0;
            let fits = rest.iter().take_while(|(_, raw)| {
                bytes += raw.len();
                bytes <= TRANSACTION
            });
            let (part, after) = rest.split_at(fits.count().max(1));
            insert(&mut db, part)?;
            rest = after;
        }
        Ok(watch.seconds())
    }
}

/// A plain database, as durable as ours.
pub(crate) fn plain_database(file: &Path) -> Result<Connection> {
    let db = Connection::open(file)?;
    db.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(()))?;
    db.pragma_update(None, "synchronous", "full")?;
    db.execute_batch("create table change (id integer primary key, doc blob not null, raw blob not null) strict")?;
    Ok(db)
}

/// Inserts changes in one transaction.
pub(crate) fn insert(db: &mut Connection, changes: &[(DocId, Vec<u8>)]) -> Result<()> {
    let tx = db.transaction()?;
    {
        let mut insert = tx.prepare_cached("insert into change (doc, raw) values (?, ?)")?;
        changes.iter().try_for_each(|(doc, raw)| insert.execute((&doc.as_bytes()[..], raw)).map(drop))?;
    }
    Ok(tx.commit()?)
}
