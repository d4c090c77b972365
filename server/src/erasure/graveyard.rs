//! Tombstones as a file beside the database: one line of JSON for each record, with opaque ids only.

use std::collections::BTreeSet;

use records::{DeviceId, DocId, Kind};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use wire::FeedId;

use crate::{
    Error, Result,
    home::{Home, read_if_there, whole_lines},
    store::{
        erasures::{self, Erasure},
        feeds,
    },
};

/// The file of them.
const ERASED: &str = "erased";

/// A record that was erased, with all that is needed to erase it again.
#[derive(Debug, Clone)]
pub(crate) struct Grave {
    pub(super) doc: DocId,
    pub(super) kind: Kind,
    pub(super) changes: u64,
    pub(super) act: Erasure,
    /// The feeds that ever had it.
    pub(super) feeds: BTreeSet<FeedId>,
    /// The devices that may have it.
    pub(super) holders: BTreeSet<DeviceId>,
}

/// A line of the file.
#[derive(Serialize, Deserialize)]
struct Line {
    doc: DocId,
    kind: Kind,
    changes: u64,
    erasure: i64,
    reason: String,
    request: Option<i64>,
    operator: String,
    asked_at: i64,
    feeds: BTreeSet<String>,
    holders: BTreeSet<DeviceId>,
}

impl Grave {
    /// Writes down that it is to be erased, in a database that has forgotten.
    pub(super) fn remember(&self, conn: &Connection) -> Result<()> {
        erasures::remember(conn, &self.act, self.doc, self.kind, self.changes)
    }

    fn to_line(&self) -> Result<String> {
        let line = Line {
            doc: self.doc,
            kind: self.kind,
            changes: self.changes,
            erasure: self.act.id,
            reason: self.act.reason.clone(),
            request: self.act.request,
            operator: self.act.operator.clone(),
            asked_at: self.act.asked_at,
            feeds: self.feeds.iter().map(ToString::to_string).collect(),
            holders: self.holders.clone(),
        };
        serde_json::to_string(&line).map_err(|_| DAMAGED)
    }

    fn of_line(text: &str) -> Result<Self> {
        let line: Line = serde_json::from_str(text).map_err(|_| DAMAGED)?;
        let feeds = line.feeds.iter().map(|feed| feed.parse().map_err(|_| DAMAGED)).collect::<Result<_>>()?;
        let act = Erasure {
            id: line.erasure,
            reason: line.reason,
            request: line.request,
            operator: line.operator,
            asked_at: line.asked_at,
            done_at: None,
            registry: String::new(),
            registry_at: None,
        };
        Ok(Self { doc: line.doc, kind: line.kind, changes: line.changes, act, feeds, holders: line.holders })
    }
}

const DAMAGED: Error = Error::Damaged("list of erased records (the file `erased`)");

/// The records of an act, as they are before it.
pub(super) fn of_act(conn: &Connection, act: &Erasure) -> Result<Vec<Grave>> {
    let of = |tombstone: erasures::Tombstone| {
        let feeds = feeds::ever_of(conn, tombstone.doc)?;
        let (doc, kind, changes) = (tombstone.doc, tombstone.kind, tombstone.changes);
        Ok(Grave { doc, kind, changes, act: act.clone(), feeds, holders: BTreeSet::new() })
    };
    erasures::tombstones(conn, act.id)?.into_iter().map(of).collect()
}

impl Home {
    /// Adds records to those that were erased, durably. One may stand there twice: the first counts.
    pub(super) fn bury(&self, graves: &[Grave]) -> Result<()> {
        let lines = graves.iter().map(Grave::to_line).collect::<Result<Vec<_>>>()?;
        self.append_lines(ERASED, &lines)
    }

    /// The list as it stands in the file, for a backup.
    pub(crate) fn grave_list(&self) -> Result<String> {
        Ok(read_if_there(&self.beside(ERASED))?.unwrap_or_default())
    }

    /// Adds those of another list that this one does not have, and gives how many records stand in it then.
    pub(crate) fn add_graves(&self, list: &str) -> Result<usize> {
        let known: BTreeSet<DocId> = self.graves()?.into_iter().map(|grave| grave.doc).collect();
        let mut more = read(list)?;
        more.retain(|grave| !known.contains(&grave.doc));
        if !more.is_empty() {
            self.bury(&more)?;
        }
        let all: BTreeSet<DocId> = known.into_iter().chain(more.into_iter().map(|grave| grave.doc)).collect();
        Ok(all.len())
    }

    /// The records that were erased. The end of a file that a crash cut short counts for nothing: what it was about to say
    /// was not done.
    pub(super) fn graves(&self) -> Result<Vec<Grave>> {
        read(&self.grave_list()?)
    }
}

fn read(list: &str) -> Result<Vec<Grave>> {
    whole_lines(list).map(Grave::of_line).collect()
}
