//! The project's commands: `cargo xtask ci` is what must pass before a change is merged, and all that CI runs.
//!
//! They are written in Rust and not in shell, so that a checkout with a Rust toolchain can run them anywhere, and so
//! that what they look for is tested.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "what a command says is its output")]

mod deny;
mod fields;
mod files;
mod mutate;
mod step;
mod tree;
mod words;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use self::step::Steps;

/// The project's commands
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Clone, Subcommand)]
enum Command {
    /// Everything below, in this order, each step with its time; stops at the first that fails
    Ci,
    /// That the repository's top level holds only what belongs there
    Tree,
    /// That no file has words that must not be there: a path of one machine, a stub, a parked test
    Words,
    /// That licences and sources of all dependencies are those of deny.toml
    Deny,
    /// That all code is formatted
    Fmt,
    /// That clippy finds nothing in any target
    Clippy,
    /// All programs, as the system tests run them
    Build,
    /// All tests
    Test,
    /// That the documentation of all items, private ones too, builds without a warning
    Doc,
    /// Writes docs/FIELDS.md and docs/schema from the tables of fields; a test tells when they lag behind
    Fields,
    /// That the simulation notices each breakage in tests/mutations, or those that are named; takes long, not in `ci`
    Mutate { only: Vec<String> },
}

impl Command {
    /// The quick ones first, as the first that fails ends the run.
    const CI: [Self; 8] =
        [Self::Tree, Self::Words, Self::Fmt, Self::Deny, Self::Clippy, Self::Build, Self::Test, Self::Doc];

    const fn name(&self) -> &'static str {
        match self {
            Self::Ci => "ci",
            Self::Tree => "tree",
            Self::Words => "words",
            Self::Deny => "deny",
            Self::Fmt => "fmt",
            Self::Clippy => "clippy",
            Self::Build => "build",
            Self::Test => "test",
            Self::Doc => "doc",
            Self::Fields => "fields",
            Self::Mutate { .. } => "mutate",
        }
    }

    fn run(&self) -> anyhow::Result<()> {
        match self {
            Self::Ci => ci(),
            Self::Tree => tree::check(),
            Self::Words => words::check(),
            Self::Deny => deny::check(),
            Self::Fmt => step::cargo("fmt --all -- --check"),
            Self::Clippy => step::cargo("clippy --workspace --all-targets --locked --quiet -- -D warnings"),
            Self::Build => step::cargo("build --workspace --bins --locked --quiet"),
            Self::Test => step::cargo("test --workspace --locked --no-fail-fast --quiet"),
            Self::Doc => step::rustdoc("doc --workspace --no-deps --document-private-items --locked --quiet"),
            Self::Fields => fields::write(),
            Self::Mutate { only } => mutate::run(only),
        }
    }
}

fn ci() -> anyhow::Result<()> {
    let mut steps = Steps::default();
    for command in Command::CI {
        steps.run(command.name(), || command.run())?;
    }
    println!("{steps}");
    Ok(())
}

fn main() -> ExitCode {
    match Args::parse().command.run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn ci_runs_every_other_command_that_checks_but_the_long_one() {
        let all: Vec<String> = Args::command().get_subcommands().map(|command| command.get_name().to_owned()).collect();
        let beside = [Command::Ci, Command::Fields, Command::Mutate { only: Vec::new() }];
        let mut ci: Vec<&str> = Command::CI.iter().chain(&beside).map(Command::name).collect();
        ci.sort_unstable();
        let mut all: Vec<&str> = all.iter().map(String::as_str).collect();
        all.sort_unstable();
        assert_eq!(ci, all);
    }
}
