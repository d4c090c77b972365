//! The request, frame by frame.

use std::{collections::BTreeSet, sync::Arc};

use bytes::Bytes;
use futures_util::{Stream, StreamExt};
use records::{Kind, RegionCode, region::Level};
use rusqlite::Connection;
use wire::{Envelope, Frame, PROTOCOL, Push, envelope::Item, exchange::SignedHello, stream::FrameDecoder};

use super::{Exchange, Refusal};
use crate::{
    Result, admit, clock,
    server::Server,
    store::{
        devices::{self, Device},
        inbox,
        lineages::{self, Begin, Link},
        reviews,
    },
};

/// Reads a request to its end frame. What it pushed before it failed or was cut is durable all the same.
///
/// # Errors
/// [`Refusal`].
pub async fn receive<E>(
    server: &Arc<Server>,
    body: impl Stream<Item = Result<Bytes, E>> + Unpin,
) -> Result<Exchange, Refusal> {
    let mut frames =
        Frames { body, decoder: FrameDecoder::new(server.limits.request_bytes)?, ready: Vec::new().into_iter() };
    let outcome = converse(server, &mut frames).await;
    // Also after the end frame: bytes that are left unread would make the kernel reset the connection, answer included.
    frames.drain(server).await;
    outcome
}

async fn converse<E>(
    server: &Arc<Server>,
    frames: &mut Frames<impl Stream<Item = Result<Bytes, E>> + Unpin>,
) -> Result<Exchange, Refusal> {
    let Frame::Hello(signed) = frames.next(server).await? else { return Err(Refusal::Malformed) };
    let mut exchange = greet(server, signed).await?;
    loop {
        match frames.next(server).await? {
            Frame::Push(push) => take(server, &mut exchange, push).await?,
            Frame::End => return Ok(exchange),
            Frame::Unknown(_) => {}
            Frame::Hello(_)
            | Frame::Head(_)
            | Frame::Verdicts(_)
            | Frame::Pull(_)
            | Frame::Trailer(_)
            | Frame::Refused(_) => return Err(Refusal::Malformed),
        }
    }
}

/// The frames of a body.
struct Frames<B> {
    body: B,
    decoder: FrameDecoder,
    ready: std::vec::IntoIter<Frame>,
}

impl<E, B: Stream<Item = Result<Bytes, E>> + Unpin> Frames<B> {
    async fn next(&mut self, server: &Server) -> Result<Frame, Refusal> {
        loop {
            if let Some(frame) = self.ready.next() {
                return Ok(frame);
            }
            let chunk = tokio::time::timeout(server.limits.patience, self.body.next()).await;
            let Ok(Some(Ok(chunk))) = chunk else { return Err(Refusal::Cut) };
            self.ready = self.decoder.decode(&chunk)?.into_iter();
        }
    }

    /// Reads on without looking, so that a device which is still sending gets to read the answer.
    async fn drain(&mut self, server: &Server) {
        let mut left = server.limits.request_bytes;
        let rest = async {
            while let Some(Ok(chunk)) = self.body.next().await
                && left > 0
            {
                left = left.saturating_sub(chunk.len());
            }
        };
        let _ = tokio::time::timeout(server.limits.patience, rest).await;
    }
}

async fn greet(server: &Server, signed: SignedHello) -> Result<Exchange, Refusal> {
    if signed.hello.protocol != PROTOCOL {
        return Err(Refusal::UnsupportedProtocol);
    }
    let id = signed.hello.device;
    let device = server.store.read(move |conn| devices::get(conn, id)).await?.ok_or(Refusal::UnknownDevice)?;
    seal::verify_hello(&device.signing_key, &signed).map_err(|_| Refusal::BadSignature)?;
    if device.revoked_at.is_some() {
        return Err(Refusal::Revoked);
    }
    let hello = signed.hello;
    let number = i64::try_from(hello.exchange).map_err(|_| Refusal::Malformed)?;
    let (lineage, now) = (hello.lineage, clock::now());
    let offset = hello.clock.saturating_sub(now);
    let begun = server.store.write(move |conn| {
        let begun = lineages::begin_exchange(conn, lineage, id, number)?;
        if begun == Begin::New {
            devices::saw(conn, id, now, offset)?;
        }
        Ok(begun)
    });
    match begun.await? {
        Begin::New => Ok(Exchange { device: Arc::new(device), hello, docs: BTreeSet::new() }),
        Begin::Replayed => Err(Refusal::Replayed),
        Begin::Foreign => Err(Refusal::Forked),
    }
}

/// Makes a push durable and hands its documents to the guard.
async fn take(server: &Server, exchange: &mut Exchange, push: Push) -> Result<(), Refusal> {
    if push.items.len() > server.limits.changes_per_push {
        return Err(Refusal::TooLarge);
    }
    if push.protocol != PROTOCOL {
        return Err(Refusal::UnsupportedProtocol);
    }
    let envelope = push.into_envelope(exchange.hello.device, exchange.hello.lineage);
    seal::verify_envelope(&exchange.device.signing_key, &envelope).map_err(|_| Refusal::BadSignature)?;
    let docs: BTreeSet<_> = envelope.statement.items.iter().map(|item| item.doc).collect();
    let device = Arc::clone(&exchange.device);
    match server.store.write(move |conn| keep(conn, &device, &envelope)).await? {
        Link::New => {
            server.guardroom.enqueue(docs.iter().copied());
            exchange.docs.extend(docs);
            Ok(())
        }
        // Its changes may still be with the guard: wait for their verdicts all the same.
        Link::Known => {
            exchange.docs.extend(docs);
            Ok(())
        }
        Link::Forked => Err(Refusal::Forked),
    }
}

fn keep(conn: &Connection, device: &Device, envelope: &Envelope) -> Result<Link> {
    let link = lineages::link_of(conn, envelope)?;
    if link != Link::New {
        return Ok(link);
    }
    let now = clock::now();
    let sort = |item: &Item| refusal_of(device, envelope, item);
    lineages::insert_statement(conn, envelope, now)?;
    for item in inbox::insert(conn, envelope, now, sort)? {
        reviews::open(conn, &admit::refusal_review(item.doc, &item.hash, item.region, "same_change_elsewhere", now))?;
    }
    for item in &envelope.statement.items {
        if let Some(code) = sort(item) {
            reviews::open(conn, &admit::refusal_review(item.doc, &item.hash, item.region.clone(), code, now))?;
        }
    }
    Ok(link)
}

/// Why a device may not write a change, by its rights alone.
fn refusal_of(device: &Device, envelope: &Envelope, item: &Item) -> Option<&'static str> {
    if envelope.statement.officer != device.officer {
        return Some("foreign_officer");
    }
    if item.kind.province_only() {
        return Some("province_only");
    }
    if !device.region.contains(&item.region) || !is_village(&item.region) {
        return Some("out_of_scope");
    }
    (!in_village_feed(item.kind)).then_some("unsupported_kind")
}

fn is_village(region: &RegionCode) -> bool {
    region.level() == Level::Village
}

/// The kinds that go to the village's own feed. Those that peers in the village must not read have no feed yet, so
/// they are kept in quarantine and not shown to anybody.
const fn in_village_feed(kind: Kind) -> bool {
    matches!(kind, Kind::Worker | Kind::Household | Kind::Session)
}
