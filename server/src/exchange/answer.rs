//! The response, frame by frame.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::Arc,
};

use bytes::Bytes;
use wire::{
    FeedState, Frame, Hello, PROTOCOL, Receipt,
    exchange::{Capabilities, Cursor, Head, SEVERAL_FEEDS, Trailer, Verdicts, Wants, digest_of_cursors},
    receipt::digest_of_states,
    stream::FrameEncoder,
};

use super::{Cursors, Exchange, Refusal, page::Page, snapshot::Snapshot};
use crate::{
    Error, Result, loss,
    server::Server,
    store::{
        cursors, devices, erasures,
        feeds::{self, Span},
        inbox,
    },
    succession,
};

/// A response that is being given.
pub struct Answer {
    server: Arc<Server>,
    exchange: Exchange,
    snapshot: Snapshot,
    /// What of the feeds was not read yet.
    spans: VecDeque<Span>,
    /// Bytes of changes that may still go into this response.
    left: usize,
    encoder: FrameEncoder,
    /// What is encoded and not handed on: small frames share a chunk.
    buffer: Vec<u8>,
    stage: Stage,
}

/// Which frames come next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Head,
    Replies,
    Pulls,
    Over,
}

impl Answer {
    pub(super) fn new(server: Arc<Server>, exchange: Exchange) -> Result<Self, Refusal> {
        let snapshot = Snapshot::fix(&server, &exchange)?;
        server.mark()?;
        let answer = Self {
            spans: snapshot.spans.iter().cloned().collect(),
            left: server.limits.response_bytes,
            server,
            exchange,
            snapshot,
            encoder: FrameEncoder::new()?,
            buffer: Vec::new(),
            stage: Stage::Head,
        };
        answer.keep_given()?;
        Ok(answer)
    }

    /// The next bytes, `None` after the last.
    ///
    /// # Errors
    /// Where the database fails; [`broken_off`](Self::broken_off) tells the device.
    pub fn next_chunk(&mut self) -> Result<Option<Bytes>> {
        if self.stage == Stage::Head {
            self.head()?;
            self.stage = Stage::Replies;
        }
        if self.stage == Stage::Over {
            return Ok(None);
        }
        if self.is_cut_off()? {
            self.stage = Stage::Over;
            return Ok(Some(self.farewell()?));
        }
        if self.stage == Stage::Replies {
            let (epoch, lineage) = (self.snapshot.epoch, self.exchange.reader());
            let erases = self.exchange.erases();
            if let Some(frame) = self.snapshot.replies.next(&self.server, epoch, lineage, erases)? {
                self.push(&frame)?;
                return Ok(Some(Bytes::from(std::mem::take(&mut self.buffer))));
            }
            self.stage = Stage::Pulls;
        }
        if !self.pull()? {
            self.end()?;
            self.stage = Stage::Over;
        }
        Ok(Some(Bytes::from(std::mem::take(&mut self.buffer))))
    }

    /// Whether the device was revoked since it said hello.
    fn is_cut_off(&self) -> Result<bool> {
        let id = self.exchange.device.id;
        self.server.store.read_blocking(|conn| devices::is_revoked(conn, id))
    }

    /// The last bytes for a device that was revoked meanwhile.
    fn farewell(&mut self) -> Result<Bytes> {
        let id = self.exchange.device.id;
        for frame in self.server.store.read_blocking(|conn| loss::farewell(conn, id))?.to_frames() {
            self.push(&frame)?;
        }
        let encoder = std::mem::replace(&mut self.encoder, FrameEncoder::new()?);
        self.buffer.extend(encoder.finish()?);
        Ok(Bytes::from(std::mem::take(&mut self.buffer)))
    }

    /// The last bytes of a response that cannot be completed.
    #[must_use]
    pub fn broken_off(mut self, error: Error) -> Option<Bytes> {
        tracing::error!(device.id = %self.exchange.hello.device, error = %error, "a response could not be completed");
        self.push(&Frame::Refused(Refusal::Failed(error).to_frame())).ok()?;
        Some(Bytes::from(self.buffer))
    }

