//! A list's file, read.

use std::{fs, path::Path};

use records::{Deployment, RegionCode};
use roster::{Columns, Context, Entry, ReadError, Sheet, interpret};

use crate::{
    failure::{Failure, Result},
    lang::Said,
    text,
};

/// A list with what its columns mean.
#[derive(Debug)]
pub(super) struct Roster {
    /// The list.
    pub(super) sheet: Sheet,
    columns: Columns,
}

/// Reads a file.
///
/// # Errors
/// Where it cannot be opened, or is no list.
pub(super) fn read(path: &Path) -> Result<Roster> {
    let bytes = fs::read(path).map_err(|error| no_file(path, &error))?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let sheet = Sheet::read(&name, &bytes).map_err(|error| no_list(&error))?;
    Ok(Roster { columns: Columns::of(&sheet.header), sheet })
}

fn no_file(path: &Path, error: &std::io::Error) -> Failure {
    Failure::new("file", text::NO_SUCH_FILE.with(&[&path.display(), error]), text::NO_FILE_NEXT)
}

/// Its texts are in both languages at once.
fn no_list(error: &ReadError) -> Failure {
    let both = error.to_string();
    let (id, en) = both.split_once(" / ").unwrap_or((&both, &both));
    Failure::new("not_a_list", Said::new(id, en), text::NOT_A_LIST_NEXT)
}

impl Roster {
    /// The rows, read as workers of a village.
    pub(super) fn entries(&self, deployment: Deployment, village: &RegionCode) -> Vec<Entry> {
        let context = Context { deployment, village: village.clone() };
        self.sheet.rows.iter().map(|row| interpret(&self.sheet, &self.columns, row, &context)).collect()
    }

    /// What the list says of itself: its title, the name of its worksheet and of its file.
    pub(super) fn says_of_itself(&self) -> impl Iterator<Item = &str> {
        let sheet = &self.sheet;
        sheet.title.iter().map(String::as_str).chain(sheet.worksheet.as_deref()).chain([sheet.name.as_str()])
    }

    /// The headers of columns that are kept with each row and not read.
    pub(super) fn unread_columns(&self) -> Vec<String> {
        let ambiguous = self.columns.ambiguous().map(|(at, _)| at);
        let unread = self.columns.unmatched().chain(ambiguous).filter_map(|at| self.sheet.header.get(at));
        unread.filter(|header| !header.trim().is_empty()).cloned().collect()
    }
}
