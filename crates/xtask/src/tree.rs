//! The top level of the repository is its table of contents: nothing else is to be there.

use std::collections::BTreeSet;

use anyhow::bail;

use crate::files;

const ALLOWED: &[&str] = &[
    ".cargo",
    ".ci",
    ".gitignore",
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "Makefile",
    "README.md",
    "client-core",
    "clippy.toml",
    "crates",
    "deny.toml",
    "docs",
    "examples",
    "rust-toolchain.toml",
    "rustfmt.toml",
    "server",
    "tests",
];

/// Checks the tracked files' top level.
///
/// # Errors
/// Where an entry does not belong there; the error names all.
pub(crate) fn check() -> anyhow::Result<()> {
    let paths = files::tracked()?;
    let strangers = strangers(&paths);
    if !strangers.is_empty() {
        bail!("not in the list of crates/xtask/src/tree.rs: {}", strangers.join(", "));
    }
    Ok(())
}

fn strangers(paths: &[String]) -> Vec<&str> {
    let top: BTreeSet<&str> = paths.iter().filter_map(|path| path.split('/').next()).collect();
    top.into_iter().filter(|entry| !ALLOWED.contains(entry)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_belong_is_named_once() {
        let paths = ["Cargo.toml", "notes/a.md", "notes/b.md", "crates/wire/notes.md", "x.log"].map(ToOwned::to_owned);
        assert_eq!(strangers(&paths), ["notes", "x.log"]);
    }
}
