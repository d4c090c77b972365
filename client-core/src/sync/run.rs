//! One exchange after another until both sides hold the same.

use std::mem;

use sync::{Backoff, Fault, Next, Outcome, Standing, after_exchange};

use wire::exchange::Capabilities;

use super::{
    Progress, Report, RetryPolicy, answer,
    conversation::{Conversation, Counts, Ended, Mode},
    fetch::Brought,
    known,
    link::LinkError,
    repair::Repair,
};
use crate::{Error, Result, Store, feed, lineage::Reason, outbox};

/// More exchanges in a row than any comparison takes.
const MOST_COMPARING: u32 = 20;
/// More exchanges than a whole outbox needs to be sent, once nothing can be taken in.
const MOST_WITHOUT_ROOM: u32 = 4;

/// What several exchanges have in common: what is counted, waited for and mended between them.
///
/// Blocking and without a clock: whoever drives it opens a line for each [`Conversation`], and does the waiting.
///
/// ```no_run
/// use client_core::{
///     Store,
///     sync::{RetryPolicy, Run, Step},
/// };
///
/// # fn carry(_: &mut client_core::sync::Conversation, _: &mut Store) {}
/// # fn demo(store: &mut Store) -> client_core::Result<()> {
/// let mut run = Run::new(RetryPolicy::default());
/// loop {
///     let mut conversation = run.begin(store, &mut |_| {})?;
///     carry(&mut conversation, store);
///     match run.next(store, conversation.into_ended())? {
///         Step::Again => {}
///         Step::Wait(_ms, _why) => { /* … */ }
///         Step::Done => break,
///     }
/// }
/// let report = run.report(store)?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Run {
    report: Report,
    backoff: Backoff,
    policy: RetryPolicy,
    /// Attempts in a row that brought nothing.
    idle: u32,
    repair: Repair,
    /// Exchanges in a row that compared.
    comparing: u32,
    rereads: u32,
    replays: u32,
    renewals: u32,
    verifies: bool,
    takes_packs: bool,
    /// A digest of cursors was of no use, so the rest of the run names them.
    names_cursors: bool,
    /// How often there was no room.
    full: u32,
}

/// What comes next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Another exchange at once.
    Again,
    /// Another exchange after so many milliseconds; for people: why.
    Wait(u64, String),
    /// Nothing is left to be done.
    Done,
}

impl Run {
    /// A run that has not begun.
    #[must_use]
    pub fn new(policy: RetryPolicy) -> Self {
        Self {
            report: Report::default(),
            backoff: Backoff::default(),
            policy,
            idle: 0,
            repair: Repair::default(),
            comparing: 0,
            rereads: 0,
            replays: 0,
            renewals: 0,
            verifies: false,
            takes_packs: false,
            names_cursors: false,
            full: 0,
        }
    }

    /// A run that compares every feed with the province's, even where the fingerprints are equal.
    #[must_use]
    pub fn verifying(policy: RetryPolicy) -> Self {
        Self { verifies: true, ..Self::new(policy) }
    }

    /// A run whose driver fetches packs between the exchanges ([`Download`](crate::pack::Download)), so that the province
    /// may offer them.
    #[must_use]
    pub fn taking_packs(self) -> Self {
        Self { takes_packs: true, ..self }
    }

    /// Counts what packs brought.
    pub fn brought(&mut self, brought: Brought) {
        self.report.bytes_down += brought.bytes;
        self.report.pulled += brought.changes;
        if brought.bytes > 0 {
            self.idle = 0;
            self.backoff.reset();
        }
    }

    /// Says what follows a pack whose download was cut.
    ///
    /// # Errors
    /// [`Error::Unreachable`] where the policy gives up.
    pub fn cut(&mut self, store: &Store, why: LinkError) -> Result<Step> {
        self.report.cuts += u32::from(why.connected);
        self.idle += 1;
        let gives_up = self.policy.give_up_after.is_some_and(|most| self.idle > most);
        let ms = self.backoff.next(store.clock.any());
        if gives_up { Err(why.into_error()) } else { Ok(Step::Wait(ms, why.reason)) }
    }

