//! One pull frame: log entries of one feed, their authors, the province's signature.

use std::collections::{BTreeMap, VecDeque, btree_map};

use records::{ChangeHash, LineageId};
use rusqlite::Connection;
use wire::{
    FeedId, Pull, Signature,
    exchange::{Author, Entry, ShortHash},
};

use crate::{
    Error, Result,
    server::Server,
    store::{
        deployment::Epoch,
        devices,
        documents::Signer,
        feeds::{self, LogEntry, Logged, LoggedChange, Span},
        officers, refills,
    },
};

/// Entries of a feed with those who signed for them.
#[derive(Debug)]
pub(super) struct Page {
    entries: Vec<LogEntry>,
    names: BTreeMap<Signer, Author>,
    /// Of their changes.
    pub(super) bytes: usize,
}

impl Page {
    /// The first entries of a span as a lineage needs them, until they reach `bytes`.
    pub(super) fn read(
        conn: &Connection,
        server: &Server,
        span: &Span,
        lineage: Option<LineageId>,
        bytes: usize,
    ) -> Result<Self> {
        Self::of(conn, server, feeds::read(conn, span, lineage, bytes)?)
    }

    /// Entries of several spans, one behind the other, which are shortened by what was read.
    pub(super) fn gather(
        conn: &Connection,
        server: &Server,
        spans: &mut VecDeque<Span>,
        lineage: Option<LineageId>,
        bytes: usize,
    ) -> Result<Self> {
        let (mut entries, mut left) = (Vec::new(), bytes);
        while let Some(span) = spans.front_mut().filter(|_| left > 0) {
            let read = feeds::read(conn, span, lineage, left)?;
            left = left.saturating_sub(read.iter().map(LogEntry::size).sum());
            span.after = read.last().map_or(span.until, |entry| entry.seq);
            if span.after >= span.until {
                spans.pop_front();
            }
            entries.extend(read);
        }
        Self::of(conn, server, entries)
    }

    fn of(conn: &Connection, server: &Server, entries: Vec<LogEntry>) -> Result<Self> {
        let mut names = BTreeMap::new();
        let sent = || entries.iter().filter_map(LogEntry::change).filter(|change| !change.known);
        for change in sent() {
            if let btree_map::Entry::Vacant(place) = names.entry(change.by) {
                place.insert(author(conn, server.name(), change.by)?);
            }
        }
        let bytes = sent().map(|change| change.raw.len()).sum();
        Ok(Self { entries, names, bytes })
    }

    /// The signed frame. The entries must be the first of `span`. With `erases`, the reader knows what it is that a document
    /// was erased; to another, it left.
    pub(super) fn into_pull(self, server: &Server, epoch: Epoch, span: &Span, erases: bool) -> Result<Pull> {
        let first_seq = self.entries.first().map_or(0, |entry| entry.seq);
        if first_seq != span.after + 1 {
            return Err(Error::Damaged("log: a sequence number is missing"));
        }
        Ok(self.sign(server, epoch, &span.feed, first_seq, erases))
    }

    /// The signed frame of entries that stand in no order.
    pub(super) fn into_patch(self, server: &Server, epoch: Epoch, feed: &FeedId, erases: bool) -> Pull {
        self.sign(server, epoch, feed, 0, erases)
    }

    fn sign(self, server: &Server, epoch: Epoch, feed: &FeedId, first_seq: u64, erases: bool) -> Pull {
        let hashes: Vec<Option<ChangeHash>> =
            self.entries.iter().map(|entry| entry.change().map(|change| change.hash)).collect();
        let mut authors = Authors { signers: Vec::new(), erases };
        let entries = self.entries.into_iter().map(|entry| authors.entry(entry)).collect();
        let authors = authors.signers.iter().filter_map(|signer| self.names.get(signer)).cloned().collect();
        let mut pull = Pull { feed: feed.clone(), first_seq, authors, entries, signature: Signature([0; 64]) };
        server.keys.signing.sign_pull(&mut pull, epoch.id, &hashes);
        pull
    }
}

/// The author that an entry names: a device that is enrolled, one that was when it signed, or the province itself.
pub(crate) fn author(conn: &Connection, province: &str, signer: Signer) -> Result<Author> {
    let Signer { device, officer } = signer;
    if let Some(known) = devices::get(conn, device)? {
        let officer_name = officers::name(conn, device, officer)?.unwrap_or(known.officer_name);
        return Ok(Author { officer, officer_name, device, device_name: known.name });
    }
    let province =
        || Author { officer, officer_name: province.to_owned(), device, device_name: "rantau-server".to_owned() };
    Ok(refills::author(conn, signer)?.unwrap_or_else(province))
}

/// The authors of a frame, each once, as the entries need them.
struct Authors {
    signers: Vec<Signer>,
    /// Whether the reader knows what it is that a document was erased.
    erases: bool,
}

impl Authors {
    fn entry(&mut self, entry: LogEntry) -> Entry {
        match entry.what {
            Logged::Void => Entry::Void,
            Logged::Leave { doc, erased } => Entry::Leave { doc, erased: erased && self.erases },
            Logged::Change(change) if change.known => Entry::Known { hash: ShortHash::of(&change.hash) },
            Logged::Change(change) => self.change(change),
        }
    }

    fn change(&mut self, change: LoggedChange) -> Entry {
        Entry::Change {
            doc: change.doc,
            kind: change.kind,
            region: change.region,
            author: self.index(change.by),
            received_at: change.received_at,
            change: change.raw,
        }
    }

    fn index(&mut self, signer: Signer) -> u32 {
        let at = self.signers.iter().position(|known| *known == signer).unwrap_or_else(|| {
            self.signers.push(signer);
            self.signers.len() - 1
        });
        u32::try_from(at).unwrap_or(u32::MAX)
    }
}
