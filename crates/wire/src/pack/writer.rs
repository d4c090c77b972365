//! Making a pack, page by page.

use sha2::{Digest, Sha256};

use super::SignedPackPage;
use crate::{Frame, Result, receipt::SignedReceipt, stream::FrameEncoder};

/// Gives the bytes of a pack as its pages come, and their digest at the end. It holds one page and zstd's window.
pub struct PackWriter {
    encoder: FrameEncoder,
    digest: Sha256,
}

impl PackWriter {
    /// Begins a pack of the state that `receipt` names. Also gives its first bytes.
    ///
    /// # Errors
    /// Where zstd fails.
    pub fn begin(receipt: SignedReceipt) -> Result<(Self, Vec<u8>)> {
        let mut writer = Self { encoder: FrameEncoder::of_pack()?, digest: Sha256::new() };
        let bytes = writer.write(&Frame::PackHead(receipt))?;
        Ok((writer, bytes))
    }

    /// Adds a page.
    ///
    /// # Errors
    /// [`Error::TooLarge`](crate::Error::TooLarge) where it is larger than a frame may be.
    pub fn page(&mut self, page: SignedPackPage) -> Result<Vec<u8>> {
        self.write(&Frame::PackPage(page))
    }

    /// Ends the pack: its last bytes, and the SHA-256 of all.
    ///
    /// # Errors
    /// Where zstd fails.
    pub fn finish(mut self) -> Result<(Vec<u8>, [u8; 32])> {
        let mut last = self.encoder.encode(&Frame::End)?;
        last.extend(self.encoder.finish()?);
        self.digest.update(&last);
        Ok((last, self.digest.finalize().into()))
    }

    fn write(&mut self, frame: &Frame) -> Result<Vec<u8>> {
        let bytes = self.encoder.encode(frame)?;
        self.digest.update(&bytes);
        Ok(bytes)
    }
}
