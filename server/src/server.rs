//! What every part of a running server shares.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use registry::{EventSource, RetryPolicy, Target};
use tokio::sync::{Notify, watch};

use crate::{
    Result, backup,
    entrance::Doors,
    erasure,
    gate::{Gate, Rates},
    guardroom::Guardroom,
    home::{self, Home, Keys, Mark},
    loan, loss,
    packs::Packroom,
    store::{
        Store,
        deployment::{self, Epoch, Province},
        feeds,
    },
    succession,
};

/// What a request may cost.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Bytes of a request's frames, decompressed.
    pub request_bytes: usize,
    /// Changes of one push frame.
    pub changes_per_push: usize,
    /// Bytes of changes in one response; the rest comes in the next.
    pub response_bytes: usize,
    /// Bytes of changes in one pull frame: what a cut costs.
    pub pull_bytes: usize,
    /// Changes of one device that may wait for what they depend on.
    pub held_changes: u64,
    /// Their bytes.
    pub held_bytes: u64,
    /// How long they may, seconds.
    pub held_for: i64,
    /// How many changes a feed must have for a pack to be worth its request.
    pub pack_changes: u64,
    /// How long a response waits for the guard after the end of the request.
    pub verdict_deadline: Duration,
    /// How long a request may be silent.
    pub patience: Duration,
    /// How often somebody may ask.
    pub rates: Rates,
    /// How many connections may be open.
    pub doors: Doors,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            request_bytes: 64 << 20,
            changes_per_push: 10_000,
            response_bytes: 16 << 20,
            pull_bytes: 16 << 10,
            pack_changes: 500,
            held_changes: 2_000,
            held_bytes: 8 << 20,
            held_for: 90 * 86_400,
            verdict_deadline: Duration::from_secs(2),
            patience: Duration::from_secs(120),
            rates: Rates::default(),
            doors: Doors::default(),
        }
    }
}

/// The registry that records are forwarded to.
#[derive(Debug)]
pub struct Registry {
    /// Where and how.
    pub target: Target,
    /// In whose name.
    pub source: EventSource,
    /// When to try again.
    pub policy: RetryPolicy,
    /// Wakes the forwarder when an event was queued.
    pub wake: Notify,
}

/// A running server.
#[derive(Debug)]
pub struct Server {
    /// Its database.
    pub store: Store,
    /// The province's secrets.
    pub keys: Arc<Keys>,
    /// The deployment.
    pub province: Province,
    /// What requests may cost.
    pub limits: Limits,
    /// Who asks too often.
    pub gate: Gate,
    /// How long a device may go on without hearing the province, seconds; `None` for the default of 14 days.
    pub lease: Option<u64>,
    /// Where changes meet the guard.
    pub guardroom: Guardroom,
    /// Where packs are asked for.
    pub packroom: Packroom,
    /// Where records are forwarded to, `None` where nowhere.
    pub registry: Option<Registry>,
    /// Its directory.
    pub home: Home,
    epoch: watch::Sender<Epoch>,
    /// Says whether this run began an epoch because a device was ahead.
    renewed: Mutex<bool>,
    /// What stands beside the database.
    mark: Mutex<Mark>,
    /// Whether what was erased may still stand in the write-ahead log.
    unscrubbed: AtomicBool,
}

impl Server {
    /// Opens a deployment to serve it; `registry` says where its records are forwarded to.
    ///
    /// # Errors
    /// Where its files cannot be used.
    pub fn open(
        home: Home,
        limits: Limits,
        registry: impl FnOnce(&Province) -> Result<Option<Registry>>,
    ) -> Result<Self> {
        let (store, keys) = (home.open_store()?, home.keys()?);
        succession::settle(&store, &keys)?;
        let (epoch, mark) = home.settle_epoch(&store)?;
        backup::remove_halves(&home)?;
        erasure::reapply(&home, &store)?;
        loss::reapply(&home, &store)?;
        loan::reapply(&home, &store)?;
        let province = store.read_blocking(deployment::get)?;
        Ok(Self {
            keys: Arc::new(keys),
            lease: store.read_blocking(deployment::lease)?,
            registry: registry(&province)?,
            province,
            store,
            gate: Gate::new(limits.rates),
            limits,
            guardroom: Guardroom::default(),
            packroom: Packroom::default(),
            home,
            epoch: watch::Sender::new(epoch),
            renewed: Mutex::new(false),
            mark: Mutex::new(mark),
            unscrubbed: AtomicBool::new(false),
        })
    }

    /// Notes whether what was erased may still stand in the write-ahead log.
    pub(crate) fn leave_unscrubbed(&self, is_left: bool) {
        self.unscrubbed.store(is_left, Ordering::Relaxed);
    }

    /// Whether what was erased may still stand in the write-ahead log.
    pub(crate) fn is_unscrubbed(&self) -> bool {
        self.unscrubbed.load(Ordering::Relaxed)
    }

    /// The present epoch.
    #[must_use]
    pub fn epoch(&self) -> Epoch {
        *self.epoch.borrow()
    }

    /// Begins a new epoch because a device knows more of this one than the log holds: the database was restored
    /// together with the epoch's file. At most once in a run, since a restore needs a restart and no device may make
    /// all others read everything again as often as it likes.
    ///
    /// # Errors
    /// Where the epoch cannot be written.
    pub fn renew_epoch(&self) -> Result<()> {
        let mut renewed = self.renewed.lock().unwrap_or_else(PoisonError::into_inner);
        if *renewed {
            return Ok(());
        }
        let (epoch, now) = (home::new_epoch(self.store.clock()), self.store.clock().now());
        self.store.write_blocking(move |conn| deployment::begin_epoch(conn, epoch, now, "behind"))?;
        self.epoch.send_replace(epoch);
        *renewed = true;
        self.mark()?;
        tracing::warn!(epoch.id = %epoch.id, "a device was ahead of the log: a new epoch begins");
        Ok(())
    }

    /// Notes beside the database how far it has got, before anybody is told: so a receipt that was given out is never of a
    /// log that a backup could take back unnoticed.
    ///
    /// # Errors
    /// Where the database cannot be read or the mark cannot be written.
    pub fn mark(&self) -> Result<()> {
        let mut marked = self.mark.lock().unwrap_or_else(PoisonError::into_inner);
        let mark = Mark { epoch: self.epoch().id, reach: self.store.read_blocking(feeds::reach)? };
        if mark != *marked {
            self.home.write_mark(mark)?;
            *marked = mark;
        }
        Ok(())
    }

    /// The name and device name under which the province writes, for the authors of pull frames.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.province.name
    }
}
