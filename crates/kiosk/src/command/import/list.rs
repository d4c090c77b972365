//! `rantau import list`.

use client_core::import::Imported;
use records::FileId;
use serde::Serialize;

use super::report::short_file;
use crate::{
    device::Device,
    failure::Result,
    lang::Lang,
    moment,
    output::{Answer, Reply},
    page::Page,
    text,
};

/// Show the lists that were imported, here or on other devices
#[derive(Debug, clap::Args)]
pub(super) struct Args {}

/// The lists of which rows stand in records.
#[derive(Debug, Serialize)]
struct Lists {
    imports: Vec<List>,
}

#[derive(Debug, Serialize)]
struct List {
    file: FileId,
    /// Null where another device imported it.
    name: Option<String>,
    imported_at: Option<String>,
    /// Rows that the file has, null where another device imported it.
    rows: Option<u32>,
    /// Rows that stand in records of this device.
    imported: u32,
    /// Of those, rows that were taken back.
    undone: u32,
    problems: Option<u32>,
    #[serde(skip)]
    local: Option<String>,
}

pub(super) fn run(_: &Args, device: &Device) -> Result<Reply> {
    device.reply(&Lists { imports: device.store.imports()?.into_iter().map(List::from).collect() })
}

impl From<Imported> for List {
    fn from(import: Imported) -> Self {
        Self {
            file: import.file,
            name: import.name,
            imported_at: import.imported_at.map(moment::utc),
            local: import.imported_at.map(moment::local),
            rows: import.rows,
            imported: import.imported,
            undone: import.undone,
            problems: import.problems,
        }
    }
}

impl List {
    fn cells(&self, lang: Lang) -> Vec<String> {
        let elsewhere = || lang.say(text::OTHER_DEVICE);
        let of_rows = self.rows.map_or_else(|| self.imported.to_string(), |rows| format!("{}/{rows}", self.imported));
        vec![
            short_file(self.file),
            self.name.clone().unwrap_or_else(elsewhere),
            self.local.clone().unwrap_or_default(),
            of_rows,
            self.undone.to_string(),
            self.problems.map(|count| count.to_string()).unwrap_or_default(),
        ]
    }
}

impl Answer for Lists {
    fn page(&self, page: &mut Page) {
        let lang = page.lang();
        if self.imports.is_empty() {
            return page.line(&lang.say(text::NO_LISTS));
        }
        let header = [text::ID, text::LIST, text::WHEN, text::ROWS, text::UNDONE, text::PROBLEMS];
        page.table(&header, self.imports.iter().map(|list| list.cells(lang)));
    }
}
