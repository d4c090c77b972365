//! What a peer can do beyond the first version of the protocol.

use std::ops::BitOr;

use minicbor::{Decode, Encode};

/// A set of abilities, one bit each. A bit that a peer does not know says nothing to it; what both have is used.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Encode, Decode)]
#[cbor(transparent)]
pub struct Capabilities(#[n(0)] u64);

impl Capabilities {
    /// None of them: reads feeds from the start where the log is another one.
    pub const NONE: Self = Self(0);
    /// Compares instead of reading from the start, and hands back what the province lost.
    pub const REPAIR: Self = Self(1);
    /// Takes a pack in place of the beginning of a feed.
    pub const PACKS: Self = Self(1 << 1);
    /// Asks for packs to hand them to a device that begins, however much of the feeds is here. Not an ability, so not
    /// in [`ALL`](Self::ALL).
    pub const HANDS_ON: Self = Self(1 << 2);
    /// Asks for the bytes of its own changes as well: some were damaged where they were stored. Not an ability, so not in
    /// [`ALL`](Self::ALL).
    pub const WHOLE: Self = Self(1 << 3);
    /// Of a province: keeps the cursors of devices with [several feeds](super::SEVERAL_FEEDS), and knows them by their
    /// digest. Of a device: gives it, and understands a receipt that names only what moved
    /// ([`Receipt::all`](crate::Receipt::all)).
    pub const DIGESTS: Self = Self(1 << 4);
    /// Is told at the beginning of a response how much is to come. Not an ability, so not in [`ALL`](Self::ALL).
    pub const COUNTS: Self = Self(1 << 5);
    /// Keeps what lets officers in again ([`Deposit`](super::Deposit)).
    pub const DEPOSITS: Self = Self(1 << 6);
    /// Drops a document at once, with what was not sent of it, where the log says that it was erased. Said by devices:
    /// what stands before the cursor of one that says it is dropped there.
    pub const ERASES: Self = Self(1 << 8);
    /// Understands how keys of the province follow each other ([`Successions`](crate::succession::Successions)). Said by
    /// devices.
    pub const SUCCEEDS: Self = Self(1 << 9);
    /// Knows feeds of what is lent to one device ([`Audience::Loan`](crate::Audience::Loan)), and closes what is in one
    /// when its time is over. Said by devices: another is lent nothing, as it could not read the feed's name.
    pub const LOANS: Self = Self(1 << 10);
    /// Takes in a refill that says of a record that it was erased. Said by provinces.
    pub const LEARNS_ERASURES: Self = Self(1 << 11);
    /// All that this version knows.
    pub const ALL: Self = Self(Self::REPAIR.0 | Self::PACKS.0 | Self::DIGESTS.0 | Self::DEPOSITS.0);

    /// Whether all of `others` are here.
    #[must_use]
    pub const fn has(self, others: Self) -> bool {
        self.0 & others.0 == others.0
    }

    /// Those that both have.
    #[must_use]
    pub const fn and(self, others: Self) -> Self {
        Self(self.0 & others.0)
    }
}

impl BitOr for Capabilities {
    type Output = Self;

    fn bitor(self, others: Self) -> Self {
        Self(self.0 | others.0)
    }
}
