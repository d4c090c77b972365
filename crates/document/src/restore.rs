//! Undoing one change of a document that goes on.
//!
//! Nothing is ever taken out of a history that others have: what a change did is undone by another change, which writes
//! what would stand there without it. What somebody wrote over it since stays.

use records::{ChangeHash, Path, Value};

use crate::{Conflict, Document, Error, Intent, Result, guard};

impl Document {
    /// What has to be written, against the present version, for the document to be as without this change. Empty where
    /// nothing of it shows any more.
    ///
    /// # Errors
    /// [`Error::Refused`] where the bytes are no change that a guard admits, [`Error::UnknownHeads`] where the change is
    /// not in the document.
    pub fn undoing(&self, raw: &[u8]) -> Result<Vec<Intent>> {
        let hash = guard::inspect(raw)?.hash;
        if !self.contains(&hash) {
            return Err(Error::UnknownHeads);
        }
        let (seen, meant) = guard::meaning(raw)?;
        let (before, now, conflicts) = (self.fields_at(&seen)?, self.fields(), self.conflicts());
        let restored = |(path, value): (Path, Option<Value>)| {
            let instead = match conflicts.iter().find(|conflict| conflict.path == path) {
                Some(conflict) if has(conflict, &hash) => others(conflict, &hash),
                None if now.get(&path) == value.as_ref() && before.get(&path) != value.as_ref() => before.get(&path),
                Some(_) | None => return None,
            };
            Some(writing(path, instead.cloned()))
        };
        Ok(meant.into_iter().filter_map(written).filter_map(restored).collect())
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

/// Whether the change wrote one of the values.
fn has(conflict: &Conflict, hash: &ChangeHash) -> bool {
    conflict.values.iter().any(|claim| claim.changes.contains(hash))
}

/// The value that would show if the change had written none.
fn others<'a>(conflict: &'a Conflict, hash: &ChangeHash) -> Option<&'a Value> {
    conflict.values.iter().find(|claim| claim.changes != [*hash]).map(|claim| &claim.value)
}

#[cfg(test)]
mod tests {
    use records::{Actor, LineageId, OfficerId};

    use super::*;
    use crate::{Author, Heads, RawChange};

    fn author(n: u8) -> Author {
        Author { actor: Actor::of(LineageId::from_bytes([n; 16]), OfficerId::from_bytes([n; 16])), time: 1_000 }
    }

    fn write(document: &mut Document, n: u8, seen: &Heads, intents: &[Intent]) -> RawChange {
        document.edit(author(n), seen, intents).unwrap().unwrap()
    }

    fn set(path: &str, value: &str) -> Intent {
        Intent::set(path, value).unwrap()
    }

    /// Undoes a change and gives a field afterwards.
    fn undone(document: &mut Document, change: &RawChange, path: &str) -> Option<String> {
        let intents = document.undoing(&change.bytes).unwrap();
        let heads = document.heads();
        if !intents.is_empty() {
            write(document, 9, &heads, &intents);
        }
        assert_eq!(document.undoing(&change.bytes).unwrap(), [], "undoing twice does nothing");
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
        assert_eq!(undone(&mut document, &late, "dusun").as_deref(), Some("Barat"));
        assert_eq!(document.fields().len(), 1, "the note is gone");
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
