//! One record, whole.

use std::collections::BTreeMap;

use document::{
    Heads, Intent,
    group::{Difference, Statement, United, unite},
};
use records::{ChangeHash, DocId, Kind, OfficerId, Path, Problem, RegionCode, Value, value::text_of};
use rusqlite::Connection;
use serde::Serialize;

use super::edit::Edited;
use crate::{
    Error, Result,
    author::{self, Author},
    change::{self, Change, State},
    group, loan,
    store::Store,
    stored::Stored,
    typed,
};

/// Everything that a face shows of a record.
#[derive(Debug, Clone, Serialize)]
pub struct RecordView {
    /// Its id: of records that were merged, that of the head, whichever was asked for.
    pub doc: DocId,
    /// The other records that are shown as one with it, by id.
    pub merged: Vec<DocId>,
    /// Its kind.
    pub kind: Kind,
    /// The village where it was made.
    pub region: RegionCode,
    /// The version shown, of all records that are shown as one: to be handed to [`Store::edit`].
    pub heads: Heads,
    /// Its fields; of values in conflict, the one that is used meanwhile ([`document::Reading`]).
    pub fields: BTreeMap<Path, Value>,
    /// The same as a typed record, where this version knows the kind.
    pub record: serde_json::Value,
    /// The fields that hold several values at once.
    pub conflicts: Vec<FieldConflict>,
    /// How far what was written here got.
    pub sync: SyncState,
    /// What registries answered, by their name.
    pub registry: BTreeMap<String, RegistryState>,
    /// Until when it is lent to this device, by the province's clock, Unix seconds; `None` of a record of its own villages.
    pub lent_until: Option<i64>,
    /// To which offices of other provinces it is lent, or was, the first first.
    pub loans: Vec<LoanState>,
    /// What is wrong or doubtful.
    pub problems: Vec<Problem>,
    /// Changes that are kept, but are not in the record.
    pub kept_aside: Vec<KeptAside>,
}

/// How far the least far of a record's changes got.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SyncState {
    /// Something of it is on this device only.
    Recorded,
    /// All of it is durable at the province, and something waits for its decision.
    Received,
    /// All of it is in the province's log, but for some the signed receipt has not come.
    Logged,
    /// A signed receipt of the province covers all of it.
    Receipted,
}

/// What a registry said about a record.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct RegistryState {
    /// The record's id there.
    pub id: Option<String>,
    /// `accepted`, `rejected`, …
    pub status: Option<String>,
    /// When.
    pub at: Option<String>,
}

/// A loan of a record, as the province states it to the villages of the record.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct LoanState {
    /// The name of the office's device.
    pub office: String,
    /// The area of the office.
    pub region: String,
    /// Unix seconds.
    pub since: i64,
    /// Unix seconds.
    pub until: i64,
    /// When it ended, Unix seconds; `None` where that is not stated: then it ends at `until`.
    pub ended: Option<i64>,
    /// Why.
    pub reason: String,
}

/// A change that is kept and not in the record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KeptAside {
    /// The change.
    pub change: ChangeHash,
    /// Why it is not in the record.
    pub state: State,
    /// The stable code of the reason.
    pub reason: String,
}

/// A field for which people wrote different values without seeing each other's, in one record or in several that were
/// merged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldConflict {
    /// The field.
    pub path: Path,
    /// The values, the one that is used meanwhile first.
    pub values: Vec<Claimed>,
}

/// One of the values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Claimed {
    /// The value.
    pub value: Value,
    /// Who wrote it.
    pub by: Vec<Written>,
}

/// One writing of a value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Written {
    /// In which record: of records that were merged, values may differ from one to the other.
    pub record: DocId,
    /// The change.
    pub change: ChangeHash,
    /// Who.
    pub author: Author,
    /// When, by the author's clock, Unix seconds; 0 of an import.
    pub at: i64,
}

