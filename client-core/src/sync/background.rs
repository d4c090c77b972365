//! Sync that runs by itself: on a kiosk until it is stopped, on a phone as long as the system lets it.
//!
//! What makes it exchange: its beginning, an edit that somebody made (this program or another one), a line that came
//! up, a regular look for what others wrote, and another try after one that failed. An edit is waited for to settle, as a
//! form is often saved several times in a row. While the line is down an edit alone changes nothing: the next try is
//! due after the back-off, or at once when an address appears.
//!
//! The alternative, to hold a connection open and be told by the server, was refused: it costs a phone's battery and a
//! 2G cell's radio, and an exchange that finds nothing new has a few hundred bytes.

mod link;
mod schedule;

use std::time::Duration;

use serde::Serialize;
use tokio::time::sleep;

use super::{CancellationToken, Progress, Report, RetryPolicy, SharedStore, http, run_http};
use crate::{Error, Result, Store, sealed::hand_in_rest};
pub use link::{Addresses, Network};
use schedule::Schedule;

/// When to exchange.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// How often to look for what others wrote while nothing is written here.
    pub every: Duration,
    /// How long nothing more must be written before an edit is sent.
    pub settle: Duration,
}

impl Default for Settings {
    /// Every five minutes; two seconds after an edit.
    fn default() -> Self {
        Self { every: Duration::from_secs(5 * 60), settle: Duration::from_secs(2) }
    }
}

/// Why an exchange begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// The program began.
    Start,
    /// Something was written here.
    Edit,
    /// An address came up.
    Link,
    /// The regular time is over.
    Due,
    /// The one before failed or left something open.
    Retry,
}

/// What happens, for whoever watches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Event {
    /// It begins to exchange.
    Syncing {
        /// Why.
        cause: Cause,
    },
    /// Nobody used the device for a while, or another officer did: the private records of who started it are closed, and
    /// what all officers share goes on.
    Locked,
    /// Within the exchange.
    Progress {
        /// What.
        #[serde(flatten)]
        progress: Progress,
    },
    /// It ended.
    Synced {
        /// How.
        #[serde(flatten)]
        report: Report,
        /// When it looks again at the latest, milliseconds.
        next_ms: u64,
    },
    /// It could not.
    Failed {
        /// The stable code of the error.
        code: &'static str,
        /// For people.
        reason: String,
        /// When it tries again at the latest, milliseconds.
        next_ms: u64,
    },
}

/// Keeps a store in sync with the server at `url` until it is cancelled.
///
/// # Errors
/// What no waiting mends: the province does not know this device any more, or what is stored is damaged. An orderly
/// stop is no error.
pub async fn watch(
    store: &SharedStore,
    url: &str,
    settings: Settings,
    network: &mut impl Network,
    on: impl FnMut(Event),
    cancel: &CancellationToken,
) -> Result<()> {
    let door = http::Door::open(store, url).await?;
    let round = async |progress: &mut dyn FnMut(Progress)| {
        let report = run_http(store, &door, ONE_ROUND, &mut |said| progress(said), cancel).await?;
        if report.equal {
            // What only another officer can read goes as it was sealed, behind the next exchange where not now.
            let _ = hand_in_rest(store, url).await;
        }
        Ok(report)
    };
    Watch::new(store, Schedule::new(settings), network, on, cancel).run(round).await
}

/// Failed attempts are waited for here, where a link that comes up ends the wait.
const ONE_ROUND: RetryPolicy = RetryPolicy { give_up_after: Some(1) };
/// How often the store is asked whether somebody wrote: a page that is in memory.
const TICK: Duration = Duration::from_secs(1);

struct Watch<'a, N, F> {
    store: &'a SharedStore,
    schedule: Schedule,
    network: &'a mut N,
    on: F,
    cancel: &'a CancellationToken,
    /// Whether it is still to be told that private records are closed.
    is_open: bool,
}

impl<'a, N: Network, F: FnMut(Event)> Watch<'a, N, F> {
    fn new(
        store: &'a SharedStore,
        schedule: Schedule,
        network: &'a mut N,
        on: F,
        cancel: &'a CancellationToken,
    ) -> Self {
        let is_open = store.lock().private_of().is_some();
        Self { store, schedule, network, on, cancel, is_open }
    }

