//! Who is on the line between a device and the province, or at the other end of it.

mod keys;
mod line;

use client_core::{Error, SystemClock, enrol::Candidate};
use server::enrol;
use support::{VILLAGE, inside::Province};

fn code(province: &Province) -> seal::InviteCode {
    province.invite("Ani", VILLAGE)
}

#[test]
fn another_province_cannot_enrol_whoever_was_invited_by_ours() {
    let (ours, theirs) = (Province::new(), Province::new());
    let candidate = Candidate::new(code(&ours), "laptop", &SystemClock);
    let server = theirs.server();
    // It does not even know the invitation; with the answer of one that it made itself, it is not believed.
    assert!(enrol::enrol(&server.store, &server.keys, &server.province, candidate.request().clone()).is_err());
    let own = Candidate::new(code(&theirs), "laptop", &SystemClock);
    let answer = enrol::enrol(&server.store, &server.keys, &server.province, own.request().clone()).unwrap();
    assert!(matches!(candidate.accept(answer, "https://x"), Err(Error::Seal(seal::Error::ForeignProvince))));
}

#[test]
fn who_changes_the_keys_in_a_request_on_its_way_enrols_nobody() {
    let province = Province::new();
    let server = province.server();
    let candidate = Candidate::new(code(&province), "laptop", &SystemClock);
    let mut request = candidate.request().clone();
    request.recipient = seal::Identity::generate().recipient();
    let refused = enrol::enrol(&server.store, &server.keys, &server.province, request).unwrap_err();
    assert_eq!(refused.code(), "unknown_code");
    // The invitation was not used up by it.
    assert!(enrol::enrol(&server.store, &server.keys, &server.province, candidate.request().clone()).is_ok());
}

#[test]
fn an_invitation_works_once() {
    let province = Province::new();
    let server = province.server();
    let text = code(&province).to_string();
    let enrol = || {
        let candidate = Candidate::new(text.parse().unwrap(), "laptop", &SystemClock);
        enrol::enrol(&server.store, &server.keys, &server.province, candidate.request().clone())
    };
    assert!(enrol().is_ok());
    assert_eq!(enrol().unwrap_err().code(), "code_used");
}
