//! `rantau device`.

use serde::Serialize;

use crate::{
    device::Device,
    failure::Result,
    output::{Answer, Reply},
    page::Page,
    text,
};

const EXAMPLES: &str = "\
Examples:
  rantau device card                      show it, for a kiosk to scan or copy
  rantau device card --json";

/// Show this device to others
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Show this device's card: to whom a seed is to be sealed, signed by the province
    Card,
}

/// A card. It names the device and its officer, and nobody else.
#[derive(Debug, Serialize)]
struct Card {
    device_name: String,
    card: String,
}

pub(crate) fn run(args: &Args, device: &Device) -> Result<Reply> {
    match args.command {
        Command::Card => {
            let device_name = device.membership().device_name().to_owned();
            device.reply(&Card { device_name, card: device.store.card() })
        }
    }
}

impl Answer for Card {
    fn page(&self, page: &mut Page) {
        let lang = page.lang();
        page.line(&lang.tell(text::CARD_OF, &[&self.device_name]));
        page.line(&self.card);
        page.line(&lang.say(text::CARD_NEXT));
    }
}
