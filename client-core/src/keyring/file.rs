//! The keyring as it is stored: CBOR, `[version, slots]`.

use std::{fs, path::Path};

use minicbor::{Decode, Encode};
use records::OfficerId;
use seal::{DatabaseKey, Identity, Lock, WrappedKey};
use zeroize::Zeroizing;

use super::{Handle, sealed};
use crate::{
    Error, Result,
    store::{sync_directory, write_durably},
};

/// The version of this form. 1 was a single wrapped key.
const VERSION: u8 = 2;
/// A keyring of a hundred officers is smaller.
const MOST_BYTES: u64 = 1 << 20;

/// What the file holds.
#[derive(Debug)]
pub(super) enum Form {
    /// One key behind one passphrase, as it was written before a device could have several officers.
    Old(WrappedKey),
    /// A slot for each officer.
    Slots(Vec<Slot>),
}

#[derive(Encode, Decode)]
#[cbor(array)]
struct Written {
    #[n(0)]
    version: u8,
    #[n(1)]
    slots: Vec<Slot>,
}

/// One officer's.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub(crate) struct Slot {
    #[cbor(n(0), with = "minicbor::bytes")]
    officer: [u8; 16],
    #[n(1)]
    handle: Handle,
    /// The age recipient of the officer's identity.
    #[n(2)]
    recipient: String,
    /// The database's key, sealed to the recipient.
    #[cbor(n(3), with = "minicbor::bytes")]
    key: Vec<u8>,
    /// The one that it is being changed to.
    #[cbor(n(4), with = "minicbor::bytes")]
    next: Option<Vec<u8>>,
    /// Over officer and recipient, by the database's key.
    #[cbor(n(5), with = "minicbor::bytes")]
    tag: [u8; 32],
    #[n(6)]
    pub(super) doors: Vec<Door>,
}

