//! This device: where its store is, and opening it.

use std::{
    io,
    path::{Path, PathBuf},
};

use client_core::{Clock, Error, Login, Membership, Store, SystemClock, Unlock, keyring, lease::Standing};
use etcetera::BaseStrategy;
use jiff::civil::Date;
use records::{Deployment, OfficerId};

use crate::{
    cli::Global,
    failure::{Failure, Result},
    moment,
    output::{Answer, Output, Reply},
    passphrase, prompt, text,
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
        Self::open_by(global, output, |dir, login| Store::unlock(dir, login, Box::new(SystemClock)))
    }

    /// Opens the store to hear the province, also where nothing else can be done with it.
    pub(crate) fn open_to_exchange(global: &Global, output: &Output) -> Result<Self> {
        Self::open_by(global, output, |dir, login| Store::unlock_to_exchange(dir, login, Box::new(SystemClock)))
    }

    fn open_by(
        global: &Global,
        output: &Output,
        open: impl FnOnce(&Path, &Login<'_>) -> client_core::Result<Store>,
    ) -> Result<Self> {
        let dir = directory(global)?;
        client_core::expect_enrolled(&dir)?;
        let officer = who(&dir, global, output)?;
        let passphrase = passphrase::known(global.passphrase_file.as_deref(), output.lang())?;
        let login = Login { officer: officer.as_deref(), unlock: Unlock::Passphrase(&passphrase) };
        let device = Self { store: open(&dir, &login)?, output: *output };
        device.warn_of_lease()?;
        Ok(device)
    }

    /// Says on every command that the lease is about to end.
    fn warn_of_lease(&self) -> Result<()> {
        let lease = self.store.lease()?;
        match lease.standing {
            Standing::Good => {}
            Standing::Ending | Standing::Over => {
                self.output.caution(&text::LEASE_ENDS.with(&[&moment::local(lease.until)]));
            }
            Standing::ClockAhead => self.output.caution(&text::CLOCK_AHEAD.into()),
        }
        Ok(())
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
        if self.store.is_outbox_behind() {
            self.output.caution(&text::OUTBOX_BEHIND.into());
        }
        self.output.reply(self.deployment(), answer)
    }
}

/// The short name of who works: as said, else asked for where the device has several officers; `None` where it has one.
pub(crate) fn who(dir: &Path, global: &Global, output: &Output) -> Result<Option<String>> {
    if let Some(said) = &global.officer {
        return Ok(Some(said.clone()));
    }
    let handles: Vec<_> = keyring::handles(dir)?.iter().map(ToString::to_string).collect();
    if handles.len() < 2 {
        return Ok(None);
    }
    if !prompt::can_ask(output) {
        return Err(Error::WhichOfficer(handles).into());
    }
    let question = output.lang().tell(text::ASK_OFFICER, &[&handles.join(", ")]);
    prompt::line(&format!("{question} "), &mut io::stdin().lock(), &mut io::stderr()).map(Some)
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
