//! Taking in the rest of what the province says: head, verdicts, receipt.

use records::EpochId;
use rusqlite::{OptionalExtension, Transaction};
use sync::Ranges;
use wire::{
    Verdict, VerdictKind,
    exchange::{Head, Trailer, Verdicts},
};

use crate::{
    Error, Result,
    change::{self, Change, State},
    feed,
    lineage::Lineage,
    outbox, rewrite, setting,
    store::Context,
};

/// Whether the log is the one that the store knew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Epoch {
    /// The one it knew, or the first that it meets.
    Known,
    /// Another one: everything is compared from the start.
    New,
}

/// The life of the province's log that the store knows.
pub(crate) fn known_epoch(tx: &Transaction<'_>) -> Result<Option<EpochId>> {
    let bytes = setting::get(tx, "epoch").optional()?;
    Ok(bytes.and_then(|bytes| bytes.try_into().ok()).map(EpochId::from_bytes))
}

/// Notes which statements arrived, and starts over where the log is another one.
pub(crate) fn take_head(tx: &Transaction<'_>, context: Context<'_>, lineage: &Lineage, head: &Head) -> Result<Epoch> {
    let known = known_epoch(tx)?;
    let epoch = if known.is_some_and(|known| known != head.epoch) { Epoch::New } else { Epoch::Known };
    if epoch == Epoch::New {
        feed::forget(tx)?;
        outbox::forget_arrivals(tx)?;
    }
    setting::put(tx, "epoch", head.epoch.as_bytes())?;
    setting::put(tx, "clock_offset", &head.time.saturating_sub(context.clock.now()).to_be_bytes())?;
    outbox::arrived(tx, lineage, &Ranges::from(head.received.clone()))?;
    if let Some(feeds) = &head.feeds {
        feed::follow_only(tx, feeds)?;
    }
    Ok(epoch)
}

/// Notes what became of our own changes, and writes again what was built on refused ones. Gives how many were news.
pub(crate) fn take_verdicts(tx: &Transaction<'_>, context: Context<'_>, verdicts: &Verdicts) -> Result<u64> {
    let (mut news, mut refused) = (0, Vec::new());
    for Verdict { hash, kind, code } in &verdicts.verdicts {
        let state = match kind {
            VerdictKind::Held => State::Held,
            VerdictKind::Refused => State::Refused,
            VerdictKind::Flagged => State::Flagged,
        };
        let Some(known) = change::find(tx, hash)?.filter(|known| is_news(known, state)) else { continue };
        news += 1;
        change::set_state(tx, known.id, state, code)?;
        if state == State::Refused {
            refused.push(Change { reason: code.clone(), ..known });
        }
    }
    rewrite::without_refused(tx, context, &refused)?;
    Ok(news)
}

/// Whether a decision on a change is news: it is our own, arrived, and waits for one. What is in the log cannot be held
/// or refused any more; a verdict that says so is of another copy, such as another village's of the same imported row.
fn is_news(change: &Change, state: State) -> bool {
    let waits = matches!(change.state, State::Received | State::Held);
    let flagged = state == State::Flagged && change.state == State::Logged;
    change.own && state != change.state && (waits || flagged)
}

/// Verifies and keeps the receipt; says whether every feed is here just as it is there.
pub(crate) fn take_receipt(tx: &Transaction<'_>, context: Context<'_>, trailer: &Trailer) -> Result<bool> {
    let signed = &trailer.receipt;
    seal::verify_receipt(context.membership.province_key(), signed)?;
    if Some(signed.receipt.epoch) != known_epoch(tx)? {
        return Err(Error::Protocol("a receipt of another epoch".to_owned()));
    }
    setting::put(tx, "receipt", &signed.to_bytes())?;
    for state in &signed.receipt.feeds {
        feed::receipted(tx, &state.feed, state.seq)?;
    }
    let here = feed::states(tx)?;
    Ok(here.iter().all(|state| signed.receipt.feeds.contains(state)))
}
