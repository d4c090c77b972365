//! Taking in what the province logged: one frame, one transaction.
//!
//! A frame is believed whole or not at all, by the province's signature. Each change then passes the guard of its own
//! document: one that is unsafe is kept aside and named, and stops neither the frame nor the document. It counts in the
//! fingerprint all the same, for it is in the log.

use std::collections::BTreeMap;

use document::{Guard, Limits, RawChange, guard};
use records::{ChangeHash, DocId, EpochId, Kind, RegionCode};
use rusqlite::Transaction;
use sync::Fingerprint;
use wire::{FeedId, FeedState, Pull, exchange::Entry};

use super::Mode;
use crate::{
    Error, Result, author,
    change::{self, Change, NewChange, State},
    erasing, feed, leaving, pack, private, rewrite,
    store::Context,
    stored::{Stored, UNREADABLE, judged},
    voucher,
};

/// What became of a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Applied {
    /// It was taken in: so many changes that were new here.
    New(u64),
    /// The province thinks that this store has a change which it does not have: the store is an old copy of itself.
    Unknown,
    /// It does not follow on what is here: an answer that travels by file came before an earlier one.
    Beyond,
}

/// One change of the frame.
struct Arrival<'a> {
    hash: ChangeHash,
    raw: &'a [u8],
    author: i64,
    received_at: i64,
}

/// The changes of one document.
struct Group<'a> {
    kind: Kind,
    region: RegionCode,
    arrivals: Vec<Arrival<'a>>,
}

/// Takes a frame in. Of a frame that was applied before, wholly or in part, only what is new counts.
pub(crate) fn apply(
    tx: &Transaction<'_>,
    context: Context<'_>,
    epoch: EpochId,
    pull: &Pull,
    mode: Mode,
) -> Result<Applied> {
    let state = followed(tx, &pull.feed)?;
    if feed::is_closed(tx, &pull.feed)? {
        // Nobody here can read it. Its officer's next exchange brings it.
        return Ok(Applied::Beyond);
    }
    if pull.first_seq == 0 || feed::in_doubt(tx)?.contains(&pull.feed) {
        return Err(Error::Protocol(format!("entries of {} in no order", pull.feed)));
    }
    if pull.entries.is_empty() || pull.last_seq() <= state.seq {
        return Ok(Applied::New(0));
    }
    if pull.first_seq > state.seq + 1 {
        let gap = || Error::Protocol(format!("entry {} of {} after {}", pull.first_seq, pull.feed, state.seq));
        return if mode == Mode::File { Ok(Applied::Beyond) } else { Err(gap()) };
    }
    let seen = state.seq + 1 - pull.first_seq;
    let hashes = match all_hashes(tx, pull)? {
        Ok(hashes) => hashes,
        // What was here once may have left since, or was erased. The next answer brings the rest of the frame.
        Err(at) if at < seen => return Ok(Applied::Beyond),
        Err(_) if mode == Mode::File && erasing::is_any(tx)? => return Ok(Applied::Beyond),
        Err(_) => return Ok(Applied::Unknown),
    };
    context.membership.chain.verify_new(|key| seal::verify_pull(key, pull, epoch, &hashes))?;

    let new = take_changes(tx, context, pull, &hashes, seen)?;
    let mut fingerprint = feed::fingerprint(&state);
    let entries = (pull.first_seq..).zip(pull.entries.iter().zip(&hashes));
    for (seq, (entry, hash)) in entries.skip_while(|(seq, _)| *seq <= state.seq) {
        log(tx, &pull.feed, Some(seq), entry, hash.as_ref(), &mut fingerprint)?;
        leave(tx, context, &pull.feed, entry, &mut fingerprint)?;
    }
    voucher::keep(tx, epoch, pull, &hashes)?;
    if pull.entries.iter().any(|entry| matches!(entry, Entry::Void | Entry::Leave { .. })) {
        pack::outdated(tx, &pull.feed)?;
    }
    feed::advance(tx, &pull.feed, epoch, pull.last_seq(), &fingerprint)?;
    Ok(Applied::New(new))
}

/// Takes in what a comparison found: entries that stand in no order of the log, and so move no cursor.
pub(crate) fn patch(tx: &Transaction<'_>, context: Context<'_>, epoch: EpochId, pull: &Pull) -> Result<Applied> {
    let mut fingerprint = feed::fingerprint(&followed(tx, &pull.feed)?);
    let Ok(hashes) = all_hashes(tx, pull)? else { return Ok(Applied::Unknown) };
    context.membership.chain.verify_new(|key| seal::verify_pull(key, pull, epoch, &hashes))?;
    let new = take_changes(tx, context, pull, &hashes, 0)?;
    for (entry, hash) in pull.entries.iter().zip(&hashes) {
        log(tx, &pull.feed, None, entry, hash.as_ref(), &mut fingerprint)?;
        leave(tx, context, &pull.feed, entry, &mut fingerprint)?;
    }
    voucher::keep(tx, epoch, pull, &hashes)?;
    Ok(Applied::New(new))
}

