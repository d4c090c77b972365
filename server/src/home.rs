//! The data directory of a deployment: database, keys, certificate and epoch.
//!
//! Keys stand outside the database, so that a copy of it cannot sign for the province. Which epoch is served, and how far
//! its log had got when the last answer was given, stands in a file beside it as well ([`Mark`]): a database that was
//! restored from a backup is behind that, and so a restore is noticed although nobody told.

mod keys;
mod leaf;

use std::{
    fs::{self, OpenOptions},
    io::Write,
    path::{Path, PathBuf},
    sync::Arc,
};

use records::{Deployment, EpochId, RegionCode};
use seal::SigningKey;
use zeroize::Zeroizing;

use crate::{
    Error, Result,
    clock::{Clock, SystemClock},
    operator::log::Head,
    packs::Packs,
    store::{
        Store,
        deployment::{self, Epoch, Province},
        feeds,
    },
    succession,
};

pub use keys::{Copy, Keys, Successor};
pub use leaf::KeptLeaf;

use keys::{KeyFile, from_hex, keys_of};

/// What stands beside the database: how far it had got when it was last served.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// The epoch.
    pub epoch: EpochId,
    /// How many entries all logs had: at least as many as any receipt that was given out tells of.
    pub reach: u64,
}

impl Mark {
    /// Reads `<epoch> <reach>`. A mark that says nothing of how far the log was is of an older program.
    fn parse(text: &str) -> Option<Self> {
        let mut words = text.split_whitespace();
        let epoch = words.next()?.parse().ok()?;
        Some(Self { epoch, reach: words.next().map_or(Some(0), |word| word.parse().ok())? })
    }
}

/// The data directory, and the clock of everything that is opened from it.
#[derive(Debug, Clone)]
pub struct Home {
    dir: PathBuf,
    clock: Arc<dyn Clock>,
}

/// The right of this process to serve a deployment, for as long as it is kept.
#[derive(Debug)]
pub struct Claim {
    _lock: fs::File,
}

impl Home {
    /// The deployment in a directory, on the machine's clock.
    ///
    /// # Errors
    /// [`Error::NoDeployment`].
    pub fn open(dir: &Path) -> Result<Self> {
        Self::open_with(dir, Arc::new(SystemClock))
    }

    /// The deployment in a directory, on a clock.
    ///
    /// # Errors
    /// [`Error::NoDeployment`].
    pub fn open_with(dir: &Path, clock: Arc<dyn Clock>) -> Result<Self> {
        let home = Self { dir: dir.to_owned(), clock };
        if home.database().is_file() && home.key_file().is_file() {
            Ok(home)
        } else {
            Err(Error::NoDeployment(dir.to_owned()))
        }
    }

    /// Makes a new deployment in a directory, which is made where it is missing.
    ///
    /// # Errors
    /// [`Error::Exists`], or where a file cannot be written.
    pub fn create(dir: &Path, region: RegionCode, name: String, deployment: Deployment) -> Result<Self> {
        Self::create_with(dir, region, name, deployment, Arc::new(SystemClock))
    }

    /// The same on a clock.
    ///
    /// # Errors
    /// As [`create`](Self::create).
    pub fn create_with(
        dir: &Path,
        region: RegionCode,
        name: String,
        deployment: Deployment,
        clock: Arc<dyn Clock>,
    ) -> Result<Self> {
        let home = Self { dir: dir.to_owned(), clock };
        if home.database().exists() || home.key_file().exists() {
            return Err(Error::Exists(dir.to_owned()));
        }
        make_private_dir(dir).map_err(Error::file(dir))?;
        let (keys, successor) = keys::new_keys(home.clock.as_ref())?;
        // First the successor, to which the keys commit themselves.
        home.prepare_successor(&successor)?;
        home.write_private(&home.key_file(), &keys::text_of(&keys)?)?;
        home.settle_successor(&keys)?;
        // SQLite gives its other files the rights of this one.
        home.write_private(&home.database(), "")?;
        let store = home.open_store()?;
        let epoch = new_epoch(store.clock());
        let (device, officer, now) = (store.clock().new_device(), store.clock().new_officer(), store.clock().now());
        let province = Province { region, name, deployment, device, officer };
        store.write_blocking(move |conn| {
            deployment::insert(conn, &province)?;
            deployment::begin_epoch(conn, epoch, now, "created")
        })?;
        succession::settle(&store, &keys)?;
        home.write_mark(Mark { epoch: epoch.id, reach: 0 })?;
        Ok(home)
    }

    /// The directory of a deployment that has its keys, and may have lost its database.
    ///
    /// # Errors
    /// [`Error::NoDeployment`].
    pub fn to_restore(dir: &Path) -> Result<Self> {
        let home = Self { dir: dir.to_owned(), clock: Arc::new(SystemClock) };
        if home.key_file().is_file() { Ok(home) } else { Err(Error::NoDeployment(dir.to_owned())) }
    }

