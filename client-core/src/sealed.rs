//! The sealed outbox: what the province does not have yet, beside the database, in files that only the province opens.
//!
//! A forgotten PIN, a lease that ended, a wipe, a damaged database: each makes the records of a device unreadable, and
//! none of them may cost what somebody wrote. So whatever is written is signed and sealed to the province as soon as its
//! transaction is durable, one file for a transaction, and goes from there when a signed receipt of the province ended an
//! exchange that has it. The files are bundles as any other: [`deliver()`] hands them in without opening the store.
//!
//! Each file has statements of its own ([`wire::envelope::ALONE`]). To take those that go over the line was refused: a
//! line wants one statement for fifty edits, the outbox one for each, and a count with gaps would be told in every head.
//!
//! A file is written after its transaction, so a crash between the two leaves a row without a file: that one is made when
//! the store is opened. Files that the database does not know are of a later state of it, which was lost: they are handed
//! in and never deleted unheard.

mod deliver;
mod folder;
mod making;

use std::{
    collections::{BTreeMap, BTreeSet},
    mem,
};

use records::DocId;
use rusqlite::{Connection, Transaction, params};
use serde::Serialize;
use wire::{
    Frame,
    bundle::{Answer, Bundle, BundleHead, Direction, MAX_BUNDLE, SignedAnswer},
    stream::FrameDecoder,
};

use self::making::Which;
pub use self::{
    deliver::{Delivered, Province, deliver, hand_in_rest},
    folder::{Folder, Parcel},
};
pub(crate) use self::{folder::new_name, making::Made};
use crate::{
    Result, Store,
    bundle::Problem,
    lease,
    sql::{Sql, number, unsigned},
    store::Context,
};

/// What lies in the outbox.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Sealed {
    /// Files.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Changes that are in no file, as there was no room for one. They are in the records, and are sealed as soon as there
    /// is.
    pub missing: u64,
}

/// Signs and seals what a transaction wrote.
pub(crate) fn seal_new(tx: &Transaction<'_>, context: Context<'_>) -> Result<Vec<Made>> {
    making::seal(tx, context, Which::New)
}

/// Gives up the files of what the province has. The caller holds its signed word.
pub(crate) fn settle(db: &Connection) -> Result<()> {
    let sql = "update change set sealed = null where sealed is not null and state <> 'local'";
    if db.prepare_cached(sql)?.execute([])? == 0 {
        return Ok(());
    }
    db.prepare_cached(
        "delete from sealed_statement where not exists (select 1 from change where change.sealed = sealed_statement.id)",
    )?
    .execute([])?;
    let mut query = db.prepare_cached(
        "select id, name from sealed_file
         where not exists (select 1 from sealed_statement where sealed_statement.file = sealed_file.id)",
    )?;
    let empty = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let empty = empty.collect::<rusqlite::Result<Vec<(i64, String)>>>()?;
    empty.into_iter().try_for_each(|(id, name)| making::discard(db, id, &name))
}

/// Takes a document out of the outbox, before its changes are deleted. Files that hold something of it are made anew
/// without it when the outbox is next looked through ([`Store::catch_up`]).
pub(crate) fn forget(db: &Connection, doc: DocId) -> Result<()> {
    let statements = "select sealed from change where doc = ?1 and sealed is not null";
    let mut query = db.prepare_cached(statements)?;
    let covering = query.query_map([Sql(doc)], |row| row.get(0))?.collect::<rusqlite::Result<Vec<i64>>>()?;
    for statement in covering {
        db.prepare_cached(
            "update sealed_file set size = -1 where id = (select file from sealed_statement where id = ?)",
        )?
        .execute([statement])?;
        db.prepare_cached("update change set sealed = null where sealed = ?")?.execute([statement])?;
        db.prepare_cached("delete from sealed_statement where id = ?")?.execute([statement])?;
    }
    Ok(())
}

/// Notes that the province lost what it had: what lies in the outbox is handed in again.
pub(crate) fn doubt(db: &Connection) -> Result<()> {
    db.prepare_cached("update sealed_file set heard_at = null where heard_at is not null")?.execute([])?;
    Ok(())
}

/// A file as the database knows it.
struct Row {
    id: i64,
    name: String,
    size: i64,
    changes: i64,
    heard: bool,
}

fn rows(db: &Connection) -> Result<Vec<Row>> {
    let sql = "select id, name, size, changes, heard_at is not null from sealed_file order by id";
    let mut query = db.prepare_cached(sql)?;
    let read = |row: &rusqlite::Row<'_>| {
        let (id, name, size) = (row.get(0)?, row.get(1)?, row.get(2)?);
        Ok(Row { id, name, size, changes: row.get(3)?, heard: row.get(4)? })
    };
    Ok(query.query_map([], read)?.collect::<rusqlite::Result<_>>()?)
}

