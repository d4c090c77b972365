//! A store that an async program shares with its own threads.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::{Error, Result, Store};

/// A store behind a lock. Each call holds it for one transaction, on a thread where waiting is allowed.
#[derive(Debug, Clone)]
pub struct SharedStore(Arc<Mutex<Store>>);

impl SharedStore {
    /// Shares a store.
    #[must_use]
    pub fn new(store: Store) -> Self {
        Self(Arc::new(Mutex::new(store)))
    }

    /// The store, for blocking calls. A transaction that panicked was rolled back, so the store is as good as before.
    pub fn lock(&self) -> MutexGuard<'_, Store> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether somebody else has it, too.
    #[must_use]
    pub fn is_in_use(&self) -> bool {
        Arc::strong_count(&self.0) > 1
    }

    /// The store by itself again, `None` while others share it.
    #[must_use]
    pub fn into_store(self) -> Option<Store> {
        Some(Arc::into_inner(self.0)?.into_inner().unwrap_or_else(PoisonError::into_inner))
    }

    /// Calls the store on a thread where waiting is allowed.
    ///
    /// # Errors
    /// What `work` gives; [`Error::Corrupt`] where it panicked, which rolled its transaction back.
    pub async fn with<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Store) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let shared = self.clone();
        let done = tokio::task::spawn_blocking(move || work(&mut shared.lock())).await;
        done.unwrap_or(Err(Error::Corrupt("a call that broke off")))
    }
}
