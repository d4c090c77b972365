//! The request, frame by frame.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use records::DeviceId;
use wire::{
    Frame, Hello, PROTOCOL,
    exchange::{Capabilities, Deposit, SignedHello},
    stream::FrameDecoder,
};

use super::{Answer, Comparison, Cursors, Exchange, Refusal, push, refill};
use crate::{
    loan, loss,
    server::Server,
    store::{
        cursors, deposits, devices, erasures, inbox, instructions,
        lineages::{self, Begin},
        successions,
    },
};

/// What brings a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Carrier {
    /// A line: the device is there, and every exchange has a number of its own.
    Line,
    /// A bundle, which may come late, twice, or after a later one. Statements are the same whenever they come, so none
    /// of that is refused; the clock in it says nothing.
    Bundle,
}

/// A request that is being read.
pub struct Conversation {
    server: Arc<Server>,
    carrier: Carrier,
    decoder: FrameDecoder,
    /// `None` until the device said who it is.
    exchange: Option<Exchange>,
    ended: bool,
}

impl Conversation {
    /// Before the first byte.
    ///
    /// # Errors
    /// Where memory ran out.
    pub fn new(server: &Arc<Server>) -> Result<Self, Refusal> {
        Self::over(Carrier::Line, server)
    }

    /// Before the first byte of a request that comes in a bundle: whatever its number is, it is heard.
    ///
    /// # Errors
    /// Where memory ran out.
    pub fn carried(server: &Arc<Server>) -> Result<Self, Refusal> {
        Self::over(Carrier::Bundle, server)
    }

    fn over(carrier: Carrier, server: &Arc<Server>) -> Result<Self, Refusal> {
        let decoder = FrameDecoder::new(server.limits.request_bytes)?;
        Ok(Self { server: Arc::clone(server), carrier, decoder, exchange: None, ended: false })
    }

    /// Takes the next bytes, however they are cut. What they pushed before they failed is durable all the same; bytes
    /// after the end are passed over.
    ///
    /// # Errors
    /// [`Refusal`]; the conversation is over then.
    pub fn receive(&mut self, bytes: &[u8]) -> Result<(), Refusal> {
        if self.ended {
            return Ok(());
        }
        for frame in self.decoder.decode(bytes)? {
            if !self.ended {
                self.take(frame)?;
            }
        }
        Ok(())
    }

    fn take(&mut self, frame: Frame) -> Result<(), Refusal> {
        match (frame, &mut self.exchange) {
            (Frame::Hello(signed), first @ None) => *first = Some(greet(&self.server, self.carrier, signed)?),
            (Frame::Push(push), Some(exchange)) => push::take(&self.server, exchange, push)?,
            // Of a revoked device, only what it wrote itself is taken in.
            (Frame::Refill(_), Some(exchange)) if exchange.device.revoked_at.is_some() => {}
            (Frame::Refill(refill), Some(exchange)) => refill::take(&self.server, exchange, refill)?,
            (Frame::Deposit(deposit), Some(exchange)) => keep(&self.server, exchange, deposit)?,
            (Frame::Reconcile(reconcile), Some(exchange)) => exchange.comparison.reconcile(reconcile),
            (Frame::Compare(compare), Some(exchange)) => exchange.comparison.compare(compare)?,
            (Frame::End, Some(exchange)) => {
                hand_in_instructions(&self.server, exchange)?;
                self.ended = true;
            }
            (Frame::Unknown(_), Some(_)) => {}
            (
                Frame::Hello(_)
                | Frame::Push(_)
                | Frame::End
                | Frame::Unknown(_)
                | Frame::Head(_)
                | Frame::Verdicts(_)
                | Frame::Pull(_)
                | Frame::Trailer(_)
                | Frame::Refused(_)
                | Frame::Reconcile(_)
                | Frame::Compare(_)
                | Frame::Compared(_)
                | Frame::Refill(_)
                | Frame::Wants(_)
                | Frame::Wipe(_)
                | Frame::Successions(_)
                | Frame::Deposit(_)
                | Frame::PackHead(_)
                | Frame::PackPage(_),
                _,
            ) => return Err(Refusal::Malformed),
        }
        Ok(())
    }

    /// Whether the request arrived whole.
    #[must_use]
    pub const fn ended(&self) -> bool {
        self.ended
    }

    /// What was said so far, `None` until the device said who it is.
    #[must_use]
    pub const fn exchange(&self) -> Option<&Exchange> {
        self.exchange.as_ref()
    }

    /// The answer to a request that arrived whole, of what the guard decided so far.
    ///
    /// # Errors
    /// [`Refusal::Cut`] before the end; where the database fails.
    pub fn answer(self) -> Result<Answer, Refusal> {
        match self.exchange {
            Some(exchange) if self.ended => Answer::new(self.server, exchange),
            Some(_) | None => Err(Refusal::Cut),
        }
    }
}

/// Verifies who calls on a line for something else than an exchange, and counts it as one.
pub(crate) fn caller(server: &Server, signed: SignedHello) -> Result<Exchange, Refusal> {
    greet(server, Carrier::Line, signed)
}

/// The most bytes of a deposit: 16 and what sealing them adds.
const DEPOSIT: usize = 1024;

/// Keeps what lets an officer of the device in again; of somebody else's it knows nothing.
fn keep(server: &Server, exchange: &Exchange, deposit: Deposit) -> Result<(), Refusal> {
    if deposit.sealed.len() > DEPOSIT {
        return Err(Refusal::Malformed);
    }
    let (device, now) = (exchange.device.id, server.store.clock().now());
    server.store.write_blocking(move |conn| deposits::keep(conn, device, &deposit, now))?;
    Ok(())
}

