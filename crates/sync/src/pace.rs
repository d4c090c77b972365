//! How large the next frame may be.

/// Grows the frames of a push with the link.
///
/// A frame is what a cut costs: it is durable whole or sent again. Small frames waste signatures, large ones waste a bad
/// line's minutes. So a frame is what the link moves in two seconds, between 4 and 64 kB; while the link is unknown it
/// starts at 4 kB and doubles up to 16 kB.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    next: usize,
    largest: usize,
}

impl Pace {
    /// The smallest frame, bytes of changes.
    pub const SMALLEST: usize = 4 << 10;
    /// The largest frame, bytes of changes.
    pub const LARGEST: usize = 64 << 10;
    /// The largest frame on a link of unknown speed.
    pub const CAUTIOUS: usize = 16 << 10;
    const SECONDS: usize = 2;

    /// A pace for a link that was last seen to move `bytes_per_second`, `None` before the first exchange.
    #[must_use]
    pub fn new(bytes_per_second: Option<u64>) -> Self {
        let Some(rate) = bytes_per_second else { return Self { next: Self::SMALLEST, largest: Self::CAUTIOUS } };
        let rate = usize::try_from(rate).unwrap_or(usize::MAX);
        let size = rate.saturating_mul(Self::SECONDS).clamp(Self::SMALLEST, Self::LARGEST);
        Self { next: size, largest: size }
    }

    /// The size of the next frame, which also moves the pace on.
    pub fn take(&mut self) -> usize {
        let size = self.next;
        self.next = (size * 2).min(self.largest);
        size
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_link_starts_small_and_stays_cautious() {
        let mut pace = Pace::new(None);
        let sizes: Vec<_> = (0..5).map(|_| pace.take() >> 10).collect();
        assert_eq!(sizes, [4, 8, 16, 16, 16]);
    }

    #[test]
    fn a_known_link_gets_two_seconds_within_bounds() {
        for (rate, size) in [(0, 4 << 10), (8_000, 16_000), (1_000_000, 64 << 10)] {
            assert_eq!(Pace::new(Some(rate)).take(), size, "at {rate} bytes a second");
        }
    }
}
