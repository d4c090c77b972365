//! Writing a list.

use std::collections::BTreeSet;

use document::{Intent, RawChange, import::row_path};
use records::{DocId, Kind, OfficerId, Path};
use roster::CellProblem;
use rusqlite::{Transaction, params};

use super::{
    BATCH,
    plan::{ImportSource, Plan, PlannedRow, Step, decide},
    same::{SameAsRecord, SameRows},
};
use crate::{
    Error, Result, Store, author,
    change::{self, NewChange, State},
    record::{Edit, write},
    sql::{Sql, length},
    store::Context,
    stored::Stored,
};

/// What an import did.
#[derive(Debug, Clone, Default)]
pub struct ImportReport {
    /// Rows of people who had no record.
    pub new: u64,
    /// Rows that changed a record.
    pub updated: u64,
    /// Rows that said nothing new.
    pub unchanged: u64,
    /// Rows of people who were erased: they are not brought back.
    pub erased: u64,
    /// Rows that say something else than the record: both are kept.
    pub conflicting: Vec<ConflictingRow>,
    /// Cells that could not be read, or that deserve a look.
    pub problems: Vec<CellProblem>,
    /// Rows that are too large for one change. They stand in the file only; the others were written.
    pub refused: Vec<RefusedRow>,
    /// Rows that may be one person.
    pub same: Vec<SameRows>,
    /// Rows that may be the person of another record.
    pub same_as_record: Vec<SameAsRecord>,
}

/// A row that says something else than the record.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct ConflictingRow {
    /// The row.
    pub row: u32,
    /// The record.
    pub doc: DocId,
    /// The fields that hold several values now.
    pub paths: Vec<Path>,
}

/// A row that cannot be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RefusedRow {
    /// The row.
    pub row: u32,
    /// Why: what every guard would say of it.
    pub refusal: document::Refusal,
}

/// What became of one row.
enum Done {
    New,
    Updated,
    Unchanged,
}

impl Store {
    /// Writes the rows of a plan, and tells after each batch how many are done.
    ///
    /// # Errors
    /// [`Error::DiskFull`] and others; the batches before are durable, and importing again goes
    /// on from there.
    pub fn apply_import(
        &mut self,
        plan: &Plan<'_>,
        officer: OfficerId,
        mut progress: impl FnMut(usize, usize),
    ) -> Result<ImportReport> {
        let mut report = ImportReport {
            problems: plan.rows.iter().flat_map(|row| row.entry.problems.clone()).collect(),
            same: plan.same.clone(),
            same_as_record: plan.same_as_record.clone(),
            ..ImportReport::default()
        };
        let (mut done, total) = (0, plan.rows.len());
        for batch in plan.rows.chunks(BATCH) {
            self.write(|tx, context| {
                note_import(tx, context, plan)?;
                batch.iter().try_for_each(|row| import_row(tx, context, plan.source, officer, row, &mut report))
            })?;
            done += batch.len();
            progress(done, total);
        }
        Ok(report)
    }
}

fn note_import(tx: &Transaction<'_>, context: Context<'_>, plan: &Plan<'_>) -> Result<()> {
    let problems: usize = plan.source.entries.iter().map(|entry| entry.problems.len()).sum();
    tx.prepare_cached(
        "insert into import (file, name, rows, problems, imported_at) values (?, ?, ?, ?, ?)
         on conflict do update set name = excluded.name",
    )?
    .execute(params![
        Sql(plan.source.sheet.file),
        plan.source.sheet.name,
        length(plan.source.entries.len()),
        length(problems),
        context.clock.now()
    ])?;
    Ok(())
}

fn import_row(
    tx: &Transaction<'_>,
    context: Context<'_>,
    source: ImportSource<'_>,
    officer: OfficerId,
    row: &PlannedRow<'_>,
    report: &mut ImportReport,
) -> Result<()> {
    let row = decide(tx, context.membership, source.sheet.file, row.entry)?;
    if row.step == Step::Erased {
        report.erased += 1;
        return Ok(());
    }
    let mut stored = match Stored::load(tx, row.doc)? {
        Some(stored) => stored,
        None => Stored::new(tx, row.doc, Kind::Worker, source.village, context.clock.now())?,
    };
    match write_row(tx, context, source, officer, &row, &mut stored) {
        Ok(Done::New) => report.new += 1,
        Ok(Done::Updated) => report.updated += 1,
        Ok(Done::Unchanged) => report.unchanged += 1,
        // Refused before anything was written: a row too many must not keep the others out.
        Err(Error::Document(document::Error::Refused(refusal))) => {
            report.refused.push(RefusedRow { row: row.entry.row, refusal });
            return Ok(());
        }
        Err(error) => return Err(error),
    }
    let written: BTreeSet<_> = row.entry.fields.keys().collect();
    let conflicts = stored.document.conflicts().into_iter().map(|conflict| conflict.path);
    let paths: Vec<_> = conflicts.filter(|path| written.contains(path)).collect();
    if !paths.is_empty() {
        report.conflicting.push(ConflictingRow { row: row.entry.row, doc: row.doc, paths });
    }
    Ok(())
}

