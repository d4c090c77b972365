//! What a response says of the log, fixed at its beginning.

use std::collections::BTreeMap;

use records::{RegionCode, region::Level};
use rusqlite::Connection;
use wire::{
    FeedId, FeedState, Hello,
    exchange::{Capabilities, Lent, MOST_VERDICTS, PackOffer, Range, ShortHash},
};

use super::{Cursors, Exchange, Refusal, repair::Replies};
use crate::{
    Result, loan, packs,
    placement::Reader,
    server::Server,
    store::{
        deployment::{self, Epoch},
        devices::Device,
        feeds::{self, Span},
        held,
        inbox::{self, Untold},
        lineages, loans, officers, scopes,
    },
};

/// The most changes that one response asks for.
const WANTS: usize = 1_000;

/// What a response says of the log.
#[derive(Debug)]
pub(super) struct Snapshot {
    pub(super) epoch: Epoch,
    pub(super) received: Vec<Range>,
    pub(super) untold: Vec<Untold>,
    pub(super) pending: u64,
    /// What the device's held changes wait for.
    pub(super) wants: Vec<ShortHash>,
    /// What answers a comparison.
    pub(super) replies: Replies,
    /// The feeds that the device may follow, as far as they are now.
    pub(super) feeds: Vec<FeedState>,
    /// What of them the device lacks.
    pub(super) spans: Vec<Span>,
    /// How many entries these are, with what answers a comparison.
    pub(super) coming: u64,
    /// Packs in the place of what it lacks of others.
    pub(super) packs: Vec<PackOffer>,
    /// The device names other feeds than those.
    pub(super) renamed: bool,
    /// Until when it may read what is lent to it.
    pub(super) lent: Option<Vec<Lent>>,
    /// The device knows more than the log holds.
    behind: bool,
}

impl Snapshot {
    /// Reads it; a device that is ahead of the log makes a new epoch first.
    pub(super) fn fix(server: &Server, exchange: &Exchange) -> Result<Self, Refusal> {
        let fix = || server.store.read_blocking(|conn| Ok(read(conn, server, exchange)));
        let snapshot = fix()??;
        if !snapshot.behind {
            return Ok(snapshot);
        }
        server.renew_epoch()?;
        fix()?
    }
}

fn read(conn: &Connection, server: &Server, exchange: &Exchange) -> Result<Snapshot, Refusal> {
    let (hello, epoch) = (&exchange.hello, server.epoch());
    if exchange.cursors == Cursors::Unknown {
        return of_pushes(conn, server, exchange);
    }
    let (now, abilities) = (server.store.clock().now(), hello.capabilities);
    let feeds = followed(conn, &exchange.device, abilities, now)?;
    let same_epoch = hello.epoch == Some(epoch.id);
    let behind = same_epoch && is_behind(conn, hello)?;
    let of_epoch = same_epoch && !behind;
    // What is asked about another life of the log is asked again about this one.
    let asked = of_epoch.then_some(&exchange.comparison);
    let span = |state: &FeedState| {
        let brings = asked.and_then(|asked| asked.brings(&state.feed));
        let after = brings.or_else(|| after(hello, &state.feed, of_epoch))?;
        Some(Span { feed: state.feed.clone(), after, until: state.seq })
    };
    let mut spans: Vec<_> = feeds.iter().filter_map(span).filter(|span| span.after < span.until).collect();
    // What is said to whole areas first: that a job order was revoked does not wait behind a village's records.
    spans.sort_by_key(|span| span.feed.region.level());
    let packs = match hello.capabilities.has(Capabilities::PACKS) {
        true if !behind => packs::offers(conn, server, hello, &feeds, &mut spans)?,
        true | false => Vec::new(),
    };
    let replies = asked.map_or_else(|| Ok(Replies::default()), |asked| Replies::of(conn, asked, &feeds))?;
    let named = |state: &FeedState| hello.feeds.iter().any(|cursor| cursor.feed == state.feed);
    Ok(Snapshot {
        epoch,
        received: lineages::received(conn, hello.lineage)?,
        untold: inbox::untold(conn, hello.device, hello.lineage, MOST_VERDICTS)?,
        pending: inbox::pending(conn, hello.lineage)?,
        lent: lent(conn, server, exchange)?,
        wants: wants(conn, exchange)?,
        coming: spans.iter().map(Span::len).sum::<u64>() + replies.entries(),
        replies,
        spans,
        packs,
        renamed: feeds.len() != hello.feeds.len() || !feeds.iter().all(named),
        feeds,
        behind,
    })
}

