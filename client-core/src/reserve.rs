//! Room that is kept for the day on which the disk is full.
//!
//! Sending writes little, but it writes: the number of the exchange, the signature of what was not signed yet, what
//! arrived. On a full disk even that fails, and what an officer wrote would stay on the one device that has no room. So
//! some room is taken while there is enough, and given back when the first write fails: a file beside the database for
//! the database's log to grow into, and a row within the database for what is at its own limit. It is taken again as soon
//! as there is room.
//!
//! Deleting something of the records' caches instead was refused: it needs more writing than it frees.

use std::{fs, io::Write};

use rusqlite::Connection;

use crate::{Result, Store, clock::Clock};

/// The file beside the database.
const FILE: &str = "rantau.reserve";
/// Its bytes: a hundred small transactions.
const FILE_BYTES: usize = 256 << 10;
/// Bytes of the row.
const ROW_BYTES: i64 = 64 << 10;

impl Store {
    /// Takes the room, if it is not taken. Where there is none, there is none.
    pub(crate) fn take_reserve(&mut self) {
        let path = self.dir.join(FILE);
        if !path.exists() && fill(&path, self.clock.as_ref()).is_err() {
            // Half a reserve would take room and give none.
            let _ = fs::remove_file(&path);
        }
        if matches!(has_row(&self.db), Ok(false)) {
            let _ = self.write(|tx, _| Ok(tx.execute("insert into reserve (room) values (zeroblob(?))", [ROW_BYTES])?));
        }
    }

    /// Gives the room back. `false` where there was none to give.
    ///
    /// # Errors
    /// Where the database fails.
    pub(crate) fn give_reserve(&mut self) -> Result<bool> {
        let file = fs::remove_file(self.dir.join(FILE)).is_ok();
        // First the file: to give the row back, the log has to grow.
        let row = has_row(&self.db)? && self.write(|tx, _| Ok(tx.execute("delete from reserve", [])?))? > 0;
        Ok(file || row)
    }
}

fn has_row(db: &Connection) -> Result<bool> {
    Ok(db.query_row("select exists (select 1 from reserve)", [], |row| row.get(0))?)
}

/// Random bytes: a file system that presses zeros together would keep no room for them.
fn fill(path: &std::path::Path, clock: &dyn Clock) -> std::io::Result<()> {
    let mut room = vec![0; FILE_BYTES];
    clock.fill(&mut room);
    let mut file = fs::File::create_new(path)?;
    file.write_all(&room)?;
    file.sync_all()
}