fn write_row(
    tx: &Transaction<'_>,
    context: Context<'_>,
    source: ImportSource<'_>,
    officer: OfficerId,
    row: &PlannedRow<'_>,
    stored: &mut Stored,
) -> Result<Done> {
    match row.step {
        Step::Unchanged | Step::Erased => Ok(Done::Unchanged),
        Step::Restore => restore(tx, context, source, officer, row, stored),
        Step::New => {
            merge(tx, context, source, officer, row, stored)?;
            Ok(Done::New)
        }
        Step::Update { .. } => {
            let before = people_fields(stored);
            merge(tx, context, source, officer, row, stored)?;
            Ok(if people_fields(stored) == before { Done::Unchanged } else { Done::Updated })
        }
    }
}

/// Every value of every field but the verbatim rows, conflicts included.
fn people_fields(stored: &Stored) -> (Vec<(Path, records::Value)>, Vec<document::Conflict>) {
    let fields = stored.document.fields().into_iter();
    let shown = fields.filter(|(path, _)| document::import::parse_row_path(path).is_none());
    let values = |conflict: document::Conflict| document::Conflict {
        values: conflict.values.into_iter().map(|claim| document::Claim { changes: Vec::new(), ..claim }).collect(),
        ..conflict
    };
    (shown.collect(), stored.document.conflicts().into_iter().map(values).collect())
}

/// Merges the row's change, which is the same on every device. One that was given up, as the province refused it or what
/// it was built on, never comes across: then the row is written as an ordinary edit.
fn merge(
    tx: &Transaction<'_>,
    context: Context<'_>,
    source: ImportSource<'_>,
    officer: OfficerId,
    row: &PlannedRow<'_>,
    stored: &mut Stored,
) -> Result<()> {
    let earlier = match &row.step {
        Step::Update { earlier } => earlier.as_ref(),
        Step::New | Step::Restore | Step::Unchanged | Step::Erased => None,
    };
    let change = stored.document.import_change(row.doc, earlier, &row.entry.fields)?;
    let Some(raw) = change.filter(|raw| !stored.document.contains(&raw.hash)) else { return Ok(()) };
    let known = change::find(tx, &raw.hash)?;
    if known.is_some_and(|known| matches!(known.state, State::Refused | State::SetAside)) {
        return restore(tx, context, source, officer, row, stored).map(drop);
    }
    stored.document.apply(&raw)?;
    keep(tx, context, officer, stored, &raw)?;
    stored.save(tx)
}

fn keep(
    tx: &Transaction<'_>,
    context: Context<'_>,
    officer: OfficerId,
    stored: &Stored,
    raw: &RawChange,
) -> Result<()> {
    if let Some(known) = change::find(tx, &raw.hash)? {
        if known.is_damaged {
            change::set_raw(tx, known.id, &raw.bytes)?;
        }
        // It came from the log and was kept out of the document; now it is in.
        let state = if known.state.in_log() { State::Logged } else { known.state };
        return change::set_state(tx, known.id, state, "");
    }
    let new = NewChange {
        raw,
        doc: stored.id,
        state: State::Local,
        reason: "",
        author: author::here(tx, context.membership, officer)?,
        made_at: 0,
        received_at: None,
        lineage: None,
        own: true,
    };
    change::insert(tx, &new)?;
    Ok(())
}

/// Writes a row whose import was undone or given up: what is empty now, as an ordinary edit, for the import's own change
/// is in the document for ever, or never will be.
fn restore(
    tx: &Transaction<'_>,
    context: Context<'_>,
    source: ImportSource<'_>,
    officer: OfficerId,
    row: &PlannedRow<'_>,
    stored: &mut Stored,
) -> Result<Done> {
    let fields = stored.document.fields();
    let absent = row.entry.fields.iter().filter(|(path, _)| !fields.contains_key(path));
    let mut intents: Vec<_> =
        absent.map(|(path, value)| Intent::Set { path: path.clone(), value: value.clone() }).collect();
    if let Ok(path) = row_path(source.sheet.file, row.entry.row, document::import::UNDONE) {
        intents.push(Intent::Clear { path });
    }
    let seen = stored.document.heads();
    write(tx, context, stored, &Edit { officer, seen: &seen, intents: &intents, made_at: context.clock.now() })?;
    Ok(Done::Updated)
}