    /// The directory of a deployment that may have lost its keys as well.
    #[must_use]
    pub fn to_succeed(dir: &Path) -> Self {
        Self { dir: dir.to_owned(), clock: Arc::new(SystemClock) }
    }

    /// Whether its keys are there.
    #[must_use]
    pub fn has_keys(&self) -> bool {
        self.key_file().is_file()
    }

    /// A directory with the keys of a copy, and nothing else yet.
    ///
    /// # Errors
    /// [`Error::Exists`], or where the text holds no keys.
    pub fn with_keys(dir: &Path, text: &str) -> Result<Self> {
        let home = Self { dir: dir.to_owned(), clock: Arc::new(SystemClock) };
        if home.database().exists() || home.key_file().exists() {
            return Err(Error::Exists(dir.to_owned()));
        }
        keys_of(text)?;
        make_private_dir(dir).map_err(Error::file(dir))?;
        home.write_private(&home.key_file(), text)?;
        Ok(home)
    }

    /// The clock of everything that is opened from it.
    #[must_use]
    pub fn clock(&self) -> &dyn Clock {
        &*self.clock
    }

    /// A file of a name of its own in the directory, as private as that is.
    pub(crate) fn beside(&self, name: &str) -> PathBuf {
        self.dir.join(name)
    }

    /// Renames the database, where there is one, with what SQLite keeps beside it; gives its new name.
    ///
    /// # Errors
    /// Where a file cannot be renamed.
    pub(crate) fn set_database_aside(&self, stamp: &str) -> Result<Option<PathBuf>> {
        let aside = |end: &str| self.dir.join(format!("rantau.db.before-{stamp}{end}"));
        let mut found = false;
        // The log first: a database without it is an older one, a log without its database is nothing.
        for end in ["-wal", "-shm", ""] {
            let from = self.dir.join(format!("rantau.db{end}"));
            if from.exists() {
                fs::rename(&from, aside(end)).map_err(Error::file(from))?;
                found = true;
            }
        }
        Ok(found.then(|| aside("")))
    }

    /// The directory.
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The database.
    #[must_use]
    pub fn database(&self) -> PathBuf {
        self.dir.join("rantau.db")
    }

    /// The packs that were built.
    #[must_use]
    pub fn packs(&self) -> Packs {
        Packs::at(self.dir.join("packs"))
    }

    fn key_file(&self) -> PathBuf {
        self.dir.join("keys.json")
    }

    fn mark_file(&self) -> PathBuf {
        self.dir.join("epoch")
    }

    /// Makes this process the only one that serves the deployment. Two would judge one document at the same time.
    ///
    /// # Errors
    /// [`Error::Served`].
    pub fn claim(&self) -> Result<Claim> {
        self.lock("lock")
    }

    /// Locks a file of this name, until the claim is dropped.
    pub(crate) fn lock(&self, name: &str) -> Result<Claim> {
        let path = self.dir.join(name);
        let file =
            OpenOptions::new().create(true).truncate(false).write(true).open(&path).map_err(Error::file(path))?;
        file.try_lock().map_err(|_| Error::Served)?;
        Ok(Claim { _lock: file })
    }

