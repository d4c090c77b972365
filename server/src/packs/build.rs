//! Building a pack: the documents of a feed in the order in which they entered it, page by page.
//!
//! Everything in a pack follows from the log: its order, its times, its signatures. So two builds of one state are the
//! same bytes, and a download that was cut can go on from another build.

use records::{ChangeHash, DocId, EpochId};
use rusqlite::Connection;
use sync::Fingerprint;
use wire::{
    FeedId, FeedState, Receipt, Signature,
    exchange::Author,
    pack::{PackChange, PackDoc, PackPage, PackWriter, SignedPackPage},
};

use super::{
    Packroom,
    file::{NewPack, Packs},
};
use crate::{
    Error, Result,
    home::Keys,
    server::Server,
    store::{
        Store,
        documents::{self, Signer},
        feeds,
        packs::{self, Digest, PackRow},
    },
};

/// Bytes of saved documents in a page: one transaction of a device, and what it reads again after a crash.
const PAGE: usize = 128 << 10;

/// What a pack is built of.
pub struct Press<'a> {
    /// The database.
    pub store: &'a Store,
    /// The province's secrets.
    pub keys: &'a Keys,
    /// Where packs are kept.
    pub packs: Packs,
    /// The present epoch.
    pub epoch: EpochId,
    /// The name under which the province writes.
    pub province: &'a str,
    /// A room whose closing ends the work.
    pub room: Option<&'a Packroom>,
}

impl<'a> Press<'a> {
    /// The press of a running server.
    #[must_use]
    pub fn of(server: &'a Server) -> Self {
        Self {
            store: &server.store,
            keys: &server.keys,
            packs: server.home.packs(),
            epoch: server.epoch().id,
            province: server.name(),
            room: Some(&server.packroom),
        }
    }

    /// Builds the pack of a feed and keeps it as the one that is offered.
    ///
    /// # Errors
    /// [`Error::NotFound`] where nothing was ever logged in the feed; [`Error::Damaged`] where the documents do not hold
    /// what the log says; where a document is larger than a page may be, and where disk or database fail.
    pub fn build(&self, feed: &FeedId) -> Result<PackRow> {
        loop {
            if let Some(pack) = self.build_once(feed)? {
                return Ok(pack);
            }
        }
    }

    /// `None` where something left the feed meanwhile: what was taken out of the log must not stand in a file that nobody
    /// would look for.
    fn build_once(&self, feed: &FeedId) -> Result<Option<PackRow>> {
        let mut file = self.packs.begin()?;
        let (state, digest) = self.store.read_blocking(|conn| {
            let state = feeds::state(conn, feed)?;
            let run = Run::begin(self, conn, &state, &mut file)?;
            let digest = run.write_all()?;
            Ok((state, digest))
        })?;
        let pack = PackRow {
            digest,
            feed: feed.clone(),
            epoch: self.epoch,
            seq: state.seq,
            count: state.count,
            size: file.name(&digest)?,
            built_at: self.store.clock().now(),
        };
        let row = pack.clone();
        let is_current = self.store.write_blocking(move |conn| {
            let is_current = !feeds::left_since(conn, &[state])?;
            if is_current {
                packs::put(conn, &row)?;
            }
            Ok(is_current)
        })?;
        if !is_current {
            self.packs.remove(&pack.digest);
        }
        Ok(is_current.then_some(pack))
    }
}

/// One pack under way.
struct Run<'a> {
    press: &'a Press<'a>,
    conn: &'a Connection,
    state: &'a FeedState,
    file: &'a mut NewPack,
    writer: PackWriter,
    page: Draft,
    /// Of what was written.
    sum: Fingerprint,
}

/// A page under way.
#[derive(Default)]
struct Draft {
    signers: Vec<Signer>,
    received_from: i64,
    received_at: Option<i64>,
    docs: Vec<PackDoc>,
    raws: Vec<Vec<Vec<u8>>>,
    bytes: usize,
}

