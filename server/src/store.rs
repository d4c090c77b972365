//! The server's database: one SQLite file, one writer with group commit, readers beside it.
//!
//! Every write is a job for one thread that puts as many jobs as are waiting into one transaction, so a storm of devices
//! costs a few fsyncs and not one each; a job that fails is undone alone. Readers see the last commit and never wait
//! (WAL). `synchronous=FULL`, since a confirmed frame must survive a power cut.
//!
//! A pool of equal connections was refused: SQLite has one writer anyway, and writers that queue on its lock time out
//! under load instead of waiting their turn.
//!
//! The modules below hold the SQL, one for each thing that is stored, as functions over a [`Connection`].

pub mod accesses;
pub mod authorship;
pub mod case_numbers;
pub mod compare;
pub mod cursors;
pub mod deployment;
pub mod deposits;
pub mod devices;
pub mod documents;
pub mod erasures;
pub mod feeds;
pub mod held;
pub mod inbox;
pub mod instructions;
pub mod invites;
pub mod lineages;
pub mod loans;
pub mod losses;
pub mod officers;
pub mod operators;
pub mod outbox;
pub mod packs;
mod readers;
pub mod refills;
pub mod requests;
pub mod reviews;
mod row;
pub mod sameness;
pub mod schema;
pub mod scopes;
pub mod successions;
mod writer;

use std::{
    fs::File,
    path::{Path, PathBuf},
    sync::{Arc, mpsc},
};

use rusqlite::{Connection, OpenFlags};
use tokio::sync::oneshot;

use self::{readers::Readers, writer::Writer};
use crate::{Error, Result, clock::Clock};

/// The open database.
#[derive(Debug)]
pub struct Store {
    // Dropped first: the last connection to close is one that may write, and takes the WAL file with it.
    readers: Readers,
    writer: Writer,
    clock: Arc<dyn Clock>,
}

impl Store {
    /// Opens the database and brings its schema up to date; an empty file becomes a new one.
    ///
    /// # Errors
    /// Where there is none, it is damaged, or a newer program made it.
    pub fn open(path: &Path, clock: Arc<dyn Clock>) -> Result<Self> {
        let mut conn = connect(path)?;
        schema::migrate(&mut conn)?;
        Ok(Self::over(conn, path, clock))
    }

    /// Opens the database beside the server that serves it, and leaves the schema to that.
    ///
    /// # Errors
    /// Where its schema is not the one that this program knows.
    pub fn open_beside(path: &Path, clock: Arc<dyn Clock>) -> Result<Self> {
        let conn = connect(path)?;
        schema::expect_latest(&conn)?;
        Ok(Self::over(conn, path, clock))
    }

    fn over(conn: Connection, path: &Path, clock: Arc<dyn Clock>) -> Self {
        Self { writer: Writer::start(conn), readers: Readers::new(path.to_owned()), clock }
    }

    /// The time at which what is written happens, and new ids.
    #[must_use]
    pub fn clock(&self) -> &dyn Clock {
        &*self.clock
    }

    /// Runs `job` in a transaction; what it wrote is durable when this returns.
    ///
    /// # Errors
    /// Those of `job`, whose writes are undone then, or of the commit.
    pub async fn write<T: Send + 'static>(
        &self,
        job: impl FnOnce(&Connection) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (answer, answered) = oneshot::channel();
        // Nobody may be waiting any more: the write stands all the same.
        self.writer.submit(job, move |outcome| drop(answer.send(outcome)));
        answered.await.unwrap_or(Err(Error::Unwritten))
    }

    /// The same from a thread that may block.
    ///
    /// # Errors
    /// As [`write`](Self::write).
    pub fn write_blocking<T: Send + 'static>(
        &self,
        job: impl FnOnce(&Connection) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (answer, answered) = mpsc::channel();
        self.writer.submit(job, move |outcome| drop(answer.send(outcome)));
        answered.recv().unwrap_or(Err(Error::Unwritten))
    }

    /// Runs `job` on one read snapshot.
    ///
    /// # Errors
    /// Those of `job`.
    pub async fn read<T: Send + 'static>(
        &self,
        job: impl FnOnce(&Connection) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let readers = self.readers.clone();
        tokio::task::spawn_blocking(move || readers.run(job)).await.unwrap_or(Err(Error::Unwritten))
    }

    /// The same from a thread that may block.
    ///
    /// # Errors
    /// Those of `job`.
    pub fn read_blocking<T>(&self, job: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        self.readers.run(job)
    }

    /// Folds the write-ahead log into the file and empties it, so that what was overwritten is nowhere any more: `false`
    /// where somebody is reading an older state still.
    ///
    /// # Errors
    /// Where the file cannot be opened.
    pub fn scrub(&self) -> Result<bool> {
        let conn = connect(self.readers.path())?;
        let busy: i64 = conn.query_one("pragma wal_checkpoint(truncate)", [], |row| row.get(0))?;
        if busy == 0 {
            // SQLite does not wait for this: without it, a power cut brings the old log back.
            let log = log_of(self.readers.path());
            File::open(&log).and_then(|log| log.sync_all()).map_err(Error::file(&log))?;
        }
        Ok(busy == 0)
    }
}

/// The write-ahead log of a database.
fn log_of(database: &Path) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push("-wal");
    PathBuf::from(name)
}

/// The document and the kind of a row that begins with them.
pub(crate) fn row_of_projection(row: &rusqlite::Row<'_>) -> rusqlite::Result<(records::DocId, records::Kind)> {
    Ok((row::column(row, 0)?, row::column(row, 1)?))
}

/// Opens a database for reading only, as `check` and the queries of a running server do.
fn open_read_only(path: &PathBuf) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(path, flags)?;
    conn.busy_timeout(BUSY)?;
    conn.set_prepared_statement_cache_capacity(STATEMENTS);
    Ok(conn)
}

/// Reads a database of any version on a connection of its own, outside of any transaction.
///
/// # Errors
/// Those of `job`, or where the file is no database.
pub fn read_file<T>(path: &Path, job: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
    job(&open_read_only(&path.to_owned())?)
}

/// How long a command waits for a running server's transaction.
const BUSY: std::time::Duration = std::time::Duration::from_secs(10);
/// Pages that the writer keeps, in KiB.
const WRITER_PAGES_KIB: i64 = 32_768;
/// More than the statements of a push.
const STATEMENTS: usize = 128;

fn connect(path: &Path) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(path, flags)?;
    configure(&conn)?;
    Ok(conn)
}

fn configure(conn: &Connection) -> Result<()> {
    conn.busy_timeout(BUSY)?;
    conn.set_prepared_statement_cache_capacity(STATEMENTS);
    // Readers beside the writer; a commit is one append.
    conn.pragma_update(None, "journal_mode", "wal")?;
    // The log is folded into the file every 16 MiB instead of every 4: hot pages are copied once, and it takes two more
    // fsyncs.
    conn.pragma_update(None, "wal_autocheckpoint", 4_096)?;
    // The pages of a group of jobs stay in memory until its commit: SQLite's own 2 MiB would have them written twice.
    conn.pragma_update(None, "cache_size", -WRITER_PAGES_KIB)?;
    // A confirmed frame survives a power cut.
    conn.pragma_update(None, "synchronous", "full")?;
    conn.pragma_update(None, "foreign_keys", true)?;
    // Sorting never leaves a copy of personal data in /tmp.
    conn.pragma_update(None, "temp_store", "memory")?;
    // What is deleted is overwritten.
    conn.pragma_update(None, "secure_delete", true)?;
    Ok(())
}
