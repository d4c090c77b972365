//! `rantau courier`: this device as a mailbox for others.

mod forward;
mod serve;

use std::sync::Arc;

use clap::Subcommand;
use courier::{Limits, Spool, Stock};
use serde::Serialize;

pub(super) use self::forward::{Forwarded, forward, forward_now_and_then};
use crate::{
    device::Device,
    failure::Result,
    output::{Answer, Reply},
    page::Page,
    text,
};

const EXAMPLES: &str = "\
Devices on the same Wi-Fi leave sealed bundles here with `rantau sync --via`,
and new ones of the village begin with `rantau seed in --from`. This device
cannot read the bundles. Its own `rantau sync` takes them to the province
and brings the answers, which wait until their devices have taken them in.

Examples:
  rantau courier serve                      until Ctrl-C
  rantau courier serve --forward            where there is a line at times
  rantau courier serve --listen 192.168.1.5:8777
  rantau courier forward                    all of it to the province, now
  rantau courier answers /media/usb         what waits for others, on a stick
  rantau courier status";

/// Carry the bundles of devices that have no line
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Serve(serve::Args),
    Forward(forward::Args),
    Answers(forward::AnswersArgs),
    /// Show what is in the mailbox
    Status,
}

pub(crate) fn run(args: &Args, device: Device) -> Result<Reply> {
    match &args.command {
        Command::Serve(args) => serve::run(args, device),
        Command::Forward(args) => forward::run(args, device),
        Command::Answers(args) => forward::answers(args, &device),
        Command::Status => device.reply(&InMailbox(spool(&device).stock()?)),
    }
}

/// The mailbox of this device: beside its records, as files that others sealed.
pub(in crate::command) fn spool(device: &Device) -> Arc<Spool> {
    Arc::new(Spool::new(&device.store.dir().join("courier"), Limits::default()))
}

#[derive(Debug, Serialize)]
struct InMailbox(Stock);

impl Answer for InMailbox {
    fn page(&self, page: &mut Page) {
        let (lang, Self(stock)) = (page.lang(), self);
        page.pairs([
            (lang.say(text::TO_PROVINCE), stock.to_province.to_string()),
            (lang.say(text::ANSWERS), stock.answers.to_string()),
            (lang.say(text::HALF_DEPOSITS), stock.half.to_string()),
            (lang.say(text::REFUSED_BUNDLES), stock.refused.to_string()),
            (lang.say(text::SIZE), lang.tell(text::N_BYTES, &[&stock.bytes])),
        ]);
    }
}
