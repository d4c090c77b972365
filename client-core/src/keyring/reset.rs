//! Letting somebody in again whose passphrase is forgotten, or whose doors were closed.
//!
//! The device draws a secret for each officer, puts a door behind it, and deposits it at the province, sealed
//! (`deposit` in the exchange). An operator who knows the person reads it out as a code; with that, offline, the officer
//! sets a new passphrase. The door goes with its use, and the next exchange deposits another secret.

use std::path::Path;

use records::OfficerId;
use rusqlite::{Connection, OptionalExtension, params};
use seal::{ResetSecret, seal_to};

use super::{Door, Keyring, Login, Person, Unlock, choose, door, identity_of, reset_door, rule};
use crate::{
    Clock, Error, Result, Store,
    lease::Purpose,
    setting,
    sql::Sql,
    store::{Context, Draw},
};

/// Sets a new passphrase with the province's code, offline, and opens the store. The code is used up.
///
/// # Errors
/// [`Error::Seal`] where the code is mistyped, of somebody else or used; [`Error::Weak`]; as [`Store::unlock`].
pub fn reset(dir: &Path, officer: Option<&str>, code: &str, new: &str, clock: Box<dyn Clock>) -> Result<Store> {
    let secret: ResetSecret = code.parse()?;
    let mut keyring = Keyring::of(dir)?;
    let (id, identity, handle) = {
        let slot = choose(keyring.slots(), officer)?;
        let lock = slot.doors.iter().find_map(Door::reset).ok_or(seal::Error::WrongResetCode)?;
        (slot.officer(), identity_of(&lock.open_by_reset(slot.about(), &secret)?)?, slot.handle().clone())
    };
    rule::check(new, handle.as_str())?;
    let door = door(&identity, new, clock.as_ref())?;
    let slot = keyring.slot_mut(id)?;
    slot.replace(door);
    slot.doors.retain(|door| !door.is_reset());
    keyring.write()?;
    drop(keyring);
    let login = Login { officer: Some(handle.as_str()), unlock: Unlock::Passphrase(new) };
    // The code is the province's word that the device is welcome: a lease that is over begins anew.
    Store::unlock_for(Purpose::Reset, dir, &login, clock)
}

/// Takes every door of a person away: only the province's are left, so the store opens again with its help alone.
///
/// A disk may keep old bytes of a file that was written anew; who kept a copy from before still has the doors of then.
///
/// # Errors
/// Where the keyring cannot be read or written.
pub fn close_until_reset(dir: &Path) -> Result<()> {
    Keyring::of(dir)?.close_until_reset()
}

impl Keyring {
    /// Takes every door of a person away. See [`close_until_reset`].
    pub(crate) fn close_until_reset(&mut self) -> Result<()> {
        if self.slots().is_empty() {
            return Err(Error::Corrupt("a keyring without slots"));
        }
        self.form.slots_mut().iter_mut().for_each(|slot| slot.doors.retain(Door::is_reset));
        self.write()
    }

    /// Puts a door of the province into the slot of somebody who has none, where its secret can be deposited.
    pub(crate) fn ensure_reset(&mut self, store: &mut Store, person: &Person) -> Result<()> {
        if self.slot_mut(person.officer)?.doors.iter().any(Door::is_reset) {
            return Ok(());
        }
        let secret = ResetSecret::generate(&mut Draw(store.clock.as_ref()));
        // First what is to be deposited: a door whose secret nobody has opens to nobody.
        store.write(|tx, context| keep(tx, context, person.officer, &secret))?;
        let door = reset_door(&person.identity, &secret, store.clock.as_ref())?;
        self.slot_mut(person.officer)?.replace(door);
        self.write()
    }
}

fn keep(db: &Connection, context: Context<'_>, officer: OfficerId, secret: &ResetSecret) -> Result<()> {
    let sealed = seal_to(context.membership.province_recipient(), secret.expose())?;
    let sql = "insert into deposit (officer, sealed) values (?, ?)
               on conflict (officer) do update set sealed = excluded.sealed";
    db.prepare_cached(sql)?.execute(params![Sql(officer), sealed])?;
    Ok(())
}

/// Set while the province that was met last keeps no deposits: they are not carried there again and again.
const UNKEPT: &str = "deposits_unkept";

/// Notes whether the province keeps deposits.
pub(crate) fn is_kept_there(db: &Connection, kept: bool) -> Result<()> {
    if kept { setting::remove(db, UNKEPT) } else { setting::put(db, UNKEPT, &[]) }
}

/// What is to be deposited at the province: whose, and the sealed secret.
pub(crate) fn to_deposit(db: &Connection) -> Result<Vec<(OfficerId, Vec<u8>)>> {
    if setting::get(db, UNKEPT).optional()?.is_some() {
        return Ok(Vec::new());
    }
    let mut statement = db.prepare_cached("select officer, sealed from deposit order by officer")?;
    let rows = statement.query_map([], |row| Ok((row.get::<_, Sql<OfficerId>>(0)?.0, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Notes that the province has a deposit; one that was made meanwhile stays.
pub(crate) fn deposited(db: &Connection, officer: OfficerId, sealed: &[u8]) -> Result<()> {
    db.prepare_cached("delete from deposit where officer = ? and sealed = ?")?
        .execute(params![Sql(officer), sealed])?;
    Ok(())
}
