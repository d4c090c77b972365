//! What erasing a person would take: shown to the operator before anything is done.

use std::collections::BTreeSet;

use records::{DocId, Kind};
use rusqlite::{Connection, params};
use seal::DeploymentKey;
use serde::Serialize;

use crate::{
    Error, Result,
    store::{documents, erasures, feeds, row_of_projection, sameness},
};

/// What would go, and what would stay.
#[derive(Debug, Clone, Serialize)]
pub struct Plan {
    /// The record that was named, or the head of its group.
    pub person: DocId,
    /// The records that go.
    pub goes: Vec<Planned>,
    /// Records of others that name the person, and stay.
    pub mentions: Vec<Mention>,
}

/// A record that goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Planned {
    /// Its id.
    pub doc: DocId,
    /// Its kind.
    pub kind: Kind,
    /// How many changes it has.
    pub changes: u64,
    /// The feeds that have or had it.
    pub feeds: Vec<String>,
    /// Why it goes: `person`, `standing`, `confidential`, `about`, `also`.
    pub why: &'static str,
}

/// A record of others in which the person is named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Mention {
    /// Its id.
    pub doc: DocId,
    /// Its kind.
    pub kind: Kind,
    /// What stands there, and what can be done about it.
    pub remains: &'static str,
    /// Whether nobody else belongs to it, so that it may as well go along.
    pub offered: bool,
}

/// Plans to erase a person: the records that are one with it, what authorities state of it and what is confidential of it,
/// complaints and screenings about it, and `also` what the operator names.
///
/// # Errors
/// [`Error::NotFound`] where there is no such record, [`Error::Usage`] where it is none of a person, and where the database
/// fails.
pub fn plan(conn: &Connection, key: &DeploymentKey, doc: DocId, also: &[DocId]) -> Result<Plan> {
    let row = documents::get(conn, doc)?.ok_or(Error::NotFound("record"))?;
    if matches!(row.kind, Kind::Notice | Kind::Observation | Kind::Session) {
        return Err(Error::Usage(format!("a {} is of no single person", row.kind)));
    }
    let group = sameness::group(conn, doc)?;
    let mut found = Found { conn, goes: Vec::new(), seen: BTreeSet::new() };
    for member in &group {
        found.add(*member, None, "person")?;
        if row.kind == Kind::Worker {
            found.add(key.standing_doc_id(*member), Some(Kind::Standing), "standing")?;
            found.add(key.confidential_doc_id(*member), Some(Kind::Confidential), "confidential")?;
        }
    }
    also.iter().try_for_each(|other| found.add_named(*other))?;
    let mut mentions = Vec::new();
    for (other, kind) in naming(conn, &group)? {
        if found.seen.contains(&other) {
            continue;
        }
        if matches!(kind, Kind::Case | Kind::Screening) && is_about(conn, other, &group)? {
            found.add(other, None, "about")?;
        } else {
            let offered = kind == Kind::Household && is_of_nobody_else(conn, other, &group)?;
            mentions.push(Mention {
                doc: other,
                kind,
                offered,
                remains: if offered { OFFERED } else { remains(kind) },
            });
        }
    }
    mentions.retain(|mention| !found.seen.contains(&mention.doc));
    let person = group.first().copied().unwrap_or(doc);
    Ok(Plan { person, goes: found.goes, mentions })
}

struct Found<'a> {
    conn: &'a Connection,
    goes: Vec<Planned>,
    seen: BTreeSet<DocId>,
}

impl Found<'_> {
    /// Adds a record where there is one, of a kind where that is given. A device can make a record of another kind under
    /// such an id.
    fn add(&mut self, doc: DocId, of: Option<Kind>, why: &'static str) -> Result<()> {
        let Some(row) = documents::get(self.conn, doc)?.filter(|row| of.is_none_or(|kind| kind == row.kind)) else {
            return Ok(());
        };
        if erasures::of_document(self.conn, doc)?.is_some() {
            return Err(Error::Usage("this is being erased already: see `erase list`".to_owned()));
        }
        if self.seen.insert(doc) {
            let feeds = feeds::ever_of(self.conn, doc)?.iter().map(ToString::to_string).collect();
            self.goes.push(Planned { doc, kind: row.kind, changes: row.changes, feeds, why });
        }
        Ok(())
    }

    fn add_named(&mut self, doc: DocId) -> Result<()> {
        let row = documents::get(self.conn, doc)?.ok_or(Error::NotFound("record"))?;
        if row.kind == Kind::Notice {
            return Err(Error::Usage("a notice is of no person".to_owned()));
        }
        self.add(doc, None, "also")
    }
}

/// The records in whose fields one of these stands, by its id or by a number that it claims.
fn naming(conn: &Connection, group: &[DocId]) -> Result<Vec<(DocId, Kind)>> {
    let mut words: BTreeSet<String> = group.iter().map(ToString::to_string).collect();
    for doc in group {
        words.extend(documents::claims_of(conn, *doc)?);
    }
    let mut found = BTreeSet::new();
    let mut rows = conn.prepare("select doc, kind from projection where instr(body, ?1) > 0")?;
    for word in &words {
        let named = rows.query_map(params![word], row_of_projection)?;
        found.extend(named.collect::<rusqlite::Result<Vec<_>>>()?);
    }
    Ok(found.into_iter().filter(|(doc, _)| !group.contains(doc)).collect())
}

/// Whether a complaint or a screening is about one of these people.
fn is_about(conn: &Connection, doc: DocId, group: &[DocId]) -> Result<bool> {
    let fields = documents::load(conn, doc)?.fields();
    let worker = records::value::text_of(&fields, "worker").and_then(|text| text.parse().ok());
    Ok(worker.is_some_and(|worker: DocId| group.contains(&worker)))
}

/// Whether all members of a household are one of these people, by their record or their number.
fn is_of_nobody_else(conn: &Connection, household: DocId, group: &[DocId]) -> Result<bool> {
    let mut own: BTreeSet<String> = group.iter().map(ToString::to_string).collect();
    for doc in group {
        own.extend(documents::claims_of(conn, *doc)?);
    }
    let (mut all, mut theirs) = (BTreeSet::new(), BTreeSet::new());
    for (path, value) in documents::load(conn, household)?.fields() {
        let Some(("member", member, field)) = path.as_element() else { continue };
        all.insert(member);
        if matches!(field, "worker" | "nik") && value.as_text().is_some_and(|text| own.contains(text)) {
            theirs.insert(member);
        }
    }
    Ok(!all.is_empty() && all == theirs)
}

const OFFERED: &str = "a household that nobody else belongs to: it may go along, with --also";

const fn remains(kind: Kind) -> &'static str {
    match kind {
        Kind::Household => {
            "the household of others names the person as a member: erase it too with --also, and let the family be \
             recorded again, or empty the member in a form (its history keeps what stood there)"
        }
        Kind::Session => "a list of attendance names the person's opaque id",
        Kind::Case | Kind::Screening => "a complaint about somebody else names the person: it is kept for that person",
        Kind::Worker => "the record of somebody else names the person's opaque id or a number of theirs",
        Kind::Confidential | Kind::Observation | Kind::Standing | Kind::Notice | _ => "it names the person",
    }
}
