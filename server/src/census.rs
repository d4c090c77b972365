//! Counting the people of the province for its figures ([`statistics`]).
//!
//! Documents are opened one after another, each group of merged records once, and nothing of them is kept but counts: a
//! province of a million records is counted in the memory of a few. What is read of everybody, sessions and notices, is
//! read once.

use std::collections::BTreeMap;

use assessment::{Circumstances, RunningClock};
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

/// What may speak of anybody.
#[derive(Default)]
struct Surroundings {
    sessions: Vec<Record>,
    /// Where in `sessions` a worker is listed.
    listed: BTreeMap<DocId, Vec<usize>>,
    notices: Vec<Record>,
}

impl Counter<'_> {
    fn surroundings(&self, census: &mut Census) -> Result<Surroundings> {
        let mut around = Surroundings::default();
        for doc in documents::of_kind(self.conn, Kind::Session)? {
            if let Some(session) = self.record(doc, Kind::Session, census)? {
                let attendees = session.elements("attendee").filter_map(|attendee| attendee.get("worker"));
                attendees.for_each(|worker| around.listed.entry(worker).or_default().push(around.sessions.len()));
                around.sessions.push(session);
            }
        }
        for doc in documents::of_kind(self.conn, Kind::Notice)? {
            around.notices.extend(self.record(doc, Kind::Notice, census)?);
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
        let mut standing = None;
        for member in &group {
            standing = standing.or(self.record(self.key.standing_doc_id(*member), Kind::Standing, census)?);
        }
        let household = worker.household.map(|household| self.household(household, census)).transpose()?.flatten();
        let listed = group.iter().filter_map(|member| around.listed.get(member)).flatten();
        let sessions: Vec<&Record> = listed.filter_map(|at| around.sessions.get(*at)).collect();
        let notices: Vec<&Record> = around.notices.iter().collect();
        let circumstances = Circumstances {
            ids: &group,
            standing: standing.as_ref(),
            household: household.as_ref(),
            sessions: &sessions,
            notices: &notices,
            ..Circumstances::of(&worker)
        };
        let told = assessment::worker(&circumstances, &self.rules, self.question.today);
        census.tally.person(&Person::of(&circumstances, &told, &home));
        Ok(())
    }

    fn case(&self, doc: DocId, census: &mut Census) -> Result<()> {
        let Some(case) = self.record(doc, Kind::Case, census)? else { return Ok(()) };
        let village = case.get("village").or(documents::get(self.conn, doc)?.map(|row| row.region));
        if village.is_some_and(|village| self.covers(&village)) {
            let told = assessment::case(&case, &self.rules, self.question.today);
            let is_past_clock = told.clocks.iter().any(RunningClock::is_past);
            census.tally.complaint(Complaint { is_open: told.is_open, is_past_clock });
        }
        Ok(())
    }

    fn covers(&self, home: &RegionCode) -> bool {
        self.question.area.as_ref().is_none_or(|area| area.contains(home))
    }

    fn household(&self, doc: DocId, census: &mut Census) -> Result<Option<Household>> {
        let group = sameness::group(self.conn, doc)?;
        let united = self.united(&group, Kind::Household, census)?;
        Ok(united.map(|(fields, _)| Household::project(&fields, self.deployment)))
    }

    /// A record that was not withdrawn; `None` where there is none of the kind.
    fn record(&self, doc: DocId, kind: Kind, census: &mut Census) -> Result<Option<Record>> {
        let united = self.united(&[doc], kind, census)?;
        let record = united.map(|(fields, _)| Record::project(kind, &fields, self.deployment));
        Ok(record.filter(|record| record.get::<String>("removed").is_none()))
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
