//! A document as it is stored: snapshot, kind, place.

use document::{Document, Guard, Heads, Limits};
use records::{DocId, Kind, RegionCode};
use rusqlite::{Connection, OptionalExtension, params};

use crate::{
    Error, Result,
    change::{self, State},
    projection,
    sql::Sql,
};

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
            "insert into document (id, kind, region, snapshot, heads, made_at) values (?, ?, ?, x'', x'', ?)",
        )?
        .execute(params![Sql(id), Sql(kind), Sql(region.clone()), now])?;
        Ok(Self { id, kind, region: region.clone(), document: Document::new() })
    }

    /// The document with this id. A snapshot that cannot be read is made again from the changes.
    pub(crate) fn load(db: &Connection, id: DocId) -> Result<Option<Self>> {
        let sql = "select kind, region, snapshot from document where id = ?";
        let row = db.prepare_cached(sql)?.query_row([Sql(id)], |row| {
            let kind = row.get::<_, Sql<Kind>>(0)?.0;
            Ok((kind, row.get::<_, Sql<RegionCode>>(1)?.0, row.get::<_, Vec<u8>>(2)?))
        });
        let Some((kind, region, snapshot)) = row.optional()? else { return Ok(None) };
        let document = Document::load(&snapshot).or_else(|_| from_changes(db, id))?;
        Ok(Some(Self { id, kind, region, document }))
    }

    /// The document with this id.
    pub(crate) fn get(db: &Connection, id: DocId) -> Result<Self> {
        Self::load(db, id)?.filter(|stored| !stored.document.heads().is_empty()).ok_or(Error::NoSuchRecord(id))
    }

    /// Writes the snapshot, and what is shown of it.
    pub(crate) fn save(&self, db: &Connection) -> Result<()> {
        db.prepare_cached("update document set snapshot = ?, heads = ? where id = ?")?.execute(params![
            self.document.save(),
            Sql(&self.document.heads()),
            Sql(self.id)
        ])?;
        projection::refresh(db, self)
    }

    /// Builds the document again from the changes that belong in it. Those that are in the log but were kept out get
    /// another chance: what stood in their way may be gone.
    pub(crate) fn rebuild(&mut self, db: &Connection) -> Result<()> {
        let mut guard = Guard::vouched(Document::new(), Limits::default());
        let mut left: Vec<_> = change::of_document(db, self.id)?;
        left.retain(|change| change.state.in_document() || change.state.in_log());
        loop {
            let before = left.len();
            let mut kept_out = Vec::new();
            for change in left {
                match guard.admit(&change::raw(db, change.id)?) {
                    document::Admission::Admitted { .. } | document::Admission::Known { .. } => {
                        let state = if change.state.in_document() { change.state } else { State::Logged };
                        if state != change.state {
                            change::set_state(db, change.id, state, "")?;
                        }
                    }
                    document::Admission::Held { .. } | document::Admission::Refused { .. } => kept_out.push(change),
                }
            }
            left = kept_out;
            if left.len() == before || left.is_empty() {
                break;
            }
        }
        self.document = guard.into_document();
        self.save(db)
    }
}

/// Compares every snapshot with what its changes give.
pub(crate) fn check_all(db: &Connection) -> Result<()> {
    let mut statement = db.prepare("select id, heads from document where heads <> x''")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (id, heads) = (row.get::<_, Sql<DocId>>(0)?.0, row.get::<_, Sql<Heads>>(1)?.0);
        if from_changes(db, id)?.heads() != heads {
            return Err(Error::Corrupt("a record that is not what its changes give"));
        }
    }
    Ok(())
}

fn from_changes(db: &Connection, id: DocId) -> Result<Document> {
    let changes = change::of_document(db, id)?.into_iter().filter(|change| change.state.in_document());
    let raws = changes.map(|change| change::raw(db, change.id)).collect::<Result<Vec<_>>>()?;
    Ok(Document::from_changes(raws.iter().map(Vec::as_slice))?)
}
