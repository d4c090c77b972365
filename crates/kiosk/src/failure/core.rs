//! What the store and the exchange report, for people.

use client_core::{
    Error, bundle,
    keyring::rule::{self, Weak},
    pack::seed::Problem,
};

use tls::Untrusted;

use super::Failure;
use crate::{
    assignment,
    exit::Exit,
    lang::{Said, Text},
    moment, text,
};

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let stable = error.code();
        if let Error::Invalid(fields) = &error {
            let said = |reason: &str| Said::new(reason, reason);
            return Self::invalid(
                fields.iter().map(|f| assignment::refused(f.path.as_str(), said(&f.reason))).collect(),
            );
        }
        if let Error::Bundle(problem) = &error {
            return of_bundle(problem);
        }
        if let Error::Refused { code, message } = error {
            return refused_by_province(code, &message);
        }
        let (message, next) = texts(&error);
        let is_full = matches!(error, Error::DiskFull);
        match usage_code(&error) {
            Some(code) => Self::usage(code, message, next),
            None if is_full => Self::new(stable, message, next).ending(Exit::DiskFull),
            None => Self::new(stable, message, next),
        }
    }
}

/// The code of an error in what was asked, `None` of one in what was done.
fn usage_code(error: &Error) -> Option<&'static str> {
    let is_mistyped = matches!(error, Error::Seal(seal::Error::NotAnInviteCode | seal::Error::MistypedInviteCode));
    if is_mistyped {
        return Some("mistyped_code");
    }
    if matches!(error, Error::Weak(_) | Error::WhichOfficer(_) | Error::NoSuchOfficer(_) | Error::HandleTaken(_)) {
        return Some(error.code());
    }
    let is_misnamed = matches!(
        error,
        Error::NoSuchRecord(_)
            | Error::NoSuchChange(_)
            | Error::NothingToSplit(_)
            | Error::NotMergeable { .. }
            | Error::NotMerged(_)
    );
    is_misnamed.then(|| error.code())
}

fn of_bundle(problem: &bundle::Problem) -> Failure {
    use bundle::Problem;
    let (message, next) = match problem {
        Problem::Half => (text::HALF_BUNDLE, text::DAMAGED_BUNDLE_NEXT),
        Problem::ForProvince => (text::BUNDLE_FOR_PROVINCE, text::BUNDLE_FOR_PROVINCE_NEXT),
        Problem::ForAnother => (text::BUNDLE_FOR_ANOTHER, text::BUNDLE_FOR_ANOTHER_NEXT),
        Problem::TooLarge { .. } => (text::TOO_MUCH_FOR_BUNDLE, text::TOO_MUCH_FOR_BUNDLE_NEXT),
        Problem::Damaged(_) | _ => (text::DAMAGED_BUNDLE, text::DAMAGED_BUNDLE_NEXT),
    };
    Failure::new(problem.code(), message, next)
}

impl From<courier::Error> for Failure {
    fn from(error: courier::Error) -> Self {
        let code = error.code();
        match code {
            "full" => Self::new(code, text::COURIER_FULL, text::COURIER_FULL_NEXT),
            "no_bundle" => Self::new(code, text::DAMAGED_BUNDLE, text::DAMAGED_BUNDLE_NEXT),
            _ => Self::new(code, text::UNEXPECTED.with(&[&error]), text::COURIER_NEXT),
        }
    }
}

/// The province's own code is the code of the failure.
fn refused_by_province(stable: String, message: &str) -> Failure {
    if stable == "full" {
        return Failure::new("full", text::COURIER_FULL, text::COURIER_FULL_NEXT);
    }
    if stable == "locked" {
        return Failure::new("locked", text::SEED_LOCKED, text::SEED_LOCKED_NEXT);
    }
    let invitation = match stable.as_str() {
        "unknown_code" => Some((text::CODE_UNKNOWN, text::CODE_UNKNOWN_NEXT)),
        "code_used" => Some((text::CODE_USED, text::INVITATION_NEXT)),
        "code_expired" => Some((text::CODE_EXPIRED, text::INVITATION_NEXT)),
        "code_withdrawn" => Some((text::CODE_WITHDRAWN, text::INVITATION_NEXT)),
        _ => None,
    };
    if let Some((message, next)) = invitation {
        return Failure { code: stable.into(), ..Failure::new("refused", message, next) };
    }
    let next = match stable.as_str() {
        "revoked" | "unknown_device" => text::REVOKED_NEXT,
        "busy" => text::LATER_NEXT,
        _ => text::OPERATOR_NEXT,
    };
    Failure { code: stable.into(), ..Failure::new("refused", text::REFUSED.with(&[&message]), next) }
}

