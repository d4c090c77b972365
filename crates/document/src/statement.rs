//! Who says what of a person: what splitting a record goes by.
//!
//! Two people who come under one number fall into one record, and each writes over the other. The values that are shown
//! tell nothing then; what tells is the history: a list's row, or what one officer wrote on one device, is about one
//! person, as long as whoever wrote it was not mistaken as well.

use std::collections::{BTreeMap, BTreeSet};

use records::{Actor, ChangeHash, FileId, Path, Value, field::identity};

use crate::{Document, HistoryEntry, Intent, Result, import};

/// Whose word something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Speaker {
    /// An officer's, on one device.
    Officer(Actor),
    /// That of a row of a list.
    Row(FileId, u32),
}

/// All that one speaker wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// Who.
    pub speaker: Speaker,
    /// In which changes, each after those that it depends on.
    pub changes: Vec<ChangeHash>,
    /// When first, by the author's clock, Unix seconds; 0 of a list.
    pub at: i64,
    /// The last value of each field, also where somebody wrote over it since.
    pub fields: BTreeMap<Path, Value>,
}

/// What makes two records of one. Each layer is one change: the first holds one value of every field, those that follow
/// hold the other values of fields in conflict, and are written as if the first were not known, so that they stay so.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Splitting {
    /// The fields of the new record.
    pub taken: Vec<BTreeMap<Path, Value>>,
    /// What is written in the old one: what others wrote before comes back, and what nobody else wrote goes.
    pub left: Vec<Vec<Intent>>,
}

/// The last values that one side of a split wrote.
type Last = BTreeMap<Path, Value>;

impl Document {
    /// Everybody's statements, by the order in which they first spoke. The links and decisions of merges are nobody's.
    ///
    /// # Errors
    /// Where the history cannot be read.
    pub fn statements(&self) -> Result<Vec<Statement>> {
        let mut statements = Vec::<Statement>::new();
        for entry in self.history()? {
            let speaker = speaker_of(&entry);
            let at = statements.iter().position(|statement| statement.speaker == speaker).unwrap_or(statements.len());
            if at == statements.len() {
                let (changes, fields) = (Vec::new(), BTreeMap::new());
                statements.push(Statement { speaker, changes, at: entry.time, fields });
            }
            let Some(statement) = statements.get_mut(at) else { continue };
            statement.changes.push(entry.hash);
            write_over(&mut statement.fields, entry);
        }
        statements.retain(|statement| !statement.fields.is_empty());
        Ok(statements)
    }

    /// What makes a record of its own of these speakers' statements.
    ///
    /// # Errors
    /// Where the history cannot be read.
    pub fn splitting(&self, speakers: &BTreeSet<Speaker>) -> Result<Splitting> {
        let (mut theirs, mut others) = (Last::new(), Last::new());
        let (mut changes, mut paths) = (BTreeSet::new(), BTreeSet::new());
        for entry in self.history()? {
            let is_taken = speakers.contains(&speaker_of(&entry));
            if is_taken {
                changes.insert(entry.hash);
                paths.extend(entry.edits.iter().map(|edit| edit.path.clone()).filter(|path| !is_of_a_merge(path)));
            }
            write_over(if is_taken { &mut theirs } else { &mut others }, entry);
        }
        let mut splitting = Splitting::default();
        for path in paths {
            let side = self.sides(&path, &changes);
            let taken = or_last(side.taken, theirs.get(&path));
            for (layer, value) in taken.into_iter().enumerate() {
                layer_of(&mut splitting.taken, layer).insert(path.clone(), value);
            }
            if side.is_touched && import::parse_row_path(&path).is_none() {
                leave(&mut splitting.left, &path, or_last(side.left, others.get(&path)));
            }
        }
        let rows = speakers.iter().filter_map(undone);
        let rows: Vec<_> = rows.map(|path| Intent::Set { path, value: Value::Bool(true) }).collect();
        if !rows.is_empty() {
            layer_of(&mut splitting.left, 0).extend(rows);
        }
        Ok(splitting)
    }

    /// The values that stand in a field, by who wrote them.
    fn sides(&self, path: &Path, taken: &BTreeSet<ChangeHash>) -> Sides {
        let claims = self.claims(path);
        let of = |wanted: bool| {
            let by = move |hash: &ChangeHash| taken.contains(hash) == wanted;
            claims.iter().filter(move |claim| claim.changes.iter().any(by)).map(|claim| claim.value.clone()).collect()
        };
        let only_theirs = |claim: &crate::Claim| claim.changes.iter().all(|hash| taken.contains(hash));
        Sides { taken: of(true), left: of(false), is_touched: claims.is_empty() || claims.iter().any(only_theirs) }
    }
}

struct Sides {
    taken: Vec<Value>,
    left: Vec<Value>,
    /// Whether something has to be written for the field to be as without the others.
    is_touched: bool,
}

fn speaker_of(entry: &HistoryEntry) -> Speaker {
    let row = entry.edits.iter().find_map(|edit| import::parse_row_path(&edit.path)).filter(|_| entry.time == 0);
    row.map_or(Speaker::Officer(entry.actor), |(file, row, _)| Speaker::Row(file, row))
}

fn write_over(last: &mut Last, entry: HistoryEntry) {
    for edit in entry.edits.into_iter().filter(|edit| !is_of_a_merge(&edit.path)) {
        match edit.to {
            Some(value) => last.insert(edit.path, value),
            None => last.remove(&edit.path),
        };
    }
}

fn is_of_a_merge(path: &Path) -> bool {
    path.as_str() == identity::MERGED_INTO || identity::is_bookkeeping(path.as_str())
}

/// What stands, else what stood before somebody wrote over it.
fn or_last(standing: Vec<Value>, last: Option<&Value>) -> Vec<Value> {
    if standing.is_empty() { last.cloned().into_iter().collect() } else { standing }
}

fn leave(layers: &mut Vec<Vec<Intent>>, path: &Path, values: Vec<Value>) {
    if values.is_empty() {
        layer_of(layers, 0).push(Intent::Clear { path: path.clone() });
    }
    for (layer, value) in values.into_iter().enumerate() {
        layer_of(layers, layer).push(Intent::Set { path: path.clone(), value });
    }
}

fn layer_of<T: Default>(layers: &mut Vec<T>, at: usize) -> &mut T {
    while layers.len() <= at {
        layers.push(T::default());
    }
    #[expect(clippy::indexing_slicing, reason = "it was just made")]
    &mut layers[at]
}

/// The mark of a row that is of this record no more.
fn undone(speaker: &Speaker) -> Option<Path> {
    match speaker {
        Speaker::Row(file, row) => import::row_path(*file, *row, import::UNDONE).ok(),
        Speaker::Officer(_) => None,
    }
}

#[cfg(test)]
mod tests;
