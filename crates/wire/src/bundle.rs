//! A bundle: one half of an exchange as a file, for any carrier.
//!
//! Upward it holds just the bytes that `POST /v1/sync` would take, sealed with age to the province; downward just those
//! that it would answer, signed by the province and sealed to the device. Whoever carries it reads the head: for whom it
//! is and whether it is whole, nothing else.
//!
//! The file is a CBOR sequence of two items: the [`BundleHead`] and one byte string with the sealed bytes.

use minicbor::{Decode, Decoder, Encode};
use records::{DeviceId, LineageId};
use sha2::{Digest, Sha256};

use crate::{
    Error, PROTOCOL, Result, cbor,
    signed::{Signable, Signed},
    succession::Successions,
};

/// The most that a bundle may hold, sealed.
pub const MAX_BUNDLE: usize = 64 << 20;

/// The first item's first position: what kind of file this is.
const MAGIC: &str = "rantau-bundle";

/// Which way a bundle goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(index_only)]
pub enum Direction {
    /// From a device to the province.
    #[n(0)]
    Up,
    /// From the province to a device.
    #[n(1)]
    Down,
}

/// What a carrier may know.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct BundleHead {
    /// `rantau-bundle`.
    #[n(0)]
    magic: String,
    /// Version of the protocol.
    #[n(1)]
    pub protocol: u16,
    /// Which way it goes.
    #[n(2)]
    pub direction: Direction,
    /// The device that it is from or for.
    #[cbor(n(3), with = "cbor::fixed")]
    pub device: DeviceId,
    /// The life of the device's database.
    #[cbor(n(4), with = "cbor::fixed")]
    pub lineage: LineageId,
    /// The number of the exchange: an answer has that of its request.
    #[n(5)]
    pub exchange: u64,
    /// The length of the sealed bytes.
    #[n(6)]
    pub size: u64,
    /// SHA-256 of the sealed bytes.
    #[cbor(n(7), with = "minicbor::bytes")]
    pub digest: [u8; 32],
}

impl BundleHead {
    /// A name for the file that tells a carrier what it is and nobody whose it is. `date` is the day on which it was
    /// made, such as `20261122`.
    #[must_use]
    pub fn file_name(&self, date: &str) -> String {
        let way = match self.direction {
            Direction::Up => "up",
            Direction::Down => "down",
        };
        let mark: String = self.digest.iter().take(4).map(|byte| format!("{byte:02x}")).collect();
        format!("rantau-{date}-{way}-{mark}.bundle")
    }
}

/// A bundle as a carrier sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bundle {
    /// What is written on it.
    pub head: BundleHead,
    /// What is in it.
    pub sealed: Vec<u8>,
}

impl Bundle {
    /// Puts sealed bytes into a bundle.
    #[must_use]
    pub fn new(direction: Direction, device: DeviceId, lineage: LineageId, exchange: u64, sealed: Vec<u8>) -> Self {
        let head = BundleHead {
            magic: MAGIC.to_owned(),
            protocol: PROTOCOL,
            direction,
            device,
            lineage,
            exchange,
            size: sealed.len() as u64,
            digest: Sha256::digest(&sealed).into(),
        };
        Self { head, sealed }
    }

    /// The bytes of the file.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = cbor::to_vec(&self.head);
        bytes.extend(cbor::byte_string(&self.sealed));
        bytes
    }

    /// Reads a file, and checks that it is whole and undamaged.
    ///
    /// # Errors
    /// [`Error::Truncated`] where it is half a file, [`Error::Malformed`] where it is no bundle or damaged,
    /// [`Error::TooLarge`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        let (bundle, rest) = Self::first_of(bytes)?;
        if rest.is_empty() { Ok(bundle) } else { Err(Error::malformed("bundle", "bytes follow its end")) }
    }

    /// Reads a file of one bundle or of several, one behind the other, as a device writes them that hands in all that lies
    /// in its outbox.
    ///
    /// # Errors
    /// As [`from_bytes`](Self::from_bytes), where any of them is not whole.
    pub fn all_from_bytes(bytes: &[u8]) -> Result<Vec<Self>> {
        let (first, mut rest) = Self::first_of(bytes)?;
        let mut bundles = vec![first];
        while !rest.is_empty() {
            let (bundle, behind) = Self::first_of(rest)?;
            bundles.push(bundle);
            rest = behind;
        }
        Ok(bundles)
    }

    /// The bundle with which `bytes` begin, and what follows it.
    fn first_of(bytes: &[u8]) -> Result<(Self, &[u8])> {
        let (head, rest) = read_head(bytes)?;
        let Some((header, length)) = cbor::byte_string_header(rest)? else { return Err(Error::Truncated) };
        if length as u64 != head.size {
            return Err(Error::malformed("bundle", "its length is not the one that is written on it"));
        }
        let Some(sealed) = rest.get(header..header + length) else { return Err(Error::Truncated) };
        if <[u8; 32]>::from(Sha256::digest(sealed)) != head.digest {
            return Err(Error::malformed("bundle", "its content is damaged"));
        }
        let behind = rest.get(header + length..).unwrap_or_default();
        Ok((Self { head, sealed: sealed.to_vec() }, behind))
    }
}

