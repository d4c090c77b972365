//! A store that locks itself.

use std::{fmt, path::PathBuf};

use super::Login;
use crate::{Clock, Error, Result, Store};

/// A store that forgets its keys when nobody used it for a while: for a face that stays open on a table. What is typed next
/// needs the passphrase again.
///
/// Nothing runs in the background: whoever draws the face asks [`lock_if_idle`](Self::lock_if_idle) as often as it draws,
/// and every use asks by itself.
pub struct IdleStore {
    dir: PathBuf,
    store: Option<Store>,
    /// Seconds without use after which it locks.
    after: i64,
    used_at: i64,
    clock: Box<dyn Clock>,
}

impl IdleStore {
    /// A store that locks `after` so many seconds without use.
    #[must_use]
    pub fn new(store: Store, after: i64, clock: Box<dyn Clock>) -> Self {
        Self { dir: store.dir().to_owned(), store: Some(store), after, used_at: clock.now(), clock }
    }

    /// The store, used now.
    ///
    /// # Errors
    /// [`Error::Locked`] where it locked itself, or was locked.
    pub fn get(&mut self) -> Result<&mut Store> {
        self.lock_if_idle();
        self.used_at = self.clock.now();
        self.store.as_mut().ok_or(Error::Locked)
    }

    /// Locks it if nobody used it for long enough; a clock that was set back counts as that. Whether it is locked.
    pub fn lock_if_idle(&mut self) -> bool {
        let idle = self.clock.now().saturating_sub(self.used_at);
        if idle >= self.after || idle < 0 {
            self.lock();
        }
        self.store.is_none()
    }

    /// Locks it: the file is closed, and every key is overwritten.
    pub fn lock(&mut self) {
        self.store = None;
    }

    /// Opens it again.
    ///
    /// # Errors
    /// As [`Store::unlock`].
    pub fn unlock(&mut self, login: &Login<'_>, clock: Box<dyn Clock>) -> Result<&mut Store> {
        let store = Store::unlock(&self.dir, login, clock)?;
        self.used_at = self.clock.now();
        Ok(self.store.insert(store))
    }
}

impl fmt::Debug for IdleStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IdleStore").field("locked", &self.store.is_none()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{Device, PASSPHRASE, Province};

    #[test]
    fn a_store_that_nobody_used_is_locked_until_somebody_opens_it() {
        let Device { dir: _dir, clock, store } = Device::new(&Province::new(), 1);
        let mut idle = IdleStore::new(store, 300, Box::new(clock.clone()));
        clock.pass(299);
        idle.get().unwrap();
        clock.pass(299);
        idle.get().unwrap();
        clock.pass(300);
        assert!(matches!(idle.get(), Err(Error::Locked)));
        assert!(matches!(
            idle.unlock(&Login::passphrase("salah"), Box::new(clock.clone())),
            Err(Error::WrongPassphrase)
        ));
        idle.unlock(&Login::passphrase(PASSPHRASE), Box::new(clock.clone())).unwrap().status().unwrap();
        idle.lock();
        assert!(idle.lock_if_idle());
    }

    #[test]
    fn setting_the_clock_back_does_not_keep_a_store_open() {
        let Device { dir: _dir, clock, store } = Device::new(&Province::new(), 1);
        let mut idle = IdleStore::new(store, 300, Box::new(clock.clone()));
        clock.pass(-1000);
        assert!(matches!(idle.get(), Err(Error::Locked)));
    }
}