impl Store {
    /// A record.
    ///
    /// # Errors
    /// [`Error::NoSuchRecord`].
    pub fn view(&self, doc: DocId) -> Result<RecordView> {
        let members = group::members(&self.db, doc)?;
        let (head, others) = members.split_first().ok_or(Error::NoSuchRecord(doc))?;
        let United { fields, differences } = unite(head.kind, &group::of_stored(&members));
        let typed = typed::read(head.kind, &fields, self.membership.deployment())?;
        Ok(RecordView {
            doc: head.id,
            merged: others.iter().map(|other| other.id).collect(),
            kind: head.kind,
            region: head.region.clone(),
            heads: members.iter().flat_map(|member| Vec::from(member.document.heads())).collect(),
            record: typed.record,
            problems: typed.problems,
            conflicts: with_authors(&self.db, differences)?,
            sync: least_far(&self.db, &members)?,
            registry: self.registry_states_of(&members)?,
            lent_until: loan::until(&self.db, head.id)?,
            loans: self.loans_of(&members)?,
            kept_aside: kept_aside(&self.db, &members)?,
            fields,
        })
    }

    /// The fields in conflict of every record that has some, by name.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn conflicts(&self) -> Result<Vec<(super::ListItem, Vec<FieldConflict>)>> {
        let filter = super::Filter { conflicts: true, ..super::Filter::default() };
        let items = self.list(&filter, usize::MAX >> 1, 0)?;
        let mut listed = Vec::with_capacity(items.len());
        for item in items {
            let members = match group::members(&self.db, item.doc) {
                Err(Error::Document(_)) => continue,
                members => members?,
            };
            let united = unite(item.kind, &group::of_stored(&members));
            listed.push((item, with_authors(&self.db, united.differences)?));
        }
        Ok(listed)
    }

    /// Settles a conflict: writes the chosen value over all that were seen, or empties the field. An ordinary edit, so
    /// a value that came in meanwhile stays in conflict with it. Of records that were merged, the head says what was
    /// chosen, and what the others say stays in them.
    ///
    /// # Errors
    /// As [`edit`](Self::edit).
    pub fn resolve(
        &mut self,
        doc: DocId,
        officer: OfficerId,
        path: &Path,
        choice: Option<Value>,
        seen: &Heads,
    ) -> Result<Edited> {
        let path = path.clone();
        let intent = match choice {
            Some(value) => Intent::Set { path, value },
            None => Intent::Clear { path },
        };
        self.edit(self.shown_as(doc)?, officer, seen, &[intent])
    }

    /// What registries answered about any of these; of several answers of one registry, that of the first record.
    fn registry_states_of(&self, members: &[Stored]) -> Result<BTreeMap<String, RegistryState>> {
        let mut states = BTreeMap::new();
        for member in members.iter().rev() {
            states.extend(self.registry_states(member.id)?);
        }
        Ok(states)
    }

    /// To whom these are lent, or were: the fields `loan/<element>/…` of the workers' standings.
    fn loans_of(&self, members: &[Stored]) -> Result<Vec<LoanState>> {
        let mut loans = Vec::new();
        for member in members {
            loans.extend(self.stated_of(member.id)?.map(|fields| stated_loans(&fields)).unwrap_or_default());
        }
        loans.sort_by_key(|loan| loan.since);
        Ok(loans)
    }

    /// What authorities state of a worker.
    fn stated_of(&self, worker: DocId) -> Result<Option<BTreeMap<Path, Value>>> {
        let standing = self.membership.deployment_key.standing_doc_id(worker);
        // A device can make a record of another kind under that id, but none of this kind.
        let stored = Stored::load_readable(&self.db, standing)?.filter(|stored| stored.kind == Kind::Standing);
        Ok(stored.map(|stored| stored.document.fields()))
    }

    /// What registries answered about a worker: the fields `registry/<target>/…` of the worker's standing.
    fn registry_states(&self, worker: DocId) -> Result<BTreeMap<String, RegistryState>> {
        let mut states = BTreeMap::<String, RegistryState>::new();
        let Some(fields) = self.stated_of(worker)? else { return Ok(states) };
        for path in fields.keys() {
            let segments: Vec<_> = path.segments().collect();
            let ["registry", target, field] = segments[..] else { continue };
            let text = text_of(&fields, path.as_str()).map(str::to_owned);
            let state = states.entry(target.to_owned()).or_default();
            match field {
                "id" => state.id = text,
                "status" => state.status = text,
                "at" => state.at = text.or_else(|| fields.get(path).map(ToString::to_string)),
                _ => {}
            }
        }
        Ok(states)
    }
}

