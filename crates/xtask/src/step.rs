//! Runs the steps of a command one after the other, and tells how long each took.

use std::{
    env, fmt,
    process::Command,
    time::{Duration, Instant},
};

use anyhow::{Context, bail};

use crate::files;

/// The steps that have passed.
#[derive(Debug, Default)]
pub(crate) struct Steps(Vec<(&'static str, Duration)>);

impl Steps {
    /// Runs one step.
    ///
    /// # Errors
    /// Where the step failed; the error names it.
    pub(crate) fn run(&mut self, name: &'static str, step: impl FnOnce() -> anyhow::Result<()>) -> anyhow::Result<()> {
        println!("== {name}");
        #[expect(clippy::disallowed_methods, reason = "how long a step takes is shown and decides nothing")]
        let start = Instant::now();
        let done = step();
        let took = start.elapsed();
        println!("== {name}: {} after {:.1} s", if done.is_ok() { "passed" } else { "FAILED" }, took.as_secs_f64());
        self.0.push((name, took));
        done.with_context(|| format!("{name} failed; to run it alone: cargo xtask {name}"))
    }
}

impl fmt::Display for Steps {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let total: Duration = self.0.iter().map(|(_, took)| took).sum();
        write!(f, "{} steps passed in {:.1} s:", self.0.len(), total.as_secs_f64())?;
        self.0.iter().try_for_each(|(name, took)| write!(f, " {name} {:.1}", took.as_secs_f64()))
    }
}

/// Runs cargo with these arguments, parted by spaces.
///
/// # Errors
/// Where cargo cannot be run or fails.
pub(crate) fn cargo(arguments: &str) -> anyhow::Result<()> {
    run(cargo_command().args(arguments.split(' ')), arguments)
}

/// As [`cargo`], with every warning of rustdoc an error.
///
/// # Errors
/// Where cargo cannot be run or fails.
pub(crate) fn rustdoc(arguments: &str) -> anyhow::Result<()> {
    run(cargo_command().env("RUSTDOCFLAGS", "-D warnings").args(arguments.split(' ')), arguments)
}

/// The cargo that runs this program, in the repository's root.
pub(crate) fn cargo_command() -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(files::root());
    command
}

fn run(command: &mut Command, arguments: &str) -> anyhow::Result<()> {
    let status = command.status().context("cargo cannot be run")?;
    if !status.success() {
        bail!("cargo {arguments}: {status}");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::process::Stdio;

    use super::*;

    #[test]
    fn a_failed_step_names_itself_and_its_cause() {
        let mut steps = Steps::default();
        steps.run("fmt", || Ok(())).unwrap();
        let error = steps.run("clippy", || bail!("two lints")).unwrap_err();
        assert_eq!(format!("{error:#}"), "clippy failed; to run it alone: cargo xtask clippy: two lints");
        assert!(steps.to_string().starts_with("2 steps passed in "), "{steps}");
    }

    #[test]
    fn a_failing_cargo_is_an_error() {
        let ends =
            |argument: &str| run(cargo_command().arg(argument).stdout(Stdio::null()).stderr(Stdio::null()), argument);
        assert!(ends("help").is_ok());
        assert!(ends("no-such-command").unwrap_err().to_string().starts_with("cargo no-such-command: exit status"));
    }
}
