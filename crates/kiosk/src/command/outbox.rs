//! `rantau outbox`: what the province does not have yet, without opening the records.

use std::path::PathBuf;

use clap::Subcommand;
use client_core::{
    Error,
    sealed::{self, Delivered, Folder, Parcel},
};
use serde::Serialize;

use super::run_to_end;
use crate::{
    cli::Global,
    device,
    failure::Result,
    file, moment,
    output::{Answer, Output, Reply},
    page::Page,
    text,
};

const EXAMPLES: &str = "\
Whatever is recorded is also sealed to the province, as files that only the
province can open, until the province has it. These commands ask for no
passphrase: they work on a device that is locked, whose lease ended, or that
was wiped. What was handed in stays here until somebody who opens this device
has the province's answer verified. Another device takes the file along with
`rantau bundle in`, the province takes it in with `rantau-server bundle in`.

Examples:
  rantau outbox list
  rantau outbox deliver                             over the line
  rantau outbox deliver --to-file /media/usb/kotak  one file, for a stick";

/// Hand in what the province does not have yet, without opening this device
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Show what lies in the outbox
    List,
    Deliver(DeliverArgs),
}

/// Hand in what lies in the outbox, over the line or as one file
#[derive(Debug, clap::Args)]
struct DeliverArgs {
    /// Into this file instead, for somebody to carry
    #[arg(long, value_name = "FILE")]
    to_file: Option<PathBuf>,
    /// Another address of the province's server [default: the one this device was enrolled with]
    #[arg(long, value_name = "URL", conflicts_with = "to_file")]
    server: Option<String>,
}

pub(crate) fn run(args: &Args, global: &Global, output: &Output) -> Result<Reply> {
    let dir = device::directory(global)?;
    let folder = Folder::of(&dir);
    match &args.command {
        Command::List => output.reply_unenrolled(&Listed::of(&folder)?),
        Command::Deliver(DeliverArgs { to_file: Some(to), .. }) => output.reply_unenrolled(&into_file(&folder, to)?),
        Command::Deliver(DeliverArgs { server, .. }) => {
            let delivered = run_to_end(sealed::deliver(&dir, server.as_deref()))??;
            output.reply_unenrolled(&HandedIn(delivered))
        }
    }
}

#[derive(Debug, Serialize)]
struct Listed {
    bundles: Vec<One>,
    bytes: u64,
}

#[derive(Debug, Serialize)]
struct One {
    name: String,
    bytes: u64,
    /// By this machine's clock.
    written_at: String,
    /// Whether the province's answer lies beside it.
    answered: bool,
}

impl Listed {
    fn of(folder: &Folder) -> Result<Self> {
        let one = |Parcel { name, size, written_at, answered }| One {
            name,
            bytes: size,
            written_at: moment::utc(written_at),
            answered,
        };
        let bundles: Vec<_> = folder.parcels()?.into_iter().map(one).collect();
        Ok(Self { bytes: bundles.iter().map(|one| one.bytes).sum(), bundles })
    }
}

/// An outbox that was copied into one file.
#[derive(Debug, Serialize)]
struct IntoFile {
    file: PathBuf,
    bundles: usize,
    bytes: usize,
}

fn into_file(folder: &Folder, to: &std::path::Path) -> Result<IntoFile> {
    let parcels = folder.parcels()?;
    if parcels.is_empty() {
        return Err(Error::NothingInOutbox.into());
    }
    let mut bytes = Vec::new();
    for parcel in &parcels {
        bytes.extend(folder.read(&parcel.name)?);
    }
    file::write_new(to, &bytes)?;
    Ok(IntoFile { file: to.to_owned(), bundles: parcels.len(), bytes: bytes.len() })
}

#[derive(Debug, Serialize)]
struct HandedIn(Delivered);

impl Answer for Listed {
    fn page(&self, page: &mut Page) {
        let lang = page.lang();
        if self.bundles.is_empty() {
            page.line(&lang.say(text::OUTBOX_EMPTY));
            return;
        }
        page.heading(&lang.tell(text::OUTBOX_HOLDS, &[&self.bundles.len(), &self.bytes]));
        for one in &self.bundles {
            page.item(&format!("{}  {}  {}", one.written_at, one.bytes, one.name));
        }
    }
}

impl Answer for IntoFile {
    fn page(&self, page: &mut Page) {
        page.line(&page.lang().tell(text::OUTBOX_IN_FILE, &[&self.bundles, &self.bytes, &self.file.display()]));
    }
}

impl Answer for HandedIn {
    fn page(&self, page: &mut Page) {
        let (lang, Self(done)) = (page.lang(), self);
        page.line(&lang.tell(text::OUTBOX_DELIVERED, &[&done.delivered, &done.answered_before]));
        if done.refused > 0 {
            page.warning(&lang.tell(text::FORWARD_REFUSED, &[&done.refused]));
        }
    }
}
