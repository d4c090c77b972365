//! Taking a list back.

use records::{DocId, FileId, OfficerId};
use rusqlite::Connection;

use super::BATCH;
use crate::{
    Result, Store,
    record::{Edit, write},
    sql::Sql,
    stored::Stored,
};

/// What taking a list back did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Undone {
    /// The records that it touched.
    pub records: u64,
    /// The rows that were taken back.
    pub rows: u64,
}

impl Store {
    /// Takes back what importing `file` wrote, wherever it was imported; what people wrote since stays. A record that
    /// is empty then is no longer listed. Importing the file again brings it back.
    ///
    /// # Errors
    /// Where the database fails; the batches before are durable, and undoing again goes on from there.
    pub fn undo_import(&mut self, file: FileId, officer: OfficerId) -> Result<Undone> {
        let mut total = Undone::default();
        for batch in documents_of(&self.db, file)?.chunks(BATCH) {
            self.write(|tx, context| {
                for doc in batch {
                    let mut stored = Stored::get(tx, *doc)?;
                    for (seen, intents) in stored.document.undo_import(file)? {
                        let edit = Edit { officer, seen: &seen, intents: &intents, made_at: context.clock.now() };
                        write(tx, context, &mut stored, &edit)?;
                        total.rows += 1;
                    }
                    total.records += 1;
                }
                Ok(())
            })?;
        }
        Ok(total)
    }
}

fn documents_of(db: &Connection, file: FileId) -> Result<Vec<DocId>> {
    let sql = "select distinct doc from import_row where file = ? and undone = 0 order by doc";
    let mut statement = db.prepare_cached(sql)?;
    let rows = statement.query_map([Sql(file)], |row| Ok(row.get::<_, Sql<DocId>>(0)?.0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
