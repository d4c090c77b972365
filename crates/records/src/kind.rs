//! The kinds of record.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// What a document is about, and thereby who may write it and where it is replicated (DESIGN section 4).
///
/// Who may write is decided per kind and never per field: what an authority states about a worker is a `standing`
/// document, so that no village edit can forge it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Kind {
    /// A person who wants to go, is away or came back.
    Worker,
    /// A family card or household.
    Household,
    /// An orientation or training that was held.
    Session,
    /// A complaint.
    Case,
    /// A trafficking screening.
    Screening,
    /// What peers in the village must not read of a worker: bank, debts, health.
    Confidential,
    /// Remittances and surveys of a region.
    Observation,
    /// What the province and the registry state about a worker.
    Standing,
    /// A job order, agency, guidance or reference data from the province.
    Notice,
}

impl Kind {
    /// Every kind, in the order of their codes.
    pub const ALL: [Self; 9] = [
        Self::Worker,
        Self::Household,
        Self::Session,
        Self::Case,
        Self::Screening,
        Self::Confidential,
        Self::Observation,
        Self::Standing,
        Self::Notice,
    ];

    /// The code on the wire and in databases; never reused.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::Worker => 1,
            Self::Household => 2,
            Self::Session => 3,
            Self::Case => 4,
            Self::Screening => 5,
            Self::Confidential => 6,
            Self::Observation => 7,
            Self::Standing => 8,
            Self::Notice => 9,
        }
    }

    /// The kind of a code, `None` where a newer version knows more kinds than this one.
    #[must_use]
    pub fn from_code(code: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// The name in commands and JSON: `worker`, `household`, …
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Worker => "worker",
            Self::Household => "household",
            Self::Session => "session",
            Self::Case => "case",
            Self::Screening => "screening",
            Self::Confidential => "confidential",
            Self::Observation => "observation",
            Self::Standing => "standing",
            Self::Notice => "notice",
        }
    }

    /// Whether only the province and the registry write this kind.
    #[must_use]
    pub const fn province_only(self) -> bool {
        matches!(self, Self::Standing | Self::Notice)
    }

    /// Whether peers in the village must not read it: its author and the offices above do.
    #[must_use]
    pub const fn is_withheld(self) -> bool {
        matches!(self, Self::Case | Self::Screening | Self::Confidential)
    }

    /// Whether a record of it is of one village. A complaint or a screening may be taken in an office, and a figure counts a
    /// region of any size.
    #[must_use]
    pub const fn is_of_village(self) -> bool {
        matches!(self, Self::Worker | Self::Household | Self::Session | Self::Confidential | Self::Standing)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A name that is no kind.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "no such kind of record: the kinds are worker, household, session, case, screening, confidential, observation, standing and notice"
)]
pub struct ParseKindError;

impl FromStr for Kind {
    type Err = ParseKindError;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name).ok_or(ParseKindError)
    }
}
