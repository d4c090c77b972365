//! Performing what [`sync::Session`] asks for.

use rusqlite::Transaction;
use sync::{Effect, Event, Fault, Outcome, Standing};
use wire::{
    Frame, Hello, Pull,
    exchange::{Capabilities, Deposit, Head, MOST_VERDICTS, Trailer, Verdicts},
};

use super::{Conversation, Mode};
use crate::{
    Result, Store,
    change::{self, State},
    feed, keyring, leaving, lineage, outbox, pack, private, sealed, setting,
    sync::{
        Progress,
        answer::{self, Epoch},
        known,
        pull::{self, Applied},
    },
    voucher,
};

/// A rate is measured on at least so many bytes: below, it would be the round trip's.
const MEASURABLE: u64 = 8 << 10;

impl Conversation {
    pub(super) fn handle(&mut self, event: Event) {
        self.effects.extend(self.session.handle(event));
    }

    /// Ends the exchange. Nothing that was still to be done is done.
    pub(super) fn fail(&mut self, event: Event) {
        self.effects.clear();
        for effect in self.session.handle(event) {
            if let Effect::Fail(fault) = effect {
                self.ended.outcome = Outcome::Failed(fault);
            }
        }
    }

    pub(super) fn perform(&mut self, store: &mut Store, progress: &mut dyn FnMut(Progress)) -> Result<()> {
        while let Some(effect) = self.effects.pop_front() {
            match effect {
                Effect::SendHello(hello) => self.send_hello(store, hello)?,
                Effect::NextEnvelope { bytes } => self.wanted = Some(bytes),
                Effect::NextMend => self.mending = true,
                Effect::Send(frame) => self.send(&frame)?,
                Effect::TakeHead(head) => self.take_head(store, &head)?,
                Effect::TakeVerdicts(verdicts) => self.take_verdicts(store, &verdicts)?,
                Effect::Apply(pull) => self.apply(store, &pull, progress)?,
                Effect::TakeReconcile(reconcile) => self.take_reconcile(store, &reconcile)?,
                Effect::TakeCompared(compared) => self.take_compared(store, &compared)?,
                Effect::TakeWants(wants) => self.take_wants(store, &wants)?,
                Effect::Complete(trailer) => self.complete(store, &trailer)?,
                Effect::Fail(fault) => self.failed(store, fault)?,
            }
        }
        Ok(())
    }

    fn failed(&mut self, store: &mut Store, fault: Fault) -> Result<()> {
        let on_line = self.mode == Mode::Line;
        if matches!(&fault, Fault::Refused(refused) if on_line && refused.code == known::UNKNOWN) {
            store.write(|tx, _| known::forget(tx))?;
        }
        self.ended.outcome = Outcome::Failed(fault);
        Ok(())
    }

    /// Says who calls, and hands over what lets officers in again, until a province that keeps it has it.
    fn send_hello(&mut self, store: &Store, hello: Hello) -> Result<()> {
        self.send(&Frame::Hello(store.membership.signing.sign_hello(hello)))?;
        self.deposits = keyring::reset::to_deposit(&store.db)?;
        for (officer, sealed) in self.deposits.clone() {
            self.send(&Frame::Deposit(Deposit { officer, sealed }))?;
        }
        Ok(())
    }

    fn send(&mut self, frame: &Frame) -> Result<()> {
        let Some(mut encoder) = self.encoder.take() else { return Ok(()) };
        let mut bytes = encoder.encode(frame)?;
        if *frame == Frame::End {
            // In one piece: whoever stops reading at the last frame leaves nothing unread on the line.
            bytes.extend(encoder.finish()?);
            self.request_ended = true;
        } else {
            self.encoder = Some(encoder);
        }
        self.outgoing.push_back(bytes.into());
        Ok(())
    }

    fn take_head(&mut self, store: &mut Store, head: &Head) -> Result<()> {
        let rate = self.rate();
        let (epoch, before, after, missing) = store.write(|tx, context| {
            let before = change::count(tx, State::Local)?;
            let epoch = answer::take_head(tx, context, &self.lineage, head, self.mode)?;
            if epoch != Epoch::Past {
                pack::offered(tx, &head.packs)?;
            }
            if self.asking {
                outbox::nothing_in_doubt(tx, &self.lineage)?;
            }
            if let Some(rate) = rate {
                setting::put_number(tx, "link_rate", rate)?;
            }
            Ok((epoch, before, change::count(tx, State::Local)?, answer::missing(tx)?))
        })?;
        self.missing = head.coming.unwrap_or(missing);
        if epoch == Epoch::Past {
            self.fail(Event::Closed);
            return Ok(());
        }
        if epoch == Epoch::New {
            self.ended.repair.start_over();
        }
        self.epoch = Some(head.epoch);
        self.ended.peer = head.capabilities;
        self.ended.repair.province_learns_erasures = head.capabilities.has(Capabilities::LEARNS_ERASURES);
        self.new_epoch = epoch == Epoch::New && !head.capabilities.has(Capabilities::REPAIR);
        self.pushed(before.saturating_sub(after));
        Ok(())
    }

