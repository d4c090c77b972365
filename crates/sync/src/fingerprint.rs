//! The proof that two sides hold the same changes.

use records::ChangeHash;

/// Count and sum mod 2^256 of the hashes of a set of changes.
///
/// Adding and removing take constant time and no order, so both sides keep it as they go; equal fingerprints mean equal
/// sets unless somebody can find SHA-256 inputs whose sum is what they like, which needs an enrolled device and a
/// generalised-birthday search, and would only make that device believe that it is up to date. A Merkle tree would cost
/// a write per level for every change.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Fingerprint {
    /// How many changes.
    pub count: u64,
    /// The sum of their hashes, big-endian.
    pub sum: [u8; 32],
}

impl Fingerprint {
    /// Takes a change into the set.
    pub fn add(&mut self, hash: &ChangeHash) {
        let mut carry = 0;
        for (digit, other) in self.sum.iter_mut().zip(hash.as_bytes()).rev() {
            let total = u16::from(*digit) + u16::from(*other) + carry;
            *digit = total.to_be_bytes()[1];
            carry = total >> 8;
        }
        self.count = self.count.wrapping_add(1);
    }

    /// Takes a change out of the set.
    pub fn remove(&mut self, hash: &ChangeHash) {
        let mut borrow = 0;
        for (digit, other) in self.sum.iter_mut().zip(hash.as_bytes()).rev() {
            let total = 256 + u16::from(*digit) - u16::from(*other) - borrow;
            *digit = total.to_be_bytes()[1];
            borrow = 1 - (total >> 8);
        }
        self.count = self.count.wrapping_sub(1);
    }
}

impl<'a> FromIterator<&'a ChangeHash> for Fingerprint {
    fn from_iter<I: IntoIterator<Item = &'a ChangeHash>>(hashes: I) -> Self {
        let mut fingerprint = Self::default();
        hashes.into_iter().for_each(|hash| fingerprint.add(hash));
        fingerprint
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn order_does_not_matter_and_removing_undoes_adding(hashes: Vec<[u8; 32]>, extra: [u8; 32]) {
            let hashes: Vec<_> = hashes.into_iter().map(ChangeHash::from_bytes).collect();
            let forward: Fingerprint = hashes.iter().collect();
            let backward: Fingerprint = hashes.iter().rev().collect();
            prop_assert_eq!(forward, backward);

            let extra = ChangeHash::from_bytes(extra);
            let mut more = forward;
            more.add(&extra);
            prop_assert_ne!(more, forward);
            more.remove(&extra);
            prop_assert_eq!(more, forward);
        }
    }

    #[test]
    fn the_sum_wraps_at_two_to_the_256() {
        let mut fingerprint = Fingerprint::default();
        fingerprint.add(&ChangeHash::from_bytes([0xff; 32]));
        let mut one = [0; 32];
        one[31] = 2;
        fingerprint.add(&ChangeHash::from_bytes(one));
        let mut expected = [0; 32];
        expected[31] = 1;
        assert_eq!(fingerprint, Fingerprint { count: 2, sum: expected });
    }
}
