//! Changes on their way in: durable first, judged later.

use std::{collections::BTreeSet, sync::Arc};

use records::{DocId, region::Level};
use rusqlite::Connection;
use wire::{Envelope, PROTOCOL, Push, envelope::Item};

use super::{Exchange, Refusal};
use crate::{
    Result, admit, loss,
    server::Server,
    store::{
        devices::{self, Device},
        erasures, inbox,
        lineages::{self, Link},
        losses, officers, reviews,
    },
};

/// Makes a push durable and hands its documents to the guard.
pub(super) fn take(server: &Server, exchange: &mut Exchange, push: Push) -> Result<(), Refusal> {
    if push.items.len() > server.limits.changes_per_push {
        return Err(Refusal::TooLarge);
    }
    if push.protocol != PROTOCOL {
        return Err(Refusal::UnsupportedProtocol);
    }
    let envelope = push.into_envelope(exchange.hello.device, exchange.hello.lineage);
    seal::verify_envelope(&exchange.device.signing_key, &envelope).map_err(|_| Refusal::BadSignature)?;
    let docs: BTreeSet<_> = envelope.statement.items.iter().map(|item| item.doc).collect();
    let (device, now) = (Arc::clone(&exchange.device), server.store.clock().now());
    let id = device.id;
    // It may have been revoked since it said hello.
    if device.revoked_at.is_none() && server.store.read_blocking(|conn| devices::is_revoked(conn, id))? {
        return Err(server.store.read_blocking(|conn| loss::farewell(conn, id))?);
    }
    match server.store.write_blocking(move |conn| keep(conn, &device, &envelope, now))? {
        Link::New => server.guardroom.enqueue(docs.iter().copied()),
        // Its changes may still be with the guard: wait for their verdicts all the same.
        Link::Known => {}
        Link::Forked => return Err(Refusal::Forked),
    }
    exchange.docs.extend(docs);
    Ok(())
}

fn keep(conn: &Connection, device: &Device, envelope: &Envelope, now: i64) -> Result<Link> {
    let link = lineages::link_of(conn, envelope)?;
    if link != Link::New {
        return Ok(link);
    }
    let loss = losses::of(conn, device.id)?;
    let late = match &loss {
        Some(loss) if losses::is_after(conn, device, &envelope.statement, loss.lost_at)? => Some(losses::AFTER_LOSS),
        Some(_) | None => None,
    };
    let erased = erased(conn, envelope)?;
    let stranger = officers::refusal_of(conn, device.id, envelope.statement.officer, envelope.statement.written_at)?;
    let sort = |item: &Item| match erased.contains(&item.doc) {
        true => Some(erasures::ERASED),
        false => stranger.or_else(|| refusal_of(item)).or(late),
    };
    lineages::insert_statement(conn, envelope, now)?;
    for item in inbox::insert(conn, envelope, now, sort)? {
        reviews::open(conn, &admit::refusal_review(item.doc, &item.hash, item.region, "same_change_elsewhere", now))?;
    }
    for item in &envelope.statement.items {
        match sort(item) {
            // Nobody need look at it: the tombstone says why.
            Some(erasures::ERASED) => erasures::count_refused(conn, item.doc)?,
            Some(code) => {
                let review = admit::refusal_review(item.doc, &item.hash, item.region.clone(), code, now);
                reviews::open(conn, &review)?;
            }
            None => {}
        }
    }
    if loss.is_some() {
        inbox::set_from_lost(conn, &envelope.statement)?;
    }
    Ok(link)
}

/// The documents of an envelope that were erased.
fn erased(conn: &Connection, envelope: &Envelope) -> Result<BTreeSet<DocId>> {
    let docs: BTreeSet<_> = envelope.statement.items.iter().map(|item| item.doc).collect();
    let mut erased = BTreeSet::new();
    for doc in docs {
        if erasures::is_erased(conn, doc)? {
            erased.insert(doc);
        }
    }
    Ok(erased)
}

/// Why nobody on this device may write such a change. Whether the device serves the place is decided with the document.
fn refusal_of(item: &Item) -> Option<&'static str> {
    if item.kind.province_only() {
        return Some("province_only");
    }
    let level = item.region.level();
    (item.kind.is_of_village() && level != Level::Village).then_some("out_of_scope")
}
