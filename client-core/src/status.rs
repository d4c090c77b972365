//! How the store stands: what is under way, what was kept aside, what waits for a person.

use records::{ChangeHash, DocId};
use rusqlite::OptionalExtension;
use serde::Serialize;
use wire::receipt::SignedReceipt;

use crate::{
    Result, bundle,
    change::{self, State, UNDER_WAY},
    feed,
    lease::Lease,
    leaving::{self, Parted, Reviewed},
    loan::Borrowed,
    record::Filter,
    rules::Rules,
    sealed::Sealed,
    setting,
    sql::Sql,
    store::Store,
};

/// Counts of changes are of single edits, not of records.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Status {
    /// Records here.
    pub records: u64,
    /// Changes that are on this device only.
    pub local: u64,
    /// Of these, changes that a courier carries. It may be slow or lose them: they stay on this device until the province
    /// has them.
    pub carried: u64,
    /// Changes that are durable at the province and wait for its decision.
    pub received: u64,
    /// Changes that the province keeps until something that they depend on arrives.
    pub held: u64,
    /// Changes of this device that a reviewer looks at.
    pub flagged: u64,
    /// Changes that the province had and lost when it was set back, and that who made them has not brought again.
    pub only_here: u64,
    /// Records with values in conflict.
    pub conflicts: u64,
    /// Changes that are kept and not in a record.
    pub kept_aside: Vec<Aside>,
    /// Records that are to leave this device, and wait for its edits of them to be settled.
    pub leaving: u64,
    /// Records that left this device.
    pub parted: Vec<Parted>,
    /// Edits of this device that a reviewer looks at, or has decided on.
    pub reviewed: Vec<Reviewed>,
    /// When the province signed the last receipt, by its clock, Unix seconds.
    pub last_receipt: Option<i64>,
    /// Where every feed stands.
    pub feeds: Vec<FeedStatus>,
    /// Which rules records are held against.
    pub rules: Rules,
    /// What lies in the outbox.
    pub sealed: Sealed,
    /// For how long this device goes on without the province.
    pub lease: Lease,
    /// Records that are lent to this device.
    pub borrowed: Vec<Borrowed>,
}

/// A change that is kept and not in its record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Aside {
    /// The record.
    pub doc: DocId,
    /// The change.
    pub change: ChangeHash,
    /// Why.
    pub state: State,
    /// The stable code of the reason.
    pub reason: String,
}

/// Where a feed stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FeedStatus {
    /// Which: `52.03.13.2001/village`.
    pub feed: String,
    /// The last sequence number that was applied.
    pub seq: u64,
    /// How many changes are logged up to there.
    pub count: u64,
    /// The sum of their hashes, hexadecimal.
    pub fingerprint: String,
}

impl Store {
    /// How the store stands.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn status(&self) -> Result<Status> {
        Ok(Status {
            records: self.count(&Filter::default())?,
            local: change::count(&self.db, State::Local)?,
            carried: bundle::count_carried(&self.db)?,
            received: change::count(&self.db, State::Received)?,
            held: change::count(&self.db, State::Held)?,
            flagged: change::count(&self.db, State::Flagged)?,
            only_here: change::count_only_here(&self.db)?,
            conflicts: self.count(&Filter { conflicts: true, ..Filter::default() })?,
            kept_aside: self.kept_aside()?,
            leaving: leaving::count(&self.db)?,
            parted: self.parted()?,
            reviewed: self.reviewed()?,
            last_receipt: self.receipt()?.map(|signed| signed.value().time),
            feeds: self.feeds()?,
            rules: self.rules()?,
            sealed: self.sealed()?,
            lease: self.lease()?,
            borrowed: self.borrowed()?,
        })
    }

    /// Whether something is on this device only. Costs one look into an index, however much is stored.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn has_unsent(&self) -> Result<bool> {
        // The second condition is the index's: SQLite does not see that the first one implies it.
        let sql = "select exists (select 1 from change where state = 'local' and state not in ('logged'))";
        Ok(self.db.prepare_cached(sql)?.query_row([], |row| row.get(0))?)
    }

    /// The last receipt of the province.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn receipt(&self) -> Result<Option<SignedReceipt>> {
        let bytes = setting::get(&self.db, "receipt").optional()?;
        Ok(bytes.map(|bytes| SignedReceipt::from_bytes(&bytes)).transpose()?)
    }

    /// Whether every feed is here just as the last receipt has it, `false` before the first.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn is_proven(&self) -> Result<bool> {
        let Some(signed) = self.receipt()? else { return Ok(false) };
        Ok(signed.value().proves(&feed::provable(&self.db, &signed.value().feeds)?))
    }

    /// Where every feed stands.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn feeds(&self) -> Result<Vec<FeedStatus>> {
        let status = |state: wire::receipt::FeedState| FeedStatus {
            feed: state.feed.to_string(),
            seq: state.seq,
            count: state.count,
            fingerprint: hex::encode(state.fingerprint),
        };
        Ok(feed::states(&self.db)?.into_iter().map(status).collect())
    }

    fn kept_aside(&self) -> Result<Vec<Aside>> {
        let mut statement = self.db.prepare_cached(&format!(
            "select doc, hash, state, reason from change
             where state in ('refused', 'waiting', 'quarantined') and {UNDER_WAY} order by id",
        ))?;
        let rows = statement.query_map([], |row| {
            Ok(Aside {
                doc: row.get::<_, Sql<DocId>>(0)?.0,
                change: row.get::<_, Sql<ChangeHash>>(1)?.0,
                state: State::parse(row.get_ref(2)?.as_str()?).unwrap_or(State::Quarantined),
                reason: row.get(3)?,
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}
