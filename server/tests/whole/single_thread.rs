//! An exchange on one thread: no socket, no runtime, no clock but ours.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use records::Deployment;
use seal::{OsRandom, Random};
use server::{
    admit,
    clock::Clock,
    enrol::{self, Invitee},
    exchange::{Conversation, Refusal},
    home::Home,
    server::{Limits, Server},
};
use wire::{Frame, exchange::Entry};

use crate::{
    device::{CLOCK, Device, Enrolling, Reply, encode, new_doc, reply},
    stage::{VILLAGE, region},
};

/// Moves on by a second whenever it is asked.
#[derive(Debug, Default)]
struct Steps(AtomicI64);

impl Clock for Steps {
    fn now_ms(&self) -> i64 {
        CLOCK * 1_000 + self.0.fetch_add(1_000, Ordering::Relaxed)
    }

    fn new_uuid(&self) -> uuid::Uuid {
        let mut bytes = [0; 16];
        self.fill(&mut bytes);
        uuid::Uuid::from_bytes(bytes)
    }

    fn fill(&self, bytes: &mut [u8]) {
        OsRandom.fill(bytes);
    }
}

/// A server without workers and without HTTP.
struct Quiet {
    _dir: tempfile::TempDir,
    server: Arc<Server>,
}

impl Quiet {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let clock = Arc::new(Steps::default());
        let (path, name) = (dir.path().join("data"), "Uji".to_owned());
        let home = Home::create_with(&path, region("52"), name, Deployment::Training, clock).unwrap();
        let server = Arc::new(Server::open(home, Limits::default(), |_| Ok(None)).unwrap());
        Self { _dir: dir, server }
    }

    fn device(&self) -> Device {
        let Server { store, keys, province, .. } = &*self.server;
        let invitee = Invitee {
            region: region(VILLAGE),
            officer: None,
            officer_name: "Petugas Contoh".to_owned(),
            role: "village".to_owned(),
            valid_for: 3_600,
        };
        let code = enrol::invite(store, keys, invitee).unwrap().code;
        let (enrolling, request) = Enrolling::begin(&code);
        let response = enrol::enrol(store, keys, province, request.clone()).unwrap();
        enrolling.end(&code, &request, &response, "")
    }

    /// Carries `frames` there in pieces of `piece` bytes, lets the guard work, and carries the answer back.
    fn exchange(&self, device: &mut Device, frames: &[Frame], piece: usize) -> Reply {
        let mut conversation = Conversation::new(&self.server).unwrap();
        let request = encode(frames);
        request.chunks(piece).for_each(|piece| conversation.receive(piece).unwrap());
        assert!(conversation.ended());
        admit::drain(&self.server);
        let mut answer = conversation.answer().unwrap();
        let mut body = Vec::new();
        while let Some(chunk) = answer.next_chunk().unwrap() {
            body.extend(chunk);
        }
        answer.delivered().unwrap();
        let reply = reply(&body, request.len());
        device.take(&reply);
        reply
    }
}

#[test]
fn an_exchange_runs_on_one_thread_however_its_bytes_are_cut() {
    let quiet = Quiet::new();
    for piece in [1, 7, usize::MAX] {
        let mut ani = quiet.device();
        let doc = new_doc();
        let change = ani.edit(doc, "name", "Siti Contoh");
        let push = ani.envelope(&[(doc, change.bytes)]);
        let frames = [Frame::Hello(ani.hello()), Frame::Push(push), Frame::End];
        let reply = quiet.exchange(&mut ani, &frames, piece);
        assert!(reply.entries().iter().any(|entry| matches!(entry, Entry::Known { .. })), "pieces of {piece}");
        assert!(ani.is_proven(&reply), "pieces of {piece}");
    }
}

#[test]
fn times_are_those_of_the_clock_that_was_given() {
    let quiet = Quiet::new();
    let mut ani = quiet.device();
    let frames = [Frame::Hello(ani.hello()), Frame::End];
    let reply = quiet.exchange(&mut ani, &frames, usize::MAX);
    let told = [reply.head.time, reply.trailer.receipt.value().time];
    assert!(told.iter().all(|time| (CLOCK..CLOCK + 1_000).contains(time)), "{told:?}");
}

#[test]
fn a_request_that_was_cut_has_no_answer() {
    let quiet = Quiet::new();
    let mut ani = quiet.device();
    let mut conversation = Conversation::new(&quiet.server).unwrap();
    conversation.receive(&encode(&[Frame::Hello(ani.hello())])).unwrap();
    assert!(!conversation.ended());
    assert!(matches!(conversation.answer(), Err(Refusal::Cut)));
}
