//! Which bundles are under way, and who carries them.

use std::{collections::BTreeSet, fs};

use rusqlite::{Connection, Transaction, params};
use seal::verify_certificate;
use wire::{
    Signature,
    bundle::{Bundle, SignedCarried},
    enrolment::Certificate,
};

use super::Outgoing;
use crate::{
    Error, Result, Store,
    lineage::Lineage,
    sql::{Sql, number, unsigned},
    store::{Context, if_there, make_private, write_durably},
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

/// The folder, in that of the store, with the bundles that a courier is to take or has taken. They are sealed.
pub(crate) const FOLDER: &str = "outgoing";

/// Keeps bundles for the next visit to a courier.
pub(super) fn save(store: &Store, bundles: &[Outgoing]) -> Result<()> {
    discard(store)?;
    let folder = store.dir.join(FOLDER);
    make_private(&folder).map_err(Error::file("keeping a bundle"))?;
    for (at, Outgoing { bundle, .. }) in bundles.iter().enumerate() {
        write_durably(&folder.join(format!("{at}.bundle")), &bundle.to_bytes())?;
    }
    Ok(())
}

/// The bundles that are kept, where they hold all that is to be sent; `None` where they do not.
pub(super) fn load(store: &Store) -> Result<Option<Vec<Outgoing>>> {
    let mut kept = Vec::new();
    for at in 0.. {
        match fs::read(store.dir.join(FOLDER).join(format!("{at}.bundle"))) {
            // One that a power cut left half is made again.
            Ok(file) => kept.extend(Bundle::from_bytes(&file).ok()),
            Err(_) => break,
        }
    }
    let digests: BTreeSet<_> = kept.iter().map(|bundle| bundle.head.digest).collect();
    if kept.is_empty() || !holds_all(&store.db, &digests)? {
        return Ok(None);
    }
    let outgoing = |bundle: Bundle| Ok(Outgoing { changes: changes_in(&store.db, &bundle)?, bundle });
    kept.into_iter().map(outgoing).collect::<Result<_>>().map(Some)
}

/// Throws away what is kept.
pub(super) fn discard(store: &Store) -> Result<()> {
    if_there(fs::remove_dir_all(store.dir.join(FOLDER))).map_err(Error::file("removing old bundles"))
}

/// Whether nothing is to be sent but what these bundles hold.
fn holds_all(db: &Connection, digests: &BTreeSet<[u8; 32]>) -> Result<bool> {
    let sql = "select exists (select 1 from change where own = 1 and envelope is null and state = 'local')";
    if db.prepare_cached(sql)?.query_row([], |row| row.get(0))? {
        return Ok(false);
    }
    let mut statement = db.prepare_cached("select id from envelope where received = 0")?;
    let mut waiting: BTreeSet<i64> = statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    let mut holds = db.prepare_cached("select envelope from bundle_envelope where bundle = ?")?;
    for digest in digests {
        for held in holds.query_map([digest], |row| row.get(0))? {
            waiting.remove(&held?);
        }
    }
    Ok(waiting.is_empty())
}

fn changes_in(db: &Connection, bundle: &Bundle) -> Result<u64> {
    let sql = "select count(*) from bundle_envelope b join change c on c.envelope = b.envelope where b.bundle = ?";
    Ok(unsigned(db.prepare_cached(sql)?.query_row([bundle.head.digest], |row| row.get(0))?))
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
        self.membership.chain.verify_kept(|key| verify_certificate(key, courier, by))?;
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
