//! Challenges that need no memory: whoever repeats one has spoken with us, not long ago.
//!
//! A challenge is a time under a MAC with a key that lives as long as the process. A list of those given out was refused:
//! anybody could make it long, and push out the ones that honest callers hold.

use hmac::Mac;
use subtle::ConstantTimeEq;

use crate::{Random, mac, secret::Secret};

/// Gives out challenges and knows them again.
#[derive(Debug)]
pub struct Challenger(Secret<32>);

impl Challenger {
    /// With a key of its own.
    #[must_use]
    pub fn new(random: &mut (impl Random + ?Sized)) -> Self {
        Self(Secret::generate(random))
    }

    /// A challenge of this moment, Unix seconds.
    #[must_use]
    pub fn issue(&self, now: i64) -> [u8; 32] {
        let mut challenge = [0; 32];
        let mac = self.mac(now.to_be_bytes());
        let parts = now.to_be_bytes().into_iter().chain(mac);
        challenge.iter_mut().zip(parts).for_each(|(byte, part)| *byte = part);
        challenge
    }

    /// Whether a challenge was given out here in the last `life` seconds.
    #[must_use]
    pub fn is_fresh(&self, challenge: &[u8; 32], now: i64, life: i64) -> bool {
        let Some((time, mac)) = challenge.split_first_chunk::<8>() else { return false };
        let given_out = bool::from(self.mac(*time).get(..mac.len()).unwrap_or_default().ct_eq(mac));
        let age = now.saturating_sub(i64::from_be_bytes(*time));
        given_out && (0..=life).contains(&age)
    }

    fn mac(&self, time: [u8; 8]) -> [u8; 32] {
        let mut mac = mac::keyed(&self.0);
        mac.update(b"rantau challenge v1\0");
        mac.update(&time);
        mac::finish(mac)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::OsRandom;

    #[test]
    fn a_challenge_is_good_for_a_while_and_where_it_was_given_out() {
        let (ours, theirs) = (Challenger::new(&mut OsRandom), Challenger::new(&mut OsRandom));
        let challenge = ours.issue(1_000);
        for (now, fresh) in [(999, false), (1_000, true), (1_060, true), (1_061, false)] {
            assert_eq!(ours.is_fresh(&challenge, now, 60), fresh, "at {now}");
        }
        assert!(!theirs.is_fresh(&challenge, 1_000, 60));
        for at in 0..32 {
            let mut altered = challenge;
            altered[at] ^= 1;
            assert!(!ours.is_fresh(&altered, 1_000, 60), "altered at {at}");
        }
    }
}