/// The files that are not among these as they were written.
fn absent(db: &Connection, parcels: &[Parcel]) -> Result<Vec<Row>> {
    let here: BTreeMap<&str, u64> = parcels.iter().map(|parcel| (parcel.name.as_str(), parcel.size)).collect();
    let mut absent = rows(db)?;
    absent.retain(|row| here.get(row.name.as_str()) != Some(&unsigned(row.size)));
    Ok(absent)
}

impl Store {
    /// What lies in the outbox.
    ///
    /// # Errors
    /// Where the database fails or the folder cannot be read.
    pub fn sealed(&self) -> Result<Sealed> {
        let parcels = self.outbox().parcels()?;
        let missing = absent(&self.db, &parcels)?.iter().map(|row| unsigned(row.changes)).sum();
        Ok(Sealed { files: parcels.len() as u64, bytes: parcels.iter().map(|parcel| parcel.size).sum(), missing })
    }

    /// Whether what was written last could not be sealed for want of room. It is in the records all the same.
    #[must_use]
    pub const fn is_outbox_behind(&self) -> bool {
        self.behind
    }

    /// The folder of the outbox.
    pub(crate) fn outbox(&self) -> Folder {
        Folder::of(&self.dir)
    }

    /// Writes files whose transaction is durable, and deletes those that they replace or that the province has. Where there
    /// is no room, what was written stays in the records alone, and the next transaction tries again.
    pub(crate) fn put_away(&mut self, made: &[Made]) {
        // Catching up writes, and comes by here again: nothing is behind meanwhile.
        if mem::take(&mut self.behind) {
            // It writes these, too.
            self.behind = self.catch_up().is_err();
            return;
        }
        let folder = self.outbox();
        self.behind = made.iter().any(|made| folder.put(&made.name, &made.bytes).is_err());
        if !self.behind && self.sweep().is_err() {
            tracing::warn!("files of the outbox that the province has could not be removed yet");
        }
    }

    /// Deletes the files that are needed no more.
    fn sweep(&mut self) -> Result<()> {
        let names = {
            let mut query = self.db.prepare_cached("select name from sealed_gone")?;
            query.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<Vec<String>>>()?
        };
        if names.is_empty() {
            return Ok(());
        }
        let folder = self.outbox();
        names.iter().try_for_each(|name| folder.remove(name))?;
        self.db.execute("delete from sealed_gone", [])?;
        Ok(())
    }

    /// Looks the outbox through: seals what is in no file, writes every file that is not there whole, takes in the answers
    /// that came while nobody could open the store, and deletes what is needed no more.
    ///
    /// # Errors
    /// [`Error::DiskFull`](crate::Error::DiskFull), and where the database fails; the files that were written stay.
    pub(crate) fn catch_up(&mut self) -> Result<()> {
        let folder = self.outbox();
        deliver::note_province(&folder, &self.membership)?;
        for parcel in self.unheard()?.into_iter().filter(|parcel| parcel.answered) {
            let Some(answer) = folder.answer(&parcel.name) else { continue };
            if !self.take_answer(&parcel.name, &answer)? {
                folder.drop_answer(&parcel.name);
            }
        }
        let absent = absent(&self.db, &folder.parcels()?)?;
        let former = making::to_former(&self.db, &self.membership)?;
        if Which::All.is_any(&self.db)? || !absent.is_empty() || !former.is_empty() {
            let context = Context { membership: &self.membership, clock: self.clock.as_ref() };
            let tx = self.db.transaction()?;
            let mut made = Vec::new();
            let is_absent = |id: i64| absent.iter().any(|row| row.id == id);
            for row in &absent {
                made.extend(making::rebuild(&tx, context, row.id, &row.name)?);
            }
            for (id, name) in former.iter().filter(|(id, _)| !is_absent(*id)) {
                made.extend(making::rebuild(&tx, context, *id, name)?);
            }
            made.extend(making::seal(&tx, context, Which::All)?);
            tx.commit()?;
            made.iter().try_for_each(|made| folder.put(&made.name, &made.bytes))?;
        }
        self.sweep()
    }

    /// The bundles to be handed in because no exchange of this session brings them across: those that are left behind a
    /// sync that sent all that it could, and those of a later state of the database.
    pub(crate) fn to_hand_in(&self) -> Result<Vec<(String, Vec<u8>)>> {
        let folder = self.outbox();
        let names = self.unheard()?.into_iter().map(|parcel| parcel.name);
        names.map(|name| Ok((name.clone(), folder.read(&name)?))).collect()
    }

