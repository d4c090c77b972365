//! Which packs are wanted.

use std::{
    collections::BTreeSet,
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
};

use wire::FeedId;

use crate::store::feeds::FeedRow;

/// Something to do for whoever builds packs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Task {
    /// Build the pack of this feed.
    Build(FeedId),
    /// Look whether these feeds, which have new entries, need one.
    Look(BTreeSet<FeedRow>),
}

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
    /// Those with new entries since the last look.
    grown: BTreeSet<FeedRow>,
    /// Whether it is time to look at them.
    look: bool,
    /// How many tasks are under way.
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

    /// Notes that feeds have new entries.
    pub fn grew(&self, feeds: impl IntoIterator<Item = FeedRow>) {
        self.rows().grown.extend(feeds);
    }

    /// Lets somebody look whether the feeds that have new entries need a pack, as there is nothing more urgent now.
    pub fn look(&self) {
        let mut rows = self.rows();
        if !rows.grown.is_empty() {
            rows.look = true;
            self.arrived.notify_one();
        }
    }

    /// Notes that the pack of a feed cannot be built.
    pub(super) fn failed(&self, feed: &FeedId) {
        let mut rows = self.rows();
        rows.wanted.remove(feed);
        rows.failed.insert(feed.clone());
    }

    /// The next task, for as long as the room is open. Blocks until there is one.
    pub(super) fn take(&self) -> Option<Task> {
        let idle = |rows: &mut Rows| rows.is_empty() && !rows.closed;
        let mut rows = self.arrived.wait_while(self.rows(), idle).unwrap_or_else(PoisonError::into_inner);
        if rows.closed { None } else { rows.take() }
    }

    /// The next task, `None` where there is none.
    pub(super) fn try_take(&self) -> Option<Task> {
        self.rows().take()
    }

    /// Notes that a task is done, or cannot be.
    pub(super) fn done(&self) {
        self.rows().building -= 1;
        self.built.notify_all();
    }

    /// Whether there is nothing to do and nothing under way.
    pub(super) fn is_idle(&self) -> bool {
        let rows = self.rows();
        rows.is_empty() && rows.building == 0
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
    fn is_empty(&self) -> bool {
        self.wanted.is_empty() && !self.look
    }

    fn take(&mut self) -> Option<Task> {
        let task = match self.wanted.pop_first() {
            Some(feed) => Task::Build(feed),
            None if self.look => {
                self.look = false;
                Task::Look(std::mem::take(&mut self.grown))
            }
            None => return None,
        };
        self.building += 1;
        Some(task)
    }
}
