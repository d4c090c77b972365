//! Who wrote what, and when.

use document::import::parse_row_path;
use records::{ChangeHash, DocId, FileId, Path, Value};
use serde::Serialize;

use crate::{
    Result,
    author::{self, Author},
    change::{self, State},
    group,
    store::Store,
    stored::Stored,
};

/// One change of a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HistoryItem {
    /// In which record: of records that were merged, each has its own history.
    pub record: DocId,
    /// The change.
    pub change: ChangeHash,
    /// Who wrote it; of an import, who imported.
    pub author: Author,
    /// When, by the author's clock, Unix seconds; 0 of an import.
    pub at: i64,
    /// When the province received it, by its clock.
    pub received_at: Option<i64>,
    /// How far it got.
    pub state: State,
    /// The list and row that it comes from.
    pub import: Option<(FileId, u32)>,
    /// What it did, the verbatim row of an import left out.
    pub edits: Vec<Settled>,
}

/// One field of one change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Settled {
    /// The field.
    pub path: Path,
    /// The values before: none in a new field, several where a conflict was settled.
    pub from: Vec<Value>,
    /// The value afterwards, `None` where the field was emptied.
    pub to: Option<Value>,
}

impl Store {
    /// Every change of a record, each after those that it depends on; then those of the records that are shown as one
    /// with it.
    ///
    /// # Errors
    /// [`Error::NoSuchRecord`](crate::Error::NoSuchRecord).
    pub fn history(&self, doc: DocId) -> Result<Vec<HistoryItem>> {
        let mut items = Vec::new();
        for stored in group::members(&self.db, doc)? {
            items.extend(self.history_of(&stored)?);
        }
        Ok(items)
    }

    fn history_of(&self, stored: &Stored) -> Result<Vec<HistoryItem>> {
        let mut items = Vec::new();
        for entry in stored.document.history()? {
            let Some(known) = change::find(&self.db, &entry.hash)? else { continue };
            let row = entry.edits.iter().find_map(|edit| parse_row_path(&edit.path)).filter(|_| entry.time == 0);
            let edits = entry.edits.iter().filter(|edit| parse_row_path(&edit.path).is_none());
            items.push(HistoryItem {
                record: stored.id,
                change: entry.hash,
                author: author::read(&self.db, known.author)?,
                at: entry.time,
                received_at: known.received_at,
                state: known.state,
                import: row.map(|(file, row, _)| (file, row)),
                edits: edits
                    .map(|edit| Settled { path: edit.path.clone(), from: edit.from.clone(), to: edit.to.clone() })
                    .collect(),
            });
        }
        Ok(items)
    }
}
