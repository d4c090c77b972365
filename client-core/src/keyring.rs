//! Who may open the store: a slot for each officer of the device, beside the database.
//!
//! The database has one random key. Each officer has an age identity, and the keyring holds, in plain, whose slot it is (an
//! opaque id and a short handle that the officer chose, never a name), the identity's recipient, and the database's key
//! sealed to it. The identity lies behind *doors*: one that a PIN or passphrase opens (Argon2id, its parameters recorded),
//! one that a phone's keystore opens ([`Keystore`]), and one that the province's reset code opens. So
//!
//! - a new passphrase rewrites a hundred bytes, and touches nobody else's;
//! - the database's key can be changed by one officer for all of them ([`Store::change_key`](crate::Store::change_key)): it is sealed to recipients;
//! - what one officer writes in confidence is sealed under a key that follows from the identity (`private`), so
//!   another one who opens the database cannot read it;
//! - a slot that somebody else put into the file gets no key: each has a tag that only the database's key makes.
//!
//! A passphrase for all officers was refused: who leaves would take it along, and history could not say who worked.
//!
//! What guessing costs. On the device, a wrong attempt is counted durably *before* it is tried, and after five of them there
//! are waits that grow from half a minute to an hour (so one guess in an hour: a PIN of six digits lasts 57 years on
//! average); they never end in a lock-out, as a child at the kiosk could then lock up a village's records. Against somebody
//! who *copied* the files there is no counter, only Argon2id's 19 MiB and two passes: about 20 ms a guess on a core of a
//! laptop, so a million PINs are tried in an afternoon. Six digits protect a kiosk from who sits down at it, not from who
//! takes the disk; a sentence protects it from both. That is why a passphrase is what is asked for first, and why a phone
//! puts a keystore's door in place of a PIN's.

mod attempts;
pub(crate) mod change;
mod file;
mod handle;
pub(crate) mod idle;
mod keystore;
pub(crate) mod officers;
pub(crate) mod reset;
pub mod rule;

use std::{
    fmt,
    fs::File,
    path::{Path, PathBuf},
};

use records::OfficerId;
use seal::{Cost, DatabaseKey, Identity, Lock, ResetSecret, WrappedKey, seal_to};
use zeroize::Zeroizing;

use attempts::Attempts;
pub(crate) use file::Door;
use file::{Form, Slot};
pub use handle::Handle;
pub use idle::IdleStore;
pub use keystore::{Keystore, KeystoreError};
pub use officers::{Officer, handles};
pub use reset::{close_until_reset, reset};

use crate::{Clock, Error, Result, store::Draw};

/// The file of slots, beside the database.
pub(crate) const KEY: &str = "rantau.key";
/// What one program holds while it changes slots or counts attempts.
const GUARD: &str = "rantau.key.lock";

/// Who opens the store, and by what.
#[derive(Debug, Clone, Copy)]
pub struct Login<'a> {
    /// The officer's handle; not needed where the device has one officer.
    pub officer: Option<&'a str>,
    /// What opens the officer's door.
    pub unlock: Unlock<'a>,
}

impl<'a> Login<'a> {
    /// The one officer of a device, by passphrase.
    #[must_use]
    pub const fn passphrase(passphrase: &'a str) -> Self {
        Self { officer: None, unlock: Unlock::Passphrase(passphrase) }
    }
}

/// What opens a door.
#[derive(Clone, Copy)]
pub enum Unlock<'a> {
    /// A PIN or a passphrase.
    Passphrase(&'a str),
    /// The phone's keystore, which asked for a finger or a pattern itself.
    Keystore(&'a dyn Keystore),
}

impl fmt::Debug for Unlock<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Passphrase(_) => "Passphrase(***)",
            Self::Keystore(_) => "Keystore",
        })
    }
}

/// The slots of a directory, held against every other program while this lives.
pub(crate) struct Keyring {
    dir: PathBuf,
    form: Form,
    /// Releases the file when it is dropped; none of a keyring that nobody opens yet.
    _guard: Option<File>,
}

/// The keys that an open slot gives.
pub(crate) struct Keys {
    /// The database's key.
    pub(crate) database: DatabaseKey,
    /// The one that it is being changed to.
    pub(crate) next: Option<DatabaseKey>,
    /// Who opened it; `None` of a file of the time before there were slots.
    pub(crate) person: Option<Person>,
}

/// An officer who is there.
pub(crate) struct Person {
    pub(crate) officer: OfficerId,
    pub(crate) identity: Identity,
}

impl Keyring {
    /// The keyring of a directory, as soon as no other program uses it.
    pub(crate) fn of(dir: &Path) -> Result<Self> {
        let guard = held(dir)?;
        Ok(Self { form: Form::read(&dir.join(KEY))?, dir: dir.to_owned(), _guard: Some(guard) })
    }

