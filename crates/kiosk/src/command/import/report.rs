//! What an import did, or would do.

use std::collections::BTreeSet;

use client_core::import::{ImportReport, Plan, SameAsRecord, SameRows, Step};
use records::{DocId, FileId, Path, RegionCode};
use roster::{CellProblem, Reason};
use serde::Serialize;

use super::read::Roster;
use crate::{lang::Lang, output::Answer, page::Page, record, text, village};

/// What an import did; with `dry_run`, what it would do.
#[derive(Debug, Serialize)]
pub(super) struct Imported {
    dry_run: bool,
    file: FileId,
    name: String,
    village: Option<RegionCode>,
    /// Rows of data that the file has.
    rows: usize,
    /// Rows that are kept, as they are, in a record: all that were asked for and fit.
    kept: usize,
    /// Rows that are too large for a record.
    not_kept: Vec<u32>,
    #[serde(flatten)]
    counts: Counts,
    rows_with_problems: usize,
    problems: Vec<Cell>,
    /// Rows that may be one person. Nothing is merged.
    same_people: Vec<SamePeople>,
    /// Rows that may be the person of another record. Nothing is merged.
    against_store: Vec<Against>,
    /// Rows that say something else than the record: both values are kept.
    conflicting: Vec<Conflicting>,
    /// Columns whose cells are kept and not read.
    unread_columns: Vec<String>,
    /// Worksheets that hold other tables and were left out.
    other_worksheets: Vec<String>,
    /// What should be looked at, of the list as a whole.
    warning: Option<String>,
}

/// Rows by what became of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub(super) struct Counts {
    created: usize,
    updated: usize,
    unchanged: usize,
    restored: usize,
    /// Rows of people who were erased: a list does not bring them back.
    #[serde(skip_serializing_if = "is_none")]
    erased: usize,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "what serde calls")]
const fn is_none(count: &usize) -> bool {
    *count == 0
}

/// A cell that could not be read, or that deserves a look.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Cell {
    pub(super) row: u32,
    pub(super) column: String,
    pub(super) path: Path,
    pub(super) reason: String,
    /// In the language that was asked for.
    pub(super) message: String,
    pub(super) cell: String,
}

