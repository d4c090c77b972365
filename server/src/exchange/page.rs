//! One pull frame: log entries of one feed, their authors, the province's signature.

use std::collections::BTreeMap;

use records::{ChangeHash, LineageId};
use rusqlite::Connection;
use wire::{
    Pull, Signature,
    exchange::{Author, Entry, ShortHash},
};

use crate::{
    Error, Result,
    server::Server,
    store::{
        deployment::Epoch,
        devices::{self, Device},
        documents::Signer,
        feeds::{self, LogEntry, Logged, LoggedChange, Span},
    },
};

/// Entries of a feed with those who signed for them.
#[derive(Debug)]
pub(super) struct Page {
    entries: Vec<LogEntry>,
    devices: BTreeMap<Signer, Device>,
    /// Of their changes.
    pub(super) bytes: usize,
}

impl Page {
    /// The first entries of a span as a lineage needs them, until they reach `bytes`.
    pub(super) fn read(conn: &Connection, span: &Span, lineage: LineageId, bytes: usize) -> Result<Self> {
        let entries = feeds::read(conn, span, lineage, bytes)?;
        let mut devices = BTreeMap::new();
        let sent = || entries.iter().filter_map(LogEntry::change).filter(|change| !change.known);
        for change in sent() {
            if !devices.contains_key(&change.by)
                && let Some(device) = devices::get(conn, change.by.device)?
            {
                devices.insert(change.by, device);
            }
        }
        let bytes = sent().map(|change| change.raw.len()).sum();
        Ok(Self { entries, devices, bytes })
    }

    /// The signed frame. The entries must be the first of `span`.
    pub(super) fn into_pull(self, server: &Server, epoch: Epoch, span: &Span) -> Result<Pull> {
        let first_seq = self.entries.first().map_or(0, |entry| entry.seq);
        if first_seq != span.after + 1 {
            return Err(Error::Damaged("log: a sequence number is missing"));
        }
        let hashes: Vec<Option<ChangeHash>> =
            self.entries.iter().map(|entry| entry.change().map(|change| change.hash)).collect();
        let mut authors = Authors::default();
        let entries = self.entries.into_iter().map(|entry| authors.entry(entry)).collect();
        let authors = authors.signers.iter().map(|signer| author(server.name(), *signer, &self.devices)).collect();
        let mut pull = Pull { feed: span.feed.clone(), first_seq, authors, entries, signature: Signature([0; 64]) };
        server.keys.signing.sign_pull(&mut pull, epoch.id, &hashes);
        Ok(pull)
    }
}

/// The author that an entry names; the province itself where no device is known.
pub(crate) fn author(province: &str, signer: Signer, devices: &BTreeMap<Signer, Device>) -> Author {
    let (officer_name, device_name) = match devices.get(&signer) {
        Some(device) => (device.officer_name.clone(), device.name.clone()),
        None => (province.to_owned(), "rantau-server".to_owned()),
    };
    Author { officer: signer.officer, officer_name, device: signer.device, device_name }
}

/// The authors of a frame, each once, as the entries need them.
#[derive(Default)]
struct Authors {
    signers: Vec<Signer>,
}

impl Authors {
    fn entry(&mut self, entry: LogEntry) -> Entry {
        match entry.what {
            Logged::Void => Entry::Void,
            Logged::Leave(doc) => Entry::Leave { doc },
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
