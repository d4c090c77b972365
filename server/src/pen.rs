//! The province as an author of changes.

use document::{Author, Document, Intent, RawChange};
use records::{Actor, ChangeHash};
use rusqlite::Connection;

use crate::{
    Result,
    server::Server,
    store::{
        deployment::Epoch,
        documents::{self, DocumentRow, Signer},
    },
};

/// Who the province is when it writes.
#[derive(Debug, Clone, Copy)]
pub struct Pen {
    author: Actor,
    signer: Signer,
}

impl Pen {
    /// The province's pen in an epoch. Its actor is new with each: after a restore, the numbers of the changes that
    /// were lost must not be used again.
    #[must_use]
    pub fn of(server: &Server, epoch: Epoch) -> Self {
        let province = &server.province;
        let signer = Signer { device: province.device, officer: province.officer };
        Self { author: Actor::of(epoch.lineage, province.officer), signer }
    }

    /// Writes into a document that is not stored yet. `None` where nothing would change.
    ///
    /// # Errors
    /// Where the document does not take it, or the database fails.
    pub fn edit(
        &self,
        conn: &Connection,
        document: &mut Document,
        intents: &[Intent],
        now: i64,
    ) -> Result<Option<RawChange>> {
        let (author, heads) = (Author { actor: self.author, time: now }, document.heads());
        let taken = |hash: &ChangeHash| documents::has_change(conn, hash);
        Ok(document.edit_anew(author, &heads, intents, taken)?.map(|(change, _)| change))
    }

    /// Makes a change of its own the next of its document.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn log(&self, conn: &Connection, row: &mut DocumentRow, change: &RawChange, now: i64) -> Result<()> {
        documents::insert_change(conn, &change.hash, &change.bytes, now)?;
        documents::append(conn, row.id, &change.hash, row.changes, self.signer)?;
        row.changes += 1;
        Ok(())
    }
}
