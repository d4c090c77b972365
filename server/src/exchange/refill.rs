//! Changes that come back: what this province logged once and lost when it was set back.
//!
//! Its own signature of then is the proof, so it does not matter which device brings them, or whose changes they are;
//! only that the frame is whole. They go through the inbox like a push, in the name of those who signed for them.
//!
//! A device shows in the same way that a record was erased: a province whose machine is gone, and with it the list of the
//! erased, learns it from whoever heard of it.

use std::collections::BTreeSet;

use records::DocId;
use rusqlite::Connection;
use seal::succession::Standing;
use wire::{
    FeedId,
    exchange::{Author, Entry, EntryDigest, Refill, RefillEntry},
    hash_of_change,
    succession::Reason,
};

use super::{Exchange, Refusal};
use crate::{
    Result,
    admit::refusal_review,
    erasure,
    server::Server,
    store::{
        refills::{self, FORMER_KEY, Refilled},
        reviews,
    },
};

/// Makes what a refill brings durable and hands its documents to the guard.
pub(super) fn take(server: &Server, exchange: &mut Exchange, refill: Refill) -> Result<(), Refusal> {
    if refill.entries.len() > server.limits.changes_per_push {
        return Err(Refusal::TooLarge);
    }
    let digests = refill.entries.iter().map(digest).collect::<Result<Vec<_>, _>>()?;
    let chain = &server.keys.chain;
    let standing = chain.verify_kept(|key| seal::verify_voucher(key, &refill.voucher, &digests));
    let standing = standing.map_err(|_| Refusal::BadSignature)?;
    let authors = refill.voucher.authors;
    let erased: Vec<DocId> = refill.entries.iter().filter_map(erased_by).collect();
    let entries = refill.entries.into_iter().filter_map(|entry| match entry {
        RefillEntry::Change(Entry::Leave { .. }) | RefillEntry::Digest(_) => None,
        RefillEntry::Change(entry) => Some(refilled(entry, &authors)),
    });
    let entries = entries.collect::<Result<Vec<_>, _>>()?;
    let (lineage, feed) = (exchange.hello.lineage, refill.voucher.feed);
    // Whoever has such a key could have made the voucher today: nobody but a reviewer lets in what it alone proves, and it
    // erases nobody.
    let is_proof = standing != Standing::Former(Reason::Compromised);
    let now = server.store.clock().now();
    let keep = move |conn: &Connection| keep(conn, lineage, &feed, &entries, is_proof, now);
    let mut docs = server.store.write_blocking(keep)?;
    if is_proof && !erased.is_empty() {
        docs.extend(server.store.write_blocking(move |conn| erasure::ask_again(conn, &erased, now))?);
    }
    server.guardroom.enqueue(docs.iter().copied());
    exchange.docs.extend(docs);
    Ok(())
}

fn keep(
    conn: &Connection,
    lineage: records::LineageId,
    feed: &FeedId,
    entries: &[Refilled],
    is_proof: bool,
    now: i64,
) -> Result<BTreeSet<DocId>> {
    let mut docs = BTreeSet::new();
    for entry in entries {
        if !is_proof {
            if refills::insert(conn, lineage, feed, entry, Some(FORMER_KEY))? {
                let review = refusal_review(entry.doc, &entry.hash, entry.region.clone(), FORMER_KEY, now);
                reviews::open(conn, &review)?;
            }
        } else if refills::insert(conn, lineage, feed, entry, None)? {
            docs.insert(entry.doc);
        }
    }
    Ok(docs)
}

fn digest(entry: &RefillEntry) -> Result<EntryDigest, Refusal> {
    match entry {
        RefillEntry::Digest(digest) => Ok(*digest),
        RefillEntry::Change(entry @ Entry::Change { change, .. }) => {
            Ok(entry.label().digest(Some(&hash_of_change(change))))
        }
        RefillEntry::Change(entry @ Entry::Leave { erased: true, .. }) => Ok(entry.label().digest(None)),
        RefillEntry::Change(Entry::Known { .. } | Entry::Void | Entry::Leave { .. }) => Err(Refusal::Malformed),
    }
}

/// The record of which an entry says that it was erased.
const fn erased_by(entry: &RefillEntry) -> Option<DocId> {
    match entry {
        RefillEntry::Change(Entry::Leave { doc, erased: true }) => Some(*doc),
        RefillEntry::Change(_) | RefillEntry::Digest(_) => None,
    }
}

fn refilled(entry: Entry, authors: &[Author]) -> Result<Refilled, Refusal> {
    let Entry::Change { doc, kind, region, author, received_at, change } = entry else {
        return Err(Refusal::Malformed);
    };
    let author = usize::try_from(author).ok().and_then(|at| authors.get(at)).ok_or(Refusal::Malformed)?;
    Ok(Refilled { doc, kind, region, author: author.clone(), received_at, hash: hash_of_change(&change), raw: change })
}
