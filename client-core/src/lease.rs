//! The lease: for how long a device may go on without a word of its province.
//!
//! Every receipt that the province signs says that the device was welcome at that moment, whoever carried it; so does the
//! certificate, at enrolment. From the newest of these on, the lease runs for a period (14 days, or what the province says
//! in its head). When it is over, the store does not open, and its keys are closed until the province gives a reset code:
//! whoever found the device and knows its PIN reads no more. What was recorded lies in the [sealed outbox](crate::sealed).
//!
//! A device has no clock that it could trust. Now is its clock, corrected by what the province last showed it to be wrong,
//! and never before the latest moment that the store has seen. So to set the clock back lengthens nothing; while it stands
//! behind, every opening counts as a minute. A clock that jumps far ahead must not cost the keys: they are closed only
//! where the clock by itself, and corrected, are past the end, and not more than 30 days past the latest moment that was
//! seen. Beyond that the store opens for an exchange and for nothing else, until the province or a clock that is set right
//! says what time it is. The price: a device that lay switched off for longer than that keeps its keys until it was
//! opened with its clock right, or is reset; and who stops the clock and knows the PIN has 20,160 openings of a fortnight.

use rusqlite::Connection;
use serde::Serialize;

use crate::{
    Error, Result, Store,
    setting::{self, put_time, time},
};

/// How long a lease is where the province says nothing else, seconds.
pub const PERIOD: i64 = 14 * DAY;
/// From so long before the end on, the officer is warned, seconds.
pub const WARNING: i64 = 3 * DAY;
const DAY: i64 = 86_400;
/// What a clock may have moved since the latest moment that was seen, for the keys to be closed by it.
const PLAUSIBLE: i64 = 30 * DAY;
/// What an opening counts while the clock stands behind; and how far it has to move to be written down.
const STEP: i64 = 60;

/// How a lease stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// It goes on.
    Good,
    /// It ends within three days.
    Ending,
    /// It is over.
    Over,
    /// By the clock it is over, and the clock is not to be believed.
    ClockAhead,
}

/// The lease of a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Lease {
    /// Its end, by the province's clock, Unix seconds.
    pub until: i64,
    /// What is left of it, seconds; never negative.
    pub left: i64,
    /// How it stands.
    pub standing: Standing,
}

/// What the store is opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Anything.
    Work,
    /// To hear the province.
    Exchange,
    /// To begin a lease, by the province's code.
    Reset,
}

/// What a lease is judged by. All are Unix seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Terms {
    /// When the province last said that the device is welcome, by its clock.
    welcome: i64,
    period: i64,
    /// The province's clock minus the device's.
    offset: i64,
    /// The latest moment that was seen, by the province's clock.
    latest: i64,
}

impl Terms {
    const fn until(&self) -> i64 {
        self.welcome.saturating_add(self.period)
    }

    /// How the lease stands when the device's clock says `clock`, and the latest moment that was seen then.
    fn judge(&self, clock: i64) -> (Lease, i64) {
        let (until, now) = (self.until(), clock.saturating_add(self.offset));
        let seen = if now < self.latest { self.latest.saturating_add(STEP) } else { self.latest };
        let (standing, latest) = if seen >= until {
            (Standing::Over, seen)
        } else if now < until {
            let latest = now.max(seen);
            (if until - latest <= WARNING { Standing::Ending } else { Standing::Good }, latest)
        } else if clock >= until && now.max(clock).saturating_sub(self.latest) <= PLAUSIBLE {
            (Standing::Over, now)
        } else {
            (Standing::ClockAhead, self.latest)
        };
        (Lease { until, left: until.saturating_sub(latest.max(0)).max(0), standing }, latest)
    }

    fn load(db: &Connection) -> Result<Option<Self>> {
        let (Some(welcome), Some(latest)) = (time(db, WELCOME)?, time(db, LATEST)?) else { return Ok(None) };
        let offset = match time(db, "clock_offset")? {
            Some(measured) => measured,
            None => time(db, OFFSET)?.unwrap_or(0),
        };
        Ok(Some(Self { welcome, latest, offset, period: time(db, PERIOD_SAID)?.unwrap_or(PERIOD) }))
    }
}

