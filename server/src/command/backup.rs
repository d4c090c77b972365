//! `rantau-server backup | restore | keys`.

use std::{
    fs,
    path::{Path, PathBuf},
};

use clap::{Args, Subcommand};
use records::Deployment;
use serde::Serialize;
use zeroize::Zeroizing;

use super::{Common, Output, prompt, rfc3339};
use crate::{
    Error, Result,
    backup::{self, About},
    home::Home,
};

/// The fewest characters of a passphrase for the keys: whoever has the file may try at leisure.
const FEWEST: usize = 16;

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

/// The commands on keys.
#[derive(Debug, Subcommand)]
pub enum Keys {
    /// Write a copy of the province's keys, sealed under a passphrase, to be kept where no backup is
    ///
    /// Example: rantau-server keys export --data DIR --out kunci.age --passphrase-file sandi.txt
    Export(Export),
    /// Begin a directory with the keys of such a copy; the database comes with `restore`
    ///
    /// Example: rantau-server keys import --data DIR --from kunci.age --passphrase-file sandi.txt
    Import(Import),
    /// Show what devices know the province by
    ///
    /// Example: rantau-server keys show --data DIR
    Show(Common),
}

/// Where the keys go.
#[derive(Debug, Args)]
pub struct Export {
    #[command(flatten)]
    common: Common,
    /// The file to write; it must not exist
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// A file whose first line is the passphrase
    #[arg(long, value_name = "FILE", env = "RANTAU_KEYS_PASSPHRASE_FILE")]
    passphrase_file: PathBuf,
}

/// Where the keys come from.
#[derive(Debug, Args)]
pub struct Import {
    #[command(flatten)]
    common: Common,
    /// The copy
    #[arg(long, value_name = "FILE")]
    from: PathBuf,
    /// A file whose first line is the passphrase
    #[arg(long, value_name = "FILE", env = "RANTAU_KEYS_PASSPHRASE_FILE")]
    passphrase_file: PathBuf,
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

#[derive(Debug, Serialize)]
struct KeysReport {
    /// Hexadecimal, what devices know the province by.
    province_key: String,
    /// To what is sealed what only the province may open.
    recipient: String,
    /// The copy that was written or read.
    file: Option<String>,
}

pub(super) fn keys(command: &Keys) -> Result<Output> {
    let (common, file, text) = match command {
        Keys::Export(options) => {
            let passphrase = passphrase(&options.passphrase_file)?;
            backup::export_keys(&Home::to_restore(&options.common.data)?, &options.out, &passphrase)?;
            let text = "The keys are sealed. Keep the file and its passphrase apart from each other and from the backups: \
                        together they are the province.\n";
            (&options.common, Some(&options.out), text)
        }
        Keys::Import(options) => {
            backup::import_keys(&options.common.data, &options.from, &passphrase(&options.passphrase_file)?)?;
            let text = "The keys are in place. Now the database: `rantau-server restore`.\n";
            (&options.common, Some(&options.from), text)
        }
        Keys::Show(common) => (common, None, ""),
    };
    let keys = Home::to_restore(&common.data)?.keys()?;
    let report = KeysReport {
        province_key: keys.signing.public().to_string(),
        recipient: keys.identity.recipient(),
        file: file.map(|file| file.display().to_string()),
    };
    let text = format!("{text}Key of the province: {}\nRecipient: {}", report.province_key, report.recipient);
    // A directory without a database does not say what it is for.
    Ok(common.output(Deployment::Production, &report, &text))
}

fn passphrase(file: &Path) -> Result<Zeroizing<String>> {
    let line = prompt::of_file(file)?;
    if line.chars().count() < FEWEST {
        let why = "whoever has the file may try as often as he likes";
        return Err(Error::Usage(format!("the passphrase of the keys needs {FEWEST} characters: {why}")));
    }
    Ok(line)
}
