//! The province as an author of changes.

use std::sync::Arc;

use document::{Author, Document, Intent, RawChange};
use records::{Actor, ChangeHash, LineageId};
use rusqlite::Connection;
use wire::{PROTOCOL, Statement, envelope::Item};

use crate::{
    Result,
    home::Keys,
    projector::Projected,
    server::Server,
    store::{
        deployment::Epoch,
        documents::{self, DocumentRow, Signer},
        erasures,
        feeds::{self, FeedRow},
        lineages,
    },
};

/// Who the province is when it writes. What it writes it signs, as devices do: whoever can write into the database, and
/// does not have the key, leaves a change that nobody signed for.
#[derive(Debug, Clone)]
pub struct Pen {
    author: Actor,
    signer: Signer,
    lineage: LineageId,
    keys: Arc<Keys>,
}

impl Pen {
    /// The province's pen in an epoch. Its actor is new with each: after a restore, the numbers of the changes that
    /// were lost must not be used again.
    #[must_use]
    pub fn of(server: &Server, epoch: Epoch) -> Self {
        let province = &server.province;
        let signer = Signer { device: province.device, officer: province.officer };
        let author = Actor::of(epoch.lineage, province.officer);
        Self { author, signer, lineage: epoch.lineage, keys: Arc::clone(&server.keys) }
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
        self.sign(conn, row, change, now)
    }

    fn sign(&self, conn: &Connection, row: &DocumentRow, change: &RawChange, now: i64) -> Result<()> {
        let (n, previous) = lineages::next_statement(conn, self.lineage)?;
        let (statement, signature) = self.keys.signing.sign_statement(Statement {
            protocol: PROTOCOL,
            device: self.signer.device,
            lineage: self.lineage,
            officer: self.signer.officer,
            n,
            previous,
            written_at: now,
            items: vec![Item { doc: row.id, kind: row.kind, region: row.region.clone(), hash: change.hash }],
        });
        lineages::keep_statement(conn, &statement, &signature, now)
    }
}

/// A new version of a document by the province's own hand, made outside of any transaction.
#[derive(Debug)]
pub struct Draft {
    pen: Pen,
    row: DocumentRow,
    document: Document,
    change: RawChange,
    projected: Projected,
    now_ms: i64,
}

impl Draft {
    /// Writes into a document that was read with its row; `None` where nothing would change.
    ///
    /// # Errors
    /// Where the document does not take it, or the database fails.
    pub fn of(
        server: &Server,
        row: DocumentRow,
        mut document: Document,
        intents: &[Intent],
        now_ms: i64,
    ) -> Result<Option<Self>> {
        let (pen, now) = (Pen::of(server, server.epoch()), now_ms.div_euclid(1_000));
        let intents = document.for_all_versions(row.kind, &document.heads(), intents)?;
        let change = server.store.read_blocking(|conn| pen.edit(conn, &mut document, &intents, now))?;
        let Some(change) = change else { return Ok(None) };
        let version = DocumentRow { changes: row.changes + 1, ..row.clone() };
        let projected = Projected::of(&version, &document, now, server);
        Ok(Some(Self { pen, row, document, change, projected, now_ms }))
    }

    /// Makes it the document's next version, in the transaction of the caller, who keeps everybody else from the document
    /// since it was read. Gives the feeds that have it; none where it was erased meanwhile.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn log(mut self, conn: &Connection) -> Result<Vec<FeedRow>> {
        let now = self.now_ms.div_euclid(1_000);
        if erasures::is_erased(conn, self.row.id)? {
            return Ok(Vec::new());
        }
        self.pen.log(conn, &mut self.row, &self.change, now)?;
        let feeds = feeds::of_document(conn, self.row.id)?;
        feeds.iter().try_for_each(|feed| feeds::append(conn, *feed, &[self.change.hash]))?;
        documents::save(conn, &self.row, &self.document, now)?;
        self.projected.write(conn, &self.row, self.now_ms)?;
        Ok(feeds)
    }
}
