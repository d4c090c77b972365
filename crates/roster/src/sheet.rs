//! A roster file as rows of text.
//!
//! The format is told by the content, not by the name: desa offices rename. Whatever it is, a cell becomes the text
//! that a person saw in it, and is kept that way. Reading is bounded ([`limit`]): a file that would exhaust a phone is
//! an error that says so.

mod archive;
mod delimited;
mod head;
pub mod limit;
mod workbook;

use std::fmt;

use records::FileId;

use limit::Excess;

/// One table of a file: its header and its rows.
#[derive(Clone, PartialEq, Eq)]
pub struct Sheet {
    /// The file, by its content.
    pub file: FileId,
    /// The file's name as it was given, for people only: `file` tells files apart.
    pub name: String,
    /// The worksheet, `None` in a CSV.
    pub worksheet: Option<String>,
    /// What stands above the header: a title, the year, the office.
    pub title: Vec<String>,
    /// The header as written.
    pub header: Vec<String>,
    /// The rows below it, blank ones left out.
    pub rows: Vec<Row>,
    /// Worksheets of the file that hold other tables and are not part of this one: see [`Sheet::read_all`].
    pub others: Vec<String>,
}

/// One row of data.
#[derive(Clone, PartialEq, Eq)]
pub struct Row {
    /// Its place among all rows of data of the file, from 1. What people see is also the column `No`.
    pub number: u32,
    /// The cells as they stand in the file. May be fewer or more than the header has.
    pub cells: Vec<String>,
}

/// Why a file could not be read at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// No text, or blank lines only.
    #[error("berkas ini kosong / the file is empty")]
    Empty,
    /// No line with a header for name or NIK.
    #[error("tidak ada baris judul dengan kolom Nama atau NIK / no header row with a column for name or NIK")]
    NoHeader,
    /// XLS, ODS, PDF, picture, web page …
    #[error("bukan CSV atau XLSX; simpan ulang sebagai XLSX / neither CSV nor XLSX: save it again as XLSX")]
    Unsupported,
    /// A workbook behind a password, or one whose content is damaged.
    #[error("buku kerja rusak atau berkata sandi / the workbook is damaged or has a password")]
    Damaged,
    /// Larger than a roster can be.
    #[error(transparent)]
    TooLarge(#[from] Excess),
}

/// The lines of one table before its header is found.
struct Table {
    worksheet: Option<String>,
    lines: Vec<Vec<String>>,
}

impl Sheet {
    /// Reads the roster of a file: of several worksheets, the one whose header says most, and of these the first.
    ///
    /// # Errors
    /// Where there is no table with a header, or the file is damaged or too large.
    pub fn read(name: &str, bytes: &[u8]) -> Result<Self, ReadError> {
        let mut sheets = Self::read_all(name, bytes)?;
        let best = (0..sheets.len()).rev().max_by_key(|at| sheets.get(*at).map(head::meaning_of)).unwrap_or_default();
        let mut chosen = if best < sheets.len() { sheets.remove(best) } else { return Err(ReadError::NoHeader) };
        chosen.others = sheets.into_iter().filter_map(|other| other.worksheet).collect();
        Ok(chosen)
    }

    /// Reads every table of a file, in the file's order.
    ///
    /// # Errors
    /// Where there is no table with a header, or the file is damaged or too large.
    pub fn read_all(name: &str, bytes: &[u8]) -> Result<Vec<Self>, ReadError> {
        limit::FILE.check(bytes.len())?;
        let mut next = 1;
        let mut sheets = Vec::new();
        let tables = tables(bytes)?;
        if tables.iter().all(|table| table.lines.is_empty()) {
            return Err(ReadError::Empty);
        }
        for table in tables {
            let Some(head) = head::find(&table.lines) else { continue };
            let rows = numbered(table.lines, &head, &mut next);
            limit::ROWS.check(next as usize - 1)?;
            sheets.push(Self {
                file: FileId::of(bytes),
                name: name.to_owned(),
                worksheet: table.worksheet,
                title: head.title,
                header: head.header,
                rows,
                others: Vec::new(),
            });
        }
        if sheets.is_empty() { Err(ReadError::NoHeader) } else { Ok(sheets) }
    }
}

fn tables(bytes: &[u8]) -> Result<Vec<Table>, ReadError> {
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return workbook::read(bytes);
    }
    Ok(vec![Table { worksheet: None, lines: delimited::read(bytes)? }])
}

fn numbered(lines: Vec<Vec<String>>, head: &head::Head, next: &mut u32) -> Vec<Row> {
    lines
        .into_iter()
        .skip(head.lines)
        .filter(|cells| *cells != head.header)
        .map(|cells| {
            let number = *next;
            *next += 1;
            Row { number, cells }
        })
        .collect()
}

impl Row {
    /// The cell of a column, as written; empty where the row is shorter.
    #[must_use]
    pub fn cell(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", String::as_str)
    }
}

impl fmt::Debug for Sheet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sheet({}, {} columns, {} rows)", self.file, self.header.len(), self.rows.len())
    }
}

impl fmt::Debug for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Row({}, {} cells)", self.number, self.cells.len())
    }
}

#[cfg(test)]
mod tests;
