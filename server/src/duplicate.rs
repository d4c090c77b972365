//! Records of the province that may be one person, whichever village wrote them.
//!
//! Everybody is compared at once, as a device compares its village ([`matching`]): read, indexed and forgotten, since a
//! question that is asked once a week is not worth an index that every edit would have to keep.

use document::group::{Member, unite};
use matching::{Facts, Index, Pair, Person};
use records::{DocId, Kind, Path};
use rusqlite::Connection;
use serde_json::json;

use crate::{
    Result,
    sameness::{SAME_PERSON, is_decided},
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
}

/// Compares everybody.
///
/// # Errors
/// Where the database fails.
pub fn find(conn: &Connection) -> Result<Found> {
    let (mut found, mut index) = (Found::default(), Index::new());
    let docs = documents::of_kind(conn, Kind::Worker)?;
    for (at, doc) in docs.iter().enumerate() {
        match person(conn, *doc) {
            Ok(Some(person)) => index.insert(*doc, person),
            Ok(None) => {}
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
    Ok(found)
}

/// The person of a record, of a group that of its head; `None` of its other records, and of one that was withdrawn.
fn person(conn: &Connection, doc: DocId) -> Result<Option<Person>> {
    let group = sameness::group(conn, doc)?;
    if group.first() != Some(&doc) {
        return Ok(None);
    }
    let documents = group.iter().map(|doc| documents::load(conn, *doc)).collect::<Result<Vec<_>>>()?;
    let members: Vec<_> = group.iter().zip(&documents).map(|(doc, document)| Member { doc: *doc, document }).collect();
    let fields = unite(Kind::Worker, &members).fields;
    let is_withdrawn = Path::parse("removed").is_ok_and(|path| fields.contains_key(&path));
    Ok((!is_withdrawn).then(|| Person::new(&Facts::of_fields(&fields))))
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

/// A score in thousandths, and never quite 1: more would promise what no judgement holds.
#[must_use]
pub fn shown(score: f64) -> f64 {
    (score * 1000.0).floor().min(999.0) / 1000.0
}
