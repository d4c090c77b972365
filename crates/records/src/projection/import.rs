//! What imported lists left in a record: `import/<file>/<row>/file`, `header`, `cells` and `problem.<path>`.
//!
//! A cell that could not be read is kept as `<reason code>: <cell>` under `problem.<path>`, the path of the field that
//! it was meant for with dots for slashes. Nobody ever deletes it, so a problem is open only while its field is empty.

use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Serialize};
use serde_with_macros::skip_serializing_none;

use crate::{
    Kind, Path, Problem, Value,
    field::field_of,
    problem::{ImportedRow, ProblemCode, Severity},
};

/// A row of an imported list, with the list's name.
#[skip_serializing_none]
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ImportSource {
    /// The row.
    #[serde(flatten)]
    pub row: ImportedRow,
    /// The name that the list's file had.
    pub file_name: Option<String>,
}

/// Shows no file name, in which people write names.
impl fmt::Debug for ImportSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ImportSource").field("row", &self.row).finish_non_exhaustive()
    }
}

pub(super) fn sources(stored: &BTreeMap<Path, Value>) -> Vec<ImportSource> {
    let mut names: BTreeMap<ImportedRow, Option<String>> = BTreeMap::new();
    for (path, value) in stored {
        let Some((row, what)) = imported(path) else { continue };
        let name = names.entry(row).or_default();
        if what == "file" {
            *name = value.as_text().map(str::to_owned);
        }
    }
    names.into_iter().map(|(row, file_name)| ImportSource { row, file_name }).collect()
}

pub(super) fn open_problems(kind: Kind, stored: &BTreeMap<Path, Value>) -> impl Iterator<Item = Problem> {
    stored.iter().filter_map(move |(path, value)| {
        let (row, what) = imported(path)?;
        let concerns = Path::parse(&what.strip_prefix("problem.")?.replace('.', "/")).ok()?;
        (!is_filled(stored, &concerns)).then(|| problem(kind, concerns, value, row))
    })
}

/// The row and the last segment of `import/<file>/<row>/<what>`.
fn imported(path: &Path) -> Option<(ImportedRow, &str)> {
    let mut segments = path.segments();
    let (collection, file, row, what) = (segments.next()?, segments.next()?, segments.next()?, segments.next()?);
    let is_row = collection == "import" && segments.next().is_none();
    is_row.then_some((ImportedRow { file: file.parse().ok()?, row: row.parse().ok()? }, what))
}

/// Whether the field has a value; a collection has one as soon as it has an element.
fn is_filled(stored: &BTreeMap<Path, Value>, concerns: &Path) -> bool {
    let has_value = |value: &Value| value.as_text().is_none_or(|text| !text.trim().is_empty());
    let is_within = |path: &Path| {
        path.as_str().strip_prefix(concerns.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    stored
        .range(concerns..)
        .take_while(|(path, _)| path.as_str().starts_with(concerns.as_str()))
        .any(|(path, value)| is_within(path) && has_value(value))
}

/// The import has reasons of its own, finer than the codes of this crate; the code tells them, and the sentence is the
/// one that fits all of them.
fn problem(kind: Kind, path: Path, value: &Value, row: ImportedRow) -> Problem {
    let reason = ProblemCode::from_code(reason(value));
    let said = if reason.is_known() { reason.clone() } else { ProblemCode::CellUnused };
    let field = field_of(kind, &path);
    Problem { code: reason, severity: Severity::Hard, row: Some(row), ..Problem::doubtful(path, field, said) }
}

/// The reason code before the colon. What is not shaped like one may be a part of the cell, and is not shown.
fn reason(value: &Value) -> &str {
    let code = value.as_text().and_then(|text| text.split_once(':')).map_or("", |(code, _)| code);
    let is_code = !code.is_empty() && code.len() <= 40 && code.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    if is_code { code } else { "unreadable" }
}
