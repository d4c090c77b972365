//! Wiping this device, at the province's order.
//!
//! An order counts if the province signed it for this device, whoever brings it. Then, in this order: what the province
//! does not have yet is made sure to lie in the [sealed outbox](crate::sealed); a confirmation, signed while there is a key
//! to sign with, is put beside it; the folder is marked; the keys go, and with them whatever the database says; database,
//! log and all else that is ours go. From the mark on, whoever starts a program on this folder goes on wiping, so a power
//! cut leaves a device that is not wiped and hears the order again, or one that is.
//!
//! The keys are overwritten before they are removed. Flash memory may keep the old pages for a while: what counts is that
//! every copy of the key here is gone, and the passphrase alone opens nothing.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use rusqlite::{Connection, Row};
use wire::{
    PROTOCOL, Statement,
    bundle::{Bundle, Direction},
    loss::{Left, SignedWipeOrder, Wiped},
};

use crate::{
    Error, Result, Store, bundle,
    keyring::KEY,
    lineage,
    sealed::{self, Folder},
    store::{if_there, sync_directory, write_durably},
};

/// In the outbox, while a wipe is under way.
const UNDER_WAY: &str = "wiping";
/// In the outbox, once it is done.
const DONE: &str = "wiped";
/// What our files begin with.
const OURS: &str = "rantau.";

/// Whether the device of a directory was wiped.
#[must_use]
pub fn is_wiped(dir: &Path) -> bool {
    Folder::of(dir).path().join(DONE).exists()
}

/// Goes on with a wipe that a power cut interrupted, where one was under way.
///
/// # Errors
/// [`Error::File`]; the next start goes on.
pub fn go_on(dir: &Path) -> Result<()> {
    let folder = Folder::of(dir);
    let mark = folder.path().join(UNDER_WAY);
    if !mark.exists() {
        return Ok(());
    }
    destroy(dir).map_err(Error::file("wiping"))?;
    fs::rename(mark, folder.path().join(DONE)).map_err(Error::file("wiping"))?;
    sync_directory(folder.path())
}

/// A device that is enrolled anew in the directory of one that was wiped is another one.
pub(crate) fn forget(dir: &Path) -> Result<()> {
    if_there(fs::remove_file(Folder::of(dir).path().join(DONE))).map_err(Error::file("enrolling anew"))
}

/// Removes all that is ours, the keys first.
fn destroy(dir: &Path) -> io::Result<()> {
    let ours = ours(dir)?;
    let (keys, others): (Vec<_>, Vec<_>) = ours.into_iter().partition(|path| is_key(path));
    for key in keys {
        overwrite(&key)?;
        fs::remove_file(&key)?;
    }
    fs::File::open(dir)?.sync_all()?;
    others.iter().try_for_each(fs::remove_file)?;
    // Our one folder beside the outbox. What a courier carries for others is sealed and stays.
    if_there(fs::remove_dir_all(dir.join(bundle::FOLDER)))?;
    fs::File::open(dir)?.sync_all()
}

fn ours(dir: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = fs::read_dir(dir)?.collect::<io::Result<Vec<_>>>()?;
    let is_ours = |entry: &fs::DirEntry| entry.file_name().to_str().is_some_and(|name| name.starts_with(OURS));
    Ok(entries.into_iter().filter(is_ours).map(|entry| entry.path()).filter(|path| path.is_file()).collect())
}

/// The keyring, with what was set aside of it.
fn is_key(path: &Path) -> bool {
    path.file_name().and_then(|name| name.to_str()).is_some_and(|name| name.starts_with(KEY))
}

fn overwrite(path: &Path) -> io::Result<()> {
    let length = fs::metadata(path)?.len();
    let mut file = fs::OpenOptions::new().write(true).open(path)?;
    io::copy(&mut io::Read::take(io::repeat(0), length), &mut file)?;
    file.sync_all()
}

impl Store {
    /// Carries out an order of the province. The store cannot be used any more when this returns.
    ///
    /// # Errors
    /// [`Error::Seal`] where the province did not sign the order, [`Error::Protocol`] where it is for another device;
    /// nothing was done then. [`Error::DiskFull`] where what is unsent cannot be put into the outbox: nothing was
    /// destroyed, and the order comes again.
    pub fn wipe(&mut self, order: &SignedWipeOrder) -> Result<()> {
        seal::succession::verify_newest(&self.membership.chain, order)?;
        if order.value().device != self.membership.device() {
            return Err(Error::Protocol("an order for another device".to_owned()));
        }
        self.seal_all()?;
        self.confirm(order)?;
        let closed = std::mem::replace(&mut self.db, Connection::open_in_memory()?);
        // What cannot be closed is removed all the same.
        drop(closed);
        go_on(&self.dir)
    }

    /// Puts all that is unsent into the outbox, in the room that is kept for the day on which there is none.
    fn seal_all(&mut self) -> Result<()> {
        match self.catch_up() {
            Err(Error::DiskFull) if self.give_reserve()? => self.catch_up(),
            other => other,
        }
    }

    /// Puts the confirmation into the outbox, and marks the folder: from here on there is no way back.
    fn confirm(&self, order: &SignedWipeOrder) -> Result<()> {
        let (device, at) = (self.membership.device(), self.clock.now());
        let wiped = Wiped { protocol: PROTOCOL, device, order: order.value().order, at, left: left(&self.db)? };
        let signed = self.membership.signing.sign_wiped(wiped);
        let sealed = seal::seal_to(self.membership.province_recipient(), &signed.to_bytes())?;
        let bundle = Bundle::new(Direction::Up, device, lineage::current(&self.db)?.id, 0, sealed);
        let folder = Folder::of(&self.dir);
        folder.put(&sealed::new_name(self.clock.as_ref()), &bundle.to_bytes())?;
        write_durably(&folder.path().join(UNDER_WAY), b"")?;
        sync_directory(folder.path())
    }
}

/// The statements that lie in the outbox.
fn left(db: &Connection) -> Result<Vec<Left>> {
    let mut query = db.prepare("select statement from sealed_statement order by id")?;
    let statements = query.query_map([], |row: &Row<'_>| row.get::<_, Vec<u8>>(0))?;
    let mut left = std::collections::BTreeMap::<_, Vec<_>>::new();
    for statement in statements {
        let statement = Statement::from_bytes(&statement?)?;
        left.entry(statement.lineage).or_default().push(statement.n);
    }
    Ok(left.into_iter().map(|(lineage, statements)| Left { lineage, statements }).collect())
}

#[cfg(test)]
mod tests;
