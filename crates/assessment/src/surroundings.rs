//! The records that speak of a worker, put together: those that are of the worker alone, and those that may speak of anybody.
//!
//! What may speak of anybody is read once and asked for each worker; whoever reads the records, a device or the province,
//! puts them in here and need not know which of them speak of whom.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use records::{DocId, Kind, Record, household::Household, worker::Worker};
use reference::Rules;

use crate::{Circumstances, WorkerAssessment, worker};

/// A worker, with the records that are of this one alone.
#[derive(Debug, Clone)]
pub struct About {
    /// The worker's record: of records that were merged, the head.
    pub doc: DocId,
    /// All records that are shown as this worker, the head first: others may name any of them.
    pub ids: Vec<DocId>,
    /// What it says.
    pub worker: Worker,
    /// What authorities state.
    pub standing: Option<Record>,
    /// The household that the worker names.
    pub household: Option<Household>,
}

/// The records that may speak of any worker.
#[derive(Debug, Default)]
pub struct Surroundings {
    sessions: Vec<Record>,
    /// Where in `sessions` a worker was listed.
    listed: BTreeMap<DocId, Vec<usize>>,
    confidential: BTreeMap<DocId, Vec<Record>>,
    notices: Vec<Record>,
}

impl About {
    /// The records that are of this worker alone, for who asks nothing of others.
    #[must_use]
    pub fn alone(&self) -> Circumstances<'_> {
        Circumstances {
            ids: &self.ids,
            standing: self.standing.as_ref(),
            household: self.household.as_ref(),
            ..Circumstances::of(&self.worker)
        }
    }
}

impl Surroundings {
    /// The kinds of record that may speak of any worker.
    pub const KINDS: [Kind; 3] = [Kind::Session, Kind::Confidential, Kind::Notice];

    /// Takes a record in. What is of another kind says nothing, and neither does what was withdrawn; a notice that was
    /// says just that.
    pub fn take(&mut self, record: Record) {
        match record.kind() {
            Kind::Notice => self.notices.push(record),
            Kind::Session if !is_withdrawn(&record) => self.take_session(record),
            Kind::Confidential if !is_withdrawn(&record) => {
                let Some(worker) = record.get("worker") else { return };
                self.confidential.entry(worker).or_default().push(record);
            }
            Kind::Worker
            | Kind::Household
            | Kind::Session
            | Kind::Case
            | Kind::Screening
            | Kind::Confidential
            | Kind::Observation
            | Kind::Standing
            | _ => {}
        }
    }

    fn take_session(&mut self, session: Record) {
        let at = self.sessions.len();
        for worker in session.elements("attendee").filter_map(|attendee| attendee.get("worker")) {
            self.listed.entry(worker).or_default().push(at);
        }
        self.sessions.push(session);
    }

    /// Puts together what is known of a worker, and asks.
    pub fn ask<T>(&self, about: &About, ask: impl FnOnce(&Circumstances<'_>) -> T) -> T {
        let listed: BTreeSet<_> = about.ids.iter().filter_map(|id| self.listed.get(id)).flatten().collect();
        let sessions: Vec<&Record> = listed.into_iter().filter_map(|at| self.sessions.get(*at)).collect();
        let confidential = about.ids.iter().filter_map(|id| self.confidential.get(id));
        let confidential: Vec<&Record> = confidential.flatten().collect();
        let notices: Vec<&Record> = self.notices.iter().collect();
        ask(&Circumstances { sessions: &sessions, confidential: &confidential, notices: &notices, ..about.alone() })
    }

    /// What the records tell of a worker on a day.
    #[must_use]
    pub fn assess(&self, about: &About, rules: &Rules<'_>, day: Date) -> WorkerAssessment {
        self.ask(about, |circumstances| worker(circumstances, rules, day))
    }

    /// What the province made known.
    #[must_use]
    pub fn notices(&self) -> &[Record] {
        &self.notices
    }
}

fn is_withdrawn(record: &Record) -> bool {
    record.get::<String>("removed").is_some()
}
