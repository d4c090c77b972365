//! What can go wrong.

use std::path::PathBuf;

use records::{DocId, Path};
use rusqlite::ErrorCode;

/// Sorted by what the caller can do. No text holds personal data.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// There is no store in this directory: the device is to be enrolled first.
    #[error("this device is not enrolled: there is no store in {0}")]
    NotEnrolled(PathBuf),
    /// There is one already, and a second one would orphan what is in it.
    #[error("this device is enrolled already: {0} holds a store")]
    AlreadyEnrolled(PathBuf),
    /// The passphrase does not open the key.
    #[error("the passphrase is wrong")]
    WrongPassphrase,
    /// Too many wrong attempts: the next may be made later.
    #[error("too many wrong attempts: try again in {seconds} seconds")]
    TooSoon {
        /// How long is left, seconds.
        seconds: i64,
    },
    /// The device has several officers, and none was named.
    #[error("several officers work on this device: {}", .0.join(", "))]
    WhichOfficer(Vec<String>),
    /// No officer of this device has this short name.
    #[error("no officer of this device is called {0}")]
    NoSuchOfficer(String),
    /// Another officer has this short name.
    #[error("another officer of this device is called {0} already")]
    HandleTaken(crate::keyring::Handle),
    /// The last officer, or the one who works, cannot be removed.
    #[error("who works now cannot be removed: another officer of this device does that")]
    LastOfficer,
    /// Only the province's code opens the store again.
    #[error("the store is closed: the province's reset code opens it again")]
    ResetNeeded,
    /// A PIN or passphrase that is not to be set.
    #[error("not a good passphrase: {0}")]
    Weak(#[from] crate::keyring::rule::Weak),
    /// The store locked itself.
    #[error("the store is locked")]
    Locked,
    /// The phone's keystore did not open.
    #[error(transparent)]
    Keystore(#[from] crate::keyring::KeystoreError),
    /// A private record of another officer of this device.
    #[error("the record {0} is another officer's")]
    ClosedRecord(DocId),
    /// A record that was lent to this device for a time that is over.
    #[error("the record {doc} was lent to this device, and its time is over")]
    LoanOver {
        /// Which.
        doc: DocId,
        /// When it ended, by the province's clock, Unix seconds.
        until: i64,
    },
    /// The store could not be read. It was kept, under another name.
    #[error("the store is damaged; it was set aside as {set_aside} and nothing was deleted")]
    Damaged {
        /// The damaged database under its new name.
        set_aside: PathBuf,
    },
    /// The lease is over: the province was not heard for too long. Its keys are closed until it gives a reset code.
    #[error("the lease of this device is over: it has not heard the province for too long")]
    LeaseOver {
        /// When it ended, by the province's clock, Unix seconds.
        until: i64,
    },
    /// By this device's clock the lease is long over, and the clock is not to be believed. The store opens for an exchange.
    #[error("the clock of this device is far ahead: set it right, or synchronise")]
    ClockAhead {
        /// When the lease ends, by the province's clock, Unix seconds.
        until: i64,
    },
    /// The device was wiped at the province's order. What it had not handed in lies in its outbox.
    #[error("this device was wiped at the order of the province; what it had not handed in lies sealed in its outbox")]
    Wiped,
    /// The store was written by a later version of this program.
    #[error("the store is of version {found}, and this program knows up to {known}: update it")]
    Newer {
        /// The version found.
        found: u32,
        /// The last version that this program knows.
        known: u32,
    },
    /// There is no room. What was stored before stays readable, and the edit at hand was not written.
    #[error("the disk is full: nothing was written, and nothing was lost; make room and try again")]
    DiskFull,
    /// Another program has been writing to the store for longer than we wait.
    #[error("another program is writing to the store; try again in a moment")]
    Busy,
    /// No record has this id.
    #[error("there is no record {0}")]
    NoSuchRecord(DocId),
    /// Values that their fields cannot hold. Nothing was written.
    #[error("{} cannot be recorded so: {}", .0.len(), list_of(.0))]
    Invalid(Vec<InvalidField>),
    /// No change of this hash is in the record.
    #[error("there is no change {0} in this record")]
    NoSuchChange(records::ChangeHash),
    /// A split that would take nothing out of the record, or all of it.
    #[error("the record {0} cannot be split so: something must go, and something must stay")]
    NothingToSplit(DocId),
    /// Records that cannot be one: of different kinds, or of a kind of which there is one for each event.
    #[error("a {one} and a {other} cannot be one record")]
    NotMergeable {
        /// The kind of the one.
        one: records::Kind,
        /// The kind of the other.
        other: records::Kind,
    },
    /// The record is a part of no other.
    #[error("the record {0} was merged with no other")]
    NotMerged(DocId),
    /// Only the province writes this kind of record.
    #[error("only the province writes records of the kind {0}")]
    ProvinceOnly(records::Kind),
    /// Only an office makes this kind of record.
    #[error("only an office above the village makes records of the kind {0}")]
    OfficeOnly(records::Kind),
    /// The text is no code of an invitation, or a mistyped one.
    #[error(transparent)]
    Seal(#[from] seal::Error),
    /// A document that cannot be read or edited.
    #[error(transparent)]
    Document(#[from] document::Error),
    /// Bytes that are not what they should be.
    #[error(transparent)]
    Wire(#[from] wire::Error),
    /// The server did not answer.
    #[error("the server cannot be reached: {0}")]
    Unreachable(String),
    /// An answer to an enrolment came where none was asked for.
    #[error("no enrolment was asked for here: `rantau enrol --request` comes first, on the same device")]
    NotAsked,
    /// A server answered that is not believed. Nothing was sent to it.
    #[error(transparent)]
    Untrusted(#[from] tls::Untrusted),
    /// The server has a key that the province had before.
    #[error(
        "the server has key {there} of the province, and this device knows key {here}: the server's operator put an old copy \
         of the keys in place"
    )]
    SetBack {
        /// How many keys are known here.
        here: u64,
        /// How many are known there.
        there: u64,
    },
    /// An address at which everybody on the way would read along.
    #[error("{0} is not encrypted: plain http is for this machine only")]
    PlainHttp(String),
    /// The server answered and ended the exchange.
    #[error("the server refused: {message} ({code})")]
    Refused {
        /// The stable code.
        code: String,
        /// For people.
        message: String,
    },
    /// The server does not keep to the protocol.
    #[error("the server's answer makes no sense: {0}")]
    Protocol(String),
    /// The person stopped it. What arrived is kept.
    #[error("stopped")]
    Cancelled,
    /// An address that is none.
    #[error("not an address of a server: {0}")]
    BadAddress(String),
    /// A bundle that cannot be taken in or made. Nothing was changed.
    #[error(transparent)]
    Bundle(#[from] crate::bundle::Problem),
    /// Another courier answers at this address than the one that was meant.
    #[error("another courier answers there: its fingerprint is {found}")]
    WrongCourier {
        /// The fingerprint of its key.
        found: String,
    },
    /// The outbox of this device is empty.
    #[error("nothing lies in the outbox of this device")]
    NothingInOutbox,
    /// A file that could not be read or written.
    #[error("{what} failed: {source}")]
    File {
        /// What was tried.
        what: &'static str,
        /// Why not.
        source: std::io::Error,
    },
    /// A pack could not be handed on, or taken.
    #[error(transparent)]
    Seed(crate::pack::seed::Problem),
    /// What is stored breaks a rule of the store.
    #[error("the store holds something that it should not: {0}")]
    Corrupt(&'static str),
    /// SQLite failed otherwise.
    #[error("the database failed: {0}")]
    Database(#[source] rusqlite::Error),
}

/// A value that its field cannot hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidField {
    /// The field.
    pub path: Path,
    /// Why, for people; without the value.
    pub reason: String,
}

/// The `Result` of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// The stable code of the error, for `--json` and scripts.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotEnrolled(_) => "not_enrolled",
            Self::AlreadyEnrolled(_) => "already_enrolled",
            Self::WrongPassphrase => "wrong_passphrase",
            Self::TooSoon { .. } => "too_soon",
            Self::WhichOfficer(_) => "which_officer",
            Self::NoSuchOfficer(_) => "no_such_officer",
            Self::HandleTaken(_) => "handle_taken",
            Self::LastOfficer => "last_officer",
            Self::ResetNeeded => "reset_needed",
            Self::Weak(_) => "weak_passphrase",
            Self::Locked => "locked",
            Self::Keystore(_) => "keystore",
            Self::ClosedRecord(_) => "closed_record",
            Self::LoanOver { .. } => "loan_over",
            Self::Damaged { .. } => "damaged",
            Self::LeaseOver { .. } => "lease_over",
            Self::ClockAhead { .. } => "clock_ahead",
            Self::Wiped => "wiped",
            Self::Newer { .. } => "newer",
            Self::DiskFull => "disk_full",
            Self::Busy => "busy",
            Self::NoSuchRecord(_) => "no_such_record",
            Self::Invalid(_) => "invalid",
            Self::NoSuchChange(_) => "no_such_change",
            Self::NothingToSplit(_) => "nothing_to_split",
            Self::NotMergeable { .. } => "not_mergeable",
            Self::NotMerged(_) => "not_merged",
            Self::ProvinceOnly(_) => "province_only",
            Self::OfficeOnly(_) => "office_only",
            Self::Seal(_) => "seal",
            Self::Document(_) => "document",
            Self::Wire(_) | Self::Protocol(_) => "protocol",
            Self::Unreachable(_) => "unreachable",
            Self::NotAsked => "not_asked",
            Self::Untrusted(why) => why.code(),
            Self::SetBack { .. } => "set_back",
            Self::PlainHttp(_) => "plain_http",
            Self::Refused { .. } => "refused",
            Self::Cancelled => "cancelled",
            Self::BadAddress(_) => "bad_address",
            Self::Bundle(problem) => problem.code(),
            Self::WrongCourier { .. } => "wrong_courier",
            Self::NothingInOutbox => "nothing_in_outbox",
            Self::File { .. } => "file",
            Self::Seed(_) => "seed",
            Self::Corrupt(_) => "corrupt",
            Self::Database(_) => "database",
        }
    }

    /// Makes an error of one of a file.
    pub(crate) fn file(what: &'static str) -> impl Fn(std::io::Error) -> Self {
        use std::io::ErrorKind::{QuotaExceeded, StorageFull};
        move |source| {
            if matches!(source.kind(), StorageFull | QuotaExceeded) {
                Self::DiskFull
            } else {
                Self::File { what, source }
            }
        }
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::DiskFull,
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            _ => Self::Database(error),
        }
    }
}

fn list_of(fields: &[InvalidField]) -> String {
    let texts: Vec<_> = fields.iter().map(|field| format!("{} ({})", field.path, field.reason)).collect();
    texts.join(", ")
}
