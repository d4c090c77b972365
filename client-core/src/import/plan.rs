//! What importing a list would do.

use std::ops::RangeInclusive;

use document::import::{UNDONE, parse_row_path, row_path};
use records::{ChangeHash, DocId, FileId, RegionCode};
use roster::{Entry, Sheet};
use rusqlite::{Connection, OptionalExtension, params};

use super::same::{self, SameAsRecord, SameRows};
use crate::{Membership, Result, Store, erasing, sql::Sql, stored::Stored};

/// The field of a verbatim row that keeps the names of the columns.
const HEADER: &str = "header";

/// A list that was read.
#[derive(Debug, Clone, Copy)]
pub struct ImportSource<'a> {
    /// The file.
    pub sheet: &'a Sheet,
    /// Its rows, as [`roster::interpret`] read them.
    pub entries: &'a [Entry],
    /// The village whose list it is: where new documents are made.
    pub village: &'a RegionCode,
}

/// What importing would do.
#[derive(Debug, Clone)]
pub struct Plan<'a> {
    /// The list.
    pub(crate) source: ImportSource<'a>,
    /// The chosen rows, in their order.
    pub rows: Vec<PlannedRow<'a>>,
    /// Rows that may be one person.
    pub same: Vec<SameRows>,
    /// Rows that may be the person of another record.
    pub same_as_record: Vec<SameAsRecord>,
}

/// What importing one row would do.
#[derive(Debug, Clone)]
pub struct PlannedRow<'a> {
    /// The row.
    pub entry: &'a Entry,
    /// The document that it belongs to.
    pub doc: DocId,
    /// What is to be done.
    pub step: Step,
}

/// What is to be done with a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The person has no record yet.
    New,
    /// The person has a record; `earlier` is the change of the version of the list before.
    Update {
        /// `None` where no earlier list with these columns wrote into the record.
        earlier: Option<ChangeHash>,
    },
    /// The row was imported and its import undone: it is written once more.
    Restore,
    /// The row was imported before.
    Unchanged,
    /// The person was erased: a list does not bring anybody back. Who wants to be recorded again is recorded by hand.
    Erased,
}

impl Store {
    /// Decides what importing a list would do, all of it or the rows of those numbers. Writes nothing.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn plan_import<'a>(&self, source: ImportSource<'a>, rows: Option<&RangeInclusive<u32>>) -> Result<Plan<'a>> {
        let chosen = source.entries.iter().filter(|entry| rows.is_none_or(|rows| rows.contains(&entry.row)));
        let planned = chosen.map(|entry| decide(&self.db, &self.membership, source.sheet.file, entry));
        let rows = planned.collect::<Result<Vec<_>>>()?;
        let same = same::within(source.entries, &rows);
        let same_as_record = same::with_records(&self.db, &rows)?;
        Ok(Plan { source, rows, same, same_as_record })
    }
}

/// Decides one row by what the store holds.
pub(super) fn decide<'a>(
    db: &Connection,
    membership: &Membership,
    file: FileId,
    entry: &'a Entry,
) -> Result<PlannedRow<'a>> {
    if let Some((doc, undone)) = imported_before(db, file, entry.row)? {
        let step = if undone { Step::Restore } else { Step::Unchanged };
        return Ok(PlannedRow { entry, doc, step });
    }
    let doc = match &entry.nik {
        Some(nik) => membership.deployment_key.worker_doc_id(nik, 0),
        None => match of_earlier_list(db, file, entry)? {
            Some(doc) => doc,
            None => membership.deployment_key.row_doc_id(file, entry.row),
        },
    };
    if erasing::is_erased(db, doc)? {
        return Ok(PlannedRow { entry, doc, step: Step::Erased });
    }
    let known = Stored::load(db, doc)?.filter(|stored| !stored.document.heads().is_empty());
    let step = match known {
        None => Step::New,
        Some(stored) => Step::Update { earlier: earlier_change(&stored, file, entry)? },
    };
    Ok(PlannedRow { entry, doc, step })
}

fn imported_before(db: &Connection, file: FileId, row: u32) -> Result<Option<(DocId, bool)>> {
    let sql = "select doc, undone from import_row where file = ? and row = ? order by undone limit 1";
    let found = db
        .prepare_cached(sql)?
        .query_row(params![Sql(file), row], |row| Ok((row.get::<_, Sql<DocId>>(0)?.0, row.get(1)?)));
    Ok(found.optional()?)
}

/// The one document of another list with just this name, family card and birth date: the same row of an earlier
/// version. Anything less than equal is for a person to judge.
fn of_earlier_list(db: &Connection, file: FileId, entry: &Entry) -> Result<Option<DocId>> {
    let texts = ["name", "kk_number", "birth_date"].map(|path| entry.text(path).unwrap_or_default());
    let [name, family_card, birth_date] = texts;
    if texts.iter().any(|text| text.is_empty()) {
        return Ok(None);
    }
    let mut statement = db.prepare_cached(
        "select distinct p.doc from projection p
         join claim c on c.doc = p.doc and c.what = 'family_card' and c.number = ?2
         join import_row r on r.doc = p.doc and r.file <> ?4
         where p.name = ?1 and p.family_card = ?2 and p.birth_date = ?3 limit 2",
    )?;
    let rows = statement
        .query_map(params![name, family_card, birth_date, Sql(file)], |row| Ok(row.get::<_, Sql<DocId>>(0)?.0))?;
    let found = rows.collect::<rusqlite::Result<Vec<_>>>()?;
    Ok(match found[..] {
        [doc] => Some(doc),
        _ => None,
    })
}

/// The last change in a document that another list with the same columns made and nobody undid: the version of the list
/// before. What a list of other columns leaves out, it says nothing of, so it must not empty it.
fn earlier_change(stored: &Stored, file: FileId, entry: &Entry) -> Result<Option<ChangeHash>> {
    let fields = stored.document.fields();
    let undone = |of: FileId, row: u32| row_path(of, row, UNDONE).is_ok_and(|path| fields.contains_key(&path));
    let header = row_path(file, entry.row, HEADER).ok().and_then(|path| entry.fields.get(&path));
    let of_earlier_list = |edit: &document::Edit| {
        parse_row_path(&edit.path).is_some_and(|(of, row, field)| of != file && field == HEADER && !undone(of, row))
            && edit.to.as_ref() == header
    };
    let mut imports = stored.document.history()?.into_iter().filter(|change| change.time == 0);
    Ok(imports.rfind(|change| change.edits.iter().any(of_earlier_list)).map(|change| change.hash))
}