    /// Notes that the line took all of it: the verdicts in it count as told.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn delivered(self) -> Result<()> {
        let counts = self.exchange.hello.answered.is_none();
        self.told(counts)
    }

    /// Notes that it is on its way, by a carrier of whom nobody knows whether he arrives: what it tells counts as told once
    /// the device says that it took it in.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn handed_over(self) -> Result<()> {
        if self.exchange.again { Ok(()) } else { self.told(false) }
    }

    fn told(self, counts: bool) -> Result<()> {
        if self.stage != Stage::Over || self.snapshot.untold.is_empty() {
            return Ok(());
        }
        let ids: Vec<_> = self.snapshot.untold.iter().map(|(id, _)| *id).collect();
        let Hello { lineage, exchange, .. } = self.exchange.hello;
        self.server.store.write_blocking(move |conn| inbox::told(conn, &ids, lineage, exchange, counts))
    }

    fn head(&mut self) -> Result<()> {
        let snapshot = &self.snapshot;
        let feeds = || snapshot.feeds.iter().map(|state| state.feed.clone()).collect();
        let head = Head {
            protocol: PROTOCOL,
            epoch: snapshot.epoch.id,
            time: self.server.store.clock().now(),
            received: snapshot.received.clone(),
            feeds: snapshot.renamed.then(feeds),
            capabilities: Capabilities::ALL | Capabilities::LEARNS_ERASURES,
            packs: snapshot.packs.clone(),
            coming: self.exchange.hello.capabilities.has(Capabilities::COUNTS).then_some(snapshot.coming),
            lease: self.server.lease,
            lent: snapshot.lent.clone(),
        };
        let verdicts = snapshot.untold.iter().map(|(_, verdict)| verdict.clone()).collect();
        let verdicts = Verdicts { verdicts, pending: snapshot.pending };
        self.push(&Frame::Head(head))?;
        // Before what the newest key signed.
        if let Some(told) = succession::lacking(&self.server, &self.exchange.hello, &self.exchange.device) {
            self.push(&Frame::Successions(told))?;
        }
        if !verdicts.verdicts.is_empty() || verdicts.pending > 0 {
            self.push(&Frame::Verdicts(verdicts))?;
        }
        let changes = std::mem::take(&mut self.snapshot.wants);
        if changes.is_empty() { Ok(()) } else { self.push(&Frame::Wants(Wants { changes })) }
    }

    /// Writes the next pull frame: `false` where there is none, or no room for one.
    fn pull(&mut self) -> Result<bool> {
        let Some(span) = self.spans.front_mut().filter(|_| self.left > 0) else { return Ok(false) };
        let (server, lineage, bytes) = (&self.server, self.exchange.reader(), self.server.limits.pull_bytes);
        let page = self.server.store.read_blocking(|conn| Page::read(conn, server, span, lineage, bytes))?;
        self.left = self.left.saturating_sub(page.bytes);
        let pull = page.into_pull(&self.server, self.snapshot.epoch, span, self.exchange.erases())?;
        span.after = pull.last_seq();
        if span.after >= span.until {
            self.spans.pop_front();
        }
        self.push(&Frame::Pull(pull))?;
        Ok(true)
    }

    /// Notes what the device is given by this response, before it is told any of it: whoever goes away in the middle has
    /// what came until then, and nobody but that device knows how much.
    fn keep_given(&self) -> Result<()> {
        let device = self.exchange.hello.device;
        let (epoch, now) = (self.snapshot.epoch.id, self.server.store.clock().now());
        let pages = self.snapshot.spans.iter().map(|span| (span.feed.clone(), span.until));
        let packs = self.snapshot.packs.iter().map(|pack| (pack.feed.clone(), pack.seq));
        let given: Vec<_> = pages.chain(packs).chain(self.snapshot.replies.given()).collect();
        if given.is_empty() {
            return Ok(());
        }
        self.server.store.write_blocking(move |conn| {
            given.iter().try_for_each(|(feed, seq)| erasures::given(conn, device, epoch, feed, *seq, now))
        })
    }

    /// The last frame, and the end of the stream.
    fn end(&mut self) -> Result<()> {
        let last = match self.exchange.cursors {
            Cursors::Unknown => Frame::Refused(Refusal::UnknownCursors.to_frame()),
            Cursors::Named | Cursors::Known(_) => Frame::Trailer(self.trailer()?),
        };
        self.push(&last)?;
        let encoder = std::mem::replace(&mut self.encoder, FrameEncoder::new()?);
        self.buffer.extend(encoder.finish()?);
        Ok(())
    }

    fn trailer(&self) -> Result<Trailer> {
        // A document that left meanwhile is missing in what was read since: the states no longer fit it.
        let torn = self.server.store.read_blocking(|conn| feeds::left_since(conn, &self.snapshot.feeds))?;
        let more = torn || !self.spans.is_empty() || !self.snapshot.packs.is_empty();
        if !more {
            self.keep_cursors()?;
        }
        Ok(Trailer { receipt: self.server.keys.signing.sign_receipt(self.receipt()), more })
    }

    /// Keeps how far the device gets with this response, if it is to say so by a digest and comes from elsewhere. It is kept
    /// before it is said: the next exchange may be faster than the word that the line took this one.
    fn keep_cursors(&self) -> Result<()> {
        let (hello, states) = (&self.exchange.hello, &self.snapshot.feeds);
        if states.len() < SEVERAL_FEEDS || !hello.capabilities.has(Capabilities::DIGESTS) {
            return Ok(());
        }
        let came_with = self.exchange.cursors.digest();
        let cursor = |state: &FeedState| Cursor { feed: state.feed.clone(), seq: Some(state.seq) };
        let left_with: Vec<_> = states.iter().map(cursor).collect();
        if came_with == Some(digest_of_cursors(&left_with)) {
            return Ok(());
        }
        let (lineage, epoch) = (hello.lineage, self.snapshot.epoch.id);
        self.server
            .store
            .write_blocking(move |conn| cursors::keep(conn, lineage, epoch, came_with.as_ref(), &left_with))
    }

    /// Of all feeds, where the device named them; else of those that moved, and the digest of all.
    fn receipt(&self) -> Receipt {
        let states = &self.snapshot.feeds;
        let (feeds, all) = match self.exchange.cursors {
            Cursors::Known(_) => (self.moved(), Some(digest_of_states(states))),
            Cursors::Named | Cursors::Unknown => (states.clone(), None),
        };
        Receipt { epoch: self.snapshot.epoch.id, time: self.server.store.clock().now(), feeds, all }
    }

    /// The feeds that are not where the device has them.
    fn moved(&self) -> Vec<FeedState> {
        let seq = |cursor: &Cursor| (cursor.feed.clone(), cursor.seq);
        let here: BTreeMap<_, _> = self.exchange.hello.feeds.iter().map(seq).collect();
        let has = |state: &&FeedState| here.get(&state.feed) == Some(&Some(state.seq));
        self.snapshot.feeds.iter().filter(|state| !has(state)).cloned().collect()
    }

    fn push(&mut self, frame: &Frame) -> Result<()> {
        self.buffer.extend(self.encoder.encode(frame)?);
        Ok(())
    }
}
