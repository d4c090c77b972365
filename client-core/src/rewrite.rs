//! Writing again what can no longer stand as it was written.
//!
//! A refused change takes with it whatever its actor wrote after it, and whatever was built on it. So the document is
//! built again without them, and what people meant with the later ones is written once more, under a new actor: that
//! needs a new lineage. When the lineage itself is worthless (somebody else writes under it, or this file is an old copy
//! of itself), everything that did not arrive is written again, the first of them included.

use std::collections::{BTreeMap, BTreeSet};

use document::Heads;
use records::{ChangeHash, DocId};
use rusqlite::{Connection, Transaction};

use crate::{
    Result, author,
    change::{self, Change, State, UNDER_WAY},
    lineage::{self, Lineage, Reason},
    outbox,
    record::{Edit, write},
    sql::Sql,
    store::{Context, Store},
    stored::Stored,
};

/// Whether the changes at the root of the trouble are written again too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Roots {
    /// They are unsafe: kept aside only.
    Dropped,
    /// They are as good as what hangs on them.
    WrittenAgain,
}

impl Store {
    /// Begins a new lineage and writes again, under it, whatever did not arrive at the province. What was read stays read.
    /// For a store that turned out to be a copy.
    ///
    /// # Errors
    /// Where the database fails; nothing was done then.
    pub fn renew_lineage(&mut self, reason: Reason) -> Result<Lineage> {
        self.write(|tx, context| renew(tx, context, reason))
    }
}

pub(crate) fn renew(tx: &Transaction<'_>, context: Context<'_>, reason: Reason) -> Result<Lineage> {
    let stranded = stranded(tx)?;
    outbox::give_up(tx)?;
    let lineage = lineage::begin(tx, context.clock, reason)?;
    for (doc, roots) in stranded {
        rewrite(tx, context, doc, &roots, Roots::WrittenAgain)?;
    }
    Ok(lineage)
}

/// Takes refused changes out of their documents, and writes again what was built on them.
pub(crate) fn without_refused(tx: &Transaction<'_>, context: Context<'_>, refused: &[Change]) -> Result<()> {
    if refused.is_empty() {
        return Ok(());
    }
    let mut documents = BTreeMap::<DocId, BTreeSet<ChangeHash>>::new();
    for change in refused {
        documents.entry(change.doc).or_default().insert(change.hash);
    }
    lineage::begin(tx, context.clock, Reason::Refused)?;
    documents.into_iter().try_for_each(|(doc, roots)| rewrite(tx, context, doc, &roots, Roots::Dropped))
}

/// The changes that were written here and are not known to be in the log, by document: what the province decides on
/// those that arrived, it tells the lineage that is given up. Imports name their own actor and need no other.
fn stranded(db: &Connection) -> Result<BTreeMap<DocId, BTreeSet<ChangeHash>>> {
    let sql = format!(
        "select doc, hash from change
         where own = 1 and state in ('local', 'received', 'held') and {UNDER_WAY} and lineage is not null"
    );
    let mut statement = db.prepare_cached(&sql)?;
    let rows =
        statement.query_map([], |row| Ok((row.get::<_, Sql<DocId>>(0)?.0, row.get::<_, Sql<ChangeHash>>(1)?.0)))?;
    let mut documents = BTreeMap::<DocId, BTreeSet<ChangeHash>>::new();
    for row in rows {
        let (doc, hash) = row?;
        documents.entry(doc).or_default().insert(hash);
    }
    Ok(documents)
}

/// Writes again what was meant with a record's changes whose bytes were damaged before they were known to be in the log,
/// and what was built on them; not before all is here that they may have been built on themselves.
pub(crate) fn instead_of_damaged(tx: &Transaction<'_>, context: Context<'_>, doc: DocId) -> Result<()> {
    let mut damaged = change::of_document(tx, doc)?;
    damaged.retain(|change| change.is_damaged);
    if damaged.iter().any(|change| change.reason == change::DAMAGED) {
        return Ok(());
    }
    damaged.retain(|change| matches!(change.state, State::Local | State::Received | State::Held));
    if damaged.is_empty() {
        return Ok(());
    }
    if has_written(tx, doc, &lineage::current(tx)?)? {
        lineage::begin(tx, context.clock, Reason::Refused)?;
    }
    let roots = damaged.into_iter().map(|change| change.hash).collect();
    rewrite(tx, context, doc, &roots, Roots::WrittenAgain)
}

/// Does for a record what was put off while its officer was not there: it is built again from its changes, what hangs on
/// refused ones is written again, and what an earlier lineage can bring across no more.
pub(crate) fn owed(tx: &Transaction<'_>, context: Context<'_>, doc: DocId) -> Result<()> {
    let Some(mut stored) = Stored::of_changes(tx, doc)? else { return Ok(()) };
    stored.rebuild(tx)?;
    let own: Vec<_> = change::of_document(tx, doc)?.into_iter().filter(|change| change.own).collect();
    let refused: Vec<_> = own.iter().filter(|change| change.state == State::Refused).cloned().collect();
    without_refused(tx, context, &refused)?;
    let stranded = stranded(tx)?.remove(&doc).unwrap_or_default();
    let given_up: BTreeSet<_> = stranded.into_iter().filter(|hash| is_given_up(tx, hash).unwrap_or(false)).collect();
    if given_up.is_empty() { Ok(()) } else { rewrite(tx, context, doc, &given_up, Roots::WrittenAgain) }
}

