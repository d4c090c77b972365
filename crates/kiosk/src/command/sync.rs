//! `rantau sync`.

mod mended;
mod via;
mod watch;

use client_core::{
    State, Status,
    sealed::{deliver, hand_in_rest},
    status::FeedStatus,
    sync::{self, CancellationToken, FeedRepair, Report, RetryPolicy, SharedStore},
    verify::Verified,
};
use serde::Serialize;

use self::mended::Mended;
use super::{
    courier::{self, Forwarded},
    run_to_end, until_stopped,
};
use crate::{
    device::Device,
    exit::Exit,
    failure::{Failure, Result},
    lang::Lang,
    lock::{self, After},
    output::{Answer, Reply},
    page::Page,
    progress::Meter,
    text,
};

const EXAMPLES: &str = "\
Wherever the line is cut, or with Ctrl-C, what arrived is kept and the next sync
goes on from there. The exit code is 3 until it is proven that this device and
the province hold the same.

Examples:
  rantau sync
  rantau sync --keep-trying        until it is proven, however long it takes
  rantau sync --watch              by itself, until it is stopped
  rantau sync --watch --lock-after 5m
                                   and close what is private if unused
  rantau sync --verify             compare everything
  rantau sync --via https://192.168.1.5:8777/#4f2a9c01d2e3b4a5
                                   leave it with a courier on this network
  rantau sync --json";

/// Exchange changes with the province until both sides hold the same
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// Go on until both sides hold the same, instead of giving up after a few attempts that brought nothing
    #[arg(long)]
    keep_trying: bool,
    /// Stay and sync by itself: soon after each edit, when a line comes up, and every five minutes. Ends with Ctrl-C or
    /// SIGTERM; with --json each line is an object
    #[arg(long, conflicts_with = "keep_trying")]
    watch: bool,
    /// Check every byte, count and signature on this device, mend what is damaged, fetch from the province what is gone,
    /// and compare all of it with the province even where both seem to hold the same; tells what was mended
    #[arg(long, conflicts_with = "watch")]
    verify: bool,
    /// Another address of the province's server, such as that of a relay [default: the one it was enrolled with]
    #[arg(long, value_name = "URL")]
    server: Option<String>,
    /// A courier on this network, as it shows its address: leave there what is to be sent, and take in the answers that it
    /// brought
    #[arg(long, value_name = "ADDRESS", conflicts_with_all = ["keep_trying", "watch", "verify", "server"])]
    via: Option<String>,
    /// With --watch or --keep-trying: after so long without use of this device, close complaints, screenings and what is
    /// confidential, and go on with the rest: 15m, 1h or never [default: 15m where several officers share the device]
    #[arg(long, value_name = "TIME", env = "RANTAU_LOCK_AFTER", hide_env_values = true, value_parser = After::parse)]
    lock_after: Option<After>,
}

/// What a sync did.
#[derive(Debug, Serialize)]
struct Synced {
    /// Whether it is proven that both sides hold the same.
    proven: bool,
    exchanges: u32,
    /// Changes of this device that are known to have arrived.
    pushed: u64,
    /// Changes of others that came.
    pulled: u64,
    bytes_up: u64,
    bytes_down: u64,
    /// How often the line was cut.
    cuts: u32,
    /// Records with values in conflict.
    conflicts: u64,
    /// Changes of this device that the province does not take, of all syncs.
    refused: usize,
    /// Edits of this device for which the province waits for others.
    held: u64,
    /// Changes that the province had and lost, and that who made them has not brought again.
    only_here: u64,
    /// Bundles of other devices that were taken to the province.
    forwarded: usize,
    feeds: Vec<FeedStatus>,
    /// What was compared because it was in doubt, or with `--verify`, and what was mended.
    mended: Vec<FeedRepair>,
    /// What `--verify` found on this device.
    verified: Option<Verified>,
    /// The records in which `--verify` found damage, and what became of it.
    damaged: Vec<Mended>,
}

pub(crate) fn run(args: &Args, device: Device) -> Result<Reply> {
    if let Some(address) = &args.via {
        return via::run(address, device);
    }
    let mailbox = courier::spool(&device);
    let Device { mut store, output } = device;
    if let Some(time) = lock::after(args.lock_after, &store)? {
        store.close_private_after(time.as_secs().cast_signed())?;
    }
    let deployment = store.membership().deployment();
    let server = args.server.clone().unwrap_or_else(|| store.membership().server().to_owned());
    if args.watch {
        return watch::run(&SharedStore::new(store), &mailbox, &server, deployment, &output);
    }
    let policy = if args.keep_trying { RetryPolicy { give_up_after: None } } else { RetryPolicy::default() };
    let meter = Meter::new(&output);
    let store = SharedStore::new(store);
    let healed = if args.verify { Some(store.lock().heal()?) } else { None };
    let report = run_to_end(exchange(&store, &server, policy, args.verify, &meter))?;
    meter.end();
    if matches!(report, Err(client_core::Error::Wiped)) {
        return Err(farewell(&store, &server));
    }
    let status = store.lock().status()?;
    let report = match report.map_err(unproven) {
        // What was found on this device is worth telling, whatever the line does.
        Err(failure) if args.verify && failure.exit == Exit::NotProven => Report::default(),
        other => other?,
    };
    let mut forwarded = Forwarded::default();
    // What others gave us to carry does not decide how our own sync ended; it is taken along the next time.
    let _ = run_to_end(courier::forward(store.lock().expected()?, &mailbox, &server, &mut forwarded))?;
    // So it is with what lies in our own outbox and this session could not push itself.
    let _ = run_to_end(hand_in_rest(&store, &server))?;
    let synced = Synced::of(report, status, forwarded.forwarded);
    let synced = match healed {
        Some(healed) => Synced {
            damaged: Mended::all(healed.records, &store.lock().awaited()?),
            verified: Some(healed.found),
            ..synced
        },
        None => synced,
    };
    output.reply(deployment, &synced)
}

