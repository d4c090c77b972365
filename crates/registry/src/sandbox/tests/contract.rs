//! What the sandbox asks of a message, and how it answers.

use reqwest::header::{HeaderName, HeaderValue};

use super::*;

fn with(mut message: Request, header: &'static str, value: Option<&str>) -> Request {
    let name = HeaderName::from_static(header);
    match value {
        Some(value) => message.headers.insert(name, HeaderValue::from_str(value).unwrap()),
        None => message.headers.remove(name),
    };
    message
}

fn results(body: &Json) -> Vec<(String, String)> {
    let text = |item: &Json, name: &str| item[name].as_str().unwrap_or_default().to_owned();
    let results = body["results"].as_array().unwrap_or_else(|| panic!("{body}"));
    results.iter().map(|item| (text(item, "status"), text(item, "registry_id"))).collect()
}

fn result(status: &str, registry_id: &str) -> (String, String) {
    (status.to_owned(), registry_id.to_owned())
}

/// The registry id with this number, of this year in the provinces.
fn registry_id(number: u32) -> String {
    let year = jiff::tz::Offset::constant(8).to_datetime(now()).year();
    format!("NTB-{year}-{number:06}")
}

#[tokio::test]
async fn a_message_that_breaks_a_rule_is_refused_with_its_code() {
    let sandbox = Running::start().await;
    let message = || sandbox.message(&[worker(1, 1, 1)]);
    let old = cloudevents::request(&sandbox.target(), &[worker(1, 1, 1)], now() - std::time::Duration::from_secs(301));
    let early =
        cloudevents::request(&sandbox.target(), &[worker(1, 1, 1)], now() + std::time::Duration::from_secs(400));
    let signed = |body: &str| {
        let signature = crate::signature::sign([&secret()], "m1", now(), body.as_bytes()).unwrap();
        let message = with(message(), "webhook-id", Some("m1"));
        let message = with(message, "webhook-timestamp", Some(&now().as_second().to_string()));
        Request { body: body.as_bytes().to_vec(), ..with(message, "webhook-signature", Some(&signature)) }
    };
    for (name, message, status, code) in [
        ("no content type", with(message(), "content-type", None), 415, "content_type_unsupported"),
        ("plain JSON", with(message(), "content-type", Some("application/json")), 415, "content_type_unsupported"),
        (
            "another charset",
            with(message(), "content-type", Some("application/cloudevents+json; charset=latin1")),
            415,
            "content_type_unsupported",
        ),
        ("not signed", with(message(), "webhook-signature", None), 401, "signature_missing"),
        ("no id", with(message(), "webhook-id", None), 401, "signature_missing"),
        ("another id", with(message(), "webhook-id", Some("m2")), 401, "signature_invalid"),
        ("another body", Request { body: b"{}".to_vec(), ..message() }, 401, "signature_invalid"),
        ("no time", with(message(), "webhook-timestamp", Some("x")), 401, "signature_invalid"),
        ("old", old.unwrap(), 401, "timestamp_outside_tolerance"),
        ("early", early.unwrap(), 401, "timestamp_outside_tolerance"),
        ("no key", with(message(), "idempotency-key", None), 400, "idempotency_key_missing"),
        ("a key without quotes", with(message(), "idempotency-key", Some("abc")), 400, "idempotency_key_missing"),
        ("an empty key", with(message(), "idempotency-key", Some("\"\"")), 400, "idempotency_key_missing"),
        ("no event", signed("{}"), 400, "not_cloudevents"),
        ("no JSON", signed("hello"), 400, "not_cloudevents"),
        ("too large", Request { body: vec![b' '; (4 << 20) + 1], ..message() }, 413, "payload_too_large"),
    ] {
        let (was, body) = sandbox.post(message).await;
        assert_eq!((was, &body["code"]), (status, &json!(code)), "{name}: {body}");
        assert_eq!(body["status"], json!(status), "{name}");
    }
    assert_eq!(sandbox.stat("signature_failures").await, 7);
    assert_eq!(sandbox.stat("events").await, 0, "nothing was applied");
}

#[tokio::test]
async fn each_worker_has_one_registry_id_and_each_event_counts_once() {
    let sandbox = Running::start().await;
    let batch = [worker(1, 1, 1), worker(2, 1, 1), worker(1, 2, 2), worker(1, 1, 1)];
    let (status, body) = sandbox.post(sandbox.message(&batch)).await;
    let (one, two) = (registry_id(1), registry_id(2));
    let expected =
        [result("accepted", &one), result("accepted", &two), result("accepted", &one), result("duplicate", &one)];
    assert_eq!((status, results(&body)), (200, expected.to_vec()));

    let (_, body) = sandbox.post(sandbox.message(&[worker(2, 1, 1)])).await;
    assert_eq!(results(&body), [result("duplicate", &two)], "in another message");
    for (name, number) in [("workers", 2), ("events", 3), ("duplicate_events", 2), ("stale_events", 0)] {
        assert_eq!(sandbox.stat(name).await, number, "{name}");
    }
}

