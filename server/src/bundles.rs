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
    loss::SignedWiped,
    succession::Successions,
};

use crate::{
    Result,
    exchange::{Conversation, Exchange, Refusal},
    loss,
    server::Server,
    succession,
};

/// A bundle that was taken in: what it brought is durable.
pub struct Heard {
    server: Arc<Server>,
    device: DeviceId,
    docs: BTreeSet<DocId>,
    reply: Reply,
}

/// An exchange that is to be answered.
struct Asked {
    conversation: Conversation,
    recipient: String,
    hello: Hello,
    successions: Option<Successions>,
}

/// What goes back.
enum Reply {
    /// To whom nothing is told but that he is cut off.
    Made(Bundle),
    /// What the log has for the device when the guard has decided.
    Of(Box<Asked>),
}

/// Takes a bundle in: everything that it pushes is durable when this returns.
///
/// # Errors
/// [`Refusal`]. What it pushed before it was refused is durable all the same.
pub fn hear(server: &Arc<Server>, bundle: &Bundle) -> Result<Heard, Refusal> {
    if bundle.head.direction != Direction::Up {
        return Err(Refusal::NoBundle("it is on its way to a device".to_owned()));
    }
    let opened = server.keys.open(&bundle.sealed, MAX_BUNDLE);
    let stream = opened.map_err(|error| Refusal::NoBundle(error.to_string()))?;
    if let Ok(wiped) = SignedWiped::from_bytes(&stream) {
        let (device, answer) = loss::take_confirmation(server, &bundle.head, wiped)?;
        return Ok(Heard { server: Arc::clone(server), device, docs: BTreeSet::new(), reply: Reply::Made(answer) });
    }
    let mut conversation = Conversation::carried(server)?;
    conversation.receive(&stream)?;
    let Some(exchange) = conversation.exchange().filter(|_| conversation.ended()) else { return Err(Refusal::Cut) };
    if !is_of(&bundle.head, &exchange.hello) {
        return Err(Refusal::NoBundle("something else is written on it than is in it".to_owned()));
    }
    let Exchange { device, docs, .. } = exchange;
    let (id, docs) = (device.id, docs.clone());
    let reply = if device.revoked_at.is_some() {
        let farewell = server.store.read_blocking(|conn| loss::farewell(conn, id))?;
        let successions = succession::lacking(server, &exchange.hello, device);
        Reply::Made(loss::answer(server, device, &bundle.head, &farewell, successions)?)
    } else {
        let (recipient, hello) = (device.recipient.clone(), exchange.hello.clone());
        let successions = succession::lacking(server, &hello, device);
        Reply::Of(Box::new(Asked { conversation, recipient, hello, successions }))
    };
    Ok(Heard { server: Arc::clone(server), device: id, docs, reply })
}

/// The bundle that brings an answer to the device of this recipient.
///
/// # Errors
/// Where it cannot be sealed.
pub(crate) fn sealed(server: &Server, recipient: &str, answer: Answer) -> Result<Bundle> {
    let Answer { device, lineage, exchange, .. } = answer;
    let sealed = seal::seal_to(recipient, &server.keys.signing.sign_answer(answer).to_bytes())?;
    Ok(Bundle::new(Direction::Down, device, lineage, exchange, sealed))
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
        let Asked { conversation, recipient, hello, successions } = match self.reply {
            Reply::Made(answer) => return Ok(answer),
            Reply::Of(asked) => *asked,
        };
        let Hello { device, lineage, exchange, .. } = hello;
        let mut answer = conversation.answer()?;
        let mut stream = Vec::new();
        while let Some(chunk) = answer.next_chunk()? {
            stream.extend_from_slice(&chunk);
        }
        answer.handed_over()?;
        Ok(sealed(&self.server, &recipient, Answer { device, lineage, exchange, stream, successions })?)
    }
}
