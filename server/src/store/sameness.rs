//! Which records are one person, as their documents say it, and which were told apart.

use std::collections::BTreeSet;

use document::group::Links;
use records::DocId;
use rusqlite::{Connection, params};

use super::row::column;
use crate::Result;

/// What one record says of others.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sameness {
    /// The records that it was merged into.
    pub merged_into: BTreeSet<DocId>,
    /// The records of which it says that they are somebody else.
    pub not_same: BTreeSet<DocId>,
}

/// Notes what a record says now.
///
/// # Errors
/// Where the database fails.
pub fn note(conn: &Connection, doc: DocId, says: &Sameness) -> Result<()> {
    conn.prepare_cached("delete from sameness where doc = ?1")?.execute([doc.as_bytes()])?;
    let mut insert = conn.prepare_cached("insert into sameness (doc, other, says) values (?1, ?2, ?3)")?;
    for (others, word) in [(&says.merged_into, "merged_into"), (&says.not_same, "not_same")] {
        for other in others.iter().filter(|other| **other != doc) {
            insert.execute(params![doc.as_bytes(), other.as_bytes(), word])?;
        }
    }
    Ok(())
}

/// The links between these records and whatever is one with them.
///
/// # Errors
/// Where the database fails.
pub fn links(conn: &Connection, docs: impl IntoIterator<Item = DocId>) -> Result<Links> {
    // A record can name any other; one of another kind is no part of it.
    let mut rows = conn.prepare_cached(
        "select doc, other from sameness s where says = 'merged_into' and (doc = ?1 or other = ?1)
             and not exists (select 1 from document a, document b
                             where a.id = s.doc and b.id = s.other and a.kind <> b.kind)",
    )?;
    Links::around(docs, |doc| {
        let pairs = rows.query_map([doc.as_bytes()], |row| Ok((column(row, 0)?, column(row, 1)?)))?;
        Ok(pairs.collect::<rusqlite::Result<_>>()?)
    })
}

/// The records that are one with this one, itself included, the head first.
///
/// # Errors
/// Where the database fails.
pub fn group(conn: &Connection, doc: DocId) -> Result<Vec<DocId>> {
    Ok(links(conn, [doc])?.group_of(doc))
}

/// Whether somebody said that two records are two people.
///
/// # Errors
/// Where the database fails.
pub fn are_told_apart(conn: &Connection, one: DocId, other: DocId) -> Result<bool> {
    let sql = "select 1 from sameness where says = 'not_same'
                   and (doc = ?1 and other = ?2 or doc = ?2 and other = ?1)";
    Ok(conn.prepare_cached(sql)?.exists(params![one.as_bytes(), other.as_bytes()])?)
}
