//! `rantau province`: which keys of the province this device knows, and how it learns of later ones without a line.

use std::path::PathBuf;

use client_core::succession::{self, Adopted, KnownKey};
use serde::Serialize;

use crate::{
    device::Device,
    failure::Result,
    file, moment,
    output::{Answer, Reply},
    page::Page,
    text,
};

const EXAMPLES: &str = "\
A device believes only what is signed by the province's key. When the province
takes another key, the next sync, a courier or the answer in a bundle tells, and
nobody enrols again. Where none of these comes, a file does: the province writes
it with `rantau-server keys show --chain FILE`. A file of somebody else changes
nothing.

Examples:
  rantau province show
  rantau province update /media/usb/kunci-provinsi.bin";

/// Show which keys of the province are known here, and take in later ones
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Show the keys of the province, the oldest first
    Show,
    /// Take in a file in which the province says how its keys followed each other
    Update {
        /// The file
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
}

/// The keys that are known here.
#[derive(Debug, Serialize)]
struct Known {
    keys: Vec<KnownKey>,
}

/// What a file brought.
#[derive(Debug, Serialize)]
struct Updated {
    #[serde(flatten)]
    adopted: Adopted,
    /// The province's key now, hexadecimal.
    key: String,
}

pub(crate) fn run(args: &Args, device: &mut Device) -> Result<Reply> {
    match &args.command {
        Command::Show => device.reply(&Known { keys: device.store.province_keys()? }),
        Command::Update { file } => {
            let told = succession::read(&file::read(file)?)?;
            let adopted = device.store.adopt(&told)?;
            let key = device.membership().province_key().to_string();
            device.reply(&Updated { adopted, key })
        }
    }
}

impl Answer for Known {
    fn page(&self, page: &mut Page) {
        let lang = page.lang();
        page.heading(&lang.say(text::PROVINCE_KEYS));
        for known in &self.keys {
            let since = known.since.map(moment::local).unwrap_or_default();
            let number = known.n.map(|n| n.to_string()).unwrap_or_default();
            let now = if known.current { lang.say(text::PROVINCE_KEY_NOW) } else { String::new() };
            page.item([number, known.key.clone(), since, known.reason.to_owned(), now].join("  ").trim());
        }
    }
}

impl Answer for Updated {
    fn page(&self, page: &mut Page) {
        let lang = page.lang();
        let said = if self.adopted.key_changed { text::PROVINCE_KEY_CHANGED } else { text::PROVINCE_KEY_SAME };
        page.line(&lang.tell(said, &[&self.key]));
    }
}
