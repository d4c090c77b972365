//! The device's store: one encrypted database in one directory.

use std::{
    fmt, fs, io,
    path::{Path, PathBuf},
};

use rusqlite::{Connection, OpenFlags, Transaction};
use seal::{DatabaseKey, Identity};

use crate::{
    Error, Result,
    clock::{Clock, SystemClock, stamp},
    keyring::{KEY, Keyring, Keys, Login, Person, change::typed, idle::Watched},
    lease::{self, Lease, Purpose, Standing},
    lineage::{self, Lineage, Reason},
    membership::Membership,
    open::{self, DATABASE},
    private::Ring,
    sealed, stored, wipe,
};

/// An open store. Blocking: a call returns when its transaction is durable.
///
/// Several programs may open one directory; each change is one transaction, and a second writer waits its turn.
pub struct Store {
    pub(crate) dir: PathBuf,
    pub(crate) db: Connection,
    pub(crate) membership: Membership,
    pub(crate) clock: Box<dyn Clock>,
    /// Something that was written is in no file of the outbox.
    pub(crate) behind: bool,
    /// The database's key, for a new officer's slot and for a change of it.
    pub(crate) key: DatabaseKey,
    /// The key of who works, as the database's functions see it.
    pub(crate) ring: Ring,
    /// When that key goes by itself.
    pub(crate) watched: Option<Watched>,
}

/// A store that is being made: complete on disk, but under names that no one opens, until
/// [`finish`](Draft::finish). Dropping it removes it.
pub(crate) struct Draft {
    dir: PathBuf,
    key: DatabaseKey,
    /// Whether the files outlive this value.
    kept: bool,
    keyring: Option<(Keyring, Identity)>,
}

impl Store {
    /// Opens the store of a directory whose one officer has this passphrase.
    ///
    /// # Errors
    /// As [`unlock`](Self::unlock).
    pub fn open(dir: &Path, passphrase: &str) -> Result<Self> {
        Self::open_at(dir, passphrase, Box::new(SystemClock))
    }

    /// Opens the store to hear the province, and for nothing else: also where the lease is long over by a clock that is not
    /// to be believed.
    ///
    /// # Errors
    /// As [`open`](Self::open), but for [`Error::ClockAhead`].
    pub fn open_to_exchange(dir: &Path, passphrase: &str, clock: Box<dyn Clock>) -> Result<Self> {
        Self::unlock_to_exchange(dir, &Login::passphrase(passphrase), clock)
    }

    /// Opens the store of a directory, with another clock.
    ///
    /// # Errors
    /// As [`unlock`](Self::unlock).
    pub fn open_at(dir: &Path, passphrase: &str, clock: Box<dyn Clock>) -> Result<Self> {
        Self::unlock(dir, &Login::passphrase(passphrase), clock)
    }

    /// Opens the store of a directory for one of its officers, who is the one that works from then on.
    ///
    /// # Errors
    /// [`Error::NotEnrolled`] where there is none, [`Error::WrongPassphrase`], [`Error::TooSoon`],
    /// [`Error::WhichOfficer`], [`Error::NoSuchOfficer`], [`Error::ResetNeeded`], [`Error::Damaged`] (the damaged files
    /// were renamed), [`Error::Newer`]; [`Error::LeaseOver`], [`Error::ClockAhead`], [`Error::Wiped`].
    pub fn unlock(dir: &Path, login: &Login<'_>, clock: Box<dyn Clock>) -> Result<Self> {
        Self::unlock_for(Purpose::Work, dir, login, clock)
    }

    /// Opens the store for one of its officers to hear the province, as [`open_to_exchange`](Self::open_to_exchange).
    ///
    /// # Errors
    /// As [`unlock`](Self::unlock), but for [`Error::ClockAhead`].
    pub fn unlock_to_exchange(dir: &Path, login: &Login<'_>, clock: Box<dyn Clock>) -> Result<Self> {
        Self::unlock_for(Purpose::Exchange, dir, login, clock)
    }

    pub(crate) fn unlock_for(purpose: Purpose, dir: &Path, login: &Login<'_>, clock: Box<dyn Clock>) -> Result<Self> {
        expect_enrolled(dir)?;
        let mut keyring = Keyring::of(dir)?;
        let mut keys = keyring.open(login, clock.now())?;
        let ((db, ring), has_next) = open::open(dir, &keys.database, keys.next.as_ref(), &stamp(clock.now()))?;
        keyring.settle(&mut keys, has_next)?;
        let membership = Membership::load(&db)?;
        if let (None, Some(passphrase)) = (&keys.person, typed(login)) {
            keyring.adopt(membership.officer(), &mut keys, passphrase, clock.as_ref())?;
        }
        let Keys { database, person, .. } = keys;
        let person = person.ok_or(Error::Corrupt("a keyring without slots"))?;
        if let Some(passphrase) = typed(login) {
            keyring.strengthen(&person, passphrase, clock.as_ref())?;
        }
        let mut store =
            Self { dir: dir.to_owned(), db, membership, clock, key: database, ring, behind: false, watched: None };
        store.works(&person)?;
        keyring.ensure_reset(&mut store, &person)?;
        // First the outbox: an answer in it may renew the lease, and nothing is closed that is not sealed.
        store.look_through_outbox()?;
        let lease = store.keep_to_lease(purpose)?;
        if lease.standing == Standing::Over {
            return Err(store.close_lease(lease, &mut keyring));
        }
        store.keep_to_loans()?;
        Ok(store)
    }

