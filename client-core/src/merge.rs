//! Merging records of one person, and taking it back.
//!
//! One edit each, of the record that becomes a part of another: nothing is copied ([`document::group`]). Who did not hear
//! of it goes on writing where they wrote before, and it is seen.

use std::collections::BTreeSet;

use document::{
    Intent,
    group::{MERGED_INTO, not_same},
};
use records::{
    ChangeHash, DocId, Kind, OfficerId, Path, Value,
    field::identity::{self, NOT_SAME},
};
use rusqlite::Transaction;

use crate::{
    Error, Result, group,
    record::{Edit, write},
    sql::Sql,
    store::{Context, Store},
    stored::Stored,
};

/// What became of a merge, or of taking one back.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Merged {
    /// The record under which the group is shown.
    pub head: DocId,
    /// The records that are shown as one, the head first.
    pub group: Vec<DocId>,
    /// The changes that were written; none where all was so before.
    pub changes: Vec<ChangeHash>,
}

/// Whether two records that look alike are of one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Likeness {
    /// They are not: they are proposed no more.
    NotSame,
    /// Nobody knows: they may be proposed again.
    Open,
}

impl Store {
    /// Shows `other` and whatever was merged into it as a part of `keep` from now on. Both records stay as they are.
    ///
    /// # Errors
    /// [`Error::NoSuchRecord`]; [`Error::NotMergeable`] for records of different kinds, or of a kind of which there is
    /// one for each event.
    pub fn merge(&mut self, keep: DocId, other: DocId, officer: OfficerId) -> Result<Merged> {
        self.write(|tx, context| {
            let (head, part) = (members_head(tx, keep)?, members_head(tx, other)?);
            let mut changes = Vec::new();
            if head.id != part.id {
                check_kinds(&head, &part)?;
                let into = Value::from(head.id.to_string());
                changes.extend(link(tx, context, part, officer, Some(into))?);
            }
            merged(tx, keep, changes)
        })
    }

    /// Takes back that a record is a part of another one; of a head into which one record was merged, that this one is.
    /// Whatever was written meanwhile stays in the record in which it was written.
    ///
    /// # Errors
    /// [`Error::NoSuchRecord`]; [`Error::NotMerged`] where the record is a part of no other, and not one other is a part
    /// of it.
    pub fn unmerge(&mut self, doc: DocId, officer: OfficerId) -> Result<Merged> {
        self.write(|tx, context| {
            Stored::get(tx, doc)?;
            let parting = parting(tx, doc)?;
            let mut changes = Vec::new();
            for part in parting {
                changes.extend(link(tx, context, Stored::get(tx, part)?, officer, None)?);
            }
            merged(tx, doc, changes)
        })
    }

    /// Says that two records are not of one person, or takes that back.
    ///
    /// # Errors
    /// As [`edit`](Self::edit).
    pub fn set_likeness(&mut self, one: DocId, other: DocId, officer: OfficerId, likeness: Likeness) -> Result<()> {
        self.write(|tx, context| {
            for (doc, other) in [(one, other), (other, one)] {
                let mut stored = Stored::get(tx, doc)?;
                let seen = stored.document.heads();
                let intent = likeness.intent(other, doc < other);
                let Some(intent) = intent else { continue };
                let edit = Edit { officer, seen: &seen, intents: &[intent], made_at: context.clock.now() };
                write(tx, context, &mut stored, &edit)?;
            }
            Ok(())
        })
    }

    /// The records that are shown as one with this one, itself included, the head first; also those that are not here.
    /// A reference to any of them is one to the head.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn group(&self, doc: DocId) -> Result<Vec<DocId>> {
        group::of(&self.db, doc)
    }

    /// The records that were merged into another one, by id.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn merged_records(&self) -> Result<Vec<DocId>> {
        let mut statement = self.db.prepare_cached("select distinct doc from merged order by doc")?;
        let rows = statement.query_map([], |row| Ok(row.get::<_, Sql<DocId>>(0)?.0))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The record under which this one is shown: itself, unless it was merged into another that is here.
    ///
    /// # Errors
    /// [`Error::NoSuchRecord`].
    pub fn shown_as(&self, doc: DocId) -> Result<DocId> {
        Ok(members_head(&self.db, doc)?.id)
    }
}

impl Likeness {
    /// What has to be written in a record. That two are not the same is written once, in the one with the smaller id; it
    /// is taken back wherever it stands.
    fn intent(self, other: DocId, is_smaller: bool) -> Option<Intent> {
        match self {
            Self::NotSame => is_smaller.then(|| not_same(other)),
            Self::Open => Some(Intent::Remove { collection: NOT_SAME.to_owned(), element: identity::not_same(other) }),
        }
    }
}

fn members_head(db: &rusqlite::Connection, doc: DocId) -> Result<Stored> {
    group::members(db, doc)?.into_iter().next().ok_or(Error::NoSuchRecord(doc))
}

fn check_kinds(one: &Stored, other: &Stored) -> Result<()> {
    let mergeable = one.kind == other.kind && matches!(one.kind, Kind::Worker | Kind::Household);
    if mergeable { Ok(()) } else { Err(Error::NotMergeable { one: one.kind, other: other.kind }) }
}

/// The records whose links have to be emptied for a record to stand alone.
fn parting(tx: &Transaction<'_>, doc: DocId) -> Result<BTreeSet<DocId>> {
    let links = group::links(tx, doc)?;
    let parting = links.parting(doc);
    if !parting.is_empty() {
        return Ok(parting);
    }
    let parts: Vec<_> = links.group_of(doc).into_iter().filter(|part| *part != doc).collect();
    match parts[..] {
        [part] => Ok(links.parting(part)),
        _ => Err(Error::NotMerged(doc)),
    }
}

/// Writes or empties the link of a record.
fn link(
    tx: &Transaction<'_>,
    context: Context<'_>,
    mut part: Stored,
    officer: OfficerId,
    into: Option<Value>,
) -> Result<Option<ChangeHash>> {
    let path = Path::parse(MERGED_INTO).map_err(|_| Error::Corrupt("a path"))?;
    let intent = match into {
        Some(value) => Intent::Set { path, value },
        None => Intent::Clear { path },
    };
    let seen = part.document.heads();
    let edit = Edit { officer, seen: &seen, intents: &[intent], made_at: context.clock.now() };
    Ok(write(tx, context, &mut part, &edit)?.change)
}

fn merged(tx: &Transaction<'_>, doc: DocId, changes: Vec<ChangeHash>) -> Result<Merged> {
    Ok(Merged { head: members_head(tx, doc)?.id, group: group::of(tx, doc)?, changes })
}

#[cfg(test)]
mod tests;
