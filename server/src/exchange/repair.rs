//! Comparing a feed with what a device holds of it.
//!
//! The device asks over several exchanges, and every answer is made anew from the log at the sequence number that the
//! first one named: nothing is remembered between them, so a device that goes away in the middle leaves nothing behind.
//! A table of digests kept beside the log was refused: it would cost every write what a comparison costs once in a while.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use records::{ChangeHash, DocId, LineageId};
use rusqlite::Connection;
use sync::{Reconciler, document_digest};
use wire::{
    FeedId, FeedState, Frame,
    exchange::{Compare, Compared, Reconcile, ShortHash, Wants},
};

use super::{Refusal, page::Page};
use crate::{
    Result,
    server::Server,
    store::{compare, deployment::Epoch, erasures, feeds::Span},
};

/// The most short hashes of one frame: half of what one holds.
const MOST_SHORT: usize = 50_000;

/// What a request wants compared.
#[derive(Debug, Clone, Default)]
pub struct Comparison {
    reconcile: BTreeMap<FeedId, Reconcile>,
    compare: BTreeMap<FeedId, Asked>,
}

/// What a device holds of one feed's documents that differ, out of all of its frames.
#[derive(Debug, Clone, Default)]
struct Asked {
    seq: u64,
    listed: BTreeMap<DocId, BTreeSet<ShortHash>>,
    digests: BTreeSet<ShortHash>,
}

impl Comparison {
    pub(super) fn reconcile(&mut self, frame: Reconcile) {
        self.reconcile.insert(frame.feed.clone(), frame);
    }

    pub(super) fn compare(&mut self, frame: Compare) -> Result<(), Refusal> {
        let asked = self.compare.entry(frame.feed).or_insert_with(|| Asked { seq: frame.seq, ..Asked::default() });
        if asked.seq != frame.seq {
            return Err(Refusal::Malformed);
        }
        asked.digests.extend(frame.digests);
        for listing in frame.docs {
            asked.listed.entry(listing.doc).or_default().extend(listing.changes);
        }
        Ok(())
    }

    /// Up to which sequence number the answer brings a feed, where it compares it.
    pub(super) fn brings(&self, feed: &FeedId) -> Option<u64> {
        self.compare.get(feed).map(|asked| asked.seq)
    }
}

/// The frames that answer a comparison, those with changes read when it is their turn.
#[derive(Debug, Default)]
pub(super) struct Replies {
    queue: VecDeque<Reply>,
}

#[derive(Debug)]
enum Reply {
    Frame(Box<Frame>),
    /// Changes that the device lacks.
    Patch(FeedId, VecDeque<Span>),
}

impl Replies {
    /// Compares, as far as the device may follow the feeds and the log is the one that it asks about.
    pub(super) fn of(conn: &Connection, comparison: &Comparison, feeds: &[FeedState]) -> Result<Self, Refusal> {
        let mut queue = VecDeque::new();
        let mut wants = Vec::new();
        for state in feeds {
            if let Some(asked) = comparison.reconcile.get(&state.feed)
                && asked.seq.is_none_or(|seq| seq <= state.seq)
            {
                queue.push_back(Reply::Frame(Box::new(reconcile(conn, asked, asked.seq.unwrap_or(state.seq))?)));
            }
            if let Some(asked) = comparison.compare.get(&state.feed).filter(|asked| asked.seq <= state.seq) {
                let found = Found::of(conn, &state.feed, asked)?;
                queue.push_back(Reply::Patch(state.feed.clone(), spans(&state.feed, &found.missing)));
                queue.extend(compared(&state.feed, asked.seq, &found.absent));
                wants.extend(found.wants);
            }
        }
        let wants = wants.chunks(MOST_SHORT).map(|changes| Wants { changes: changes.to_vec() });
        queue.extend(wants.map(|wants| Reply::Frame(Box::new(Frame::Wants(wants)))));
        Ok(Self { queue })
    }

    /// How many log entries the answer brings.
    pub(super) fn entries(&self) -> u64 {
        let spans = self.queue.iter().filter_map(|reply| match reply {
            Reply::Patch(_, spans) => Some(spans),
            Reply::Frame(_) => None,
        });
        spans.flatten().map(Span::len).sum()
    }

    /// Of which feeds it brings changes, and up to which sequence number.
    pub(super) fn given(&self) -> impl Iterator<Item = (FeedId, u64)> {
        self.queue.iter().filter_map(|reply| match reply {
            Reply::Patch(feed, spans) => spans.back().map(|last| (feed.clone(), last.until)),
            Reply::Frame(_) => None,
        })
    }