    /// The lease is over: every door of a person goes. Where that cannot be written, the next opening does it.
    fn close_lease(self, lease: Lease, keyring: &mut Keyring) -> Error {
        match keyring.close_until_reset() {
            Err(error @ Error::DiskFull) => error,
            Ok(()) | Err(_) => Error::LeaseOver { until: lease.until },
        }
    }

    /// Somebody works on the device from now on.
    fn works(&mut self, person: &Person) -> Result<()> {
        self.membership.for_officer(&self.db, person.officer)?;
        self.note_who_works(person.officer)?;
        self.open_private(person)?;
        stored::try_unreadable_again(&mut self.db)
    }

    /// Makes the store of a device that was just enrolled.
    ///
    /// # Errors
    /// [`Error::AlreadyEnrolled`], [`Error::DiskFull`]; nothing is left behind then.
    pub fn enrolled(dir: &Path, passphrase: &str, membership: Membership, clock: Box<dyn Clock>) -> Result<Self> {
        Draft::begin(dir, passphrase, clock.as_ref())?.finish(membership, clock)
    }

    /// The directory.
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// What the device is to its deployment.
    #[must_use]
    pub const fn membership(&self) -> &Membership {
        &self.membership
    }

    /// The lineage under which is written now.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn lineage(&self) -> Result<Lineage> {
        lineage::current(&self.db)
    }

    /// Checks every page of the database and makes every snapshot again from its changes. Reads only.
    ///
    /// # Errors
    /// [`Error::Corrupt`] names what is wrong.
    pub fn check(&self) -> Result<()> {
        let verdict: String = self.db.pragma_query_value(None, "integrity_check", |row| row.get(0))?;
        if verdict != "ok" {
            return Err(Error::Corrupt("pages of the database"));
        }
        stored::check_all(&self.db)
    }

    /// Runs `work` in one transaction: durable when this returns, or as if it had never begun.
    pub(crate) fn write<T>(&mut self, work: impl FnOnce(&Transaction<'_>, Context<'_>) -> Result<T>) -> Result<T> {
        let context = Context { membership: &self.membership, clock: self.clock.as_ref() };
        let tx = self.db.transaction()?;
        let done = work(&tx, context)?;
        let sealed = sealed::seal_new(&tx, context)?;
        tx.commit()?;
        self.put_away(&sealed);
        Ok(done)
    }

    /// What is missing in the outbox is made now. A disk without room must not keep anybody from the records.
    pub(crate) fn look_through_outbox(&mut self) -> Result<()> {
        match self.catch_up() {
            Err(Error::DiskFull | Error::File { .. }) => self.behind = true,
            other => other?,
        }
        Ok(())
    }
}

/// What a transaction needs to know beside the database.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Context<'a> {
    pub(crate) membership: &'a Membership,
    pub(crate) clock: &'a dyn Clock,
}

impl Draft {
    /// Makes the files: from here on, enrolling can no longer fail for want of room or rights.
    pub(crate) fn begin(dir: &Path, passphrase: &str, clock: &dyn Clock) -> Result<Self> {
        wipe::go_on(dir)?;
        if is_enrolled(dir) {
            return Err(Error::AlreadyEnrolled(dir.to_owned()));
        }
        make_private(dir).map_err(Error::file("making the directory"))?;
        let mut random = Draw(clock);
        let key = DatabaseKey::generate(&mut random);
        let mut draft = Self { dir: dir.to_owned(), key, keyring: None, kept: false };
        draft.remove();
        draft.keyring = Some(Keyring::begin(dir, &draft.path(KEY), &draft.key, passphrase, clock)?);
        // SQLite gives its other files the rights of this one.
        write_durably(&draft.path(DATABASE), b"")?;
        draft.connect(OpenFlags::empty())?;
        Ok(draft)
    }

    /// Whether a draft waits in a directory for the answer to its request.
    pub(crate) fn is_kept(dir: &Path) -> bool {
        dir.join(format!("{KEY}.new")).exists() && dir.join(format!("{DATABASE}.new")).exists()
    }

    /// Opens a draft that was kept.
    pub(crate) fn reopen(dir: &Path, passphrase: &str) -> Result<Self> {
        let (keyring, key, identity) = Keyring::reopen(dir, &dir.join(format!("{KEY}.new")), passphrase)?;
        Ok(Self { dir: dir.to_owned(), key, keyring: Some((keyring, identity)), kept: false })
    }

