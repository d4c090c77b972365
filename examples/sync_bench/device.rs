//! A device in a process of its own, so that its memory is its own: this program again, with a hidden command.
//!
//! It uses client-core as a program of a village does. The alternative, `rantau` by its command line, has no command
//! that records ten thousand people.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use clap::Subcommand;
use client_core::{
    Created, Filter, NewRecord, SharedStore, Store, SystemClock,
    sync::{CancellationToken, RetryPolicy},
};
use records::{Kind, RegionCode};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use tokio::process::Command;

use super::{
    clock::{self, Stopwatch},
    daily, workload,
};

/// Any passphrase is as good as another here.
pub(crate) const PASSPHRASE: &str = "contoh: jangan dipakai";

/// What a device does in one process. It prints one JSON object.
#[derive(Debug, Clone, Subcommand)]
pub(crate) enum Step {
    /// Enrol.
    Enrol {
        #[arg(long)]
        server: String,
        #[arg(long)]
        code: String,
        #[arg(long)]
        name: String,
    },
    /// Record the first so many people of the workload.
    Fill {
        #[arg(long)]
        count: usize,
    },
    /// Record one person in each village of a regency.
    FillVillages {
        #[arg(long)]
        regency: RegionCode,
    },
    /// Edit one field of so many people, beginning at a place in the list.
    Edit {
        #[arg(long)]
        skip: usize,
        #[arg(long)]
        count: usize,
        /// Which edit: another number writes other values.
        #[arg(long)]
        number: usize,
    },
    /// Sync until it is proven that both sides hold the same.
    Sync {
        #[arg(long)]
        server: String,
    },
    /// A day's work: open, edit, search.
    Daily,
}

/// What a sync did, as the device saw it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Synced {
    pub(crate) exchanges: u32,
    /// Of request and response bodies.
    pub(crate) bytes_up: u64,
    pub(crate) bytes_down: u64,
    pub(crate) pushed: u64,
    pub(crate) pulled: u64,
    pub(crate) cuts: u32,
    pub(crate) equal: bool,
    pub(crate) seconds: f64,
    /// Of the processor, all threads.
    pub(crate) cpu_seconds: f64,
    pub(crate) peak_kib: u64,
}

/// A step that gives nothing but the time it took.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct Took {
    pub(crate) seconds: f64,
}

/// A device, seen from the program that measures.
#[derive(Debug, Clone)]
pub(crate) struct Device(pub(crate) PathBuf);

impl Device {
    pub(crate) async fn enrol(&self, server: &str, code: &str, name: &str) -> Result<Took> {
        self.step(&["enrol", "--server", server, "--code", code, "--name", name]).await
    }

    pub(crate) async fn fill(&self, count: usize) -> Result<Took> {
        self.step(&["fill", "--count", &count.to_string()]).await
    }

    pub(crate) async fn fill_villages(&self, regency: &str) -> Result<Took> {
        self.step(&["fill-villages", "--regency", regency]).await
    }

    pub(crate) async fn edit(&self, skip: usize, count: usize, number: usize) -> Result<Took> {
        let [skip, count, number] = [skip, count, number].map(|n| n.to_string());
        self.step(&["edit", "--skip", &skip, "--count", &count, "--number", &number]).await
    }

    pub(crate) async fn sync(&self, server: &str) -> Result<Synced> {
        self.step(&["sync", "--server", server]).await
    }

    pub(crate) async fn daily(&self) -> Result<daily::Day> {
        self.step(&["daily"]).await
    }

    pub(crate) fn database(&self) -> PathBuf {
        self.0.join("rantau.db")
    }

    async fn step<T: DeserializeOwned>(&self, arguments: &[&str]) -> Result<T> {
        let mut command = Command::new(std::env::current_exe()?);
        let output = command.arg("device").arg("--dir").arg(&self.0).args(arguments).output().await?;
        let said = || String::from_utf8_lossy(&output.stderr).into_owned();
        ensure!(output.status.success(), "{}: {}: {}", self.0.display(), arguments.join(" "), said());
        serde_json::from_slice(&output.stdout).with_context(said)
    }
}

