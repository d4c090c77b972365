//! `rantau import undo`.

use std::{fs, path::Path};

use client_core::Store;
use records::FileId;
use serde::Serialize;

use crate::{
    device::Device,
    failure::{Failure, Result},
    output::{Answer, Reply},
    page::Page,
    text,
};

/// Take an imported list back; what people wrote since stays
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The list: its file, its name or its id as `rantau import list` shows them
    #[arg(value_name = "FILE|ID")]
    list: String,
}

/// What was taken back.
#[derive(Debug, Serialize)]
struct Undone {
    file: FileId,
    /// Records that it touched.
    records: u64,
    /// Rows that were taken back.
    rows: u64,
}

pub(super) fn run(args: &Args, device: &mut Device) -> Result<Reply> {
    let file = named(&device.store, &args.list)?;
    let undone = device.store.undo_import(file, device.officer())?;
    device.reply(&Undone { file, records: undone.records, rows: undone.rows })
}

/// The list that is meant: by the content of a file, by its id or the beginning of it, or by its name.
pub(super) fn named(store: &Store, named: &str) -> Result<FileId> {
    let imports = store.imports()?;
    let unknown = || Failure::usage("no_such_list", text::NO_SUCH_LIST, text::NO_SUCH_LIST_NEXT);
    if let Ok(bytes) = fs::read(named) {
        let file = FileId::of(&bytes);
        return imports.iter().any(|import| import.file == file).then_some(file).ok_or_else(unknown);
    }
    let name = Path::new(named).file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let beginning = named.to_ascii_lowercase();
    let is_id = beginning.len() >= 4;
    let mut fitting = imports.iter().filter(|import| {
        import.name.as_deref() == Some(&name) || (is_id && import.file.to_string().starts_with(&beginning))
    });
    match (fitting.next(), fitting.next()) {
        (Some(one), None) => Ok(one.file),
        (None, _) => Err(unknown()),
        (Some(_), Some(_)) => Err(Failure::usage("ambiguous", text::SEVERAL_LISTS, text::NO_SUCH_LIST_NEXT)),
    }
}

impl Answer for Undone {
    fn page(&self, page: &mut Page) {
        page.line(&page.lang().tell(text::TAKEN_BACK, &[&self.rows, &self.records]));
    }
}
