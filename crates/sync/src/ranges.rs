//! Which numbers of a row have arrived.

use wire::exchange::Range;

/// A set of numbers that arrive nearly in order: few ranges, however many numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ranges(Vec<Range>);

impl Ranges {
    /// Adds one number.
    pub fn insert(&mut self, n: u64) {
        if self.contains(n) {
            return;
        }
        let at = self.0.partition_point(|range| range.first < n);
        self.0.insert(at, Range { first: n, last: n });
        self.join(at);
        if let Some(before) = at.checked_sub(1) {
            self.join(before);
        }
    }

    /// Whether the number arrived.
    #[must_use]
    pub fn contains(&self, n: u64) -> bool {
        self.0.iter().any(|range| (range.first..=range.last).contains(&n))
    }

    /// The ranges, ascending and apart.
    #[must_use]
    pub fn as_slice(&self) -> &[Range] {
        &self.0
    }

    /// Joins the range at `at` with the next one where they touch.
    fn join(&mut self, at: usize) {
        let (Some(range), Some(next)) = (self.0.get(at).copied(), self.0.get(at + 1).copied()) else { return };
        if range.last.checked_add(1) == Some(next.first) {
            self.0.remove(at + 1);
            if let Some(range) = self.0.get_mut(at) {
                range.last = next.last;
            }
        }
    }
}

impl From<Vec<Range>> for Ranges {
    /// Ranges from outside, in any order; those that are turned around say nothing.
    fn from(ranges: Vec<Range>) -> Self {
        Self(ranges.into_iter().filter(|range| range.first <= range.last).collect())
    }
}

impl FromIterator<u64> for Ranges {
    fn from_iter<I: IntoIterator<Item = u64>>(numbers: I) -> Self {
        let mut ranges = Self::default();
        numbers.into_iter().for_each(|n| ranges.insert(n));
        ranges
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn holds_what_a_set_would_hold_in_the_fewest_ranges(numbers: Vec<u8>) {
            let ranges: Ranges = numbers.iter().copied().map(u64::from).collect();
            let set: BTreeSet<u64> = numbers.into_iter().map(u64::from).collect();
            for n in 0..=255 {
                prop_assert_eq!(ranges.contains(n), set.contains(&n));
            }
            let apart = ranges.as_slice().windows(2).all(|pair| pair[0].last + 1 < pair[1].first);
            prop_assert!(apart);
        }
    }
}
