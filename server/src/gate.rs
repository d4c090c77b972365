//! How often somebody may ask.
//!
//! | what | counted by | why so much |
//! |---|---|---|
//! | every request | address | all devices of a valley may share the address of their mobile network |
//! | enrolments | address | a class of thirty enrols in an afternoon; a guesser of codes tries for ever |
//! | exchanges, packs | device, once its signature is verified | a first exchange takes a dozen; a broken program loops |
//!
//! Each is a bucket that holds a burst and fills steadily ([`governor`], GCRA). Who is told to wait is told for how long.
//! Where no address is known (plain HTTP on this machine), nothing is counted by it.

use std::{hash::Hash, net::IpAddr, num::NonZeroU32, time::Duration};

use governor::{
    Quota, RateLimiter,
    clock::{Clock as _, DefaultClock},
    state::keyed::DashMapStateStore,
};
use records::DeviceId;

/// How often somebody may ask, each with a burst of as much as ten seconds, or of ten.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rates {
    /// Requests of one address, a minute.
    pub requests: u32,
    /// Enrolments of one address, an hour; the first twenty at once.
    pub enrolments: u32,
    /// Exchanges and packs of one device, a minute.
    pub exchanges: u32,
}

impl Default for Rates {
    fn default() -> Self {
        Self { requests: 1_200, enrolments: 120, exchanges: 120 }
    }
}

/// Wait for so long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("too many requests: try again in {} seconds", .0.as_secs())]
pub struct Wait(pub Duration);

/// Enrolments of one address at once.
const CLASS: u32 = 20;

/// Counts who asks how often.
#[derive(Debug)]
pub struct Gate {
    requests: Buckets<IpAddr>,
    enrolments: Buckets<IpAddr>,
    exchanges: Buckets<DeviceId>,
}

impl Gate {
    /// A gate of these rates.
    #[must_use]
    pub fn new(rates: Rates) -> Self {
        let least = |n: u32| NonZeroU32::new(n).unwrap_or(NonZeroU32::MIN);
        let burst = |n: u32| least((n / 6).max(10));
        Self {
            requests: Buckets::new(Quota::per_minute(least(rates.requests)).allow_burst(burst(rates.requests))),
            enrolments: Buckets::new(
                Quota::per_hour(least(rates.enrolments)).allow_burst(least(CLASS.min(rates.enrolments))),
            ),
            exchanges: Buckets::new(Quota::per_minute(least(rates.exchanges)).allow_burst(burst(rates.exchanges))),
        }
    }

    /// Counts a request of any kind.
    ///
    /// # Errors
    /// [`Wait`].
    pub fn request(&self, from: Option<IpAddr>) -> Result<(), Wait> {
        from.map_or(Ok(()), |from| self.requests.count(&from))
    }

    /// Counts an enrolment.
    ///
    /// # Errors
    /// [`Wait`].
    pub fn enrolment(&self, from: Option<IpAddr>) -> Result<(), Wait> {
        from.map_or(Ok(()), |from| self.enrolments.count(&from))
    }

    /// Counts an exchange of a device that proved who it is.
    ///
    /// # Errors
    /// [`Wait`].
    pub fn exchange(&self, device: DeviceId) -> Result<(), Wait> {
        self.exchanges.count(&device)
    }

    /// Forgets those who may ask as if they had never done so.
    pub fn sweep(&self) {
        self.requests.sweep();
        self.enrolments.sweep();
        self.exchanges.sweep();
    }
}

/// One bucket for each who asks.
#[derive(Debug)]
struct Buckets<K: Hash + Eq + Clone> {
    limiter: RateLimiter<K, DashMapStateStore<K>, DefaultClock>,
    clock: DefaultClock,
}

impl<K: Hash + Eq + Clone> Buckets<K> {
    fn new(quota: Quota) -> Self {
        Self { limiter: RateLimiter::dashmap(quota), clock: DefaultClock::default() }
    }

    fn count(&self, who: &K) -> Result<(), Wait> {
        let counted = self.limiter.check_key(who);
        counted.map(drop).map_err(|later| Wait(later.wait_time_from(self.clock.now()).max(Duration::from_secs(1))))
    }

    fn sweep(&self) {
        self.limiter.retain_recent();
        self.limiter.shrink_to_fit();
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn who_asks_too_often_waits_and_nobody_else_does() {
        let gate = Gate::new(Rates { enrolments: 1, ..Rates::default() });
        let [one, other] = [1, 2].map(|last| Some(IpAddr::from([10, 0, 0, last])));
        assert_eq!(gate.enrolment(one), Ok(()));
        let Wait(wait) = gate.enrolment(one).unwrap_err();
        assert!((3_500..=3_600).contains(&wait.as_secs()), "{wait:?}");
        assert_eq!(gate.enrolment(other), Ok(()));
        assert_eq!(gate.request(one), Ok(()));
        gate.sweep();
        assert!(gate.enrolment(one).is_err(), "whoever waits is not forgotten");
    }

    #[test]
    fn the_defaults_let_a_first_exchange_and_a_class_through() {
        let (gate, device) = (Gate::new(Rates::default()), DeviceId::new(Uuid::from_u128(1)));
        let class = Some(IpAddr::from([10, 0, 0, 1]));
        assert!((0..20).all(|_| gate.exchange(device).is_ok()));
        assert!((0..CLASS).all(|_| gate.enrolment(class).is_ok()));
        assert!((0..100).all(|_| gate.request(class).is_ok()));
        assert!((0..1_000).any(|_| gate.request(class).is_err()));
    }

    #[test]
    fn an_unknown_address_is_not_counted() {
        let gate = Gate::new(Rates { requests: 1, enrolments: 1, exchanges: 1 });
        assert!((0..50).all(|_| gate.enrolment(None).is_ok() && gate.request(None).is_ok()));
    }
}
