//! `rantau bundle`: the exchange as files and QR codes.

mod incoming;
mod outgoing;

use clap::Subcommand;

use crate::{device::Device, failure::Result, output::Reply};

const EXAMPLES: &str = "\
A bundle is sealed: who carries it cannot read or change it. What is in it stays
on this device until the province's answer is here, so a bundle that is lost
costs nothing. Taking one in twice, or late, does no harm.

Examples:
  rantau bundle out /media/usb                    all that is to be sent
  rantau bundle out --record 4f2a91c0 --qr        one record, on the screen
  rantau bundle out --record 4f2a91c0 --qr --png kode
  rantau bundle in /media/usb/*.bundle            the province's answers
  rantau bundle in foto1.jpg foto2.jpg            photographs of QR codes";

/// Exchange with the province by files that somebody carries, or by QR codes
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Out(outgoing::Args),
    In(incoming::Args),
    Qr(outgoing::QrArgs),
}

pub(crate) fn run(args: &Args, device: &mut Device) -> Result<Reply> {
    match &args.command {
        Command::Out(args) => outgoing::run(args, device),
        Command::In(args) => incoming::run(args, device),
        Command::Qr(args) => outgoing::show(args, device),
    }
}