    /// The bundles of which the database does not know that the province signed for what is in them.
    fn unheard(&self) -> Result<Vec<Parcel>> {
        let heard: BTreeSet<String> = rows(&self.db)?.into_iter().filter(|row| row.heard).map(|row| row.name).collect();
        let mut parcels = self.outbox().parcels()?;
        parcels.retain(|parcel| !heard.contains(&parcel.name));
        Ok(parcels)
    }

    /// The bundles that a courier is to take along beside those that were just made: what nobody in this session could put
    /// into a statement of the ordinary count, and what a later state of the database left.
    pub(crate) fn left_over(&self) -> Result<Vec<Bundle>> {
        let sql = "select name, heard_at is null and exists (
                       select 1 from sealed_statement s join change c on c.sealed = s.id
                       where s.file = sealed_file.id and c.state = 'local' and c.envelope is null)
                   from sealed_file";
        let mut query = self.db.prepare_cached(sql)?;
        let known = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let known: BTreeMap<String, bool> = known.collect::<rusqlite::Result<_>>()?;
        let folder = self.outbox();
        let goes = |parcel: &Parcel| known.get(&parcel.name).copied().unwrap_or(true) && !parcel.answered;
        let names = folder.parcels()?.into_iter().filter(goes).map(|parcel| parcel.name);
        // A courier takes nothing that is not of the device which asks.
        let ours = |bundle: &Bundle| bundle.head.device == self.membership.device();
        Ok(names.filter_map(|name| folder.bundle(&name)).filter(ours).collect())
    }

    /// Takes the province's answer to a bundle of the outbox: `false` where it is none. A file that the database does not
    /// know goes then; of the others, the exchanges of those who wrote them tell more.
    ///
    /// # Errors
    /// Where the database fails.
    pub(crate) fn take_answer(&mut self, name: &str, answer: &Bundle) -> Result<bool> {
        let folder = self.outbox();
        let Some(head) = folder.bundle(name).map(|bundle| bundle.head) else { return Ok(false) };
        let Some(time) = self.heard(&head, answer)? else { return Ok(false) };
        let known = self.write(|tx, _| {
            lease::welcomed(tx, time)?;
            let sql = "update sealed_file set heard_at = ? where name = ?";
            Ok(tx.prepare_cached(sql)?.execute(params![time, name])? > 0)
        })?;
        if !known {
            folder.remove(name)?;
        }
        Ok(true)
    }

    /// Notes that an answer which came by another way, and is the province's, is to a file of the outbox, where it is.
    pub(crate) fn hear_of_outbox(&mut self, answer: &Answer) -> Result<()> {
        let Some(time) = time_of(answer)? else { return Ok(()) };
        let (lineage, exchange) = (answer.lineage, number(answer.exchange));
        self.write(|tx, _| {
            lease::welcomed(tx, time)?;
            let sql = "update sealed_file set heard_at = ?3
                       where exchange = ?2 and lineage = (select ordinal from lineage where id = ?1)";
            tx.prepare_cached(sql)?.execute(params![Sql(lineage), exchange, time])?;
            Ok(())
        })
    }

    /// When the province signed that it has what is in a bundle, `None` where it did not.
    fn heard(&mut self, of: &BundleHead, answer: &Bundle) -> Result<Option<i64>> {
        let opened = match self.membership.identity.open(&answer.sealed, MAX_BUNDLE) {
            Ok(opened) if answer.head.direction == Direction::Down => opened,
            Ok(_) | Err(_) => return Ok(None),
        };
        let signed = SignedAnswer::from_bytes(&opened).map_err(Problem::from)?;
        if self.believe(&signed).is_err() {
            return Ok(None);
        }
        let answer = signed.into_value();
        let is_answer_to = (answer.device, answer.lineage, answer.exchange) == (of.device, of.lineage, of.exchange);
        if is_answer_to { time_of(&answer) } else { Ok(None) }
    }
}

/// When an answer was given to a bundle that was heard to its end; `None` where it was refused. The province answers
/// nothing before all of the bundle is durable.
fn time_of(answer: &Answer) -> Result<Option<i64>> {
    let frames = FrameDecoder::new(MAX_BUNDLE)?.decode(&answer.stream)?;
    Ok(frames.into_iter().find_map(|frame| if let Frame::Head(head) = frame { Some(head.time) } else { None }))
}

#[cfg(test)]
mod tests;
