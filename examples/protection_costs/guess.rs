//! What a guess at a PIN costs somebody who copied a device's key file: nobody counts there.

use std::{num::NonZeroUsize, thread};

use anyhow::Result;
use seal::{Lock, OsRandom};

use crate::{Cost, clock::timed};

/// A wrong passphrase on one core, beside one of as many at a time as there are cores: these share what memory can do.
pub(crate) fn cost(rounds: usize) -> Result<Cost> {
    let cost = seal::Cost::default();
    let lock = Lock::by_passphrase(&mut OsRandom, b"slot", b"identity", "tiga kerbau di sawah", cost)?;
    let guess = || timed(|| lock.open(b"slot", "123456").is_err());
    let alone = (0..rounds).map(|_| guess().0).collect();
    let cores = thread::available_parallelism().map_or(1, NonZeroUsize::get);
    let all = || {
        thread::scope(|scope| (0..cores).for_each(|_| drop(scope.spawn(guess))));
    };
    let together = (0..rounds).map(|_| timed(all).0 / cores as f64).collect();
    Ok(Cost::beside(&format!("a guess at a copied key file, {cores} cores"), alone, together))
}
