//! What is true of the roster, told without any of our code: the rows as a CSV reader gives them, and the truth file.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use anyhow::{Context, Result};
use serde::Deserialize;

/// A row by its number in the list.
pub(crate) type Row = u32;

/// The columns of the roster that the proofs look at.
const NAME: usize = 1;
const NIK: usize = 2;

/// The roster and what is true of it.
#[derive(Debug)]
pub(crate) struct Roster {
    /// The cells of every row, as they stand in the file.
    rows: BTreeMap<Row, Vec<String>>,
    truth: Truth,
}

#[derive(Debug, Deserialize)]
struct Truth {
    unreadable_dates: usize,
    mistyped_nik: usize,
    duplicate_pairs: BTreeSet<(Row, Row)>,
    rows_by_person: BTreeMap<String, Vec<Row>>,
}

impl Roster {
    /// Reads a roster and its truth file.
    pub(crate) fn read(csv: &Path, truth: &Path) -> Result<Self> {
        let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_path(csv).context("the roster")?;
        let mut rows = BTreeMap::new();
        for record in reader.records() {
            let record = record?;
            let cells: Vec<_> = record.iter().map(str::to_owned).collect();
            rows.insert(cells.first().context("an empty row")?.parse()?, cells);
        }
        let truth = std::fs::read_to_string(truth).context("the truth file")?;
        Ok(Self { rows, truth: serde_json::from_str(&truth)? })
    }

    /// All row numbers.
    pub(crate) fn rows(&self) -> impl Iterator<Item = Row> {
        self.rows.keys().copied()
    }

    /// How many rows have a cell that nobody can read: a birth date or a NIK.
    pub(crate) fn unreadable_cells(&self) -> usize {
        self.truth.unreadable_dates + self.truth.mistyped_nik
    }

    /// The pairs of rows that are one person.
    pub(crate) fn pairs(&self) -> &BTreeSet<(Row, Row)> {
        &self.truth.duplicate_pairs
    }

    /// Whether rows spell the name of their person in more than one way.
    pub(crate) fn names_differ(&self, rows: &BTreeSet<Row>) -> bool {
        rows.iter().filter_map(|row| self.rows.get(row)?.get(NAME)).collect::<BTreeSet<_>>().len() > 1
    }

    /// How many rows are not among `held`, cell by cell as they stand in the file. Empty cells at the end
    /// of a row may be missing.
    pub(crate) fn missing_from(&self, held: &BTreeMap<String, BTreeMap<Row, Vec<String>>>) -> usize {
        let held: BTreeMap<_, _> = held.values().flatten().collect();
        let shorter = |cells: &[String]| cells.iter().rposition(|cell| !cell.is_empty()).map_or(0, |last| last + 1);
        let same =
            |held: &[String], cells: &[String]| held == cells.get(..held.len().max(shorter(cells))).unwrap_or_default();
        self.rows.iter().filter(|(row, cells)| !held.get(row).is_some_and(|held| same(held, cells))).count()
    }

    /// What must become one document: the rows with one NIK, and every row without a usable one by itself.
    pub(crate) fn documents(&self) -> BTreeSet<BTreeSet<Row>> {
        let mut by_nik = BTreeMap::<String, BTreeSet<Row>>::new();
        for row in self.rows() {
            by_nik.entry(self.nik(row).unwrap_or_else(|| format!("row {row}"))).or_default().insert(row);
        }
        by_nik.into_values().collect()
    }

    /// The rows of each person.
    pub(crate) fn rows_by_person(&self) -> BTreeSet<BTreeSet<Row>> {
        self.truth.rows_by_person.values().map(|rows| rows.iter().copied().collect()).collect()
    }

    /// The sixteen digits of a row's NIK, where it has as many.
    pub(crate) fn nik(&self, row: Row) -> Option<String> {
        let nik = self.rows.get(&row)?.get(NIK)?;
        let digits: String = nik.chars().filter(char::is_ascii_digit).collect();
        (digits.len() == 16).then_some(digits)
    }
}

/// Joins sets that share a member, as rows of one person are joined by what an import reported.
pub(crate) fn join(sets: &BTreeSet<BTreeSet<Row>>, pairs: &BTreeSet<(Row, Row)>) -> BTreeSet<BTreeSet<Row>> {
    let mut joined = sets.clone();
    for (a, b) in pairs {
        let (touched, rest): (BTreeSet<_>, _) = joined.into_iter().partition(|set| set.contains(a) || set.contains(b));
        joined = rest;
        joined.insert(touched.into_iter().flatten().collect());
    }
    joined
}
