//! Records of this device that may be one person: proposed to somebody who knows the village, never merged.
//!
//! The index over everybody ([`matching::Index`]) is made anew for each question: of ten thousand workers in about a
//! second, which a question that is asked once a week is worth, while a table of keys would have to be kept with every
//! edit. What is shown is compared: of a field in conflict the value that lists show.

use std::collections::{BTreeMap, BTreeSet};

use matching::{Facts, Index, Pair, Person, Reason};
use records::{
    DocId, Kind, Path, Value,
    field::identity::NOT_SAME,
    value::{text_of, texts_of},
    worker::{ImportSource, Worker},
};
use rusqlite::Row;

use crate::{
    Result,
    record::{LIST_COLUMNS, ListItem, read_item},
    sql::Sql,
    store::Store,
};

/// Two records that may be one person.
#[derive(Debug, Clone)]
pub struct Duplicate {
    /// The probability that they are, from [`matching::PROPOSED`] to 1.
    pub score: f64,
    /// What speaks for it and against it.
    pub reasons: BTreeSet<Reason>,
    /// The two, the smaller id first.
    pub records: [Suspect; 2],
}

/// One of two records that may be one person.
#[derive(Debug, Clone)]
pub struct Suspect {
    /// The record, as in a list.
    pub item: ListItem,
    /// The rows of imported lists that it came from.
    pub sources: Vec<ImportSource>,
}

/// A record of somebody who may be the person that is being entered.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// The probability that both are one, from [`matching::PROPOSED`] to 1.
    pub score: f64,
    /// What speaks for it and against it.
    pub reasons: BTreeSet<Reason>,
    /// The record.
    pub record: Suspect,
}

/// Every worker on the device.
struct Workers {
    /// By what two people may share.
    index: Index<DocId>,
    /// The pairs of which somebody said that they are two people, each with the smaller id first.
    told_apart: BTreeSet<(DocId, DocId)>,
}

impl Store {
    /// The pairs of workers that may be one person, the likeliest first. Records that were withdrawn are left out, and
    /// so are pairs of which somebody said that they are two people.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn duplicates(&self) -> Result<Vec<Duplicate>> {
        let workers = self.workers()?;
        let is_open = |pair: &Pair<DocId>| !workers.told_apart.contains(&pair.ids);
        let mut pairs: Vec<Pair<DocId>> = workers.index.pairs().filter(is_open).collect();
        pairs.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.ids.cmp(&b.ids)));
        pairs.into_iter().map(|pair| self.duplicate(pair)).collect()
    }

    /// The workers who may be the person with these fields, who is not recorded yet; the likeliest first.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn candidates(&self, fields: &BTreeMap<Path, Value>) -> Result<Vec<Candidate>> {
        let person = Person::new(&Facts::of_fields(fields));
        let found = self.workers()?.index.candidates(&person).into_iter();
        found
            .map(|found| Ok(Candidate { score: found.score, reasons: found.reasons, record: self.suspect(found.id)? }))
            .collect()
    }

    fn workers(&self) -> Result<Workers> {
        let mut statement = self.db.prepare_cached("select doc, fields from projection where kind = ?")?;
        let mut rows = statement.query([Sql(Kind::Worker)])?;
        let mut workers = Workers { index: Index::new(), told_apart: BTreeSet::new() };
        while let Some(row) = rows.next()? {
            let fields = read_fields(row)?;
            let doc = row.get::<_, Sql<DocId>>(0)?.0;
            for other in texts_of(&fields, NOT_SAME, "record").filter_map(|id| id.parse().ok()) {
                // What was said of a record holds for whatever it is shown with.
                let other = self.shown_as(other).unwrap_or(other);
                workers.told_apart.insert((doc.min(other), doc.max(other)));
            }
            if text_of(&fields, "removed").is_none() {
                workers.index.insert(doc, Person::new(&Facts::of_fields(&fields)));
            }
        }
        Ok(workers)
    }

    fn duplicate(&self, Pair { ids: (one, other), score, reasons }: Pair<DocId>) -> Result<Duplicate> {
        Ok(Duplicate { score, reasons, records: [self.suspect(one)?, self.suspect(other)?] })
    }

    fn suspect(&self, doc: DocId) -> Result<Suspect> {
        let sql = format!("select {LIST_COLUMNS}, fields from projection p where doc = ?");
        let (item, fields) =
            self.db.prepare_cached(&sql)?.query_row([Sql(doc)], |row| Ok((read_item(row)?, read_fields(row)?)))?;
        let sources = Worker::project(&fields, self.membership.deployment()).sources;
        Ok(Suspect { item, sources })
    }
}

/// The fields as the projection keeps them; none where they cannot be read.
fn read_fields(row: &Row<'_>) -> rusqlite::Result<BTreeMap<Path, Value>> {
    Ok(serde_json::from_str(&row.get::<_, String>("fields")?).unwrap_or_default())
}

#[cfg(test)]
mod tests;
