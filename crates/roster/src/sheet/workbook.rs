//! Spreadsheets, through `calamine`.
//!
//! XLSX is read cell by cell, never as a rectangle: one cell in the last corner of a sheet would otherwise reserve
//! seventeen thousand million cells. Calamine is written for files that spreadsheets wrote; on others it may panic, so
//! it runs inside `catch_unwind` and a panic is a damaged workbook.
//!
//! XLS and ODS are refused, with the advice to save as XLSX. Calamine reads both as rectangles, and reserves what a
//! hostile file claims before anything here could count it.

use std::{
    io::Cursor,
    panic::{AssertUnwindSafe, catch_unwind},
};

use calamine::{DataRef, ExcelDateTime, Reader, Xlsx};

use super::{
    ReadError, Table,
    archive::{self, Kind},
    limit::{self, Lines},
};

/// From here on a spreadsheet shows a number with an exponent, and has lost its digits behind the fifteenth.
const LONG_NUMBER: f64 = 1e15;

pub(super) fn read(bytes: &[u8]) -> Result<Vec<Table>, ReadError> {
    // Nothing that the closure touches is used after a panic.
    catch_unwind(AssertUnwindSafe(|| read_guarded(bytes))).unwrap_or(Err(ReadError::Damaged))
}

fn read_guarded(bytes: &[u8]) -> Result<Vec<Table>, ReadError> {
    if !bytes.starts_with(b"PK") {
        return Err(ReadError::Unsupported);
    }
    match archive::inspect(bytes)? {
        Kind::Xlsx => xlsx(bytes),
        Kind::Other => Err(ReadError::Unsupported),
    }
}

fn xlsx(bytes: &[u8]) -> Result<Vec<Table>, ReadError> {
    let mut workbook = Xlsx::new(Cursor::new(bytes)).map_err(|_| ReadError::Damaged)?;
    let names = workbook.sheet_names();
    limit::WORKSHEETS.check(names.len())?;
    names.into_iter().map(|name| worksheet(&mut workbook, name)).collect()
}

fn worksheet(workbook: &mut Xlsx<Cursor<&[u8]>>, name: String) -> Result<Table, ReadError> {
    let mut lines = Lines::default();
    // A chart's sheet has no cells to read.
    if let Ok(mut cells) = workbook.worksheet_cells_reader(&name) {
        let (mut line, mut at) = (Vec::new(), 0);
        while let Some(cell) = cells.next_cell().map_err(|_| ReadError::Damaged)? {
            let (row, column) = cell.get_position();
            if row != at {
                lines.push(std::mem::take(&mut line))?;
                at = row;
            }
            place(&mut line, column as usize, &shown(cell.get_value())?)?;
        }
        lines.push(line)?;
    }
    Ok(Table { worksheet: Some(name), lines: lines.into_lines() })
}

/// Puts a cell at its column; blank ones far to the right are formatting, not data.
fn place(line: &mut Vec<String>, column: usize, text: &str) -> Result<(), ReadError> {
    if text.trim().is_empty() {
        return Ok(());
    }
    limit::COLUMNS.check(column.saturating_add(1))?;
    if line.len() <= column {
        line.resize(column + 1, String::new());
    }
    if let Some(cell) = line.get_mut(column) {
        text.clone_into(cell);
    }
    Ok(())
}

/// The text of a cell as a person reads it.
fn shown(value: &DataRef<'_>) -> Result<String, ReadError> {
    Ok(match value {
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => within_limit(text)?,
        DataRef::SharedString(text) => within_limit(text)?,
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number_shown(*number),
        DataRef::Bool(flag) => flag.to_string(),
        DataRef::DateTime(time) => time_shown(time),
        DataRef::Error(error) => error.to_string(),
        DataRef::Empty => String::new(),
    })
}

/// Checked before it is copied: thousands of cells may share one long string.
fn within_limit(text: &str) -> Result<String, ReadError> {
    limit::CELL.check(text.len())?;
    Ok(text.to_owned())
}

/// A number that is too long for a spreadsheet keeps its exponent: whoever reads the cell must see that digits are
/// lost, and `5203133010740000` would look whole.
fn number_shown(number: f64) -> String {
    if number.abs() < LONG_NUMBER {
        return number.to_string();
    }
    let scientific = format!("{number:E}");
    scientific.replacen('E', "E+", usize::from(!scientific.contains("E-")))
}

/// A date as ISO 8601, with the time of day where there is one.
fn time_shown(time: &ExcelDateTime) -> String {
    let (year, month, day, hour, minute, second, _) = time.to_ymd_hms_milli();
    let date = format!("{year:04}-{month:02}-{day:02}");
    match (time.is_duration(), hour, minute, second) {
        (true, ..) => time.as_f64().to_string(),
        (false, 0, 0, 0) => date,
        (false, hour, minute, second) => format!("{date} {hour:02}:{minute:02}:{second:02}"),
    }
}
