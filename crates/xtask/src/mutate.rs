//! Breaks the product on purpose, and looks whether the simulation notices.
//!
//! A test of what must never happen says nothing as long as it is green: it may be blind. So `tests/mutations/` holds
//! breakages that somebody could make by mistake, each a few lines to be found and replaced. Every one is made in a copy
//! of the working tree, built, and run against the seeds of everybody's test run; one that no seed notices fails the
//! command. Tools that mutate any operator at random were refused: most of what they change is no broken promise, and
//! every survivor costs a person's look.

mod mutation;
mod outcome;
mod worktree;

use std::collections::BTreeMap;

use anyhow::{bail, ensure};

use self::{mutation::Mutation, outcome::Outcome, worktree::Worktree};

/// Of the table of what was found.
const HEAD: &str = "| breakage | what it breaks | noticed by | after s |\n|---|---|---|---:|";

/// Makes each breakage, or those only whose names are given. Prints a row of a table for each, as it stands in
/// docs/SIMULATION.md.
///
/// # Errors
/// Where the simulation fails without any breakage, a breakage cannot be made, or one is not noticed.
pub(crate) fn run(only: &[String]) -> anyhow::Result<()> {
    let mutations = chosen(mutation::all()?, only)?;
    let tree = Worktree::copy()?;
    // Whoever names one has seen the rest.
    let usual = if only.is_empty() { Some(tree.simulate_as_it_is()?) } else { None };
    if let Some(usual) = usual {
        println!("Nothing broken: passes after {:.0} s.\n", usual.as_secs_f64());
    }
    println!("{HEAD}");
    let mut survivors = Vec::new();
    for (name, mutation) in &mutations {
        let found = tree.simulate_with(mutation, usual)?;
        println!("| {name} | {} | {} | {:.1} |", mutation.what, found.outcome, found.took.as_secs_f64());
        if found.outcome == Outcome::Survived {
            survivors.push(name.as_str());
        }
    }
    ensure!(survivors.is_empty(), "not noticed: {}", survivors.join(", "));
    println!("\n{} of {} noticed", mutations.len(), mutations.len());
    Ok(())
}

fn chosen(mut all: BTreeMap<String, Mutation>, only: &[String]) -> anyhow::Result<BTreeMap<String, Mutation>> {
    if let Some(unknown) = only.iter().find(|name| !all.contains_key(*name)) {
        bail!("there is no tests/mutations/{unknown}.toml");
    }
    all.retain(|name, _| only.is_empty() || only.contains(name));
    Ok(all)
}
