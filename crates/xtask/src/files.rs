//! The files of the repository, as git knows them.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
    sync::LazyLock,
};

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

/// The repository's root, asked for when the program runs: a target folder that several checkouts share may hold a
/// program that was built in another one.
pub(crate) fn root() -> &'static Path {
    static ROOT: LazyLock<PathBuf> = LazyLock::new(|| {
        let here = env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
        let here = PathBuf::from(here);
        here.ancestors().nth(2).map(Path::to_owned).unwrap_or(here)
    });
    &ROOT
}
