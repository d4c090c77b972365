//! How far each change of this device got, and the province's own word for it.
//!
//! A state in a column says what this device believes. The receipt of a change is what the province signed: the frame of
//! its log in which the change stands, verified anew each time that it is asked for.

use records::{ChangeHash, DocId, EpochId};
use rusqlite::{Connection, OptionalExtension};
use serde::Serialize;

use crate::{
    Result,
    change::{self, Change, State},
    sql::{Sql, unsigned},
    store::Store,
    voucher,
};

/// How far a change of this device got.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChangeReceipt {
    /// The change.
    pub change: ChangeHash,
    /// When it was made, by this device's clock, Unix seconds; 0 of an import.
    pub made_at: i64,
    /// How far it got.
    pub state: State,
    /// The stable code of the reason why it is held, flagged, refused or kept aside; empty otherwise.
    pub reason: String,
    /// The courier that carries it, while it is on this device only.
    pub courier: Option<String>,
    /// What the province signed, verified.
    pub logged: Option<LoggedProof>,
}

/// The province's word that a change is in its log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LoggedProof {
    /// In which feed: `52.03.13.2001/village`.
    pub feed: String,
    /// In which life of the log.
    pub epoch: EpochId,
    /// At which sequence number, where it came in the log's order.
    pub seq: Option<u64>,
}

impl Store {
    /// How far each change of a record got that this device made, in the order in which they were made.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn receipts(&self, doc: DocId) -> Result<Vec<ChangeReceipt>> {
        let changes = change::of_document(&self.db, doc)?.into_iter().filter(|change| change.own);
        changes.map(|change| self.receipt_of(change)).collect()
    }

    fn receipt_of(&self, change: Change) -> Result<ChangeReceipt> {
        let courier = if change.state == State::Local { courier(&self.db, change.id)? } else { None };
        Ok(ChangeReceipt {
            courier,
            logged: self.proof_of(change.id)?,
            change: change.hash,
            made_at: change.made_at,
            state: change.state,
            reason: change.reason,
        })
    }

    fn proof_of(&self, change: i64) -> Result<Option<LoggedProof>> {
        let Some((voucher, entries)) = voucher::of_change(&self.db, change)? else { return Ok(None) };
        let chain = &self.membership.chain;
        if chain.verify_kept(|key| seal::verify_voucher(key, &voucher, &entries)).is_err() {
            return Ok(None);
        }
        let sql = "select seq from logged where change = ? and feed = ?";
        let mut place = self.db.prepare_cached(sql)?;
        let seq =
            place.query_row((change, Sql(voucher.feed.clone())), |row| row.get::<_, Option<i64>>(0)).optional()?;
        Ok(Some(LoggedProof { feed: voucher.feed.to_string(), epoch: voucher.epoch, seq: seq.flatten().map(unsigned) }))
    }
}

/// Who said that he carries a bundle with the change.
fn courier(db: &Connection, change: i64) -> Result<Option<String>> {
    let sql = "select b.courier_name from change c
               join bundle_envelope e on e.envelope = c.envelope join bundle b on b.digest = e.bundle
               where c.id = ? and b.receipt is not null order by b.carried_at desc limit 1";
    Ok(db.prepare_cached(sql)?.query_row([change], |row| row.get(0)).optional()?.flatten())
}
