//! One exchange: performs what [`sync::Session`] asks for, on one line.

use std::{collections::VecDeque, time::Duration};

use bytes::Bytes;
use futures_util::StreamExt;
use records::EpochId;
use sync::{Effect, Event, Fault, Outcome, Pace, Session, Standing};
use tokio::{
    sync::mpsc,
    time::{Instant, timeout_at},
};
use tokio_util::sync::CancellationToken;
use wire::{
    Frame, Hello, PROTOCOL, Pull,
    exchange::{Head, Trailer, Verdicts},
    stream::{FrameDecoder, FrameEncoder},
};

use super::{
    Progress, SharedStore,
    answer::{self, Epoch},
    link::{Link, LinkError},
    pull::{self, Applied},
};
use crate::{
    Result,
    change::{self, State},
    feed,
    lineage::{self, Lineage},
    outbox, setting,
};

/// A line that brings nothing for so long is dead; what is on its way up is given more time.
const IDLE: Duration = Duration::from_secs(60);
/// The slowest line that is worth waiting for, bytes a second.
const SLOWEST: u64 = 1000;
/// The most that one response may hold after decompression: a village's whole history is a tenth.
const RESPONSE_LIMIT: usize = 256 << 20;
/// From so many bytes in doubt on, it is cheaper to ask first what arrived than to send them again.
const ASK_ABOVE: u64 = 4 << 10;
/// A rate is measured on at least so many bytes: below, it would be the round trip's.
const MEASURABLE: u64 = 8 << 10;

/// How an exchange ended.
#[derive(Debug)]
pub(super) struct Ended {
    pub(super) outcome: Outcome,
    /// Whether it brought anything in either direction.
    pub(super) progressed: bool,
    /// Whether the store turned out to be an old copy of itself.
    pub(super) restored: bool,
    pub(super) counts: Counts,
    /// Why the line broke, where it did.
    pub(super) broken: Option<LinkError>,
}

/// What went over the line.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) up: u64,
    pub(super) down: u64,
    pub(super) pushed: u64,
    pub(super) pulled: u64,
}

/// What an exchange starts from.
struct Start {
    lineage: Lineage,
    hello: Hello,
    session: Session,
    asking: bool,
    /// Changes that are here only.
    local: u64,
}

struct Exchange<'a, P> {
    store: &'a SharedStore,
    progress: &'a mut P,
    lineage: Lineage,
    asking: bool,
    local: u64,
    session: Session,
    encoder: Option<FrameEncoder>,
    decoder: FrameDecoder,
    effects: VecDeque<Effect>,
    /// How many bytes of changes the session waits for.
    wanted: Option<usize>,
    /// The last statement that was sent in this exchange.
    last_n: Option<u64>,
    /// Bytes that wait for the line to take them.
    outgoing: VecDeque<Bytes>,
    request_ends: bool,
    began: Instant,
    epoch: Option<EpochId>,
    new_epoch: bool,
    pending: u64,
    sent: u64,
    ended: Ended,
}

/// Runs one exchange over `link` to its end.
pub(super) async fn run(
    store: &SharedStore,
    link: Link,
    cancel: &CancellationToken,
    progress: &mut impl FnMut(Progress),
) -> Result<Ended> {
    let start = prepare(store).await?;
    let mut exchange = Exchange {
        store,
        progress,
        lineage: start.lineage,
        asking: start.asking,
        local: start.local,
        session: start.session,
        encoder: Some(FrameEncoder::new()?),
        decoder: FrameDecoder::new(RESPONSE_LIMIT)?,
        effects: VecDeque::new(),
        wanted: None,
        last_n: None,
        outgoing: VecDeque::new(),
        request_ends: false,
        began: Instant::now(),
        epoch: None,
        new_epoch: false,
        pending: 0,
        sent: 0,
        ended: Ended {
            outcome: Outcome::Failed(Fault::Cut),
            progressed: false,
            restored: false,
            counts: Counts::default(),
            broken: None,
        },
    };
    exchange.handle(Event::Start(start.hello));
    exchange.drive(link, cancel).await?;
    Ok(exchange.ended)
}

