//! One exchange, seen from the device, as an object that takes bytes and gives bytes.
//!
//! It calls the store itself and waits for nothing: whoever has a line (HTTP, a neighbour's mailbox, a file, a
//! simulation) hands over what came and asks for what goes. So one exchange can be driven by a plain loop, byte for byte
//! the same each time. Frames are made only when the line takes them, as their size follows the line's pace; what came is
//! durable, each frame in a transaction of its own, when [`receive`](Conversation::receive) returns.
//!
//! A future that owns the line was refused: it needs a runtime wherever a store is to be synced, and a test of it cannot
//! choose what happens next.

mod mend;
mod perform;

use std::{collections::VecDeque, time::Duration};

use bytes::Bytes;
use records::{DocId, EpochId, LineageId, OfficerId};
use rusqlite::Connection;
use sync::{Effect, Event, Fault, Outcome, Pace, Session};
use wire::{
    Frame, Hello, PROTOCOL,
    exchange::Capabilities,
    loss::SignedWipeOrder,
    stream::{FrameDecoder, FrameEncoder},
};

use self::mend::Mends;
use super::{Progress, answer, known, link::LinkError, repair::Repair};
use crate::{
    Error, Result, Store,
    change::{self, State},
    feed,
    lineage::{self, Lineage},
    outbox, pack, setting,
};

/// The most that one response may hold after decompression: a village's whole history is a tenth.
const RESPONSE_LIMIT: usize = 256 << 20;
/// From so many bytes in doubt on, it is cheaper to ask first what arrived than to send them again.
const ASK_ABOVE: u64 = 4 << 10;

/// From so many bytes of changes on, the rest of the outbox waits for the next exchange on a line: a server takes 64 MiB in
/// one request. What was sent is durable there, and nothing of it goes twice.
const REQUEST: usize = 32 << 20;

/// What carries the bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mode {
    /// A line on which the answer follows at once: HTTP, a LAN.
    Line,
    /// A file that somebody carries. The answer comes days later, perhaps twice, perhaps after a later one; so what it
    /// says is only ever added to what is known.
    File,
}

/// How an exchange ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    /// Whether the trailer arrived, and how the two sides stand to each other; else why not.
    pub outcome: Outcome,
    /// Whether it brought anything in either direction.
    pub progressed: bool,
    /// Whether the store turned out to be an old copy of itself.
    pub restored: bool,
    /// What went over the line.
    pub counts: Counts,
    /// What the peer can do, as far as it said so.
    pub peer: Capabilities,
    /// How far what is compared got.
    pub repair: Repair,
    /// Whether it stopped taking in because there is no room. What was sent is sent.
    pub full: bool,
    /// Why the line broke, where it did.
    pub broken: Option<LinkError>,
}

/// What went over the line.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Bytes that the line took.
    pub up: u64,
    /// Bytes that it brought.
    pub down: u64,
    /// Changes of this device that are now known to have arrived.
    pub pushed: u64,
    /// Changes that are new here.
    pub pulled: u64,
}

/// One exchange under way. See the module's text.
pub struct Conversation {
    mode: Mode,
    lineage: Lineage,
    /// The record of which it speaks, where it does not of all.
    only: Option<DocId>,
    exchange: u64,
    /// Whether it asks what arrived before it sends.
    asking: bool,
    /// Changes that are here only.
    local: u64,
    session: Session,
    encoder: Option<FrameEncoder>,
    decoder: FrameDecoder,
    effects: VecDeque<Effect>,
    /// How many bytes of changes the session waits for.
    wanted: Option<usize>,
    /// What hands back and compares, `None` before it is its turn.
    mends: Option<Mends>,
    /// The session waits for the next of these.
    mending: bool,
    /// The last statement that was sent in this exchange.
    last_n: Option<u64>,
    /// Bytes of changes that were sent in this exchange.
    handed_in: usize,
    /// What was handed over to be kept, until the trailer says that it arrived.
    deposits: Vec<(OfficerId, Vec<u8>)>,
    /// Bytes that wait for the line to take them.
    outgoing: VecDeque<Bytes>,
    request_ended: bool,
    open_for: Option<Duration>,
    /// Of the head, once it came.
    epoch: Option<EpochId>,
    new_epoch: bool,
    pending: u64,
    /// Whether the verdicts that came are all that there were.
    told_all: bool,
    sent: u64,
    /// Entries of the log that are to come, 0 where nobody knows.
    missing: u64,
    /// Entries that were read.
    read: u64,
    ended: Ended,
}