    /// Keeps the files until the answer to the request comes, also where a later step fails.
    pub(crate) const fn keep(&mut self) {
        self.kept = true;
    }

    /// Runs `work` in one transaction on the draft.
    pub(crate) fn write<T>(&self, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let mut db = self.connect(OpenFlags::empty())?;
        let tx = db.transaction()?;
        let done = work(&tx)?;
        tx.commit()?;
        // Closing writes the log back into the file.
        db.close().map_err(|(_, error)| error)?;
        Ok(done)
    }

    /// Gives the files their names.
    pub(crate) fn finish(mut self, membership: Membership, clock: Box<dyn Clock>) -> Result<Store> {
        let mut db = self.connect(OpenFlags::empty())?;
        let tx = db.transaction()?;
        membership.save(&tx)?;
        for feed in membership.feeds() {
            crate::feed::follow(&tx, feed)?;
        }
        lineage::begin(&tx, clock.as_ref(), Reason::Made)?;
        lease::begin(&tx, membership.certificate().0.issued_at, clock.now())?;
        tx.commit()?;
        // Closing writes the log back into the file, so that one rename moves all of it.
        db.close().map_err(|(_, error)| error)?;
        wipe::forget(&self.dir)?;
        let (mut keyring, identity) = self.keyring.take().ok_or(Error::Corrupt("a draft without keyring"))?;
        keyring.belongs_to(membership.officer(), &self.key, &self.path(KEY))?;
        self.name(KEY)?;
        self.name(DATABASE)?;
        let ((db, ring), _) = open::open(&self.dir, &self.key, None, &stamp(clock.now()))?;
        let key = DatabaseKey::from_bytes(*self.key.expose());
        let person = Person { officer: membership.officer(), identity };
        let mut store = Store { dir: self.dir.clone(), db, membership, clock, key, ring, behind: false, watched: None };
        store.works(&person)?;
        keyring.ensure_reset(&mut store, &person)?;
        store.look_through_outbox()?;
        Ok(store)
    }

    fn connect(&self, more: OpenFlags) -> Result<Connection> {
        let opened = open::connect(&self.path(DATABASE), &self.key, OpenFlags::SQLITE_OPEN_READ_WRITE | more)?;
        Ok(opened.0)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.join(format!("{name}.new"))
    }

    fn name(&self, name: &str) -> Result<()> {
        fs::rename(self.path(name), self.dir.join(name)).map_err(Error::file("naming the store"))?;
        sync_directory(&self.dir)
    }

    fn remove(&self) {
        let beside = |end: &str| self.dir.join(format!("{DATABASE}.new{end}"));
        for path in [self.path(KEY), self.path(DATABASE), beside("-wal"), beside("-shm")] {
            // Most are not there; one that cannot be removed is overwritten by the next draft.
            let _ = fs::remove_file(path);
        }
    }
}

impl fmt::Debug for Draft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Draft").field("dir", &self.dir).finish_non_exhaustive()
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        if !self.kept {
            self.remove();
        }
    }
}

/// Whether a directory holds a store.
#[must_use]
pub fn is_enrolled(dir: &Path) -> bool {
    dir.join(DATABASE).exists()
}

/// Refuses a directory that holds no store. Goes on first with a wipe that a power cut interrupted.
///
/// # Errors
/// [`Error::NotEnrolled`], [`Error::Wiped`]; [`Error::File`].
pub fn expect_enrolled(dir: &Path) -> Result<()> {
    wipe::go_on(dir)?;
    if is_enrolled(dir) {
        return Ok(());
    }
    Err(if wipe::is_wiped(dir) { Error::Wiped } else { Error::NotEnrolled(dir.to_owned()) })
}

/// A directory that no other account of the machine can look into: guessing a passphrase begins with the key file.
pub(crate) fn make_private(dir: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(dir)
}

pub(crate) fn write_durably(path: &Path, bytes: &[u8]) -> Result<()> {
    let write = || {
        let mut file = private().truncate(true).open(path)?;
        io::Write::write_all(&mut file, bytes)?;
        file.sync_all()
    };
    write().map_err(Error::file("writing a file of the store"))
}

/// How a file is made that is nobody else's to read, also where the folder is older than the store and open to others.
pub(crate) fn private() -> fs::OpenOptions {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// What came of removing or renaming something, well also where it was not there.
pub(crate) fn if_there(done: io::Result<()>) -> io::Result<()> {
    match done {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        done => done,
    }
}

/// Makes a rename durable, where the system lets directories be synced.
pub(crate) fn sync_directory(dir: &Path) -> Result<()> {
    if cfg!(unix) {
        fs::File::open(dir).and_then(|dir| dir.sync_all()).map_err(Error::file("naming the store"))?;
    }
    Ok(())
}

/// The clock's randomness for `seal`.
pub(crate) struct Draw<'a>(pub(crate) &'a dyn Clock);

impl seal::Random for Draw<'_> {
    fn fill(&mut self, bytes: &mut [u8]) {
        self.0.fill(bytes);
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store").field("device", &self.membership.device()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