fn followed(tx: &Transaction<'_>, feed: &FeedId) -> Result<FeedState> {
    feed::state(tx, feed)?.ok_or_else(|| Error::Protocol(format!("entries of {feed}, which is not followed")))
}

/// Takes out what an entry says to be gone, at once where it was erased.
fn leave(
    tx: &Transaction<'_>,
    context: Context<'_>,
    feed: &FeedId,
    entry: &Entry,
    fingerprint: &mut Fingerprint,
) -> Result<()> {
    let Entry::Leave { doc, erased } = entry else { return Ok(()) };
    leaving::leave(tx, feed, *doc, fingerprint)?;
    if *erased { erasing::erase(tx, *doc, context.clock.now()) } else { Ok(()) }
}

/// Notes that the feed's log holds the change of an entry, where it has one. What was erased is not here: the log loses it
/// by a later entry, if this is an old answer.
fn log(
    tx: &Transaction<'_>,
    feed: &FeedId,
    seq: Option<u64>,
    entry: &Entry,
    hash: Option<&ChangeHash>,
    fingerprint: &mut Fingerprint,
) -> Result<()> {
    let Some(hash) = hash else { return Ok(()) };
    if let Entry::Change { doc, .. } = entry
        && erasing::is_erased(tx, *doc)?
    {
        return Ok(());
    }
    let change = change::find(tx, hash)?.ok_or(Error::Corrupt("a change that was just stored"))?;
    if change.is_damaged {
        // Without its bytes it is not here. The fingerprints differ then, and comparing brings them.
        return Ok(());
    }
    if feed::log(tx, feed, seq, change.id)? {
        fingerprint.add(hash);
    }
    voucher::settled(tx, change.id)
}

/// The hash of every entry, those of our own changes from the store; the last entry whose change is not here, where there
/// is one.
fn all_hashes(tx: &Transaction<'_>, pull: &Pull) -> Result<Result<Vec<Option<ChangeHash>>, u64>> {
    let mut hashes = pull.hashes();
    let mut unknown = None;
    for ((at, entry), hash) in (0..).zip(&pull.entries).zip(&mut hashes) {
        let Entry::Known { hash: short } = entry else { continue };
        match change::find_short(tx, &short.0)? {
            Some(known) => *hash = Some(known.hash),
            None => unknown = Some(at),
        }
    }
    Ok(unknown.map_or(Ok(hashes), Err))
}

/// Stores the changes of a frame behind the first `seen` entries, document by document, and gives how many were new.
fn take_changes(
    tx: &Transaction<'_>,
    context: Context<'_>,
    pull: &Pull,
    hashes: &[Option<ChangeHash>],
    seen: u64,
) -> Result<u64> {
    let authors = pull.authors.iter().map(|author| author::intern(tx, &author.into())).collect::<Result<Vec<_>>>()?;
    let mut groups = BTreeMap::<DocId, Group<'_>>::new();
    let seen = usize::try_from(seen).unwrap_or(usize::MAX);
    for (entry, hash) in pull.entries.iter().zip(hashes).skip(seen) {
        match (entry, hash) {
            (Entry::Change { doc, kind, region, author, received_at, change }, Some(hash)) => {
                let at = usize::try_from(*author).unwrap_or(usize::MAX);
                let author = *authors.get(at).ok_or_else(|| Error::Protocol("an entry without author".to_owned()))?;
                let group = || Group { kind: *kind, region: region.clone(), arrivals: Vec::new() };
                let arrival = Arrival { hash: *hash, raw: change, author, received_at: *received_at };
                groups.entry(*doc).or_insert_with(group).arrivals.push(arrival);
            }
            (Entry::Known { .. }, Some(hash)) => accept_own(tx, hash)?,
            (Entry::Change { .. } | Entry::Known { .. } | Entry::Void | Entry::Leave { .. }, _) => {}
        }
    }
    let mut new = 0;
    for (doc, group) in groups {
        if erasing::is_erased(tx, doc)? {
            continue;
        }
        new += take_group(tx, context, doc, &group)?;
    }
    Ok(new)
}

/// One of our own changes is in the log. One that had been given up comes back into its document.
fn accept_own(tx: &Transaction<'_>, hash: &ChangeHash) -> Result<()> {
    let Some(known) = change::find(tx, hash)? else { return Ok(()) };
    if known.state.in_log() {
        return Ok(());
    }
    if known.is_damaged {
        return change::set_state(tx, known.id, State::Waiting, change::DAMAGED);
    }
    let state = if known.state.in_document() { State::Logged } else { State::Waiting };
    change::set_state(tx, known.id, state, "")?;
    if state != State::Waiting {
        return Ok(());
    }
    match Stored::load(tx, known.doc) {
        Ok(Some(mut stored)) => stored.rebuild(tx),
        Ok(None) => Ok(()),
        Err(Error::Document(_)) => change::set_state(tx, known.id, state, UNREADABLE),
        Err(Error::ClosedRecord(doc) | Error::LoanOver { doc, .. }) => private::owe(tx, doc),
        Err(error) => Err(error),
    }
}

