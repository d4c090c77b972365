//! What the store and the exchange report, for people.

use client_core::Error;

use super::Failure;
use crate::{
    assignment,
    exit::Exit,
    lang::{Said, Text},
    text,
};

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let code = error.code();
        match &error {
            Error::Invalid(fields) => {
                let said = |reason: &str| Said::new(reason, reason);
                Self::invalid(fields.iter().map(|f| assignment::refused(f.path.as_str(), said(&f.reason))).collect())
            }
            Error::Refused { code: stable, .. } => refused_by_province(stable.clone(), &error),
            Error::Seal(seal::Error::NotAnInviteCode | seal::Error::MistypedInviteCode) => {
                Self::usage("mistyped_code", text::MISTYPED_CODE, text::MISTYPED_CODE_NEXT)
            }
            other => {
                let (message, next) = texts(other);
                let exit = if matches!(other, Error::NoSuchRecord(_)) { Exit::Usage } else { Exit::Failed };
                Self { exit, ..Self::new(code, message, next) }
            }
        }
    }
}

/// The province's own code is the code of the failure.
fn refused_by_province(stable: String, error: &Error) -> Failure {
    let next = match stable.as_str() {
        "revoked" | "unknown_device" => text::REVOKED_NEXT,
        "busy" => text::LATER_NEXT,
        "unknown_invitation" | "used_invitation" | "expired_invitation" => text::INVITATION_NEXT,
        _ => text::OPERATOR_NEXT,
    };
    Failure { code: stable.into(), ..Failure::new("refused", text::REFUSED.with(&[error]), next) }
}

/// What happened, and what to do next.
fn texts(error: &Error) -> (Said, Text) {
    let plain = |message: Text, next: Text| (Said::from(message), next);
    match error {
        Error::NotEnrolled(dir) => (text::NOT_ENROLLED.with(&[&dir.display()]), text::NOT_ENROLLED_NEXT),
        Error::AlreadyEnrolled(dir) => (text::ENROLLED.with(&[&dir.display()]), text::ENROLLED_NEXT),
        Error::WrongPassphrase => plain(text::WRONG_PASSPHRASE, text::WRONG_PASSPHRASE_NEXT),
        Error::Damaged { set_aside } => (text::DAMAGED.with(&[&set_aside.display()]), text::DAMAGED_NEXT),
        Error::Newer { .. } => plain(text::NEWER, text::NEWER_NEXT),
        Error::DiskFull => plain(text::DISK_FULL, text::DISK_FULL_NEXT),
        Error::Busy => plain(text::STORE_BUSY, text::LATER_NEXT),
        Error::NoSuchRecord(_) => plain(text::NO_SUCH_RECORD, text::NO_SUCH_RECORD_NEXT),
        Error::ProvinceOnly(_) => plain(text::PROVINCE_ONLY, text::PROVINCE_ONLY_NEXT),
        Error::Seal(seal::Error::ForeignProvince) => plain(text::FOREIGN_PROVINCE, text::INVITATION_NEXT),
        Error::Document(document::Error::UnknownHeads) => plain(text::UNKNOWN_HEADS, text::UNKNOWN_HEADS_NEXT),
        Error::Unreachable(_) => plain(text::UNREACHABLE, text::UNREACHABLE_NEXT),
        Error::Cancelled => plain(text::CANCELLED, text::CANCELLED_NEXT),
        Error::BadAddress(_) => plain(text::BAD_ADDRESS, text::BAD_ADDRESS_NEXT),
        other => (text::UNEXPECTED.with(&[other]), text::OPERATOR_NEXT),
    }
}
