//! Many seeds, and what is said of one that fails.

use std::{
    env,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    sync::{
        LazyLock,
        atomic::{AtomicU64, Ordering},
    },
    thread,
};

use testkit::soak::Soak;

use crate::{
    check,
    plan::{Plan, Step},
    shrink::shrink,
    template::Template,
    trace::Trace,
    world::{Broken, World},
};

/// How many seeds everybody runs who runs the tests: about a minute on two idle cores.
const SEEDS: u64 = 300;
/// More than are ever run: nobody begins another.
const STOP: u64 = u64::MAX / 2;
/// How many runs a failure may cost until it is told.
const TRIES: u64 = 300;

static TEMPLATE: LazyLock<Template> = LazyLock::new(Template::make);

/// Which seeds are run.
pub(crate) struct Runs {
    only: Option<u64>,
    seeds: u64,
    soak: Option<Soak>,
}

impl Runs {
    pub(crate) fn of_environment() -> Self {
        let (only, seeds) = (number("RANTAU_SEED"), number("RANTAU_SEEDS").unwrap_or(SEEDS));
        Self { only, seeds, soak: Soak::of_environment() }
    }

    /// Runs them all, on all cores; stops at the first that fails, and says how.
    pub(crate) fn go(&self) {
        if let Some(seed) = self.only {
            return look(seed);
        }
        let next = AtomicU64::new(0);
        let cores = thread::available_parallelism().map_or(1, usize::from);
        thread::scope(|scope| {
            let workers: Vec<_> = (0..cores).map(|_| scope.spawn(|| self.work(&next))).collect();
            // As it is, so that what is told of the failure is all that is told.
            if let Some(panic) = workers.into_iter().find_map(|worker| worker.join().err()) {
                resume_unwind(panic);
            }
        });
    }

    fn work(&self, next: &AtomicU64) {
        while let Some(seed) = self.next(next) {
            if let Err(broken) = run(&Plan::draw(seed)).1 {
                next.store(STOP, Ordering::Relaxed);
                tell(seed, &broken);
            }
        }
    }

    /// The next seed: one after the other, and then, where there is time, any.
    fn next(&self, next: &AtomicU64) -> Option<u64> {
        let seed = next.fetch_add(1, Ordering::Relaxed);
        match self.soak {
            _ if seed < self.seeds => Some(seed),
            Some(soak) if seed < STOP && !soak.is_over() => Some(soak.seed()),
            Some(_) | None => None,
        }
    }
}

/// Runs one seed, and tells all of it.
#[expect(clippy::print_stdout, reason = "asked for by whoever looks at one seed")]
fn look(seed: u64) {
    let (trace, outcome) = run(&Plan::draw(seed));
    trace.lines().iter().for_each(|line| println!("{line}"));
    outcome.unwrap_or_else(|broken| tell(seed, &broken));
}

/// What happens in a run; two of one seed have the same.
pub(crate) fn trace(seed: u64) -> (String, Trace) {
    let (trace, _) = run(&Plan::draw(seed));
    (trace.hash(), trace)
}

/// What the environment says of something that can be counted.
fn number(name: &str) -> Option<u64> {
    env::var(name).ok().map(|text| text.parse().expect("a number"))
}

/// What happens when these steps are taken.
pub(crate) fn steps(steps: &[Step]) -> (Trace, Result<(), Broken>) {
    run(&Plan { seed: 0, steps: steps.to_vec() })
}

fn run(plan: &Plan) -> (Trace, Result<(), Broken>) {
    let mut world = World::begin(&TEMPLATE, plan.seed);
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        plan.steps.iter().try_for_each(|step| world.take(*step))?;
        check::at_the_end(&mut world)
    }));
    let outcome = outcome.unwrap_or_else(|_| Err("a panic".to_owned()));
    (world.trace.clone(), outcome)
}

/// Says how a seed failed, as short as it can be made.
fn tell(seed: u64, broken: &str) -> ! {
    let is_same = |outcome: Result<(), Broken>| outcome.is_err_and(|other| kind_of(&other) == kind_of(broken));
    let tries = number("RANTAU_TRIES").unwrap_or(TRIES);
    let short = shrink(&Plan::draw(seed), tries, |plan| is_same(run(plan).1));
    let (trace, outcome) = run(&short);
    let lines = trace.lines().join("\n  ");
    panic!(
        "seed {seed}: {broken}\n\n\
         again: RANTAU_SEED={seed} cargo test -p system-tests --test simulation nothing_is_lost -- --nocapture\n\n\
         {} steps are enough for: {outcome:?}\n  {lines}\n",
        short.steps.len()
    );
}

/// The words of a message, without the numbers: a shorter run breaks the same promise with other ones.
fn kind_of(broken: &str) -> String {
    let words = broken.split_whitespace().filter(|word| word.chars().all(|char| char.is_alphabetic() || char == ','));
    words.take(6).collect::<Vec<_>>().join(" ")
}
