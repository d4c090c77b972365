//! Where random bytes come from.
//!
//! Our own trait of one method: the cryptographic crates below us use three versions of `rand_core` between them.

/// A source of bytes that nobody can guess. Outside tests that is [`OsRandom`].
pub trait Random {
    /// Overwrites all of `bytes`.
    fn fill(&mut self, bytes: &mut [u8]);
}

/// The operating system's random generator.
#[derive(Debug, Clone, Copy, Default)]
pub struct OsRandom;

impl Random for OsRandom {
    /// # Panics
    /// Where the operating system has no randomness: no key may be made then. None that we run on refuses once it is
    /// up.
    #[expect(clippy::panic, reason = "going on would make keys that can be guessed; no caller can do better")]
    fn fill(&mut self, bytes: &mut [u8]) {
        if let Err(error) = getrandom::fill(bytes) {
            panic!("the operating system gives no random bytes: {error}");
        }
    }
}

/// `N` random bytes, public ones such as salts and nonces. Secrets are drawn in place, see `Secret::generate`.
pub(crate) fn draw<const N: usize>(random: &mut (impl Random + ?Sized)) -> [u8; N] {
    let mut bytes = [0; N];
    random.fill(&mut bytes);
    bytes
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// Bytes that a seed decides: the finalizer of SplitMix64 over a counter. For tests alone.
    pub(crate) struct Seeded(pub(crate) u64);

    impl Random for Seeded {
        fn fill(&mut self, bytes: &mut [u8]) {
            for byte in bytes {
                self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
                let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
                *byte = (mixed >> 56) as u8;
            }
        }
    }

    #[test]
    fn the_operating_system_gives_other_bytes_each_time() {
        assert_ne!(draw::<32>(&mut OsRandom), draw::<32>(&mut OsRandom));
    }
}
