//! How one key of the province follows another.
//!
//! Every statement names its key and commits to the one after it, by a hash: the successor is made beforehand and kept
//! away from the server. Whoever pins a key and knows the commitment needs nothing of that key to believe what follows it.
//! So a thief of the present key cannot name its successor, and a key that is lost can be succeeded. This is the
//! pre-rotation of KERI. To let each key sign for the next one was refused: it gives a thief the very power that rotation
//! is to take away, and leaves nothing to do once a key is lost.
//!
//! The first statement of a deployment founds the chain: it has number 0 and no key before it.

use minicbor::{Decode, Encode};

use crate::{
    PublicKey, cbor,
    enrolment::Card,
    signed::{Signable, Signed},
};

/// The most statements of one chain: a key a week for ten years.
pub const MOST_SUCCESSIONS: usize = 512;
/// The most bytes of such a chain, at some 300 bytes a statement.
pub const MOST_BYTES: usize = 256 << 10;

/// Why a key came into the place of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(index_only)]
pub enum Reason {
    /// It is the first.
    #[n(0)]
    Founded,
    /// It was time.
    #[n(1)]
    Routine,
    /// The key before is gone, and in nobody's hands.
    #[n(2)]
    Lost,
    /// The key before may be in other hands: nothing that comes with it alone is believed any more.
    #[n(3)]
    Compromised,
}

impl Reason {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Founded => "founded",
            Self::Routine => "routine",
            Self::Lost => "lost",
            Self::Compromised => "compromised",
        }
    }
}

/// The province's word that a key is its own from now on, signed by that very key.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Succession {
    /// Version of the protocol.
    #[n(0)]
    pub protocol: u16,
    /// Which: 0 founds the chain, each one counts on from the one before.
    #[n(1)]
    pub n: u64,
    /// The key before, `None` for the first.
    #[cbor(n(2), with = "cbor::fixed_option")]
    pub previous: Option<PublicKey>,
    /// The key from now on. It signs this.
    #[cbor(n(3), with = "cbor::fixed")]
    pub key: PublicKey,
    /// The age recipient from now on (`age1…`).
    #[n(4)]
    pub recipient: String,
    /// The commitment to the key that comes next: SHA-256 of `rantau successor v1`, a zero byte, and the key.
    #[cbor(n(5), with = "minicbor::bytes")]
    pub next: [u8; 32],
    /// When, by the province's clock, Unix seconds.
    #[n(6)]
    pub at: i64,
    /// Why.
    #[n(7)]
    pub reason: Reason,
}

/// A statement with its signature.
pub type SignedSuccession = Signed<Succession>;

impl Signable for Succession {
    const SEPARATOR: &'static [u8] = b"rantau succession v1\0";
    const NAME: &'static str = "succession";
}

/// Statements of a chain, ascending and without gaps: what is told to whoever lacks them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Successions {
    /// The statements.
    #[n(0)]
    pub statements: Vec<SignedSuccession>,
    /// The device's certificate under the newest key, where it is told to a device that is enrolled.
    #[n(1)]
    pub card: Option<Card>,
}

cbor::bodies! {
    Successions: "successions";
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Signature;

    fn succession(n: u64, previous: Option<PublicKey>) -> SignedSuccession {
        let (key, recipient) = (PublicKey([7; 32]), "age1latihan".to_owned());
        let (next, at, reason) = ([9; 32], 1_795_000_000, Reason::Lost);
        let value = Succession { protocol: 1, n, previous, key, recipient, next, at, reason };
        SignedSuccession::new(value, |_| Signature([1; 64]))
    }

    #[test]
    fn statements_are_read_as_they_were_written() {
        let statements = vec![succession(0, None), succession(1, Some(PublicKey([7; 32])))];
        let told = Successions { statements, card: None };
        assert_eq!(Successions::from_bytes(&told.to_bytes()).unwrap(), told);
    }

    #[test]
    fn an_unknown_reason_is_no_statement() {
        let bytes = succession(1, None).to_bytes();
        let at = bytes.iter().rposition(|byte| *byte == 2).unwrap();
        let mut altered = bytes;
        altered[at] = 9;
        assert!(SignedSuccession::from_bytes(&altered).is_err());
    }
}
