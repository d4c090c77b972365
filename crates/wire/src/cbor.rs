//! How the typed ids and texts of the vocabulary become CBOR: byte strings of a fixed length, and parsed texts.

use std::fmt;

use minicbor::{
    Decoder, Encoder, decode,
    encode::{self, Write},
};
use records::{ChangeHash, DeviceId, DocId, EpochId, Kind, LineageId, OfficerId, RegionCode};

use crate::{Error, Result};

/// An Ed25519 public key (RFC 8032).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PublicKey(pub [u8; 32]);

/// An Ed25519 signature (RFC 8032).
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Signature(pub [u8; 64]);

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({self})")
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Signature(…)")
    }
}

/// Something that is `N` bytes on the wire.
pub(crate) trait Fixed<const N: usize>: Sized {
    fn of(bytes: [u8; N]) -> Self;
    fn bytes(&self) -> &[u8; N];
}

macro_rules! fixed {
    ($($name:ident: $n:literal),+ $(,)?) => {$(
        impl Fixed<$n> for $name {
            fn of(bytes: [u8; $n]) -> Self {
                Self::from_bytes(bytes)
            }
            fn bytes(&self) -> &[u8; $n] {
                self.as_bytes()
            }
        }
    )+};
}
fixed!(DocId: 16, DeviceId: 16, OfficerId: 16, LineageId: 16, EpochId: 16, ChangeHash: 32);

macro_rules! fixed_tuple {
    ($($name:ident: $n:literal),+ $(,)?) => {$(
        impl Fixed<$n> for $name {
            fn of(bytes: [u8; $n]) -> Self {
                Self(bytes)
            }
            fn bytes(&self) -> &[u8; $n] {
                &self.0
            }
        }
    )+};
}
fixed_tuple!(PublicKey: 32, Signature: 64);

type EncodeResult<W> = std::result::Result<(), encode::Error<<W as Write>::Error>>;

/// `#[cbor(with = "crate::cbor::fixed")]`: a byte string of a fixed length.
pub(crate) mod fixed {
    use super::*;

    pub(crate) fn encode<const N: usize, T: Fixed<N>, C, W: Write>(
        value: &T,
        e: &mut Encoder<W>,
        _: &mut C,
    ) -> EncodeResult<W> {
        e.bytes(value.bytes())?.ok()
    }

    pub(crate) fn decode<const N: usize, T: Fixed<N>, C>(
        d: &mut Decoder<'_>,
        _: &mut C,
    ) -> std::result::Result<T, decode::Error> {
        let bytes = d.bytes()?;
        bytes.try_into().map(T::of).map_err(|_| decode::Error::message("a byte string has the wrong length"))
    }
}

/// `#[cbor(with = "crate::cbor::raw_change")]`: a raw change, sealed anew when it is read.
pub(crate) mod raw_change {
    use super::*;

    pub(crate) fn encode<C, W: Write>(raw: &[u8], e: &mut Encoder<W>, _: &mut C) -> EncodeResult<W> {
        e.bytes(raw)?.ok()
    }

    pub(crate) fn decode<C>(d: &mut Decoder<'_>, _: &mut C) -> std::result::Result<Vec<u8>, decode::Error> {
        d.bytes().map(crate::change::seal)
    }
}

/// `#[cbor(with = "crate::cbor::saved_chunk")]`: a saved document without the magic and the checksum that follow from
/// its other bytes; it gets them when it is read. A checksum is four bytes that nothing compresses.
pub(crate) mod saved_chunk {
    use super::*;

    pub(crate) fn encode<C, W: Write>(saved: &[u8], e: &mut Encoder<W>, _: &mut C) -> EncodeResult<W> {
        e.bytes(crate::change::unsealed(saved))?.ok()
    }

    pub(crate) fn decode<C>(d: &mut Decoder<'_>, _: &mut C) -> std::result::Result<Vec<u8>, decode::Error> {
        d.bytes().map(crate::change::seal_body)
    }
}

/// `#[cbor(with = "crate::cbor::fixed_option")]`: such a byte string, or null.
pub(crate) mod fixed_option {
    use super::*;

    pub(crate) fn encode<const N: usize, T: Fixed<N>, C, W: Write>(
        value: &Option<T>,
        e: &mut Encoder<W>,
        context: &mut C,
    ) -> EncodeResult<W> {
        match value {
            Some(value) => fixed::encode(value, e, context),
            None => e.null()?.ok(),
        }
    }

    pub(crate) fn decode<const N: usize, T: Fixed<N>, C>(
        d: &mut Decoder<'_>,
        context: &mut C,
    ) -> std::result::Result<Option<T>, decode::Error> {
        if d.datatype()? == minicbor::data::Type::Null {
            d.null()?;
            return Ok(None);
        }
        fixed::decode(d, context).map(Some)
    }
}

/// `#[cbor(with = "crate::cbor::digest_option", default)]`: a digest of 32 bytes, or null.
pub(crate) mod digest_option {
    use super::*;

    pub(crate) fn encode<C, W: Write>(value: &Option<[u8; 32]>, e: &mut Encoder<W>, _: &mut C) -> EncodeResult<W> {
        match value {
            Some(digest) => e.bytes(digest)?.ok(),
            None => e.null()?.ok(),
        }
    }

