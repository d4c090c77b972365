//! Mending what [`Store::verify`] finds.

use std::collections::{BTreeMap, BTreeSet};

use records::DocId;
use rusqlite::Transaction;
use serde::Serialize;
use wire::FeedId;

use super::{Damaged, Verified, is_aside};
use crate::{
    Result,
    change::{self, State, UNDER_WAY},
    feed, outbox, rewrite,
    sql::{Sql, unsigned},
    store::{Context, Store},
    stored::{self, Stored},
    voucher,
};

/// What was found, and what became of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Healed {
    /// What was found.
    pub found: Verified,
    /// Every record in which something was damaged.
    pub records: Vec<Healing>,
}

/// What was damaged of one record, and what became of it. Counts are of single changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Healing {
    /// The record.
    pub doc: DocId,
    /// Whose bytes were damaged.
    pub damaged: u64,
    /// Of these, read again from the record itself.
    pub restored: u64,
    /// Of these, written again from what was meant: the province was not known to have them.
    pub written_again: u64,
    /// Of these, to be fetched again from the province by the next exchange.
    pub awaited: u64,
    /// Of these, in no record: they were given up before.
    pub not_needed: u64,
    /// Of these, gone from this device: rows of a list, which comes back by importing the list again, and what a province
    /// that was set back lost.
    pub lost: u64,
    /// Whether the record itself was damaged, and was made again from its changes.
    pub rebuilt: bool,
}

impl Store {
    /// Verifies all of the store, and mends what is damaged, record by record, each in one transaction. What only the
    /// province can bring is noted as missing: the next exchange brings it.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn heal(&mut self) -> Result<Healed> {
        let look = self.look()?;
        let found = look.verified();
        let rebuilt: BTreeSet<_> = look.records.into_iter().collect();
        let mut records: BTreeMap<DocId, Vec<Damaged>> = rebuilt.iter().map(|doc| (*doc, Vec::new())).collect();
        for damaged in look.damaged {
            records.entry(damaged.doc).or_default().push(damaged);
        }
        let mut healed = Vec::new();
        for (doc, damaged) in records {
            let mut healing = Healing { rebuilt: rebuilt.contains(&doc), ..Healing::of(doc, damaged.len()) };
            self.write(|tx, context| heal(tx, context, &damaged, &mut healing))?;
            healed.push(healing);
        }
        self.doubt_what_is_wrong(&look.miscounted, &look.unproven)?;
        Ok(Healed { found, records: healed })
    }

    /// The records of which bytes are to come from the province, each with how many changes these are.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn awaited(&self) -> Result<BTreeMap<DocId, u64>> {
        let mut statement = self.db.prepare_cached(&format!(
            "select doc, count(*) from change where state = 'waiting' and {UNDER_WAY} and reason = ? group by doc"
        ))?;
        let rows = statement
            .query_map([change::DAMAGED], |row| Ok((row.get::<_, Sql<DocId>>(0)?.0, unsigned(row.get(1)?))))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Signatures that do not verify come again with the changes that they prove, and what was counted wrong is counted
    /// when it is compared.
    fn doubt_what_is_wrong(&mut self, miscounted: &[FeedId], unproven: &[i64]) -> Result<()> {
        self.write(|tx, _| {
            miscounted.iter().try_for_each(|feed| feed::doubt(tx, feed))?;
            for voucher in unproven {
                for change in voucher::drop_one(tx, *voucher)? {
                    feed::miss(tx, change)?;
                }
            }
            Ok(())
        })
    }
}

impl Healing {
    const fn of(doc: DocId, damaged: usize) -> Self {
        let damaged = damaged as u64;
        Self { doc, damaged, restored: 0, written_again: 0, awaited: 0, not_needed: 0, lost: 0, rebuilt: false }
    }
}

/// Mends one record.
fn heal(tx: &Transaction<'_>, context: Context<'_>, damaged: &[Damaged], healing: &mut Healing) -> Result<()> {
    let copies = stored::in_snapshot(tx, healing.doc)?;
    for damaged in damaged {
        let sealed = || -> Result<_> {
            let sealed = wire::seal_change(&change::raw(tx, damaged.id)?);
            Ok((wire::hash_of_change(&sealed) == damaged.hash).then_some(sealed))
        };
        match copies.get(&damaged.hash).cloned().map_or_else(sealed, |copy| Ok(Some(copy)))? {
            Some(copy) => {
                change::set_raw(tx, damaged.id, &copy)?;
                healing.restored += 1;
            }
            None => give_up(tx, damaged, healing)?,
        }
    }
    if let Some(mut stored) = Stored::of_changes(tx, healing.doc)? {
        stored.rebuild(tx)?;
    }
    rewrite::instead_of_damaged(tx, context, healing.doc)
}

/// Gives up bytes that nothing here can bring back, and notes what can.
fn give_up(tx: &Transaction<'_>, damaged: &Damaged, healing: &mut Healing) -> Result<()> {
    let Some(change) = change::find(tx, &damaged.hash)? else { return Ok(()) };
    change::set_raw(tx, change.id, &[])?;
    voucher::settled(tx, change.id)?;
    if is_aside(change.state) {
        healing.not_needed += 1;
    } else if change.state.in_log() {
        change::set_state(tx, change.id, State::Waiting, change::DAMAGED)?;
        let is_in_a_feed = feed::miss(tx, change.id)? > 0 || change.is_damaged;
        *(if is_in_a_feed { &mut healing.awaited } else { &mut healing.lost }) += 1;
    } else {
        let is_meant = change::intents(tx, change.id)?.is_some();
        *(if is_meant { &mut healing.written_again } else { &mut healing.lost }) += 1;
        outbox::spoil(tx, &change)?;
    }
    Ok(())
}