    /// The next frame of the answer, `None` after the last.
    pub(super) fn next(
        &mut self,
        server: &Server,
        epoch: Epoch,
        lineage: Option<LineageId>,
        erases: bool,
    ) -> Result<Option<Frame>> {
        while let Some(reply) = self.queue.pop_front() {
            match reply {
                Reply::Frame(frame) => return Ok(Some(*frame)),
                Reply::Patch(_, spans) if spans.is_empty() => {}
                Reply::Patch(feed, mut spans) => {
                    let limit = server.limits.pull_bytes;
                    let page =
                        server.store.read_blocking(|conn| Page::gather(conn, server, &mut spans, lineage, limit))?;
                    let pull = page.into_patch(server, epoch, &feed, erases);
                    self.queue.push_front(Reply::Patch(feed, spans));
                    return Ok(Some(Frame::Pull(pull)));
                }
            }
        }
        Ok(None)
    }
}

fn reconcile(conn: &Connection, asked: &Reconcile, seq: u64) -> Result<Frame, Refusal> {
    let held = compare::fingerprints(conn, &asked.feed, seq)?;
    let digests = held.iter().map(|(doc, changes)| document_digest(*doc, changes));
    let side = Reconciler::new(digests).map_err(|_| Refusal::Malformed)?;
    let message = side.answer(&asked.message).map_err(|_| Refusal::Malformed)?;
    Ok(Frame::Reconcile(Reconcile { feed: asked.feed.clone(), seq: Some(seq), message }))
}

/// At least one frame: it is what ends the comparison.
fn compared(feed: &FeedId, seq: u64, absent: &[ShortHash]) -> Vec<Reply> {
    let frame = |absent: &[ShortHash]| Compared { feed: feed.clone(), seq, absent: absent.to_vec() };
    let frames = if absent.is_empty() { vec![frame(absent)] } else { absent.chunks(MOST_SHORT).map(frame).collect() };
    frames.into_iter().map(|frame| Reply::Frame(Box::new(Frame::Compared(frame)))).collect()
}

/// The places of a log that stand side by side, each row of them as one span.
fn spans(feed: &FeedId, places: &BTreeSet<u64>) -> VecDeque<Span> {
    let mut spans = VecDeque::<Span>::new();
    for seq in places.iter().copied() {
        match spans.back_mut() {
            Some(span) if span.until + 1 == seq => span.until = seq,
            Some(_) | None => spans.push_back(Span { feed: feed.clone(), after: seq.saturating_sub(1), until: seq }),
        }
    }
    spans
}

/// What a comparison found out about one feed.
#[derive(Debug, Default)]
struct Found {
    /// Where in the log the changes stand that the device lacks, and the word that a document left.
    missing: BTreeSet<u64>,
    /// Changes that the device takes for logged, and the log does not hold.
    absent: Vec<ShortHash>,
    /// Those of them that are not here at all.
    wants: Vec<ShortHash>,
}

impl Found {
    fn of(conn: &Connection, feed: &FeedId, asked: &Asked) -> Result<Self> {
        let logged = compare::changes(conn, feed, asked.seq)?;
        let mut found = Self::default();
        for (doc, changes) in &logged {
            match asked.listed.get(doc) {
                Some(listed) => {
                    let lacked = changes.iter().filter(|(_, hash)| !listed.contains(&ShortHash::of(hash)));
                    found.missing.extend(lacked.map(|(seq, _)| *seq));
                }
                None if asked.names(*doc, changes) => found.missing.extend(changes.iter().map(|(seq, _)| *seq)),
                None => {}
            }
        }
        for (doc, listed) in &asked.listed {
            found.missing.extend(compare::left(conn, feed, *doc, asked.seq)?);
            let wanted = !erasures::is_erased(conn, *doc)?;
            let here = logged.get(doc).into_iter().flatten();
            let here: BTreeSet<_> = here.map(|(_, hash)| ShortHash::of(hash)).collect();
            for short in listed.difference(&here) {
                found.absent.push(*short);
                if wanted && !compare::is_here(conn, *short)? {
                    found.wants.push(*short);
                }
            }
        }
        Ok(found)
    }
}

impl Asked {
    /// Whether the device asks for a document by its digest.
    fn names(&self, doc: DocId, changes: &[(u64, ChangeHash)]) -> bool {
        let digest = document_digest(doc, &changes.iter().map(|(_, hash)| hash).collect());
        digest.first_chunk().is_some_and(|short| self.digests.contains(&ShortHash(*short)))
    }
}
