//! `rantau import problems`: the cells that were not understood, from the records themselves.

use client_core::{Filter, RecordView};
use document::import::row_path;
use records::{
    DocId, FileId, Kind, Value,
    problem::{ImportedRow, Problem},
};
use roster::Reason;
use serde::Serialize;

use super::{
    report::{Cell, message},
    undo::named,
};
use crate::{
    device::Device,
    failure::Result,
    lang::Lang,
    output::{Answer, Reply},
    page::Page,
    record::EVERY,
    text,
};

/// Show the cells that could not be read or deserve a look
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Only of this list: its file, name or id
    #[arg(value_name = "FILE|ID")]
    list: Option<String>,
}

/// The cells, by list and row.
#[derive(Debug, Serialize)]
struct Problems {
    problems: Vec<Located>,
}

/// A cell and the record that holds its row.
#[derive(Debug, Serialize)]
struct Located {
    file: FileId,
    id: DocId,
    #[serde(flatten)]
    cell: Cell,
}

pub(super) fn run(args: &Args, device: &Device) -> Result<Reply> {
    let only = args.list.as_deref().map(|list| named(&device.store, list)).transpose()?;
    let workers = device.store.list(&Filter { kind: Some(Kind::Worker), ..Filter::default() }, EVERY, 0)?;
    let lang = device.output.lang();
    let mut problems = Vec::new();
    for doubtful in workers.into_iter().filter(|worker| worker.problems > 0) {
        let view = device.store.view(doubtful.doc)?;
        problems.extend(view.problems.iter().flat_map(|problem| cells(&view, problem, lang)));
    }
    problems.retain(|problem| only.is_none_or(|file| file == problem.file));
    problems.sort_by_key(|problem| (problem.file, problem.cell.row));
    device.reply(&Problems { problems })
}

/// The cells of a problem: several columns may be about one field.
fn cells(view: &RecordView, problem: &Problem, lang: Lang) -> Vec<Located> {
    let Some(at) = problem.row else { return Vec::new() };
    let told = text_at(view, at, &format!("problem.{}", problem.path.as_str().replace('/', ".")));
    let located = |(reason, cell): (String, String)| Located {
        file: at.file,
        id: view.doc,
        cell: Cell {
            row: at.row,
            column: column(view, at, &cell),
            path: problem.path.clone(),
            message: Reason::from_code(&reason).map_or_else(|| reason.clone(), |known| message(known, lang)),
            reason,
            cell,
        },
    };
    split(&told).into_iter().map(located).collect()
}

/// Reasons and cells of `<reason>: <cell>`, one below the other; a line without a reason goes on with the cell above.
fn split(told: &str) -> Vec<(String, String)> {
    let mut cells: Vec<(String, String)> = Vec::new();
    for line in told.split('\n') {
        let begun = line.split_once(": ").or_else(|| Some((line.strip_suffix(':')?, "")));
        match (begun, cells.last_mut()) {
            // A reason of a newer version is known by its place only.
            (Some((reason, cell)), last) if last.is_none() || Reason::from_code(reason).is_some() => {
                cells.push((reason.to_owned(), cell.to_owned()));
            }
            (_, Some((_, cell))) => *cell = format!("{cell}\n{line}"),
            (_, None) => {}
        }
    }
    cells
}

/// The header above a cell, by the verbatim row; empty where no cell of the row is this one.
fn column(view: &RecordView, at: ImportedRow, cell: &str) -> String {
    let texts = |field: &str| serde_json::from_str::<Vec<String>>(&text_at(view, at, field)).unwrap_or_default();
    let place = texts("cells").iter().position(|other| other == cell);
    place.and_then(|place| texts("header").into_iter().nth(place)).unwrap_or_default()
}

fn text_at(view: &RecordView, at: ImportedRow, field: &str) -> String {
    let value = row_path(at.file, at.row, field).ok().and_then(|path| view.fields.get(&path));
    value.and_then(Value::as_text).unwrap_or_default().to_owned()
}

impl Answer for Problems {
    fn page(&self, page: &mut Page) {
        if self.problems.is_empty() {
            return page.line(&page.lang().say(text::NO_PROBLEMS));
        }
        let cells: Vec<_> = self.problems.iter().map(|problem| problem.cell.clone()).collect();
        Cell::table(&cells, page);
        page.line(&page.lang().say(text::HOW_TO_CORRECT));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_cells_of_one_field_and_cells_of_several_lines_are_told_apart() {
        let told = "no_such_day: 31 Juni 1990\nunreadable_date: entah\nkapan: lupa\nname_missing: ";
        let cells = split(told);
        let expected =
            [("no_such_day", "31 Juni 1990"), ("unreadable_date", "entah\nkapan: lupa"), ("name_missing", "")];
        let texts: Vec<_> = cells.iter().map(|(code, cell)| (code.as_str(), cell.as_str())).collect();
        assert_eq!(texts, expected);
        assert_eq!(split("of_tomorrow: 31"), [("of_tomorrow".to_owned(), "31".to_owned())]);
    }
}
