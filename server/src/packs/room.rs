//! Which packs are wanted.

use std::{
    collections::BTreeSet,
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
};

use wire::FeedId;

/// Feeds whose pack is to be built, one after another.
#[derive(Debug, Default)]
pub struct Packroom {
    rows: Mutex<Rows>,
    arrived: Condvar,
    built: Condvar,
}

#[derive(Debug, Default)]
struct Rows {
    wanted: BTreeSet<FeedId>,
    /// How many are being built.
    building: usize,
    /// Not tried again before the server is started anew: what stands in the way does not pass.
    failed: BTreeSet<FeedId>,
    closed: bool,
}

impl Packroom {
    /// Asks for the pack of a feed.
    pub fn want(&self, feed: &FeedId) {
        let mut rows = self.rows();
        if !rows.failed.contains(feed) {
            rows.wanted.insert(feed.clone());
            self.arrived.notify_one();
        }
    }

    /// Notes that the pack of a feed cannot be built.
    pub(super) fn failed(&self, feed: &FeedId) {
        let mut rows = self.rows();
        rows.wanted.remove(feed);
        rows.failed.insert(feed.clone());
    }

    /// The next feed, for as long as the room is open. Blocks until there is one.
    pub(super) fn take(&self) -> Option<FeedId> {
        let idle = |rows: &mut Rows| rows.wanted.is_empty() && !rows.closed;
        let mut rows = self.arrived.wait_while(self.rows(), idle).unwrap_or_else(PoisonError::into_inner);
        if rows.closed { None } else { rows.take() }
    }

    /// The next feed, `None` where none is wanted.
    pub(super) fn try_take(&self) -> Option<FeedId> {
        self.rows().take()
    }

    /// Notes that a pack is built, or cannot be.
    pub(super) fn done(&self) {
        self.rows().building -= 1;
        self.built.notify_all();
    }

    /// Waits until nobody builds any more.
    pub(super) fn settled(&self) {
        drop(self.built.wait_while(self.rows(), |rows| rows.building > 0));
    }

    /// Sends the worker home when it is done with what it has.
    pub fn close(&self) {
        self.rows().closed = true;
        self.arrived.notify_all();
    }

    /// Whether what is being built is wanted no more.
    pub(super) fn is_closed(&self) -> bool {
        self.rows().closed
    }

    fn rows(&self) -> MutexGuard<'_, Rows> {
        self.rows.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Rows {
    fn take(&mut self) -> Option<FeedId> {
        let feed = self.wanted.pop_first()?;
        self.building += 1;
        Some(feed)
    }
}
