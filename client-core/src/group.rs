//! Records that are one person or household: which are, and what lists show of them.
//!
//! The links stand in the documents ([`document::group`]) and once more in a table, so that a group is found without
//! opening a document. A group has one row in lists, that of its head, made of all of its records.

use std::collections::BTreeSet;

use document::group::{Links, Member};
use records::DocId;
use rusqlite::{Connection, Row};

use crate::{Result, projection, sql::Sql, stored::Stored};

/// Notes which records a record was merged into.
pub(crate) fn note(db: &Connection, doc: DocId, into: &BTreeSet<DocId>) -> Result<()> {
    db.prepare_cached("delete from merged where doc = ?")?.execute([Sql(doc)])?;
    let mut insert = db.prepare_cached("insert into merged (doc, into_doc) values (?, ?)")?;
    into.iter()
        .filter(|other| **other != doc)
        .try_for_each(|other| insert.execute([Sql(doc), Sql(*other)]).map(drop))?;
    Ok(())
}

/// The links between a record and whatever is one with it.
pub(crate) fn links(db: &Connection, doc: DocId) -> Result<Links> {
    // A record can name any other; one of another kind is no part of it.
    let mut statement = db.prepare_cached(
        "select doc, into_doc from merged m where (doc = ?1 or into_doc = ?1)
             and not exists (select 1 from document a, document b
                             where a.id = m.doc and b.id = m.into_doc and a.kind <> b.kind)",
    )?;
    Links::around([doc], |doc| {
        let pair = |row: &Row<'_>| Ok((row.get::<_, Sql<DocId>>(0)?.0, row.get::<_, Sql<DocId>>(1)?.0));
        Ok(statement.query_map([Sql(doc)], pair)?.collect::<rusqlite::Result<_>>()?)
    })
}

/// The records that are one with this one, itself included, the head first; also those that are not here.
pub(crate) fn of(db: &Connection, doc: DocId) -> Result<Vec<DocId>> {
    Ok(links(db, doc)?.group_of(doc))
}

/// The records of a group that are here, the head first.
///
/// # Errors
/// [`Error::NoSuchRecord`](crate::Error::NoSuchRecord) where this one is not.
pub(crate) fn members(db: &Connection, doc: DocId) -> Result<Vec<Stored>> {
    let mut own = Some(Stored::get(db, doc)?);
    let mut members = Vec::new();
    for member in of(db, doc)? {
        let found = if member == doc { own.take() } else { present(db, member)? };
        members.extend(found);
    }
    Ok(members)
}

/// A record of a group that is here and can be read.
fn present(db: &Connection, doc: DocId) -> Result<Option<Stored>> {
    Ok(Stored::load_readable(db, doc)?.filter(|stored| !stored.document.heads().is_empty()))
}

/// The records of a group, for the union.
pub(crate) fn of_stored<'a>(members: impl IntoIterator<Item = &'a Stored>) -> Vec<Member<'a>> {
    members.into_iter().map(|stored| Member { doc: stored.id, document: &stored.document }).collect()
}

/// Writes what lists show of these records and of whatever is one with them. One that is at hand need not be loaded.
pub(crate) fn refresh(db: &Connection, mut docs: BTreeSet<DocId>, at_hand: Option<&Stored>) -> Result<()> {
    while let Some(doc) = docs.pop_first() {
        let group = of(db, doc)?;
        docs.retain(|doc| !group.contains(doc));
        let is_at_hand = |doc: &DocId| at_hand.is_some_and(|stored| stored.id == *doc);
        let mut loaded = Vec::new();
        for other in group.iter().filter(|doc| !is_at_hand(doc)) {
            loaded.extend(present(db, *other)?);
        }
        let found = |doc: &DocId| loaded.iter().chain(at_hand).find(|stored| stored.id == *doc);
        let members: Vec<_> = group.iter().filter_map(found).collect();
        projection::show(db, &members)?;
    }
    Ok(())
}
