//! Counting the people of the province for its figures ([`statistics`]).
//!
//! Documents are opened one after another, each group of merged records once, and nothing of them is kept but counts: a
//! province of a million records is counted in the memory of a few. What is read of everybody, sessions and notices, is
//! read once.

use std::collections::BTreeMap;

use assessment::{About, Surroundings};
use document::group::{Member, unite};
use jiff::civil::Date;
use records::{Deployment, DocId, Kind, Path, Record, RegionCode, Value, household::Household, worker::Worker};
use reference::{Reference, Rules};
use rusqlite::Connection;
use seal::DeploymentKey;
use statistics::{Complaint, Period, Person, Tally};

use crate::{
    Error, Result,
    store::{documents, sameness},
};

/// What is asked.
#[derive(Debug, Clone)]
pub struct Question {
    /// The time that events lie in.
    pub period: Period,
    /// The day as of which it is asked.
    pub today: Date,
    /// Only people whose home is there.
    pub area: Option<RegionCode>,
}

/// What was counted.
#[derive(Debug)]
pub struct Census {
    /// The counts.
    pub tally: Tally,
    /// Documents that do not open, and so are in no figure.
    pub unreadable: u64,
}

/// Counts everybody.
///
/// # Errors
/// Where the database fails.
pub fn count(
    conn: &Connection,
    deployment: Deployment,
    key: &DeploymentKey,
    reference: &Reference,
    question: &Question,
) -> Result<Census> {
    let counter = Counter { conn, deployment, key, rules: reference.at(question.today), question };
    let mut census = Census { tally: Tally::new(question.period, question.today), unreadable: 0 };
    let around = counter.surroundings(&mut census)?;
    for doc in documents::of_kind(conn, Kind::Worker)? {
        counter.person(doc, &around, &mut census)?;
    }
    for doc in documents::of_kind(conn, Kind::Case)? {
        counter.case(doc, &mut census)?;
    }
    Ok(census)
}

struct Counter<'a> {
    conn: &'a Connection,
    deployment: Deployment,
    key: &'a DeploymentKey,
    rules: Rules<'a>,
    question: &'a Question,
}

impl Counter<'_> {
    fn surroundings(&self, census: &mut Census) -> Result<Surroundings> {
        let mut around = Surroundings::default();
        // What is confidential is in no figure.
        for kind in [Kind::Session, Kind::Notice] {
            for doc in documents::of_kind(self.conn, kind)? {
                self.record(doc, kind, census)?.into_iter().for_each(|record| around.take(record));
            }
        }
        Ok(around)
    }

    fn person(&self, doc: DocId, around: &Surroundings, census: &mut Census) -> Result<()> {
        let group = sameness::group(self.conn, doc)?;
        if group.first() != Some(&doc) {
            return Ok(());
        }
        let Some((fields, region)) = self.united(&group, Kind::Worker, census)? else { return Ok(()) };
        let worker = Worker::project(&fields, self.deployment);
        let home = worker.origin_village.clone().unwrap_or(region);
        if worker.removed.is_some() || !self.covers(&home) {
            return Ok(());
        }
        let standing = self.standing(&group, census)?;
        let household = worker.household.map(|household| self.household(household, census)).transpose()?.flatten();
        let about = About { doc, ids: group, worker, standing, household };
        let told = around.assess(&about, &self.rules, self.question.today);
        census.tally.person(&around.ask(&about, |of| Person::of(of, &told, &home)));
        Ok(())
    }

    fn case(&self, doc: DocId, census: &mut Census) -> Result<()> {
        let Some((fields, region)) = self.united(&[doc], Kind::Case, census)? else { return Ok(()) };
        let case = Record::project(Kind::Case, &fields, self.deployment);
        let is_covered = self.covers(&case.get("village").unwrap_or(region));
        if is_covered && case.get::<String>("removed").is_none() {
            census.tally.complaint(Complaint::of(&assessment::case(&case, &self.rules, self.question.today)));
        }
        Ok(())
    }

    fn covers(&self, home: &RegionCode) -> bool {
        self.question.area.as_ref().is_none_or(|area| area.contains(home))
    }

    /// What authorities state, of the first of these records of which they state something.
    fn standing(&self, group: &[DocId], census: &mut Census) -> Result<Option<Record>> {
        for member in group {
            let standing = self.record(self.key.standing_doc_id(*member), Kind::Standing, census)?;
            if standing.is_some() {
                return Ok(standing);
            }
        }
        Ok(None)
    }

    fn household(&self, doc: DocId, census: &mut Census) -> Result<Option<Household>> {
        let group = sameness::group(self.conn, doc)?;
        let united = self.united(&group, Kind::Household, census)?;
        Ok(united.map(|(fields, _)| Household::project(&fields, self.deployment)))
    }

    /// A record; `None` where there is none of the kind.
    fn record(&self, doc: DocId, kind: Kind, census: &mut Census) -> Result<Option<Record>> {
        let united = self.united(&[doc], kind, census)?;
        Ok(united.map(|(fields, _)| Record::project(kind, &fields, self.deployment)))
    }

    /// The fields of a group as one, with the region of its head.
    fn united(&self, group: &[DocId], kind: Kind, census: &mut Census) -> Result<Option<(Fields, RegionCode)>> {
        let (mut region, mut opened) = (None, Vec::with_capacity(group.len()));
        for doc in group {
            match documents::open(self.conn, *doc) {
                Ok(Some((row, document))) if row.kind == kind => {
                    region.get_or_insert(row.region);
                    opened.push((*doc, document));
                }
                Ok(_) => {}
                Err(Error::Document(_)) => census.unreadable += 1,
                Err(error) => return Err(error),
            }
        }
        let members: Vec<Member<'_>> = opened.iter().map(|(doc, document)| Member { doc: *doc, document }).collect();
        Ok(region.map(|region| (unite(kind, &members).fields, region)))
    }
}

type Fields = BTreeMap<Path, Value>;