impl<'a> Run<'a> {
    fn begin(press: &'a Press<'a>, conn: &'a Connection, state: &'a FeedState, file: &'a mut NewPack) -> Result<Self> {
        let time = documents::last_received(conn, &state.feed)?.ok_or(Error::NotFound("feed"))?;
        let receipt = Receipt { epoch: press.epoch, time, feeds: vec![state.clone()], all: None };
        let (writer, bytes) = PackWriter::begin(press.keys.signing.sign_receipt(receipt))?;
        file.write(&bytes)?;
        Ok(Self { press, conn, state, file, writer, page: Draft::default(), sum: Fingerprint::default() })
    }

    fn write_all(mut self) -> Result<Digest> {
        for doc in documents::in_order_of_log(self.conn, &self.state.feed)? {
            self.add(doc)?;
            if self.page.bytes >= PAGE {
                self.write_page()?;
            }
        }
        if !self.page.docs.is_empty() {
            self.write_page()?;
        }
        if self.sum != (Fingerprint { count: self.state.count, sum: self.state.fingerprint }) {
            return Err(Error::Damaged("log: its documents hold other changes"));
        }
        let (last, digest) = self.writer.finish()?;
        self.file.write(&last)?;
        Ok(digest)
    }

    fn add(&mut self, id: DocId) -> Result<()> {
        let (row, document) = documents::open(self.conn, id)?.ok_or(Error::Damaged("log: a document is missing"))?;
        let (saved, mut changes, mut raws) = (document.save(), Vec::new(), Vec::new());
        for change in document.changes()? {
            self.sum.add(&change.hash);
            changes.push(self.said_of(&change.hash)?);
            raws.push(change.bytes);
        }
        self.page.bytes += saved.len();
        self.page.docs.push(PackDoc { doc: id, kind: row.kind, region: row.region, saved, changes });
        self.page.raws.push(raws);
        Ok(())
    }

    fn said_of(&mut self, hash: &ChangeHash) -> Result<PackChange> {
        let (by, received_at) =
            documents::signer(self.conn, hash)?.ok_or(Error::Damaged("log: a change is missing"))?;
        Ok(self.page.change(by, received_at))
    }

    fn write_page(&mut self) -> Result<()> {
        if self.press.room.is_some_and(Packroom::is_closed) {
            return Err(Error::Unwritten);
        }
        let draft = std::mem::take(&mut self.page);
        let authors = self.authors(&draft.signers)?;
        let (received_from, docs) = (draft.received_from, draft.docs);
        let mut page = PackPage { authors, received_from, docs, signature: Signature([0; 64]) };
        let pull = page.as_pull(&self.state.feed, draft.raws);
        let mut pull = pull.ok_or(Error::Damaged("log: its documents hold other changes"))?;
        let hashes = pull.hashes();
        self.press.keys.signing.sign_pull(&mut pull, self.press.epoch, &hashes);
        page.signature = pull.signature;
        let signed = SignedPackPage::new(page, |bytes| self.press.keys.signing.sign(bytes));
        let bytes = self.writer.page(signed)?;
        self.file.write(&bytes)
    }

    fn authors(&self, signers: &[Signer]) -> Result<Vec<Author>> {
        signers.iter().map(|signer| crate::exchange::author(self.conn, self.press.province, *signer)).collect()
    }
}

impl Draft {
    fn change(&mut self, by: Signer, received_at: i64) -> PackChange {
        let before = *self.received_at.get_or_insert_with(|| {
            self.received_from = received_at;
            received_at
        });
        self.received_at = Some(received_at);
        let author = self.signers.iter().position(|known| *known == by).unwrap_or_else(|| {
            self.signers.push(by);
            self.signers.len() - 1
        });
        PackChange {
            author: u32::try_from(author).unwrap_or(u32::MAX),
            received_after: received_at.saturating_sub(before),
        }
    }
}
