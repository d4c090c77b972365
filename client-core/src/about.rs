//! What the records of this device tell of a worker, put together: the worker, what authorities state, the household, the
//! sessions attended, what peers must not read where it is here, and what the province made known.
//!
//! Read from the rows that lists are read from, so that no document is loaded; what speaks of everybody is read once, as
//! [`Surroundings`], and asked for each worker.

use std::collections::{BTreeMap, BTreeSet};

use assessment::{Circumstances, WorkerAssessment};
use jiff::civil::Date;
use records::{DocId, Kind, Path, Record, Value, household::Household, worker::Worker};
use reference::Rules;
use rusqlite::OptionalExtension;

use crate::{Error, Result, sql::Sql, store::Store};

/// The fields of a record.
type Fields = BTreeMap<Path, Value>;

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

impl Store {
    /// The records of a kind that are shown, by id. Those that were withdrawn are among them, and say so.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn records(&self, kind: Kind) -> Result<Vec<(DocId, Record)>> {
        let deployment = self.membership.deployment();
        let project = |(doc, fields): (DocId, Fields)| (doc, Record::project(kind, &fields, deployment));
        Ok(self.fields_of_kind(kind)?.into_iter().map(project).collect())
    }

    /// A worker, with the records that are of this one alone.
    ///
    /// # Errors
    /// [`Error::NoSuchRecord`] also where the record is of another kind.
    pub fn about(&self, doc: DocId) -> Result<About> {
        let (doc, ids) = (self.shown_as(doc)?, self.group(doc)?);
        let fields = self.fields_of(doc, Kind::Worker)?.ok_or(Error::NoSuchRecord(doc))?;
        let deployment = self.membership.deployment();
        let worker = Worker::project(&fields, deployment);
        let standing = self.first_standing(&ids)?;
        let household = worker.household.map(|household| self.household(household)).transpose()?;
        Ok(About { doc, ids, standing, household: household.flatten(), worker })
    }

    /// What authorities state of a worker, of the first of these records of which they state something.
    fn first_standing(&self, ids: &[DocId]) -> Result<Option<Record>> {
        for id in ids {
            if let Some(fields) = self.fields_of(self.standing_of(*id), Kind::Standing)? {
                return Ok(Some(Record::project(Kind::Standing, &fields, self.membership.deployment())));
            }
        }
        Ok(None)
    }

    /// A household, under whichever of its ids it is named.
    fn household(&self, named: DocId) -> Result<Option<Household>> {
        for id in self.group(named)? {
            if let Some(fields) = self.fields_of(id, Kind::Household)? {
                return Ok(Some(Household::project(&fields, self.membership.deployment())));
            }
        }
        Ok(None)
    }

    /// Every worker that was not withdrawn, with the records that are of each alone.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn everybody(&self) -> Result<Vec<About>> {
        let deployment = self.membership.deployment();
        let mut standings: BTreeMap<DocId, Record> = self.records(Kind::Standing)?.into_iter().collect();
        let households: BTreeMap<DocId, Fields> = self.fields_of_kind(Kind::Household)?.into_iter().collect();
        let mut everybody = Vec::new();
        for (doc, fields) in self.fields_of_kind(Kind::Worker)? {
            let worker = Worker::project(&fields, deployment);
            if worker.removed.is_some() {
                continue;
            }
            let ids = self.group(doc)?;
            let standing = ids.iter().find_map(|id| standings.remove(&self.standing_of(*id)));
            let named = worker.household.map(|household| self.group(household)).transpose()?.unwrap_or_default();
            let household = named.iter().find_map(|household| households.get(household));
            let household = household.map(|fields| Household::project(fields, deployment));
            everybody.push(About { doc, ids, standing, household, worker });
        }
        Ok(everybody)
    }

    /// The records that may speak of any worker.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn surroundings(&self) -> Result<Surroundings> {
        let mut surroundings = Surroundings::default();
        for (_, session) in self.records(Kind::Session)? {
            surroundings.take_session(session);
        }
        for (_, record) in self.records(Kind::Confidential)? {
            let (Some(worker), false) = (record.get("worker"), is_withdrawn(&record)) else { continue };
            surroundings.confidential.entry(worker).or_default().push(record);
        }
        surroundings.notices = self.records(Kind::Notice)?.into_iter().map(|(_, notice)| notice).collect();
        Ok(surroundings)
    }

    fn standing_of(&self, worker: DocId) -> DocId {
        self.membership.deployment_key.standing_doc_id(worker)
    }

    fn fields_of(&self, doc: DocId, kind: Kind) -> Result<Option<Fields>> {
        let sql = "select fields from projection where doc = ? and kind = ?";
        let read = |row: &rusqlite::Row<'_>| row.get::<_, String>(0);
        let json = self.db.prepare_cached(sql)?.query_row((Sql(doc), Sql(kind)), read).optional()?;
        Ok(json.map(|json| read_fields(&json)))
    }

    fn fields_of_kind(&self, kind: Kind) -> Result<Vec<(DocId, Fields)>> {
        let mut statement = self.db.prepare_cached("select doc, fields from projection where kind = ? order by doc")?;
        let rows = statement.query_map([Sql(kind)], |row| {
            Ok((row.get::<_, Sql<DocId>>(0)?.0, read_fields(&row.get::<_, String>(1)?)))
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
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
    fn take_session(&mut self, session: Record) {
        if is_withdrawn(&session) {
            return;
        }
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
        ask(&Circumstances {
            ids: &about.ids,
            worker: &about.worker,
            standing: about.standing.as_ref(),
            household: about.household.as_ref(),
            sessions: &sessions,
            confidential: &confidential,
            notices: &notices,
        })
    }

    /// What the records tell of a worker on a day.
    #[must_use]
    pub fn assess(&self, about: &About, rules: &Rules<'_>, day: Date) -> WorkerAssessment {
        self.ask(about, |circumstances| assessment::worker(circumstances, rules, day))
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

/// The fields as the projection keeps them; none where they cannot be read.
fn read_fields(json: &str) -> Fields {
    serde_json::from_str(json).unwrap_or_default()
}

#[cfg(test)]
mod tests;
