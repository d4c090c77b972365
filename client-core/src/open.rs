//! The one place that opens the database.
//!
//! | pragma | value | why |
//! |---|---|---|
//! | `cipher_log_level` | none | SQLCipher writes its own lines to the terminal; what is wrong comes back as an error |
//! | `key` | raw, 32 bytes | random, so SQLCipher need not stretch it: opening costs the key file's stretching only |
//! | `journal_mode` | `wal` | readers go on while one writes; the log is encrypted page by page like the file |
//! | `synchronous` | `full` | a change that was sent and then lost in a power cut would reuse its number (DESIGN section 4) |
//! | `foreign_keys` | on | off is SQLite's default |
//! | `busy_timeout` | 10 s | a second program waits for the first one's transaction instead of failing |
//! | `temp_store` | `memory` | a sort must not spill names into a plain file |
//! | `secure_delete` | on | what is replaced is overwritten, for whoever gets both disk and key |
//! | `cache_size` | 16 MiB | the indexes of 10,000 people stay decrypted: what is read anew is verified and decrypted anew |
//! | `cipher_memory_security` | off | SQLCipher's default; it would cost half the speed to hide pages from our own process |
//!
//! Files and rows are never deleted to recover: what only this device has is in there. A damaged file is renamed.

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior};
use seal::DatabaseKey;

use crate::{
    Error, Result,
    keyring::KEY,
    migration,
    private::{self, Ring},
    store::if_there,
};

/// The database, in its directory.
pub(crate) const DATABASE: &str = "rantau.db";

const BUSY: Duration = Duration::from_secs(10);
/// More than the statements of a frame that is taken in.
const STATEMENTS: usize = 128;
/// Pages that are kept decrypted, in KiB: each is verified and decrypted again whenever it is read anew. SQLite's own
/// 2 MiB hold a tenth of the indexes of 10,000 people; a device has 64 MB for everything (DESIGN section 9).
const PAGES_KIB: i64 = 16_384;

/// Opens a database that is there, or makes one, with the functions that seal and open private records.
pub(crate) fn connect(file: &Path, key: &DatabaseKey, flags: OpenFlags) -> Result<(Connection, Ring)> {
    let mut db = Connection::open_with_flags(file, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    db.set_transaction_behavior(TransactionBehavior::Immediate);
    db.set_prepared_statement_cache_capacity(STATEMENTS);
    db.busy_timeout(BUSY)?;
    db.execute_batch("pragma cipher_log_level = none")?;
    db.pragma_update(None, "key", key.to_sqlcipher_hex().as_str())?;
    db.pragma_update(None, "temp_store", "memory")?;
    db.pragma_update(None, "cache_size", -PAGES_KIB)?;
    db.pragma_update(None, "foreign_keys", true)?;
    db.pragma_update(None, "secure_delete", true)?;
    db.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(()))?;
    db.pragma_update(None, "synchronous", "full")?;
    let ring = private::install(&db)?;
    migration::migrate(&mut db)?;
    Ok((db, ring))
}

/// Opens the database of a directory; sets a damaged one aside. With `next`, the database may have that key already: the
/// second of what it gives says so.
pub(crate) fn open(
    dir: &Path,
    key: &DatabaseKey,
    next: Option<&DatabaseKey>,
    stamp: &str,
) -> Result<((Connection, Ring), bool)> {
    let file = dir.join(DATABASE);
    let opened = |key| connect(&file, key, OpenFlags::SQLITE_OPEN_READ_WRITE);
    let (db, has_next) = match (opened(key), next) {
        (Err(Error::Database(error)), Some(next)) if is_damage(&error) => (opened(next), true),
        (db, _) => (db, false),
    };
    match db {
        Err(Error::Database(error)) if is_damage(&error) => Err(Error::Damaged { set_aside: set_aside(dir, stamp)? }),
        db => db.map(|db| (db, has_next)),
    }
}

/// What became of a change of key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rekeyed {
    /// Every page has the new key.
    Done,
    /// Another program has the database open: nothing was done.
    InUse,
}

/// Encrypts every page anew, in one transaction with a rollback journal: what a cut leaves is rolled back by whoever opens
/// the file next, with either key. In the log that readers share, pages of both keys would stand side by side.
pub(crate) fn rekey(db: &Connection, key: &DatabaseKey) -> Result<Rekeyed> {
    db.flush_prepared_statement_cache();
    let mode = db.pragma_update_and_check(None, "journal_mode", "delete", |row| row.get::<_, String>(0));
    match mode {
        Ok(mode) if mode == "delete" => {}
        Ok(_) => return Ok(Rekeyed::InUse),
        Err(error)
            if matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked)) =>
        {
            return Ok(Rekeyed::InUse);
        }
        Err(error) => return Err(error.into()),
    }
    let rekeyed = db.pragma_update(None, "rekey", key.to_sqlcipher_hex().as_str());
    db.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(()))?;
    rekeyed?;
    Ok(Rekeyed::Done)
}

fn is_damage(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt))
}

/// Renames the files of a store, its keyring with them: without it nobody could read what is left.
fn set_aside(dir: &Path, stamp: &str) -> Result<PathBuf> {
    let renamed = |name: &str| dir.join(format!("{name}.damaged-{stamp}"));
    for name in [KEY.to_owned(), format!("{DATABASE}-wal"), format!("{DATABASE}-shm"), DATABASE.to_owned()] {
        let moved = fs::rename(dir.join(&name), renamed(&name));
        if_there(moved).map_err(Error::file("setting the damaged store aside"))?;
    }
    Ok(renamed(DATABASE))
}
