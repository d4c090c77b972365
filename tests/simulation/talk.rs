//! One exchange between a device and the province, piece by piece over a bad line.

use std::{collections::VecDeque, sync::Arc};

use client_core::{
    Error, Store,
    sync::{Conversation, Ended, LinkError, Run},
};
use server::{
    admit,
    exchange::{self, Answer, Refusal},
    packs,
    server::Server,
};
use wire::{Frame, stream::FrameEncoder};

use crate::{plan::Line, voice::OldVoice};

/// An exchange under way.
pub(crate) struct Talk {
    client: Conversation,
    peer: Peer,
    line: Line,
    /// Where one of both is of the first version of the protocol.
    voice: Option<OldVoice>,
    /// What the device sent and the line did not deliver yet.
    up: VecDeque<u8>,
    /// The whole request so far.
    request: Vec<u8>,
    carried_up: u32,
    carried_down: u32,
    /// Whether the province was set back since it began: what it says is of before.
    is_of_before: bool,
}

/// The province's side.
enum Peer {
    Reading(Box<exchange::Conversation>),
    Answering(Box<Answer>),
    /// The answer is a refusal: its bytes.
    Refusing(Vec<u8>),
    /// It died, or never heard a word.
    Silent,
}

/// What a piece came to.
enum Moved {
    On,
    /// The line ended.
    Off,
}

impl Talk {
    /// The device begins; `server` is `None` where nobody answers.
    pub(crate) fn begin(
        store: &mut Store,
        run: &mut Run,
        server: Option<&Arc<Server>>,
        line: Line,
        voice: Option<OldVoice>,
    ) -> Result<Self, Error> {
        let peer = match server.filter(|_| !line.strays) {
            Some(server) => {
                exchange::Conversation::new(server).map_or(Peer::Silent, |new| Peer::Reading(Box::new(new)))
            }
            None => Peer::Silent,
        };
        let client = run.begin(store, &mut |_| {})?;
        let (up, request) = (VecDeque::new(), Vec::new());
        Ok(Self { client, peer, line, voice, up, request, carried_up: 0, carried_down: 0, is_of_before: false })
    }

    pub(crate) const fn line(&self) -> Line {
        self.line
    }

    pub(crate) fn is_over(&self) -> bool {
        self.client.is_over()
    }

    /// Moves one piece of bytes, in whichever direction is due.
    pub(crate) fn carry(&mut self, store: &mut Store, server: Option<&Arc<Server>>) -> Result<(), Error> {
        let moved = match &self.peer {
            Peer::Reading(_) => self.carry_up(store, server)?,
            Peer::Answering(_) | Peer::Refusing(_) => self.carry_down(store)?,
            Peer::Silent => self.speak_to_nobody(store)?,
        };
        if matches!(moved, Moved::Off) {
            self.client.closed(Some(LinkError::cut("the line ended")));
        }
        Ok(())
    }

    /// The province ends in the middle of it.
    pub(crate) fn hang_up(&mut self) {
        self.peer = Peer::Silent;
    }

    /// The province was set back in the middle of it; the answer may be there already.
    pub(crate) const fn outlive(&mut self) {
        self.is_of_before = true;
    }

    pub(crate) const fn is_of_before(&self) -> bool {
        self.is_of_before
    }

    /// How it ended, and the request, if all of it was sent.
    pub(crate) fn end(mut self) -> (Ended, Option<Vec<u8>>) {
        // The device heard the last word, and so the line took it.
        if let Peer::Answering(answer) = std::mem::replace(&mut self.peer, Peer::Silent) {
            let _ = answer.delivered();
        }
        let whole = self.client.request_ended() && self.up.is_empty();
        (self.client.into_ended(), whole.then_some(self.request))
    }

