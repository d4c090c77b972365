//! `rantau-server`: see `rantau-server --help`.

use std::{io::Write, process::ExitCode};

use anyhow::Context;
use clap::Parser;
use server::command::{self, Cli};

fn main() -> anyhow::Result<ExitCode> {
    keep_panics_quiet();
    let output = command::run(Cli::parse().command)?;
    std::io::stdout().write_all(output.text.as_bytes()).context("standard output")?;
    Ok(if output.failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// A panic's message may hold a part of a record, so only its place is told.
fn keep_panics_quiet() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        let _ = writeln!(std::io::stderr(), "panic at {place}");
    }));
}
