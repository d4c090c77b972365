//! The power of a disk, its room, and the moments at which either ends.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

use super::{
    journal::{Base, Change, Journal},
    surviving::{self, Files, Loss},
};

/// What was done to the databases of a disk.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Writes and truncations of any file.
    pub writes: u64,
    /// Syncs of any file.
    pub syncs: u64,
    /// Deletions of any file.
    pub deletes: u64,
}

/// A moment to come, counted from when it is asked for; the first is 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// In the so-maniest write, truncation or deletion.
    Write(u64),
    /// In the so-maniest sync, before it is done.
    Sync(u64),
}

/// Why an operation fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Failure {
    /// Without power.
    Off,
    /// Without room.
    Full,
}

/// The state of a disk.
#[derive(Debug, Default)]
pub(super) struct Power {
    /// Set while the power is off.
    off: Option<Loss>,
    /// How often it came back: what was opened in an earlier life is dead.
    life: u64,
    counts: Counts,
    armed: Option<(Armed, Loss)>,
    room: Option<u64>,
    files: BTreeMap<PathBuf, Journal>,
    changes: u64,
}

/// A moment by the counts of the disk.
#[derive(Debug, Clone, Copy)]
enum Armed {
    Write(u64),
    Sync(u64),
}

impl Power {
    pub(super) const fn counts(&self) -> Counts {
        self.counts
    }

    pub(super) const fn life(&self) -> u64 {
        self.life
    }

    pub(super) const fn is_off(&self) -> bool {
        self.off.is_some()
    }

    /// The first cut counts: after it nothing is written that a second could lose.
    pub(super) fn cut(&mut self, loss: Loss) {
        self.armed = None;
        self.off.get_or_insert(loss);
    }

    pub(super) fn arm(&mut self, moment: Moment, loss: Loss) {
        let Counts { writes, syncs, deletes } = self.counts;
        let armed = match moment {
            Moment::Write(n) => Armed::Write(writes + deletes + n),
            Moment::Sync(n) => Armed::Sync(syncs + n),
        };
        self.armed = Some((armed, loss));
    }

    pub(super) fn disarm(&mut self) {
        self.armed = None;
    }

    pub(super) fn set_room(&mut self, bytes: Option<u64>) {
        self.room = bytes;
    }

    /// Whether what was opened in `life` still works.
    pub(super) fn check(&self, life: u64) -> Result<(), Failure> {
        if self.is_off() || self.life != life { Err(Failure::Off) } else { Ok(()) }
    }

    /// A file was opened that may have been made by that.
    pub(super) fn opened(&mut self, path: &Path, made: bool) {
        let journal = self.files.entry(path.to_owned()).or_default();
        if made {
            journal.created();
        }
    }

    /// Notes a change that is about to be made to the real file. The one in which the power is cut is under way, so it
    /// is made, too: the cut decides what of it stays.
    pub(super) fn change(&mut self, path: &Path, change: Change) -> Result<(), Failure> {
        let grown = (change.length as u64).saturating_sub(change.length_before as u64);
        if let Some(room) = &mut self.room {
            *room = room.checked_sub(grown).ok_or(Failure::Full)?;
            *room += (change.length_before as u64).saturating_sub(change.length as u64);
        }
        self.changes += 1;
        let change = Change { number: self.changes, ..change };
        self.files.entry(path.to_owned()).or_default().changes.push(change);
        self.counts.writes += 1;
        self.strike();
        Ok(())
    }

    /// Notes that a file is about to be deleted; `durably` where its directory is synced at once.
    pub(super) fn delete(&mut self, path: &Path, durably: bool) -> io::Result<()> {
        self.counts.deletes += 1;
        self.strike();
        if let Some(content) = read(path)? {
            self.room = self.room.map(|room| room + content.len() as u64);
            self.files.entry(path.to_owned()).or_default().deleted(content);
        }
        if durably && !self.is_off() {
            self.files.remove(path);
        }
        Ok(())
    }

    /// A file is synced, and that it is there; and every deletion before, as any file system with a journal does.
    pub(super) fn sync(&mut self, path: &Path) -> Result<(), Failure> {
        self.counts.syncs += 1;
        self.strike();
        if self.is_off() {
            return Err(Failure::Off);
        }
        self.files.values_mut().for_each(Journal::forget_deleted);
        self.files.entry(path.to_owned()).or_default().synced();
        Ok(())
    }

    fn strike(&mut self) {
        let Counts { writes, syncs, deletes } = self.counts;
        if let Some((armed, loss)) = self.armed {
            let now = match armed {
                Armed::Write(n) => n == writes + deletes,
                Armed::Sync(n) => n == syncs,
            };
            if now {
                self.cut(loss);
            }
        }
    }

    /// The files, as the cut leaves them.
    pub(super) fn surviving(&self) -> io::Result<BTreeMap<PathBuf, Option<Vec<u8>>>> {
        let loss = self.off.unwrap_or(Loss::Nothing);
        Ok(surviving::after(loss, &self.present()?, self.changes))
    }

    /// What a cut that loses all would leave of a file; `None` where it is not known to SQLite.
    pub(super) fn durable(&self, path: &Path) -> io::Result<Option<Option<Vec<u8>>>> {
        let journal = self.files.get(path);
        journal.map(|journal| Ok(journal.durable(read(path)?))).transpose()
    }

    /// The files that are known, whether there or not.
    pub(super) fn known(&self) -> impl Iterator<Item = &Path> {
        self.files.keys().map(PathBuf::as_path)
    }

    fn present(&self) -> io::Result<Files> {
        let mut present = Files::new();
        for (path, journal) in &self.files {
            let content = read(path)?;
            // Renamed past SQLite: that counts as durable, and what was noted of it is settled.
            if content.is_some() || journal.base != Base::InPlace {
                present.insert(path.clone(), (journal.clone(), content));
            }
        }
        Ok(present)
    }

    /// The power is back, and everything that is there is durable.
    pub(super) fn on(&mut self) {
        self.off = None;
        self.life += 1;
        self.files.clear();
    }
}

/// The content of a file, `None` where it is not there.
fn read(path: &Path) -> io::Result<Option<Vec<u8>>> {
    match fs::read(path) {
        Ok(content) => Ok(Some(content)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}
