//! An entry in the making.

use std::collections::BTreeMap;

use records::{
    Deployment, ElementId, Kind, Path, Value,
    field::{self, FieldError},
    path::ParsePathError,
};

use super::CellProblem;
use crate::{Column, Columns, Reason, Row, Sheet, cell};

/// Fields and problems so far, with the row that they are read from.
pub(super) struct Draft<'a> {
    sheet: &'a Sheet,
    columns: &'a Columns,
    row: &'a Row,
    fields: BTreeMap<Path, Value>,
    problems: Vec<CellProblem>,
}

/// A cell that is not blank, or the place of one that is missing.
#[derive(Clone, Copy)]
pub(super) struct Cell<'a> {
    pub(super) text: &'a str,
    header: &'a str,
}

impl<'a> Draft<'a> {
    pub(super) fn new(sheet: &'a Sheet, columns: &'a Columns, row: &'a Row) -> Self {
        Self { sheet, columns, row, fields: BTreeMap::new(), problems: Vec::new() }
    }

    /// The filled cells of a column, from left to right.
    pub(super) fn cells(&self, column: Column) -> impl Iterator<Item = Cell<'a>> + use<'a> {
        let (sheet, columns, row) = (self.sheet, self.columns, self.row);
        columns
            .all(column)
            .map(move |at| Cell { text: row.cell(at), header: header(sheet, at) })
            .filter(|cell| !cell::is_blank(cell.text))
    }

    /// The first filled cell of a column.
    pub(super) fn cell(&self, column: Column) -> Option<Cell<'a>> {
        self.cells(column).next()
    }

    /// The place of a cell that should have been filled.
    pub(super) fn missing(&self, column: Column) -> Cell<'a> {
        Cell { text: "", header: self.columns.first(column).map_or("", |at| header(self.sheet, at)) }
    }

    /// Reads the first filled cell of a column into a field, or notes why it cannot be read.
    pub(super) fn read<T>(&mut self, column: Column, path: &str, read: impl Fn(&str) -> Result<T, Reason>) -> Option<T>
    where
        for<'v> Value: From<&'v T>,
    {
        let value = self.look(column, path, read)?;
        self.set(path, &value);
        Some(value)
    }

    /// Reads the first filled cell of a column, or notes under `path` why it cannot be read.
    pub(super) fn look<T>(
        &mut self,
        column: Column,
        path: &str,
        read: impl Fn(&str) -> Result<T, Reason>,
    ) -> Option<T> {
        let cell = self.cell(column)?;
        read(cell.text).map_err(|reason| self.note(cell, path, reason)).ok()
    }

    pub(super) fn set(&mut self, path: &str, value: impl Into<Value>) {
        self.put(Path::parse(path), value.into());
    }

    /// Sets a field to a text as people wrote it, in its canonical form, or notes that the field cannot hold it.
    pub(super) fn set_text(&mut self, cell: Cell<'_>, path: &str, text: &str) {
        match fitted(path, text) {
            Ok(value) => self.set(path, value),
            Err(_) => self.note(cell, path, Reason::TextUnfit),
        }
    }

    /// Sets a field of an element that is identified by `content`: two rows and two devices that say the same make
    /// the same element.
    pub(super) fn set_element(&mut self, collection: &str, content: &[&str], field: &str, value: impl Into<Value>) {
        self.set(&element_path(collection, content, field), value);
    }

    /// The paths are this crate's own words and ids, which are paths always.
    fn put(&mut self, path: Result<Path, ParsePathError>, value: Value) {
        if let Ok(path) = path {
            self.fields.insert(path, value);
        }
    }

    /// Notes that a cell could not be read, or deserves a look.
    pub(super) fn note(&mut self, cell: Cell<'_>, path: &str, reason: Reason) {
        let Ok(path) = Path::parse(path) else { return };
        self.problems.push(CellProblem {
            row: self.row.number,
            column: cell.header.to_owned(),
            path,
            reason,
            cell: cell.text.to_owned(),
        });
    }

    /// Adds the row verbatim and what is wrong with it.
    pub(super) fn finish(mut self) -> (BTreeMap<Path, Value>, Vec<CellProblem>) {
        let place = format!("import/{}/{}", self.sheet.file, self.row.number);
        self.set(&format!("{place}/file"), file_shown(self.sheet));
        self.set(&format!("{place}/header"), json(&self.sheet.header));
        self.set(&format!("{place}/cells"), json(&self.row.cells));
        for (name, text) in problem_texts(&self.problems) {
            self.set(&format!("{place}/problem.{name}"), text);
        }
        (self.fields, self.problems)
    }
}

/// The problems by the field that they are about; several of one field stand in lines below each other.
fn problem_texts(problems: &[CellProblem]) -> BTreeMap<String, String> {
    let mut texts: BTreeMap<String, String> = BTreeMap::new();
    for problem in problems {
        let line = format!("{}: {}", problem.reason.code(), problem.cell);
        texts
            .entry(problem.path.as_str().replace('/', "."))
            .and_modify(|text| *text = format!("{text}\n{line}"))
            .or_insert(line);
    }
    texts
}

/// The path of a field of the element that `content` identifies.
pub(super) fn element_path(collection: &str, content: &[&str], field: &str) -> String {
    let whole: Vec<&str> = std::iter::once(collection).chain(content.iter().copied()).collect();
    format!("{collection}/{}/{field}", ElementId::derived(&whole))
}

/// The canonical form of a text in its field. The kind of deployment matters to a NIK only, which is no text here.
fn fitted(path: &str, text: &str) -> Result<Value, FieldError> {
    let field = Path::parse(path).ok().and_then(|path| field::field_of(Kind::Worker, &path));
    field.map_or_else(|| Ok(Value::from(text)), |field| field.check(&Value::from(text), Deployment::Training))
}

/// The file's name, without the folders of one device, and its worksheet.
fn file_shown(sheet: &Sheet) -> String {
    let name = sheet.name.rsplit(['/', '\\']).next().unwrap_or_default();
    sheet.worksheet.as_ref().map_or_else(|| name.to_owned(), |worksheet| format!("{name} [{worksheet}]"))
}

fn header(sheet: &Sheet, at: usize) -> &str {
    sheet.header.get(at).map_or("", String::as_str)
}

/// A JSON array of the texts.
fn json(texts: &[String]) -> String {
    serde_json::Value::from(texts).to_string()
}
