//! Erasing a person: from the log, from every table and file of the province, and, by an entry of the log, from every
//! device (UU 27/2022 art. 43 and 44).
//!
//! Asking for it is one short transaction of any program beside the server ([`ask`]). The server carries it out
//! ([`carry_out`]): all records of the person in one transaction, so that no half of a person is left by a crash. Whoever
//! judged or wrote a change of one of them meanwhile finds its tombstone before writing, and writes nothing.
//!
//! Tombstones stand in a file beside the database as well, written first: a backup that is restored knows nothing of what
//! was erased since, and the server erases it again before it serves ([`reapply`]). To encrypt each record under a key of
//! its own and to throw that away was refused: the key would have to be in every backup that can restore the record.

mod certificate;
mod graveyard;
mod plan;

use std::collections::{BTreeMap, BTreeSet};

use records::{DeviceId, DocId, Kind};
use registry::Event;
use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use wire::FeedId;

pub use self::{
    certificate::{Certificate, HolderReport, SignedCertificate, Standing, certificate},
    plan::{Mention, Plan, Planned, plan},
};
use crate::{
    Result,
    home::Home,
    placement::Readers,
    server::Server,
    store::{Store, deployment, devices, documents, erasures, instructions, outbox, packs},
};

/// On what ground records are erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[value(rename_all = "kebab-case")]
pub enum Reason {
    /// The person asked for it.
    Requested,
    /// The person took back the consent on which the record rests.
    ConsentWithdrawn,
    /// It is not needed any more for what it was made for.
    NotNeeded,
    /// It should never have been made.
    Unlawful,
    /// The time for which it may be kept is over.
    RetentionEnded,
}

impl Reason {
    /// The code in the database and on the certificate.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Requested => "requested",
            Self::ConsentWithdrawn => "consent_withdrawn",
            Self::NotNeeded => "not_needed",
            Self::Unlawful => "unlawful",
            Self::RetentionEnded => "retention_ended",
        }
    }
}

/// Asks for everything in a plan to be erased, and gives the number of the act.
///
/// # Errors
/// Where the database fails.
pub fn ask(
    conn: &Connection,
    plan: &Plan,
    reason: Reason,
    request: Option<i64>,
    operator: &str,
    now: i64,
) -> Result<i64> {
    let docs: Vec<_> = plan.goes.iter().map(|planned| (planned.doc, planned.kind, planned.changes)).collect();
    let id = erasures::ask(conn, reason.code(), request, operator, &docs, now)?;
    instructions::ask(conn, plan.person, &instructions::What::Erase(id), now)?;
    Ok(id)
}

/// The reason of an act that the province itself has forgotten, and learned from a device.
const FORGOTTEN: &str = "forgotten";

/// Asks for records to be erased again of which a device has shown that this province erased them: it was restored from a
/// backup of before, without its list. Gives the document in whose name it is carried out; `None` where all of it is known.
///
/// # Errors
/// Where the database fails.
pub fn ask_again(conn: &Connection, docs: &[DocId], now: i64) -> Result<Option<DocId>> {
    let mut forgotten = Vec::new();
    for doc in docs {
        if erasures::of_document(conn, *doc)?.is_none() {
            let row = documents::get(conn, *doc)?;
            // Of one that this database never knew, nobody can say what it was.
            forgotten.push(row.map_or((*doc, Kind::Worker, 0), |row| (*doc, row.kind, row.changes)));
        }
    }
    let Some((first, ..)) = forgotten.first().copied() else { return Ok(None) };
    let id = erasures::ask(conn, FORGOTTEN, None, "", &forgotten, now)?;
    instructions::ask(conn, first, &instructions::What::Erase(id), now)?;
    tracing::warn!(records = forgotten.len(), "a device shows records to be erased that this database has forgotten");
    Ok(Some(first))
}

/// Carries out an act, in the name of the document that waits for it.
///
/// # Errors
/// Where a file cannot be written or the database fails; nothing is erased then.
pub fn carry_out(server: &Server, act: i64, instruction: i64) -> Result<()> {
    let (buried, holders) = server.store.read_blocking(|conn| {
        let act = erasures::get(conn, act)?;
        let buried = graveyard::of_act(conn, &act)?;
        let holders = holders(conn, &buried)?;
        Ok((buried, holders))
    })?;
    let buried: Vec<_> =
        buried.into_iter().map(|grave| graveyard::Grave { holders: holders.clone(), ..grave }).collect();
    // The file first: a crash between the two is found at the next start.
    server.home.bury(&buried)?;
    let events = server.store.read_blocking(|conn| events(conn, server, &buried))?;
    let now_ms = server.store.clock().now_ms();
    let graves = buried.clone();
    let feeds = server.store.write_blocking(move |conn| {
        let feeds = erase_all(conn, act, &graves, now_ms.div_euclid(1_000))?;
        for (doc, event) in &events {
            let body = event.to_json().map_err(|_| crate::Error::Damaged("event"))?;
            outbox::enqueue(conn, *doc, &event.id().to_string(), body.as_bytes(), now_ms)?;
            erasures::registry_said(conn, act, "waiting", now_ms.div_euclid(1_000))?;
        }
        instructions::done(conn, instruction)?;
        Ok(feeds)
    })?;
    tracing::info!(erasure = act, records = buried.len(), feeds = feeds.len(), "records were erased");
    server.leave_unscrubbed(!clean(&server.home, &server.store)?);
    if let Some(registry) = &server.registry {
        registry.wake.notify_one();
    }
    Ok(())
}

