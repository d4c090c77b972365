//! `rantau-server keys`.

mod succeed;

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
    Error, Result, backup,
    home::{Home, Keys as Secrets},
    store::successions,
};

/// The fewest characters of a passphrase for the keys: whoever has the file may try at leisure.
const FEWEST: usize = 16;

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
    /// Show the public half of the keys, which ones were before, and how many devices know the present one
    ///
    /// Examples:
    ///
    /// rantau-server keys show --data DIR
    /// rantau-server keys show --data DIR --chain kunci-provinsi.bin   # for `rantau province update`, where there is no line
    Show(Show),
    /// The key that will follow: it is made now and kept away from this machine
    #[command(subcommand)]
    Successor(succeed::Successor),
    /// Put the successor in the place of the present key, while nothing serves the deployment
    ///
    /// Devices follow by themselves; none is enrolled again. Examples:
    ///
    /// rantau-server keys succeed --data DIR --reason routine --successor penerus.age --passphrase-file sandi.txt --next baru.age
    /// rantau-server keys succeed --data DIR --reason lost --successor penerus.age --passphrase-file sandi.txt
    Succeed(succeed::Succeed),
}

/// Where the keys go.
#[derive(Debug, Args)]
pub struct Export {
    #[command(flatten)]
    common: Common,
    /// The file to write; it must not be there yet
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    #[command(flatten)]
    passphrase: PassphraseFile,
}

/// Where the keys come from.
#[derive(Debug, Args)]
pub struct Import {
    #[command(flatten)]
    common: Common,
    /// The copy
    #[arg(long, value_name = "FILE")]
    from: PathBuf,
    #[command(flatten)]
    passphrase: PassphraseFile,
}

/// What is shown.
#[derive(Debug, Args)]
pub struct Show {
    #[command(flatten)]
    common: Common,
    /// Write how the keys followed each other to a file, for devices without a line; it must not be there yet
    #[arg(long, value_name = "FILE")]
    chain: Option<PathBuf>,
}

/// The passphrase of a copy.
#[derive(Debug, Args)]
struct PassphraseFile {
    /// A file whose first line is the passphrase, at least 16 characters
    #[arg(long, value_name = "FILE", env = "RANTAU_KEYS_PASSPHRASE_FILE")]
    passphrase_file: PathBuf,
}

impl PassphraseFile {
    fn read(&self) -> Result<Zeroizing<String>> {
        passphrase(&self.passphrase_file)
    }
}

/// What `keys export | import | show --json` print.
#[derive(Debug, Serialize)]
struct Report {
    province_key: String,
    recipient: String,
    file: Option<String>,
    /// Oldest first; empty where no successor was ever announced.
    keys: Vec<KeyReport>,
    /// Whether a successor is announced.
    announced: bool,
    /// Whether it still lies on this machine.
    successor_here: bool,
    /// Devices that may exchange; `null` without a database.
    devices: Option<u64>,
    /// How many of them know the present key.
    confirmed: Option<u64>,
}

/// A key of the province.
#[derive(Debug, Serialize)]
struct KeyReport {
    n: u64,
    key: String,
    reason: &'static str,
    at: String,
}

pub(super) fn run(command: &Keys) -> Result<Output> {
    let (common, file, text) = match command {
        Keys::Export(options) => {
            backup::export_keys(&Home::to_restore(&options.common.data)?, &options.out, &options.passphrase.read()?)?;
            let text = "The keys are sealed. Keep the file and its passphrase apart from each other and from the backups: \
                        together they are the province.\n";
            (&options.common, Some(&options.out), text)
        }
        Keys::Import(options) => {
            backup::import_keys(&options.common.data, &options.from, &options.passphrase.read()?)?;
            let text = "The keys are in place. Now the database: `rantau-server restore`.\n";
            (&options.common, Some(&options.from), text)
        }
        Keys::Show(options) => {
            if let Some(file) = &options.chain {
                write_chain(&Home::to_restore(&options.common.data)?, file)?;
            }
            (&options.common, options.chain.as_ref(), "")
        }
        Keys::Successor(command) => return succeed::successor(command),
        Keys::Succeed(options) => return succeed::run(options),
    };
    let report = report(&Home::to_restore(&common.data)?, file.map(PathBuf::as_path))?;
    // A directory without a database does not say what it is for.
    Ok(common.output(Deployment::Production, &report, &format!("{text}{}", lines(&report))))
}