#[tokio::test]
async fn an_older_event_is_acknowledged_and_overwrites_nothing() {
    let sandbox = Running::start().await;
    let named = |version, sequence, name| event_of(1, version, sequence, &[("name", name)]);
    sandbox.post(sandbox.message(&[named(2, 20, "CONTOH BARU")])).await;
    let (_, body) = sandbox.post(sandbox.message(&[named(1, 9, "CONTOH LAMA")])).await;
    assert_eq!(results(&body), [result("duplicate", &registry_id(1))]);
    assert_eq!(body["results"][0]["code"], json!("stale"));

    let (_, shown) = sandbox.get(&format!("/workers/{}?format=json", registry_id(1))).await;
    assert_eq!((&shown["name"], &shown["events"]), (&json!("CONTOH BARU"), &json!(2)));
    assert_eq!(sandbox.stat("stale_events").await, 1);
}

#[tokio::test]
async fn two_versions_with_one_sequence_are_not_both_taken() {
    let sandbox = Running::start().await;
    let (_, body) = sandbox.post(sandbox.message(&[worker(1, 1, 5), worker(1, 2, 5)])).await;
    assert_eq!(results(&body), [result("accepted", &registry_id(1)), result("rejected", "")]);
    assert_eq!(body["results"][1]["code"], json!("sequence_reused"));
}

#[tokio::test]
async fn what_breaks_a_rule_is_rejected_alone() {
    let sandbox = Running::start().await;
    let nameless = event_of(2, 1, 1, &[("nik", "5203130107950000")]);
    let wrong_nik = event_of(3, 1, 1, &[("name", "CONTOH TIGA"), ("nik", "123")]);
    let (status, body) = sandbox.post(sandbox.message(&[nameless, worker(1, 1, 1), wrong_nik])).await;
    let expected = [result("rejected", ""), result("accepted", &registry_id(1)), result("rejected", "")];
    assert_eq!((status, results(&body)), (200, expected.to_vec()));
    assert_eq!(body["results"][0]["field_errors"][0]["field"], json!("name"));
    assert_eq!(body["results"][2]["field_errors"][0]["code"], json!("malformed"));
    assert_eq!((sandbox.stat("rejected").await, sandbox.stat("workers").await), (2, 1));
}

#[tokio::test]
async fn a_retry_is_answered_as_before_and_a_key_serves_one_payload() {
    let sandbox = Running::start().await;
    let message = sandbox.message(&[worker(1, 1, 1)]);
    let first = sandbox.post(message.clone()).await;
    assert_eq!(sandbox.post(message.clone()).await, first, "accepted again, not duplicate");
    assert_eq!((sandbox.stat("replayed_messages").await, sandbox.stat("duplicate_events").await), (1, 0));

    let key = message.headers["idempotency-key"].to_str().unwrap();
    let other = with(sandbox.message(&[worker(2, 1, 1)]), "idempotency-key", Some(key));
    let (status, body) = sandbox.post(other).await;
    assert_eq!((status, &body["code"]), (422, &json!("idempotency_key_reused")));
    assert_eq!(sandbox.stat("workers").await, 1);
}

#[tokio::test]
async fn many_at_once_with_one_key_are_applied_once() {
    let sandbox = Running::start().await;
    let message = sandbox.message(&[worker(1, 1, 1)]);
    let posts: Vec<_> = (0..16).map(|_| tokio::spawn(sandbox.post(message.clone()))).collect();
    let mut answers = Vec::new();
    for post in posts {
        answers.push(post.await.unwrap());
    }
    let (accepted, others): (Vec<_>, Vec<_>) = answers.into_iter().partition(|(status, _)| *status == 200);
    assert!(!accepted.is_empty() && accepted.iter().all(|answer| *answer == accepted[0]), "{accepted:?}");
    let in_progress = |(status, body): &(u16, Json)| *status == 409 && body["code"] == "idempotency_key_in_progress";
    assert!(others.iter().all(in_progress), "{others:?}");
    assert_eq!((sandbox.stat("events").await, sandbox.stat("duplicate_events").await), (1, 0));
}

#[tokio::test]
async fn while_a_message_is_in_progress_its_key_is_taken() {
    let sandbox = Running::start().await;
    sandbox.fault(json!({"delay_ms": 3_600_000})).await;
    let message = sandbox.message(&[worker(1, 1, 1)]);
    let slow = tokio::spawn(sandbox.post(message.clone()));
    while sandbox.stat("events").await == 0 {}
    let (status, body) = sandbox.post(message.clone()).await;
    assert_eq!((status, &body["code"]), (409, &json!("idempotency_key_in_progress")));
    let key = message.headers["idempotency-key"].to_str().unwrap();
    let (status, _) = sandbox.post(with(sandbox.message(&[worker(2, 1, 1)]), "idempotency-key", Some(key))).await;
    assert_eq!(status, 422);

    sandbox.stop().await;
    let (status, body) = slow.await.unwrap();
    assert_eq!((status, results(&body)), (200, vec![result("accepted", &registry_id(1))]), "stopping ends the delay");
}

#[tokio::test]
async fn a_restart_forgets_nothing() {
    let sandbox = Running::start().await;
    let message = sandbox.message(&[worker(1, 1, 1)]);
    let first = sandbox.post(message.clone()).await;
    let sandbox = Running::start_in(sandbox.stop().await).await;
    let again = sandbox.post(Request { url: sandbox.url("/v1/events"), ..message }).await;
    assert_eq!(again, first);
    let (_, body) = sandbox.post(sandbox.message(&[worker(2, 1, 1), worker(1, 2, 2)])).await;
    assert_eq!(results(&body), [result("accepted", &registry_id(2)), result("accepted", &registry_id(1))]);
}
