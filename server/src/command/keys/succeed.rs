//! `rantau-server keys successor | succeed`.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand, ValueEnum};
use records::Deployment;
use serde::Serialize;
use wire::succession::Reason;
use zeroize::Zeroizing;

use super::{Common, Output, PassphraseFile, passphrase, warning};
use crate::{
    Error, Result,
    home::Home,
    succession::{self, Safe, Settled},
};

/// The commands on the key that will follow.
#[derive(Debug, Subcommand)]
pub enum Successor {
    /// Make and announce one, in a deployment of an earlier version; a new one has it from the beginning
    ///
    /// Example: rantau-server keys successor create --data DIR
    Create(Common),
    /// Seal it into a file under a passphrase, read that again, and take it away from this machine
    ///
    /// The file holds what a machine needs that lost `keys.json` as well. Example:
    ///
    /// rantau-server keys successor export --data DIR --out penerus.age --passphrase-file sandi.txt
    Export(Export),
    /// See whether a copy opens and holds the successor that was announced last
    ///
    /// Example: rantau-server keys successor check --data DIR --from penerus.age --passphrase-file sandi.txt
    Check(Check),
}

/// Where the successor goes.
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

/// Where a copy is.
#[derive(Debug, Args)]
pub struct Check {
    #[command(flatten)]
    common: Common,
    /// The copy
    #[arg(long, value_name = "FILE")]
    from: PathBuf,
    #[command(flatten)]
    passphrase: PassphraseFile,
}

/// What follows what.
#[derive(Debug, Args)]
pub struct Succeed {
    #[command(flatten)]
    common: Common,
    /// Why: it decides what is still believed of the key before
    #[arg(long)]
    reason: Why,
    /// The copy of the successor [default: the one that lies on this machine]
    #[arg(long, value_name = "FILE")]
    successor: Option<PathBuf>,
    /// Seal the next successor into this file, under the same passphrase, and leave none here; it must not be there yet
    #[arg(long, value_name = "FILE")]
    next: Option<PathBuf>,
    /// A file whose first line is the passphrase of both, at least 16 characters
    #[arg(long, value_name = "FILE", env = "RANTAU_KEYS_PASSPHRASE_FILE")]
    passphrase_file: Option<PathBuf>,
}

/// Why a key is succeeded.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Why {
    /// It was time
    Routine,
    /// The key is gone, and in nobody's hands
    Lost,
    /// The key may be in other hands: nothing new that it signed is believed
    Compromised,
}

impl From<Why> for Reason {
    fn from(why: Why) -> Self {
        match why {
            Why::Routine => Self::Routine,
            Why::Lost => Self::Lost,
            Why::Compromised => Self::Compromised,
        }
    }
}

/// What `keys successor --json` prints.
#[derive(Debug, Serialize)]
struct SuccessorReport {
    province_key: String,
    /// Whether the copy at hand is of the successor that was announced.
    announced: bool,
    file: Option<String>,
}

pub(super) fn successor(command: &Successor) -> Result<Output> {
    match command {
        Successor::Create(common) => {
            let keys = succession::create(&Home::to_restore(&common.data)?)?;
            let text = "A successor is announced; devices hear of it with their next exchange. Take it away from here: \
                        `rantau-server keys successor export`. Then make a new copy of the keys: `keys export`.";
            let key = keys.signing.public().to_string();
            Ok(output(common, &SuccessorReport { province_key: key, announced: true, file: None }, text, false))
        }
        Successor::Export(options) => {
            let words = options.passphrase.read()?;
            let safe = Safe { file: &options.out, passphrase: &words };
            let keys = succession::export(&Home::to_restore(&options.common.data)?, safe)?;
            let text = "The successor is sealed, was read again, and lies here no more. Make a second copy of the file, keep both \
                        in safes, apart from their passphrase, from the keys and from the backups. Without it, a key that is \
                        lost or stolen cannot be succeeded.";
            let (key, file) = (keys.signing.public().to_string(), Some(options.out.display().to_string()));
            Ok(output(&options.common, &SuccessorReport { province_key: key, announced: true, file }, text, false))
        }
        Successor::Check(options) => check(options),
    }
}

fn check(options: &Check) -> Result<Output> {
    let words = options.passphrase.read()?;
    let home = Home::to_restore(&options.common.data)?;
    let announced = succession::is_announced(&home, Safe { file: &options.from, passphrase: &words })?;
    let text = if announced {
        "The copy opens, and holds the successor that was announced."
    } else {
        "The copy opens, and holds another key than the one that was announced last: it is an old one, or of another province."
    };
    let (key, file) = (home.keys()?.signing.public().to_string(), Some(options.from.display().to_string()));
    Ok(output(&options.common, &SuccessorReport { province_key: key, announced, file }, text, !announced))
}

/// What `keys succeed --json` prints.
#[derive(Debug, Serialize)]
struct Report {
    province_key: String,
    recipient: String,
    /// Which key of the province it is, from 0.
    n: u64,
    reason: &'static str,
    /// Whether the key was the province's already, and only `keys.json` was made anew.
    recovered: bool,
    #[serde(flatten)]
    settled: Option<Settled>,
}

pub(super) fn run(options: &Succeed) -> Result<Output> {
    let words = options.passphrase_file.as_deref().map(passphrase).transpose()?;
    let from = safe(options.successor.as_deref(), words.as_ref())?;
    let next = safe(options.next.as_deref(), words.as_ref())?;
    let done = succession::succeed(&Home::to_succeed(&options.common.data), from, options.reason.into(), next)?;
    let newest = done.keys.announced().ok_or(Error::Damaged("key file"))?;
    let report = Report {
        province_key: done.keys.signing.public().to_string(),
        recipient: done.keys.identity.recipient(),
        n: newest.n,
        reason: newest.reason.code(),
        recovered: done.recovered,
        settled: done.settled,
    };
    Ok(output(&options.common, &report, &lines(&report, next.is_some()), false))
}

fn lines(report: &Report, is_away: bool) -> String {
    let mut text = if report.recovered {
        format!("Key {} was the province's already: keys.json is made anew with it.\n", report.n)
    } else {
        format!("Key {} is the province's from now on: {}\n", report.n, report.province_key)
    };
    if let Some(settled) = report.settled {
        let Settled { invitations, resealed, orders } = settled;
        text.push_str(&format!(
            "{invitations} open invitations are taken back, invite again; {resealed} secrets are sealed anew, {orders} orders to \
             wipe signed anew.\n"
        ));
    }
    text.push_str(
        "Now: `rantau-server keys export`, destroy the copies of the keys before, and start the server. Devices follow by \
         themselves, `keys show` counts them.\n",
    );
    if !is_away && !report.recovered {
        text.push_str(warning(true, true).unwrap_or_default());
    }
    text
}

fn safe<'a>(file: Option<&'a Path>, words: Option<&'a Zeroizing<String>>) -> Result<Option<Safe<'a>>> {
    match (file, words) {
        (None, _) => Ok(None),
        (Some(file), Some(passphrase)) => Ok(Some(Safe { file, passphrase })),
        (Some(_), None) => Err(Error::Usage("a copy needs its passphrase: `--passphrase-file`".to_owned())),
    }
}

fn output(common: &Common, report: &impl Serialize, text: &str, failed: bool) -> Output {
    // A directory without a database does not say what it is for.
    Output { failed, ..common.output(Deployment::Production, report, text) }
}