impl Conversation {
    /// Begins an exchange. Its number is durable before anything is said.
    ///
    /// By itself it compares nothing, as that takes several exchanges: [`Run::begin`](super::Run::begin).
    ///
    /// # Errors
    /// Where the database fails.
    pub fn begin(store: &mut Store, mode: Mode) -> Result<Self> {
        Self::begin_as(store, mode, lineage::speaking, None, Capabilities::NONE)
    }

    /// Begins an exchange that also compares.
    pub(super) fn begin_with(store: &mut Store, mode: Mode, repair: Repair, packs: bool) -> Result<Self> {
        let more = if packs { Capabilities::PACKS } else { Capabilities::NONE };
        let mut conversation = Self::begin_as(store, mode, lineage::speaking, None, more)?;
        conversation.ended.repair = repair;
        Ok(conversation)
    }

    /// Begins an exchange of a certain lineage, of all that it has to send or of one record alone.
    pub(crate) fn begin_as(
        store: &mut Store,
        mode: Mode,
        lineage: impl FnOnce(&Connection) -> Result<Lineage>,
        only: Option<DocId>,
        more: Capabilities,
    ) -> Result<Self> {
        let (start, hello) = store.write(|tx, context| {
            outbox::dissolve_partial(tx)?;
            let lineage = lineage(tx)?;
            let exchange = lineage::next_exchange(tx, &lineage)?;
            let cursors = feed::cursors(tx)?;
            let known = known::digest(tx, mode, &lineage, &cursors)?;
            let hello = Hello {
                protocol: PROTOCOL,
                device: context.membership.device(),
                lineage: lineage.id,
                epoch: answer::known_epoch(tx)?,
                exchange,
                clock: context.clock.now(),
                next_statement: lineage.statements,
                capabilities: capabilities(tx, mode, more)?,
                feeds: if known.is_some() { Vec::new() } else { cursors },
                known,
                answered: lineage.answered,
                chain: context.membership.chain_confirmed(),
            };
            let asking = mode == Mode::Line && outbox::in_doubt(tx, &lineage)? > ASK_ABOVE;
            let rate = if mode == Mode::File { Some(u64::MAX) } else { setting::number(tx, "link_rate")? };
            let session = if asking { Session::asking() } else { Session::pushing(Pace::new(rate)) };
            let local = change::count(tx, State::Local)?;
            Ok((Start { mode, lineage, only, exchange, asking, local, session }, hello))
        })?;
        let mut conversation = Self::from(start)?;
        conversation.handle(Event::Start(hello));
        conversation.perform(store, &mut |_| {})?;
        Ok(conversation)
    }

    /// Takes in an answer to an exchange of `lineage` that went by file: nothing is to be sent, and
    /// [`receive`](Self::receive) takes the response stream.
    ///
    /// # Errors
    /// [`Error::Protocol`] where the store never had such a lineage.
    pub fn resume(store: &Store, lineage: LineageId, exchange: u64) -> Result<Self> {
        let lineage = lineage::by_id(&store.db, lineage)?
            .ok_or_else(|| Error::Protocol("an answer to another device's records".to_owned()))?;
        let (mode, session) = (Mode::File, Session::listening());
        Self::from(Start { mode, lineage, only: None, exchange, asking: false, local: 0, session })
    }

