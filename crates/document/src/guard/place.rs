//! Whether a change comes next in the history that is here.

use std::collections::{BTreeMap, BTreeSet};

use automerge::{self as am, ActorId, Automerge, Change, legacy};

use super::{Decision, Limits, Refusal};
use crate::convert::hash_from;

/// Which changes there are, by hash and by actor: the document's, and those that were found to fit meanwhile.
#[derive(Debug)]
pub(super) struct History {
    /// The highest operation counter of each change.
    changes: BTreeMap<am::ChangeHash, u64>,
    actors: BTreeMap<ActorId, Written>,
    max_op: u64,
}

/// What one actor wrote.
#[derive(Debug, Default)]
struct Written {
    last_seq: u64,
    /// First and last operation counter of each change.
    spans: BTreeSet<(u64, u64)>,
}

impl Written {
    fn max_op(&self) -> u64 {
        self.spans.last().map_or(0, |(_, last)| *last)
    }

    fn contains(&self, counter: u64) -> bool {
        let before = self.spans.range(..=(counter, u64::MAX)).next_back();
        before.is_some_and(|(_, last)| counter <= *last)
    }
}

impl History {
    pub(super) fn of(document: &Automerge) -> Self {
        let mut history = Self { changes: BTreeMap::new(), actors: BTreeMap::new(), max_op: 0 };
        for meta in document.get_changes_meta(&[]) {
            history.add(meta.hash, &meta.actor, meta.seq, (meta.start_op, meta.max_op));
        }
        history
    }

    pub(super) fn contains(&self, hash: &am::ChangeHash) -> bool {
        self.changes.contains_key(hash)
    }

    /// Takes a change that fits.
    pub(super) fn join(&mut self, change: &Change) {
        self.add(change.hash(), change.actor_id(), change.seq(), (change.start_op().get(), change.max_op()));
    }

    fn add(&mut self, hash: am::ChangeHash, actor: &ActorId, seq: u64, span: (u64, u64)) {
        self.changes.insert(hash, span.1);
        self.max_op = self.max_op.max(span.1);
        let written = self.actors.entry(actor.clone()).or_default();
        written.last_seq = written.last_seq.max(seq);
        written.spans.insert(span);
    }

    /// Whether the change fits, and if not, why.
    pub(super) fn check(&self, change: &Change, expanded: &legacy::Change, limits: &Limits) -> Result<(), Decision> {
        let missing: Vec<_> = change.deps().iter().filter(|hash| !self.contains(hash)).map(hash_from).collect();
        if !missing.is_empty() {
            return Err(Decision::Held { hash: hash_from(&change.hash()), missing });
        }
        self.check_numbers(change, limits)?;
        Ok(self.check_replaced(change, expanded)?)
    }

    fn check_numbers(&self, change: &Change, limits: &Limits) -> Result<(), Refusal> {
        let written = self.actors.get(change.actor_id());
        let last_seq = written.map_or(0, |written| written.last_seq);
        if change.seq() <= last_seq {
            return Err(Refusal::ReusedSequence);
        }
        if change.seq() != last_seq + 1 {
            return Err(Refusal::SkippedSequence);
        }
        // An operation's counter is above those of whatever its author knew, and of whatever its author wrote.
        let known = change.deps().iter().filter_map(|hash| self.changes.get(hash)).copied();
        let lowest = known.chain(written.map(Written::max_op)).max().unwrap_or(0);
        let highest = (self.max_op + limits.counter_gap).min(limits.highest_counter);
        let first = change.start_op().get();
        if lowest < first && first <= highest { Ok(()) } else { Err(Refusal::Counter) }
    }

    /// Every value that the change replaces must have been written before: by a change here, or by itself.
    fn check_replaced(&self, change: &Change, expanded: &legacy::Change) -> Result<(), Refusal> {
        let first = change.start_op().get();
        let replaced = (first..)
            .zip(&expanded.operations)
            .flat_map(|(own, operation)| operation.pred.iter().map(move |replaced| (own, replaced)));
        for (own, replaced) in replaced {
            let by_itself = replaced.actor() == change.actor_id() && (first..own).contains(&replaced.counter());
            let before = self.actors.get(replaced.actor()).is_some_and(|written| written.contains(replaced.counter()));
            if !by_itself && !before {
                return Err(Refusal::Unfit);
            }
        }
        Ok(())
    }
}
