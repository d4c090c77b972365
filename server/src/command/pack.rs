//! `rantau-server pack list | build`.

use std::fmt::Write as _;

use clap::{Args, Subcommand};
use serde::Serialize;
use wire::FeedId;

use super::{Common, Opened, Output, rfc3339};
use crate::{
    Error, Result,
    packs::{Press, name_of},
    store::{
        deployment, feeds,
        packs::{self, PackRow},
    },
};

/// The commands on packs: feeds as files, for devices that begin.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// List the packs that may be offered
    List(Common),
    /// Build packs now, before a village's devices are enrolled
    ///
    /// Example: rantau-server pack build --data DIR --feed 52.03.13.2001/village
    Build(Build),
}

/// Which packs.
#[derive(Debug, Args)]
#[group(id = "which", required = true, multiple = false)]
pub struct Which {
    /// That of every feed with enough changes to be worth one
    #[arg(long)]
    all: bool,
    /// That of this feed
    #[arg(long)]
    feed: Option<String>,
}

/// Which packs, of which deployment.
#[derive(Debug, Args)]
pub struct Build {
    #[command(flatten)]
    common: Common,
    #[command(flatten)]
    which: Which,
}

pub(super) fn run(command: Command) -> Result<Output> {
    match command {
        Command::List(common) => list(&common),
        Command::Build(options) => build(&options),
    }
}

/// A pack as `--json` shows it.
#[derive(Debug, Serialize)]
struct PackReport {
    feed: String,
    digest: String,
    seq: u64,
    changes: u64,
    bytes: u64,
    built_at: String,
}

#[derive(Debug, Serialize)]
struct Report {
    packs: Vec<PackReport>,
}

impl PackReport {
    fn of(pack: &PackRow) -> Self {
        Self {
            feed: pack.feed.to_string(),
            digest: name_of(&pack.digest),
            seq: pack.seq,
            changes: pack.count,
            bytes: pack.size,
            built_at: rfc3339(pack.built_at),
        }
    }
}

fn list(common: &Common) -> Result<Output> {
    let opened = common.open()?;
    let packs = opened.store.read_blocking(packs::all)?;
    Ok(report(common, &opened, &packs))
}

fn build(options: &Build) -> Result<Output> {
    let opened = options.common.open()?;
    let keys = opened.home.keys()?;
    let (epoch, province) = opened.store.read_blocking(|conn| {
        let epoch = deployment::epoch(conn)?.ok_or(Error::Damaged("epoch"))?;
        Ok((epoch.id, deployment::get(conn)?.name))
    })?;
    let packs = opened.home.packs();
    let press = Press { store: &opened.store, keys: &keys, packs, epoch, province: &province, room: None };
    let feeds = feeds_of(&opened, &options.which)?;
    let packs: Vec<_> = feeds.iter().map(|feed| press.build(feed)).collect::<Result<_>>()?;
    Ok(report(&options.common, &opened, &packs))
}

fn feeds_of(opened: &Opened, which: &Which) -> Result<Vec<FeedId>> {
    if let Some(feed) = &which.feed {
        return Ok(vec![feed.parse().map_err(|_| Error::Usage(format!("{feed} is no feed")))?]);
    }
    let least = crate::server::Limits::default().pack_changes;
    let states = opened.store.read_blocking(feeds::all)?;
    Ok(states.into_iter().filter(|state| state.count >= least).map(|state| state.feed).collect())
}

fn report(common: &Common, opened: &Opened, packs: &[PackRow]) -> Output {
    let report = Report { packs: packs.iter().map(PackReport::of).collect() };
    let mut text = String::new();
    for pack in &report.packs {
        let PackReport { feed, digest, changes, bytes, built_at, .. } = pack;
        let _ = writeln!(text, "{feed}  {changes} changes  {bytes} bytes  {built_at}  {digest}");
    }
    if text.is_empty() {
        text.push_str("There are no packs yet; the server builds them when it has nothing else to do.\n");
    }
    common.output(opened.deployment, &report, &text)
}
