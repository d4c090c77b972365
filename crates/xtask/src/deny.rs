//! Licences, banned crates and sources of the dependencies.
//!
//! `cargo-deny` does this best and is used where it is installed. A bare machine would have to build it for minutes, so
//! there the same rules, of the same `deny.toml`, are applied to what `cargo metadata` tells; only advisories, which
//! need a network, are left to `cargo deny check advisories`.

mod metadata;
mod policy;

use std::{fs, process::Command};

use anyhow::{Context, bail};

use self::policy::Policy;
use crate::{files, step};

/// Checks all dependencies, and says which way it did.
///
/// # Errors
/// Where a dependency breaks a rule; the error names all.
pub(crate) fn check() -> anyhow::Result<()> {
    let deny = Command::new("cargo-deny").arg("--version").output();
    if deny.is_ok_and(|output| output.status.success()) {
        println!("with cargo-deny");
        return step::cargo("deny --workspace --locked check licenses bans sources");
    }
    println!("cargo-deny is not installed: checking licences, bans and sources here");
    check_here()
}

fn check_here() -> anyhow::Result<()> {
    let text = fs::read_to_string(files::root().join("deny.toml")).context("deny.toml cannot be read")?;
    let policy: Policy = toml::from_str(&text).context("deny.toml has a shape that is not known here")?;
    let packages = metadata::dependencies()?;
    let problems: Vec<String> = packages.iter().flat_map(|package| policy.problems(package)).collect();
    if !problems.is_empty() {
        bail!("{} problems:\n{}", problems.len(), problems.join("\n"));
    }
    println!("{} packages", packages.len());
    Ok(())
}
