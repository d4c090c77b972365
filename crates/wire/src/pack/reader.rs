//! Reading a pack, however it is cut.

use super::SignedPackPage;
use crate::{Error, Frame, Result, receipt::SignedReceipt, stream::FrameDecoder};

/// The most that a pack may hold after decompression: an office's village feed of 100,000 records is a third.
const LIMIT: usize = 1 << 30;

/// Reads the parts of a pack as its bytes come.
pub struct PackReader {
    decoder: FrameDecoder,
    stage: Stage,
}

/// A part of a pack. Nothing of it was verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PackPart {
    /// The first: which state it holds.
    Head(SignedReceipt),
    /// Documents.
    Page(Box<SignedPackPage>),
    /// The last.
    End,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Head,
    Pages,
    Over,
}

impl PackReader {
    /// Before the first byte.
    ///
    /// # Errors
    /// Where zstd cannot be set up, which means that memory ran out.
    pub fn new() -> Result<Self> {
        Ok(Self { decoder: FrameDecoder::new(LIMIT)?, stage: Stage::Head })
    }

    /// Takes the next bytes and gives the parts that they complete.
    ///
    /// # Errors
    /// Where the bytes are no pack. The reader is of no use afterwards.
    pub fn read(&mut self, bytes: &[u8]) -> Result<Vec<PackPart>> {
        let frames = self.decoder.decode(bytes)?;
        frames.into_iter().filter(|frame| !matches!(frame, Frame::Unknown(_))).map(|frame| self.take(frame)).collect()
    }

    /// Whether the pack was read to its end.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.stage == Stage::Over
    }

    fn take(&mut self, frame: Frame) -> Result<PackPart> {
        let (next, part) = match (self.stage, frame) {
            (Stage::Head, Frame::PackHead(receipt)) => (Stage::Pages, PackPart::Head(receipt)),
            (Stage::Pages, Frame::PackPage(page)) => (Stage::Pages, PackPart::Page(Box::new(page))),
            (Stage::Pages, Frame::End) => (Stage::Over, PackPart::End),
            (_, frame) => return Err(Error::malformed("pack", format_args!("a {} frame out of place", frame.name()))),
        };
        self.stage = next;
        Ok(part)
    }
}

#[cfg(test)]
mod tests {
    use records::EpochId;

    use super::{
        super::{PackPage, PackWriter},
        *,
    };
    use crate::{Receipt, Signature, stream::FrameEncoder};

    fn receipt() -> SignedReceipt {
        let receipt = Receipt { epoch: EpochId::from_bytes([4; 16]), time: 7, feeds: Vec::new(), all: None };
        SignedReceipt::new(receipt, |_| Signature([1; 64]))
    }

    fn page(n: i64) -> SignedPackPage {
        let page = PackPage { authors: Vec::new(), received_from: n, docs: Vec::new(), signature: Signature([0; 64]) };
        SignedPackPage::new(page, |_| Signature([2; 64]))
    }

    fn pack(pages: i64) -> Vec<u8> {
        let (mut writer, mut bytes) = PackWriter::begin(receipt()).unwrap();
        for n in 0..pages {
            bytes.extend(writer.page(page(n)).unwrap());
        }
        let (last, digest) = writer.finish().unwrap();
        bytes.extend(last);
        assert_eq!(<[u8; 32]>::from(<sha2::Sha256 as sha2::Digest>::digest(&bytes)), digest);
        bytes
    }

    #[test]
    fn a_pack_reads_the_same_however_it_is_cut() {
        let bytes = pack(3);
        let expected: Vec<_> = [PackPart::Head(receipt())]
            .into_iter()
            .chain((0..3).map(|n| PackPart::Page(Box::new(page(n)))))
            .chain([PackPart::End])
            .collect();
        for size in [1, 7, bytes.len()] {
            let mut reader = PackReader::new().unwrap();
            let parts: Vec<_> = bytes.chunks(size).flat_map(|chunk| reader.read(chunk).unwrap()).collect();
            assert_eq!(parts, expected);
            assert!(reader.is_over());
        }
    }

    #[test]
    fn a_pack_without_its_end_is_not_over() {
        let bytes = pack(3);
        let mut reader = PackReader::new().unwrap();
        reader.read(&bytes[..bytes.len() / 2]).unwrap();
        assert!(!reader.is_over());
    }

    #[test]
    fn frames_of_an_exchange_are_no_pack() {
        for frames in [vec![Frame::End], vec![Frame::PackHead(receipt()), Frame::PackHead(receipt())]] {
            let mut encoder = FrameEncoder::new().unwrap();
            let bytes: Vec<u8> = frames.iter().flat_map(|frame| encoder.encode(frame).unwrap()).collect();
            assert!(PackReader::new().unwrap().read(&bytes).is_err());
        }
    }
}