/// What is said to a device of which nobody knows how far it got: what became of its pushes, and nothing of any feed.
fn of_pushes(conn: &Connection, server: &Server, exchange: &Exchange) -> Result<Snapshot, Refusal> {
    let lineage = exchange.hello.lineage;
    Ok(Snapshot {
        epoch: server.epoch(),
        lent: lent(conn, server, exchange)?,
        received: lineages::received(conn, lineage)?,
        untold: inbox::untold(conn, exchange.hello.device, lineage, MOST_VERDICTS)?,
        pending: inbox::pending(conn, lineage)?,
        wants: wants(conn, exchange)?,
        coming: 0,
        replies: Replies::default(),
        feeds: Vec::new(),
        spans: Vec::new(),
        packs: Vec::new(),
        renamed: false,
        behind: false,
    })
}

/// What is lent to the device, if it knows what that is; nothing is said to one that was never lent anything.
fn lent(conn: &Connection, server: &Server, exchange: &Exchange) -> Result<Option<Vec<Lent>>> {
    let (device, now) = (exchange.hello.device, server.store.clock().now());
    let borrows = exchange.hello.capabilities.has(Capabilities::LOANS);
    if !borrows || !loans::is_any_to(conn, device)? {
        return Ok(None);
    }
    loan::lent_to(conn, &server.keys.deployment, device, now).map(Some)
}

/// From where on a device needs a feed: from its cursor, which belongs to this life of the log or does not; `None` where
/// it compares first, if it knows how. Otherwise from the start.
fn after(hello: &Hello, feed: &FeedId, of_epoch: bool) -> Option<u64> {
    let named = hello.feeds.iter().find(|cursor| cursor.feed == *feed);
    match named.map(|cursor| cursor.seq) {
        Some(Some(seq)) if of_epoch => Some(seq),
        None | Some(Some(0)) => Some(0),
        Some(_) if hello.capabilities.has(Capabilities::REPAIR) => None,
        Some(_) => Some(0),
    }
}

/// What to ask a device for, if it knows how to answer: it built on these, so it can send them.
fn wants(conn: &Connection, exchange: &Exchange) -> Result<Vec<ShortHash>> {
    if exchange.hello.capabilities.has(Capabilities::REPAIR) {
        held::wanted_from(conn, exchange.hello.device, WANTS)
    } else {
        Ok(Vec::new())
    }
}

/// Whether a device knows more of a feed than its log holds; of one that is not there, it knows more than nothing.
fn is_behind(conn: &Connection, hello: &Hello) -> Result<bool> {
    for cursor in &hello.feeds {
        if cursor.seq.unwrap_or(0) > feeds::state(conn, &cursor.feed)?.seq {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The feeds of a device, in the order of their names: those of the villages that it serves, whether anything was logged
/// there or not, and of all others that are for it those that there are. That of what is lent to it while something is, and
/// where it can read the name.
pub(crate) fn followed(
    conn: &Connection,
    device: &Device,
    abilities: Capabilities,
    now: i64,
) -> Result<Vec<FeedState>> {
    let scope = scopes::of(conn, device.id)?;
    let officers = officers::working(conn, device.id)?;
    let readers: Vec<_> =
        officers.iter().map(|officer| Reader { scope: &scope, officer: *officer, device: device.id }).collect();
    let (villages, areas): (Vec<_>, Vec<_>) = scope.now.iter().partition(|region| region.level() == Level::Village);
    let mut followed = BTreeMap::new();
    for feed in villages.iter().copied().cloned().map(FeedId::village) {
        followed.insert(feed.to_string(), feeds::state(conn, &feed)?);
    }
    let others = if areas.is_empty() {
        // A village's few are found by their names.
        let named = scope.now.iter().flat_map(around);
        let own = officers.iter().map(|officer| FeedId::officer(*officer, &device.region));
        named.chain(own).filter_map(|feed| feeds::find(conn, &feed).transpose()).collect::<Result<Vec<_>>>()?
    } else {
        feeds::all(conn)?
    };
    let own = |feed: &FeedId| !feed.is_loan() && readers.iter().any(|reader| reader.follows(feed));
    let others = others.into_iter().filter(|state| own(&state.feed));
    followed.extend(others.map(|state| (state.feed.to_string(), state)));
    if abilities.has(Capabilities::LOANS) && !loans::running(conn, device.id, now)?.is_empty() {
        let feed = FeedId::loan(device.id, &deployment::get(conn)?.region);
        followed.insert(feed.to_string(), feeds::state(conn, &feed)?);
    }
    Ok(followed.into_values().collect())
}

/// What is said to the areas around a village.
fn around(village: &RegionCode) -> impl Iterator<Item = FeedId> + use<> {
    std::iter::successors(village.parent(), RegionCode::parent).map(FeedId::village)
}
