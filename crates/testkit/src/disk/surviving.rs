//! What a power cut leaves.

use std::{collections::BTreeMap, path::PathBuf};

use fastrand::Rng;

use super::journal::{Base, Change, Journal, overwrite};

/// What a disk writes in one piece.
const SECTOR: usize = 512;

/// How much of what was not synced a power cut loses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Loss {
    /// Nothing: only the program ended.
    Nothing,
    /// All of it.
    All,
    /// Drawn from this seed: all; or everything after some change, which may be torn; or what each sector draws for
    /// itself.
    Drawn(u64),
}

/// The files with what is noted of them and what stands in them now.
pub(super) type Files = BTreeMap<PathBuf, (Journal, Option<Vec<u8>>)>;

/// The files after a cut; `None` where there is none. `changes` is the number of the last change of the disk.
pub(super) fn after(loss: Loss, files: &Files, changes: u64) -> BTreeMap<PathBuf, Option<Vec<u8>>> {
    let mut way = Way::of(loss, files, changes);
    files.iter().map(|(path, (journal, content))| (path.clone(), way.left(journal, content.clone()))).collect()
}

/// A way to lose.
enum Way {
    Nothing,
    All,
    /// Everything after this change, which is torn.
    After(u64, Rng),
    Sectors(Rng),
}

impl Way {
    fn of(loss: Loss, files: &Files, changes: u64) -> Self {
        let seed = match loss {
            Loss::Nothing => return Self::Nothing,
            Loss::All => return Self::All,
            Loss::Drawn(seed) => seed,
        };
        let mut rng = Rng::with_seed(seed);
        let noted = files.values().flat_map(|(journal, _)| &journal.changes);
        let first = noted.map(|change| change.number).min().unwrap_or(changes);
        match rng.u8(0..5) {
            0 => Self::All,
            1 | 2 => Self::After(rng.u64(first..=changes + 1), rng),
            _ => Self::Sectors(rng),
        }
    }

    fn left(&mut self, journal: &Journal, content: Option<Vec<u8>>) -> Option<Vec<u8>> {
        let is_deleted = content.is_none();
        let durable = journal.durable(content.clone());
        let names_last = match self {
            Self::Nothing => return content,
            Self::All => return durable,
            Self::After(_, rng) | Self::Sectors(rng) => rng.bool(),
        };
        let start = match (&journal.base, durable) {
            (Base::InPlace, durable) => durable?,
            // Whether the directory already knows what was made or deleted.
            (Base::Nothing | Base::Deleted(_), durable) if !names_last => return durable,
            (Base::Nothing | Base::Deleted(_), _) if is_deleted => return None,
            (Base::Nothing | Base::Deleted(_), _) => Vec::new(),
        };
        Some(match self {
            Self::Nothing | Self::All => start,
            Self::After(last, rng) => until(start, &journal.changes, *last, rng),
            Self::Sectors(rng) => by_sector(start, &journal.changes, rng),
        })
    }
}

/// Everything before the change `last`, and some of its bytes.
fn until(mut content: Vec<u8>, changes: &[Change], last: u64, rng: &mut Rng) -> Vec<u8> {
    for change in changes.iter().take_while(|change| change.number <= last) {
        if change.number < last {
            change.apply(&mut content);
        } else {
            let kept = rng.usize(0..=change.after.len());
            let length = content.len().max(change.offset + kept).min(change.length.max(content.len()));
            content.resize(length, 0);
            overwrite(&mut content, change.offset, &change.after[..kept]);
        }
    }
    content
}

/// Every sector as it was at some moment, and the length of another.
fn by_sector(mut content: Vec<u8>, changes: &[Change], rng: &mut Rng) -> Vec<u8> {
    let longest = changes.iter().map(|change| change.length).max().unwrap_or(0).max(content.len());
    let kept_length = rng.usize(0..=changes.len());
    let length = kept_length.checked_sub(1).map_or(content.len(), |at| changes[at].length);
    content.resize(longest, 0);
    for sector in 0..longest.div_ceil(SECTOR) {
        let (start, end) = (sector * SECTOR, ((sector + 1) * SECTOR).min(longest));
        let touching: Vec<&Change> = changes.iter().filter(|change| change.touches(start, end)).collect();
        let kept = if touching.is_empty() { 0 } else { rng.usize(0..=touching.len()) };
        touching[..kept].iter().for_each(|change| change.apply_within(&mut content, start, end));
    }
    content.truncate(length);
    content
}

impl Change {
    fn end(&self) -> usize {
        self.offset + self.after.len().max(self.before.len())
    }

    fn touches(&self, start: usize, end: usize) -> bool {
        self.offset < end && start < self.end()
    }

    /// Makes the change between `start` and `end` only; what it cut off is zero.
    fn apply_within(&self, content: &mut [u8], start: usize, end: usize) {
        let (from, to) = (self.offset.max(start), self.end().min(end));
        for (at, byte) in content.iter_mut().enumerate().take(to).skip(from) {
            *byte = self.after.get(at - self.offset).copied().unwrap_or(0);
        }
    }
}