/// What happened, and what to do next.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "whatever has no sentence of its own tells its own and is for the operator"
)]
fn texts(error: &Error) -> (Said, Text) {
    let plain = |message: Text, next: Text| (Said::from(message), next);
    match error {
        Error::NotEnrolled(dir) => (text::NOT_ENROLLED.with(&[&dir.display()]), text::NOT_ENROLLED_NEXT),
        Error::AlreadyEnrolled(dir) => (text::ENROLLED.with(&[&dir.display()]), text::ENROLLED_NEXT),
        Error::WrongPassphrase => plain(text::WRONG_PASSPHRASE, text::WRONG_PASSPHRASE_NEXT),
        Error::TooSoon { seconds } => (text::TOO_SOON.with(&[seconds]), text::TOO_SOON_NEXT),
        Error::WhichOfficer(handles) => (text::WHICH_OFFICER.with(&[&handles.join(", ")]), text::WHICH_OFFICER_NEXT),
        Error::NoSuchOfficer(_) => plain(text::NO_SUCH_OFFICER, text::NO_SUCH_OFFICER_NEXT),
        Error::HandleTaken(handle) => (text::HANDLE_TAKEN.with(&[handle]), text::HANDLE_TAKEN_NEXT),
        Error::LastOfficer => plain(text::LAST_OFFICER, text::LAST_OFFICER_NEXT),
        Error::ResetNeeded => plain(text::RESET_NEEDED, text::RESET_NEEDED_NEXT),
        Error::Weak(weak) => (of_weak(*weak), text::WEAK_NEXT),
        Error::ClosedRecord(_) => plain(text::CLOSED_RECORD, text::CLOSED_RECORD_NEXT),
        Error::LoanOver { until, .. } => (text::LOAN_OVER.with(&[&moment::local(*until)]), text::LOAN_OVER_NEXT),
        Error::Seal(seal::Error::NotAResetCode | seal::Error::MistypedResetCode) => {
            plain(text::MISTYPED_RESET, text::MISTYPED_CODE_NEXT)
        }
        Error::Seal(seal::Error::WrongResetCode) => plain(text::WRONG_RESET, text::WRONG_RESET_NEXT),
        Error::Damaged { set_aside } => (text::DAMAGED.with(&[&set_aside.display()]), text::DAMAGED_NEXT),
        Error::Newer { .. } => plain(text::NEWER, text::NEWER_NEXT),
        Error::DiskFull => plain(text::DISK_FULL, text::DISK_FULL_NEXT),
        Error::Busy => plain(text::STORE_BUSY, text::LATER_NEXT),
        Error::NoSuchRecord(_) => plain(text::NO_SUCH_RECORD, text::NO_SUCH_RECORD_NEXT),
        Error::NoSuchChange(_) => plain(text::NO_SUCH_CHANGE, text::NO_SUCH_CHANGE_NEXT),
        Error::NothingToSplit(_) => plain(text::NOTHING_TO_SPLIT, text::NOTHING_TO_SPLIT_NEXT),
        Error::NotMergeable { .. } => plain(text::NOT_MERGEABLE, text::NOT_MERGEABLE_NEXT),
        Error::NotMerged(_) => plain(text::NOT_MERGED, text::NOT_MERGED_NEXT),
        Error::ProvinceOnly(_) => plain(text::PROVINCE_ONLY, text::PROVINCE_ONLY_NEXT),
        Error::Seal(seal::Error::NotAnInviteCode | seal::Error::MistypedInviteCode) => {
            plain(text::MISTYPED_CODE, text::MISTYPED_CODE_NEXT)
        }
        Error::Seal(seal::Error::NotAnInvitation) => plain(text::NO_INVITATION, text::NO_INVITATION_NEXT),
        Error::Seal(seal::Error::ForeignProvince) => plain(text::FOREIGN_PROVINCE, text::INVITATION_NEXT),
        Error::Document(document::Error::UnknownHeads) => plain(text::UNKNOWN_HEADS, text::UNKNOWN_HEADS_NEXT),
        Error::Unreachable(_) => plain(text::UNREACHABLE, text::UNREACHABLE_NEXT),
        Error::NotAsked => plain(text::NOT_ASKED, text::NOT_ASKED_NEXT),
        Error::Untrusted(why) => of_untrusted(why),
        Error::SetBack { .. } => plain(text::PROVINCE_KEY_OLD, text::PROVINCE_KEY_OLD_NEXT),
        Error::Seal(seal::Error::NotTheSuccessor | seal::Error::ForkedSuccession { .. }) => {
            plain(text::PROVINCE_KEY_FOREIGN, text::PROVINCE_KEY_FOREIGN_NEXT)
        }
        Error::Seal(seal::Error::FormerKey) => plain(text::PROVINCE_KEY_FORMER, text::PROVINCE_KEY_FORMER_NEXT),
        Error::Seal(seal::Error::SuccessionGap { missing }) => {
            (text::PROVINCE_KEY_GAP.with(&[missing]), text::PROVINCE_KEY_GAP_NEXT)
        }
        Error::PlainHttp(_) => plain(text::PLAIN_HTTP, text::PLAIN_HTTP_NEXT),
        Error::Cancelled => plain(text::CANCELLED, text::CANCELLED_NEXT),
        Error::WrongCourier { found } => (text::WRONG_COURIER.with(&[found]), text::WRONG_COURIER_NEXT),
        Error::BadAddress(_) => plain(text::BAD_ADDRESS, text::BAD_ADDRESS_NEXT),
        Error::LeaseOver { until } => (text::LEASE_OVER.with(&[&moment::local(*until)]), text::LEASE_OVER_NEXT),
        Error::ClockAhead { .. } => plain(text::CLOCK_AHEAD, text::CLOCK_AHEAD_NEXT),
        Error::Wiped => plain(text::WIPED, text::WIPED_NEXT),
        Error::NothingInOutbox => plain(text::OUTBOX_EMPTY, text::OUTBOX_EMPTY_NEXT),
        Error::Seed(problem) => of_seed(*problem),
        other => (text::UNEXPECTED.with(&[other]), text::OPERATOR_NEXT),
    }
}

