//! The connections that read.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use rusqlite::{Connection, Transaction, TransactionBehavior};

use super::open_read_only;
use crate::Result;

/// Idle connections that are kept; under load there are as many as there are blocking threads.
const KEPT: usize = 16;

/// Read-only connections, opened when needed.
#[derive(Debug, Clone)]
pub(super) struct Readers {
    path: PathBuf,
    idle: Arc<Mutex<Vec<Connection>>>,
}

impl Readers {
    pub(super) fn new(path: PathBuf) -> Self {
        Self { path, idle: Arc::default() }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Runs `job` on one snapshot.
    pub(super) fn run<T>(&self, job: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let conn = self.take()?;
        let outcome = {
            let snapshot = Transaction::new_unchecked(&conn, TransactionBehavior::Deferred)?;
            job(&snapshot)
        };
        self.put_back(conn);
        outcome
    }

    fn take(&self) -> Result<Connection> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        idle.map_or_else(|| open_read_only(&self.path), Ok)
    }

    fn put_back(&self, conn: Connection) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < KEPT {
            idle.push(conn);
        }
    }
}
