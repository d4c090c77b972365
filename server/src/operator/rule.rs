//! Which command needs which right. One table: a command that is not in it is an administrator's.

use super::{Right, Role};

/// What a command needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// Nobody has to be signed in: what runs unattended, and signing in itself.
    Nobody,
    /// Anybody who is signed in: one's own account.
    SignedIn,
    /// A right.
    Right(Right),
    /// A right, where there is a database that says who has it: what brings a lost one back must not ask it.
    RightWhereKnown(Right),
}

/// A command, what it needs, and which of its arguments the log tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// As it is typed: `device invite`.
    pub command: &'static str,
    /// What it needs.
    pub needs: Needs,
    /// The names of its arguments that are ids, areas or accounts. No other is told: it could be from a record.
    pub told: &'static [&'static str],
    /// Arguments that need a right of their own.
    pub more: &'static [(&'static str, Right)],
}

impl Needs {
    /// Whether who is signed in with a role may.
    #[must_use]
    pub fn allow(self, role: Role) -> bool {
        match self {
            Self::Nobody | Self::SignedIn => true,
            Self::Right(right) | Self::RightWhereKnown(right) => role.may(right),
        }
    }
}

/// The rule of a command.
#[must_use]
pub fn of(command: &str) -> Rule {
    let unknown = rule("", Needs::Right(Right::Accounts), &[]);
    RULES.iter().find(|rule| rule.command == command).copied().unwrap_or(unknown)
}

const fn rule(command: &'static str, needs: Needs, told: &'static [&'static str]) -> Rule {
    Rule { command, needs, told, more: &[] }
}

const fn with(rule: Rule, more: &'static [(&'static str, Right)]) -> Rule {
    Rule { more, ..rule }
}

const LOOK: Needs = Needs::Right(Right::Look);
const AUDIT: Needs = Needs::Right(Right::Audit);
const RECORDS: Needs = Needs::Right(Right::Records);
const DECIDE: Needs = Needs::Right(Right::Decide);
const PUBLISH: Needs = Needs::Right(Right::Publish);
const DEVICES: Needs = Needs::Right(Right::Devices);
const CARRY: Needs = Needs::Right(Right::Carry);
const ERASE: Needs = Needs::Right(Right::Erase);
const ACCOUNTS: Needs = Needs::Right(Right::Accounts);

/// Every command, in the order of `--help`.
pub const RULES: &[Rule] = &[
    rule("init", Needs::Nobody, &[]),
    rule("serve", Needs::Nobody, &[]),
    rule("device invite", DEVICES, &["region", "device", "officer_id", "role"]),
    rule("device invitations", DEVICES, &[]),
    rule("device uninvite", DEVICES, &["id"]),
    rule("device enrol", DEVICES, &[]),
    rule("device list", LOOK, &[]),
    rule("device show", LOOK, &["id"]),
    rule("device scope", DEVICES, &["id", "add", "remove", "set"]),
    rule("device revoke", DEVICES, &["id"]),
    rule("device wipe", DEVICES, &["id"]),
    rule("device officers", LOOK, &["device"]),
    rule("device remove-officer", DEVICES, &["device", "officer_id"]),
    rule("device reset-code", DEVICES, &["device", "officer_id"]),
    rule("bundle in", CARRY, &[]),
    rule("status", Needs::Nobody, &[]),
    rule("outbox list", LOOK, &[]),
    rule("outbox retry", CARRY, &["id"]),
    rule("pack list", LOOK, &[]),
    rule("pack build", CARRY, &[]),
    rule("record show", RECORDS, &["doc"]),
    rule("record move", DECIDE, &["doc", "to"]),
    rule("loan give", DECIDE, &["doc", "to"]),
    rule("loan list", LOOK, &["doc", "device"]),
    rule("loan show", LOOK, &["id"]),
    rule("loan end", DECIDE, &["id"]),
    rule("erase plan", ERASE, &["doc", "also"]),
    rule("erase run", ERASE, &["doc", "also", "request"]),
    rule("erase list", LOOK, &[]),
    rule("erase certificate", LOOK, &["id"]),
    rule("subject request", DECIDE, &["doc", "kind"]),
    rule("subject list", LOOK, &[]),
    rule("subject close", DECIDE, &["id", "outcome"]),
    rule("subject access", RECORDS, &["doc"]),
    with(rule("breach", LOOK, &["device"]), &[("names", Right::Records)]),
    rule("notice publish", PUBLISH, &["id", "target"]),
    rule("notice list", LOOK, &[]),
    rule("notice withdraw", PUBLISH, &["doc"]),
    rule("review list", RECORDS, &[]),
    rule("review resolve", DECIDE, &["id"]),
    with(rule("duplicates", RECORDS, &[]), &[("review", Right::Decide)]),
    rule("stats", LOOK, &["area"]),
    rule("check", LOOK, &[]),
    // Sealed to the province, a backup tells nobody anything; sealed to another key, it is the whole province.
    with(rule("backup", Needs::Right(Right::BackUp), &["recipient"]), &[("recipient", Right::Accounts)]),
    rule("restore", Needs::RightWhereKnown(Right::Accounts), &[]),
    rule("keys export", ACCOUNTS, &[]),
    rule("keys import", Needs::RightWhereKnown(Right::Accounts), &[]),
    rule("keys show", LOOK, &[]),
    rule("keys successor create", ACCOUNTS, &[]),
    rule("keys successor export", ACCOUNTS, &[]),
    rule("keys successor check", ACCOUNTS, &[]),
    rule("keys succeed", Needs::RightWhereKnown(Right::Accounts), &[]),
    rule("verify", AUDIT, &["document"]),
    rule("sign-in", Needs::Nobody, &[]),
    rule("sign-out", Needs::Nobody, &[]),
    rule("operator add", ACCOUNTS, &["name", "role"]),
    rule("operator list", LOOK, &[]),
    rule("operator role", ACCOUNTS, &["name", "role"]),
    rule("operator disable", ACCOUNTS, &["name"]),
    rule("operator enable", ACCOUNTS, &["name"]),
    rule("operator remove", ACCOUNTS, &["name"]),
    rule("operator password", Needs::SignedIn, &["name"]),
    rule("operator totp", Needs::SignedIn, &["name"]),
    rule("operator log", AUDIT, &[]),
    rule("operator acknowledge", ACCOUNTS, &[]),
    rule("operator recover", Needs::Nobody, &[]),
];

#[cfg(test)]
mod tests;
