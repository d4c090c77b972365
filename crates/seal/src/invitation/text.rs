//! The code as people write and read it.
//!
//! 26 bytes and a checksum of 2 are 224 bits: 45 characters of 5 bits with one bit to spare, which must be zero.

use std::{fmt, str::FromStr};

use zeroize::Zeroizing;

use super::InviteCode;
use crate::{Error, Result, code, secret::Secret};

/// Bytes before the checksum: id, secret, fingerprint.
const BODY: usize = 8 + 10 + 8;
/// Characters, without separators.
const CHARACTERS: usize = 45;

impl fmt::Display for InviteCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        code::write(f, &self.body())
    }
}

impl FromStr for InviteCode {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let characters = code::characters(text, CHARACTERS).ok_or(Error::NotAnInviteCode)?;
        code::read(&characters).and_then(|body| Self::from_body(&body)).ok_or(Error::MistypedInviteCode)
    }
}

impl InviteCode {
    fn body(&self) -> Zeroizing<Vec<u8>> {
        let mut bytes = Zeroizing::new(Vec::with_capacity(BODY));
        bytes.extend(self.id);
        bytes.extend(self.secret());
        bytes.extend(self.province);
        bytes
    }

    fn from_body(body: &[u8]) -> Option<Self> {
        let (id, rest) = body.split_first_chunk()?;
        let (secret, province) = rest.split_last_chunk()?;
        Some(Self { id: *id, secret: Secret::copied(secret)?, province: *province })
    }
}
