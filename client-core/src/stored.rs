//! A document as it is stored: snapshot, kind, place.

use std::collections::BTreeMap;

use document::{Admission, Document, Guard, Heads, Limits, in_dependency_order};
use records::{ChangeHash, DocId, Kind, RegionCode};
use rusqlite::{Connection, OptionalExtension, params};

use crate::{
    Error, Result,
    change::{self, Change, State, UNDER_WAY},
    private, projection,
    sql::Sql,
};

/// The code of changes that wait because their document cannot be read. It stops nothing else, and is tried again.
pub(crate) const UNREADABLE: &str = "document_unreadable";

/// A document that was read from the store, or is about to be written there.
#[derive(Debug, Clone)]
pub(crate) struct Stored {
    pub(crate) id: DocId,
    pub(crate) kind: Kind,
    pub(crate) region: RegionCode,
    pub(crate) document: Document,
}

impl Stored {
    /// A document before its first change. Its row is made now, as changes refer to it.
    pub(crate) fn new(db: &Connection, id: DocId, kind: Kind, region: &RegionCode, now: i64) -> Result<Self> {
        db.prepare_cached(
            "insert into document (id, kind, region, snapshot, heads, made_at, owner)
             values (?1, ?2, ?3, x'', x'', ?4, owner_of(?2))",
        )?
        .execute(params![Sql(id), Sql(kind), Sql(region.clone()), now])?;
        Ok(Self { id, kind, region: region.clone(), document: Document::new() })
    }

    /// The document with this id. A snapshot that cannot be read is made again from the changes; [`Error::Document`]
    /// where these do not make it either, [`Error::ClosedRecord`] where it is another officer's, [`Error::LoanOver`] where it
    /// was lent to this device.
    pub(crate) fn load(db: &Connection, id: DocId) -> Result<Option<Self>> {
        let sql = "select kind, region, iif(owner is null, snapshot, opened(snapshot)),
                       (select until from lent where doc = id and closed = 1)
                   from document where id = ?";
        let row = db.prepare_cached(sql)?.query_row([Sql(id)], |row| {
            let kind = row.get::<_, Sql<Kind>>(0)?.0;
            Ok((kind, row.get::<_, Sql<RegionCode>>(1)?.0, row.get::<_, Option<Vec<u8>>>(2)?, row.get(3)?))
        });
        let Some((kind, region, snapshot, over)) = row.optional()? else { return Ok(None) };
        if let Some(until) = over {
            return Err(Error::LoanOver { doc: id, until });
        }
        let snapshot = snapshot.ok_or(Error::ClosedRecord(id))?;
        let document = Document::load(&snapshot).or_else(|_| from_changes(db, id))?;
        Ok(Some(Self { id, kind, region, document }))
    }

    /// The document with this id, `None` also where it cannot be read: for who looks at many, or beside another.
    pub(crate) fn load_readable(db: &Connection, id: DocId) -> Result<Option<Self>> {
        match Self::load(db, id) {
            Err(Error::Document(error)) => {
                tracing::error!(doc.id = %id, error = %error, "a record cannot be read");
                Ok(None)
            }
            Err(Error::ClosedRecord(_) | Error::LoanOver { .. }) => Ok(None),
            other => other,
        }
    }

    /// The document with this id.
    pub(crate) fn get(db: &Connection, id: DocId) -> Result<Self> {
        let found = match Self::load(db, id) {
            Err(Error::ClosedRecord(_)) => None,
            found => found?,
        };
        found.filter(|stored| !stored.document.heads().is_empty()).ok_or(Error::NoSuchRecord(id))
    }

    /// The document with this id, about to be built from its changes: its snapshot need not be readable. `None` also where
    /// it is another officer's, or was lent for a time that is over; it is built when that officer is there, or it is lent
    /// again.
    pub(crate) fn of_changes(db: &Connection, id: DocId) -> Result<Option<Self>> {
        if private::is_closed_record(db, id)? {
            private::owe(db, id)?;
            return Ok(None);
        }
        let sql = "select kind, region from document where id = ?";
        let row = db
            .prepare_cached(sql)?
            .query_row([Sql(id)], |row| Ok((row.get::<_, Sql<Kind>>(0)?.0, row.get::<_, Sql<RegionCode>>(1)?.0)));
        Ok(row.optional()?.map(|(kind, region)| Self { id, kind, region, document: Document::new() }))
    }

    /// Writes the snapshot, and what is shown of it.
    pub(crate) fn save(&self, db: &Connection) -> Result<()> {
        db.prepare_cached("update document set snapshot = sealed(owner, ?), heads = ? where id = ?")?
            .execute(params![self.document.save(), Sql(&self.document.heads()), Sql(self.id)])?;
        projection::refresh(db, self)
    }

    /// Builds the document again from the changes that belong in it. Those that are in the log but were kept out get
    /// another chance: what stood in their way may be gone.
    pub(crate) fn rebuild(&mut self, db: &Connection) -> Result<()> {
        let mut guard = Guard::vouched(Document::new(), Limits::default());
        let mut left = change::of_document(db, self.id)?;
        left.retain(|change| !change.is_damaged && (change.state.in_document() || change.state.in_log()));
        loop {
            let before = left.len();
            left = take_in(db, &mut guard, &left)?;
            if left.len() == before || left.is_empty() {
                break;
            }
        }
        self.document = guard.into_document();
        self.save(db)
    }
}

