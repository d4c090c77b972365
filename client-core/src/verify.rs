//! Whether the store is what it says: every byte, count and signature made again; and mending what is not.
//!
//! What a record is made of stands in the store twice: as raw changes, and in the snapshot of the record. So bytes that
//! were damaged come from the snapshot, and a damaged snapshot from the changes. Where both are gone, what was in the
//! province's log is taken for missing, and the next exchange brings it; what was not known to be there is written again
//! from what the officer meant.
//!
//! To set the whole store aside was refused: what only this device has is in there.

mod heal;

use records::{ChangeHash, DocId};
use rusqlite::Connection;
use serde::Serialize;
use wire::FeedId;

pub use self::heal::{Healed, Healing};
use crate::{Error, Result, change::State, feed, sql::Sql, store::Store, stored, voucher};

/// What [`Store::verify`] found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Verified {
    /// Changes that were hashed.
    pub changes: u64,
    /// Those whose bytes are not the ones that were stored.
    pub damaged: Vec<ChangeHash>,
    /// Feeds whose count or fingerprint is not that of the changes in them: the next comparison counts them again.
    pub miscounted: Vec<String>,
    /// Records that are not what their changes give.
    pub records: Vec<DocId>,
    /// Frames that the province signed.
    pub vouchers: u64,
    /// Those whose signature does not verify.
    pub unproven: u64,
}

impl Verified {
    /// Whether nothing is wrong.
    #[must_use]
    pub const fn is_sound(&self) -> bool {
        self.damaged.is_empty() && self.miscounted.is_empty() && self.records.is_empty() && self.unproven == 0
    }
}

impl Store {
    /// Hashes every change, counts every feed, builds every record and verifies every signature again. Reads only.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn verify(&self) -> Result<Verified> {
        Ok(self.look()?.verified())
    }

    fn look(&self) -> Result<Look> {
        let (changes, damaged) = hash_all(&self.db)?;
        let (vouchers, unproven) = self.unproven()?;
        let (miscounted, records) = (self.miscounted()?, stored::unsound(&self.db)?);
        Ok(Look { changes, damaged, miscounted, records, vouchers, unproven })
    }

    fn miscounted(&self) -> Result<Vec<FeedId>> {
        let mut miscounted = Vec::new();
        for state in feed::states(&self.db)? {
            if feed::recount(&self.db, &state.feed)? != feed::fingerprint(&state) {
                miscounted.push(state.feed);
            }
        }
        Ok(miscounted)
    }

    /// How many vouchers there are, and those that do not verify.
    fn unproven(&self) -> Result<(u64, Vec<i64>)> {
        let (mut vouchers, mut unproven) = (0, Vec::new());
        for id in voucher::ids(&self.db)? {
            vouchers += 1;
            let is_proven = match voucher::whole(&self.db, id) {
                Ok((voucher, entries)) => {
                    let chain = &self.membership.chain;
                    chain.verify_kept(|key| seal::verify_voucher(key, &voucher, &entries)).is_ok()
                }
                Err(Error::Wire(_) | Error::Corrupt(_)) => false,
                Err(error) => return Err(error),
            };
            if !is_proven {
                unproven.push(id);
            }
        }
        Ok((vouchers, unproven))
    }
}

/// What a look at all of the store found.
struct Look {
    changes: u64,
    damaged: Vec<Damaged>,
    miscounted: Vec<FeedId>,
    records: Vec<DocId>,
    vouchers: u64,
    unproven: Vec<i64>,
}

impl Look {
    fn verified(&self) -> Verified {
        Verified {
            changes: self.changes,
            damaged: self.damaged.iter().map(|damaged| damaged.hash).collect(),
            miscounted: self.miscounted.iter().map(ToString::to_string).collect(),
            records: self.records.clone(),
            vouchers: self.vouchers,
            unproven: self.unproven.len() as u64,
        }
    }
}

/// A change whose bytes are not those that were stored.
struct Damaged {
    id: i64,
    hash: ChangeHash,
    doc: DocId,
}

/// Hashes every change, and gives how many these are and those that were damaged. Bytes that were given up and that
/// nobody needs any more are not hashed.
fn hash_all(db: &Connection) -> Result<(u64, Vec<Damaged>)> {
    let mut statement =
        db.prepare("select id, hash, doc, opened(raw), state from change where opened(raw) is not null order by id")?;
    let mut rows = statement.query([])?;
    let (mut changes, mut damaged) = (0, Vec::new());
    while let Some(row) = rows.next()? {
        let hash = row.get::<_, Sql<ChangeHash>>(1)?.0;
        let raw = row.get_ref(3)?.as_blob().map_err(rusqlite::Error::from)?;
        if raw.is_empty()
            && State::parse(row.get_ref(4)?.as_str().map_err(rusqlite::Error::from)?).is_some_and(is_aside)
        {
            continue;
        }
        changes += 1;
        if !is_whole(raw, &hash) {
            damaged.push(Damaged { id: row.get(0)?, hash, doc: row.get::<_, Sql<DocId>>(2)?.0 });
        }
    }
    Ok((changes, damaged))
}

/// Whether bytes are those of a change, the first eight of them too, which no hash covers.
fn is_whole(raw: &[u8], hash: &ChangeHash) -> bool {
    wire::hash_of_change(raw) == *hash && wire::seal_change(raw) == raw
}

/// Whether a change will never be in its document.
const fn is_aside(state: State) -> bool {
    matches!(state, State::Refused | State::SetAside)
}