    fn carry_up(&mut self, store: &mut Store, server: Option<&Arc<Server>>) -> Result<Moved, Error> {
        self.fetch(store)?;
        let Peer::Reading(reading) = &mut self.peer else { return Ok(Moved::Off) };
        let mut piece: Vec<u8> = self.up.drain(..self.up.len().min(self.line.piece.into())).collect();
        let cut = pass(&mut piece, &mut self.carried_up, self.line.up_ends, self.line.up_turns);
        let taken = reading.receive(&piece);
        let done = self.client.request_ended() && self.up.is_empty();
        match taken {
            Err(refusal) => self.refuse(&refusal),
            Ok(()) if matches!(cut, Moved::Off) => return Ok(Moved::Off),
            Ok(()) if done => self.answer(server),
            Ok(()) => {}
        }
        Ok(Moved::On)
    }

    fn fetch(&mut self, store: &mut Store) -> Result<(), Error> {
        if self.up.is_empty()
            && self.client.wants_to_send()
            && let Some(piece) = self.client.next_piece(store, &mut |_| {})?
        {
            let piece = self.voice.as_mut().map_or_else(|| piece.to_vec(), |voice| voice.up(&piece));
            self.request.extend(&piece);
            self.up.extend(&piece);
        }
        Ok(())
    }

    fn answer(&mut self, server: Option<&Arc<Server>>) {
        let (Some(server), Peer::Reading(reading)) = (server, std::mem::replace(&mut self.peer, Peer::Silent)) else {
            return;
        };
        admit::drain(server);
        packs::drain(server);
        match reading.answer() {
            Ok(answer) => self.peer = Peer::Answering(Box::new(answer)),
            Err(refusal) => self.refuse(&refusal),
        }
    }

    fn refuse(&mut self, refusal: &Refusal) {
        let encoded = FrameEncoder::new().and_then(|mut encoder| encoder.encode(&Frame::Refused(refusal.to_frame())));
        self.peer = encoded.map_or(Peer::Silent, Peer::Refusing);
    }

    fn carry_down(&mut self, store: &mut Store) -> Result<Moved, Error> {
        let mut chunk = match &mut self.peer {
            Peer::Answering(answer) => match answer.next_chunk() {
                Ok(Some(chunk)) => self.voice.as_mut().map_or_else(|| chunk.to_vec(), |voice| voice.down(&chunk)),
                Ok(None) => return self.delivered(),
                Err(_) => return Ok(Moved::Off),
            },
            Peer::Refusing(bytes) if !bytes.is_empty() => std::mem::take(bytes),
            Peer::Refusing(_) => return self.delivered(),
            Peer::Reading(_) | Peer::Silent => return Ok(Moved::Off),
        };
        let cut = pass(&mut chunk, &mut self.carried_down, self.line.down_ends, self.line.down_turns);
        for piece in chunk.chunks(usize::from(self.line.piece).max(1)) {
            if !self.client.is_over() {
                self.client.receive(store, piece, &mut |_| {})?;
            }
        }
        Ok(cut)
    }

    /// The province is done: what it told counts as told, and the line is closed.
    fn delivered(&mut self) -> Result<Moved, Error> {
        if let Peer::Answering(answer) = std::mem::replace(&mut self.peer, Peer::Silent) {
            // A province that dies just now tells again.
            let _ = answer.delivered();
        }
        self.client.closed(None);
        Ok(Moved::On)
    }

    /// Nobody reads: the device sends what it has, and then hears nothing.
    fn speak_to_nobody(&mut self, store: &mut Store) -> Result<Moved, Error> {
        self.fetch(store)?;
        self.up.clear();
        let waits = self.client.request_ended() || !self.client.wants_to_send();
        Ok(if waits || !self.line.strays { Moved::Off } else { Moved::On })
    }
}

/// What becomes of a piece on the line.
fn pass(piece: &mut Vec<u8>, carried: &mut u32, ends: Option<u32>, turns: Option<u32>) -> Moved {
    let (first, length) = (*carried as usize, piece.len());
    *carried += length as u32;
    if let Some(bit) = turns
        && let Some(byte) = (bit as usize / 8).checked_sub(first).and_then(|at| piece.get_mut(at))
    {
        *byte ^= 1 << (bit % 8);
    }
    match ends.map(|end| end as usize) {
        Some(end) if end < first + length => {
            piece.truncate(end.saturating_sub(first));
            Moved::Off
        }
        _ => Moved::On,
    }
}