const WELCOME: &str = "lease_welcome";
const LATEST: &str = "lease_latest";
const OFFSET: &str = "lease_offset";
const PERIOD_SAID: &str = "lease_period";

/// Begins the lease of a device that was enrolled at `issued_at` by the province's clock. How wrong its own clock is, is
/// known from then on.
pub(crate) fn begin(db: &Connection, issued_at: i64, clock: i64) -> Result<()> {
    put_time(db, WELCOME, issued_at)?;
    put_time(db, LATEST, issued_at)?;
    put_time(db, OFFSET, issued_at.saturating_sub(clock))
}

/// The province said at this moment of its clock that the device is welcome.
pub(crate) fn welcomed(db: &Connection, at: i64) -> Result<()> {
    for name in [WELCOME, LATEST] {
        if time(db, name)?.is_none_or(|known| known < at) {
            put_time(db, name, at)?;
        }
    }
    Ok(())
}

/// The province gave a code that opens the store again: it is welcome as of now.
pub(crate) fn renew(db: &Connection, clock: i64) -> Result<()> {
    let Some(terms) = Terms::load(db)? else { return Ok(()) };
    welcomed(db, clock.saturating_add(terms.offset).max(terms.latest))
}

/// The province says how long a lease is, `None` for the default.
pub(crate) fn set_period(db: &Connection, said: Option<u64>) -> Result<()> {
    match said {
        Some(seconds) => put_time(db, PERIOD_SAID, i64::try_from(seconds).unwrap_or(i64::MAX)),
        None => setting::remove(db, PERIOD_SAID),
    }
}

/// Judges the lease by the clock, and keeps the latest moment that was seen. A store of before there were leases begins
/// its own now.
fn look(db: &Connection, clock: i64) -> Result<Lease> {
    let Some(terms) = Terms::load(db)? else {
        let now = clock.saturating_add(time(db, "clock_offset")?.unwrap_or(0));
        put_time(db, WELCOME, now)?;
        put_time(db, LATEST, now)?;
        return Ok(Lease { until: now.saturating_add(PERIOD), left: PERIOD, standing: Standing::Good });
    };
    let (lease, latest) = terms.judge(clock);
    if latest.saturating_sub(terms.latest) >= STEP {
        put_time(db, LATEST, latest)?;
    }
    Ok(lease)
}

/// The province's clock as far as this device knows it: never before the latest moment that was seen.
pub(crate) fn now(db: &Connection, clock: i64) -> Result<i64> {
    let now = |terms: Terms| clock.saturating_add(terms.offset).max(terms.latest);
    Ok(Terms::load(db)?.map_or(clock, now))
}

impl Store {
    /// How the lease of this device stands.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn lease(&self) -> Result<Lease> {
        let clock = self.clock.now();
        let begun = |terms: Terms| terms.judge(clock).0;
        let none = Lease { until: clock.saturating_add(PERIOD), left: PERIOD, standing: Standing::Good };
        Ok(Terms::load(&self.db)?.map_or(none, begun))
    }

    /// Lets the store be used, where its lease allows that.
    pub(crate) fn keep_to_lease(&self, purpose: Purpose) -> Result<Lease> {
        if purpose == Purpose::Reset {
            renew(&self.db, self.clock.now())?;
        }
        let lease = match look(&self.db, self.clock.now()) {
            // A disk without room must not keep anybody from the records.
            Err(Error::DiskFull | Error::Busy) => self.lease()?,
            other => other?,
        };
        match lease.standing {
            Standing::ClockAhead if purpose == Purpose::Work => Err(Error::ClockAhead { until: lease.until }),
            Standing::Good | Standing::Ending | Standing::Over | Standing::ClockAhead => Ok(lease),
        }
    }
}

#[cfg(test)]
mod tests;
