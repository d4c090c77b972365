//! Frames in one zstd stream (RFC 8878) each way.
//!
//! A frame is a CBOR byte string that holds the frame's own CBOR, so the whole is a CBOR sequence (RFC 8742): two bytes
//! of length for a small frame. The stream is flushed after every frame, so a frame is readable
//! as soon as its bytes arrived, and keeps one window, so what repeats from frame to frame costs almost nothing.

use zstd::stream::raw::{self, CParameter, DParameter, Operation};

use crate::{Error, Frame, Result, cbor};

/// The largest frame, uncompressed.
pub const MAX_FRAME: usize = 1 << 20;

/// zstd's own default: higher levels win 5 % on small changes and cost a phone's battery.
const LEVEL: i32 = 3;
/// A pack is made once for many devices, and by nobody who waits.
const PACK_LEVEL: i32 = 17;
/// 2^21 bytes: what level 3 asks of a receiver.
const WINDOW_LOG: u32 = 21;
const CHUNK: usize = 16 * 1024;

/// The bytes of a direction that is just these frames.
///
/// # Errors
/// [`Error::TooLarge`] above [`MAX_FRAME`].
pub fn whole(frames: impl IntoIterator<Item = Frame>) -> Result<Vec<u8>> {
    let mut encoder = FrameEncoder::new()?;
    let mut stream = Vec::new();
    for frame in frames {
        stream.extend(encoder.encode(&frame)?);
    }
    stream.extend(encoder.finish()?);
    Ok(stream)
}

/// Makes the bytes of one direction.
pub struct FrameEncoder {
    zstd: raw::Encoder<'static>,
    /// Whether every frame is readable as soon as its bytes arrived.
    flushes: bool,
}

impl FrameEncoder {
    /// The start of a stream.
    ///
    /// # Errors
    /// Where zstd cannot be set up, which means that memory ran out.
    pub fn new() -> Result<Self> {
        raw::Encoder::new(LEVEL).map(|zstd| Self { zstd, flushes: true }).map_err(compression)
    }

    /// The start of a stream that is kept and read as a whole: pressed harder, and not flushed before its end.
    ///
    /// # Errors
    /// Where zstd cannot be set up, which means that memory ran out.
    pub fn of_pack() -> Result<Self> {
        let mut zstd = raw::Encoder::new(PACK_LEVEL).map_err(compression)?;
        zstd.set_parameter(CParameter::WindowLog(WINDOW_LOG)).map_err(compression)?;
        Ok(Self { zstd, flushes: false })
    }

    /// The bytes that bring `frame` to the other side; complete up to here, but for a pack.
    ///
    /// # Errors
    /// [`Error::TooLarge`] above [`MAX_FRAME`].
    pub fn encode(&mut self, frame: &Frame) -> Result<Vec<u8>> {
        let body = frame.to_bytes();
        if body.len() > MAX_FRAME {
            return Err(Error::TooLarge { what: "frame", limit: MAX_FRAME });
        }
        let mut out = Vec::with_capacity(body.len() / 2 + 64);
        self.compress(&cbor::byte_string(&body), &mut out)?;
        if self.flushes {
            self.drain(&mut out, |zstd, buffer| zstd.flush(buffer))?;
        }
        Ok(out)
    }

    /// The end of the stream.
    ///
    /// # Errors
    /// Where zstd fails.
    pub fn finish(mut self) -> Result<Vec<u8>> {
        let mut out = Vec::new();
        self.drain(&mut out, |zstd, buffer| zstd.finish(buffer, true))?;
        Ok(out)
    }

    fn compress(&mut self, mut input: &[u8], out: &mut Vec<u8>) -> Result<()> {
        let mut chunk = [0; CHUNK];
        while !input.is_empty() {
            let status = self.zstd.run_on_buffers(input, &mut chunk).map_err(compression)?;
            out.extend(chunk.get(..status.bytes_written).unwrap_or_default());
            input = input.get(status.bytes_read..).unwrap_or_default();
        }
        Ok(())
    }

    fn drain(
        &mut self,
        out: &mut Vec<u8>,
        mut step: impl FnMut(&mut raw::Encoder<'static>, &mut raw::OutBuffer<'_, [u8]>) -> std::io::Result<usize>,
    ) -> Result<()> {
        let mut chunk = [0; CHUNK];
        loop {
            let mut buffer = raw::OutBuffer::around(&mut chunk[..]);
            let left = step(&mut self.zstd, &mut buffer).map_err(compression)?;
            out.extend(buffer.as_slice());
            if left == 0 {
                return Ok(());
            }
        }
    }
}

/// Reads the bytes of one direction, as they arrive and however they are cut.
pub struct FrameDecoder {
    zstd: raw::Decoder<'static>,
    plain: Vec<u8>,
    total: usize,
    limit: usize,
}

impl FrameDecoder {
    /// The start of a stream of at most `limit` bytes after decompression.
    ///
    /// # Errors
    /// Where zstd cannot be set up, which means that memory ran out.
    pub fn new(limit: usize) -> Result<Self> {
        let mut zstd = raw::Decoder::new().map_err(compression)?;
        zstd.set_parameter(DParameter::WindowLogMax(WINDOW_LOG)).map_err(compression)?;
        Ok(Self { zstd, plain: Vec::new(), total: 0, limit })
    }

    /// Takes the next bytes and gives the frames that they complete.
    ///
    /// # Errors
    /// Where the bytes are not such a stream, or go beyond a limit. The decoder is of no use afterwards.
    pub fn decode(&mut self, mut input: &[u8]) -> Result<Vec<Frame>> {
        let mut frames = Vec::new();
        let mut chunk = [0; CHUNK];
        loop {
            let status = self.zstd.run_on_buffers(input, &mut chunk).map_err(compression)?;
            input = input.get(status.bytes_read..).unwrap_or_default();
            self.take(chunk.get(..status.bytes_written).unwrap_or_default(), &mut frames)?;
            // A full chunk may hide more output behind it, even when the input is used up.
            if input.is_empty() && status.bytes_written < CHUNK {
                return Ok(frames);
            }
        }
    }

    /// Says whether the stream may end here.
    ///
    /// # Errors
    /// [`Error::Truncated`] inside a frame.
    pub fn finish(&self) -> Result<()> {
        if self.plain.is_empty() { Ok(()) } else { Err(Error::Truncated) }
    }

    fn take(&mut self, plain: &[u8], frames: &mut Vec<Frame>) -> Result<()> {
        self.total = self.total.saturating_add(plain.len());
        if self.total > self.limit {
            return Err(Error::TooLarge { what: "stream", limit: self.limit });
        }
        self.plain.extend(plain);
        while let Some(body) = self.next_body()? {
            frames.push(Frame::from_bytes(&body)?);
        }
        Ok(())
    }

    fn next_body(&mut self) -> Result<Option<Vec<u8>>> {
        let Some((header, length)) = cbor::byte_string_header(&self.plain)? else { return Ok(None) };
        if length > MAX_FRAME {
            return Err(Error::TooLarge { what: "frame", limit: MAX_FRAME });
        }
        if self.plain.len() < header + length {
            return Ok(None);
        }
        let rest = self.plain.split_off(header + length);
        let mut frame = std::mem::replace(&mut self.plain, rest);
        Ok(Some(frame.split_off(header)))
    }
}

#[expect(clippy::needless_pass_by_value, reason = "the shape that map_err takes")]
fn compression(error: std::io::Error) -> Error {
    Error::Compression(error.to_string())
}

#[cfg(test)]
mod tests;
