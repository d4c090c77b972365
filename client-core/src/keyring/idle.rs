//! Stores that lock themselves.
//!
//! Two things are locked, as two things are left open. A program that goes on syncing needs the database, not the private
//! records of whoever started it: these [close](Store::close_private_if_idle) when nobody used the device for a while, and at
//! once when another officer opens it. A program that needs the database at times only, such as a courier, keeps it in an
//! [`IdleStore`] and loses every key of it.
//!
//! Nothing runs in the background: whoever keeps a store open asks as often as it has a reason to. Time is the store's
//! clock; one that was set back counts as a long time, so that setting it keeps nothing open. A clock that stands still
//! while a machine sleeps was refused: a laptop that is opened again the next morning is to be locked.

use std::{fmt, path::PathBuf};

use records::OfficerId;
use rusqlite::OptionalExtension;

use super::Login;
use crate::{Clock, Error, Result, SharedStore, Store, setting};

/// Who opened the store last.
const WORKED_LAST: &str = "worked_last";

/// For how long nobody used a store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Rest {
    /// Seconds without use after which it locks; `None` never.
    after: Option<i64>,
    /// Unix seconds.
    used_at: i64,
}

impl Rest {
    const fn begins(after: Option<i64>, now: i64) -> Self {
        Self { after, used_at: now }
    }

    const fn is_over(&self, now: i64) -> bool {
        let idle = now.saturating_sub(self.used_at);
        match self.after {
            Some(after) => idle >= after || idle < 0,
            None => false,
        }
    }
}

/// When the private records of who opened a store are closed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Watched {
    rest: Rest,
    /// SQLite's count of commits by others: whoever opens the store commits something, at most a minute later.
    by_others: i64,
}

impl Store {
    /// Closes the private records of who works when nobody used the device for so many seconds: no other program opened the
    /// store or wrote to it. Whoever keeps the store open asks [`close_private_if_idle`](Self::close_private_if_idle); an
    /// exchange asks it before it begins.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn close_private_after(&mut self, seconds: i64) -> Result<()> {
        let by_others = self.edition()?.by_others;
        self.watched = Some(Watched { rest: Rest::begins(Some(seconds), self.clock.now()), by_others });
        Ok(())
    }

    /// Closes the private records of who works if it is time, or another officer opened the store meanwhile; whether it
    /// closed them now. Where nobody asked for it ([`close_private_after`](Self::close_private_after)), nothing is closed.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn close_private_if_idle(&mut self) -> Result<bool> {
        let (Some(watched), Some(officer)) = (self.watched, self.private_of()) else { return Ok(false) };
        let (by_others, now) = (self.edition()?.by_others, self.clock.now());
        if by_others != watched.by_others {
            self.watched = Some(Watched { rest: Rest::begins(watched.rest.after, now), by_others });
        }
        let stays = by_others == watched.by_others || worked_last(self)?.is_none_or(|last| last == officer);
        let is_over = by_others == watched.by_others && watched.rest.is_over(now);
        if is_over || !stays {
            self.close_private();
        }
        Ok(is_over || !stays)
    }

    /// Notes who opened the store. A disk without room must not keep anybody from the records.
    pub(crate) fn note_who_works(&self, officer: OfficerId) -> Result<()> {
        if worked_last(self)? == Some(officer) {
            return Ok(());
        }
        match setting::put(&self.db, WORKED_LAST, officer.as_bytes()) {
            Err(Error::DiskFull | Error::Busy) => Ok(()),
            noted => noted,
        }
    }
}

fn worked_last(store: &Store) -> Result<Option<OfficerId>> {
    let bytes = setting::get(&store.db, WORKED_LAST).optional()?;
    Ok(bytes.and_then(|bytes| bytes.try_into().ok()).map(OfficerId::from_bytes))
}

/// A store that forgets its keys when nobody used it for a while: for a face that stays open on a table, and for a courier.
/// What needs it after that needs the passphrase again.
pub struct IdleStore {
    dir: PathBuf,
    store: Option<SharedStore>,
    rest: Rest,
    clock: Box<dyn Clock>,
}

impl IdleStore {
    /// A store that locks `after` so many seconds without use; `None` never by itself.
    #[must_use]
    pub fn new(store: Store, after: Option<i64>, clock: Box<dyn Clock>) -> Self {
        let (dir, rest) = (store.dir().to_owned(), Rest::begins(after, clock.now()));
        Self { dir, store: Some(SharedStore::new(store)), rest, clock }
    }

    /// The store, used now.
    ///
    /// # Errors
    /// [`Error::Locked`] where it locked itself, or was locked.
    pub fn get(&mut self) -> Result<SharedStore> {
        self.lock_if_idle();
        self.rest.used_at = self.clock.now();
        self.store.clone().ok_or(Error::Locked)
    }

    /// The store for what is done beside, and is nobody's use: `None` where it is locked.
    #[must_use]
    pub fn beside(&self) -> Option<SharedStore> {
        self.store.clone()
    }

    /// Locks it if nobody used it for long enough and nobody has it just now. Whether it is locked.
    pub fn lock_if_idle(&mut self) -> bool {
        let is_in_use = self.store.as_ref().is_some_and(SharedStore::is_in_use);
        if self.rest.is_over(self.clock.now()) && !is_in_use {
            self.lock();
        }
        self.store.is_none()
    }

    /// Locks it: the file is closed and every key overwritten, as soon as nobody has it any more.
    pub fn lock(&mut self) {
        self.store = None;
    }

    /// Opens it again.
    ///
    /// # Errors
    /// As [`Store::unlock`].
    pub fn unlock(&mut self, login: &Login<'_>, clock: Box<dyn Clock>) -> Result<SharedStore> {
        let store = SharedStore::new(Store::unlock(&self.dir, login, clock)?);
        self.rest.used_at = self.clock.now();
        Ok(self.store.insert(store).clone())
    }
}

impl fmt::Debug for IdleStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IdleStore").field("locked", &self.store.is_none()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
