//! Bytes as a set of QR codes, for one record that has to cross where nothing else does: a screen shows the codes, a
//! camera takes them in any order and as often as it likes.
//!
//! A frame is the text of one code: `RTN1:` and, in base45 (RFC 9285), the bytes of the frame:
//!
//! | bytes | what |
//! |---|---|
//! | 8 | the set: the beginning of SHA-256 of all that it holds |
//! | 1 | the number of this frame, from 1 |
//! | 1 | how many frames the set has |
//! | 1 or more | the piece |
//! | 4 | CRC-32 (ISO-HDLC) of the bytes before, big-endian |
//!
//! Base45 fits the alphanumeric mode of QR codes, where it costs 3 % over bytes, and passes through every scanner;
//! bytes do not, for many scanners take them for some text. A fountain code, of which any frames will do, was refused: a
//! record takes a handful of frames, and a person can be told which one is missing.

use std::collections::BTreeMap;

use crc::{CRC_32_ISO_HDLC, Crc};
use sha2::{Digest, Sha256};

/// The most frames of a set: what a person has the patience to film.
pub const MAX_FRAMES: usize = 64;
/// The longest piece: with its frame 1,433 characters, which a code of version 25 holds at error correction level M.
pub const MAX_PIECE: usize = 936;

const PREFIX: &str = "RTN1:";
const CHECKSUM: Crc<u32> = Crc::<u32>::new(&CRC_32_ISO_HDLC);
/// Of a frame without its piece.
const AROUND: usize = 8 + 1 + 1 + 4;

/// What is wrong with QR frames.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum QrError {
    /// Too much for codes: let it travel as a file.
    #[error("{bytes} bytes are too many for QR codes: {limit} at most")]
    TooLarge {
        /// How much there is.
        bytes: usize,
        /// How much would fit.
        limit: usize,
    },
    /// The text of some other code.
    #[error("this QR code is not one of Rantau's")]
    NotAFrame,
    /// It was read wrongly.
    #[error("this QR code was not read well: take it again")]
    Damaged,
    /// It belongs to other bytes than the frames before it.
    #[error("this QR code belongs to another set")]
    OtherSet,
    /// Some have not been seen yet: their numbers.
    #[error("{} of the QR codes are missing", .0.len())]
    Missing(Vec<u8>),
}

/// Which frames belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Set {
    digest: [u8; 8],
    /// How many frames it has.
    pub frames: u8,
}

/// What one code holds.
struct Frame {
    set: Set,
    number: u8,
    piece: Vec<u8>,
}

/// Cuts `content` into the texts of as many codes as it takes, each with at most `piece` bytes of it.
///
/// # Errors
/// [`QrError::TooLarge`] where that would be more than [`MAX_FRAMES`].
pub fn split(content: &[u8], piece: usize) -> Result<Vec<String>, QrError> {
    let piece = piece.clamp(1, MAX_PIECE);
    let too_large = || QrError::TooLarge { bytes: content.len(), limit: piece * MAX_FRAMES };
    let count = content.len().div_ceil(piece).max(1);
    let frames = u8::try_from(count).ok().filter(|_| count <= MAX_FRAMES).ok_or_else(too_large)?;
    let set = Set { digest: digest_of(content), frames };
    let text = |(number, piece): (u8, &[u8])| Frame { set, number, piece: piece.to_vec() }.to_text();
    if content.is_empty() {
        Ok(vec![text((1, content))])
    } else {
        Ok((1..).zip(content.chunks(piece)).map(text).collect())
    }
}

/// Puts the frames of one set together, in whatever order they come.
#[derive(Debug, Default)]
pub struct Joiner {
    set: Option<Set>,
    pieces: BTreeMap<u8, Vec<u8>>,
}

impl Joiner {
    /// Takes the text of a code and says which frame it was. One that was taken before changes nothing.
    ///
    /// # Errors
    /// [`QrError::NotAFrame`], [`QrError::Damaged`], [`QrError::OtherSet`]; what was taken before stays.
    pub fn take(&mut self, text: &str) -> Result<u8, QrError> {
        let frame = Frame::from_text(text)?;
        if *self.set.get_or_insert(frame.set) != frame.set {
            return Err(QrError::OtherSet);
        }
        self.pieces.entry(frame.number).or_insert(frame.piece);
        Ok(frame.number)
    }

    /// Which set it is, `None` before the first frame.
    #[must_use]
    pub const fn set(&self) -> Option<Set> {
        self.set
    }

    /// The numbers of the frames that were not seen yet.
    #[must_use]
    pub fn missing(&self) -> Vec<u8> {
        let last = self.set.map_or(0, |set| set.frames);
        (1..=last).filter(|number| !self.pieces.contains_key(number)).collect()
    }

    /// All that the set holds.
    ///
    /// # Errors
    /// [`QrError::Missing`]; [`QrError::NotAFrame`] where there was none at all.
    pub fn join(self) -> Result<Vec<u8>, QrError> {
        let Some(set) = self.set else { return Err(QrError::NotAFrame) };
        let missing = self.missing();
        if !missing.is_empty() {
            return Err(QrError::Missing(missing));
        }
        let content: Vec<u8> = self.pieces.into_values().flatten().collect();
        if digest_of(&content) == set.digest { Ok(content) } else { Err(QrError::Damaged) }
    }
}

impl Frame {
    fn to_text(&self) -> String {
        let mut bytes = Vec::with_capacity(self.piece.len() + AROUND);
        bytes.extend(self.set.digest);
        bytes.extend([self.number, self.set.frames]);
        bytes.extend(&self.piece);
        bytes.extend(CHECKSUM.checksum(&bytes).to_be_bytes());
        format!("{PREFIX}{}", base45::encode(&bytes))
    }

    fn from_text(text: &str) -> Result<Self, QrError> {
        let encoded = text.strip_prefix(PREFIX).ok_or(QrError::NotAFrame)?;
        if encoded.len() > (MAX_PIECE + AROUND) * 3 / 2 + 1 {
            return Err(QrError::NotAFrame);
        }
        let bytes = base45::decode(encoded).map_err(|_| QrError::Damaged)?;
        let (content, checksum) = bytes.split_last_chunk::<4>().ok_or(QrError::Damaged)?;
        if CHECKSUM.checksum(content).to_be_bytes() != *checksum {
            return Err(QrError::Damaged);
        }
        let (digest, rest) = content.split_first_chunk::<8>().ok_or(QrError::Damaged)?;
        let (&[number, frames], piece) = rest.split_first_chunk::<2>().ok_or(QrError::Damaged)?;
        if !(1..=frames).contains(&number) || usize::from(frames) > MAX_FRAMES {
            return Err(QrError::Damaged);
        }
        Ok(Self { set: Set { digest: *digest, frames }, number, piece: piece.to_vec() })
    }
}

fn digest_of(content: &[u8]) -> [u8; 8] {
    Sha256::digest(content).first_chunk().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests;
