//! The disk under SQLite, which loses its power in the middle of things, fills up, and comes back older than it was.
//!
//! A shim over the platform's own VFS is registered as the default of the process, so that a program opens its
//! databases as always. It takes the files below directories that a test put under its control ([`Disk::mount`]) and
//! lets everything else through. What is written goes to the real file at once, as into the page cache of a system;
//! what stood there before is remembered until the next sync of that file. So the content that would survive a power
//! cut is known at every moment, and no real sync is needed: a simulation runs as fast as memory.
//!
//! # What a cut loses
//!
//! Between two syncs of a file every sector holds one of the contents that it had since the first of them, each sector
//! for itself ([`Loss::Drawn`]): so writes are lost whole, in part, and out of order, files appear or not, deleted ones
//! come back. That is what a page cache over a disk that keeps its word may leave. Disks that lie about a sync, and
//! bits that turn by themselves, are not in this model: nothing built on them can promise anything.
//!
//! Files that SQLite does not write (keys, marks) are outside of the model, too, and so is a database that is renamed
//! past SQLite: both count as durable at once. What writes them syncs them, and a test that kills real processes
//! looks at that.
//!
//! # Why not
//!
//! A file system in memory would be faster still, but programs rename, copy and list their files beside SQLite.
//! Killing the process loses nothing that was written. A device mapper (`dm-log-writes`) is truer and needs root.

mod handle;
mod journal;
mod power;
mod snapshot;
mod surviving;
mod vfs;

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

pub use self::{
    power::{Counts, Moment},
    snapshot::Snapshot,
    surviving::Loss,
};
use power::Power;

/// A directory whose databases are written through the shim. Dropping it gives the directory back.
///
/// ```
/// use testkit::disk::{Disk, Loss};
///
/// let dir = tempfile::tempdir()?;
/// let disk = Disk::mount(dir.path())?;
/// let db = rusqlite::Connection::open(dir.path().join("a.db"))?;
/// db.execute_batch("pragma journal_mode = wal; pragma synchronous = full")?;
/// db.execute_batch("create table t (n integer) strict; insert into t values (1)")?;
/// disk.cut(Loss::All);
/// assert!(db.execute("insert into t values (2)", []).is_err());
/// drop(db);
/// disk.power_on()?;
/// let db = rusqlite::Connection::open(dir.path().join("a.db"))?;
/// assert_eq!(db.query_one("select sum(n) from t", [], |row| row.get::<_, i64>(0))?, 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Disk {
    shared: Arc<Shared>,
}

/// What the files of a directory share.
#[derive(Debug)]
struct Shared {
    dir: PathBuf,
    power: Mutex<Power>,
}

impl Disk {
    /// Takes the directory, which must be there, under control. What is in it is durable.
    ///
    /// # Errors
    /// Where the directory is not there.
    ///
    /// # Panics
    /// Where it is under control already, or the shim cannot be registered.
    pub fn mount(dir: &Path) -> io::Result<Self> {
        let dir = fs::canonicalize(dir)?;
        vfs::register();
        let shared = Arc::new(Shared { dir, power: Mutex::default() });
        vfs::mount(Arc::clone(&shared));
        Ok(Self { shared })
    }

    /// Its directory.
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.shared.dir
    }

    /// What was done to its databases since it was mounted.
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.shared.lock().counts()
    }

    /// Cuts the power now.
    pub fn cut(&self, loss: Loss) {
        self.shared.lock().cut(loss);
    }

    /// Cuts the power at a moment to come; in place of an earlier one that did not come yet.
    pub fn cut_at(&self, moment: Moment, loss: Loss) {
        self.shared.lock().arm(moment, loss);
    }

    /// Takes back a [`cut_at`](Self::cut_at) that did not come yet.
    pub fn disarm(&self) {
        self.shared.lock().disarm();
    }

    /// Whether the power is cut: everything fails then with `SQLITE_IOERR`.
    #[must_use]
    pub fn is_off(&self) -> bool {
        self.shared.lock().is_off()
    }

    /// Leaves room for so many more bytes; `None` takes the limit away. What would need more fails with `SQLITE_FULL`.
    pub fn set_room(&self, bytes: Option<u64>) {
        self.shared.lock().set_room(bytes);
    }

    /// Brings the power back, and what the cut left. What was opened before stays dead, whether closed yet or not.
    /// A power that is on is cut before, without loss: as if the program had been killed.
    ///
    /// # Errors
    /// Where the real files cannot be written.
    pub fn power_on(&self) -> io::Result<()> {
        let mut power = self.shared.lock();
        power.cut(Loss::Nothing);
        let files = power.surviving()?;
        for (path, content) in files {
            replace(&path, content.as_deref())?;
        }
        power.on();
        Ok(())
    }

    /// All files of the directory as a cut that loses all would leave them now: what is in a backup that was taken by
    /// copying, or in the copy of a device.
    ///
    /// # Errors
    /// Where the real files cannot be read.
    pub fn snapshot(&self) -> io::Result<Snapshot> {
        Snapshot::take(&self.shared.dir, &self.shared.lock())
    }

    /// Sets the directory back to a snapshot, of this or of another disk: files that are not in it go. What was opened
    /// before stays dead.
    ///
    /// # Errors
    /// Where the real files cannot be written.
    pub fn restore(&self, snapshot: &Snapshot) -> io::Result<()> {
        let mut power = self.shared.lock();
        power.cut(Loss::Nothing);
        snapshot.write(&self.shared.dir)?;
        power.on();
        Ok(())
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        vfs::unmount(&self.shared.dir);
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Power> {
        // A test that panicked meanwhile has failed already; what it left is still true.
        self.power.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Puts a new file in place of one: locks and maps of what was opened before stay with the old one. The index of the
/// log in shared memory never survives.
fn replace(path: &Path, content: Option<&[u8]>) -> io::Result<()> {
    let mut shm = path.as_os_str().to_owned();
    shm.push("-shm");
    snapshot::remove(Path::new(&shm))?;
    snapshot::remove(path)?;
    content.map_or(Ok(()), |content| fs::write(path, content))
}

#[cfg(test)]
mod tests;