    /// What the line moved up in a second, until the province answered.
    fn rate(&self) -> Option<u64> {
        let seconds = self.open_for?.as_secs_f64();
        (self.ended.counts.up >= MEASURABLE && seconds > 0.0).then(|| (self.ended.counts.up as f64 / seconds) as u64)
    }

    const fn pushed(&mut self, changes: u64) {
        self.ended.counts.pushed += changes;
        self.ended.progressed |= changes > 0;
    }

    fn take_verdicts(&mut self, store: &mut Store, verdicts: &Verdicts) -> Result<()> {
        self.pending = verdicts.pending;
        self.told_all = verdicts.verdicts.len() < MOST_VERDICTS;
        let news = store.write(|tx, context| answer::take_verdicts(tx, context, verdicts))?;
        self.ended.progressed |= news > 0;
        Ok(())
    }

    fn apply(&mut self, store: &mut Store, frame: &Pull, progress: &mut dyn FnMut(Progress)) -> Result<()> {
        let Some(epoch) = self.epoch else { return Ok(()) };
        let (applied, accepted) = store.write(|tx, context| {
            let before = change::count(tx, State::Local)?;
            let is_patch = frame.first_seq == 0 && self.ended.repair.is_under_way(&frame.feed);
            let applied = if is_patch {
                pull::patch(tx, context, epoch, frame)?
            } else {
                pull::apply(tx, context, epoch, frame, self.mode)?
            };
            Ok((applied, before.saturating_sub(change::count(tx, State::Local)?)))
        })?;
        match applied {
            Applied::Unknown => {
                self.ended.restored = true;
                self.fail(Event::Closed);
            }
            Applied::Beyond => {}
            Applied::New(new) => {
                self.pushed(accepted);
                if frame.first_seq == 0 {
                    self.ended.repair.added(&frame.feed, new);
                }
                self.ended.counts.pulled += new;
                self.ended.progressed = true;
                progress(Progress::Pulled { changes: self.ended.counts.pulled });
                self.read += frame.entries.len() as u64;
                if self.missing > 0 {
                    progress(Progress::Reading { entries: self.read.min(self.missing), of: self.missing });
                }
            }
        }
        Ok(())
    }

    /// Whether nothing that the lineage handed in waits at the province, and all that was decided was told.
    const fn has_heard_all(&self, trailer: &Trailer) -> bool {
        matches!(self.mode, Mode::Line) && self.pending == 0 && self.told_all && !trailer.more
    }

    /// The next exchange says how far this one got by its digest, if the province keeps it.
    fn keep_known(&self, tx: &Transaction<'_>, is_proven: bool) -> Result<()> {
        match self.mode {
            Mode::File => Ok(()),
            Mode::Line if is_proven && self.ended.peer.has(Capabilities::DIGESTS) => known::keep(tx, &self.lineage),
            Mode::Line => known::forget(tx),
        }
    }

    fn complete(&mut self, store: &mut Store, trailer: &Trailer) -> Result<()> {
        let handed_back = self.handed_back();
        let deposits = std::mem::take(&mut self.deposits);
        let keeps_deposits = self.ended.peer.has(Capabilities::DEPOSITS);
        let standing = store.write(|tx, context| {
            handed_back.changes.iter().try_for_each(|change| voucher::settled(tx, *change))?;
            if let Some(epoch) = self.epoch {
                voucher::erasures_told(tx, &handed_back.erased, epoch)?;
            }
            keyring::reset::is_kept_there(tx, keeps_deposits)?;
            for (officer, sealed) in deposits.iter().filter(|_| keeps_deposits) {
                keyring::reset::deposited(tx, *officer, sealed)?;
            }
            lineage::answered(tx, &self.lineage, self.exchange)?;
            if self.has_heard_all(trailer) && feed::in_doubt(tx)?.is_empty() {
                leaving::settle_unheard(tx, &self.lineage)?;
            }
            let equal = answer::take_receipt(tx, context, trailer, self.mode, &self.ended.repair)?;
            // What went in this exchange was compared with what the province has under its number.
            if equal && self.sent == 0 && self.has_heard_all(trailer) {
                outbox::send_mistaken(tx, &self.lineage)?;
            }
            sealed::settle(tx)?;
            self.keep_known(tx, equal && !trailer.more)?;
            // The province counts what waits of this lineage, and tells so many verdicts at once. A decision that is
            // missing while the sides differ is none that is still to come: the log was set back, and it with it.
            let undecided = if equal { private::count_open(tx, State::Received)? } else { 0 };
            Ok(Standing {
                more: trailer.more,
                unsent: private::count_open(tx, State::Local)? + voucher::count_wanted(tx)?,
                pending: self.pending.max(undecided),
                equal,
                new_epoch: self.new_epoch,
                comparing: !feed::in_doubt(tx)?.is_empty(),
            })
        })?;
        self.ended.outcome = Outcome::Complete(standing);
        store.scrub()
    }
}