fn write_chain(home: &Home, file: &Path) -> Result<()> {
    let mut new = fs::OpenOptions::new();
    let written = new.write(true).create_new(true).open(file);
    let bytes = home.keys()?.successions(0).to_bytes();
    written.and_then(|mut file| std::io::Write::write_all(&mut file, &bytes)).map_err(Error::file(file))
}

fn report(home: &Home, file: Option<&Path>) -> Result<Report> {
    let keys = home.keys()?;
    let counted = if home.database().is_file() {
        // Beside an older schema, nobody was counted yet.
        home.open_store_beside()
            .ok()
            .map(|store| store.read_blocking(|conn| successions::count_confirmed(conn, keys.chain.length())))
    } else {
        None
    };
    let (devices, confirmed) = counted.transpose()?.unzip();
    Ok(Report {
        province_key: keys.signing.public().to_string(),
        recipient: keys.identity.recipient(),
        file: file.map(|file| file.display().to_string()),
        keys: known(&keys),
        announced: keys.announced().is_some(),
        successor_here: home.successor_of(&keys)?.is_some(),
        devices,
        confirmed,
    })
}

fn known(keys: &Secrets) -> Vec<KeyReport> {
    let told = keys.chain.statements().iter().map(|statement| statement.value());
    told.map(|told| KeyReport {
        n: told.n,
        key: told.key.to_string(),
        reason: told.reason.code(),
        at: rfc3339(told.at),
    })
    .collect()
}

fn lines(report: &Report) -> String {
    let mut text = format!("Key of the province: {}\nRecipient: {}\n", report.province_key, report.recipient);
    for key in &report.keys {
        text.push_str(&format!("  {}  {}  {}  {}\n", key.n, key.key, key.at, key.reason));
    }
    if let (Some(devices), Some(confirmed), true) = (report.devices, report.confirmed, report.announced) {
        text.push_str(&format!("{confirmed} of {devices} devices have said that they know the present key.\n"));
    }
    if let Some(warning) = warning(report.announced, report.successor_here) {
        text.push_str(&format!("{warning}\n"));
    }
    text
}

/// What is to be done about the successor, `None` where nothing is.
pub(super) fn warning(announced: bool, successor_here: bool) -> Option<&'static str> {
    match (announced, successor_here) {
        (false, _) => Some(
            "No successor of the province's key is announced: if the key is lost or stolen, every device has to be enrolled \
             again. `rantau-server keys successor create`, while nothing serves the deployment",
        ),
        (true, true) => Some(
            "The successor of the province's key lies on this machine: whoever takes the machine takes both. \
             `rantau-server keys successor export --out FILE --passphrase-file FILE`, and put the file into a safe",
        ),
        (true, false) => None,
    }
}

/// What is to be done about the successor of a deployment.
pub(super) fn warning_of(home: &Home) -> Result<Option<&'static str>> {
    let keys = home.keys()?;
    let here = home.successor_of(&keys)?.is_some();
    Ok(warning(keys.announced().is_some(), here))
}

fn passphrase(file: &Path) -> Result<Zeroizing<String>> {
    let line = prompt::of_file(file)?;
    if line.chars().count() < FEWEST {
        let why = "whoever has the file may try as often as he likes";
        return Err(Error::Usage(format!("the passphrase of the keys needs {FEWEST} characters: {why}")));
    }
    Ok(line)
}