/// Why a server is not believed.
fn of_untrusted(why: &Untrusted) -> (Said, Text) {
    match why {
        Untrusted::AnotherServer => (Said::from(text::ANOTHER_SERVER), text::ANOTHER_SERVER_NEXT),
        Untrusted::OtherName(name) => (text::OTHER_NAME.with(&[name]), text::OTHER_NAME_NEXT),
        Untrusted::Ended { ended, clock } => {
            (text::CERTIFICATE_ENDED.with(&[ended, clock]), text::CERTIFICATE_ENDED_NEXT)
        }
    }
}

fn of_weak(weak: Weak) -> Said {
    match weak {
        Weak::Short => text::SHORT_PASSPHRASE.with(&[&rule::FEWEST, &rule::FEWEST_DIGITS]),
        Weak::Common => text::COMMON_PASSPHRASE.into(),
        Weak::Date => text::DATE_PASSPHRASE.into(),
    }
}

/// Why nothing was handed on, or taken.
fn of_seed(problem: Problem) -> (Said, Text) {
    let (message, next) = match problem {
        Problem::NotACard => (text::SEED_NOT_A_CARD, text::SEED_NOT_A_CARD_NEXT),
        Problem::ForeignCard => (text::SEED_FOREIGN_CARD, text::SEED_FOREIGN_CARD_NEXT),
        Problem::OtherFeeds => (text::SEED_OTHER_FEEDS, text::SEED_OTHER_FEEDS_NEXT),
        Problem::NoPack => (text::SEED_NO_PACK, text::SEED_NO_PACK_NEXT),
        Problem::NoPackThere => (text::SEED_NO_PACK_THERE, text::SEED_NO_PACK_THERE_NEXT),
        Problem::NotNeeded => (text::SEED_NOT_NEEDED, text::SEED_NOT_NEEDED_NEXT),
        Problem::NotForUs | _ => (text::SEED_NOT_FOR_US, text::SEED_NOT_FOR_US_NEXT),
    };
    (Said::from(message), next)
}