    pub(crate) fn decode<C>(d: &mut Decoder<'_>, _: &mut C) -> std::result::Result<Option<[u8; 32]>, decode::Error> {
        if d.datatype()? == minicbor::data::Type::Null {
            d.null()?;
            return Ok(None);
        }
        d.bytes()?.try_into().map(Some).map_err(|_| decode::Error::message("a digest is 32 bytes"))
    }
}

/// `#[cbor(with = "crate::cbor::mark", has_nil)]`: a yes; a no takes no position.
pub(crate) mod mark {
    use super::*;

    pub(crate) fn encode<C, W: Write>(value: &bool, e: &mut Encoder<W>, _: &mut C) -> EncodeResult<W> {
        if *value { e.bool(true)?.ok() } else { e.null()?.ok() }
    }

    pub(crate) fn decode<C>(d: &mut Decoder<'_>, _: &mut C) -> std::result::Result<bool, decode::Error> {
        if d.datatype()? == minicbor::data::Type::Null {
            d.null()?;
            return Ok(false);
        }
        d.bool()
    }

    #[expect(clippy::unnecessary_wraps, reason = "what the derive calls for a position that is missing")]
    pub(crate) const fn nil() -> Option<bool> {
        Some(false)
    }

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "what the derive calls")]
    pub(crate) const fn is_nil(value: &bool) -> bool {
        !*value
    }
}

/// `#[cbor(with = "crate::cbor::text")]`: a text that is parsed and printed by its type.
pub(crate) mod text {
    use super::*;

    pub(crate) trait Text: Sized {
        fn print(&self) -> String;
        fn parse(text: &str) -> Option<Self>;
    }

    impl Text for RegionCode {
        fn print(&self) -> String {
            self.as_str().to_owned()
        }
        fn parse(text: &str) -> Option<Self> {
            Self::parse(text).ok()
        }
    }

    pub(crate) fn encode<T: Text, C, W: Write>(value: &T, e: &mut Encoder<W>, _: &mut C) -> EncodeResult<W> {
        e.str(&value.print())?.ok()
    }

    pub(crate) fn decode<T: Text, C>(d: &mut Decoder<'_>, _: &mut C) -> std::result::Result<T, decode::Error> {
        T::parse(d.str()?).ok_or_else(|| decode::Error::message("a text does not parse"))
    }
}

/// `#[cbor(with = "crate::cbor::kind")]`: the code of a kind of record.
pub(crate) mod kind {
    use super::*;

    pub(crate) fn encode<C, W: Write>(value: &Kind, e: &mut Encoder<W>, _: &mut C) -> EncodeResult<W> {
        e.u8(value.code())?.ok()
    }

    pub(crate) fn decode<C>(d: &mut Decoder<'_>, _: &mut C) -> std::result::Result<Kind, decode::Error> {
        Kind::from_code(d.u8()?).ok_or_else(|| decode::Error::message("an unknown kind of record"))
    }
}

/// Encodes into memory, which cannot fail.
pub(crate) fn to_vec<T: minicbor::Encode<()> + ?Sized>(value: &T) -> Vec<u8> {
    let mut bytes = Vec::new();
    let written: std::result::Result<(), encode::Error<std::convert::Infallible>> = minicbor::encode(value, &mut bytes);
    debug_assert!(written.is_ok(), "our types always encode");
    bytes
}

/// Decodes all of `bytes`.
pub(crate) fn from_slice<'b, T: minicbor::Decode<'b, ()>>(what: &'static str, bytes: &'b [u8]) -> Result<T> {
    let mut decoder = Decoder::new(bytes);
    let value = decoder.decode().map_err(|reason| Error::malformed(what, reason))?;
    if decoder.position() == bytes.len() { Ok(value) } else { Err(Error::malformed(what, "bytes follow its end")) }
}

/// Writes and reads types that are sent or kept by themselves: each with its name in errors.
macro_rules! bodies {
    ($($name:ident: $what:literal;)+) => { $(
        impl $name {
            /// Its CBOR.
            #[must_use]
            pub fn to_bytes(&self) -> Vec<u8> {
                $crate::cbor::to_vec(self)
            }

            /// Reads what [`to_bytes`](Self::to_bytes) wrote.
            ///
            /// # Errors
            /// Where the bytes are something else.
            pub fn from_bytes(bytes: &[u8]) -> $crate::Result<Self> {
                $crate::cbor::from_slice($what, bytes)
            }
        }
    )+ };
}
pub(crate) use bodies;

/// `content` as a CBOR byte string.
pub(crate) fn byte_string(content: &[u8]) -> Vec<u8> {
    to_vec(<&minicbor::bytes::ByteSlice>::from(content))
}

/// How long the header of a byte string is, and how many bytes follow it; `None` while the header is not complete.
pub(crate) fn byte_string_header(bytes: &[u8]) -> Result<Option<(usize, usize)>> {
    const BYTE_STRING: u8 = 2;
    let Some((first, rest)) = bytes.split_first() else { return Ok(None) };
    if first >> 5 != BYTE_STRING {
        return Err(Error::malformed("stream", "a frame does not begin where it should"));
    }
    let (wide, short) = match first & 0x1f {
        short @ 0..=23 => (0, usize::from(short)),
        24 => (1, 0),
        25 => (2, 0),
        26 => (4, 0),
        _ => return Err(Error::malformed("stream", "a frame has no definite length below 4 GiB")),
    };
    let Some(wide) = rest.get(..wide) else { return Ok(None) };
    let length = wide.iter().fold(short, |length, byte| length << 8 | usize::from(*byte));
    Ok(Some((1 + wide.len(), length)))
}
