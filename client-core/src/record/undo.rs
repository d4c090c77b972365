//! Undoing one change of a record.

use records::{ChangeHash, DocId, OfficerId, Path};

use super::edit::{Edit, write};
use crate::{Error, Result, change, group, store::Store};

/// What became of a change that was to be undone.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Undone {
    /// In which record: of records that were merged, the one in which the change is.
    pub record: DocId,
    /// The change that undoes it, `None` where nothing of it shows any more.
    pub change: Option<ChangeHash>,
    /// The fields that stay as they are, as somebody wrote over them since.
    pub overwritten: Vec<Path>,
}

impl Store {
    /// Writes what would stand there without `undone`, a change of this record or of one that is shown as one with it. A
    /// new change like any other, which can be undone in turn; a merge, a split and a settled difference are undone so,
    /// too.
    ///
    /// # Errors
    /// [`Error::NoSuchRecord`]; [`Error::NoSuchChange`] where the change is in none of its records;
    /// [`Error::ProvinceOnly`].
    pub fn undo(&mut self, doc: DocId, officer: OfficerId, undone: &ChangeHash) -> Result<Undone> {
        self.write(|tx, context| {
            let members = group::members(tx, doc)?;
            let holds = |stored: &crate::stored::Stored| stored.document.contains(undone);
            let mut stored = members.into_iter().find(holds).ok_or(Error::NoSuchChange(*undone))?;
            if stored.kind.province_only() {
                return Err(Error::ProvinceOnly(stored.kind));
            }
            let known = change::find(tx, undone)?.ok_or(Error::NoSuchChange(*undone))?;
            let undoing = stored.document.undoing(&change::raw(tx, known.id)?)?;
            let seen = stored.document.heads();
            let edit = Edit { officer, seen: &seen, intents: &undoing.intents, made_at: context.clock.now() };
            let edited = write(tx, context, &mut stored, &edit)?;
            Ok(Undone { record: stored.id, change: edited.change, overwritten: undoing.overwritten })
        })
    }
}
