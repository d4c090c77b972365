//! One exchange with a device, seen from the server (`POST /v1/sync`).
//!
//! A [`Conversation`] takes the bytes of a request and does what they say at once: each push is durable before the next
//! is read, so a cut costs at most the frame that it hit. Its [`Answer`] gives the bytes of the response: what it says
//! of the log is fixed in one read snapshot at its beginning, the pull frames are read page by page behind it (the log
//! only grows), so that a slow line holds no snapshot open.
//!
//! Both block and know no carrier: HTTP drives them from its blocking threads ([`api`](crate::api)), a file or a
//! simulation from the thread that it has. Handlers that read frames from a socket were refused: every carrier would
//! need its own.

mod answer;
mod conversation;
mod page;
mod push;
mod refill;
pub mod refusal;
mod repair;
mod snapshot;

use std::{collections::BTreeSet, sync::Arc};

use records::{DocId, LineageId};
use wire::{Hello, exchange::Capabilities};

pub use self::{answer::Answer, conversation::Conversation, refusal::Refusal, repair::Comparison};
pub(crate) use self::{conversation::caller, page::author, snapshot::followed};
use crate::store::{cursors::Digest, devices::Device};

/// A request as far as it was read.
#[derive(Debug)]
pub struct Exchange {
    /// Who called.
    pub device: Arc<Device>,
    /// What it said first; with its cursors, however it told them.
    pub hello: Hello,
    /// Whether this very exchange was heard before, as a bundle may be: then nobody knows of which answer the device speaks.
    pub again: bool,
    /// How it told them.
    pub cursors: Cursors,
    /// The documents that it handed changes in for: their verdicts are worth waiting for.
    pub docs: BTreeSet<DocId>,
    /// What it wants compared.
    pub comparison: Comparison,
}

impl Exchange {
    /// The lineage whose own changes need no bytes, `None` where some of them were damaged on their device.
    pub(crate) const fn reader(&self) -> Option<LineageId> {
        if self.hello.capabilities.has(Capabilities::WHOLE) { None } else { Some(self.hello.lineage) }
    }

    /// Whether the device drops at once what was erased, and is told which that is.
    const fn erases(&self) -> bool {
        self.hello.capabilities.has(Capabilities::ERASES)
    }
}

/// How a device says how far it got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cursors {
    /// It names every feed.
    Named,
    /// By the digest of cursors that are kept here.
    Known(Digest),
    /// By a digest that says nothing here: what it pushes is taken in, and it is to name its feeds the next time.
    Unknown,
}

impl Cursors {
    /// The digest that the device gave, where it says something.
    const fn digest(self) -> Option<Digest> {
        match self {
            Self::Known(digest) => Some(digest),
            Self::Named | Self::Unknown => None,
        }
    }
}
