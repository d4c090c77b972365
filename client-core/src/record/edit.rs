//! Writing.

use std::collections::BTreeMap;

use document::{Author, Heads, Intent, group::settling};
use records::{Actor, ChangeHash, Deployment, DocId, Kind, OfficerId, Path, Value, field};
use rusqlite::{Connection, Transaction};

use crate::{
    Error, Result, author,
    change::{self, NewChange, State},
    error::InvalidField,
    group, lineage,
    store::{Context, Store},
    stored::Stored,
};

/// What became of an edit.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Edited {
    /// The version afterwards, of all records that are shown as one.
    pub heads: Heads,
    /// The change, `None` where everything was as the edit wanted it.
    pub change: Option<ChangeHash>,
}

impl Store {
    /// Writes what `officer` meant, who had the version `seen` on the screen: what others wrote since stays, and where
    /// both wrote, both values are kept. Durable when this returns. In the head of records that were merged, what the
    /// others were seen to say in the same fields is thereby settled; it stays in them.
    ///
    /// # Errors
    /// [`Error::NoSuchRecord`], [`Error::Invalid`] where a value breaks a hard rule of its field, [`Error::ProvinceOnly`],
    /// [`document::Error::UnknownHeads`]; [`Error::DiskFull`], [`Error::Busy`]. Nothing was written then.
    pub fn edit(&mut self, doc: DocId, officer: OfficerId, seen: &Heads, intents: &[Intent]) -> Result<Edited> {
        self.write(|tx, context| {
            let mut members = group::members(tx, doc)?;
            let at = members.iter().position(|member| member.id == doc).ok_or(Error::NoSuchRecord(doc))?;
            let mut stored = members.remove(at);
            let mut intents = checked(stored.kind, intents, context.membership.deployment())?;
            let own = own_part(tx, &stored, seen)?;
            if at == 0 && !members.is_empty() {
                intents = stored.document.for_all_versions(stored.kind, &own, &intents)?;
                let on_screen = versions(&members, seen)?;
                intents.extend(settling(&group::of_stored(&on_screen), &intents));
            }
            let edit = Edit { officer, seen: &own, intents: &intents, made_at: context.clock.now() };
            let edited = write(tx, context, &mut stored, &edit)?;
            let others = members.iter().flat_map(|member| Vec::from(member.document.heads()));
            Ok(Edited { heads: Vec::from(edited.heads).into_iter().chain(others).collect(), change: edited.change })
        })
    }
}

/// The part of a version of several records that is one of this record. A change of a record that is one with it no more
/// says nothing here.
fn own_part(db: &Connection, stored: &Stored, seen: &Heads) -> Result<Heads> {
    let mut own = Vec::new();
    for hash in seen.iter() {
        let is_elsewhere = || Ok::<_, Error>(change::find(db, hash)?.is_some_and(|known| known.doc != stored.id));
        if stored.document.contains(hash) || !is_elsewhere()? {
            own.push(*hash);
        }
    }
    Ok(own.into())
}

/// The other records of a group as they were on the screen; without those that were not.
fn versions(others: &[Stored], seen: &Heads) -> Result<Vec<Stored>> {
    let mut versions = Vec::new();
    for other in others {
        let heads: Heads = seen.iter().filter(|hash| other.document.contains(hash)).copied().collect();
        if !heads.is_empty() {
            versions.push(Stored { document: other.document.at(&heads)?, ..other.clone() });
        }
    }
    Ok(versions)
}

/// One edit, its values checked.
pub(crate) struct Edit<'a> {
    pub(crate) officer: OfficerId,
    pub(crate) seen: &'a Heads,
    pub(crate) intents: &'a [Intent],
    /// By the device's clock, Unix seconds.
    pub(crate) made_at: i64,
}

/// Writes change, intents, snapshot, projection and search within one transaction.
pub(crate) fn write(
    tx: &Transaction<'_>,
    context: Context<'_>,
    stored: &mut Stored,
    edit: &Edit<'_>,
) -> Result<Edited> {
    let lineage = lineage::writing_in(tx, context.clock, stored.id)?;
    let author = Author { actor: Actor::of(lineage.id, edit.officer), time: edit.made_at };
    let taken = |hash: &ChangeHash| change::find(tx, hash).map(|found| found.is_some());
    let intents = stored.document.for_all_versions(stored.kind, edit.seen, edit.intents)?;
    let Some((raw, time)) = stored.document.edit_anew(author, edit.seen, &intents, taken)? else {
        return Ok(Edited { heads: stored.document.heads(), change: None });
    };
    let new = NewChange {
        raw: &raw,
        doc: stored.id,
        state: State::Local,
        reason: "",
        author: author::here(tx, context.membership, edit.officer)?,
        made_at: time,
        received_at: None,
        lineage: Some(lineage.ordinal),
        own: true,
    };
    let id = change::insert(tx, &new)?;
    change::keep_intents(tx, id, edit.seen, &intents)?;
    stored.save(tx)?;
    Ok(Edited { heads: stored.document.heads(), change: Some(raw.hash) })
}

/// The intents with every value in its canonical form.
pub(crate) fn checked(kind: Kind, intents: &[Intent], deployment: Deployment) -> Result<Vec<Intent>> {
    if kind.province_only() {
        return Err(Error::ProvinceOnly(kind));
    }
    let mut checker = Checker { kind, deployment, invalid: Vec::new() };
    let intents = intents.iter().map(|intent| checker.intent(intent)).collect();
    if checker.invalid.is_empty() { Ok(intents) } else { Err(Error::Invalid(checker.invalid)) }
}

struct Checker {
    kind: Kind,
    deployment: Deployment,
    invalid: Vec<InvalidField>,
}

impl Checker {
    fn intent(&mut self, intent: &Intent) -> Intent {
        match intent {
            Intent::Set { path, value } => Intent::Set { path: path.clone(), value: self.value(path, value) },
            Intent::Add { collection, element, fields } => {
                let mut canonical = BTreeMap::new();
                for (name, value) in fields {
                    let path = Path::element(collection, *element, name);
                    let value = path.map_or_else(|_| value.clone(), |path| self.value(&path, value));
                    canonical.insert(name.clone(), value);
                }
                Intent::Add { collection: collection.clone(), element: *element, fields: canonical }
            }
            Intent::Clear { .. } | Intent::Remove { .. } => intent.clone(),
        }
    }

    /// A value in its canonical form. A field that this version does not know is taken as it is.
    fn value(&mut self, path: &Path, value: &Value) -> Value {
        let Some(field) = field::field_of(self.kind, path) else { return value.clone() };
        field.check(value, self.deployment).unwrap_or_else(|error| {
            self.invalid.push(InvalidField { path: path.clone(), reason: error.to_string() });
            value.clone()
        })
    }
}
