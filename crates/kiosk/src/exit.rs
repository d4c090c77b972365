//! How the program ends.

use std::process::ExitCode;

/// What scripts read from the exit code. The numbers are part of the interface and stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Exit {
    /// It was done.
    #[default]
    Done,
    /// It was not done.
    Failed,
    /// What was asked is not clear: a wrong argument, or a name that several records have.
    Usage,
    /// An exchange ended without the proof that both sides hold the same.
    NotProven,
    /// There is no room on the disk. Nothing was lost.
    DiskFull,
}

impl Exit {
    /// The number.
    pub(crate) const fn number(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Failed => 1,
            Self::Usage => 2,
            Self::NotProven => 3,
            Self::DiskFull => 4,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.number())
    }
}