/// Reads what is written on a bundle, of which perhaps only the beginning is here, and gives the bytes behind it.
///
/// # Errors
/// As [`Bundle::from_bytes`].
pub fn read_head(bytes: &[u8]) -> Result<(BundleHead, &[u8])> {
    let mut decoder = Decoder::new(bytes);
    let head: BundleHead = match decoder.decode() {
        Ok(head) => head,
        Err(error) if error.is_end_of_input() => return Err(Error::Truncated),
        Err(error) => return Err(Error::malformed("bundle", error)),
    };
    if head.magic != MAGIC {
        return Err(Error::malformed("bundle", "it is some other file"));
    }
    if head.size > MAX_BUNDLE as u64 {
        return Err(Error::TooLarge { what: "bundle", limit: MAX_BUNDLE });
    }
    Ok((head, bytes.get(decoder.position()..).unwrap_or_default()))
}

/// What the province signs of an answer that does not come back on the line of its request: anybody can seal something
/// to a device.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Answer {
    /// For which device.
    #[cbor(n(0), with = "cbor::fixed")]
    pub device: DeviceId,
    /// In which life of its database.
    #[cbor(n(1), with = "cbor::fixed")]
    pub lineage: LineageId,
    /// To which exchange.
    #[n(2)]
    pub exchange: u64,
    /// The response stream.
    #[cbor(n(3), with = "minicbor::bytes")]
    pub stream: Vec<u8>,
    /// What leads from the key that the device knows to the one that signed this: it proves itself, and is read first.
    #[n(4)]
    pub successions: Option<Successions>,
}

/// An answer with the province's signature: what is sealed in a bundle on its way down.
pub type SignedAnswer = Signed<Answer>;

impl Signable for Answer {
    const SEPARATOR: &'static [u8] = b"rantau answer v1\0";
    const NAME: &'static str = "answer";
}

/// A courier's word that it carries a bundle: the first of the three receipts.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Carried {
    /// The courier.
    #[cbor(n(0), with = "cbor::fixed")]
    pub courier: DeviceId,
    /// Whose bundle.
    #[cbor(n(1), with = "cbor::fixed")]
    pub device: DeviceId,
    /// In which life of its database.
    #[cbor(n(2), with = "cbor::fixed")]
    pub lineage: LineageId,
    /// Which exchange.
    #[n(3)]
    pub exchange: u64,
    /// SHA-256 of the sealed bytes.
    #[cbor(n(4), with = "minicbor::bytes")]
    pub digest: [u8; 32],
    /// By the courier's clock, Unix seconds.
    #[n(5)]
    pub at: i64,
}

/// A courier's receipt with its signature.
pub type SignedCarried = Signed<Carried>;

impl Signable for Carried {
    const SEPARATOR: &'static [u8] = b"rantau carried v1\0";
    const NAME: &'static str = "courier's receipt";
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bundle() -> Bundle {
        let (device, lineage) = (DeviceId::from_bytes([1; 16]), LineageId::from_bytes([2; 16]));
        Bundle::new(Direction::Up, device, lineage, 7, b"sealed".to_vec())
    }

    #[test]
    fn half_a_bundle_says_so_wherever_it_ends() {
        let bytes = bundle().to_bytes();
        assert_eq!(Bundle::from_bytes(&bytes), Ok(bundle()));
        for end in 0..bytes.len() {
            assert_eq!(Bundle::from_bytes(&bytes[..end]), Err(Error::Truncated), "ends at {end}");
        }
    }

    #[test]
    fn a_bundle_that_is_damaged_anywhere_is_not_taken() {
        let bytes = bundle().to_bytes();
        for at in 0..bytes.len() {
            let mut damaged = bytes.clone();
            damaged[at] ^= 0x10;
            assert_ne!(Bundle::from_bytes(&damaged), Ok(bundle()), "at {at}");
        }
    }

    #[test]
    fn several_bundles_in_one_file_are_read_in_their_order_and_half_a_one_spoils_all() {
        let other = Bundle { head: BundleHead { exchange: 8, ..bundle().head }, ..bundle() };
        let file = [bundle().to_bytes(), other.to_bytes()].concat();
        assert_eq!(Bundle::all_from_bytes(&file), Ok(vec![bundle(), other]));
        assert_eq!(Bundle::all_from_bytes(&bundle().to_bytes()), Ok(vec![bundle()]));
        assert!(matches!(Bundle::from_bytes(&file), Err(Error::Malformed { .. })));
        assert_eq!(Bundle::all_from_bytes(&file[..file.len() - 1]), Err(Error::Truncated));
        assert_eq!(Bundle::all_from_bytes(b""), Err(Error::Truncated));
    }

    #[test]
    fn the_name_of_a_file_tells_what_it_is_and_not_whose() {
        let name = bundle().head.file_name("20261122");
        assert_eq!(name, "rantau-20261122-up-c9d0036b.bundle");
    }

    #[test]
    fn another_file_is_no_bundle() {
        for bytes in [&b"PK\x03\x04"[..], b"hello", b"\x98\x00", &[0xff; 64]] {
            assert!(matches!(Bundle::from_bytes(bytes), Err(Error::Malformed { .. } | Error::Truncated)), "{bytes:?}");
        }
    }
}
