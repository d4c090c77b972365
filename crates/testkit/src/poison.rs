//! Changes that would harm a document or whoever reads them: real bytes with a right checksum, each with the code that
//! it must be refused with.
//!
//! The guard, the server and a device that pulls are tested with the same table, so that none of them forgets a row.
//! What the bare library (automerge 0.12) does with each is said in its row: it panics, takes in what can never be
//! loaded again, or allocates without end.

mod chunk;
mod operations;
mod shapes;

use automerge::{ActorId, Automerge, Change, ChangeHash, ROOT, ReadDoc, legacy::OpId};

/// The field that a [`Victim`] must hold: some poisons replace its value.
pub const FIELD: &str = "name";

/// A change that must never enter a document.
#[derive(Debug, Clone)]
pub struct Poison {
    /// What it is, for the message of a test that failed.
    pub what: &'static str,
    /// The code of its refusal.
    pub code: &'static str,
    /// Whether the province's word lets it in: it breaks only a rule about who may write what.
    pub harmless: bool,
    /// The bytes.
    pub raw: Vec<u8>,
}

/// A document that poisons are aimed at, and the actor who signs for them.
#[derive(Debug, Clone)]
pub struct Victim {
    heads: Vec<ChangeHash>,
    /// The highest operation counter.
    max_op: u64,
    /// The operation that wrote [`FIELD`].
    field: OpId,
    signer: ActorId,
    /// The number of the signer's last change in the document, at least 1.
    last_seq: u64,
    document: Vec<u8>,
}

impl Victim {
    /// A document by its changes, dependencies first. `signer` wrote at least one of them, and [`FIELD`] is among what
    /// they wrote.
    ///
    /// # Panics
    /// Where that is not so.
    #[must_use]
    pub fn of<'a>(changes: impl IntoIterator<Item = &'a [u8]>, signer: [u8; 16]) -> Self {
        let changes = changes.into_iter().map(|raw| Change::from_bytes(raw.to_vec()).expect("an honest change"));
        let changes: Vec<_> = changes.collect();
        let signer = ActorId::from(signer.to_vec());
        let mut document = Automerge::new();
        document.apply_changes(changes.iter().cloned()).expect("an honest document");
        let (_, written) = document.get(ROOT, FIELD).expect("a readable document").expect("the field");
        let automerge::ObjId::Id(counter, actor, _) = written else { panic!("a value has an operation") };
        let by_signer = changes.iter().filter(|change| *change.actor_id() == signer);
        Self {
            heads: document.get_heads(),
            max_op: changes.iter().map(Change::max_op).max().expect("a change"),
            field: OpId::new(counter, &actor),
            last_seq: by_signer.map(Change::seq).max().expect("a change of the signer"),
            signer,
            document: document.save(),
        }
    }

    /// The counter of the next honest operation.
    const fn next_op(&self) -> u64 {
        self.max_op + 1
    }

    /// The number of the signer's next honest change.
    const fn next_seq(&self) -> u64 {
        self.last_seq + 1
    }
}

/// Everything that is known to be poisonous.
#[must_use]
pub fn catalogue(victim: &Victim) -> Vec<Poison> {
    let mut all = operations::poisons(victim);
    all.extend(operations::numbers(victim));
    all.extend(shapes::poisons(victim));
    all
}

/// Odd changes that harm nobody: let in or not, whatever held the document before goes on working.
#[must_use]
pub fn oddities(victim: &Victim) -> Vec<(&'static str, Vec<u8>)> {
    operations::oddities(victim)
}
