//! Who guards which document now.
//!
//! A document is with one worker at a time, so its changes are judged in order and its snapshot is written by one; all
//! else runs side by side. A document that is handed in while it is with a worker comes again afterwards. The queue
//! itself holds no change: what waits stands in the database, and a crash loses nothing but this list.

use std::{
    collections::{BTreeSet, VecDeque},
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
};

use records::DocId;
use tokio::sync::watch;

/// Documents that wait for a worker or are with one.
#[derive(Debug, Default)]
pub struct Guardroom {
    rows: Mutex<Rows>,
    arrived: Condvar,
    left: watch::Sender<u64>,
}

#[derive(Debug, Default)]
struct Rows {
    order: VecDeque<DocId>,
    queued: BTreeSet<DocId>,
    inside: BTreeSet<DocId>,
    again: BTreeSet<DocId>,
    closed: bool,
}

impl Guardroom {
    /// Hands documents in.
    pub fn enqueue(&self, docs: impl IntoIterator<Item = DocId>) {
        let mut rows = self.rows();
        docs.into_iter().for_each(|doc| rows.enqueue(doc));
        let waits = !rows.order.is_empty();
        drop(rows);
        if waits {
            self.arrived.notify_all();
        }
    }

    /// The next document, for as long as the room is open. Blocks until there is one.
    pub fn take(&self) -> Option<DocId> {
        let idle = |rows: &mut Rows| rows.order.is_empty() && !rows.closed;
        self.arrived.wait_while(self.rows(), idle).unwrap_or_else(PoisonError::into_inner).take()
    }

    /// The next document, `None` where none waits.
    pub fn try_take(&self) -> Option<DocId> {
        self.rows().take()
    }

    /// Gives a document back: `true` where none is left here.
    pub fn leave(&self, doc: DocId) -> bool {
        let mut rows = self.rows();
        rows.inside.remove(&doc);
        if rows.again.remove(&doc) {
            rows.enqueue(doc);
        }
        let empty = rows.inside.is_empty() && rows.order.is_empty();
        drop(rows);
        self.arrived.notify_one();
        self.left.send_modify(|count| *count += 1);
        empty
    }

    /// Waits until none of the documents is here.
    pub async fn settled(&self, docs: &BTreeSet<DocId>) {
        let mut left = self.left.subscribe();
        while self.any_of(docs) {
            // One after another: to look for all of them whenever one leaves would be quadratic.
            for doc in docs {
                while self.has(doc) {
                    if left.changed().await.is_err() {
                        return;
                    }
                }
            }
        }
    }

    /// Sends the workers home when they are done with what they have.
    pub fn close(&self) {
        self.rows().closed = true;
        self.arrived.notify_all();
    }

    fn any_of(&self, docs: &BTreeSet<DocId>) -> bool {
        let rows = self.rows();
        docs.iter().any(|doc| rows.has(doc))
    }

    fn has(&self, doc: &DocId) -> bool {
        self.rows().has(doc)
    }

    fn rows(&self) -> MutexGuard<'_, Rows> {
        self.rows.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Rows {
    fn has(&self, doc: &DocId) -> bool {
        self.queued.contains(doc) || self.inside.contains(doc)
    }

    fn enqueue(&mut self, doc: DocId) {
        if self.inside.contains(&doc) {
            self.again.insert(doc);
        } else if self.queued.insert(doc) {
            self.order.push_back(doc);
        }
    }

    fn take(&mut self) -> Option<DocId> {
        let doc = self.order.pop_front().filter(|_| !self.closed)?;
        self.queued.remove(&doc);
        self.inside.insert(doc);
        Some(doc)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn doc(n: u8) -> DocId {
        DocId::from_bytes([n; 16])
    }

    #[test]
    fn a_document_is_with_one_worker_and_comes_again_when_handed_in_meanwhile() {
        let room = Guardroom::default();
        room.enqueue([doc(1), doc(2), doc(1)]);
        assert_eq!(room.take(), Some(doc(1)));
        room.enqueue([doc(1)]);
        assert_eq!(room.take(), Some(doc(2)), "the first is with a worker");
        room.leave(doc(1));
        assert_eq!(room.take(), Some(doc(1)), "it was handed in again");
        room.close();
        assert_eq!(room.take(), None);
    }

    #[tokio::test]
    async fn settled_waits_for_the_last_of_the_documents() {
        let room = Guardroom::default();
        room.enqueue([doc(1), doc(2)]);
        let both = BTreeSet::from([doc(1), doc(2)]);
        let (first, second) = (room.take().unwrap(), room.take().unwrap());
        room.leave(first);
        let mut waiting = Box::pin(room.settled(&both));
        assert!(futures_util::poll!(&mut waiting).is_pending());
        room.leave(second);
        waiting.await;
    }
}