    fn from(start: Start) -> Result<Self> {
        Ok(Self {
            mode: start.mode,
            lineage: start.lineage,
            only: start.only,
            exchange: start.exchange,
            asking: start.asking,
            local: start.local,
            session: start.session,
            encoder: Some(FrameEncoder::new()?),
            decoder: FrameDecoder::new(RESPONSE_LIMIT)?,
            effects: VecDeque::new(),
            wanted: None,
            mends: None,
            mending: false,
            last_n: None,
            handed_in: 0,
            deposits: Vec::new(),
            outgoing: VecDeque::new(),
            request_ended: false,
            open_for: None,
            epoch: None,
            new_epoch: false,
            pending: 0,
            told_all: true,
            sent: 0,
            missing: 0,
            read: 0,
            ended: Ended {
                outcome: Outcome::Failed(Fault::Cut),
                progressed: false,
                restored: false,
                counts: Counts::default(),
                peer: Capabilities::NONE,
                repair: Repair::default(),
                full: false,
                broken: None,
            },
        })
    }

    /// The lineage that speaks.
    #[must_use]
    pub const fn lineage(&self) -> LineageId {
        self.lineage.id
    }

    /// The number of the exchange in its lineage.
    #[must_use]
    pub const fn exchange(&self) -> u64 {
        self.exchange
    }

    /// What went over the line so far.
    #[must_use]
    pub const fn counts(&self) -> Counts {
        self.ended.counts
    }

    /// Whether the province has begun to answer.
    #[must_use]
    pub const fn is_answered(&self) -> bool {
        self.epoch.is_some()
    }

    /// Whether there may be something for the line to take.
    #[must_use]
    pub fn wants_to_send(&self) -> bool {
        !self.session.is_over() && (self.wanted.is_some() || self.mending || !self.outgoing.is_empty())
    }

    /// Whether everything was sent: the request is to be ended now, and only the answer is to come.
    #[must_use]
    pub fn request_ended(&self) -> bool {
        self.request_ended && self.outgoing.is_empty()
    }