/// What operators asked for since the last look is carried out now, so that this answer tells of it.
fn hand_in_instructions(server: &Server, exchange: &mut Exchange) -> Result<(), Refusal> {
    loan::carry_out(server)?;
    let docs = server.store.read_blocking(instructions::documents)?;
    server.guardroom.enqueue(docs.iter().copied());
    exchange.docs.extend(docs);
    Ok(())
}

fn greet(server: &Server, carrier: Carrier, signed: SignedHello) -> Result<Exchange, Refusal> {
    if signed.value().protocol != PROTOCOL {
        return Err(Refusal::UnsupportedProtocol);
    }
    let id = signed.value().device;
    let device = server.store.read_blocking(|conn| devices::get(conn, id))?.ok_or(Refusal::UnknownDevice)?;
    seal::verify_hello(&device.signing_key, &signed).map_err(|_| Refusal::BadSignature)?;
    if device.revoked_at.is_some() && carrier == Carrier::Line {
        return Err(server.store.read_blocking(|conn| loss::farewell(conn, id))?);
    }
    let (mut hello, device) = (signed.into_value(), Arc::new(device));
    let again = begin(server, carrier, device.id, &hello)?;
    let cursors = find_cursors(server, &mut hello)?;
    if cursors != Cursors::Unknown {
        note_reached(server, &hello)?;
    }
    Ok(Exchange { device, hello, again, cursors, docs: BTreeSet::new(), comparison: Comparison::default() })
}

/// Counts an exchange, and says whether it was counted before.
fn begin(server: &Server, carrier: Carrier, id: DeviceId, hello: &Hello) -> Result<bool, Refusal> {
    let number = i64::try_from(hello.exchange).map_err(|_| Refusal::Malformed)?;
    let (lineage, answered, now) = (hello.lineage, hello.answered, server.store.clock().now());
    let (offset, borrows) = (hello.clock.saturating_sub(now), hello.capabilities.has(Capabilities::LOANS));
    let chain = hello.chain.filter(|chain| *chain <= server.keys.chain.length());
    let begun = server.store.write_blocking(move |conn| {
        let begun = lineages::begin_exchange(conn, lineage, id, number)?;
        match (begun, carrier) {
            (Begin::New, Carrier::Line) => devices::saw(conn, id, now, offset, borrows)?,
            (Begin::New, Carrier::Bundle) => devices::heard(conn, id, now)?,
            (Begin::Replayed | Begin::Foreign, _) => {}
        }
        if let (Begin::New | Begin::Replayed, Some(exchange)) = (begun, answered) {
            inbox::heard(conn, lineage, exchange)?;
        }
        if let (Begin::New, Some(chain)) = (begun, chain) {
            successions::confirmed(conn, id, chain)?;
        }
        Ok(begun)
    });
    match (begun?, carrier) {
        (Begin::New, _) => Ok(false),
        (Begin::Replayed, Carrier::Bundle) => Ok(true),
        (Begin::Replayed, Carrier::Line) => Err(Refusal::Replayed),
        (Begin::Foreign, _) => Err(Refusal::Forked),
    }
}

/// Notes how far the device says that it got, and what it has dropped by that of what was erased: its hello is signed, so
/// its cursor beyond the entry is its confirmation.
fn note_reached(server: &Server, hello: &Hello) -> Result<(), Refusal> {
    let (epoch, device) = (server.epoch().id, hello.device);
    if hello.epoch != Some(epoch) {
        return Ok(());
    }
    let (news, acts) = server.store.read_blocking(|conn| {
        let known: BTreeMap<_, _> =
            erasures::reached(conn, device)?.into_iter().map(|at| (at.feed, (at.epoch, at.seq))).collect();
        let said = hello.feeds.iter().filter_map(|cursor| Some((cursor.feed.clone(), cursor.seq?)));
        let news: Vec<_> =
            said.filter(|(feed, seq)| known.get(feed).is_none_or(|(of, known)| *of != epoch || known < seq)).collect();
        let mut acts = Vec::new();
        if hello.capabilities.has(Capabilities::ERASES) {
            for act in erasures::outstanding(conn, device)? {
                if erasures::is_gone_at(conn, act, hello.lineage, &hello.feeds)? {
                    acts.push(act);
                }
            }
        }
        Ok((news, acts))
    })?;
    if news.is_empty() && acts.is_empty() {
        return Ok(());
    }
    let now = server.store.clock().now();
    Ok(server.store.write_blocking(move |conn| {
        for (feed, seq) in &news {
            erasures::said(conn, device, epoch, feed, *seq, now)?;
            loan::reached(conn, device, feed, *seq, now)?;
        }
        acts.iter().try_for_each(|act| erasures::confirm(conn, *act, device, now))
    })?)
}

/// Puts the cursors into a hello that has their digest only. A digest that is not kept is never guessed at.
fn find_cursors(server: &Server, hello: &mut Hello) -> Result<Cursors, Refusal> {
    let Some(digest) = hello.known else { return Ok(Cursors::Named) };
    let (lineage, epoch) = (hello.lineage, server.epoch().id);
    let known = server.store.read_blocking(|conn| cursors::find(conn, lineage, epoch, &digest))?;
    let known = known.filter(|_| hello.epoch == Some(epoch));
    let told = if known.is_some() { Cursors::Known(digest) } else { Cursors::Unknown };
    hello.feeds = known.unwrap_or_default();
    Ok(told)
}