/// Whether no statement brings a change across any more, and its lineage signs for nothing.
fn is_given_up(tx: &Transaction<'_>, hash: &ChangeHash) -> Result<bool> {
    let sql = "select envelope is null and lineage < (select max(ordinal) from lineage) from change where hash = ?";
    Ok(tx.prepare_cached(sql)?.query_row([Sql(*hash)], |row| row.get(0))?)
}

/// Whether a lineage wrote in a document: the numbers of its changes there are used up.
fn has_written(db: &Connection, doc: DocId, lineage: &Lineage) -> Result<bool> {
    Ok(db.prepare_cached("select 1 from change where doc = ? and lineage = ?")?.exists((Sql(doc), lineage.ordinal))?)
}

fn rewrite(
    tx: &Transaction<'_>,
    context: Context<'_>,
    doc: DocId,
    roots: &BTreeSet<ChangeHash>,
    and: Roots,
) -> Result<()> {
    let Some(mut stored) = Stored::of_changes(tx, doc)? else { return Ok(()) };
    let doomed = doomed(tx, doc, roots)?;
    for (change, _) in &doomed {
        let state = match (roots.contains(&change.hash) && and == Roots::Dropped, change.own) {
            (true, _) => State::Refused,
            (false, true) => State::SetAside,
            (false, false) => State::Waiting,
        };
        change::set_state(tx, change.id, state, &change.reason)?;
    }
    stored.rebuild(tx)?;
    let mut instead = BTreeMap::<ChangeHash, Vec<ChangeHash>>::new();
    for (change, deps) in doomed {
        let dropped = and == Roots::Dropped && roots.contains(&change.hash);
        let heads = if dropped { None } else { write_again(tx, context, &mut stored, &change, &instead)? };
        instead.insert(change.hash, heads.unwrap_or_else(|| replaced(&deps, &instead)));
    }
    Ok(())
}

/// The changes in the document that are roots or hang on one, in their order, each with what it depends on.
fn doomed(db: &Connection, doc: DocId, roots: &BTreeSet<ChangeHash>) -> Result<Vec<(Change, Vec<ChangeHash>)>> {
    let mut hashes = BTreeSet::new();
    let mut doomed = Vec::new();
    for change in change::of_document(db, doc)? {
        let Some(deps) = dependencies(db, &change)? else { continue };
        let in_question = change.state.in_document() || roots.contains(&change.hash);
        let hangs = roots.contains(&change.hash) || deps.iter().any(|dep| hashes.contains(dep));
        if in_question && hangs {
            hashes.insert(change.hash);
            doomed.push((change, deps));
        }
    }
    Ok(doomed)
}

/// What a change depends on; of one whose bytes are gone, what its author saw. `None` of bytes that are no change.
fn dependencies(db: &Connection, change: &Change) -> Result<Option<Vec<ChangeHash>>> {
    if change.is_damaged {
        let kept = change::intents(db, change.id)?;
        return Ok(Some(kept.map(|(seen, _)| seen.iter().copied().collect()).unwrap_or_default()));
    }
    Ok(document::guard::inspect(&change::raw(db, change.id)?).ok().map(|info| info.deps))
}

/// Writes what was meant by a change, against what its author saw or what stands in its place. Where that was not kept,
/// as of an import or of what was in the log of a province that lost it, the change itself tells. `None` for a change
/// of others, and where nothing tells: then it is kept aside only.
fn write_again(
    tx: &Transaction<'_>,
    context: Context<'_>,
    stored: &mut Stored,
    change: &Change,
    instead: &BTreeMap<ChangeHash, Vec<ChangeHash>>,
) -> Result<Option<Vec<ChangeHash>>> {
    if !change.own {
        return Ok(None);
    }
    let (seen, intents) = match change::intents(tx, change.id)? {
        Some(kept) => kept,
        None if change.is_damaged => return Ok(None),
        None => document::guard::meaning(&change::raw(tx, change.id)?).map_err(document::Error::from)?,
    };
    let seen: Vec<_> = seen.iter().copied().collect();
    let mut seen = replaced(&seen, instead);
    seen.retain(|hash| stored.document.contains(hash));
    let officer = author::read(tx, change.author)?.officer;
    let seen = Heads::from(seen);
    let edit = Edit { officer, seen: &seen, intents: &intents, made_at: change.made_at };
    let written = write(tx, context, stored, &edit)?;
    Ok(Some(written.change.map_or_else(|| seen.into(), |hash| vec![hash])))
}

fn replaced(hashes: &[ChangeHash], instead: &BTreeMap<ChangeHash, Vec<ChangeHash>>) -> Vec<ChangeHash> {
    hashes.iter().flat_map(|hash| instead.get(hash).cloned().unwrap_or_else(|| vec![*hash])).collect()
}
