//! `rantau-server backup | restore`.

use std::{fs, path::PathBuf};

use clap::Args;
use records::Deployment;
use serde::Serialize;

use super::{Common, Output, rfc3339};
use crate::{
    Error, Result,
    backup::{self, About},
    home::Home,
};

/// Where a backup goes.
#[derive(Debug, Args)]
pub struct BackUp {
    #[command(flatten)]
    common: Common,
    /// The file to write; it must not exist
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Seal it to another key than the province's own, e.g. that of the office's safe; only that one opens it
    #[arg(long, value_name = "age1…")]
    recipient: Option<String>,
}

/// Which backup.
#[derive(Debug, Args)]
pub struct Restore {
    #[command(flatten)]
    common: Common,
    /// The backup
    #[arg(long, value_name = "FILE")]
    from: PathBuf,
    /// Also a backup of an earlier version, which nobody signed: whoever made it decides what is in it
    #[arg(long)]
    unsigned: bool,
}

#[derive(Debug, Serialize)]
struct BackUpReport {
    file: String,
    bytes: u64,
    #[serde(flatten)]
    about: About,
}

pub(super) fn back_up(options: &BackUp) -> Result<Output> {
    let home = Home::open(&options.common.data)?;
    let about = backup::back_up(&home, &options.out, options.recipient.as_deref())?;
    let bytes = fs::metadata(&options.out).map_err(Error::file(&options.out))?.len();
    let text = format!(
        "The backup is in {} ({bytes} bytes): {} entries of the log, as of {}. It was read again. Keep it where the keys are \
         not.",
        options.out.display(),
        about.reach,
        rfc3339(about.made_at)
    );
    let deployment = deployment_of(&about);
    let report = BackUpReport { file: options.out.display().to_string(), bytes, about };
    Ok(options.common.output(deployment, &report, &text))
}

const fn deployment_of(about: &About) -> Deployment {
    if about.training { Deployment::Training } else { Deployment::Production }
}

#[derive(Debug, Serialize)]
struct RestoreReport {
    #[serde(flatten)]
    about: About,
    /// Where the database lies that was there before.
    set_aside: Option<String>,
    /// How many records are known to have been erased, and are erased again where the backup has them.
    erased_known: usize,
}

pub(super) fn restore(options: &Restore) -> Result<Output> {
    let home = Home::to_restore(&options.common.data)?;
    let restored = backup::restore(&home, &options.from, options.unsigned)?;
    let set_aside = restored.set_aside.map(|path| path.display().to_string());
    let mut text = format!(
        "The database of {} is in its place, with {} entries of the log. Start the server: it begins a new epoch, and devices \
         send again what the backup does not have.\n",
        rfc3339(restored.about.made_at),
        restored.about.reach
    );
    if let Some(path) = &set_aside {
        text.push_str(&format!("What was there before lies in {path}.\n"));
    }
    let erased_known = restored.erased;
    if erased_known > 0 {
        text.push_str(&format!("{erased_known} records are known to have been erased: none of them comes back.\n"));
    }
    let deployment = deployment_of(&restored.about);
    Ok(options.common.output(deployment, &RestoreReport { about: restored.about, set_aside, erased_known }, &text))
}
