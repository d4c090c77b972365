//! A structure together with its signature, kept as the bytes that were signed.
//!
//! The bytes travel as one byte string and are verified as they came. A verifier that encoded the structure again would
//! have to know every position of it, so the first one that a newer version appends would break all older ones.

use minicbor::{
    Decode, Decoder, Encode, Encoder, decode,
    encode::{self, Write},
};

use crate::{Result, Signature, cbor};

/// What can be signed, each under a separator of its own, so that no signature can stand for something else.
pub trait Signable {
    /// Stands before the signed bytes; ends in a zero byte.
    const SEPARATOR: &'static [u8];
    /// Its name in errors.
    const NAME: &'static str;
}

/// A structure with its signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed<T> {
    value: T,
    bytes: Vec<u8>,
    signature: Signature,
}

impl<T: Signable + Encode<()>> Signed<T> {
    /// Signs `value`: `sign` is given the bytes to be signed.
    pub fn new(value: T, sign: impl FnOnce(&[u8]) -> Signature) -> Self {
        let bytes = cbor::to_vec(&value);
        let signature = sign(&under_separator::<T>(&bytes));
        Self { value, bytes, signature }
    }
}

impl<T: Signable> Signed<T> {
    /// The structure.
    #[must_use]
    pub const fn value(&self) -> &T {
        &self.value
    }

    /// The structure by itself.
    #[must_use]
    pub fn into_value(self) -> T {
        self.value
    }

    /// The signature.
    #[must_use]
    pub const fn signature(&self) -> &Signature {
        &self.signature
    }

    /// The bytes that are signed: the separator, then the structure as it came.
    #[must_use]
    pub fn signing_bytes(&self) -> Vec<u8> {
        under_separator::<T>(&self.bytes)
    }

    /// Both as CBOR.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        let written = self.write(&mut Encoder::new(&mut bytes));
        debug_assert!(written.is_ok(), "memory takes everything");
        bytes
    }

    fn write<W: Write>(&self, e: &mut Encoder<W>) -> std::result::Result<(), encode::Error<W::Error>> {
        e.array(2)?.bytes(&self.bytes)?.bytes(&self.signature.0)?.ok()
    }
}

impl<T: Signable + for<'b> Decode<'b, ()>> Signed<T> {
    /// Reads what [`to_bytes`](Self::to_bytes) wrote.
    ///
    /// # Errors
    /// Where the bytes are not one signed structure of this type.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        cbor::from_slice(T::NAME, bytes)
    }
}

fn under_separator<T: Signable>(bytes: &[u8]) -> Vec<u8> {
    [T::SEPARATOR, bytes].concat()
}

impl<T: Signable, C> Encode<C> for Signed<T> {
    fn encode<W: Write>(&self, e: &mut Encoder<W>, _: &mut C) -> std::result::Result<(), encode::Error<W::Error>> {
        self.write(e)
    }
}

impl<'b, T: Signable + for<'c> Decode<'c, ()>, C> Decode<'b, C> for Signed<T> {
    fn decode(d: &mut Decoder<'b>, _: &mut C) -> std::result::Result<Self, decode::Error> {
        if d.array()? != Some(2) {
            return Err(decode::Error::message("a signed structure is its bytes and their signature"));
        }
        let bytes = d.bytes()?.to_vec();
        let signature = d.bytes()?.try_into().map(Signature);
        let signature = signature.map_err(|_| decode::Error::message("a signature is 64 bytes"))?;
        let value = cbor::from_slice(T::NAME, &bytes).map_err(decode::Error::message)?;
        Ok(Self { value, bytes, signature })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq, Eq, Encode, Decode)]
    #[cbor(array)]
    struct Old {
        #[n(0)]
        a: u8,
    }

    #[derive(Debug, PartialEq, Eq, Encode, Decode)]
    #[cbor(array)]
    struct New {
        #[n(0)]
        a: u8,
        #[n(1)]
        b: u8,
    }

    impl Signable for Old {
        const SEPARATOR: &'static [u8] = b"test\0";
        const NAME: &'static str = "test";
    }
    impl Signable for New {
        const SEPARATOR: &'static [u8] = b"test\0";
        const NAME: &'static str = "test";
    }

    #[test]
    fn an_older_version_verifies_what_a_newer_one_signed() {
        let new = Signed::new(New { a: 1, b: 2 }, |_| Signature([7; 64]));
        let old = Signed::<Old>::from_bytes(&new.to_bytes()).unwrap();
        assert_eq!(old.value(), &Old { a: 1 });
        assert_eq!(old.signing_bytes(), new.signing_bytes());
        assert_eq!(old.to_bytes(), new.to_bytes(), "it can hand it on as it came");
    }

    #[test]
    fn bytes_of_another_shape_are_no_signed_structure() {
        for bytes in [&b"\x80"[..], b"\x82\x40\x40", b"\x82\x41\x00\x58\x40", b""] {
            assert!(Signed::<Old>::from_bytes(bytes).is_err(), "{bytes:02x?}");
        }
    }
}
