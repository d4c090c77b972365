//! Where the header of a table is: below a title, sometimes in two lines, sometimes above a line of column numbers.

use super::Sheet;
use crate::column::{Column, Columns};

/// How many lines from the top are searched for a header.
pub(super) const DEPTH: usize = 40;
/// A header names at least so many things that we know.
const FEWEST: usize = 2;

/// A header that was found.
pub(super) struct Head {
    pub(super) title: Vec<String>,
    pub(super) header: Vec<String>,
    /// Lines up to the first row of data.
    pub(super) lines: usize,
}

/// The first of the lines that say most, `None` where none is a header.
pub(super) fn find(lines: &[Vec<String>]) -> Option<Head> {
    let depth = DEPTH.min(lines.len());
    // `max_by_key` takes the last of equals.
    let at = (0..depth).rev().max_by_key(|at| lines.get(*at).map(|line| meaning(line)))?;
    let first = lines.get(at).filter(|line| meaning(line) >= FEWEST)?;
    let second = lines.get(at + 1).filter(|line| completes(first, line));
    let header = second.map_or_else(|| first.clone(), |second| two_lines(first, second));
    let mut end = at + 1 + usize::from(second.is_some());
    end += usize::from(lines.get(end).is_some_and(|line| counts_columns(line)));
    let title = lines.get(..at).unwrap_or_default().iter().map(|line| line.join(" ").trim().to_owned()).collect();
    Some(Head { title, header, lines: end })
}

/// How many different things the headers of a line mean; 0 where neither name nor NIK is among them.
pub(super) fn meaning(line: &[String]) -> usize {
    let columns = Columns::of(line);
    let names_people = columns.first(Column::Name).is_some() || columns.first(Column::Nik).is_some();
    if names_people { columns.known() } else { 0 }
}

pub(super) fn meaning_of(sheet: &Sheet) -> usize {
    meaning(&sheet.header)
}

/// Whether a line is the lower half of a header: `Alamat` above `Dusun | RT | RW`. Its cells are headers all, and
/// fill gaps of the upper half.
fn completes(upper: &[String], lower: &[String]) -> bool {
    let columns = Columns::of(lower);
    let filled = lower.iter().filter(|cell| !cell.trim().is_empty()).count();
    let fills_gap = lower
        .iter()
        .enumerate()
        .any(|(at, cell)| !cell.trim().is_empty() && upper.get(at).is_none_or(|above| above.trim().is_empty()));
    filled >= FEWEST && fills_gap && columns.known() == filled
}

fn two_lines(upper: &[String], lower: &[String]) -> Vec<String> {
    let cell = |line: &[String], at: usize| line.get(at).filter(|cell| !cell.trim().is_empty()).cloned();
    (0..upper.len().max(lower.len()))
        .map(|at| cell(lower, at).or_else(|| cell(upper, at)).unwrap_or_default())
        .collect()
}

/// Whether a line numbers the columns, as printed forms do: `(1) (2) (3) …`.
fn counts_columns(line: &[String]) -> bool {
    let number = |cell: &String| cell.trim().trim_matches(['(', ')', '.']).parse::<usize>().ok();
    line.len() >= 3 && line.iter().enumerate().all(|(at, cell)| number(cell) == Some(at + 1))
}
