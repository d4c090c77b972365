//! Somebody who has a device's key and a program of his own: what he sends is signed as it should be, and harms the
//! document that it is written in, or waits for what never comes.

use document::{Author, Document, Heads, Intent};
use records::{Actor, ChangeHash, DocId, Kind, LineageId, Path, RegionCode, Value};
use seal::SigningKey;
use testkit::poison::{self, Victim};
use uuid::Uuid;
use wire::{
    Envelope, Frame, Hello, PROTOCOL, Push, Statement, envelope::Item, exchange::Capabilities, hash_of_change,
    stream::FrameEncoder,
};

use crate::clock::SimClock;

/// What the forger writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Forgery {
    /// One of the changes that no document may take.
    Poison(u8),
    /// A change without the one that it depends on.
    Orphan,
}

/// The record that is written in, as it stands at the province.
pub(crate) struct Target {
    pub(crate) doc: DocId,
    pub(crate) kind: Kind,
    pub(crate) region: RegionCode,
    pub(crate) document: Document,
}

/// Whose name is used.
pub(crate) struct Forger<'a> {
    pub(crate) key: &'a SigningKey,
    pub(crate) device: records::DeviceId,
    pub(crate) officer: records::OfficerId,
    pub(crate) clock: &'a SimClock,
    /// Forgeries before this one.
    pub(crate) before: u64,
}

/// A request, and the change in it that must never be in a document, if there is one.
pub(crate) struct Forged {
    pub(crate) request: Vec<u8>,
    pub(crate) harmful: Option<ChangeHash>,
}

impl Forger<'_> {
    /// Writes in the record under a lineage that nobody knows: first something that harms nobody, then the forgery.
    pub(crate) fn request(&self, mut target: Target, forgery: Forgery) -> Forged {
        let lineage =
            LineageId::new(Uuid::from_u64_pair(client_core::Clock::uuid(self.clock).as_u64_pair().0, self.before));
        let actor = Actor::of(lineage, self.officer);
        let first = self.edit(&mut target.document, actor, "x_first");
        let (sent, harmful) = match forgery {
            Forgery::Orphan => (vec![self.edit(&mut target.document, actor, "x_second")], None),
            Forgery::Poison(which) => {
                let changes = target.document.changes().unwrap();
                let victim = Victim::of(changes.iter().map(|change| change.bytes.as_slice()), *actor.as_bytes());
                let mut poisons = poison::catalogue(&victim);
                let poison = poisons.swap_remove(usize::from(which) % poisons.len()).raw;
                (vec![first, poison.clone()], Some(hash_of_change(&poison)))
            }
        };
        Forged { request: self.pack(lineage, &target, sent), harmful }
    }

    fn edit(&self, document: &mut Document, actor: Actor, field: &str) -> Vec<u8> {
        let author = Author { actor, time: client_core::Clock::now(self.clock) };
        let intent =
            Intent::Set { path: Path::parse(field).unwrap(), value: Value::from(self.before.to_string().as_str()) };
        let heads: Heads = document.heads();
        document.edit(author, &heads, &[intent]).unwrap().unwrap().bytes
    }

    fn pack(&self, lineage: LineageId, target: &Target, changes: Vec<Vec<u8>>) -> Vec<u8> {
        let now = client_core::Clock::now(self.clock);
        let hello = Hello {
            protocol: PROTOCOL,
            device: self.device,
            lineage,
            epoch: None,
            exchange: 1,
            clock: now,
            next_statement: 1,
            feeds: Vec::new(),
            capabilities: Capabilities::NONE,
            known: None,
            answered: None,
            chain: None,
        };
        let item = |change: &Vec<u8>| Item {
            doc: target.doc,
            kind: target.kind,
            region: target.region.clone(),
            hash: hash_of_change(change),
        };
        let (statement, signature) = self.key.sign_statement(Statement {
            protocol: PROTOCOL,
            device: self.device,
            lineage,
            officer: self.officer,
            n: 0,
            previous: None,
            written_at: now,
            items: changes.iter().map(item).collect(),
        });
        let envelope = Envelope::new(statement, signature, changes).unwrap();
        let frames = [Frame::Hello(self.key.sign_hello(hello)), Frame::Push(Push::of(envelope)), Frame::End];
        let mut encoder = FrameEncoder::new().unwrap();
        let mut request: Vec<u8> = frames.iter().flat_map(|frame| encoder.encode(frame).unwrap()).collect();
        request.extend(encoder.finish().unwrap());
        request
    }
}
