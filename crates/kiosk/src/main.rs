//! `rantau`, the village program.
#![doc = include_str!("../README.md")]

mod assignment;
mod cli;
mod clue;
mod command;
mod device;
mod element;
mod exit;
mod failure;
mod file;
mod lang;
mod lock;
mod mistake;
mod moment;
mod output;
mod pack;
mod page;
mod passphrase;
mod progress;
mod prompt;
mod qr;
mod record;
mod text;
mod told;
mod village;

use std::{env, io::IsTerminal, panic, process::ExitCode};

use clap::Parser;
use tracing_subscriber::EnvFilter;

use self::{
    cli::{Cli, Global, help},
    output::Output,
};

fn main() -> ExitCode {
    panic::set_hook(Box::new(|info| report_panic(info.location())));
    start_log();
    let arguments: Vec<_> = env::args_os().collect();
    let global = Global::of_arguments(&arguments, |name| env::var_os(name));
    let (lang, instead) = pack::chosen(&global);
    let output = Output::of(&global, lang);
    if let Some(why) = &instead {
        output.caution(why);
    }
    match Cli::try_parse_from(&arguments) {
        Ok(cli) => output.finish(command::run(cli, &output)).into(),
        Err(error) => output.usage(&help::retold(error, arguments, lang)).into(),
    }
}

/// Says where, never what: the message of a panic may hold a value of a record.
#[expect(clippy::print_stderr, reason = "nothing else is sure to work in a panic")]
fn report_panic(location: Option<&panic::Location<'_>>) {
    let place = location.map_or_else(|| "?".to_owned(), ToString::to_string);
    eprintln!("rantau: kesalahan di dalam program / an error in the program: {place}");
}

/// Logs go to standard error and are off unless `RUST_LOG` asks for them; they hold no personal data.
fn start_log() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("off"));
    let colours = std::io::stderr().is_terminal();
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_ansi(colours).init();
}
