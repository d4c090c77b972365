//! Exchanges that somebody carried: a bundle in, a bundle out.
//!
//! What is in a bundle is just what `POST /v1/sync` takes, so the same [`Conversation`] hears it. A bundle may come twice,
//! late or by two ways: statements are known by their numbers and hashes, and each time it is answered anew.
//!
//! An answer may never arrive, and nobody tells. So the verdicts in it do not count as told: they come again until an
//! exchange over a line has brought them.

use std::{collections::BTreeSet, sync::Arc};

use records::{DeviceId, DocId};
use wire::{
    Hello,
    bundle::{Answer, Bundle, BundleHead, Direction, MAX_BUNDLE},
};

use crate::{
    Error, Result,
    exchange::{Conversation, Exchange, Refusal},
    server::Server,
};

/// A bundle that was taken in: what it brought is durable.
pub struct Heard {
    server: Arc<Server>,
    conversation: Conversation,
    device: DeviceId,
    recipient: String,
    hello: Hello,
    docs: BTreeSet<DocId>,
}

/// Takes a bundle in: everything that it pushes is durable when this returns.
///
/// # Errors
/// [`Refusal`]. What it pushed before it was refused is durable all the same.
pub fn hear(server: &Arc<Server>, bundle: &Bundle) -> Result<Heard, Refusal> {
    if bundle.head.direction != Direction::Up {
        return Err(Refusal::NoBundle("it is on its way to a device".to_owned()));
    }
    let opened = server.keys.identity.open(&bundle.sealed, MAX_BUNDLE);
    let stream = opened.map_err(|error| Refusal::NoBundle(error.to_string()))?;
    let mut conversation = Conversation::carried(server)?;
    conversation.receive(&stream)?;
    let Some(exchange) = conversation.exchange().filter(|_| conversation.ended()) else { return Err(Refusal::Cut) };
    if !is_of(&bundle.head, &exchange.hello) {
        return Err(Refusal::NoBundle("something else is written on it than is in it".to_owned()));
    }
    let Exchange { device, hello, docs, .. } = exchange;
    let (id, recipient, hello, docs) = (device.id, device.recipient.clone(), hello.clone(), docs.clone());
    Ok(Heard { server: Arc::clone(server), conversation, device: id, recipient, hello, docs })
}

/// The head is for carriers and not signed.
fn is_of(head: &BundleHead, hello: &Hello) -> bool {
    (head.device, head.lineage, head.exchange) == (hello.device, hello.lineage, hello.exchange)
}

impl Heard {
    /// Whose it is.
    #[must_use]
    pub const fn device(&self) -> DeviceId {
        self.device
    }

    /// The documents that it brought changes of: their verdicts are worth waiting for.
    #[must_use]
    pub const fn docs(&self) -> &BTreeSet<DocId> {
        &self.docs
    }

    /// The answer, of what the guard decided so far, sealed to the device.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn answer(self) -> Result<Bundle, Refusal> {
        let Hello { device, lineage, exchange, .. } = self.hello;
        let mut answer = self.conversation.answer()?;
        let mut stream = Vec::new();
        while let Some(chunk) = answer.next_chunk()? {
            stream.extend_from_slice(&chunk);
        }
        answer.handed_over()?;
        let signed = self.server.keys.signing.sign_answer(Answer { device, lineage, exchange, stream });
        let sealed = seal::seal_to(&self.recipient, &signed.to_bytes()).map_err(Error::from)?;
        Ok(Bundle::new(Direction::Down, device, lineage, exchange, sealed))
    }
}
