//! A copy of the working tree that may be broken.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context, bail, ensure};
use serde::Deserialize;

use super::{
    mutation::Mutation,
    outcome::{Found, Outcome},
};
use crate::{files, step};

/// How long a run may take until it counts as one that never ends, as a multiple of the one with nothing broken.
const PATIENCE: u32 = 5;
/// How long the run with nothing broken may take.
const MOST: Duration = Duration::from_secs(40 * 60);
/// The test that runs the seeds.
const SEEDS: &str = "nothing_is_lost_whatever_happens";
/// How often it is looked whether it ended.
const LOOK: Duration = Duration::from_millis(200);

/// The copy. It stays, so that the next run builds little.
pub(super) struct Worktree {
    root: PathBuf,
}

impl Worktree {
    /// Copies all tracked files as they are now; those that are the same already keep their time, so that cargo builds
    /// only what changed.
    pub(super) fn copy() -> anyhow::Result<Self> {
        let root = folder().join("tree");
        for name in files::tracked()? {
            let (from, to) = (files::root().join(&name), root.join(&name));
            let Ok(content) = fs::read(&from) else { continue };
            if fs::read(&to).is_ok_and(|there| there == content) {
                continue;
            }
            to.parent().map_or(Ok(()), fs::create_dir_all)?;
            fs::write(&to, content).with_context(|| name)?;
        }
        Ok(Self { root })
    }

    /// Does `work` in the tree with a breakage, and mends it again.
    fn with<T>(&self, mutation: &Mutation, work: impl FnOnce(&Self) -> anyhow::Result<T>) -> anyhow::Result<T> {
        let mut before = Vec::new();
        let applied = mutation.edit.iter().try_for_each(|edit| {
            before.push((self.root.join(&edit.file), edit.apply_in(&self.root)?));
            anyhow::Ok(())
        });
        let done = applied.and_then(|()| work(self));
        before.into_iter().rev().try_for_each(|(path, text)| fs::write(path, text))?;
        done
    }

    /// Builds and runs the simulation with nothing broken. Gives how long that took.
    ///
    /// # Errors
    /// Where it fails.
    pub(super) fn simulate_as_it_is(&self) -> anyhow::Result<Duration> {
        let found = self.simulate(MOST)?;
        ensure!(found.outcome == Outcome::Survived, "nothing broken: {}", found.outcome);
        Ok(found.took)
    }

    /// Builds and runs the simulation with a breakage, until it is noticed. `usual` is what
    /// [`simulate_as_it_is`](Self::simulate_as_it_is) gave, if it was asked.
    pub(super) fn simulate_with(&self, mutation: &Mutation, usual: Option<Duration>) -> anyhow::Result<Found> {
        self.with(mutation, |tree| tree.simulate(usual.map_or(MOST, |usual| usual * PATIENCE)))
    }

    fn simulate(&self, patience: Duration) -> anyhow::Result<Found> {
        let program = self.build()?;
        let begun = now();
        // The seeds only where nothing of what was found before breaks again: that takes seconds.
        let mut outcome = self.run(&program, &["--skip", SEEDS], patience)?;
        if outcome == Outcome::Survived {
            outcome = self.run(&program, &[SEEDS], patience)?;
        }
        Ok(Found { outcome, took: begun.elapsed() })
    }

    fn run(&self, program: &Path, which: &[&str], patience: Duration) -> anyhow::Result<Outcome> {
        let log = self.root.join("simulation.log");
        // A failure need not be made short: that there is one is all that is wanted.
        let mut run = Command::new(program)
            .args(which)
            .current_dir(self.root.join("tests"))
            .envs([("RANTAU_TRIES", "0"), ("RUST_BACKTRACE", "0")])
            .stdout(fs::File::create(&log)?)
            .stderr(Stdio::null())
            .spawn()?;
        Ok(match wait(&mut run, patience)? {
            Some(passed) => Outcome::of(passed, &fs::read_to_string(&log)?),
            None => Outcome::Hung,
        })
    }

    /// Builds the simulation, and gives the program.
    fn build(&self) -> anyhow::Result<PathBuf> {
        let arguments = "test --no-run --locked --quiet --message-format json --workspace --test simulation";
        let built = step::cargo_command()
            .current_dir(&self.root)
            .env("CARGO_TARGET_DIR", folder().join("target"))
            .args(arguments.split(' '))
            .output()
            .context("cargo cannot be run")?;
        let said = String::from_utf8_lossy(&built.stdout);
        ensure!(built.status.success(), "it does not build: {}", String::from_utf8_lossy(&built.stderr));
        let built = said.lines().filter_map(|line| serde_json::from_str::<Built>(line).ok());
        let program = built.filter(|built| built.target.name == "simulation").find_map(|built| built.executable);
        program.context("cargo does not name the simulation's program")
    }
}

/// What cargo says of something that it built.
#[derive(Deserialize)]
struct Built {
    target: Target,
    executable: Option<PathBuf>,
}

#[derive(Deserialize)]
struct Target {
    name: String,
}

/// Whether it ended well; `None` where it had to be ended.
fn wait(child: &mut Child, patience: Duration) -> anyhow::Result<Option<bool>> {
    let begun = now();
    while begun.elapsed() < patience {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status.success()));
        }
        std::thread::park_timeout(LOOK);
    }
    if child.kill().is_err() {
        bail!("what does not end cannot be ended");
    }
    child.wait()?;
    Ok(None)
}

#[expect(clippy::disallowed_methods, reason = "how long a run may take is no part of what it finds")]
fn now() -> Instant {
    Instant::now()
}

/// Where the copy is, and where it is built: not with the rest, since cargo takes two trees of one workspace in one target
/// folder for the same, and would hand what is broken to the next honest build.
fn folder() -> PathBuf {
    let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| files::root().join("target"), PathBuf::from);
    target.join("mutants")
}
