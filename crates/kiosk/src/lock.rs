//! When a program that goes on locks itself.
//!
//! At a device that several officers share, whoever comes next must not find open what the one before left open. Where one
//! officer works alone, the lock of the machine's screen is enough, and a watch goes on with all of it.

use std::{env, num::NonZeroU32, time::Duration};

use client_core::{Store, keyring};

use crate::{failure::Result, moment};

/// The variable that says it for every command.
const VARIABLE: &str = "RANTAU_LOCK_AFTER";
/// At a shared device, where nothing was said.
const SHARED: Duration = Duration::from_secs(15 * 60);
/// What switches it off.
const NEVER: &str = "never";

/// After how long without use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum After {
    /// However long.
    Never,
    /// So many seconds.
    Seconds(NonZeroU32),
}

impl After {
    /// Reads `15m`, `1h 30m`, `never`.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        if text.trim() == NEVER {
            return Ok(Self::Never);
        }
        moment::parse_seconds(text).map(Self::Seconds)
    }

    const fn duration(self) -> Option<Duration> {
        match self {
            Self::Never => None,
            Self::Seconds(seconds) => Some(Duration::from_secs(seconds.get() as u64)),
        }
    }
}

/// After how long a device locks: as it was said, else by whether officers share it. `None` never.
pub(crate) fn after(said: Option<After>, store: &Store) -> Result<Option<Duration>> {
    if let Some(said) = said {
        return Ok(said.duration());
    }
    Ok((keyring::handles(store.dir())?.len() > 1).then_some(SHARED))
}

/// The same of a command that waits for somebody to type.
pub(crate) fn while_asking(store: &Store) -> Result<Option<Duration>> {
    let said = env::var(VARIABLE).ok().and_then(|text| After::parse(&text).ok());
    after(said, store)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_without_use_is_a_duration_or_never() {
        let read = |text| After::parse(text).ok().map(After::duration);
        assert_eq!(read("never"), Some(None));
        for (text, seconds) in [("15m", 900), ("1h 30m", 5400), ("2s", 2)] {
            assert_eq!(read(text), Some(Some(Duration::from_secs(seconds))), "{text}");
        }
        for text in ["", "0s", "-5m", "soon", "9000000h"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