/// Does a step, in the device's own process.
pub(crate) async fn perform(dir: &Path, step: Step) -> Result<String> {
    let json = match step {
        Step::Enrol { server, code, name } => serde_json::to_string(&enrol(dir, &server, &code, &name).await?),
        Step::Fill { count } => serde_json::to_string(&fill(dir, count)?),
        Step::FillVillages { regency } => serde_json::to_string(&fill_villages(dir, &regency)?),
        Step::Edit { skip, count, number } => serde_json::to_string(&edit(dir, skip, count, number)?),
        Step::Sync { server } => serde_json::to_string(&sync(dir, &server).await?),
        Step::Daily => serde_json::to_string(&daily::work(dir)?),
    };
    Ok(json?)
}

async fn enrol(dir: &Path, server: &str, code: &str, name: &str) -> Result<Took> {
    let watch = Stopwatch::start();
    let invitation = client_core::enrol::Invitation::typed(server, code)?;
    client_core::enrol::enrol(invitation, name, PASSPHRASE, dir, Box::new(SystemClock)).await?;
    Ok(Took { seconds: watch.seconds() })
}

fn fill(dir: &Path, count: usize) -> Result<Took> {
    let mut store = Store::open(dir, PASSPHRASE)?;
    let officer = store.membership().officer();
    let watch = Stopwatch::start();
    for record in workload::records(count) {
        let record = record?;
        let new = NewRecord { kind: Kind::Worker, region: workload::village(), officer, fields: record.fields };
        let Created::New { doc, mut heads } = store.create(&new)? else { continue };
        for intent in record.edits {
            heads = store.edit(doc, officer, &heads, &[intent])?.heads;
        }
    }
    Ok(Took { seconds: watch.seconds() })
}

fn fill_villages(dir: &Path, regency: &RegionCode) -> Result<Took> {
    let mut store = Store::open(dir, PASSPHRASE)?;
    let officer = store.membership().officer();
    let watch = Stopwatch::start();
    // The first record is left to the village that is measured by itself.
    for (region, record) in workload::villages_of(regency).zip(workload::records(usize::MAX).skip(1)) {
        store.create(&NewRecord { kind: Kind::Worker, region, officer, fields: record?.fields })?;
    }
    Ok(Took { seconds: watch.seconds() })
}

fn edit(dir: &Path, skip: usize, count: usize, number: usize) -> Result<Took> {
    let mut store = Store::open(dir, PASSPHRASE)?;
    let officer = store.membership().officer();
    let chosen = store.list(&Filter::default(), count, skip)?;
    let watch = Stopwatch::start();
    for (n, item) in chosen.iter().enumerate() {
        let heads = store.view(item.doc)?.heads;
        store.edit(item.doc, officer, &heads, &[workload::edit(n, number)?])?;
    }
    Ok(Took { seconds: watch.seconds() })
}

async fn sync(dir: &Path, server: &str) -> Result<Synced> {
    let store = SharedStore::new(Store::open(dir, PASSPHRASE)?);
    // Opening stretches the passphrase with 19 MiB, which is not the sync's.
    let pid = std::process::id();
    clock::forget_peak(pid)?;
    let before = clock::cpu_seconds(pid)?;
    let watch = Stopwatch::start();
    let report =
        client_core::sync::run(&store, server, RetryPolicy::default(), |_| {}, &CancellationToken::new()).await?;
    Ok(Synced {
        exchanges: report.exchanges,
        bytes_up: report.bytes_up,
        bytes_down: report.bytes_down,
        pushed: report.pushed,
        pulled: report.pulled,
        cuts: report.cuts,
        equal: report.equal,
        seconds: watch.seconds(),
        cpu_seconds: clock::cpu_seconds(pid)? - before,
        peak_kib: clock::peak_kib(pid)?,
    })
}