fn stated_loans(fields: &BTreeMap<Path, Value>) -> Vec<LoanState> {
    let mut loans = BTreeMap::<String, LoanState>::new();
    for (path, value) in fields {
        let segments: Vec<_> = path.segments().collect();
        let ["loan", element, field] = segments[..] else { continue };
        let loan = loans.entry(element.to_owned()).or_default();
        let text = || value.as_text().unwrap_or_default().to_owned();
        match field {
            "office" => loan.office = text(),
            "region" => loan.region = text(),
            "reason" => loan.reason = text(),
            "since" => loan.since = value.as_int().unwrap_or_default(),
            "until" => loan.until = value.as_int().unwrap_or_default(),
            "ended" => loan.ended = value.as_int(),
            _ => {}
        }
    }
    loans.into_values().collect()
}

fn kept_aside(db: &Connection, members: &[Stored]) -> Result<Vec<KeptAside>> {
    let mut kept = Vec::new();
    for member in members {
        let aside = change::of_document(db, member.id)?.into_iter().filter(|change| !change.state.in_document());
        kept.extend(aside.map(|change| KeptAside { change: change.hash, state: change.state, reason: change.reason }));
    }
    Ok(kept)
}

fn least_far(db: &Connection, members: &[Stored]) -> Result<SyncState> {
    let states = members.iter().map(|member| sync_state(db, member.id)).collect::<Result<Vec<_>>>()?;
    Ok(states.into_iter().min().unwrap_or(SyncState::Recorded))
}

/// How far a record's changes got.
pub(crate) fn sync_state(db: &Connection, doc: DocId) -> Result<SyncState> {
    let sql = "select coalesce(min(case
             when state = 'local' then 0
             when state in ('received', 'held') then 1
             when not exists (select 1 from logged l join feed f on f.id = l.feed
                              where l.change = change.id and f.receipt_seq >= coalesce(l.seq, 1)) then 2
             else 3 end), 0)
         from change where doc = ? and state not in ('refused', 'set_aside')";
    let least: i64 = db.prepare_cached(sql)?.query_row([crate::sql::Sql(doc)], |row| row.get(0))?;
    Ok(match least {
        0 => SyncState::Recorded,
        1 => SyncState::Received,
        2 => SyncState::Logged,
        _ => SyncState::Receipted,
    })
}

fn with_authors(db: &Connection, differences: Vec<Difference>) -> Result<Vec<FieldConflict>> {
    let claimed = |statement: Statement| {
        let changes = statement.by.iter().flat_map(|(doc, hashes)| hashes.iter().map(|hash| (*doc, hash)));
        let by = changes.filter_map(|(doc, hash)| written(db, doc, hash).transpose()).collect::<Result<_>>()?;
        Ok(Claimed { value: statement.value, by })
    };
    differences
        .into_iter()
        .map(|difference| {
            let values = difference.values.into_iter().map(claimed).collect::<Result<_>>()?;
            Ok(FieldConflict { path: difference.path, values })
        })
        .collect()
}

fn written(db: &Connection, record: DocId, hash: &ChangeHash) -> Result<Option<Written>> {
    let Some(Change { author, made_at, .. }) = change::find(db, hash)? else { return Ok(None) };
    Ok(Some(Written { record, change: *hash, author: author::read(db, author)?, at: made_at }))
}
