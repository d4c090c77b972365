//! Taking in the rest of what the province says: head, verdicts, receipt.

use records::{ChangeHash, EpochId};
use rusqlite::{Connection, OptionalExtension, Transaction};
use sync::Ranges;
use wire::{
    Receipt, Verdict, VerdictKind,
    exchange::{Capabilities, Head, Trailer, Verdicts},
    receipt::SignedReceipt,
};

use super::{Mode, repair::Repair};
use crate::{
    Error, Result,
    change::{self, Change, State},
    erasing, feed, lease, leaving,
    lineage::Lineage,
    loan, outbox, rewrite, setting,
    store::Context,
};

/// Whether the log is the one that the store knew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Epoch {
    /// The one it knew, or the first that it meets.
    Known,
    /// Another one: everything is compared from the start.
    New,
    /// Perhaps one that is over: a later answer came before this one.
    Past,
}

/// The life of the province's log that the store knows.
pub(crate) fn known_epoch(tx: &Transaction<'_>) -> Result<Option<EpochId>> {
    setting::epoch(tx)
}

/// Notes which statements arrived, and starts over where the log is another one.
///
/// What came by file may be older than what is known: then it says what arrived, and nothing of what is lost, of the
/// clock or of the feeds to follow. Of another log it says nothing at all.
pub(crate) fn take_head(
    tx: &Transaction<'_>,
    context: Context<'_>,
    lineage: &Lineage,
    head: &Head,
    mode: Mode,
) -> Result<Epoch> {
    // Of two within one second, nobody knows which was the later: neither takes anything back.
    let is_later = setting::time(tx, "head_time")?.is_none_or(|time| time < head.time);
    let newest = mode == Mode::Line || is_later;
    let epoch = epoch_of(tx, head, newest)?;
    if newest {
        // The feeds first: what is in none of them any more is on its way again where the province lost it.
        take_newest(tx, context, head, mode)?;
    }
    let received = Ranges::from(head.received.clone());
    match (epoch, mode) {
        (Epoch::Past, _) => return Ok(epoch),
        (Epoch::Known, Mode::File) => outbox::also_arrived(tx, lineage, &received)?,
        (Epoch::Known, Mode::Line) => outbox::arrived(tx, lineage, &received)?,
        (Epoch::New, _) => {
            if !compares(head, mode) {
                outbox::forget_arrivals(tx)?;
            }
            outbox::arrived(tx, lineage, &received)?;
        }
    }
    if epoch == Epoch::New {
        feed::doubt_all(tx)?;
    }
    if newest && !compares(head, mode) {
        // What is in doubt comes from the start.
        feed::in_doubt(tx)?.iter().try_for_each(|feed| feed::forget(tx, feed))?;
    }
    Ok(epoch)
}

/// Whether the peer compares what is in doubt. Otherwise it sends that from the start.
const fn compares(head: &Head, mode: Mode) -> bool {
    matches!(mode, Mode::Line) && head.capabilities.has(Capabilities::REPAIR)
}

fn epoch_of(tx: &Transaction<'_>, head: &Head, newest: bool) -> Result<Epoch> {
    Ok(match known_epoch(tx)? {
        Some(known) if known != head.epoch => {
            if newest {
                Epoch::New
            } else {
                Epoch::Past
            }
        }
        Some(_) | None => Epoch::Known,
    })
}

/// What only the newest head may say.
fn take_newest(tx: &Transaction<'_>, context: Context<'_>, head: &Head, mode: Mode) -> Result<()> {
    setting::put(tx, "epoch", head.epoch.as_bytes())?;
    setting::put_time(tx, "head_time", head.time)?;
    if mode == Mode::Line {
        setting::put_time(tx, "clock_offset", head.time.saturating_sub(context.clock.now()))?;
    }
    lease::set_period(tx, head.lease)?;
    if let Some(feeds) = &head.feeds {
        feed::follow_only(tx, feeds)?;
    }
    match &head.lent {
        Some(lent) => loan::take(tx, context, lent, head.time),
        None => Ok(()),
    }
}

/// Notes what became of our own changes, and writes again what was built on refused ones. Gives how many were news.
pub(crate) fn take_verdicts(tx: &Transaction<'_>, context: Context<'_>, verdicts: &Verdicts) -> Result<u64> {
    let (mut news, mut refused) = (0, Vec::new());
    for Verdict { hash, kind, code } in &verdicts.verdicts {
        if *kind == VerdictKind::Refused && code == erasing::ERASED {
            news += u64::from(take_erased(tx, context, hash)?);
            continue;
        }
        let state = match kind {
            VerdictKind::Held => State::Held,
            VerdictKind::Refused => State::Refused,
            VerdictKind::Flagged => State::Flagged,
            VerdictKind::Reviewed => {
                news += u64::from(take_outcome(tx, hash, code)?);
                continue;
            }
        };
        let Some(known) = change::find(tx, hash)?.filter(|known| is_news(known, state)) else { continue };
        if state == State::Flagged && leaving::is_decided(tx, hash)? {
            continue;
        }
        if code == MOVED {
            news += u64::from(take_moved(tx, &known)?);
            continue;
        }
        news += 1;
        change::set_state(tx, known.id, state, code)?;
        if state == State::Flagged {
            take_flag(tx, &known, code)?;
        }
        if state == State::Refused {
            refused.push(Change { reason: code.clone(), ..known });
        }
    }
    rewrite::without_refused(tx, context, &refused)?;
    Ok(news)
}

/// The code of an edit that was logged before its record left, so that no entry tells of it any more.
const MOVED: &str = "moved";

