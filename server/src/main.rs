//! `rantau-server`: see `rantau-server --help`.

use std::{
    io::{self, Write},
    process::ExitCode,
};

use clap::CommandFactory;
use mimalloc::MiMalloc;
use server::command::{Cli, permission};

/// Documents are thousands of small pieces that one thread makes and another drops, which costs the system's allocator a
/// fifth of the guard's time.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    keep_panics_quiet();
    let called = permission::call(&Cli::command().get_matches());
    if let Some(note) = called.note {
        // There is nobody to tell where even this fails.
        let _ = writeln!(io::stderr(), "{note}");
    }
    match called.outcome {
        Ok(output) => end(&mut io::stdout(), &output.text, output.failed),
        Err(error) => end(&mut io::stderr(), &format!("error: {}\n", records::harmless(&error.to_string())), true),
    }
}

fn end(to: &mut impl Write, text: &str, failed: bool) -> ExitCode {
    let written = to.write_all(text.as_bytes()).and_then(|()| to.flush());
    if failed || written.is_err() { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

/// A panic's message may hold a part of a record, so only its place is told.
fn keep_panics_quiet() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        // There is nobody to tell where even this fails.
        let _ = writeln!(io::stderr(), "panic at {place}");
    }));
}
