//! Messages that are being processed, by idempotency key.
//!
//! Kept in memory and not in the database: after a crash nothing is in progress. It decides about the answer 409 only;
//! that a message is applied once is decided by the stored answer, inside the transaction.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use super::{
    message::{IdempotencyKey, PayloadHash},
    problem::Problem,
};

/// The messages under way.
#[derive(Debug, Clone, Default)]
pub(super) struct Flights(Arc<Mutex<BTreeMap<IdempotencyKey, PayloadHash>>>);

/// One message under way, until it is dropped.
#[derive(Debug)]
pub(super) struct Flight {
    flights: Flights,
    key: IdempotencyKey,
}

impl Flights {
    /// Begins a message.
    ///
    /// # Errors
    /// [`Problem::KEY_IN_PROGRESS`] where the same one is under way, [`Problem::KEY_REUSED`] where another one with its
    /// key is.
    pub(super) fn begin(&self, key: &IdempotencyKey, payload: PayloadHash) -> Result<Flight, Problem> {
        let mut flights = self.lock();
        match flights.get(key) {
            Some(other) if *other == payload => Err(Problem::KEY_IN_PROGRESS),
            Some(_) => Err(Problem::KEY_REUSED),
            None => {
                flights.insert(key.clone(), payload);
                Ok(Flight { flights: self.clone(), key: key.clone() })
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<IdempotencyKey, PayloadHash>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Flight {
    fn drop(&mut self) {
        self.flights.lock().remove(&self.key);
    }
}
