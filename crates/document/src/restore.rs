//! Undoing one change of a document that goes on.
//!
//! Nothing is ever taken out of a history that others have: what a change did is undone by another change, which writes
//! what would stand there without it. What somebody wrote over it since stays.

use std::collections::BTreeMap;

use records::{ChangeHash, Path, Value};

use crate::{Document, Error, Intent, Result, guard, import};

/// What undoing a change takes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Undoing {
    /// What has to be written against the present version; empty where nothing of the change shows any more.
    pub intents: Vec<Intent>,
    /// The fields that stay as they are: somebody wrote over them since.
    pub overwritten: Vec<Path>,
}

/// What becomes of one field.
enum Restored {
    /// It is written.
    Written(Intent),
    /// Somebody wrote over it.
    Overwritten(Path),
}

impl Document {
    /// What has to be written, against the present version, for the document to be as without this change. The verbatim
    /// rows of lists stay.
    ///
    /// # Errors
    /// [`Error::Refused`] where the bytes are no change that a guard admits, [`Error::UnknownHeads`] where the change is
    /// not in the document.
    pub fn undoing(&self, raw: &[u8]) -> Result<Undoing> {
        let hash = guard::inspect(raw)?.hash;
        if !self.contains(&hash) {
            return Err(Error::UnknownHeads);
        }
        let (seen, meant) = guard::meaning(raw)?;
        let before = self.fields_at(&seen)?;
        let mut undoing = Undoing::default();
        for (path, value) in meant.into_iter().filter_map(written) {
            match self.restored(&hash, path, value.as_ref(), &before) {
                Some(Restored::Written(intent)) => undoing.intents.push(intent),
                Some(Restored::Overwritten(path)) => undoing.overwritten.push(path),
                None => {}
            }
        }
        Ok(undoing)
    }

    /// `None` where the field is as it was before.
    fn restored(
        &self,
        hash: &ChangeHash,
        path: Path,
        value: Option<&Value>,
        before: &BTreeMap<Path, Value>,
    ) -> Option<Restored> {
        let (claims, before) = (self.claims(&path), before.get(&path));
        let stands = claims.iter().any(|claim| claim.changes.contains(hash)) || (value.is_none() && claims.is_empty());
        let now = claims.first().map(|claim| &claim.value);
        if import::parse_row_path(&path).is_some() || (claims.len() < 2 && now == before) {
            return None;
        }
        if !stands {
            return Some(Restored::Overwritten(path));
        }
        // The value that would show if the change had written none.
        let others = claims.iter().find(|claim| claim.changes != [*hash]).map(|claim| &claim.value);
        Some(Restored::Written(writing(path, others.or(before).cloned())))
    }
}

/// Field and value of what a raw change does, which is read field by field.
fn written(intent: Intent) -> Option<(Path, Option<Value>)> {
    match intent {
        Intent::Set { path, value } => Some((path, Some(value))),
        Intent::Clear { path } => Some((path, None)),
        Intent::Add { .. } | Intent::Remove { .. } => None,
    }
}

fn writing(path: Path, value: Option<Value>) -> Intent {
    match value {
        Some(value) => Intent::Set { path, value },
        None => Intent::Clear { path },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Heads, RawChange,
        fixture::{author, set},
    };

    fn write(document: &mut Document, n: u8, seen: &Heads, intents: &[Intent]) -> RawChange {
        document.edit(author(n), seen, intents).unwrap().unwrap()
    }

    /// Undoes a change and gives a field afterwards.
    fn undone(document: &mut Document, change: &RawChange, path: &str) -> Option<String> {
        let intents = document.undoing(&change.bytes).unwrap().intents;
        let heads = document.heads();
        if !intents.is_empty() {
            write(document, 9, &heads, &intents);
        }
        assert_eq!(document.undoing(&change.bytes).unwrap().intents, [], "undoing twice does nothing");
        document.fields().get(&Path::parse(path).unwrap()).and_then(Value::as_text).map(str::to_owned)
    }

    #[test]
    fn what_stood_there_before_stands_there_again() {
        for (first, late, expected) in [
            (Some(set("dusun", "Lebak")), set("dusun", "Timur"), Some("Lebak")),
            (None, set("dusun", "Timur"), None),
            (Some(set("dusun", "Lebak")), Intent::clear("dusun").unwrap(), Some("Lebak")),
        ] {
            let mut document = Document::new();
            let intents: Vec<_> = first.into_iter().chain([set("name", "Siti Contoh")]).collect();
            write(&mut document, 1, &Heads::default(), &intents);
            let seen = document.heads();
            let late = write(&mut document, 2, &seen, &[late]);
            assert_eq!(undone(&mut document, &late, "dusun").as_deref(), expected);
        }
    }

    #[test]
    fn what_others_wrote_stays() {
        let mut document = Document::new();
        write(&mut document, 1, &Heads::default(), &[set("dusun", "Lebak")]);
        let seen = document.heads();
        let late = write(&mut document, 2, &seen, &[set("dusun", "Timur"), set("note", "x")]);
        let after = document.heads();
        write(&mut document, 1, &after, &[set("dusun", "Barat")]);
        let overwritten = document.undoing(&late.bytes).unwrap().overwritten;
        assert_eq!(overwritten, [Path::parse("dusun").unwrap()], "it is said");
        assert_eq!(undone(&mut document, &late, "dusun").as_deref(), Some("Barat"));
        assert_eq!(document.fields().len(), 1, "the note is gone");
    }

    #[test]
    fn what_somebody_wrote_once_more_is_not_undone_with_the_first_time() {
        let mut document = Document::new();
        write(&mut document, 1, &Heads::default(), &[set("dusun", "Lebak")]);
        let seen = document.heads();
        let first = write(&mut document, 2, &seen, &[set("dusun", "Timur")]);
        assert_eq!(undone(&mut document, &first, "dusun").as_deref(), Some("Lebak"));
        let seen = document.heads();
        write(&mut document, 3, &seen, &[set("dusun", "Timur")]);
        assert_eq!(undone(&mut document, &first, "dusun").as_deref(), Some("Timur"));
    }

    #[test]
    fn of_two_values_in_conflict_the_other_one_stays() {
        for (ours, theirs) in [(1, 2), (2, 1)] {
            let mut document = Document::new();
            write(&mut document, 3, &Heads::default(), &[set("dusun", "Lebak")]);
            let seen = document.heads();
            write(&mut document, ours, &seen, &[set("dusun", "Barat")]);
            let late = write(&mut document, theirs, &seen, &[set("dusun", "Timur")]);
            assert_eq!(document.conflicts().len(), 1);
            assert_eq!(undone(&mut document, &late, "dusun").as_deref(), Some("Barat"));
            assert_eq!(document.conflicts(), []);
        }
    }
}
