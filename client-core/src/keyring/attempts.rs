//! Wrong attempts, counted before they are tried.
//!
//! The count is a file of its own beside the keyring, of fixed size and written in place: an attempt then needs no room on
//! the disk, and no power cut in the midst of counting can cost the keyring. Where the file is gone, the attempt at hand is
//! the last without a wait: a store that was brought back from a copy opens, and who removed the file has one guess for it.
//!
//! Waits go by the device's clock. Where that was set back, the wait begins anew, by the new time: so setting it back gains
//! nothing, and a clock that is wrong by years locks nobody out for longer than one wait. Whoever sets it forward gains an
//! attempt; that person can as well copy the files, against which there is no counting.

use std::{
    fs::File,
    io::{Read, Seek, Write},
    path::Path,
};

use minicbor::{Decode, Encode};
use records::OfficerId;

use crate::{
    Error, Result,
    store::{private, sync_directory},
};

/// The file.
pub(crate) const TRIES: &str = "rantau.tries";
/// Its bytes.
const SIZE: usize = 4096;
/// Attempts without a wait: who mistypes does so a few times.
const FREE: u32 = 5;
/// The first wait, seconds; each is twice the one before.
const FIRST: i64 = 30;
/// The longest.
const LONGEST: i64 = 3600;

/// The attempts of one officer since the last that succeeded.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
struct Tried {
    #[cbor(n(0), with = "minicbor::bytes")]
    officer: [u8; 16],
    #[n(1)]
    attempts: u32,
    /// When the last was, Unix seconds.
    #[n(2)]
    at: i64,
}

/// The count, with its file.
pub(super) struct Attempts {
    file: File,
    tried: Vec<Tried>,
    /// Whether the count was lost.
    lost: bool,
}

impl Attempts {
    /// The count of a directory.
    pub(super) fn of(dir: &Path) -> Result<Self> {
        let path = dir.join(TRIES);
        let is_there = path.exists();
        let open = private().read(true).open(path);
        let mut file = open.map_err(Error::file("counting attempts"))?;
        if !is_there {
            sync_directory(dir)?;
        }
        let mut bytes = Vec::new();
        let read = Read::take(&mut file, SIZE as u64).read_to_end(&mut bytes);
        read.map_err(Error::file("counting attempts"))?;
        let tried = minicbor::decode::<Vec<Tried>>(&bytes);
        Ok(Self { file, lost: tried.is_err(), tried: tried.unwrap_or_default() })
    }

    /// An empty count, for a keyring that was just made.
    pub(super) fn begin_anew(dir: &Path) -> Result<()> {
        let mut attempts = Self::of(dir)?;
        attempts.tried.clear();
        attempts.write().and_then(|()| attempts.file.sync_all()).map_err(Error::file("counting attempts"))?;
        sync_directory(dir)
    }

    /// Notes that an attempt is about to be made.
    ///
    /// # Errors
    /// [`Error::TooSoon`] where it may not be made yet: it was not noted then.
    pub(super) fn begin(&mut self, officer: OfficerId, now: i64) -> Result<()> {
        let mut tried = self.take(officer, now);
        let was_set_back = tried.at > now;
        if was_set_back {
            tried.at = now;
        }
        let left = wait_after(tried.attempts) - now.saturating_sub(tried.at);
        if left <= 0 {
            (tried.attempts, tried.at) = (tried.attempts.saturating_add(1), now);
        }
        self.tried.push(tried);
        if left <= 0 || was_set_back {
            self.note()?;
        }
        if left > 0 { Err(Error::TooSoon { seconds: left }) } else { Ok(()) }
    }

    /// What is known of an officer, to be put back.
    fn take(&mut self, officer: OfficerId, now: i64) -> Tried {
        let officer = *officer.as_bytes();
        let at = self.tried.iter().position(|tried| tried.officer == officer);
        // The last of the free attempts, where the count is gone.
        let attempts = if self.lost { FREE - 1 } else { 0 };
        at.map_or(Tried { officer, attempts, at: now }, |at| self.tried.swap_remove(at))
    }