fn take_group(tx: &Transaction<'_>, context: Context<'_>, doc: DocId, group: &Group<'_>) -> Result<u64> {
    let fresh = not_here(tx, doc, group)?;
    if fresh.is_empty() {
        return Ok(0);
    }
    let loaded = match Stored::load(tx, doc) {
        Err(Error::Document(error)) => return keep_for_later(tx, doc, &fresh, &error),
        Err(error @ (Error::ClosedRecord(_) | Error::LoanOver { .. })) => {
            private::owe(tx, doc)?;
            return keep_for_later(tx, doc, &fresh, &error);
        }
        loaded => loaded?,
    };
    let mut stored = match loaded {
        Some(stored) => stored,
        None => Stored::new(tx, doc, group.kind, &group.region, context.clock.now())?,
    };
    let mut guard = Guard::vouched(std::mem::take(&mut stored.document), Limits::default());
    let raws: Vec<_> = fresh.iter().map(|arrival| arrival.raw).collect();
    let judgements: Vec<_> = guard.admit_all(&raws).iter().map(judged).collect();
    stored.document = guard.into_document();
    let mut heals = false;
    for (arrival, (state, reason)) in fresh.iter().zip(&judgements) {
        heals |= keep(tx, doc, arrival, *state, reason)?;
    }
    if judgements.iter().any(|(state, _)| *state == State::Logged) {
        if heals || kept_out(tx, doc)? { stored.rebuild(tx)? } else { stored.save(tx)? }
    }
    if heals {
        rewrite::instead_of_damaged(tx, context, doc)?;
    }
    Ok(fresh.len() as u64)
}

/// The arrivals that the document does not hold yet; the others are confirmed.
fn not_here<'a>(tx: &Transaction<'_>, doc: DocId, group: &'a Group<'a>) -> Result<Vec<&'a Arrival<'a>>> {
    let mut fresh = Vec::new();
    for arrival in &group.arrivals {
        match change::find(tx, &arrival.hash)?.filter(|known| known.doc != doc || known.state.in_document()) {
            Some(known) => confirm(tx, &known, arrival)?,
            None => fresh.push(arrival),
        }
    }
    Ok(fresh)
}

/// A document that cannot be read stops only itself: what came for it is kept until it can.
fn keep_for_later(
    tx: &Transaction<'_>,
    doc: DocId,
    fresh: &[&Arrival<'_>],
    error: &dyn std::error::Error,
) -> Result<u64> {
    tracing::error!(doc.id = %doc, error = %error, "a record cannot be read: what came for it waits");
    fresh.iter().try_for_each(|arrival| keep(tx, doc, arrival, State::Waiting, UNREADABLE).map(drop))?;
    Ok(fresh.len() as u64)
}

/// A change that is here already: written here, or handed in by a courier. Now it is in the log.
fn confirm(tx: &Transaction<'_>, known: &Change, arrival: &Arrival<'_>) -> Result<()> {
    if !known.state.in_log() {
        change::set_state(tx, known.id, State::Logged, "")?;
    }
    change::set_received_at(tx, known.id, arrival.received_at)
}

/// Keeps a change. `true` where it was here and its bytes had been damaged.
fn keep(tx: &Transaction<'_>, doc: DocId, arrival: &Arrival<'_>, state: State, reason: &str) -> Result<bool> {
    if let Some(known) = change::find(tx, &arrival.hash)? {
        if known.is_damaged {
            change::set_raw(tx, known.id, arrival.raw)?;
        }
        change::set_state(tx, known.id, state, reason)?;
        change::set_received_at(tx, known.id, arrival.received_at)?;
        return Ok(known.is_damaged);
    }
    let raw = RawChange { hash: arrival.hash, bytes: arrival.raw.to_vec() };
    let new = NewChange {
        raw: &raw,
        doc,
        state,
        reason,
        author: arrival.author,
        made_at: guard::inspect(arrival.raw).map_or(0, |info| info.time),
        received_at: Some(arrival.received_at),
        lineage: None,
        own: false,
    };
    change::insert(tx, &new).map(|_| false)
}

/// Whether something of the document waits for what may just have come.
fn kept_out(tx: &Transaction<'_>, doc: DocId) -> Result<bool> {
    let changes = change::of_document(tx, doc)?;
    Ok(changes.iter().any(|change| change.state.in_log() && !change.state.in_document()))
}
