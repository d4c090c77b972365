//! Time, read in one place.

use std::time::Instant;

/// Microseconds that some work took, and what it gave.
#[expect(clippy::disallowed_methods, reason = "a measurement reads the clock")]
pub(crate) fn timed<T>(work: impl FnOnce() -> T) -> (f64, T) {
    let began = Instant::now();
    let done = work();
    (began.elapsed().as_secs_f64() * 1e6, done)
}