    /// A keyring with one slot, whose officer is not known yet, written to `path`.
    pub(crate) fn begin(
        dir: &Path,
        path: &Path,
        database: &DatabaseKey,
        passphrase: &str,
        clock: &dyn Clock,
    ) -> Result<(Self, Identity)> {
        let identity = Identity::generate();
        let door = door(&identity, passphrase, clock)?;
        let nobody = OfficerId::from_bytes([0; 16]);
        let slot = Slot::new(nobody, Handle::numbered(1), &identity, database, vec![door])?;
        let keyring = Self { dir: dir.to_owned(), form: Form::Slots(vec![slot]), _guard: None };
        keyring.form.write_in_place(path)?;
        Ok((keyring, identity))
    }

    /// Opens a keyring that is being made, again.
    pub(crate) fn reopen(dir: &Path, path: &Path, passphrase: &str) -> Result<(Self, DatabaseKey, Identity)> {
        let keyring = Self { dir: dir.to_owned(), form: Form::read(path)?, _guard: None };
        let slot = choose(keyring.slots(), None)?;
        let lock = slot.doors.iter().find_map(Door::passphrase).ok_or(Error::WrongPassphrase)?;
        let text = match lock.open(slot.about(), passphrase) {
            Err(seal::Error::WrongPassphrase) => return Err(Error::WrongPassphrase),
            opened => opened?,
        };
        let identity = identity_of(&text)?;
        let key = slot.key(&identity)?;
        Ok((keyring, key, identity))
    }

    /// Names the officer of the one slot of a keyring that is being made.
    pub(crate) fn belongs_to(&mut self, officer: OfficerId, database: &DatabaseKey, path: &Path) -> Result<()> {
        if let Some(slot) = self.form.slots_mut().first_mut() {
            slot.name(officer, database);
        }
        self.form.write_in_place(path)?;
        Attempts::begin_anew(&self.dir)
    }

    /// Opens a slot. A passphrase is counted before it is tried.
    ///
    /// # Errors
    /// [`Error::TooSoon`], [`Error::WrongPassphrase`], [`Error::WhichOfficer`], [`Error::NoSuchOfficer`],
    /// [`Error::ResetNeeded`].
    pub(crate) fn open(&self, login: &Login<'_>, now: i64) -> Result<Keys> {
        match &self.form {
            Form::Old(wrapped) => self.open_old(wrapped, login, now),
            Form::Slots(slots) => {
                let slot = choose(slots, login.officer)?;
                let identity = self.open_slot(slot, login, now)?;
                keys_of(slot, identity)
            }
        }
    }

    fn open_old(&self, wrapped: &WrappedKey, login: &Login<'_>, now: i64) -> Result<Keys> {
        let Unlock::Passphrase(passphrase) = login.unlock else { return Err(Error::WrongPassphrase) };
        if let Some(handle) = login.officer {
            return Err(Error::NoSuchOfficer(handle.to_owned()));
        }
        let database = self.counted(OfficerId::from_bytes([0; 16]), now, || wrapped.unwrap(passphrase))?;
        Ok(Keys { database, next: None, person: None })
    }

    fn open_slot(&self, slot: &Slot, login: &Login<'_>, now: i64) -> Result<Identity> {
        if slot.doors.iter().all(Door::is_reset) {
            return Err(Error::ResetNeeded);
        }
        let text = match login.unlock {
            Unlock::Passphrase(passphrase) => {
                let lock = slot.doors.iter().find_map(Door::passphrase).ok_or(Error::WrongPassphrase)?;
                self.counted(slot.officer(), now, || lock.open(slot.about(), passphrase))?
            }
            Unlock::Keystore(keystore) => {
                let locked = slot.doors.iter().find_map(Door::keystore).ok_or(Error::WrongPassphrase)?;
                keystore.unlock(locked)?
            }
        };
        identity_of(&text)
    }

    /// Tries once, noted before it is tried.
    fn counted<T>(&self, officer: OfficerId, now: i64, attempt: impl FnOnce() -> seal::Result<T>) -> Result<T> {
        let mut attempts = Attempts::of(&self.dir)?;
        attempts.begin(officer, now)?;
        match attempt() {
            Ok(opened) => {
                attempts.succeeded(officer);
                Ok(opened)
            }
            Err(seal::Error::WrongPassphrase) => Err(Error::WrongPassphrase),
            Err(error) => Err(error.into()),
        }
    }