    /// Notes at which address the process that claimed the deployment answers.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn write_address(&self, url: &str) -> Result<()> {
        self.replace(&self.address_file(), &format!("{url}\n"))
    }

    /// The address that was last served, `None` where it never was.
    #[must_use]
    pub fn address(&self) -> Option<String> {
        fs::read_to_string(self.address_file()).ok().map(|text| text.trim().to_owned())
    }

    fn address_file(&self) -> PathBuf {
        self.dir.join("address")
    }

    /// Opens the database.
    ///
    /// # Errors
    /// See [`Store::open`].
    pub fn open_store(&self) -> Result<Store> {
        Store::open(&self.database(), Arc::clone(&self.clock))
    }

    /// Opens the database beside the server that serves it.
    ///
    /// # Errors
    /// See [`Store::open_beside`].
    pub fn open_store_beside(&self) -> Result<Store> {
        Store::open_beside(&self.database(), Arc::clone(&self.clock))
    }

    /// The province's secrets.
    ///
    /// # Errors
    /// Where the file is missing or damaged.
    pub fn keys(&self) -> Result<Keys> {
        keys_of(&self.key_text()?)
    }

    /// The key file as it is.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub(crate) fn key_text(&self) -> Result<Zeroizing<String>> {
        let path = self.key_file();
        fs::read_to_string(&path).map(Zeroizing::new).map_err(Error::file(path))
    }

    /// Whether a text is a copy of the key file: whoever has one was trusted with the province's keys.
    ///
    /// # Errors
    /// Where the key file is missing or damaged.
    pub fn is_signing_key_of(&self, copy: &str) -> Result<bool> {
        let Ok(file) = serde_json::from_str::<KeyFile>(copy) else { return Ok(false) };
        let Ok(key) = from_hex(&file.signing_key).map(Zeroizing::new) else { return Ok(false) };
        Ok(SigningKey::from_bytes(&key).public() == self.keys()?.signing.public())
    }

    /// The present epoch. Where the mark and the database disagree, or the mark is missing, the database is an older one
    /// than was last served: a new epoch begins. Gives the mark that stands afterwards.
    ///
    /// # Errors
    /// Where the file or the database cannot be read or written.
    pub fn settle_epoch(&self, store: &Store) -> Result<(Epoch, Mark)> {
        let stored = store.read_blocking(deployment::epoch)?.ok_or(Error::Damaged("epoch"))?;
        let reach = store.read_blocking(feeds::reach)?;
        if let Some(mark) = self.read_mark()?.filter(|mark| mark.epoch == stored.id && mark.reach <= reach) {
            return Ok((stored, mark));
        }
        tracing::warn!(epoch.stored = %stored.id, "the database is not the one that was last served: a new epoch begins");
        let (epoch, now) = (new_epoch(store.clock()), store.clock().now());
        // The file last: a crash between the two is found as another disagreement.
        store.write_blocking(move |conn| deployment::begin_epoch(conn, epoch, now, "restored"))?;
        let mark = Mark { epoch: epoch.id, reach };
        self.write_mark(mark)?;
        Ok((epoch, mark))
    }

    fn read_mark(&self) -> Result<Option<Mark>> {
        Ok(read_if_there(&self.mark_file())?.and_then(|text| Mark::parse(&text)))
    }

    /// Notes which epoch is served, and how far.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn write_mark(&self, mark: Mark) -> Result<()> {
        self.replace(&self.mark_file(), &format!("{} {}\n", mark.epoch, mark.reach))
    }

    /// The last line of the log of operators that was written, `None` where none was, or the file is gone or damaged.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn read_log_head(&self) -> Result<Option<Head>> {
        Ok(read_if_there(&self.log_head_file())?.and_then(|text| Head::parse(&text)))
    }

    /// Notes which line of the log of operators is the last. Commands at the same time each write a file of their own
    /// first: whichever comes last names a line that is there.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn write_log_head(&self, head: Head) -> Result<()> {
        let new = self.dir.join(format!("operators.{}", self.clock.new_uuid()));
        self.replace_by(&new, &self.log_head_file(), &head.to_text())
    }

    fn log_head_file(&self) -> PathBuf {
        self.dir.join("operators")
    }

    /// Puts a new file in the place of an old one: at any time, one of them is there, whole.
    fn replace(&self, path: &Path, text: &str) -> Result<()> {
        let new = path.with_extension("new");
        let _ = fs::remove_file(&new);
        self.replace_by(&new, path, text)
    }

    fn replace_by(&self, new: &Path, path: &Path, text: &str) -> Result<()> {
        write_new_private(new, text.as_bytes())?;
        fs::rename(new, path).map_err(Error::file(path))?;
        self.sync_dir()
    }

    /// Writes a new file that only its owner reads, durably.
    fn write_private(&self, path: &Path, text: &str) -> Result<()> {
        write_new_private(path, text.as_bytes())?;
        self.sync_dir()
    }

    /// Adds a line to a file beside the database, durably.
    pub(crate) fn append_line(&self, name: &str, line: &str) -> Result<()> {
        self.append_lines(name, &[line.to_owned()])
    }

    /// Adds lines to a file beside the database, durably.
    pub(crate) fn append_lines(&self, name: &str, lines: &[String]) -> Result<()> {
        let path = self.dir.join(name);
        let mut options = OpenOptions::new();
        options.create(true).append(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&path).map_err(Error::file(&path))?;
        // A crash in the middle of an earlier write left half a line: this begins its own.
        let text: String = lines.iter().map(|line| format!("\n{line}\n")).collect();
        file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(Error::file(&path))?;
        self.sync_dir()
    }

    pub(crate) fn sync_dir(&self) -> Result<()> {
        fs::File::open(&self.dir).and_then(|dir| dir.sync_all()).map_err(Error::file(&self.dir))
    }
}

/// The text of a file, `None` where there is none.
pub(crate) fn read_if_there(path: &Path) -> Result<Option<String>> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Error::file(path)(error)),
    }
}

/// The lines of a list beside the database that were written whole: a crash may have cut the last one short.
pub(crate) fn whole_lines(list: &str) -> impl Iterator<Item = &str> {
    list.lines().filter(|line| line.ends_with('}'))
}

/// Writes a new file that only its owner reads. One that is there stays: this may run with the rights of another account
/// than the caller's.
pub(crate) fn write_new_private(path: &Path, bytes: &[u8]) -> Result<()> {
    let mut file = create_private(path).map_err(Error::file(path))?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(Error::file(path))
}

/// A new file that only its owner reads.
pub(crate) fn create_private(path: &Path) -> std::io::Result<fs::File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// A folder that only its owner reads, and those above it.
pub(crate) fn make_private_dir(dir: &Path) -> std::io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir)
}

/// A new life of the log, with a new life of the province as an author.
#[must_use]
pub fn new_epoch(clock: &dyn Clock) -> Epoch {
    Epoch { id: clock.new_epoch(), lineage: clock.new_lineage() }
}