    /// Whether nothing more will happen.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.session.is_over()
    }

    /// How it ended, or, while it is not over, how it would have ended if the line were cut now.
    #[must_use]
    pub fn into_ended(self) -> Ended {
        self.ended
    }

    /// The next bytes for the line: made only now, as the line takes them. `None` where nothing is left to be sent.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn next_piece(&mut self, store: &mut Store, progress: &mut dyn FnMut(Progress)) -> Result<Option<Bytes>> {
        match self.make_piece(store, progress) {
            Err(Error::DiskFull) => {
                self.no_room();
                Ok(None)
            }
            made => made,
        }
    }

    /// Without room nothing more can be taken in; what the line took is sent.
    fn no_room(&mut self) {
        self.ended.full = true;
        self.fail(Event::Closed);
    }

    fn make_piece(&mut self, store: &mut Store, progress: &mut dyn FnMut(Progress)) -> Result<Option<Bytes>> {
        if let Some(bytes) = self.wanted.take_if(|_| self.outgoing.is_empty()) {
            let is_full = self.mode == Mode::Line && self.handed_in >= REQUEST;
            let push = store.write(|tx, context| match self.only {
                _ if is_full => Ok(None),
                Some(doc) => outbox::next_of(tx, context, &self.lineage, self.last_n, doc),
                None => outbox::next(tx, context, &self.lineage, self.last_n, bytes),
            })?;
            if let Some(push) = &push {
                self.last_n = Some(push.n);
                self.handed_in += push.items.iter().map(|item| item.change.len()).sum::<usize>();
                self.sent += push.items.len() as u64;
                progress(Progress::Pushing { changes: self.sent.min(self.local), of: self.local });
            }
            self.handle(Event::Envelope(push.map(Box::new)));
            self.perform(store, progress)?;
        }
        while self.mending && self.outgoing.is_empty() {
            self.mending = false;
            let frame = self.next_mend(store)?;
            self.handle(Event::Mend(frame.map(Box::new)));
            self.perform(store, progress)?;
        }
        let piece = self.outgoing.pop_front();
        self.ended.counts.up += piece.as_ref().map_or(0, |piece| piece.len() as u64);
        Ok(piece)
    }

    /// Takes what the line brought, cut anywhere. Every frame that is whole is applied, and durable when this returns.
    ///
    /// # Errors
    /// [`Error::Wire`] where the very first bytes are no answer, what `pull` says of
    /// frames that are not to be believed, and where the database fails.
    pub fn receive(&mut self, store: &mut Store, bytes: &[u8], progress: &mut dyn FnMut(Progress)) -> Result<()> {
        self.ended.counts.down += bytes.len() as u64;
        match self.decoder.decode(bytes) {
            Ok(frames) => {
                for frame in frames {
                    if let Frame::Wipe(order) = &frame {
                        obey(store, order)?;
                    }
                    if let Frame::Successions(told) = &frame {
                        // Before all that follows, which the newest key signed.
                        store.adopt(told)?;
                    }
                    self.handle(Event::Received(Box::new(frame)));
                    match self.perform(store, progress) {
                        Err(Error::DiskFull) => self.no_room(),
                        performed => performed?,
                    }
                }
            }
            Err(error) if self.epoch.is_none() => return Err(error.into()),
            Err(error) => self.closed(Some(LinkError::cut(error.to_string()))),
        }
        Ok(())
    }

    /// Says how long the line has been open. A line that has a clock says so before it hands over what came: the pace of
    /// the next exchange follows from it.
    pub const fn open_for(&mut self, time: Duration) {
        self.open_for = Some(time);
    }

    /// The line takes no more. What the peer says about that is still to be read.
    pub fn stop_sending(&mut self) {
        self.wanted = None;
        self.mending = false;
        self.outgoing.clear();
    }

    /// The line was closed; `why`, where it broke.
    pub fn closed(&mut self, why: Option<LinkError>) {
        if !self.session.is_over() {
            self.ended.broken = why;
            self.fail(Event::Closed);
        }
    }

    /// The person asked to stop. What arrived is kept.
    pub fn cancel(&mut self) {
        self.fail(Event::Cancel);
    }
}

/// Carries out an order to wipe this device. One that the province did not sign for it is passed over.
fn obey(store: &mut Store, order: &SignedWipeOrder) -> Result<()> {
    match store.wipe(order) {
        Err(Error::Seal(_) | Error::Protocol(_)) => Ok(()),
        Ok(()) => Err(Error::Wiped),
        Err(error) => Err(error),
    }
}

/// What the device says that it can do; `more` is what its driver can.
fn capabilities(db: &Connection, mode: Mode, more: Capabilities) -> Result<Capabilities> {
    let own = match mode {
        Mode::Line => Capabilities::REPAIR | Capabilities::DIGESTS | Capabilities::COUNTS,
        Mode::File => Capabilities::NONE,
    };
    let own = own | Capabilities::ERASES | Capabilities::SUCCEEDS | Capabilities::LOANS;
    let more = if pack::are_welcome(db)? { more } else { Capabilities::NONE };
    let whole = if change::is_awaiting_bytes(db)? { Capabilities::WHOLE } else { Capabilities::NONE };
    Ok(own | more | whole)
}

/// What an exchange starts from.
struct Start {
    mode: Mode,
    lineage: Lineage,
    only: Option<DocId>,
    exchange: u64,
    asking: bool,
    local: u64,
    session: Session,
}

impl std::fmt::Debug for Conversation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { mode, exchange, ended, .. } = self;
        f.debug_struct("Conversation").field("mode", mode).field("exchange", exchange).field("ended", ended).finish()
    }
}
