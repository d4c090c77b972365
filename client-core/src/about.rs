//! What the records of this device tell of a worker, put together: the worker, what authorities state, the household, the
//! sessions attended, what peers must not read where it is here, and what the province made known.
//!
//! Read from the rows that lists are read from, so that no document is loaded; what speaks of everybody is read once, as
//! [`Surroundings`], and asked for each worker.

use std::collections::BTreeMap;

use assessment::{About, Surroundings};
use records::{DocId, Kind, Path, Record, Value, household::Household, worker::Worker};
use rusqlite::OptionalExtension;

use crate::{Error, Result, sql::Sql, store::Store};

/// The fields of a record.
type Fields = BTreeMap<Path, Value>;

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
        for kind in Surroundings::KINDS {
            self.records(kind)?.into_iter().for_each(|(_, record)| surroundings.take(record));
        }
        Ok(surroundings)
    }

    fn standing_of(&self, worker: DocId) -> DocId {
        self.membership.deployment_key.standing_doc_id(worker)
    }

    fn fields_of(&self, doc: DocId, kind: Kind) -> Result<Option<Fields>> {
        let sql = "select opened(fields) from projection where doc = ? and kind = ?";
        let read = |row: &rusqlite::Row<'_>| row.get::<_, Option<String>>(0);
        let json = self.db.prepare_cached(sql)?.query_row((Sql(doc), Sql(kind)), read).optional()?.flatten();
        Ok(json.map(|json| read_fields(&json)))
    }

    fn fields_of_kind(&self, kind: Kind) -> Result<Vec<(DocId, Fields)>> {
        let sql = "select doc, iif(owner is null, fields, opened(fields)) as shown from projection
                   where kind = ? and shown is not null order by doc";
        let mut statement = self.db.prepare_cached(sql)?;
        let rows = statement.query_map([Sql(kind)], |row| {
            Ok((row.get::<_, Sql<DocId>>(0)?.0, read_fields(&row.get::<_, String>(1)?)))
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

/// The fields as the projection keeps them; none where they cannot be read.
fn read_fields(json: &str) -> Fields {
    serde_json::from_str(json).unwrap_or_default()
}

#[cfg(test)]
mod tests;