/// What opens a slot: the officer's identity, behind one lock or another.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub(crate) enum Door {
    /// A PIN or passphrase.
    #[n(0)]
    Passphrase(#[n(0)] Lock),
    /// A phone's keystore: its own ciphertext.
    #[n(1)]
    Keystore(#[cbor(n(0), with = "minicbor::bytes")] Vec<u8>),
    /// The province's reset code.
    #[n(2)]
    Reset(#[n(0)] Lock),
}

impl Door {
    pub(super) const fn is_reset(&self) -> bool {
        matches!(self, Self::Reset(_))
    }

    pub(super) const fn passphrase(&self) -> Option<&Lock> {
        if let Self::Passphrase(lock) = self { Some(lock) } else { None }
    }

    pub(super) const fn reset(&self) -> Option<&Lock> {
        if let Self::Reset(lock) = self { Some(lock) } else { None }
    }

    pub(super) fn keystore(&self) -> Option<&[u8]> {
        if let Self::Keystore(locked) = self { Some(locked) } else { None }
    }
}

impl Slot {
    pub(super) fn new(
        officer: OfficerId,
        handle: Handle,
        identity: &Identity,
        key: &DatabaseKey,
        doors: Vec<Door>,
    ) -> Result<Self> {
        let recipient = identity.recipient();
        let sealed = sealed(&recipient, key)?;
        let mut slot =
            Self { officer: *officer.as_bytes(), handle, recipient, key: sealed, next: None, tag: [0; 32], doors };
        slot.tag = key.tag(&slot.tagged());
        Ok(slot)
    }

    pub(crate) const fn officer(&self) -> OfficerId {
        OfficerId::from_bytes(self.officer)
    }

    pub(crate) const fn handle(&self) -> &Handle {
        &self.handle
    }

    pub(super) fn rename(&mut self, handle: Handle) {
        self.handle = handle;
    }

    /// What its doors are bound to.
    pub(super) fn about(&self) -> &[u8] {
        self.recipient.as_bytes()
    }

    pub(super) fn name(&mut self, officer: OfficerId, key: &DatabaseKey) {
        self.officer = *officer.as_bytes();
        self.tag = key.tag(&self.tagged());
    }

    /// Puts a door in the place of the one of its kind.
    pub(super) fn replace(&mut self, door: Door) {
        let kind = std::mem::discriminant(&door);
        self.doors.retain(|known| std::mem::discriminant(known) != kind);
        self.doors.push(door);
    }

    pub(super) fn key(&self, identity: &Identity) -> Result<DatabaseKey> {
        opened(identity, &self.key)
    }

    pub(super) fn next(&self, identity: &Identity) -> Result<Option<DatabaseKey>> {
        self.next.as_deref().map(|sealed| opened(identity, sealed)).transpose()
    }

    /// Whether somebody with the database's key made it.
    pub(super) fn is_ours(&self, key: &DatabaseKey) -> bool {
        key.is_tag_of(&self.tagged(), &self.tag)
    }

    pub(super) fn prepare(&mut self, next: &DatabaseKey) -> Result<()> {
        self.next = Some(sealed(&self.recipient, next)?);
        Ok(())
    }

    /// Takes the next key for the present one. A slot that nobody here made does not get a tag thereby.
    pub(super) fn promote(&mut self, before: &DatabaseKey, now: &DatabaseKey) {
        if let Some(next) = self.next.take().filter(|_| self.is_ours(before)) {
            self.key = next;
            self.tag = now.tag(&self.tagged());
        }
    }

    pub(super) fn forget_next(&mut self) {
        self.next = None;
    }

    fn tagged(&self) -> Vec<u8> {
        [&self.officer[..], self.recipient.as_bytes()].concat()
    }
}

fn opened(identity: &Identity, sealed: &[u8]) -> Result<DatabaseKey> {
    let plain = identity.open(sealed, 32)?;
    let mut bytes = Zeroizing::new([0; 32]);
    if plain.len() != bytes.len() {
        return Err(Error::Corrupt("a slot of the keyring"));
    }
    bytes.copy_from_slice(&plain);
    Ok(DatabaseKey::from_bytes(*bytes))
}

impl Form {
    pub(super) fn read(path: &Path) -> Result<Self> {
        let reading = Error::file("reading the key file");
        let size = fs::metadata(path).map_err(&reading)?.len();
        if size > MOST_BYTES {
            return Err(seal::Error::NotAWrappedKey.into());
        }
        Self::of_bytes(&fs::read(path).map_err(reading)?)
    }

    fn of_bytes(bytes: &[u8]) -> Result<Self> {
        if let Ok(old) = WrappedKey::from_bytes(bytes) {
            return Ok(Self::Old(old));
        }
        let mut decoder = minicbor::Decoder::new(bytes);
        let written: Written = decoder.decode().map_err(|_| seal::Error::NotAWrappedKey)?;
        if written.version != VERSION || decoder.position() != bytes.len() || written.slots.is_empty() {
            return Err(seal::Error::NotAWrappedKey.into());
        }
        let doors = written.slots.iter().flat_map(|slot| &slot.doors);
        let locks = doors.filter_map(|door| door.passphrase().or_else(|| door.reset()));
        locks.into_iter().try_for_each(Lock::check)?;
        Ok(Self::Slots(written.slots))
    }

    pub(super) fn slots(&self) -> &[Slot] {
        if let Self::Slots(slots) = self { slots } else { &[] }
    }

    pub(super) fn slots_mut(&mut self) -> &mut [Slot] {
        if let Self::Slots(slots) = self { slots } else { &mut [] }
    }

    /// Writes a file that nobody opens yet.
    pub(super) fn write_in_place(&self, path: &Path) -> Result<()> {
        write_durably(path, &self.to_bytes()?)
    }

    /// Writes the file whole, and then in one step in place of the one before.
    pub(super) fn write(&self, dir: &Path, name: &str) -> Result<()> {
        let (path, beside) = (dir.join(name), dir.join(format!("{name}.next")));
        write_durably(&beside, &self.to_bytes()?)?;
        fs::rename(&beside, &path).map_err(Error::file("writing the keyring"))?;
        sync_directory(dir)
    }

    fn to_bytes(&self) -> Result<Vec<u8>> {
        let written = match self {
            Self::Old(wrapped) => return Ok(wrapped.to_bytes()),
            Self::Slots(slots) => Written { version: VERSION, slots: slots.clone() },
        };
        minicbor::to_vec(written).map_err(|_| Error::Corrupt("the keyring"))
    }
}

impl Form {
    pub(super) fn add(&mut self, slot: Slot) {
        if let Self::Slots(slots) = self {
            slots.push(slot);
        }
    }

    pub(super) fn remove(&mut self, officer: OfficerId) {
        if let Self::Slots(slots) = self {
            slots.retain(|slot| slot.officer() != officer);
        }
    }
}
