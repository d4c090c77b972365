//! `rantau seed`: hands what a village has to a device that begins.

use std::{
    fs,
    path::{Path, PathBuf},
};

use client_core::{
    Error,
    courier::{self, Address, Seeded},
    pack::seed::{Problem, Taking},
    sync::{self, CancellationToken, SharedStore},
};
use serde::Serialize;

use super::{run_to_end, until_stopped};
use crate::{
    device::Device,
    failure::{Failure, Result},
    file,
    output::{Answer, Reply},
    page::Page,
    progress::Meter,
    text,
};

const EXAMPLES: &str = "\
The new device is enrolled first. On the network of a kiosk that runs `rantau
courier serve` it asks for the records itself; wherever that is cut, the same
command goes on. Without a network it shows its card: `rantau device card`. The
file opens on that device alone, so any stick or phone may carry it.

Examples:
  rantau seed in --from https://192.168.1.5:8777/#4f2a9c01d2e3b4a5
                                               on the new device
  rantau seed out desa.seed --to card.txt      on a device of the village
  rantau seed in desa.seed                     on the new device
  rantau sync                                  there, for what came since";

/// Hand the village's records to a new device without a download
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Write a file for a new device. What is handed on is fetched from the province first if it is not here
    Out(Out),
    /// Take in such a file on the new device, or the records of a kiosk on this network
    In(In),
}

/// Arguments of `seed out`.
#[derive(Debug, clap::Args)]
struct Out {
    /// The file to write
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The card of the new device: its text, or a file with it
    #[arg(long, value_name = "CARD")]
    to: String,
}

/// Arguments of `seed in`.
#[derive(Debug, clap::Args)]
struct In {
    /// The file, as a device of the village wrote it with `rantau seed out`
    #[arg(value_name = "FILE", required_unless_present = "from", conflicts_with = "from")]
    file: Option<PathBuf>,
    /// A kiosk on this network, as `rantau courier serve` shows its address there
    #[arg(long, value_name = "ADDRESS")]
    from: Option<String>,
}

pub(crate) fn run(args: &Args, device: Device) -> Result<Reply> {
    match &args.command {
        Command::Out(args) => hand_on(args, device),
        Command::In(In { from: Some(address), .. }) => take_from(address, device),
        Command::In(In { file: Some(file), .. }) => take(file, device),
        // Clap asks for one of them.
        Command::In(In { file: None, from: None }) => {
            Err(Failure::usage("usage", text::SEED_FROM_WHERE, text::USAGE_NEXT))
        }
    }
}

/// What was written for whom.
#[derive(Debug, Serialize)]
struct HandedOn {
    device_name: String,
    feed: String,
    file: PathBuf,
    bytes: usize,
}

fn hand_on(args: &Out, device: Device) -> Result<Reply> {
    let Device { store, output } = device;
    let (deployment, server) = (store.membership().deployment(), store.membership().server().to_owned());
    let card = fs::read_to_string(&args.to).unwrap_or_else(|_| args.to.clone());
    let store = SharedStore::new(store);
    let first = store.lock().seed_for(&card);
    let seed = match first {
        Err(Error::Seed(Problem::NoPack)) => {
            let meter = Meter::new(&output);
            let cancel = CancellationToken::new();
            run_to_end(sync::fetch_to_hand_on(&store, &server, |progress| meter.show(&progress), &cancel))??;
            meter.end();
            store.lock().seed_for(&card)?
        }
        first => first?,
    };
    file::write_new(&args.file, &seed.sealed)?;
    let (feed, bytes) = (seed.feed.to_string(), seed.sealed.len());
    output.reply(deployment, &HandedOn { device_name: seed.device_name, feed, file: args.file.clone(), bytes })
}

/// What came.
#[derive(Debug, Serialize)]
struct Taken {
    feed: String,
    changes: u64,
}

/// What came over the network.
#[derive(Debug, Serialize)]
struct TakenFrom {
    courier: String,
    fingerprint: String,
    feeds: Vec<Taken>,
}

fn take_from(address: &str, device: Device) -> Result<Reply> {
    let address: Address = address.parse()?;
    let Device { store, output } = device;
    let deployment = store.membership().deployment();
    let (store, meter) = (SharedStore::new(store), Meter::new(&output));
    let cancel = CancellationToken::new();
    let seeding = courier::seed(&store, &address, |progress| meter.show(&progress), &cancel);
    let seeded = run_to_end(until_stopped(&cancel, seeding))?;
    meter.end();
    let Seeded { courier, fingerprint, taken } = seeded?;
    output.reply(deployment, &TakenFrom { courier, fingerprint, feeds: taken.into_iter().map(Taken::from).collect() })
}

fn take(file: &Path, mut device: Device) -> Result<Reply> {
    let sealed = fs::read(file)
        .map_err(|error| Failure::new("file", text::SEED_NOT_READ.with(&[&error]), text::SEED_NOT_READ_NEXT))?;
    let meter = Meter::new(&device.output);
    let taken = device.store.take_seed(&sealed, &mut |progress| meter.show(&progress));
    meter.end();
    let taken = taken?;
    device.reply(&Taken::from(taken))
}

impl From<Taking> for Taken {
    fn from(taking: Taking) -> Self {
        Self { feed: taking.feed.to_string(), changes: taking.changes }
    }
}

impl Answer for TakenFrom {
    fn page(&self, page: &mut Page) {
        let lang = page.lang();
        page.heading(&lang.tell(text::VISITED, &[&self.courier, &self.fingerprint]));
        let changes: u64 = self.feeds.iter().map(|taken| taken.changes).sum();
        page.line(&lang.tell(text::SEED_TAKEN, &[&changes]));
        page.line(&lang.say(text::SEED_TAKEN_NEXT));
    }
}

impl Answer for HandedOn {
    fn page(&self, page: &mut Page) {
        let lang = page.lang();
        page.line(&lang.tell(text::SEED_WRITTEN, &[&self.file.display(), &self.device_name]));
        page.line(&lang.say(text::SEED_WRITTEN_NEXT));
    }
}

impl Answer for Taken {
    fn page(&self, page: &mut Page) {
        let lang = page.lang();
        page.line(&lang.tell(text::SEED_TAKEN, &[&self.changes]));
        page.line(&lang.say(text::SEED_TAKEN_NEXT));
    }
}
