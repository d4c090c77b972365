//! How a device and the province speak where one of them is of the first version of the protocol: without what was agreed
//! on since. Each of them believes the other to be the old one.

use seal::SigningKey;
use wire::{
    Frame,
    exchange::Capabilities,
    stream::{FrameDecoder, FrameEncoder},
};

/// More than an exchange of a run has.
const LIMIT: usize = 64 << 20;

/// Takes the abilities out of what both say.
pub(crate) struct OldVoice {
    /// The device's: its first words are signed.
    key: SigningKey,
    up: Channel,
    down: Channel,
}

struct Channel {
    decoder: FrameDecoder,
    /// `None` after the last frame.
    encoder: Option<FrameEncoder>,
}

impl OldVoice {
    pub(crate) fn of(key: &SigningKey) -> Self {
        let channel =
            || Channel { decoder: FrameDecoder::new(LIMIT).unwrap(), encoder: Some(FrameEncoder::new().unwrap()) };
        Self { key: SigningKey::from_bytes(&key.to_bytes()), up: channel(), down: channel() }
    }

    /// What the province hears of a device's words.
    pub(crate) fn up(&mut self, bytes: &[u8]) -> Vec<u8> {
        self.up.pass(bytes, |frame| match frame {
            Frame::Hello(hello) => {
                let mut hello = hello.into_value();
                hello.capabilities = Capabilities::NONE;
                // Said by a device that does not know yet that the province was set back to a program which knows none.
                hello.known = hello.known.map(|_| [0; 32]);
                Frame::Hello(self.key.sign_hello(hello))
            }
            other => other,
        })
    }

    /// What the device hears of the province's words.
    pub(crate) fn down(&mut self, bytes: &[u8]) -> Vec<u8> {
        self.down.pass(bytes, |frame| match frame {
            Frame::Head(mut head) => {
                head.capabilities = Capabilities::NONE;
                Frame::Head(head)
            }
            other => other,
        })
    }
}

impl Channel {
    fn pass(&mut self, bytes: &[u8], say: impl Fn(Frame) -> Frame) -> Vec<u8> {
        let mut said = Vec::new();
        for frame in self.decoder.decode(bytes).unwrap() {
            let is_last = matches!(frame, Frame::End | Frame::Trailer(_) | Frame::Refused(_));
            if let Some(encoder) = &mut self.encoder {
                said.extend(encoder.encode(&say(frame)).unwrap());
            }
            if let Some(encoder) = self.encoder.take_if(|_| is_last) {
                said.extend(encoder.finish().unwrap());
            }
        }
        said
    }
}
