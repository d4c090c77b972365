//! The officers of a device.

use std::path::Path;

use records::OfficerId;
use rusqlite::{Connection, OptionalExtension, params};
use seal::Identity;
use serde::Serialize;

use super::{Handle, Keyring, Person, Slot, door, rule};
use crate::{Error, Result, Store, sql::Sql};

/// An officer of this device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Officer {
    /// Who.
    pub id: OfficerId,
    /// The name; empty where the store is not open.
    pub name: String,
    /// The short name that the officer chose.
    pub handle: Handle,
    /// Whether only the province's code opens this officer's slot.
    pub needs_reset: bool,
    /// Whether the officer is the one who works now.
    pub here: bool,
}

/// The officers who may open the store of a directory, without opening it. None of a store of the time before there were
/// slots.
///
/// # Errors
/// Where the keyring cannot be read.
pub fn handles(dir: &Path) -> Result<Vec<Handle>> {
    let keyring = Keyring::of(dir)?;
    Ok(keyring.slots().iter().map(|slot| slot.handle().clone()).collect())
}

impl Store {
    /// The officers of this device.
    ///
    /// # Errors
    /// Where the keyring or the database fails.
    pub fn officers(&self) -> Result<Vec<Officer>> {
        let keyring = Keyring::of(&self.dir)?;
        keyring.slots().iter().map(|slot| self.officer_of(slot)).collect()
    }

    fn officer_of(&self, slot: &Slot) -> Result<Officer> {
        let id = slot.officer();
        Ok(Officer {
            id,
            name: name_of(&self.db, id)?.unwrap_or_default(),
            handle: slot.handle().clone(),
            needs_reset: slot.doors.iter().all(super::Door::is_reset),
            here: id == self.membership.officer(),
        })
    }

    /// Gives who works here another short name.
    ///
    /// # Errors
    /// [`Error::HandleTaken`].
    pub fn rename_officer(&mut self, handle: Handle) -> Result<()> {
        let mut keyring = Keyring::of(&self.dir)?;
        let officer = self.membership.officer();
        if keyring.slots().iter().any(|slot| slot.officer() != officer && *slot.handle() == handle) {
            return Err(Error::HandleTaken(handle));
        }
        keyring.slot_mut(officer)?.rename(handle);
        keyring.write()
    }

    /// Whether the device has an officer of this short name.
    ///
    /// # Errors
    /// Where the keyring cannot be read.
    pub fn has_handle(&self, handle: &Handle) -> Result<bool> {
        Ok(Keyring::of(&self.dir)?.slots().iter().any(|slot| slot.handle() == handle))
    }

    /// Gives an officer, whom the province named for this device, a slot of the keyring.
    ///
    /// # Errors
    /// [`Error::Weak`], [`Error::HandleTaken`].
    pub(crate) fn add_officer(&mut self, id: OfficerId, name: &str, handle: Handle, passphrase: &str) -> Result<()> {
        rule::check(passphrase, handle.as_str())?;
        let mut keyring = Keyring::of(&self.dir)?;
        if keyring.slots().iter().any(|slot| *slot.handle() == handle) {
            return Err(Error::HandleTaken(handle));
        }
        self.write(|tx, _| note(tx, id, name))?;
        let identity = Identity::generate();
        let door = door(&identity, passphrase, self.clock.as_ref())?;
        let slot = Slot::new(id, handle, &identity, &self.key, vec![door])?;
        keyring.form.remove(id);
        keyring.form.add(slot);
        keyring.write()?;
        keyring.ensure_reset(self, &Person { officer: id, identity })
    }

    /// Takes an officer's slot away, and gives the database a new key: a copy of the keyring that the officer kept opens
    /// nothing. What was sealed to that officer stays sealed; what the province has of it, it has.
    ///
    /// # Errors
    /// [`Error::NoSuchOfficer`], [`Error::LastOfficer`]; as [`change_key`](Self::change_key). The officer stays then.
    pub fn remove_officer(&mut self, handle: &str) -> Result<()> {
        let mut keyring = Keyring::of(&self.dir)?;
        let id = super::choose(keyring.slots(), Some(handle))?.officer();
        if id == self.membership.officer() || keyring.slots().len() == 1 {
            return Err(Error::LastOfficer);
        }
        let before = keyring.form.slots().to_vec();
        keyring.form.remove(id);
        self.rekey(&mut keyring).inspect_err(|_| keyring.bring_back(before))
    }
}

/// Notes the name of an officer.
pub(crate) fn note(db: &Connection, id: OfficerId, name: &str) -> Result<()> {
    let sql = "insert into officer (id, name) values (?, ?) on conflict (id) do update set name = excluded.name";
    db.prepare_cached(sql)?.execute(params![Sql(id), name])?;
    Ok(())
}

/// The name of an officer, `None` of one who was never of this device.
pub(crate) fn name_of(db: &Connection, id: OfficerId) -> Result<Option<String>> {
    let sql = "select name from officer where id = ?";
    Ok(db.prepare_cached(sql)?.query_row([Sql(id)], |row| row.get(0)).optional()?)
}