/// The record of one of our own changes was erased. `false` where that is known.
fn take_erased(tx: &Transaction<'_>, context: Context<'_>, hash: &ChangeHash) -> Result<bool> {
    let Some(known) = change::find(tx, hash)?.filter(|known| known.own) else { return Ok(false) };
    erasing::refused(tx, known.doc, context.clock.now())?;
    Ok(true)
}

/// Whether that was not known: the answer that said so was lost.
fn take_moved(tx: &Transaction<'_>, change: &Change) -> Result<bool> {
    if change.state == State::Logged {
        return Ok(false);
    }
    change::set_state(tx, change.id, State::Logged, "")?;
    leaving::note(tx, change.doc, leaving::Reason::Moved)?;
    Ok(true)
}

/// The code of an edit that arrived after its record had left.
const LATE: &str = "late";
/// The code of an edit of a record that was never in a feed of this device.
const ELSEWHERE: &str = "elsewhere";

fn take_flag(tx: &Transaction<'_>, change: &Change, code: &str) -> Result<()> {
    leaving::flagged(tx, change.doc, &change.hash, code)?;
    match code {
        LATE => leaving::note(tx, change.doc, leaving::Reason::Late),
        ELSEWHERE => leaving::note(tx, change.doc, leaving::Reason::Elsewhere),
        _ => Ok(()),
    }
}

/// A reviewer decided on one of our own changes, whose record may have left. It is settled, whatever was decided.
fn take_outcome(tx: &Transaction<'_>, hash: &ChangeHash, outcome: &str) -> Result<bool> {
    let known = change::find(tx, hash)?.filter(|known| known.own && known.state.in_document());
    if let Some(known) = known.filter(|known| known.state != State::Local) {
        leaving::flagged(tx, known.doc, hash, &known.reason)?;
        change::set_state(tx, known.id, State::Logged, "")?;
        // Nobody may have been told why it was looked at.
        leaving::note(tx, known.doc, leaving::Reason::Elsewhere)?;
    }
    leaving::decided(tx, hash, outcome)
}

/// Whether a decision on a change is news: it is our own, arrived, and waits for one. What is in the log cannot be held
/// or refused any more; a verdict that says so is of another copy, such as another village's of the same imported row.
fn is_news(change: &Change, state: State) -> bool {
    let waits = matches!(change.state, State::Received | State::Held);
    let flagged = state == State::Flagged && change.state == State::Logged;
    change.own && state != change.state && (waits || flagged)
}

/// Verifies and keeps the receipt; says whether every feed is here just as it is there. One that is older than the kept
/// one only adds.
pub(crate) fn take_receipt(
    tx: &Transaction<'_>,
    context: Context<'_>,
    trailer: &Trailer,
    mode: Mode,
    repair: &Repair,
) -> Result<bool> {
    let signed = &trailer.receipt;
    seal::succession::verify_newest(&context.membership.chain, signed)?;
    if Some(signed.value().epoch) != known_epoch(tx)? {
        return Err(Error::Protocol("a receipt of another epoch".to_owned()));
    }
    if mode == Mode::Line || kept_receipt(tx)?.is_none_or(|kept| kept.time <= signed.value().time) {
        setting::put(tx, "receipt", &signed.to_bytes())?;
    }
    lease::welcomed(tx, signed.value().time)?;
    for state in &signed.value().feeds {
        feed::receipted(tx, &state.feed, state.seq)?;
    }
    for feed in feed::in_doubt(tx)?.iter().filter(|feed| !repair.is_under_way(feed)) {
        if let Some(there) = signed.value().feeds.iter().find(|state| state.feed == *feed)
            && feed::recount(tx, feed)? == feed::fingerprint(there)
        {
            // Whatever became of the log: it holds what is here.
            feed::settle(tx, feed, signed.value().epoch, there.seq)?;
        }
    }
    let (here, doubtful) = (feed::provable(tx, &signed.value().feeds)?, feed::in_doubt(tx)?);
    if doubtful.is_empty() && !trailer.more {
        leaving::part(tx, context.clock.now())?;
    }
    let equal = doubtful.is_empty() && signed.value().proves(&here);
    if equal {
        // Those as well that a receipt has in its digest only.
        feed::receipted_all(tx)?;
    }
    Ok(equal)
}

/// How many entries of the log are missing here, as far as the last receipt knew: what came into the log since is not
/// counted, so this is never more than will be read.
pub(crate) fn missing(tx: &Transaction<'_>) -> Result<u64> {
    let Some(receipt) = kept_receipt(tx)? else { return Ok(0) };
    if Some(receipt.epoch) != known_epoch(tx)? {
        return Ok(0);
    }
    let mut missing = 0;
    for there in receipt.feeds {
        missing += feed::state(tx, &there.feed)?.map_or(0, |here| there.seq.saturating_sub(here.seq));
    }
    Ok(missing)
}

/// Puts the feeds in doubt that are not as the last receipt has them.
pub(crate) fn doubt_unequal(tx: &Transaction<'_>) -> Result<()> {
    let there = kept_receipt(tx)?.map(|receipt| receipt.feeds).unwrap_or_default();
    let here = feed::provable(tx, &there)?;
    here.iter().filter(|state| !there.contains(state)).try_for_each(|state| feed::doubt(tx, &state.feed))
}

/// Whether the last receipt has some feeds in its digest only: where it proves nothing, nobody knows which feed differs.
pub(crate) fn is_short(db: &Connection) -> Result<bool> {
    Ok(kept_receipt(db)?.is_some_and(|receipt| receipt.all.is_some()))
}

fn kept_receipt(db: &Connection) -> Result<Option<Receipt>> {
    let kept = setting::get(db, "receipt").optional()?.map(|kept| SignedReceipt::from_bytes(&kept)).transpose()?;
    Ok(kept.map(SignedReceipt::into_value))
}