/// Runs until it is done or somebody presses Ctrl-C.
async fn exchange(
    store: &SharedStore,
    server: &str,
    policy: RetryPolicy,
    verifies: bool,
    meter: &Meter,
) -> client_core::Result<Report> {
    let (cancel, progress) = (CancellationToken::new(), |progress| meter.show(&progress));
    until_stopped(&cancel, async {
        if verifies {
            sync::verify(store, server, policy, progress, &cancel).await
        } else {
            sync::run(store, server, policy, progress, &cancel).await
        }
    })
    .await
}

/// The device was wiped: there is a line, so what it has left goes at once.
fn farewell(store: &SharedStore, server: &str) -> Failure {
    let dir = store.lock().dir().to_owned();
    // What does not go through now stays in the outbox, and the failure says how to hand it in.
    let _ = run_to_end(deliver(&dir, Some(server)));
    client_core::Error::Wiped.into()
}

/// A line that is down leaves the sync unproven; anything else is a failure of its own.
fn unproven(error: client_core::Error) -> Failure {
    use client_core::Error;
    let is_unproven = matches!(error, Error::Unreachable(_) | Error::Untrusted(_) | Error::Cancelled);
    let failure = Failure::from(error);
    if is_unproven { failure.ending(Exit::NotProven) } else { failure }
}

impl Synced {
    fn of(report: Report, status: Status, forwarded: usize) -> Self {
        Self {
            proven: report.equal,
            exchanges: report.exchanges,
            pushed: report.pushed,
            pulled: report.pulled,
            bytes_up: report.bytes_up,
            bytes_down: report.bytes_down,
            cuts: report.cuts,
            conflicts: status.conflicts,
            refused: status.kept_aside.iter().filter(|change| change.state == State::Refused).count(),
            held: status.held,
            only_here: status.only_here,
            forwarded,
            feeds: status.feeds,
            mended: report.mended,
            verified: None,
            damaged: Vec::new(),
        }
    }
}

fn soundness(verified: &Verified, lang: Lang) -> String {
    if verified.is_sound() {
        return lang.tell(text::STORE_SOUND, &[&verified.changes]);
    }
    let Verified { damaged, records, miscounted, unproven, .. } = verified;
    lang.tell(text::STORE_UNSOUND, &[&damaged.len(), &records.len(), &miscounted.len(), unproven])
}

fn outcome(feed: &FeedRepair, lang: Lang) -> String {
    match feed {
        FeedRepair { complete: false, .. } => lang.say(text::FEED_NOT_COMPARED),
        FeedRepair { differing: 0, records, .. } => lang.tell(text::FEED_EQUAL, &[records]),
        FeedRepair { differing, added, absent, .. } => lang.tell(text::FEED_MENDED, &[differing, added, absent]),
    }
}

impl Answer for Synced {
    fn page(&self, page: &mut Page) {
        let lang = page.lang();
        page.heading(&lang.say(if self.proven { text::SYNC_PROVEN } else { text::SYNC_NOT_PROVEN }));
        page.pairs([
            (lang.say(text::SENT), lang.tell(text::CHANGES_AND_BYTES, &[&self.pushed, &self.bytes_up])),
            (lang.say(text::RECEIVED), lang.tell(text::CHANGES_AND_BYTES, &[&self.pulled, &self.bytes_down])),
            (lang.say(text::ROUNDS), self.exchanges.to_string()),
        ]);
        if let Some(verified) = &self.verified {
            page.pairs([(lang.say(text::STORE), soundness(verified, lang))]);
        }
        self.damaged.iter().for_each(|record| record.page(page));
        page.pairs(self.mended.iter().map(|feed| (feed.feed.as_str(), outcome(feed, lang))));
        if !self.proven {
            let causes = [(text::HELD_FOR, self.held), (text::ONLY_HERE, self.only_here)];
            causes.into_iter().filter(|(_, count)| *count > 0).for_each(|(cause, count)| {
                page.warning(&lang.tell(cause, &[&count]));
            });
            page.line(&lang.say(text::SYNC_NOT_PROVEN_NEXT));
        }
        if self.conflicts > 0 {
            page.warning(&lang.tell(text::OPEN_CONFLICTS, &[&self.conflicts]));
        }
        if self.forwarded > 0 {
            page.line(&lang.tell(text::FORWARDED, &[&self.forwarded, &0]));
        }
        if self.refused > 0 {
            page.warning(&lang.tell(text::SYNC_REFUSED, &[&self.refused]));
        }
    }

    fn exit(&self) -> Exit {
        if self.proven { Exit::Done } else { Exit::NotProven }
    }
}
