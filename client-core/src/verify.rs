//! Whether the store is what it says: every byte, count and signature made again.

use records::ChangeHash;
use serde::Serialize;

use crate::{Error, Result, feed, sql::Sql, store::Store, stored, voucher};

/// What [`Store::verify`] found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Verified {
    /// Changes that were hashed.
    pub changes: u64,
    /// Those whose bytes are not the ones that were stored.
    pub damaged: Vec<ChangeHash>,
    /// Feeds whose count or fingerprint is not that of the changes in them: the next comparison counts them again.
    pub miscounted: Vec<String>,
    /// Whether every record is what its changes give.
    pub records_sound: bool,
    /// Frames that the province signed.
    pub vouchers: u64,
    /// Those whose signature does not verify.
    pub unproven: u64,
}

impl Verified {
    /// Whether nothing is wrong.
    #[must_use]
    pub const fn is_sound(&self) -> bool {
        self.damaged.is_empty() && self.miscounted.is_empty() && self.records_sound && self.unproven == 0
    }
}

impl Store {
    /// Hashes every change, counts every feed, builds every record and verifies every signature again. Reads only.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn verify(&self) -> Result<Verified> {
        let (changes, damaged) = self.hash_all()?;
        let (vouchers, unproven) = self.verify_vouchers()?;
        let records_sound = match stored::check_all(&self.db) {
            Ok(()) => true,
            Err(Error::Corrupt(_) | Error::Document(_)) => false,
            Err(error) => return Err(error),
        };
        Ok(Verified { changes, damaged, miscounted: self.miscounted()?, records_sound, vouchers, unproven })
    }

    fn hash_all(&self) -> Result<(u64, Vec<ChangeHash>)> {
        let mut statement = self.db.prepare("select hash, raw from change order by id")?;
        let mut rows = statement.query([])?;
        let (mut changes, mut damaged) = (0, Vec::new());
        while let Some(row) = rows.next()? {
            let hash = row.get::<_, Sql<ChangeHash>>(0)?.0;
            changes += 1;
            if wire::hash_of_change(&row.get::<_, Vec<u8>>(1)?) != hash {
                damaged.push(hash);
            }
        }
        Ok((changes, damaged))
    }

    fn miscounted(&self) -> Result<Vec<String>> {
        let mut miscounted = Vec::new();
        for state in feed::states(&self.db)? {
            if feed::recount(&self.db, &state.feed)? != feed::fingerprint(&state) {
                miscounted.push(state.feed.to_string());
            }
        }
        Ok(miscounted)
    }

    fn verify_vouchers(&self) -> Result<(u64, u64)> {
        let (mut vouchers, mut unproven) = (0, 0);
        for id in voucher::ids(&self.db)? {
            let (voucher, entries) = voucher::whole(&self.db, id)?;
            vouchers += 1;
            unproven += u64::from(seal::verify_voucher(self.membership.province_key(), &voucher, &entries).is_err());
        }
        Ok((vouchers, unproven))
    }
}
