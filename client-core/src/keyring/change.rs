//! New keys: another passphrase, another key of the database.

use seal::DatabaseKey;

use super::{Keyring, Login, Unlock, door, rule};
use crate::{
    Error, Result,
    open::{self, Rekeyed},
    store::{Draw, Store},
};

impl Store {
    /// Puts a new passphrase in the place of the one that `login` has. Whose other doors there are stay as they are.
    ///
    /// # Errors
    /// [`Error::Weak`]; as [`Store::unlock`].
    pub fn change_passphrase(&mut self, login: &Login<'_>, new: &str) -> Result<()> {
        let mut keyring = Keyring::of(&self.dir)?;
        let person = keyring.open(login, self.clock.now())?.person.ok_or(Error::Corrupt("no slot"))?;
        let door = door(&person.identity, new, self.clock.as_ref())?;
        let slot = keyring.slot_mut(person.officer)?;
        rule::check(new, slot.handle().as_str())?;
        slot.replace(door);
        keyring.write()
    }

    /// Gives the database a new key, for all officers: what was encrypted with the one before is encrypted anew, so an old
    /// copy of the keyring opens nothing of what is here from now on. Takes as long as writing the file once.
    ///
    /// The keyring knows both keys from before the first page is written until after the last, so a cut costs nothing: the
    /// next opening finds out which one the database has.
    ///
    /// # Errors
    /// [`Error::Busy`] while another program has the store open; [`Error::DiskFull`]. The key is the old one then.
    pub fn change_key(&mut self) -> Result<()> {
        self.rekey(&mut Keyring::of(&self.dir)?)
    }

    pub(super) fn rekey(&mut self, keyring: &mut Keyring) -> Result<()> {
        let next = DatabaseKey::generate(&mut Draw(self.clock.as_ref()));
        if keyring.slots().iter().any(|slot| !slot.is_ours(&self.key)) {
            return Err(Error::Corrupt("a slot of the keyring that nobody here made"));
        }
        keyring.form.slots_mut().iter_mut().try_for_each(|slot| slot.prepare(&next))?;
        keyring.write()?;
        let rekeyed = open::rekey(&self.db, &next);
        let before = match rekeyed {
            Ok(Rekeyed::Done) => std::mem::replace(&mut self.key, next),
            Ok(Rekeyed::InUse) => return Err(abandoned(keyring, Error::Busy)),
            Err(error) => return Err(abandoned(keyring, error)),
        };
        let now = &self.key;
        keyring.form.slots_mut().iter_mut().for_each(|slot| slot.promote(&before, now));
        keyring.write()
    }
}

impl Keyring {
    /// Brings back slots that were taken away in vain.
    pub(super) fn bring_back(&mut self, slots: Vec<super::Slot>) {
        self.form = super::Form::Slots(slots);
        // Where it cannot be written, they are gone, as was asked for.
        let _ = self.write();
    }
}

/// The database has its old key: the new one is forgotten. Where even that cannot be written, the next opening does it.
fn abandoned(keyring: &mut Keyring, error: Error) -> Error {
    keyring.form.slots_mut().iter_mut().for_each(super::Slot::forget_next);
    let _ = keyring.write();
    error
}

/// The passphrase of a login, where it is one.
pub(crate) const fn typed<'a>(login: &Login<'a>) -> Option<&'a str> {
    if let Unlock::Passphrase(passphrase) = login.unlock { Some(passphrase) } else { None }
}
