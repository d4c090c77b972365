//! What the records of a group say together.

use std::collections::{BTreeMap, BTreeSet};

use records::{
    ChangeHash, DocId, Kind, Path, Value,
    field::{ConflictPolicy, identity},
    growth,
};

use super::settling::Settled;
use crate::{Claim, Conflict, Document, import::parse_row_path, reading::policy};

/// One record of a group.
#[derive(Debug, Clone, Copy)]
pub struct Member<'a> {
    /// Its id.
    pub doc: DocId,
    /// Its document.
    pub document: &'a Document,
}

/// A group, read as one record.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct United {
    /// The value of each field that is used: the head's, else that of the others in their order; of a field with a
    /// [dominant](ConflictPolicy::Dominant) value the strongest of all.
    pub fields: BTreeMap<Path, Value>,
    /// The fields with several values, within one record or between several, by path.
    pub differences: Vec<Difference>,
}

/// A field for which the records of a group say different things.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The field.
    pub path: Path,
    /// The values, different from each other, the one that is used first.
    pub values: Vec<Statement>,
}

/// One value, with whoever says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// The value.
    pub value: Value,
    /// The changes that wrote it, by record.
    pub by: BTreeMap<DocId, Vec<ChangeHash>>,
}

/// Reads the records of a group as one. The first is the head ([`Links::group_of`](super::Links::group_of)); a record of
/// its own is a group of one, and reads as [`Document::read`] does.
///
/// What speaks of one record alone is taken of the head only: that another one was withdrawn withdraws nobody. The
/// markers of what was settled are left out, and so are links.
#[must_use]
pub fn unite(kind: Kind, members: &[Member<'_>]) -> United {
    if let [only] = members {
        return alone(kind, only);
    }
    let settled = Settled::of(members);
    let mut united = United::default();
    for path in paths(members) {
        let mut statements = statements(members, &path, &settled);
        let policy = policy(kind, &path);
        let Some(used) = policy.choose(statements.iter().map(|statement| &statement.value)).cloned() else { continue };
        statements.sort_by_key(|statement| statement.value != used);
        united.fields.insert(path.clone(), used);
        if statements.len() > 1 && parse_row_path(&path).is_none() {
            united.differences.push(Difference { path, values: statements });
        }
    }
    united.fields = growth::current(kind, united.fields);
    united
}

/// A record that is one with no other, as nearly all are.
fn alone(kind: Kind, member: &Member<'_>) -> United {
    let mut reading = member.document.read(kind);
    reading.fields.retain(|path, _| !is_link(path));
    reading.conflicts.retain(|conflict| !is_link(&conflict.path));
    let statement = |claim: Claim| Statement { value: claim.value, by: BTreeMap::from([(member.doc, claim.changes)]) };
    let difference = |conflict: Conflict| Difference {
        path: conflict.path,
        values: conflict.values.into_iter().map(statement).collect(),
    };
    United { fields: reading.fields, differences: reading.conflicts.into_iter().map(difference).collect() }
}

/// The fields that a group shows.
fn paths(members: &[Member<'_>]) -> BTreeSet<Path> {
    let shown = |(at, member): (usize, &Member<'_>)| {
        let is_shown = move |path: &Path| !is_link(path) && (at == 0 || !identity::is_of_one_record(path));
        member.document.fields().into_keys().filter(is_shown)
    };
    members.iter().enumerate().flat_map(shown).collect()
}

fn is_link(path: &Path) -> bool {
    path.as_str() == identity::MERGED_INTO || path.segments().next() == Some(identity::SETTLED)
}

/// What is said of a field, the head's first, without what was settled.
fn statements(members: &[Member<'_>], path: &Path, settled: &Settled) -> Vec<Statement> {
    let mut statements = Vec::<Statement>::new();
    let spoken = if identity::is_of_one_record(path) { members.get(..1).unwrap_or_default() } else { members };
    for (at, member) in spoken.iter().enumerate() {
        for claim in member.document.claims(path) {
            if at > 0 && settled.covers(member.doc, path, &claim.value) {
                continue;
            }
            match statements.iter_mut().find(|statement| statement.value == claim.value) {
                Some(same) => same.by.entry(member.doc).or_default().extend(claim.changes),
                None => {
                    statements.push(Statement { value: claim.value, by: BTreeMap::from([(member.doc, claim.changes)]) })
                }
            }
        }
    }
    statements
}

impl United {
    /// The fields without those that a person must settle first: what may be told to others.
    #[must_use]
    pub fn undisputed(&self, kind: Kind) -> BTreeMap<Path, Value> {
        let is_persons = |difference: &&Difference| policy(kind, &difference.path) == ConflictPolicy::Person;
        let disputed: BTreeSet<_> = self.differences.iter().filter(is_persons).map(|one| &one.path).collect();
        let fields = self.fields.iter().filter(|(path, _)| !disputed.contains(path));
        fields.map(|(path, value)| (path.clone(), value.clone())).collect()
    }
}