/// Erases again what a database that was restored from a backup has brought back. Gives how many records that were.
///
/// # Errors
/// Where the file cannot be read or the database fails.
pub fn reapply(home: &Home, store: &Store) -> Result<usize> {
    let graves = home.graves()?;
    let returned = store.read_blocking(|conn| {
        let mut returned = BTreeMap::<i64, Vec<graveyard::Grave>>::new();
        for grave in graves {
            if !erasures::is_erased(conn, grave.doc)? {
                returned.entry(grave.act.id).or_default().push(grave);
            }
        }
        Ok(returned)
    })?;
    if returned.is_empty() {
        // Power may have failed before what was erased was gone from the files, too.
        if store.read_blocking(erasures::is_any)? {
            clean(home, store)?;
        }
        return Ok(0);
    }
    let count = returned.values().map(Vec::len).sum();
    let now = store.clock().now();
    store.write_blocking(move |conn| {
        for (act, graves) in returned {
            for grave in &graves {
                grave.remember(conn)?;
                if erasures::was_told(conn, grave.doc)? {
                    // Whether the registry was told of the erasure stood in what was lost.
                    erasures::registry_said(conn, act, "unknown", now)?;
                }
            }
            erase_all(conn, act, &graves, now)?;
        }
        Ok(())
    })?;
    tracing::warn!(records = count, "the database had records that were erased: they were erased again");
    clean(home, store)?;
    Ok(count)
}

fn erase_all(conn: &Connection, act: i64, graves: &[graveyard::Grave], now: i64) -> Result<BTreeSet<FeedId>> {
    let mut told = BTreeSet::new();
    keep_handed_on(conn, |feed| graves.iter().any(|grave| grave.feeds.contains(feed)), now)?;
    for grave in graves {
        grave.holders.iter().try_for_each(|device| erasures::add_holder(conn, act, *device))?;
        told.extend(erasures::erase(conn, grave.doc, &grave.feeds, now)?);
    }
    erasures::done(conn, act, now)?;
    Ok(told)
}

/// Which devices may have had a pack from a neighbour is kept, before the packs of these feeds are forgotten.
///
/// # Errors
/// Where the database fails.
pub(crate) fn keep_handed_on(conn: &Connection, is_meant: impl Fn(&FeedId) -> bool, now: i64) -> Result<()> {
    let epoch = deployment::epoch(conn)?.map(|epoch| epoch.id);
    let mut packs = packs::all(conn)?;
    packs.retain(|pack| Some(pack.epoch) == epoch && is_meant(&pack.feed));
    if packs.is_empty() {
        return Ok(());
    }
    for device in devices::all(conn)? {
        let readers = Readers::of(conn, device.id)?;
        erasures::keep_handed_on(conn, &device, packs.iter().filter(|pack| readers.ever_followed(&pack.feed)), now)?;
    }
    Ok(())
}

/// Removes what is left of the records in files: packs that nobody offers any more, and the write-ahead log. `false` where
/// somebody reads an older state of the database still.
fn clean(home: &Home, store: &Store) -> Result<bool> {
    let kept = store.read_blocking(packs::digests)?;
    home.packs().keep_only(&kept);
    store.scrub()
}

/// Empties the write-ahead log where an erasure could not.
///
/// # Errors
/// Where the file cannot be opened.
pub fn scrub_again(server: &Server) -> Result<()> {
    if server.is_unscrubbed() {
        server.leave_unscrubbed(!server.store.scrub()?);
    }
    Ok(())
}

/// The devices that have, or may have, some of these records: those that ever followed a feed of one and got so far, and
/// those that wrote in one.
fn holders(conn: &Connection, graves: &[graveyard::Grave]) -> Result<BTreeSet<DeviceId>> {
    let province = deployment::get(conn)?.device;
    let mut holders = BTreeSet::new();
    for grave in graves {
        holders.extend(erasures::writers(conn, grave.doc)?);
    }
    let first = first_entries(conn, graves)?;
    for device in devices::all(conn)? {
        let readers = Readers::of(conn, device.id)?;
        let reached = erasures::reached_now(conn, device.id)?;
        let may_have = first.iter().filter(|(feed, _)| readers.ever_followed(feed)).any(|(feed, first)| {
            // Of a device that was here before this was noted, nobody knows.
            let is_unknown = reached.until(feed).is_none() && device.last_seen_at.is_some();
            is_unknown || reached.covers(feed, *first)
        });
        holders.extend(may_have.then_some(device.id));
    }
    holders.remove(&province);
    Ok(holders)
}

/// Where in each feed the first entry of any of these records stands; 0 where one has none any more.
fn first_entries(conn: &Connection, graves: &[graveyard::Grave]) -> Result<BTreeMap<FeedId, u64>> {
    let mut first = BTreeMap::<FeedId, u64>::new();
    for grave in graves {
        for feed in &grave.feeds {
            let seq = erasures::first_entry(conn, feed, grave.doc)?.unwrap_or(0);
            first.entry(feed.clone()).and_modify(|known| *known = seq.min(*known)).or_insert(seq);
        }
    }
    Ok(first)
}

/// What the registry is told: that records which it heard of were erased, and nothing of what stood in them.
fn events(conn: &Connection, server: &Server, graves: &[graveyard::Grave]) -> Result<Vec<(DocId, Event)>> {
    let mut events = Vec::new();
    for grave in graves {
        let Some(row) = documents::get(conn, grave.doc)? else { continue };
        if !erasures::was_told(conn, grave.doc)? {
            continue;
        }
        match &server.registry {
            Some(registry) => {
                let now = jiff::Timestamp::from_second(server.store.clock().now()).unwrap_or_default();
                let sequence = registry::event::Sequence::new(row.changes.saturating_add(1));
                events.push((grave.doc, Event::of_erasure(&registry.source, row.id, row.kind, sequence, now)));
            }
            None => tracing::warn!(doc.id = %grave.doc, "a registry heard of an erased record, and none is configured"),
        }
    }
    Ok(events)
}
