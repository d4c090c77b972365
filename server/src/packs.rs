//! Packs: the whole of a feed as one file, for devices that begin.
//!
//! A pack is built once, in the background, from one read snapshot, and then handed out as it is: a device that begins
//! costs the server a file's bytes and no work. It is built ahead, whenever the guard has nothing to do and a feed became
//! large enough or outgrew its pack, so that the first device that begins finds it. It is offered in the head of a response
//! in place of the pull frames of its feed; the device fetches it (`GET /v1/packs/<digest>`) and reads the log from there.
//!
//! What was taken out of a log may not be given out, so a pack counts only as long as all that it holds still lives
//! there. The alternative, to make saved documents for each device on the fly, was refused: a village that returns after
//! a flood would ask for the same megabytes two hundred times.

mod build;
mod file;
mod room;

use std::{collections::BTreeSet, sync::Arc};

use records::DeviceId;
use rusqlite::Connection;
use wire::{
    FeedId, FeedState, Hello,
    exchange::{Capabilities, PackOffer, SignedHello},
};

pub use self::{
    build::Press,
    file::{Packs, name_of},
    room::{Packroom, Task},
};
use crate::{
    Result,
    exchange::{self, Refusal},
    server::Server,
    store::{
        devices,
        feeds::{self, FeedRow, Span},
        inbox,
        packs::{self, Digest, PackRow},
    },
};

/// How long a pack that was replaced may still be fetched, seconds.
const GRACE: i64 = 24 * 60 * 60;

/// Builds packs until the room is closed.
pub fn work(server: &Arc<Server>) {
    while let Some(task) = server.packroom.take() {
        perform(server, task);
    }
}

/// Builds on this thread what is wanted, until nothing is, and waits for what the worker has: for a server without one, and
/// for whoever needs the packs now.
pub fn drain(server: &Server) {
    while !server.packroom.is_idle() {
        while let Some(task) = server.packroom.try_take() {
            perform(server, task);
        }
        server.packroom.settled();
    }
}

fn perform(server: &Server, task: Task) {
    match task {
        Task::Build(feed) => build(server, &feed),
        Task::Look(grown) => {
            if let Err(error) = look(server, &grown) {
                tracing::warn!(error = %error, "no packs are built ahead for now");
            }
        }
    }
    server.packroom.done();
}

/// Asks for the packs that feeds have outgrown.
fn look(server: &Server, grown: &BTreeSet<FeedRow>) -> Result<()> {
    let epoch = server.epoch().id;
    server.store.read_blocking(|conn| {
        for feed in grown {
            let state = feeds::state_of(conn, *feed)?;
            let pack = packs::newest(conn, &state.feed)?.filter(|pack| pack.epoch == epoch);
            if is_large(server, &state) && is_wanted(pack.as_ref(), &state) {
                server.packroom.want(&state.feed);
            }
        }
        Ok(())
    })
}

fn build(server: &Server, feed: &FeedId) {
    match Press::of(server).build(feed) {
        Ok(pack) => tracing::info!(feed = %feed, changes = pack.count, bytes = pack.size, "a pack was built"),
        Err(error) => {
            tracing::warn!(feed = %feed, error = %error, "no pack could be built: devices read the log");
            server.packroom.failed(feed);
        }
    }
}

/// Removes files that no pack is in any more.
///
/// # Errors
/// Where the database fails.
pub fn sweep(server: &Server) -> Result<()> {
    let (epoch, before) = (server.epoch().id, server.store.clock().now() - GRACE);
    let kept = server.store.write_blocking(move |conn| packs::sweep(conn, epoch, before))?;
    server.home.packs().keep_only(&kept);
    Ok(())
}

/// Takes out of `spans` those that a pack stands for, and gives the offers. A pack that is missing, or that the log has
/// outgrown, is wanted.
///
/// # Errors
/// Where the database fails.
pub fn offers(
    conn: &Connection,
    server: &Server,
    hello: &Hello,
    states: &[FeedState],
    spans: &mut Vec<Span>,
) -> Result<Vec<PackOffer>> {
    let mut offers = Vec::new();
    let hands_on = hello.capabilities.has(Capabilities::HANDS_ON);
    let own = if hands_on { 0 } else { inbox::count_logged(conn, hello.lineage)? };
    // A device without any line needs a pack of few changes, too.
    let least = if hands_on { 1 } else { server.limits.pack_changes };
    for state in states.iter().filter(|state| state.count >= least) {
        let Some(at) = spans.iter().position(|span| span.feed == state.feed && is_far(span, state, own)) else {
            continue;
        };
        let pack = packs::newest(conn, &state.feed)?;
        let pack = match pack {
            Some(pack) if pack.epoch == server.epoch().id && packs::is_whole(conn, &pack, state)? => Some(pack),
            Some(_) | None => None,
        };
        if is_wanted(pack.as_ref(), state) {
            server.packroom.want(&state.feed);
        }
        let ready = pack.filter(|pack| server.home.packs().holds(&pack.digest));
        if let Some(pack) = ready.filter(|pack| spans.get(at).is_some_and(|span| pack.seq > span.after)) {
            spans.remove(at);
            offers.push(PackOffer { feed: pack.feed, digest: pack.digest, size: pack.size, seq: pack.seq });
        }
    }
    Ok(offers)
}

/// The pack of this name, if it may still be given out, and to whoever asks. The number of the hello counts as that of any
/// other exchange.
///
/// # Errors
/// Where the hello is not believed, and where the database fails.
pub fn find(server: &Server, hello: SignedHello, name: &Digest) -> Result<Option<PackRow>, Refusal> {
    let caller = exchange::caller(server, hello)?;
    let epoch = server.epoch().id;
    Ok(server.store.read_blocking(|conn| {
        let (abilities, now) = (caller.hello.capabilities, server.store.clock().now());
        let followed = exchange::followed(conn, &caller.device, abilities, now)?;
        let may_have = |pack: &PackRow| pack.epoch == epoch && followed.iter().any(|state| state.feed == pack.feed);
        Ok(packs::get(conn, name)?.filter(may_have))
    })?)
}

/// Whether a device that is being given a pack may have the rest of it: it was not revoked, and nothing in it erased.
pub(crate) fn goes_on(conn: &Connection, device: DeviceId, name: &Digest) -> Result<bool> {
    Ok(!devices::is_revoked(conn, device)? && packs::get(conn, name)?.is_some())
}

/// Whether the device has read nothing of the feed yet, and has not brought half of it itself: that comes back as its name.
/// One that was cut while it read goes on where it was: a pack would bring again what it has.
const fn is_far(span: &Span, state: &FeedState, own: u64) -> bool {
    span.after == 0 && own < state.count / 2
}

/// Whether a feed is large enough for a pack.
fn is_large(server: &Server, state: &FeedState) -> bool {
    state.count >= server.limits.pack_changes
}

/// Whether there is no pack, or the log behind it grew by a quarter.
fn is_wanted(pack: Option<&PackRow>, state: &FeedState) -> bool {
    pack.is_none_or(|pack| state.seq.saturating_sub(pack.seq) > pack.seq / 4)
}