    /// Forgets the attempts of an officer who got in. Where that cannot be written, the next attempt counts from here.
    pub(super) fn succeeded(&mut self, officer: OfficerId) {
        self.tried.retain(|tried| tried.officer != *officer.as_bytes());
        let _ = self.write();
    }

    /// Durably.
    fn note(&mut self) -> Result<()> {
        self.write().and_then(|()| self.file.sync_data()).map_err(Error::file("counting attempts"))
    }

    fn write(&mut self) -> std::io::Result<()> {
        let mut bytes = minicbor::to_vec(&self.tried).map_err(std::io::Error::other)?;
        bytes.resize(SIZE.max(bytes.len()), 0);
        self.file.rewind()?;
        self.file.write_all(&bytes)
    }
}

/// The wait after so many attempts that failed, seconds.
fn wait_after(attempts: u32) -> i64 {
    let Some(beyond) = attempts.checked_sub(FREE) else { return 0 };
    FIRST.checked_shl(beyond.min(16)).map_or(LONGEST, |wait| wait.min(LONGEST))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANI: OfficerId = OfficerId::from_bytes([1; 16]);
    const BUDI: OfficerId = OfficerId::from_bytes([2; 16]);

    fn try_at(dir: &Path, officer: OfficerId, now: i64) -> Result<(), i64> {
        match Attempts::of(dir).unwrap().begin(officer, now) {
            Ok(()) => Ok(()),
            Err(Error::TooSoon { seconds }) => Err(seconds),
            Err(error) => panic!("{error}"),
        }
    }

    fn fresh() -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        Attempts::begin_anew(dir.path()).unwrap();
        dir
    }

    #[test]
    fn waits_grow_up_to_an_hour_and_never_end_in_a_lock_out() {
        let waits: Vec<_> = (0..16).map(wait_after).collect();
        assert_eq!(waits, [0, 0, 0, 0, 0, 30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600, 3600]);
        assert_eq!(wait_after(u32::MAX), 3600);
    }

    #[test]
    fn each_officer_is_counted_alone_and_a_success_forgets() {
        let dir = fresh();
        for _ in 0..5 {
            assert_eq!(try_at(dir.path(), ANI, 1000), Ok(()));
        }
        assert_eq!(try_at(dir.path(), ANI, 1000), Err(30));
        assert_eq!(try_at(dir.path(), BUDI, 1000), Ok(()));
        assert_eq!(try_at(dir.path(), ANI, 1029), Err(1));
        assert_eq!(try_at(dir.path(), ANI, 1030), Ok(()));
        assert_eq!(try_at(dir.path(), ANI, 1031), Err(59));
        Attempts::of(dir.path()).unwrap().succeeded(ANI);
        assert_eq!(try_at(dir.path(), ANI, 1031), Ok(()));
    }

    #[test]
    fn a_clock_that_is_set_back_gains_nothing_and_locks_nobody_out() {
        let dir = fresh();
        for _ in 0..5 {
            try_at(dir.path(), ANI, 2_000_000_000).unwrap();
        }
        assert_eq!(try_at(dir.path(), ANI, 1000), Err(30));
        assert_eq!(try_at(dir.path(), ANI, 1020), Err(10), "from the new time on");
        assert_eq!(try_at(dir.path(), ANI, 1030), Ok(()));
    }

    #[test]
    fn a_count_that_was_removed_or_written_over_leaves_one_attempt() {
        let dir = fresh();
        for spoil in
            [|path: &Path| std::fs::remove_file(path).unwrap(), |path: &Path| std::fs::write(path, "x").unwrap()]
        {
            spoil(&dir.path().join(TRIES));
            assert_eq!(try_at(dir.path(), ANI, 1000), Ok(()));
            assert_eq!(try_at(dir.path(), ANI, 1000), Err(30));
        }
    }
}
