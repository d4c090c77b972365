//! This device: where its store is, and opening it.

use std::path::PathBuf;

use client_core::{Clock, Membership, Store, SystemClock};
use etcetera::BaseStrategy;
use jiff::civil::Date;
use records::{Deployment, OfficerId};

use crate::{
    cli::Global,
    failure::{Failure, Result},
    moment,
    output::{Answer, Output, Reply},
    passphrase, text,
};

/// An open store, and how its answers are wanted.
#[derive(Debug)]
pub(crate) struct Device {
    /// The records.
    pub(crate) store: Store,
    /// The form of answers.
    pub(crate) output: Output,
}

impl Device {
    /// Opens the store that the arguments name.
    pub(crate) fn open(global: &Global, output: &Output) -> Result<Self> {
        let dir = directory(global)?;
        if !client_core::is_enrolled(&dir) {
            return Err(client_core::Error::NotEnrolled(dir).into());
        }
        let passphrase = passphrase::known(global.passphrase_file.as_deref(), output.lang())?;
        Ok(Self { store: Store::open(&dir, &passphrase)?, output: *output })
    }

    /// What the device is to its deployment.
    pub(crate) const fn membership(&self) -> &Membership {
        self.store.membership()
    }

    /// The officer who works here.
    pub(crate) const fn officer(&self) -> OfficerId {
        self.membership().officer()
    }

    /// Whether the records are of living people.
    pub(crate) const fn deployment(&self) -> Deployment {
        self.membership().deployment()
    }

    /// The day: the one that was asked for, else today in the time zone of this machine.
    pub(crate) fn day(asked: Option<Date>) -> Date {
        asked.unwrap_or_else(|| moment::date(SystemClock.now()))
    }

    /// Puts an answer into its form.
    pub(crate) fn reply(&self, answer: &impl Answer) -> Result<Reply> {
        self.output.reply(self.deployment(), answer)
    }
}

/// The directory of the store: as given, else `rantau` in the user's data directory (XDG).
pub(crate) fn directory(global: &Global) -> Result<PathBuf> {
    if let Some(dir) = &global.data {
        return Ok(dir.clone());
    }
    let strategy = etcetera::choose_base_strategy();
    let strategy = strategy.map_err(|_| Failure::new("no_home", text::NO_HOME, text::NO_HOME_NEXT))?;
    Ok(strategy.data_dir().join("rantau"))
}