/// Counts the exchange durably, before anything is said, and decides how to begin.
async fn prepare(store: &SharedStore) -> Result<Start> {
    store
        .write(|tx, context| {
            let lineage = lineage::speaking(tx)?;
            let hello = Hello {
                protocol: PROTOCOL,
                device: context.membership.device(),
                lineage: lineage.id,
                epoch: answer::known_epoch(tx)?,
                exchange: lineage::next_exchange(tx, &lineage)?,
                clock: context.clock.now(),
                next_statement: lineage.statements,
                feeds: feed::cursors(tx)?,
            };
            let asking = outbox::in_doubt(tx, &lineage)? > ASK_ABOVE;
            let pace = Pace::new(setting::number(tx, "link_rate")?);
            let session = if asking { Session::asking() } else { Session::pushing(pace) };
            Ok(Start { lineage, hello, session, asking, local: change::count(tx, State::Local)? })
        })
        .await
}

impl<P: FnMut(Progress)> Exchange<'_, P> {
    fn handle(&mut self, event: Event) {
        self.effects.extend(self.session.handle(event));
    }

    async fn drive(&mut self, link: Link, cancel: &CancellationToken) -> Result<()> {
        let Link { up, mut down } = link;
        let mut up = Some(up);
        let mut patience = Instant::now() + IDLE;
        loop {
            self.perform().await?;
            if self.session.is_over() {
                return Ok(());
            }
            if self.request_ends && self.outgoing.is_empty() {
                up = None;
            }
            let has_something = self.wanted.is_some() || !self.outgoing.is_empty();
            let room = room_on(up.clone().filter(|_| has_something));
            tokio::select! {
                biased;
                () = cancel.cancelled() => self.handle(Event::Cancel),
                room = room => match room {
                    Ok(permit) => {
                        if let Some(piece) = self.next_piece().await? {
                            self.ended.counts.up += piece.len() as u64;
                            patience = Instant::now() + self.patience();
                            drop(permit.send(piece));
                        }
                    }
                    // The peer takes no more; what it says about that is still to be read.
                    Err(_) => { up = None; self.wanted = None; self.outgoing.clear(); }
                },
                piece = timeout_at(patience, down.next()) => {
                    patience = Instant::now() + self.patience();
                    self.receive(piece.unwrap_or_else(|_| Some(Err(timed_out()))))?;
                }
            }
        }
    }

    /// How long nothing may come: bytes that a slow line still carries up are given the time that they need.
    fn patience(&self) -> Duration {
        let carrying = if self.epoch.is_none() { self.ended.counts.up / SLOWEST } else { 0 };
        IDLE + Duration::from_secs(carrying)
    }

    fn receive(&mut self, piece: Option<std::result::Result<Bytes, LinkError>>) -> Result<()> {
        match piece {
            Some(Ok(bytes)) => {
                self.ended.counts.down += bytes.len() as u64;
                match self.decoder.decode(&bytes) {
                    Ok(frames) => frames.into_iter().for_each(|frame| self.handle(Event::Received(Box::new(frame)))),
                    Err(error) if self.epoch.is_none() => return Err(error.into()),
                    Err(error) => self.broke(LinkError { connected: true, reason: error.to_string() }),
                }
            }
            Some(Err(error)) => self.broke(error),
            None => self.handle(Event::Closed),
        }
        Ok(())
    }

    fn broke(&mut self, error: LinkError) {
        self.ended.broken = Some(error);
        self.handle(Event::Closed);
    }

    /// The next bytes for the line: made only now, as the line takes them.
    async fn next_piece(&mut self) -> Result<Option<Bytes>> {
        if let Some(bytes) = self.wanted.take_if(|_| self.outgoing.is_empty()) {
            let (lineage, after) = (self.lineage.clone(), self.last_n);
            let push = self.store.write(move |tx, context| outbox::next(tx, context, &lineage, after, bytes)).await?;
            if let Some(push) = &push {
                self.last_n = Some(push.n);
                self.sent += push.items.len() as u64;
                let changes = self.sent.min(self.local);
                (self.progress)(Progress::Pushing { changes, of: self.local });
            }
            self.handle(Event::Envelope(push.map(Box::new)));
            self.perform().await?;
        }
        Ok(self.outgoing.pop_front())
    }

    async fn perform(&mut self) -> Result<()> {
        while let Some(effect) = self.effects.pop_front() {
            match effect {
                Effect::SendHello(hello) => {
                    let signed = self.store.read(|store| Ok(store.membership.signing.sign_hello(hello))).await?;
                    self.send(&Frame::Hello(signed))?;
                }
                Effect::NextEnvelope { bytes } => self.wanted = Some(bytes),
                Effect::Send(frame) => self.send(&frame)?,
                Effect::TakeHead(head) => self.take_head(head).await?,
                Effect::TakeVerdicts(verdicts) => self.take_verdicts(verdicts).await?,
                Effect::Apply(pull) => self.apply(*pull).await?,
                Effect::Complete(trailer) => self.complete(trailer).await?,
                Effect::Fail(fault) => self.ended.outcome = Outcome::Failed(fault),
            }
        }
        Ok(())
    }

    fn send(&mut self, frame: &Frame) -> Result<()> {
        let Some(mut encoder) = self.encoder.take() else { return Ok(()) };
        let mut bytes = encoder.encode(frame)?;
        if *frame == Frame::End {
            // In one piece: whoever stops reading at the last frame leaves nothing unread on the line.
            bytes.extend(encoder.finish()?);
            self.request_ends = true;
        } else {
            self.encoder = Some(encoder);
        }
        self.outgoing.push_back(bytes.into());
        Ok(())
    }

    async fn take_head(&mut self, head: Head) -> Result<()> {
        self.epoch = Some(head.epoch);
        let rate = self.rate();
        let (lineage, asking) = (self.lineage.clone(), self.asking);
        let (epoch, before, after) = self
            .store
            .write(move |tx, context| {
                let before = change::count(tx, State::Local)?;
                let epoch = answer::take_head(tx, context, &lineage, &head)?;
                if asking {
                    outbox::nothing_in_doubt(tx, &lineage)?;
                }
                if let Some(rate) = rate {
                    setting::put_number(tx, "link_rate", rate)?;
                }
                Ok((epoch, before, change::count(tx, State::Local)?))
            })
            .await?;
        self.new_epoch = epoch == Epoch::New;
        self.pushed(before.saturating_sub(after));
        Ok(())
    }

    /// What the line moved up in a second, until the province answered.
    fn rate(&self) -> Option<u64> {
        let seconds = self.began.elapsed().as_secs_f64();
        (self.ended.counts.up >= MEASURABLE && seconds > 0.0).then(|| (self.ended.counts.up as f64 / seconds) as u64)
    }

    fn pushed(&mut self, changes: u64) {
        self.ended.counts.pushed += changes;
        self.ended.progressed |= changes > 0;
    }

    async fn take_verdicts(&mut self, verdicts: Verdicts) -> Result<()> {
        self.pending = verdicts.pending;
        let news = self.store.write(move |tx, context| answer::take_verdicts(tx, context, &verdicts)).await?;
        self.ended.progressed |= news > 0;
        Ok(())
    }

    async fn apply(&mut self, frame: Pull) -> Result<()> {
        let Some(epoch) = self.epoch else { return Ok(()) };
        let applied = self
            .store
            .write(move |tx, context| {
                let before = change::count(tx, State::Local)?;
                let applied = pull::apply(tx, context, epoch, &frame)?;
                Ok((applied, before.saturating_sub(change::count(tx, State::Local)?)))
            })
            .await?;
        match applied {
            (Applied::Unknown, _) => {
                self.ended.restored = true;
                self.handle(Event::Closed);
            }
            (Applied::New(new), accepted) => {
                self.pushed(accepted);
                self.ended.counts.pulled += new;
                self.ended.progressed = true;
                (self.progress)(Progress::Pulled { changes: self.ended.counts.pulled });
            }
        }
        Ok(())
    }

    async fn complete(&mut self, trailer: Trailer) -> Result<()> {
        let more = trailer.more;
        let (equal, unsent, undecided) = self
            .store
            .write(move |tx, context| {
                let equal = answer::take_receipt(tx, context, &trailer)?;
                Ok((equal, change::count(tx, State::Local)?, change::count(tx, State::Received)?))
            })
            .await?;
        // The province counts what waits of this lineage, and tells so many verdicts at once.
        let (pending, new_epoch) = (self.pending.max(undecided), self.new_epoch);
        self.ended.outcome = Outcome::Complete(Standing { more, unsent, pending, equal, new_epoch });
        Ok(())
    }
}

/// Waits until the line takes a piece; for ever where there is nothing to send.
async fn room_on(
    up: Option<mpsc::Sender<Bytes>>,
) -> std::result::Result<mpsc::OwnedPermit<Bytes>, mpsc::error::SendError<()>> {
    match up {
        Some(up) => up.reserve_owned().await,
        None => std::future::pending().await,
    }
}

fn timed_out() -> LinkError {
    LinkError { connected: true, reason: "nothing came for too long".to_owned() }
}
