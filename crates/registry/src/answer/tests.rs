use super::*;
use crate::EventId;

fn event(byte: u8) -> EventId {
    uuid::Uuid::from_bytes([byte; 16]).to_string().parse().unwrap()
}

#[test]
fn every_status_has_its_action() {
    let wait = Some(Duration::from_secs(7));
    let refused = |status| Action::DeadLetter(DeadLetter::Refused { status, code: None });
    for (status, one, several) in [
        (100, Action::RetryLater(wait), Action::RetryLater(wait)),
        (301, Action::PauseTarget, Action::PauseTarget),
        (307, Action::PauseTarget, Action::PauseTarget),
        (400, refused(400), Action::SendSingly),
        (401, Action::PauseTarget, Action::PauseTarget),
        (403, Action::PauseTarget, Action::PauseTarget),
        (404, Action::PauseTarget, Action::PauseTarget),
        (408, Action::RetryLater(wait), Action::RetryLater(wait)),
        (409, Action::RetryLater(wait), Action::RetryLater(wait)),
        (410, Action::DisableTarget, Action::DisableTarget),
        (413, refused(413), Action::SendSingly),
        (415, Action::PauseTarget, Action::SendSingly),
        (422, refused(422), Action::SendSingly),
        (429, Action::Backoff(wait), Action::Backoff(wait)),
        (500, Action::Backoff(wait), Action::Backoff(wait)),
        (502, Action::Backoff(wait), Action::Backoff(wait)),
        (503, Action::Backoff(wait), Action::Backoff(wait)),
        (504, Action::Backoff(wait), Action::Backoff(wait)),
        (999, Action::RetryLater(wait), Action::RetryLater(wait)),
    ] {
        assert_eq!(Action::of_status(status, None, wait, 1), one, "{status} of one");
        assert_eq!(Action::of_status(status, None, wait, 2), several, "{status} of several");
    }
}

#[test]
fn retry_after_is_seconds_or_a_date_and_never_longer_than_a_day() {
    let now = "2026-02-24T09:40:00Z".parse().unwrap();
    for (header, expected) in [
        ("120", Some(120)),
        (" 0 ", Some(0)),
        ("99999999999", Some(86_400)),
        ("Tue, 24 Feb 2026 09:41:30 GMT", Some(90)),
        ("Tue, 24 Feb 2026 09:00:00 GMT", Some(0)),
        ("Fri, 24 Feb 2113 09:00:00 GMT", Some(86_400)),
        ("-1", None),
        ("soon", None),
        ("", None),
    ] {
        assert_eq!(retry_after(header, now), expected.map(Duration::from_secs), "{header}");
    }
}

#[test]
fn a_silent_or_failing_registry_is_down_and_any_other_is_up() {
    let reply = |status| Heard::Reply { status, code: None };
    for (heard, action, health) in [
        (reply(503), Action::Backoff(None), Health::Down(None)),
        (Heard::TimedOut, Action::RetryLater(None), Health::Down(None)),
        (Heard::Unreachable, Action::RetryLater(None), Health::Down(None)),
        (Heard::Cut, Action::RetryLater(None), Health::Down(None)),
        (reply(409), Action::RetryLater(None), Health::Up),
        (reply(401), Action::PauseTarget, Health::Up),
        (reply(200), Action::PerItem(Vec::new()), Health::Up),
    ] {
        assert_eq!(Answer { heard: heard.clone(), action }.health(), health, "{heard:?}");
    }
}

#[test]
fn each_event_that_was_sent_has_one_outcome() {
    let said = |byte, status| KnownItem { event: event(byte), status };
    let rejected = ItemStatus::Rejected { code: None, field_errors: Vec::new() };
    let items = [
        said(3, ItemStatus::Pending),
        said(1, ItemStatus::Pending),
        said(3, ItemStatus::Pending),
        said(4, ItemStatus::Pending),
        said(4, rejected),
        said(9, ItemStatus::Pending),
    ];
    let outcomes = outcomes(&[1, 2, 3, 4].map(event), items);
    let contradictory = ItemStatus::Unknown { status: Code::of_untrusted("contradictory") };
    let expected = [
        (1, ItemStatus::Pending),
        (2, ItemStatus::Unknown { status: None }),
        (3, ItemStatus::Pending),
        (4, contradictory),
    ];
    assert_eq!(outcomes, expected.map(|(byte, status)| ItemOutcome { event: event(byte), status }));
}

#[test]
fn untrusted_texts_are_cut_to_what_is_safe() {
    assert_eq!(Code::of_untrusted("nik.mal\nformed <b>").unwrap().as_str(), "nik.malformedb");
    assert_eq!(Code::of_untrusted(&"a".repeat(1000)).unwrap().as_str().len(), 64);
    assert_eq!(Code::of_untrusted(" \n"), None);
    assert_eq!(RegistryId::parse(" NTB-2026-000001 ").unwrap().as_str(), "NTB-2026-000001");
    for bad in ["", "a b", "ä", &"9".repeat(41)] {
        assert_eq!(RegistryId::parse(bad), Err(item::ParseRegistryIdError), "{bad}");
    }
    let error = FieldError::of_untrusted("nik", "malformed", &"salah\n".repeat(100));
    assert_eq!(error.message.chars().count(), 300);
    assert!(!format!("{error:?}").contains("salah"));
}