    /// Gives the person who opened a file of before a slot, and writes it in today's form.
    pub(crate) fn adopt(
        &mut self,
        officer: OfficerId,
        keys: &mut Keys,
        passphrase: &str,
        clock: &dyn Clock,
    ) -> Result<()> {
        let identity = Identity::generate();
        let door = door(&identity, passphrase, clock)?;
        let slot = Slot::new(officer, Handle::numbered(1), &identity, &keys.database, vec![door])?;
        self.form = Form::Slots(vec![slot]);
        Attempts::begin_anew(&self.dir)?;
        self.write()?;
        keys.person = Some(Person { officer, identity });
        Ok(())
    }

    /// Locks a door anew whose stretching costs less than today's.
    pub(crate) fn strengthen(&mut self, person: &Person, passphrase: &str, clock: &dyn Clock) -> Result<()> {
        let slot = self.slot_mut(person.officer)?;
        let outdated = slot.doors.iter().filter_map(Door::passphrase).any(Lock::is_outdated);
        if !outdated {
            return Ok(());
        }
        let door = door(&person.identity, passphrase, clock)?;
        slot.replace(door);
        self.write()
    }

    /// Ends a change of the database's key that was cut: `done` where the database has the new one already.
    pub(crate) fn settle(&mut self, keys: &mut Keys, done: bool) -> Result<()> {
        let Some(next) = keys.next.take() else { return Ok(()) };
        if done {
            let before = std::mem::replace(&mut keys.database, next);
            self.form.slots_mut().iter_mut().for_each(|slot| slot.promote(&before, &keys.database));
        } else {
            self.form.slots_mut().iter_mut().for_each(Slot::forget_next);
        }
        self.write()
    }

    pub(crate) fn slots(&self) -> &[Slot] {
        self.form.slots()
    }

    pub(crate) fn slot_mut(&mut self, officer: OfficerId) -> Result<&mut Slot> {
        let slot = self.form.slots_mut().iter_mut().find(|slot| slot.officer() == officer);
        slot.ok_or(Error::Corrupt("an officer without a slot"))
    }

    pub(crate) fn write(&self) -> Result<()> {
        self.form.write(&self.dir, KEY)
    }
}

/// The slot that a handle names, or the only one.
fn choose<'a>(slots: &'a [Slot], handle: Option<&str>) -> Result<&'a Slot> {
    match (handle, slots) {
        (None, [only]) => Ok(only),
        (None, _) => Err(Error::WhichOfficer(slots.iter().map(|slot| slot.handle().to_string()).collect())),
        (Some(handle), _) => {
            let wanted = handle.trim().to_lowercase();
            let found = slots.iter().find(|slot| slot.handle().as_str() == wanted);
            found.ok_or(Error::NoSuchOfficer(wanted))
        }
    }
}

fn keys_of(slot: &Slot, identity: Identity) -> Result<Keys> {
    let database = slot.key(&identity)?;
    if !slot.is_ours(&database) {
        return Err(Error::Corrupt("a slot of the keyring that nobody here made"));
    }
    let next = slot.next(&identity)?;
    Ok(Keys { database, next, person: Some(Person { officer: slot.officer(), identity }) })
}

/// A door for a passphrase.
pub(crate) fn door(identity: &Identity, passphrase: &str, clock: &dyn Clock) -> Result<Door> {
    let (about, text) = (identity.recipient(), identity.to_secret_string());
    let lock = Lock::by_passphrase(&mut Draw(clock), about.as_bytes(), text.as_bytes(), passphrase, Cost::default())?;
    Ok(Door::Passphrase(lock))
}

/// A door for the province's reset code.
pub(crate) fn reset_door(identity: &Identity, reset: &ResetSecret, clock: &dyn Clock) -> Result<Door> {
    let (about, text) = (identity.recipient(), identity.to_secret_string());
    Ok(Door::Reset(Lock::by_reset(&mut Draw(clock), about.as_bytes(), text.as_bytes(), reset)?))
}

fn identity_of(text: &Zeroizing<Vec<u8>>) -> Result<Identity> {
    let text = std::str::from_utf8(text).map_err(|_| Error::Corrupt("a slot of the keyring"))?;
    Ok(Identity::parse(text)?)
}

/// The key of a store's database, for a program that looks into the file itself, such as one that checks a backup.
///
/// # Errors
/// As [`Store::unlock`](crate::Store::unlock).
pub fn database_key(dir: &Path, login: &Login<'_>, clock: &dyn Clock) -> Result<DatabaseKey> {
    Ok(Keyring::of(dir)?.open(login, clock.now())?.database)
}

/// The database's key for a slot.
fn sealed(recipient: &str, key: &DatabaseKey) -> Result<Vec<u8>> {
    Ok(seal_to(recipient, key.expose())?)
}

fn held(dir: &Path) -> Result<File> {
    let options = || File::options().create(true).truncate(false).write(true).open(dir.join(GUARD));
    options().and_then(|file| file.lock().map(|()| file)).map_err(Error::file("waiting for the keyring"))
}

#[cfg(test)]
mod tests;
