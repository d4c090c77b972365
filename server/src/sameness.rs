//! Whether two records are one person: what is reviewed, and what becomes of the decision.
//!
//! The province decides as a village does, by an edit that can be undone: a link for a merge, a fact for two who are told
//! apart. Both reach the devices that have the records, where the two are shown as one, or proposed no more.

use std::collections::BTreeMap;

use document::{
    Document, Intent,
    group::{MERGED_INTO, not_same},
};
use records::{DocId, Path, Value, field::identity::NOT_SAME, value::texts_of};
use rusqlite::Connection;

use crate::{
    Error, Result,
    pen::Draft,
    server::Server,
    store::{
        documents,
        instructions::{self, What},
        reviews::{self, Review},
        sameness::{self, Sameness},
    },
};

/// The kind of the review items of records that name one person by one number.
pub const SAME_IDENTITY: &str = "same_identity";
/// The kind of the review items of records that are likely one person, by all that they say.
pub const SAME_PERSON: &str = "same_person";
/// The kind of the review items of records that are likely two people's, by what was said in them.
pub const TWO_PEOPLE: &str = "two_people";

/// What a reviewer decides on two records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// They are one person: they are shown as one.
    Merge,
    /// They are two: nobody proposes them any more.
    NotSame,
}

/// What a document with these fields says of other records.
pub(crate) fn said_by(document: &Document, fields: &BTreeMap<Path, Value>) -> Sameness {
    let not_same = texts_of(fields, NOT_SAME, "record").filter_map(|text| text.parse().ok()).collect();
    Sameness { merged_into: document.merged_into(), not_same }
}

/// Whether two records are one already, or were told apart.
pub(crate) fn is_decided(conn: &Connection, one: DocId, other: DocId) -> Result<bool> {
    Ok(sameness::group(conn, one)?.contains(&other) || sameness::are_told_apart(conn, one, other)?)
}

/// Closes what waited for a decision on two records.
pub(crate) fn close(conn: &Connection, one: DocId, other: DocId, now: i64) -> Result<()> {
    let subject = one.max(other).to_string();
    [SAME_IDENTITY, SAME_PERSON].iter().try_for_each(|kind| reviews::close(conn, kind, one.min(other), &subject, now))
}

/// Decides on two records, by the number of their review item. It closes when the server has written the decision.
///
/// # Errors
/// [`Error::NotFound`] where no item of that number is open, and [`Error::Usage`] where it is not about two records.
pub fn resolve(conn: &Connection, review: i64, decision: Decision, now: i64) -> Result<()> {
    let item = reviews::get_open(conn, review)?.ok_or(Error::NotFound("open review item"))?;
    if ![SAME_IDENTITY, SAME_PERSON].contains(&item.kind.as_str()) {
        return Err(Error::Usage(format!("a {} is not about two records", item.kind)));
    }
    if instructions::is_asked(conn, review)? {
        return Err(Error::Usage("this is decided already, and being written".to_owned()));
    }
    let other = other_of(&item)?;
    let (doc, intent) = match decision {
        Decision::Merge => merge(conn, item.doc, other)?,
        Decision::NotSame => (item.doc.min(other), not_same(item.doc.max(other))),
    };
    instructions::ask(conn, doc, &What::Edit { review, intents: vec![intent] }, now)
}

fn other_of(item: &Review) -> Result<DocId> {
    item.subject.parse().map_err(|_| Error::Damaged("review item"))
}

/// The record that becomes a part of the other one, and what it says then. A record whose id follows from its number is
/// kept: every device that meets that number finds it.
fn merge(conn: &Connection, one: DocId, other: DocId) -> Result<(DocId, Intent)> {
    let heads = [one, other].map(|doc| sameness::group(conn, doc).map(|group| group.first().copied().unwrap_or(doc)));
    let [one, other] = heads;
    let (one, other) = (one?, other?);
    let rank = |doc: &DocId| (!is_derived(doc), *doc);
    let (kept, part) = if rank(&one) <= rank(&other) { (one, other) } else { (other, one) };
    let intent = Intent::set(MERGED_INTO, Value::from(kept.to_string())).map_err(|_| Error::Damaged("path"))?;
    Ok((part, intent))
}

/// Whether an id was made of a number, and not of a clock.
fn is_derived(doc: &DocId) -> bool {
    doc.as_bytes().get(6).is_some_and(|byte| byte >> 4 == 8)
}

/// Writes what a reviewer decided. The caller guards the document.
pub(crate) fn carry_out(server: &Server, doc: DocId, review: i64, intents: &[Intent], id: i64) -> Result<()> {
    let now_ms = server.store.clock().now_ms();
    let opened = server.store.read_blocking(|conn| documents::open(conn, doc))?;
    let draft = match opened {
        Some((row, document)) => Draft::of(server, row, document, intents, now_ms)?,
        None => None,
    };
    server.store.write_blocking(move |conn| {
        draft.map(|draft| draft.log(conn)).transpose()?;
        reviews::close_by_id(conn, review, now_ms.div_euclid(1_000))?;
        instructions::done(conn, id)
    })?;
    if let Some(registry) = &server.registry {
        registry.wake.notify_one();
    }
    Ok(())
}
