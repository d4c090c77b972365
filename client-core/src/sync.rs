//! The exchange with the province: over HTTP, again and again until both sides hold the same.
//!
//! [`sync::Session`] decides, `exchange` performs, and what follows an exchange is [`sync::after_exchange`]'s word.
//! Every step is durable by itself, so it does not matter where a line is cut: the next exchange goes on from there.

mod answer;
mod exchange;
pub(crate) mod http;
mod link;
mod pull;
mod shared;

use std::time::Duration;

use serde::Serialize;
use sync::{Backoff, Fault, Next, Outcome, Standing, after_exchange};
pub use tokio_util::sync::CancellationToken;

use crate::{Error, Result, lineage::Reason, status::FeedStatus};
use exchange::{Counts, Ended};
use link::Link;
pub use shared::SharedStore;

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
    let (client, url) = (http::client()?, http::endpoint(url, "v1/sync")?);
    run_over(store, || http::dial(&client, &url), policy, &mut progress, cancel).await
}

/// The state of a run between its exchanges.
struct Run {
    report: Report,
    backoff: Backoff,
    policy: RetryPolicy,
    /// Attempts in a row that brought nothing.
    idle: u32,
    reread: bool,
    replays: u32,
    renewals: u32,
}

/// What comes next, with why.
enum Step {
    Again,
    Wait(u64, String),
    Done,
}

async fn run_over(
    store: &SharedStore,
    mut dial: impl FnMut() -> Link,
    policy: RetryPolicy,
    progress: &mut impl FnMut(Progress),
    cancel: &CancellationToken,
) -> Result<Report> {
    let mut run = Run {
        report: Report::default(),
        backoff: Backoff::default(),
        policy,
        idle: 0,
        reread: false,
        replays: 0,
        renewals: 0,
    };
    loop {
        run.report.exchanges += 1;
        progress(Progress::Connecting { exchange: run.report.exchanges });
        let ended = exchange::run(store, dial(), cancel, progress).await?;
        run.count(&ended);
        match run.next(store, ended).await? {
            Step::Again => {}
            Step::Done => return finish(store, run.report).await,
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

async fn finish(store: &SharedStore, mut report: Report) -> Result<Report> {
    let status = store.read(|store| store.status()).await?;
    (report.conflicts_open, report.feeds) = (status.conflicts, status.feeds);
    // What a province that was set back lost of others' changes is in none of its feeds, so no fingerprint tells.
    report.equal &= status.only_here == 0;
    Ok(report)
}

impl Run {
    fn count(&mut self, ended: &Ended) {
        let Counts { up, down, pushed, pulled } = ended.counts;
        self.report.bytes_up += up;
        self.report.bytes_down += down;
        self.report.pushed += pushed;
        self.report.pulled += pulled;
        let cut = ended.outcome == Outcome::Failed(Fault::Cut) && !ended.restored;
        let was_connected = ended.broken.as_ref().is_none_or(|broken| broken.connected);
        self.report.cuts += u32::from(cut && was_connected);
        self.report.equal = matches!(&ended.outcome, Outcome::Complete(standing) if is_proven(standing));
        self.idle = if ended.progressed { 0 } else { self.idle + 1 };
    }

    async fn next(&mut self, store: &SharedStore, ended: Ended) -> Result<Step> {
        if ended.restored {
            return self.renew(store, Reason::Restored).await;
        }
        let code = match &ended.outcome {
            Outcome::Failed(Fault::Refused(refused)) => refused.code.as_str(),
            Outcome::Failed(_) | Outcome::Complete(_) => "",
        };
        match code {
            "forked" => return self.renew(store, Reason::Forked).await,
            // Another program of this device may have been faster. A second time, somebody else counts as we do.
            "replayed" if self.replays == 0 => {
                self.replays += 1;
                return Ok(Step::Again);
            }
            "replayed" => return self.renew(store, Reason::Restored).await,
            _ => {}
        }
        let jitter = store.read(|store| Ok(store.clock.any())).await?;
        match after_exchange(&ended.outcome, ended.progressed, &mut self.backoff, jitter) {
            Next::Done => Ok(Step::Done),
            Next::Again => Ok(Step::Again),
            Next::Wait(ms) => self.wait(ms, &ended),
            // Read once from the start; if that does not help, the report says that the sides differ.
            Next::Reread if self.reread => Ok(Step::Done),
            Next::Reread => {
                self.reread = true;
                store
                    .write(|tx, _| {
                        crate::feed::forget(tx)?;
                        crate::outbox::doubt_arrivals(tx)
                    })
                    .await?;
                Ok(Step::Again)
            }
            Next::Stop => Err(stopped(ended.outcome)),
        }
    }

    fn wait(&self, ms: u64, ended: &Ended) -> Result<Step> {
        let gives_up = self.policy.give_up_after.is_some_and(|most| self.idle >= most);
        match (&ended.outcome, gives_up) {
            (Outcome::Complete(_), true) => Ok(Step::Done),
            (Outcome::Complete(_), false) => Ok(Step::Wait(ms, "the province has not decided yet".to_owned())),
            (Outcome::Failed(Fault::Cut), _) => {
                let reason =
                    ended.broken.as_ref().map_or_else(|| "the line was cut".to_owned(), |why| why.reason.clone());
                if gives_up { Err(Error::Unreachable(reason)) } else { Ok(Step::Wait(ms, reason)) }
            }
            (Outcome::Failed(_), true) => Err(stopped(ended.outcome.clone())),
            (Outcome::Failed(fault), false) => Ok(Step::Wait(ms, fault.to_string())),
        }
    }

    /// Two lineages may be found out in one run: that of a copy of a copy. More would be a server that is confused.
    async fn renew(&mut self, store: &SharedStore, reason: Reason) -> Result<Step> {
        self.renewals += 1;
        if self.renewals > 2 {
            return Err(Error::Protocol("every lineage is refused".to_owned()));
        }
        store.write(move |tx, context| crate::rewrite::renew(tx, context, reason)).await?;
        Ok(Step::Again)
    }
}

/// Whether nothing is under way and both sides hold the same.
const fn is_proven(standing: &Standing) -> bool {
    standing.equal && !standing.more && !standing.new_epoch && standing.unsent == 0 && standing.pending == 0
}

fn stopped(outcome: Outcome) -> Error {
    match outcome {
        Outcome::Failed(Fault::Refused(refused)) => Error::Refused { code: refused.code, message: refused.message },
        Outcome::Failed(Fault::Cancelled) => Error::Cancelled,
        Outcome::Failed(fault) => Error::Protocol(fault.to_string()),
        Outcome::Complete(_) => Error::Protocol("nothing is left to be done".to_owned()),
    }
}

#[cfg(test)]
mod tests;
