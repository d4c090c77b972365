//! One row of a roster as the fields of a worker.
//!
//! Deterministic: fields and problems follow from the file, the row, the village and the kind of deployment alone, so
//! that two devices that import one list offline write the same change (DESIGN section 4). The date of the day has no
//! part in it.

mod draft;
mod home;
mod journey;
mod person;

use std::{collections::BTreeMap, fmt};

use records::{
    Deployment, Nik, Path, RegionCode, Value,
    value::{text_of, texts_of},
};

use crate::{Columns, Reason, Row, Sheet};
use draft::Draft;

/// What a row is read against.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Context {
    /// Whether NIK that end in 0000 are taken.
    pub deployment: Deployment,
    /// The village whose roster it is.
    pub village: RegionCode,
}

/// One row, read.
///
/// `fields` hold what the worker's document gets: what was understood, and under `import/<file>/<row>/` the row
/// verbatim: `file` (the name that the file had, and its worksheet), `header` and `cells` (JSON arrays), and
/// `problem.<path>` for each cell that was not understood, as `<reason code>: <cell>`. In `<path>` a `.` stands for `/`.
/// Every other field keeps the rule of [`records::field`].
#[derive(Clone, PartialEq, Eq)]
pub struct Entry {
    /// The row's number, see [`Row::number`].
    pub row: u32,
    /// The NIK, where it may stand for the person: well-formed, and contradicting neither birth date nor sex.
    pub nik: Option<Nik>,
    /// What to write.
    pub fields: BTreeMap<Path, Value>,
    /// What a person should look at.
    pub problems: Vec<CellProblem>,
}

/// A cell that could not be read, or that deserves a look.
#[derive(Clone, PartialEq, Eq)]
pub struct CellProblem {
    /// The row's number.
    pub row: u32,
    /// The column's header as written.
    pub column: String,
    /// The field that it is about.
    pub path: Path,
    /// What is wrong.
    pub reason: Reason,
    /// The cell verbatim. Personal data.
    pub cell: String,
}

/// Reads one row. Total: a row that nobody can read still gives its verbatim cells.
#[must_use]
pub fn interpret(sheet: &Sheet, columns: &Columns, row: &Row, context: &Context) -> Entry {
    let mut draft = Draft::new(sheet, columns, row);
    let nik = person::read(&mut draft, context);
    home::read(&mut draft, context);
    journey::read(&mut draft);
    let (fields, problems) = draft.finish();
    Entry { row: row.number, nik, fields, problems }
}

impl Entry {
    /// The text of a field.
    #[must_use]
    pub fn text(&self, path: &str) -> Option<&str> {
        text_of(&self.fields, path)
    }

    /// The values of one field of all elements of a collection: `("phone", "number")`.
    pub fn texts<'a>(&'a self, collection: &'a str, field: &'a str) -> impl Iterator<Item = &'a str> {
        texts_of(&self.fields, collection, field)
    }
}

impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Entry")
            .field("row", &self.row)
            .field("has_nik", &self.nik.is_some())
            .field("fields", &self.fields.keys().collect::<Vec<_>>())
            .field("problems", &self.problems)
            .finish()
    }
}

impl fmt::Debug for CellProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CellProblem(row {}, {}, {})", self.row, self.path, self.reason.code())
    }
}

#[cfg(test)]
mod tests;
