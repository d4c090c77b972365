//! The exchange with the province, again and again until both sides hold the same.
//!
//! Three layers, each of use by itself. [`sync::Session`] decides, without any input or output. A [`Conversation`] is one
//! exchange: it performs what is decided on a [`Store`](crate::Store), takes bytes and gives bytes. A [`Run`] is one
//! conversation after another. All of these block and know neither line nor clock; [`run()`] drives them over HTTP.
//!
//! Every step is durable by itself, so it does not matter where a line is cut: the next exchange goes on from there.

mod answer;
pub mod background;
mod conversation;
pub(crate) mod fetch;
pub(crate) mod http;
pub(crate) mod known;
mod line;
mod link;
pub(crate) mod pull;
mod repair;
mod run;
mod shared;

use std::time::Duration;

use serde::Serialize;
pub use tokio_util::sync::CancellationToken;

pub use self::{
    conversation::{Conversation, Counts, Ended, Mode},
    fetch::{Brought, fetch_to_hand_on},
    link::LinkError,
    repair::{FeedRepair, Repair},
    run::{Run, Step},
    shared::SharedStore,
};
use crate::{Error, Result, status::FeedStatus};
pub(crate) use fetch::asker;
use fetch::{Fetched, Packs};
use http::Door;
use link::Link;

/// When to stop trying.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryPolicy {
    /// After so many attempts in a row that brought nothing; `None` to go on until cancelled.
    pub give_up_after: Option<u32>,
}

impl Default for RetryPolicy {
    /// Five attempts: about ten seconds of waiting.
    fn default() -> Self {
        Self { give_up_after: Some(5) }
    }
}

/// What happens meanwhile, for whoever watches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Progress {
    /// An exchange begins.
    Connecting {
        /// Which, from 1.
        exchange: u32,
    },
    /// So many changes went up, of those that were on this device only when the exchange began.
    Pushing {
        /// How many.
        changes: u64,
        /// Of how many.
        of: u64,
    },
    /// So many new changes came down in this exchange.
    Pulled {
        /// How many.
        changes: u64,
    },
    /// So many entries of the province's log were read, of those that are known to be missing here.
    Reading {
        /// How many.
        entries: u64,
        /// Of how many; never less.
        of: u64,
    },
    /// So many bytes of a pack are here: a first sync.
    Fetching {
        /// How many.
        bytes: u64,
        /// Of how many.
        of: u64,
    },
    /// A pack was of no use. The feed is read from its log instead, which takes longer; nothing is lost.
    PackGivenUp {
        /// For people: why.
        because: String,
    },
    /// The next exchange begins in so many milliseconds.
    Waiting {
        /// How long.
        ms: u64,
        /// For people: why.
        because: String,
    },
}

/// What a sync did.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// How many exchanges it took.
    pub exchanges: u32,
    /// Bytes of request bodies.
    pub bytes_up: u64,
    /// Bytes of response bodies.
    pub bytes_down: u64,
    /// Changes of this device that are known to have arrived.
    pub pushed: u64,
    /// Changes of others that came.
    pub pulled: u64,
    /// How often the line was cut.
    pub cuts: u32,
    /// Whether it is proven that both sides hold the same.
    pub equal: bool,
    /// Records with values in conflict.
    pub conflicts_open: u64,
    /// Where every feed stands.
    pub feeds: Vec<FeedStatus>,
    /// What was compared, and what was mended by it.
    pub mended: Vec<FeedRepair>,
}

/// Exchanges with the server at `url` until both sides hold the same, or nothing more can be done.
///
/// Dropping the future is as safe as cancelling: what arrived is kept.
///
/// # Errors
/// [`Error::Unreachable`] where `policy` gives up, [`Error::Refused`], [`Error::Cancelled`], [`Error::Protocol`].
/// Whatever arrived before is kept.
pub async fn run(
    store: &SharedStore,
    url: &str,
    policy: RetryPolicy,
    mut progress: impl FnMut(Progress),
    cancel: &CancellationToken,
) -> Result<Report> {
    run_http(store, &Door::open(store, url).await?, policy, &mut progress, cancel).await
}

/// As [`run()`], and compares every feed with the province's even where the fingerprints are equal: [`Report::mended`] says
/// what came of it.
///
/// # Errors
/// As [`run()`].
pub async fn verify(
    store: &SharedStore,
    url: &str,
    policy: RetryPolicy,
    mut progress: impl FnMut(Progress),
    cancel: &CancellationToken,
) -> Result<Report> {
    let (door, url) = (Door::open(store, url).await?, http::endpoint(url, "v1/sync")?);
    let dial = || http::dial(&door.client(), &url);
    run_over(store, dial, Some(&door), None, Run::verifying(policy), &mut progress, cancel).await
}

async fn run_http(
    store: &SharedStore,
    door: &Door,
    policy: RetryPolicy,
    progress: &mut impl FnMut(Progress),
    cancel: &CancellationToken,
) -> Result<Report> {
    let (url, packs) = (http::endpoint(door.server(), "v1/sync")?, Packs::of(door));
    let run = Run::new(policy).taking_packs();
    run_over(store, || http::dial(&door.client(), &url), Some(door), Some(&packs), run, progress, cancel).await
}

/// Without `packs`, feeds are read from their logs; without `door`, a key of the province that is not known stays so.
async fn run_over(
    store: &SharedStore,
    mut dial: impl FnMut() -> Link,
    door: Option<&Door>,
    packs: Option<&Packs>,
    mut run: Run,
    progress: &mut impl FnMut(Progress),
    cancel: &CancellationToken,
) -> Result<Report> {
    loop {
        let (conversation, mut step);
        (run, conversation) = line::call(store, run, progress, Run::begin).await?;
        let ended = line::carry(store, conversation, dial(), cancel, progress).await?;
        let unbelieved = ended.broken.as_ref().and_then(|broken| broken.untrusted.as_ref());
        if let (Some(door), Some(why)) = (door, unbelieved)
            && follows(store, door, why).await?
        {
            run.again(ended);
            continue;
        }
        let packs = packs.filter(|_| matches!(ended.outcome, ::sync::Outcome::Complete(_)));
        (run, step) = line::call(store, run, progress, |run, store, _| run.next(store, ended)).await?;
        if let Some(packs) = packs {
            let (fetched, brought) = packs.fetch(store, progress, cancel).await?;
            run.brought(brought);
            match fetched {
                Fetched::Nothing => {}
                Fetched::Done => step = Step::Again,
                Fetched::Cut(why) => {
                    (run, step) = line::call(store, run, progress, move |run, store, _| run.cut(store, why)).await?;
                }
            }
        }
        match step {
            Step::Again => {}
            Step::Done => return store.with(|store| run.report(store)).await,
            Step::Wait(ms, because) => {
                progress(Progress::Waiting { ms, because });
                tokio::select! {
                    () = cancel.cancelled() => return Err(Error::Cancelled),
                    () = tokio::time::sleep(Duration::from_millis(ms)) => {}
                }
            }
        }
    }
}

/// Whether a server that was not believed is from now on. A line that breaks meanwhile is one that breaks.
async fn follows(store: &SharedStore, door: &Door, why: &tls::Untrusted) -> Result<bool> {
    match door.follow(store, why).await {
        Err(Error::Unreachable(_) | Error::Untrusted(_)) => Ok(false),
        followed => followed,
    }
}

#[cfg(test)]
mod tests;
