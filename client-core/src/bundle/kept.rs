//! Which bundles are under way, and who carries them.

use rusqlite::{Connection, Transaction, params};
use seal::verify_certificate;
use wire::{
    Signature,
    bundle::{Bundle, SignedCarried},
    enrolment::Certificate,
};

use crate::{
    Error, Result, Store,
    lineage::Lineage,
    sql::{Sql, number, unsigned},
    store::Context,
};

/// Notes a bundle that was made, with the statements in it, and forgets those of which the province has everything.
pub(super) fn note(
    tx: &Transaction<'_>,
    context: Context<'_>,
    lineage: &Lineage,
    bundle: &Bundle,
    statements: &[u64],
) -> Result<()> {
    tx.execute(
        "delete from bundle where not exists (select 1 from bundle_envelope b join envelope e on e.id = b.envelope
             where b.bundle = digest and e.received = 0)",
        [],
    )?;
    tx.prepare_cached("insert into bundle (digest, lineage, exchange, made_at) values (?, ?, ?, ?)")?
        .execute(params![bundle.head.digest, lineage.ordinal, number(bundle.head.exchange), context.clock.now()])?;
    let mut holds = tx.prepare_cached(
        "insert into bundle_envelope (bundle, envelope) select ?1, id from envelope where lineage = ?2 and n = ?3",
    )?;
    let row = |n: &u64| holds.execute(params![bundle.head.digest, lineage.ordinal, number(*n)]);
    statements.iter().map(row).try_for_each(|done| done.map(drop))?;
    Ok(())
}

/// How many changes are here only and with a courier.
pub(crate) fn count_carried(db: &Connection) -> Result<u64> {
    let sql = "select count(*) from change c where c.state = 'local' and c.state not in ('logged')
               and exists (select 1 from bundle_envelope e join bundle b on b.digest = e.bundle
                   where e.envelope = c.envelope and b.receipt is not null)";
    Ok(unsigned(db.prepare_cached(sql)?.query_row([], |row| row.get(0))?))
}

impl Store {
    /// Notes that a courier carries a bundle of this device. It is the courier's word and no more: nothing is deleted or
    /// left unsent because of it.
    ///
    /// # Errors
    /// [`Error::Seal`] where the province did not certify the courier or the courier did not sign; [`Error::Protocol`]
    /// where the receipt is of another device.
    pub fn carried(&mut self, courier: &Certificate, by: &Signature, receipt: &SignedCarried) -> Result<()> {
        verify_certificate(self.membership.province_key(), courier, by)?;
        seal::verify_signed(&courier.signing_key, receipt)?;
        let carried = receipt.value();
        if carried.courier != courier.device || carried.device != self.membership.device() {
            return Err(Error::Protocol("a courier's receipt of something else".to_owned()));
        }
        self.write(|tx, _| {
            tx.prepare_cached(
                "update bundle set courier = ?, courier_name = ?, carried_at = ?, receipt = ? where digest = ?",
            )?
            .execute(params![
                Sql(courier.device),
                courier.device_name,
                carried.at,
                receipt.to_bytes(),
                carried.digest
            ])?;
            Ok(())
        })
    }
}
