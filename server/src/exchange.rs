//! One exchange with a device, seen from the server (`POST /v1/sync`).
//!
//! The request is read frame by frame; each push is durable before the next is read, so a cut costs at most the frame
//! that it hit. Then the response: what it says of the log is fixed in one read snapshot at its beginning, the pull
//! frames are read page by page behind it (the log only grows), so that a slow line holds no snapshot open.

pub mod refusal;
mod request;
mod response;

use std::{collections::BTreeSet, sync::Arc};

use records::DocId;
use wire::Hello;

pub use self::{refusal::Refusal, request::receive, response::respond};
use crate::store::devices::Device;

/// A request that arrived whole.
#[derive(Debug)]
pub struct Exchange {
    /// Who called.
    pub device: Arc<Device>,
    /// What it said first.
    pub hello: Hello,
    /// The documents that it handed changes in for.
    pub docs: BTreeSet<DocId>,
}