#[derive(Debug, Serialize)]
struct SamePeople {
    rows: [u32; 2],
    reasons: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Against {
    row: u32,
    id: DocId,
    reasons: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Conflicting {
    row: u32,
    id: DocId,
    paths: Vec<Path>,
}

impl Counts {
    /// What a plan would do.
    fn planned(plan: &Plan<'_>) -> Self {
        let mut counts = Self::default();
        for row in &plan.rows {
            match row.step {
                Step::New => counts.created += 1,
                Step::Update { .. } => counts.updated += 1,
                Step::Unchanged => counts.unchanged += 1,
                Step::Restore => counts.restored += 1,
                Step::Erased => counts.erased += 1,
            }
        }
        counts
    }

    /// What was done. A restored row is counted by the store as one that changed a record.
    fn applied(self, report: &ImportReport) -> Self {
        let number = |count: u64| usize::try_from(count).unwrap_or(usize::MAX);
        Self {
            created: number(report.new),
            updated: number(report.updated).saturating_sub(self.restored),
            unchanged: number(report.unchanged),
            restored: self.restored,
            erased: number(report.erased),
        }
    }
}

impl Imported {
    /// What a plan would do.
    pub(super) fn planned(roster: &Roster, plan: &Plan<'_>, lang: Lang) -> Self {
        let problems = plan.rows.iter().flat_map(|row| &row.entry.problems);
        let problems: Vec<_> = problems.map(|problem| Cell::of(problem, lang)).collect();
        let rows: BTreeSet<_> = problems.iter().map(|problem| problem.row).collect();
        Self {
            dry_run: true,
            file: roster.sheet.file,
            name: roster.sheet.name.clone(),
            village: None,
            rows: roster.sheet.rows.len(),
            kept: plan.rows.len(),
            not_kept: Vec::new(),
            counts: Counts::planned(plan),
            rows_with_problems: rows.len(),
            problems,
            same_people: plan.same.iter().map(SamePeople::of).collect(),
            against_store: plan.same_as_record.iter().map(Against::of).collect(),
            conflicting: Vec::new(),
            unread_columns: roster.unread_columns(),
            other_worksheets: roster.sheet.others.clone(),
            warning: None,
        }
    }

    /// What was done of it.
    pub(super) fn applied(self, report: ImportReport) -> Self {
        let counts = self.counts.applied(&report);
        let not_kept: Vec<_> = report.refused.iter().map(|refused| refused.row).collect();
        let kept = self.kept.saturating_sub(not_kept.len());
        let conflicting = report.conflicting.into_iter();
        let conflicting = conflicting.map(|at| Conflicting { row: at.row, id: at.doc, paths: at.paths }).collect();
        Self { dry_run: false, kept, not_kept, conflicting, counts, ..self }
    }

    /// With the village that it was imported for, and what is odd about that.
    pub(super) fn of_village(self, village: &RegionCode, warning: Option<String>) -> Self {
        Self { village: Some(village.clone()), warning, ..self }
    }

    fn summary(&self, lang: Lang) -> Vec<(String, String)> {
        let village = self.village.as_ref().map(|code| village::shown(code.as_str())).unwrap_or_default();
        vec![
            (lang.say(text::LIST), format!("{} ({})", self.name, short_file(self.file))),
            (lang.say(text::VILLAGE), village),
            (lang.say(text::ROWS_KEPT), lang.tell(text::N_OF_N, &[&self.kept, &self.rows])),
            (lang.say(text::NEW_PEOPLE), self.counts.created.to_string()),
            (lang.say(text::UPDATED), self.counts.updated.to_string()),
            (lang.say(text::UNCHANGED), self.counts.unchanged.to_string()),
            (lang.say(text::RESTORED), self.counts.restored.to_string()),
            (lang.say(text::ROWS_WITH_PROBLEMS), self.rows_with_problems.to_string()),
        ]
    }

    fn same(&self, page: &mut Page) {
        let lang = page.lang();
        if !self.same_people.is_empty() || !self.against_store.is_empty() {
            page.heading(&lang.say(text::SAME_PEOPLE));
        }
        for same in &self.same_people {
            let [one, other] = same.rows;
            page.item(&lang.tell(text::SAME_ROWS, &[&one, &other, &reasons(&same.reasons, lang)]));
        }
        for same in &self.against_store {
            let id = record::short(same.id);
            page.item(&lang.tell(text::SAME_AS_RECORD, &[&same.row, &id, &reasons(&same.reasons, lang)]));
        }
    }

    fn not_kept(&self, page: &mut Page) {
        if !self.not_kept.is_empty() {
            let rows: Vec<_> = self.not_kept.iter().map(ToString::to_string).collect();
            page.heading(&page.lang().say(text::ROWS_NOT_KEPT));
            page.item(&rows.join(", "));
        }
    }

    fn conflicting(&self, page: &mut Page) {
        if self.conflicting.is_empty() {
            return;
        }
        let lang = page.lang();
        page.heading(&lang.say(text::SAYS_OTHERWISE));
        for at in &self.conflicting {
            let paths: Vec<_> = at.paths.iter().map(Path::as_str).collect();
            page.item(&lang.tell(text::ROW_AND_RECORD, &[&at.row, &record::short(at.id), &paths.join(", ")]));
        }
    }
}

impl Cell {
    fn of(problem: &CellProblem, lang: Lang) -> Self {
        Self {
            row: problem.row,
            column: problem.column.clone(),
            path: problem.path.clone(),
            reason: problem.reason.code().to_owned(),
            message: message(problem.reason, lang).to_owned(),
            cell: problem.cell.clone(),
        }
    }

    /// Cells as a table.
    pub(super) fn table(cells: &[Self], page: &mut Page) {
        let line =
            |cell: &Self| vec![cell.row.to_string(), cell.column.clone(), cell.message.clone(), cell.cell.clone()];
        page.table(&[text::ROW, text::COLUMN, text::REASON, text::CELL], cells.iter().map(line));
    }
}

impl SamePeople {
    fn of(same: &SameRows) -> Self {
        Self { rows: [same.rows.0, same.rows.1], reasons: same.reasons.clone() }
    }
}

impl Against {
    fn of(same: &SameAsRecord) -> Self {
        Self { row: same.row, id: same.doc, reasons: same.reasons.clone() }
    }
}

/// What a reason says.
pub(super) fn message(reason: Reason, lang: Lang) -> String {
    lang.label(&reason_key(reason), reason.text_id(), reason.text_en())
}

/// The key under which a language file translates a reason.
pub(crate) fn reason_key(reason: Reason) -> String {
    format!("reason-{}", reason.code())
}

/// The beginning of a file's id that people type.
pub(super) fn short_file(file: FileId) -> String {
    file.to_string().chars().take(8).collect()
}

fn reasons(codes: &[String], lang: Lang) -> String {
    codes.iter().map(|code| lang.say(text::same_reason(code))).collect::<Vec<_>>().join(", ")
}

impl Answer for Imported {
    fn page(&self, page: &mut Page) {
        let lang = page.lang();
        if self.dry_run {
            page.heading(&lang.say(text::DRY_RUN));
        }
        page.pairs(self.summary(lang));
        if self.counts.erased > 0 {
            page.warning(&lang.tell(text::ROWS_ERASED, &[&self.counts.erased]));
        }
        if let Some(warning) = &self.warning {
            page.warning(warning);
        }
        if !self.unread_columns.is_empty() {
            page.warning(&lang.tell(text::UNREAD_COLUMNS, &[&self.unread_columns.join(", ")]));
        }
        if !self.other_worksheets.is_empty() {
            page.warning(&lang.tell(text::OTHER_WORKSHEETS, &[&self.other_worksheets.join(", ")]));
        }
        if !self.problems.is_empty() {
            page.heading(&lang.say(text::PROBLEMS));
            Cell::table(&self.problems, page);
        }
        self.same(page);
        self.conflicting(page);
        self.not_kept(page);
    }
}
