//! Taking in a pack that is here: verified page by page, believed as a whole only when it adds up.

use std::{collections::VecDeque, fmt};

use document::Document;
use records::EpochId;
use wire::{
    FeedState,
    pack::{PackPage, PackPart, PackReader, SignedPackPage},
};

use super::Order;
use crate::{
    Error, Result, Store, feed, setting,
    sync::pull::{self, Applied},
};

/// A pack that is being taken in. Pages that were taken in before are passed over.
pub struct Intake {
    order: Order,
    reader: PackReader,
    ready: VecDeque<PackPart>,
    /// How many bytes were read.
    read: u64,
    /// How many pages were met.
    met: u64,
    state: Option<(EpochId, FeedState)>,
}

impl fmt::Debug for Intake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Intake").field("order", &self.order).field("met", &self.met).finish_non_exhaustive()
    }
}

/// What a step did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// A page, with so many changes that were new here.
    Page(u64),
    /// The last of it: the feed stands where the pack says.
    All,
}

impl Intake {
    /// Begins, or goes on after a restart.
    pub(crate) fn begin(order: Order) -> Result<Self> {
        let reader = PackReader::new()?;
        Ok(Self { order, reader, ready: VecDeque::new(), read: 0, met: 0, state: None })
    }

    /// Takes in the next page, in one transaction.
    ///
    /// # Errors
    /// Where the pack is of no use ([`Download::give_up`](super::Download::give_up)), and where the database fails.
    pub fn step(&mut self, store: &mut Store) -> Result<Taken> {
        loop {
            match self.next_part(store)? {
                PackPart::Head(receipt) => {
                    seal::succession::verify_newest(&store.membership.chain, &receipt)?;
                    let receipt = receipt.into_value();
                    let state = receipt.feeds.into_iter().find(|state| state.feed == self.order.feed);
                    let state = state.filter(|state| state.seq == self.order.seq).ok_or_else(|| foreign("feed"))?;
                    if setting::epoch(&store.db)? != Some(receipt.epoch) {
                        return Err(foreign("life of the log"));
                    }
                    self.state = Some((receipt.epoch, state));
                }
                PackPart::Page(page) => {
                    self.met += 1;
                    if self.met > self.order.pages {
                        return self.take(store, &page).map(Taken::Page);
                    }
                }
                PackPart::End => return self.settle(store).map(|()| Taken::All),
            }
        }
    }

    fn next_part(&mut self, store: &Store) -> Result<PackPart> {
        loop {
            if let Some(part) = self.ready.pop_front() {
                return Ok(part);
            }
            let bytes = super::part(&store.db, &self.order.feed, self.read)?.ok_or(wire::Error::Truncated)?;
            self.read += bytes.len() as u64;
            self.ready.extend(self.reader.read(&bytes)?);
        }
    }

    fn take(&mut self, store: &mut Store, page: &SignedPackPage) -> Result<u64> {
        let (epoch, _) = *self.state.as_ref().ok_or_else(|| foreign("beginning"))?;
        // Before anything is expanded: only the province makes pages.
        seal::succession::verify_newest(&store.membership.chain, page)?;
        let pull = page.value().as_pull(&self.order.feed, changes(page.value())?).ok_or_else(|| foreign("count"))?;
        let (feed, pages) = (&self.order.feed, self.met);
        let applied = store.write(|tx, context| {
            let applied = pull::patch(tx, context, epoch, &pull)?;
            super::took(tx, feed, pages)?;
            Ok(applied)
        })?;
        self.order.pages = pages;
        Ok(if let Applied::New(new) = applied { new } else { 0 })
    }

    fn settle(&self, store: &mut Store) -> Result<()> {
        let (epoch, there) = self.state.as_ref().ok_or_else(|| foreign("beginning"))?;
        store.write(|tx, _| {
            if feed::settle(tx, &there.feed, *epoch, there.seq)? != feed::fingerprint(there) {
                return Err(foreign("sum"));
            }
            feed::receipted(tx, &there.feed, there.seq)?;
            super::keep(tx, &there.feed)
        })
    }
}

/// The changes of every document of a page.
fn changes(page: &PackPage) -> Result<Vec<Vec<Vec<u8>>>> {
    let changes = |saved: &[u8]| Ok(Document::load(saved)?.changes()?.into_iter().map(|change| change.bytes).collect());
    page.docs.iter().map(|doc| changes(&doc.saved)).collect()
}

fn foreign(what: &str) -> Error {
    Error::Protocol(format!("a pack of another {what}"))
}

/// Whether an error is one of the pack, so that the log is to be read instead; not one of the store.
pub(crate) const fn is_of_no_use(error: &Error) -> bool {
    matches!(error, Error::Protocol(_) | Error::Wire(_) | Error::Seal(_) | Error::Document(_))
}
