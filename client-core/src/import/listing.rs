//! Which lists were imported.

use records::FileId;
use serde::Serialize;

use crate::{Result, Store, sql::Sql};

/// A list of which rows stand in records.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Imported {
    /// The file, by its content.
    pub file: FileId,
    /// Its name, `None` where another device imported it.
    pub name: Option<String>,
    /// When, Unix seconds, `None` where another device imported it.
    pub imported_at: Option<i64>,
    /// The rows that the file has, `None` where another device imported it.
    pub rows: Option<u32>,
    /// Cells that could not be read, or that deserved a look, `None` where another device imported it.
    pub problems: Option<u32>,
    /// The rows that stand in records of this store.
    pub imported: u32,
    /// Those of them that were taken back.
    pub undone: u32,
}

impl Store {
    /// The lists that were imported here, and those whose rows came from other devices.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn imports(&self) -> Result<Vec<Imported>> {
        let mut statement = self.db.prepare_cached(
            "select r.file, i.name, i.imported_at, i.rows, i.problems, count(*), sum(r.undone)
             from import_row r left join import i on i.file = r.file
             group by r.file order by i.imported_at, r.file",
        )?;
        let rows = statement.query_map([], |row| {
            Ok(Imported {
                file: row.get::<_, Sql<FileId>>(0)?.0,
                name: row.get(1)?,
                imported_at: row.get(2)?,
                rows: row.get(3)?,
                problems: row.get(4)?,
                imported: row.get(5)?,
                undone: row.get(6)?,
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}
