use std::time::Duration;

use jiff::Timestamp;
use serde_json::json;

use super::*;
use crate::{
    Action, Answer, EventId, ItemOutcome, ItemStatus, SigningSecret,
    answer::{Code, FieldError, Heard, RegistryId, Reply},
    event::tests::event_of,
    signature::SignedHeaders,
    target::tests::target,
};

fn now() -> Timestamp {
    "2026-02-24T09:40:12Z".parse().unwrap()
}

fn header<'a>(request: &'a Request, name: &str) -> &'a str {
    request.headers.get(name).unwrap().to_str().unwrap()
}

fn verifies(request: &Request, secret: &SigningSecret) -> bool {
    let headers = SignedHeaders {
        id: header(request, "webhook-id"),
        timestamp: header(request, "webhook-timestamp"),
        signature: header(request, "webhook-signature"),
    };
    signature::verify([secret], headers, now(), &request.body).is_ok()
}

#[test]
fn one_event_goes_by_itself_and_signed() {
    let target = Target { bearer: Some(BearerToken::parse("token").unwrap()), ..target() };
    let event = event_of(1, 1, 1, &[("name", "CONTOH SATU")]);
    let request = request(&target, std::slice::from_ref(&event), now()).unwrap();
    assert_eq!(header(&request, "content-type"), SINGLE);
    assert_eq!(header(&request, "idempotency-key"), format!("\"{}\"", header(&request, "webhook-id")));
    assert_eq!(header(&request, "webhook-timestamp"), "1771926012");
    assert_eq!(header(&request, "authorization"), "Bearer token");
    assert_eq!(request.body, event.to_json().unwrap().into_bytes());
    assert_eq!(request.events, [event.id()]);
    assert!(verifies(&request, &target.secret));
    assert!(!verifies(&request, &SigningSecret::of_random([8; 32])));
}

#[test]
fn several_events_go_as_a_batch_in_their_order() {
    let events = [event_of(1, 1, 1, &[("name", "CONTOH SATU")]), event_of(1, 2, 2, &[("name", "CONTOH DUA")])];
    let request = request(&target(), &events, now()).unwrap();
    assert_eq!(header(&request, "content-type"), BATCH);
    let body: Vec<Event> = serde_json::from_slice(&request.body).unwrap();
    assert_eq!(body, events);
}

#[test]
fn a_retry_has_the_same_body_and_key_and_another_message_another_key() {
    let key = |target: &Target, event: &Event, now| {
        let request = request(target, std::slice::from_ref(event), now).unwrap();
        header(&request, "idempotency-key").to_owned()
    };
    let event = event_of(1, 1, 1, &[("name", "CONTOH SATU")]);
    let first = key(&target(), &event, now());
    let stored = Event::from_json(&event.to_json().unwrap()).unwrap();
    assert_eq!(key(&target(), &stored, now() + Duration::from_secs(3600)), first);

    let mut narrower = target();
    narrower.allow_list.fields.clear();
    assert_ne!(key(&narrower, &event, now()), first, "cut otherwise, it is another message");
}

#[test]
fn while_a_secret_is_replaced_both_sign() {
    let former = SigningSecret::of_random([9; 32]);
    let target = Target { former_secret: Some(former.clone()), ..target() };
    let request = request(&target, &[event_of(1, 1, 1, &[])], now()).unwrap();
    assert!(verifies(&request, &former) && verifies(&request, &target.secret));
}

#[test]
fn what_the_list_keeps_back_is_not_sent() {
    let mut narrower = target();
    narrower.allow_list.fields.clear();
    let event = event_of(1, 1, 1, &[("name", "CONTOH SATU")]);
    let request = request(&narrower, &[event], now()).unwrap();
    assert!(!String::from_utf8(request.body).unwrap().contains("CONTOH"));
}

fn reply(status: u16, body: &str) -> Reply {
    Reply { status, retry_after: None, body: body.as_bytes().to_vec() }
}

fn outcome_of(item: &serde_json::Value) -> ItemStatus {
    let sent: EventId = "01010101-0101-8101-8101-010101010101".parse().unwrap();
    let body = json!({"results": [item]}).to_string();
    let Action::PerItem(items) = understand(&[sent], &reply(200, &body)).action else { panic!("{body}") };
    items[0].status.clone()
}

#[test]
fn every_item_status_is_understood_and_an_unknown_one_survives() {
    let id = "01010101-0101-8101-8101-010101010101";
    let registry_id = RegistryId::parse("NTB-2026-000001").ok();
    let unknown = |text| ItemStatus::Unknown { status: Code::of_untrusted(text) };
    let field_errors = vec![FieldError::of_untrusted("nik", "malformed", "16 angka")];
    for (item, expected) in [
        (
            json!({"id": id, "status": "accepted", "registry_id": "NTB-2026-000001"}),
            ItemStatus::Accepted { registry_id: registry_id.clone() },
        ),
        (
            json!({"id": id, "status": "accepted", "registry_id": null, "field_errors": null}),
            ItemStatus::Accepted { registry_id: None },
        ),
        (
            json!({"id": id, "status": "duplicate", "registry_id": "NTB-2026-000001", "new": 1}),
            ItemStatus::Duplicate { registry_id },
        ),
        (
            json!({"id": id, "status": "rejected", "code": "invalid",
                "field_errors": [{"field": "nik", "code": "malformed", "message": "16 angka"}]}),
            ItemStatus::Rejected { code: Code::of_untrusted("invalid"), field_errors },
        ),
        (json!({"id": id, "status": "pending"}), ItemStatus::Pending),
        (json!({"id": id, "status": "escalated"}), unknown("escalated")),
        (json!({"id": id, "status": 7}), ItemStatus::Unknown { status: None }),
        (json!({"id": "another", "status": "accepted"}), ItemStatus::Unknown { status: None }),
        (json!("accepted"), ItemStatus::Unknown { status: None }),
    ] {
        assert_eq!(outcome_of(&item), expected, "{item}");
    }
}

#[test]
fn a_success_that_cannot_be_read_tells_nothing_of_any_event() {
    let sent = [event_of(1, 1, 1, &[]).id(), event_of(2, 1, 1, &[]).id()];
    for body in ["", "OK", "{}", "[]", r#"{"results": 7}"#, r#"{"results": [{"id": 7}]}"#] {
        let nothing = sent.map(|event| ItemOutcome { event, status: ItemStatus::Unknown { status: None } });
        let answer = understand(&sent, &reply(202, body));
        assert_eq!(answer.action, Action::PerItem(nothing.to_vec()), "{body}");
    }
}

#[test]
fn a_problem_tells_its_code() {
    let answer = understand(&[event_of(1, 1, 1, &[]).id()], &reply(401, r#"{"code": "signature_invalid"}"#));
    let heard = Heard::Reply { status: 401, code: Code::of_untrusted("signature_invalid") };
    assert_eq!(answer, Answer { heard, action: Action::PauseTarget });
}

#[test]
fn a_list_of_field_errors_ends() {
    let errors = vec![json!({"field": "nik"}); 1000];
    let item = json!({"id": "01010101-0101-8101-8101-010101010101", "status": "rejected", "field_errors": errors});
    assert!(matches!(outcome_of(&item), ItemStatus::Rejected { field_errors, .. } if field_errors.len() == 50));
}
