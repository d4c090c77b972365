//! Handing back what the province lost, and comparing.

use std::collections::VecDeque;

use records::DocId;
use wire::{
    Frame,
    exchange::{Compared, Reconcile, Wants},
};

use super::Conversation;
use crate::{Result, Store, sync::repair, voucher};

/// What is left to be said behind the last envelope.
#[derive(Debug)]
pub(super) struct Mends {
    /// For each voucher the changes that it proves.
    refills: VecDeque<(i64, Vec<i64>)>,
    /// For each voucher the records that it shows to be erased.
    erasures: VecDeque<(i64, Vec<DocId>)>,
    frames: VecDeque<Frame>,
    handed_back: HandedBack,
}

/// What an exchange handed back.
#[derive(Debug, Default)]
pub(super) struct HandedBack {
    pub(super) changes: Vec<i64>,
    /// Records of which it showed that they were erased.
    pub(super) erased: Vec<DocId>,
}

impl Conversation {
    /// The next frame that hands something back or compares. Those that hand back are made one by one: they hold changes.
    pub(super) fn next_mend(&mut self, store: &Store) -> Result<Option<Frame>> {
        if self.only.is_some() {
            return Ok(None);
        }
        if self.mends.is_none() {
            let (refills, frames) = (voucher::refills(&store.db)?, self.ended.repair.frames(&store.db)?);
            let learns = self.ended.repair.province_learns_erasures;
            let erasures = if learns { voucher::erasures(&store.db)? } else { Vec::new() };
            let (refills, erasures, frames) = (refills.into(), erasures.into(), frames.into());
            self.mends = Some(Mends { refills, erasures, frames, handed_back: HandedBack::default() });
        }
        let Some(mends) = &mut self.mends else { return Ok(None) };
        // What was erased first: nothing is handed back for it then.
        if let Some((voucher, docs)) = mends.erasures.pop_front() {
            let frame = voucher::refill(&store.db, voucher, &[], &docs)?;
            mends.handed_back.erased.extend(docs);
            return Ok(Some(Frame::Refill(frame)));
        }
        match mends.refills.pop_front() {
            Some((voucher, changes)) => {
                let frame = voucher::refill(&store.db, voucher, &changes, &[])?;
                mends.handed_back.changes.extend(changes);
                Ok(Some(Frame::Refill(frame)))
            }
            None => Ok(mends.frames.pop_front()),
        }
    }

    /// What this exchange handed back: durable at the province when the trailer came.
    pub(super) fn handed_back(&mut self) -> HandedBack {
        self.mends.as_mut().map(|mends| std::mem::take(&mut mends.handed_back)).unwrap_or_default()
    }

    pub(super) fn take_reconcile(&mut self, store: &mut Store, answer: &Reconcile) -> Result<()> {
        let Some(epoch) = self.epoch else { return Ok(()) };
        self.ended.progressed = true;
        store.write(|tx, _| self.ended.repair.take_reconcile(tx, epoch, answer))
    }

    pub(super) fn take_compared(&mut self, store: &mut Store, compared: &Compared) -> Result<()> {
        let Some(epoch) = self.epoch else { return Ok(()) };
        self.ended.progressed = true;
        store.write(|tx, _| self.ended.repair.take_compared(tx, epoch, compared))
    }

    pub(super) fn take_wants(&mut self, store: &mut Store, wants: &Wants) -> Result<()> {
        let known = store.write(|tx, _| repair::take_wants(tx, wants))?;
        self.ended.progressed |= known > 0;
        Ok(())
    }
}
