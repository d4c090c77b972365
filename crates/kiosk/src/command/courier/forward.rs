//! `rantau courier forward` and `rantau courier answers`.

use std::{
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use client_core::{
    Clock, Error, SharedStore, SystemClock,
    courier::hand_in,
    keyring::IdleStore,
    sealed::deliver,
    succession::{fetch, follow},
    sync::{CancellationToken, fetch_to_hand_on},
};
use courier::{Parcel, Spool};
use serde::Serialize;
use tls::Expected;
use wire::{bundle::Bundle, succession::Successions};

use super::{super::run_to_end, spool};
use crate::{
    device::Device,
    failure::Result,
    file, moment,
    output::{Answer, Reply},
    page::Page,
    text,
};

/// Between two rounds to the province.
const PAUSE: Duration = Duration::from_secs(5 * 60);

/// Take what is in the mailbox to the province, and bring the answers
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Another address of the province's server [default: the one this device was enrolled with]
    #[arg(long, value_name = "URL")]
    server: Option<String>,
}

/// Copy the answers that wait for other devices, for somebody to carry on
#[derive(Debug, clap::Args)]
pub(crate) struct AnswersArgs {
    /// A folder, such as a stick
    #[arg(value_name = "FOLDER")]
    to: PathBuf,
}

/// What was carried.
#[derive(Debug, Default, Serialize)]
pub(in crate::command) struct Forwarded {
    /// Bundles that the province took, with their answers here.
    pub(in crate::command) forwarded: usize,
    /// Bundles that it does not take: they were put aside.
    pub(in crate::command) refused: usize,
    /// Bundles that are still to be carried.
    pub(in crate::command) left: usize,
}

pub(super) fn run(args: &Args, device: Device) -> Result<Reply> {
    let server = args.server.clone().unwrap_or_else(|| device.membership().server().to_owned());
    let (spool, mut forwarded, deployment) = (spool(&device), Forwarded::default(), device.deployment());
    let Device { store, output, .. } = device;
    let store = SharedStore::new(store);
    let ended = run_to_end(async {
        let expected = store.lock().expected()?;
        match forward(expected, &spool, &server, &mut forwarded).await {
            // Another key of the province, perhaps, that followed ours.
            Err(failure) if failure.code == UNKNOWN && follow(&store, &server).await? => {
                let expected = store.lock().expected()?;
                forward(expected, &spool, &server, &mut forwarded).await
            }
            ended => ended,
        }
    })?;
    if forwarded.forwarded == 0 {
        ended?;
    }
    output.reply(deployment, &forwarded)
}

/// The code of a server that is not believed because its certificate is of a key that is not known.
const UNKNOWN: &str = "another_server";

/// Hands in every bundle, at the server that is `expected`. One that the province does not take is put aside and stops none
/// of the others; a line that breaks ends it, and the next time goes on from there.
pub(in crate::command) async fn forward(
    expected: Expected,
    spool: &Spool,
    server: &str,
    done: &mut Forwarded,
) -> Result<()> {
    let parcels = spool.to_province()?;
    done.left = parcels.len();
    for parcel in parcels {
        match hand_in(expected, server, parcel.read()?).await {
            Ok(answer) => spool.answered(&parcel, &answer)?,
            Err(Error::Refused { code, .. }) if code != "busy" => {
                spool.refused(&parcel)?;
                done.refused += 1;
                done.left -= 1;
                continue;
            }
            Err(error) => return Err(error.into()),
        }
        done.forwarded += 1;
        done.left -= 1;
    }
    Ok(())
}

/// Hands in whatever comes, now and every few minutes, for as long as it is polled.
pub(in crate::command) async fn forward_now_and_then(
    mut expected: impl FnMut() -> client_core::Result<Expected>,
    learn: impl Fn(&Successions) -> bool,
    spool: &Spool,
    server: &str,
) {
    loop {
        if let Ok(believed) = expected() {
            // What does not go through now stays in the mailbox, and `rantau courier status` shows it.
            let ended = forward(believed, spool, server, &mut Forwarded::default()).await;
            let is_unknown = ended.is_err_and(|failure| failure.code == UNKNOWN);
            if is_unknown && fetch(server).await.is_ok_and(|told| learn(&told)) {
                continue;
            }
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// Hands in what this device wrote itself while its store is locked, as it was sealed when it was written, now and every few
/// minutes, for as long as it is polled.
pub(super) async fn deliver_now_and_then(store: &Mutex<IdleStore>, dir: &Path, server: &str) {
    loop {
        if locked(store).lock_if_idle() {
            // What does not go through now stays in the outbox, and goes with the next round or the next sync.
            let _ = deliver(dir, Some(server)).await;
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// Fetches what devices of the village begin with, if it is not here, now and every few minutes, for as long as it is
/// polled.
pub(super) async fn fetch_seeds_now_and_then(store: &Mutex<IdleStore>, server: &str) {
    loop {
        let open = locked(store).beside();
        if let Some(store) = open.filter(|store| matches!(store.lock().lacks_packs(), Ok(true))) {
            // The province may be making them, or there is no line: the next round asks again.
            let _ = fetch_to_hand_on(&store, server, |_| {}, &CancellationToken::new()).await;
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// A courier's own store. What panicked with it in hand left it as it was.
pub(super) fn locked(store: &Mutex<IdleStore>) -> MutexGuard<'_, IdleStore> {
    store.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Answers that were copied.
#[derive(Debug, Serialize)]
struct Copied {
    files: Vec<PathBuf>,
}

pub(super) fn answers(args: &AnswersArgs, device: &Device) -> Result<Reply> {
    let day = moment::day(SystemClock.now());
    let copy = |parcel: Parcel| -> Result<Option<PathBuf>> {
        let bytes = parcel.read()?;
        let bundle = Bundle::from_bytes(&bytes).map_err(|error| courier::Error::NoBundle(error.to_string()))?;
        let path = args.to.join(bundle.head.file_name(&day));
        // The digest is in its name: what is there already is this answer.
        if path.exists() {
            return Ok(None);
        }
        file::write_new(&path, &bytes).map(|()| Some(path))
    };
    let files = spool(device).answers(None)?.into_iter().map(copy).filter_map(Result::transpose);
    device.reply(&Copied { files: files.collect::<Result<_>>()? })
}

impl Answer for Forwarded {
    fn page(&self, page: &mut Page) {
        let lang = page.lang();
        page.line(&lang.tell(text::FORWARDED, &[&self.forwarded, &self.left]));
        if self.refused > 0 {
            page.warning(&lang.tell(text::FORWARD_REFUSED, &[&self.refused]));
        }
    }
}

impl Answer for Copied {
    fn page(&self, page: &mut Page) {
        if self.files.is_empty() {
            page.line(&page.lang().say(text::NO_ANSWERS));
        }
        self.files.iter().for_each(|file| page.item(&file.display().to_string()));
    }
}
