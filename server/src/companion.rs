//! What goes where its worker goes: what authorities state of the worker, to all who read the worker's record; what peers
//! in the village must not read of the worker, to the office of the village.

use records::{DocId, Kind};
use rusqlite::Connection;
use seal::DeploymentKey;
use wire::FeedId;

use crate::{
    Result,
    store::{
        documents,
        feeds::{self, FeedRow},
    },
};

/// The documents that belong to a worker's. Where there is no such document, nothing is done.
#[derive(Debug, Clone, Copy)]
pub struct Companions {
    standing: DocId,
    confidential: DocId,
}

/// A document that belongs to a worker's, and where it goes with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Companion {
    /// The document.
    pub doc: DocId,
    /// Where to.
    pub home: FeedId,
}

impl Companions {
    /// Those of the worker's document.
    #[must_use]
    pub fn of(key: &DeploymentKey, worker: DocId) -> Self {
        Self { standing: key.standing_doc_id(worker), confidential: key.confidential_doc_id(worker) }
    }

    /// Those that there are, and where they go with a worker who enters `feed`. A device can make a record of another kind
    /// under such an id, which belongs to nobody.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn homes(&self, conn: &Connection, feed: &FeedId) -> Result<Vec<Companion>> {
        let office = FeedId::office(feed.region.clone());
        let mut found = Vec::new();
        for (doc, kind, home) in
            [(self.standing, Kind::Standing, feed.clone()), (self.confidential, Kind::Confidential, office)]
        {
            if documents::get(conn, doc)?.is_some_and(|row| row.kind == kind) {
                found.push(Companion { doc, home });
            }
        }
        Ok(found)
    }

    /// Brings them into the feeds that go with `feed`, and gives those that they were not in.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn enter(&self, conn: &Connection, feed: &FeedId) -> Result<Vec<FeedRow>> {
        let mut entered = Vec::new();
        for Companion { doc, home } in self.homes(conn, feed)? {
            entered.extend(feeds::bring(conn, doc, &home, &documents::changes(conn, doc)?)?);
        }
        Ok(entered)
    }
}
