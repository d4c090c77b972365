//! What is known of one worker.

use records::{DocId, Record, household::Household, worker::Worker};
use serde::de::DeserializeOwned;

/// The records that speak of one worker, as far as whoever asks may read them.
#[derive(Clone, Copy)]
pub struct Circumstances<'c> {
    /// The ids of the worker's record: one, or all of its group where several were found to be one person.
    pub ids: &'c [DocId],
    /// The worker.
    pub worker: &'c Worker,
    /// What authorities state, a record of [`Kind::Standing`](records::Kind::Standing).
    pub standing: Option<&'c Record>,
    /// The household that the worker names.
    pub household: Option<&'c Household>,
    /// Orientations and trainings that the worker was at. Others may be among them; they say nothing.
    pub sessions: &'c [&'c Record],
    /// What peers must not read of the worker, where it may be read.
    pub confidential: &'c [&'c Record],
    /// Job orders, agencies and country rules that were made known.
    pub notices: &'c [&'c Record],
}

impl<'c> Circumstances<'c> {
    /// The worker's own record, and nothing else.
    #[must_use]
    pub const fn of(worker: &'c Worker) -> Self {
        let (ids, sessions, confidential, notices): (&[DocId], &[&Record], &[&Record], &[&Record]) =
            (&[], &[], &[], &[]);
        Self { ids, worker, standing: None, household: None, sessions, confidential, notices }
    }

    /// Whether a reference means this worker.
    #[must_use]
    pub(crate) fn is_meant_by(&self, doc: Option<DocId>) -> bool {
        doc.is_some_and(|doc| self.ids.contains(&doc))
    }

    /// What authorities state in a field, which goes before what the record says.
    pub(crate) fn stated<T: DeserializeOwned>(&self, path: &str) -> Option<T> {
        self.standing.and_then(|standing| standing.get(path))
    }

    /// The job order's number.
    pub(crate) fn job_order(&self) -> Option<String> {
        self.stated("job_order").or_else(|| self.worker.job_order.clone())
    }
}