/// Hands changes to the guard, dependencies first, notes what it says of each, and gives those that it kept out.
fn take_in(db: &Connection, guard: &mut Guard, changes: &[Change]) -> Result<Vec<Change>> {
    let raws = changes.iter().map(|change| change::raw(db, change.id)).collect::<Result<Vec<_>>>()?;
    let raws: Vec<_> = raws.iter().map(Vec::as_slice).collect();
    let order = in_dependency_order(&raws);
    let ordered: Vec<_> = order.iter().filter_map(|at| raws.get(*at).copied()).collect();
    let mut kept_out = Vec::new();
    for (at, admission) in order.into_iter().zip(guard.admit_all(&ordered)) {
        let Some(change) = changes.get(at) else { continue };
        let (state, reason) = judged(&admission);
        let belongs = state.in_document();
        let news = belongs != change.state.in_document() || change.reason == UNREADABLE;
        let state = if change.state.in_log() && news {
            change::set_state(db, change.id, state, reason)?;
            state
        } else {
            change.state
        };
        if !belongs {
            kept_out.push(Change { state, ..change.clone() });
        }
    }
    Ok(kept_out)
}

/// The state of a change of the log by what the guard says, with its reason.
pub(crate) fn judged(admission: &Admission) -> (State, &'static str) {
    match admission {
        Admission::Admitted { .. } | Admission::Known { .. } => (State::Logged, ""),
        Admission::Held { .. } => (State::Waiting, "missing_dependency"),
        Admission::Refused { refusal, .. } => (State::Quarantined, refusal.code()),
    }
}

/// Tries the documents again that could not be read: another version of this program may read them.
pub(crate) fn try_unreadable_again(db: &mut Connection) -> Result<()> {
    for doc in unreadable(db)? {
        let tx = db.transaction()?;
        match Stored::load(&tx, doc) {
            Ok(Some(mut stored)) => {
                stored.rebuild(&tx)?;
                tx.commit()?;
            }
            Ok(None) | Err(Error::Document(_) | Error::ClosedRecord(_) | Error::LoanOver { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

fn unreadable(db: &Connection) -> Result<Vec<DocId>> {
    let sql = format!("select distinct doc from change where state = 'waiting' and {UNDER_WAY} and reason = ?");
    let mut statement = db.prepare_cached(&sql)?;
    let docs = statement.query_map([UNREADABLE], |row| Ok(row.get::<_, Sql<DocId>>(0)?.0))?;
    Ok(docs.collect::<rusqlite::Result<_>>()?)
}

/// Compares every snapshot with what its changes give.
pub(crate) fn check_all(db: &Connection) -> Result<()> {
    if unsound(db)?.is_empty() { Ok(()) } else { Err(Error::Corrupt("a record that is not what its changes give")) }
}

/// The records whose snapshot is not what their changes give.
pub(crate) fn unsound(db: &Connection) -> Result<Vec<DocId>> {
    let mut unsound = Vec::new();
    let sql = "select id, heads, iif(owner is null, snapshot, opened(snapshot)) from document
               where heads <> x'' and id not in (select doc from lent where closed = 1)";
    let mut statement = db.prepare(sql)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (id, heads) = (row.get::<_, Sql<DocId>>(0)?.0, row.get::<_, Sql<Heads>>(1)?.0);
        // Another officer's is found out when that officer is there.
        let Some(snapshot) = row.get_ref(2)?.as_blob_or_null().map_err(rusqlite::Error::from)? else { continue };
        let snapshot = Document::load(snapshot);
        let made = match from_changes(db, id) {
            Err(Error::Document(_)) => None,
            other => Some(other?.heads()),
        };
        if made.as_ref() != Some(&heads) || !snapshot.is_ok_and(|snapshot| snapshot.heads() == heads) {
            unsound.push(id);
        }
    }
    Ok(unsound)
}

/// The changes that the snapshot of a document holds, by their hash; none where it does not open.
pub(crate) fn in_snapshot(db: &Connection, id: DocId) -> Result<BTreeMap<ChangeHash, Vec<u8>>> {
    let sql = "select opened(snapshot) from document where id = ?";
    let snapshot: Option<Vec<u8>> = db.prepare_cached(sql)?.query_row([Sql(id)], |row| row.get(0))?;
    let changes =
        Document::load(&snapshot.unwrap_or_default()).and_then(|document| document.changes()).unwrap_or_default();
    Ok(changes.into_iter().map(|raw| (wire::hash_of_change(&raw.bytes), raw.bytes)).collect())
}

fn from_changes(db: &Connection, id: DocId) -> Result<Document> {
    let changes = change::of_document(db, id)?.into_iter().filter(|change| change.state.in_document());
    let raws = changes.map(|change| change::raw(db, change.id)).collect::<Result<Vec<_>>>()?;
    Ok(Document::from_changes(raws.iter().map(Vec::as_slice))?)
}
