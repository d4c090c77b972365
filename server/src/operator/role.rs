//! What operators are, and what they may.

use std::fmt;

use clap::ValueEnum;

/// What an account is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub enum Role {
    /// Everything
    Administrator,
    /// Reads records, decides what waits for a person, makes notices known, answers people's requests
    Reviewer,
    /// Devices and their officers; reads no record
    Registrar,
    /// Reads figures and the logs of what was done, makes sealed backups; changes nothing, reads no record
    Auditor,
}

/// What a command needs of who gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Right {
    /// To see figures, devices, queues and whether all is sound; nothing of what is in a record.
    Look,
    /// To see who did what: the log of commands, and who looked at which record.
    Audit,
    /// To make sealed backups.
    BackUp,
    /// To read what is in records.
    Records,
    /// To change records: decide what waits for a person, move them, answer people's requests.
    Decide,
    /// To make notices and rules known to the villages.
    Publish,
    /// To invite and revoke devices, say what they serve, and help their officers.
    Devices,
    /// To take in and hand out what is carried, and to send again what waits.
    Carry,
    /// To erase a person's records for good.
    Erase,
    /// To make operators and say what they may, and whatever no other right is for.
    Accounts,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 4] = [Self::Administrator, Self::Reviewer, Self::Registrar, Self::Auditor];

    /// The role as it is stored and written.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::Reviewer => "reviewer",
            Self::Registrar => "registrar",
            Self::Auditor => "auditor",
        }
    }

    /// The role of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.code() == code)
    }

    /// What the role may.
    #[must_use]
    pub const fn rights(self) -> &'static [Right] {
        use Right::{Accounts, Audit, BackUp, Carry, Decide, Devices, Erase, Look, Publish, Records};
        match self {
            Self::Administrator => &[Look, Audit, BackUp, Records, Decide, Publish, Devices, Carry, Erase, Accounts],
            Self::Reviewer => &[Look, Records, Decide, Publish, Carry, Erase],
            Self::Registrar => &[Look, Devices, Carry],
            Self::Auditor => &[Look, Audit, BackUp],
        }
    }

    /// Whether the role has a right.
    #[must_use]
    pub fn may(self, right: Right) -> bool {
        self.rights().contains(&right)
    }

    /// Whether a program may have the role: a key lies in a file and has no second factor, so it opens no record and
    /// makes no accounts.
    #[must_use]
    pub fn suits_programs(self) -> bool {
        [Right::Records, Right::Decide, Right::Erase, Right::Accounts].into_iter().all(|right| !self.may(right))
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_is_read_as_it_is_written() {
        for role in Role::ALL {
            assert_eq!(Role::from_code(role.code()), Some(role));
            assert_eq!(role.to_possible_value().unwrap().get_name(), role.code());
        }
        assert_eq!(Role::from_code("root"), None);
    }

    #[test]
    fn only_who_is_to_read_records_may_and_programs_never() {
        let readers: Vec<_> = Role::ALL.into_iter().filter(|role| role.may(Right::Records)).collect();
        assert_eq!(readers, [Role::Administrator, Role::Reviewer]);
        let programs: Vec<_> = Role::ALL.into_iter().filter(|role| role.suits_programs()).collect();
        assert_eq!(programs, [Role::Registrar, Role::Auditor]);
    }
}
