//! The one place where this program reads the clock and draws ids.

use std::time::{Duration, Instant, SystemTime};

use records::{DeviceId, EpochId, LineageId, OfficerId};
use uuid::Uuid;

/// Unix seconds.
#[must_use]
pub fn now() -> i64 {
    i64::try_from(since_epoch().as_secs()).unwrap_or(i64::MAX)
}

/// Unix milliseconds.
#[must_use]
pub fn now_ms() -> i64 {
    i64::try_from(since_epoch().as_millis()).unwrap_or(i64::MAX)
}

/// A point in time to measure from.
#[expect(clippy::disallowed_methods, reason = "this is the server's clock")]
#[must_use]
pub fn instant() -> Instant {
    Instant::now()
}

#[expect(clippy::disallowed_methods, reason = "this is the server's clock")]
fn since_epoch() -> Duration {
    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default()
}

#[expect(clippy::disallowed_methods, reason = "this is where the server draws ids")]
fn new_uuid() -> Uuid {
    Uuid::now_v7()
}

/// A new device's id.
#[must_use]
pub fn new_device() -> DeviceId {
    DeviceId::new(new_uuid())
}

/// A new officer's id.
#[must_use]
pub fn new_officer() -> OfficerId {
    OfficerId::new(new_uuid())
}

/// A new life of the log.
#[must_use]
pub fn new_epoch() -> EpochId {
    EpochId::new(new_uuid())
}

/// A new life of the province as an author.
#[must_use]
pub fn new_lineage() -> LineageId {
    LineageId::new(new_uuid())
}

/// Any number, for jitter.
#[must_use]
pub fn random_u32() -> u32 {
    let mut bytes = [0; 4];
    seal::Random::fill(&mut seal::OsRandom, &mut bytes);
    u32::from_be_bytes(bytes)
}