    async fn run(&mut self, mut round: impl AsyncFnMut(&mut dyn FnMut(Progress)) -> Result<Report>) -> Result<()> {
        let mut cause = Cause::Start;
        loop {
            (self.on)(Event::Syncing { cause });
            let edition = self.edition().await?;
            let ended = round(&mut |progress| (self.on)(Event::Progress { progress })).await;
            let wait = match ended {
                Err(Error::Cancelled) => return Ok(()),
                Err(error) if schedule::is_final(&error) => return Err(error),
                ended => self.told(ended).await?,
            };
            match self.wait(wait, edition).await? {
                Some(next) => cause = next,
                None => return Ok(()),
            }
        }
    }

    /// Tells how an exchange ended, and gives how long to wait.
    async fn told(&mut self, ended: Result<Report>) -> Result<Duration> {
        let jitter = self.store.with(|store| Ok(store.clock.any())).await?;
        let wait = self.schedule.after(ended.as_ref(), jitter);
        let next_ms = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX);
        (self.on)(match ended {
            Ok(report) => Event::Synced { report, next_ms },
            Err(error) => Event::Failed { code: error.code(), reason: error.to_string(), next_ms },
        });
        Ok(wait)
    }

    /// Waits for what comes first, `None` where that is the end.
    async fn wait(&mut self, at_most: Duration, edition: Edition) -> Result<Option<Cause>> {
        let Self { store, schedule, network, on, cancel, is_open } = self;
        let (store, failing, settle) = (*store, schedule.is_failing(), schedule.settings().settle);
        let comes = async {
            tokio::select! {
                () = cancel.cancelled() => Ok(None),
                () = network.link_up() => Ok(Some(Cause::Link)),
                edited = edited(store, edition, settle), if !failing => edited.map(|()| Some(Cause::Edit)),
                () = sleep(at_most) => Ok(Some(if failing { Cause::Retry } else { Cause::Due })),
            }
        };
        tokio::pin!(comes);
        let cause = loop {
            tokio::select! {
                cause = &mut comes => break cause?,
                closed = closed(store), if *is_open => {
                    closed?;
                    *is_open = false;
                    on(Event::Locked);
                }
            }
        };
        if cause == Some(Cause::Link) {
            schedule.link_came_up();
        }
        Ok(cause)
    }

    async fn edition(&self) -> Result<Edition> {
        self.store.with(|store| store.edition()).await
    }
}

/// Waits until nobody's private records are open: they are closed here when it is time.
async fn closed(store: &SharedStore) -> Result<()> {
    let is_open = |store: &mut Store| {
        store.close_private_if_idle()?;
        Ok(store.private_of().is_some())
    };
    while store.with(is_open).await? {
        sleep(TICK).await;
    }
    Ok(())
}

/// Waits until something is unsent that was not there at `edition`, and nobody wrote for the time `settle`.
async fn edited(store: &SharedStore, mut edition: Edition, settle: Duration) -> Result<()> {
    loop {
        let now = store.with(|store| store.edition()).await?;
        if now == edition {
            sleep(TICK).await;
            continue;
        }
        edition = now;
        if store.with(|store| store.has_unsent()).await? {
            return settled(store, edition, settle).await;
        }
    }
}

async fn settled(store: &SharedStore, mut edition: Edition, settle: Duration) -> Result<()> {
    loop {
        sleep(settle).await;
        let now = store.with(|store| store.edition()).await?;
        if now == edition {
            return Ok(());
        }
        edition = now;
    }
}

/// Differs after anybody wrote to the store: another program, or this one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Edition {
    /// SQLite's count of commits by others.
    pub(crate) by_others: i64,
    /// Rows that this connection changed.
    pub(crate) by_us: u64,
}

impl Store {
    pub(crate) fn edition(&self) -> Result<Edition> {
        let by_others = self.db.pragma_query_value(None, "data_version", |row| row.get(0))?;
        Ok(Edition { by_others, by_us: self.db.total_changes() })
    }
}

#[cfg(test)]
mod tests;
