//! How large a roster may be.
//!
//! The largest villages of both provinces have some 3,000 people abroad; the limits are far above that and far below
//! what a phone of 2 GB can hold. They are checked while reading, before the memory is taken.

/// One limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// What is limited, in Indonesian and English.
    pub what: &'static str,
    /// The most that is read.
    pub most: usize,
}

/// A limit that a file exceeds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("terlalu besar: {}, paling banyak {} / too large", .0.what, .0.most)]
pub struct Excess(pub Limit);

/// Bytes of the file itself.
pub const FILE: Limit = Limit { what: "ukuran berkas / bytes of the file", most: 32 << 20 };
/// Bytes of all parts of a workbook after unzipping.
pub const UNPACKED: Limit = Limit { what: "isi buku kerja / bytes of the workbook when unzipped", most: 128 << 20 };
/// Parts of a workbook.
pub const PARTS: Limit = Limit { what: "bagian buku kerja / parts of the workbook", most: 2_000 };
/// Worksheets of a workbook.
pub const WORKSHEETS: Limit = Limit { what: "lembar kerja / worksheets", most: 64 };
/// Rows of data in all tables of the file, and lines of one table.
pub const ROWS: Limit = Limit { what: "baris / rows", most: 100_000 };
/// Cells of one row.
pub const COLUMNS: Limit = Limit { what: "kolom / columns", most: 256 };
/// Bytes of one cell: a spreadsheet's own limit is 32,767 characters.
pub const CELL: Limit = Limit { what: "isi sel / bytes of one cell", most: 32_767 };
/// Bytes of all cells together: one long text that many cells share is small in a workbook.
pub const TEXT: Limit = Limit { what: "isi semua sel / bytes of all cells", most: 64 << 20 };

impl Limit {
    /// Whether `size` is within the limit.
    ///
    /// # Errors
    /// Where it is not.
    pub const fn check(self, size: usize) -> Result<(), Excess> {
        if size <= self.most { Ok(()) } else { Err(Excess(self)) }
    }
}

/// Lines of a table, taken within the limits.
#[derive(Default)]
pub(super) struct Lines {
    lines: Vec<Vec<String>>,
    bytes: usize,
}

impl Lines {
    /// Takes a line; a blank one is left out, and blank cells at its end are.
    pub(super) fn push(&mut self, mut cells: Vec<String>) -> Result<(), Excess> {
        while cells.last().is_some_and(|cell| cell.trim().is_empty()) {
            cells.pop();
        }
        if cells.is_empty() {
            return Ok(());
        }
        COLUMNS.check(cells.len())?;
        for cell in &cells {
            CELL.check(cell.len())?;
            self.bytes = self.bytes.saturating_add(cell.len());
        }
        TEXT.check(self.bytes)?;
        // A header and a title stand above the rows of data.
        ROWS.check(self.lines.len().saturating_sub(super::head::DEPTH))?;
        self.lines.push(cells);
        Ok(())
    }

    pub(super) fn into_lines(self) -> Vec<Vec<String>> {
        self.lines
    }
}
