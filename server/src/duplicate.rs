//! Records of the province that may be one person, whichever village wrote them, and records that may be two people's.
//!
//! Everybody is compared at once, as a device compares its village ([`matching`]): read, indexed and forgotten, since a
//! question that is asked once a week is not worth an index that every edit would have to keep.

use std::collections::BTreeMap;

use document::{
    Document,
    group::{Member, unite},
};
use matching::{Contradiction, Facts, Index, Pair, Person, contradictions};
use records::{DocId, Kind, field::identity::SPLIT_FROM, value::text_of};
use rusqlite::Connection;
use serde_json::json;

use crate::{
    Result,
    sameness::{SAME_PERSON, TWO_PEOPLE, is_decided},
    server::Server,
    store::{
        documents,
        reviews::{self, Review},
        sameness,
    },
};

/// After so many records it is told how far it got.
const TOLD_EVERY: usize = 5_000;

/// What a look at everybody found.
#[derive(Debug, Clone, Default)]
pub struct Found {
    /// How many people were compared: records that were merged count once, those that were withdrawn not at all.
    pub people: usize,
    /// How many documents do not open.
    pub unreadable: usize,
    /// The pairs on which nobody has decided, the likeliest first.
    pub pairs: Vec<Pair<DocId>>,
    /// The records whose statements contradict each other so that they are likely two people's, and were not split, with
    /// the worst contradiction of each, the likeliest first.
    pub contradictions: Vec<(DocId, Contradiction)>,
}

/// What is known of one record on the way.
struct Look {
    /// The person, of the head of a group that was not withdrawn.
    person: Option<Person>,
    /// The record that it was split from.
    split_from: Option<DocId>,
    /// What was said in it, by whoever said it, where some of it is likely about two people.
    contradicting: Vec<Person>,
}

/// Compares everybody.
///
/// # Errors
/// Where the database fails.
pub fn find(conn: &Connection) -> Result<Found> {
    let (mut found, mut index) = (Found::default(), Index::new());
    let (mut parted, mut contradicting) = (BTreeMap::<DocId, Vec<Person>>::new(), Vec::new());
    let docs = documents::of_kind(conn, Kind::Worker)?;
    for (at, doc) in docs.iter().enumerate() {
        match look(conn, *doc) {
            Ok(look) => {
                if let Some((from, person)) = look.split_from.zip(look.person.clone()) {
                    parted.entry(from).or_default().push(person);
                }
                contradicting.extend(Some((*doc, look.contradicting)).filter(|(_, people)| !people.is_empty()));
                look.person.into_iter().for_each(|person| index.insert(*doc, person));
            }
            Err(crate::Error::Document(_)) => found.unreadable += 1,
            Err(error) => return Err(error),
        }
        if (at + 1) % TOLD_EVERY == 0 {
            tracing::info!(done = at + 1, of = docs.len(), "comparing records");
        }
    }
    found.people = index.len();
    for pair in index.pairs() {
        if !is_decided(conn, pair.ids.0, pair.ids.1)? {
            found.pairs.push(pair);
        }
    }
    found.pairs.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.ids.cmp(&b.ids)));
    for (doc, people) in contradicting {
        let parted = parted.get(&doc).map_or(&[][..], Vec::as_slice);
        let worst = contradictions(&people, parted).into_iter().next();
        found.contradictions.extend(worst.map(|(_, contradiction)| (doc, contradiction)));
    }
    found.contradictions.sort_by(|(a, one), (b, other)| other.score.total_cmp(&one.score).then(a.cmp(b)));
    Ok(found)
}

/// Opens a record. Its person is that of its group, where it is the head; what its statements say is its own.
fn look(conn: &Connection, doc: DocId) -> Result<Look> {
    let group = sameness::group(conn, doc)?;
    let own = documents::load(conn, doc)?;
    let contradicting = contradicting(&own)?;
    if group.first() != Some(&doc) {
        return Ok(Look { person: None, split_from: None, contradicting });
    }
    let others = group.iter().skip(1).map(|doc| Ok((*doc, documents::load(conn, *doc)?)));
    let documents = [Ok((doc, own))].into_iter().chain(others).collect::<Result<Vec<_>>>()?;
    let members: Vec<_> = documents.iter().map(|(doc, document)| Member { doc: *doc, document }).collect();
    let fields = unite(Kind::Worker, &members).fields;
    let person = text_of(&fields, "removed").is_none().then(|| Person::new(&Facts::of_fields(&fields)));
    Ok(Look { person, split_from: text_of(&fields, SPLIT_FROM).and_then(|id| id.parse().ok()), contradicting })
}

/// The statements of a record, where some of them are likely about two people.
fn contradicting(document: &Document) -> Result<Vec<Person>> {
    let statements = document.statements()?;
    let people: Vec<_> = statements.iter().map(|statement| Person::new(&Facts::of_fields(&statement.fields))).collect();
    Ok(if contradictions(&people, &[]).is_empty() { Vec::new() } else { people })
}

/// Opens a review item for each pair from this score on, and gives how many.
///
/// # Errors
/// Where the database fails.
pub fn open_reviews(conn: &Connection, pairs: &[Pair<DocId>], from: f64, now: i64) -> Result<usize> {
    let mut opened = 0;
    for pair in pairs.iter().filter(|pair| pair.score >= from) {
        let (doc, other) = pair.ids;
        let Some(row) = documents::get(conn, doc)? else { continue };
        let (kind, subject) = (SAME_PERSON.to_owned(), other.to_string());
        let detail = json!({ "score": shown(pair.score), "reasons": pair.reasons });
        reviews::open(conn, &Review { kind, doc, subject, region: row.region, detail, opened_at: now })?;
        opened += 1;
    }
    Ok(opened)
}

/// Opens a review item for each record that is likely two people's, closes those of records that are so no more, and gives
/// how many are open.
///
/// # Errors
/// Where the database fails.
pub fn open_contradictions(conn: &Connection, found: &[(DocId, Contradiction)], now: i64) -> Result<usize> {
    let still: Vec<DocId> = found.iter().map(|(doc, _)| *doc).collect();
    for open in reviews::all_open(conn)? {
        if open.review.kind == TWO_PEOPLE && !still.contains(&open.review.doc) {
            reviews::close_by_id(conn, open.id, now)?;
        }
    }
    for (doc, contradiction) in found {
        let Some(row) = documents::get(conn, *doc)? else { continue };
        let detail = json!({ "score": shown(contradiction.score), "reasons": contradiction.reasons });
        let (kind, subject) = (TWO_PEOPLE.to_owned(), String::new());
        reviews::open(conn, &Review { kind, doc: *doc, subject, region: row.region, detail, opened_at: now })?;
    }
    Ok(found.len())
}

/// Looks at everybody, and opens review items for what a person should decide on.
///
/// # Errors
/// Where the database fails.
pub fn review(server: &Server) -> Result<()> {
    let found = server.store.read_blocking(find)?;
    let now = server.store.clock().now();
    let (people, unreadable) = (found.people, found.unreadable);
    let (pairs, two) = server.store.write_blocking(move |conn| {
        let pairs = open_reviews(conn, &found.pairs, matching::LIKELY, now)?;
        Ok((pairs, open_contradictions(conn, &found.contradictions, now)?))
    })?;
    tracing::info!(people, unreadable, pairs, two, "everybody was compared");
    Ok(())
}

/// A score in thousandths, and never quite 1: more would promise what no judgement holds.
#[must_use]
pub fn shown(score: f64) -> f64 {
    (score * 1000.0).floor().min(999.0) / 1000.0
}
