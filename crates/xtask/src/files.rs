//! The files of the repository, as git knows them.

use std::{path::Path, process::Command};

use anyhow::{Context, ensure};

/// The paths of all tracked files, relative to the repository's root.
///
/// # Errors
/// Where git is missing or this is no repository.
pub(crate) fn tracked() -> anyhow::Result<Vec<String>> {
    let output = Command::new("git")
        .args(["ls-files", "-z"])
        .current_dir(root())
        .output()
        .context("git cannot be run; it tells which files belong to the project")?;
    ensure!(output.status.success(), "git ls-files: {}", String::from_utf8_lossy(&output.stderr).trim());
    let paths = String::from_utf8(output.stdout).context("a tracked file has a name that is not UTF-8")?;
    Ok(paths.split_terminator('\0').map(ToOwned::to_owned).collect())
}

/// The repository's root.
pub(crate) fn root() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here)
}