    /// Begins the next exchange.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn begin(&mut self, store: &mut Store, progress: &mut dyn FnMut(Progress)) -> Result<Conversation> {
        self.report.exchanges += 1;
        progress(Progress::Connecting { exchange: self.report.exchanges });
        // Between two exchanges nothing half read is in its hands.
        store.close_private_if_idle()?;
        if self.full == 0 {
            store.take_reserve();
        }
        match self.begin_next(store) {
            Err(Error::DiskFull) if store.give_reserve()? => {
                self.full += 1;
                self.begin_next(store)
            }
            begun => begun,
        }
    }

    fn begin_next(&mut self, store: &mut Store) -> Result<Conversation> {
        let (verifies, mut repair) = (mem::take(&mut self.verifies), mem::take(&mut self.repair));
        let names_cursors = self.names_cursors;
        let repair = store.write(|tx, _| {
            if names_cursors {
                known::forget(tx)?;
            }
            if verifies {
                feed::states(tx)?.iter().try_for_each(|state| feed::doubt(tx, &state.feed))?;
            }
            repair.prepare(tx)?;
            Ok(repair)
        })?;
        Conversation::begin_with(store, Mode::Line, repair, self.takes_packs)
    }

    /// Nothing came of an exchange, and the next one is to be as it was.
    pub(super) fn again(&mut self, ended: Ended) {
        self.repair = ended.repair;
    }

    /// Says what follows an exchange, and mends what it brought to light.
    ///
    /// # Errors
    /// [`Error::Unreachable`] where the policy gives up, [`Error::Refused`], [`Error::Cancelled`], [`Error::Protocol`],
    /// and where the database fails. What arrived is kept.
    pub fn next(&mut self, store: &mut Store, mut ended: Ended) -> Result<Step> {
        self.count(&ended);
        let repair = mem::take(&mut ended.repair);
        self.keep(repair, &ended)?;
        if ended.full {
            return self.without_room(store);
        }
        if ended.restored {
            return self.renew(store, Reason::Restored);
        }
        let code = match &ended.outcome {
            Outcome::Failed(Fault::Refused(refused)) => refused.code.as_str(),
            Outcome::Failed(_) | Outcome::Complete(_) => "",
        };
        match code {
            "forked" => return self.renew(store, Reason::Forked),
            // Another program of this device may have been faster. A second time, somebody else counts as we do.
            "replayed" if self.replays == 0 => {
                self.replays += 1;
                return Ok(Step::Again);
            }
            "replayed" => return self.renew(store, Reason::Restored),
            // Of cursors that were named, nobody can say so.
            known::UNKNOWN if !self.names_cursors => {
                self.names_cursors = true;
                return Ok(Step::Again);
            }
            _ => {}
        }
        match after_exchange(&ended.outcome, ended.progressed, &mut self.backoff, store.clock.any()) {
            Next::Done => {
                store.look_through_outbox()?;
                Ok(Step::Done)
            }
            Next::Again => Ok(Step::Again),
            Next::Wait(ms) => self.wait(ms, ended),
            Next::Reread => self.reread(store, ended.peer),
            Next::Stop => Err(stopped(ended.outcome)),
        }
    }

    /// What was written here is still sent, in the room that was kept for that.
    fn without_room(&mut self, store: &mut Store) -> Result<Step> {
        self.full += 1;
        store.give_reserve()?;
        let goes_on = self.full <= MOST_WITHOUT_ROOM && store.has_unsent()?;
        if goes_on { Ok(Step::Again) } else { Err(Error::DiskFull) }
    }

    /// Compares what differs, at most twice; once, a peer that cannot compare is read from the start. If that does not
    /// help, the report says that the sides differ.
    fn reread(&mut self, store: &mut Store, peer: Capabilities) -> Result<Step> {
        if !self.names_cursors && answer::is_short(&store.db)? {
            // Which feeds differ, only an exchange tells that names them.
            self.names_cursors = true;
            return Ok(Step::Again);
        }
        let compares = peer.has(Capabilities::REPAIR);
        self.rereads += 1;
        if self.rereads > if compares { 2 } else { 1 } {
            return Ok(Step::Done);
        }
        store.write(|tx, _| {
            if compares {
                return answer::doubt_unequal(tx);
            }
            feed::forget_all(tx)?;
            outbox::doubt_arrivals(tx)
        })?;
        Ok(Step::Again)
    }

    /// Keeps how far a comparison got, unless it was cut: then it begins anew.
    fn keep(&mut self, mut repair: Repair, ended: &Ended) -> Result<()> {
        let comparing = matches!(&ended.outcome, Outcome::Complete(standing) if standing.comparing);
        self.comparing = if comparing { self.comparing + 1 } else { 0 };
        if self.comparing > MOST_COMPARING {
            return Err(Error::Protocol("a comparison without an end".to_owned()));
        }
        if matches!(ended.outcome, Outcome::Failed(_)) {
            repair.start_over();
        }
        self.repair = repair;
        Ok(())
    }

    /// What the run did.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn report(self, store: &Store) -> Result<Report> {
        let mut report = self.report;
        report.mended = self.repair.into_mended();
        let status = store.status()?;
        (report.conflicts_open, report.feeds) = (status.conflicts, status.feeds);
        // What a province that was set back lost of others' changes is in none of its feeds, so no fingerprint tells.
        report.equal &= status.only_here == 0;
        Ok(report)
    }

    fn count(&mut self, ended: &Ended) {
        let Counts { up, down, pushed, pulled } = ended.counts;
        self.report.bytes_up += up;
        self.report.bytes_down += down;
        self.report.pushed += pushed;
        self.report.pulled += pulled;
        let cut = ended.outcome == Outcome::Failed(Fault::Cut) && !ended.restored;
        let was_connected = ended.broken.as_ref().is_none_or(|broken| broken.connected);
        self.report.cuts += u32::from(cut && was_connected);
        self.report.equal = matches!(&ended.outcome, Outcome::Complete(standing) if is_proven(standing));
        self.idle = if ended.progressed { 0 } else { self.idle + 1 };
    }

    fn wait(&self, ms: u64, ended: Ended) -> Result<Step> {
        let gives_up = self.policy.give_up_after.is_some_and(|most| self.idle >= most);
        match (ended.outcome, gives_up) {
            (Outcome::Complete(_), true) => Ok(Step::Done),
            (Outcome::Complete(_), false) => Ok(Step::Wait(ms, "the province has not decided yet".to_owned())),
            (Outcome::Failed(Fault::Cut), _) => {
                let why = ended.broken.unwrap_or_else(|| LinkError::cut("the line was cut"));
                if gives_up { Err(why.into_error()) } else { Ok(Step::Wait(ms, why.reason)) }
            }
            (outcome @ Outcome::Failed(_), true) => Err(stopped(outcome)),
            (Outcome::Failed(fault), false) => Ok(Step::Wait(ms, fault.to_string())),
        }
    }

    /// Two lineages may be found out in one run: that of a copy of a copy. More would be a server that is confused.
    fn renew(&mut self, store: &mut Store, reason: Reason) -> Result<Step> {
        self.renewals += 1;
        if self.renewals > 2 {
            return Err(Error::Protocol("every lineage is refused".to_owned()));
        }
        store.write(move |tx, context| crate::rewrite::renew(tx, context, reason))?;
        Ok(Step::Again)
    }
}

/// Whether nothing is under way and both sides hold the same.
const fn is_proven(standing: &Standing) -> bool {
    standing.equal && !standing.more && !standing.new_epoch && standing.unsent == 0 && standing.pending == 0
}

fn stopped(outcome: Outcome) -> Error {
    match outcome {
        Outcome::Failed(Fault::Refused(refused)) => Error::Refused { code: refused.code, message: refused.message },
        Outcome::Failed(Fault::Cancelled) => Error::Cancelled,
        Outcome::Failed(fault) => Error::Protocol(fault.to_string()),
        Outcome::Complete(_) => Error::Protocol("nothing is left to be done".to_owned()),
    }
}
