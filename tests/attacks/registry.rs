//! A registry that answers what it should not, and others in its place.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use records::{ChangeHash, DocId, Kind, Path, Value};
use registry::{
    Action, AllowList, Answer, Event, EventSource, ItemStatus, SigningSecret, Target,
    answer::MAX_RETRY_AFTER,
    client::{http_client, send},
    event::{RecordVersion, Sequence},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
    task::JoinHandle,
};

const NIK: &str = "5203130107950000";

fn event() -> Event {
    let fields = [("name", "CONTOH SATU"), ("nik", NIK), ("note", "rahasia")];
    let fields: BTreeMap<_, _> =
        fields.into_iter().map(|(path, text)| (Path::parse(path).unwrap(), Value::from(text))).collect();
    let heads = BTreeSet::from([ChangeHash::from_bytes([1; 32])]);
    let at: Timestamp = "2026-02-24T09:40:12Z".parse().unwrap();
    let version = RecordVersion {
        doc: DocId::from_bytes([1; 16]),
        kind: Kind::Worker,
        heads: &heads,
        fields: &fields,
        sequence: Sequence::new(1),
        happened: at,
        recorded: at,
    };
    let source = EventSource::parse("https://sync.example.go.id/52").unwrap();
    Event::of_record(&source, &version, &AllowList::training_sandbox())
}

/// Answers one request with these bytes, and gives the request.
async fn registry_that_says(reply: Vec<u8>) -> (String, JoinHandle<Vec<u8>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/v1/events", listener.local_addr().unwrap());
    let heard = tokio::spawn(async move {
        let (mut line, _) = listener.accept().await.unwrap();
        let mut request = vec![0; 16 << 10];
        let length = line.read(&mut request).await.unwrap();
        request.truncate(length);
        // A client that hangs up in the middle of it is what some of these tests want.
        let _ = line.write_all(&reply).await;
        let _ = line.shutdown().await;
        request
    });
    (url, heard)
}

async fn told(url: &str) -> Answer {
    let secret = SigningSecret::of_random([7; 32]);
    let target = Target::new("sandbox".to_owned(), url.parse().unwrap(), secret, AllowList::training_sandbox());
    send(&http_client().unwrap(), &target, &[event()], Timestamp::UNIX_EPOCH).await
}

fn reply(status: &str, headers: &str, body: &str) -> Vec<u8> {
    format!("HTTP/1.1 {status}\r\n{headers}content-length: {}\r\nconnection: close\r\n\r\n{body}", body.len())
        .into_bytes()
}

#[tokio::test]
async fn a_registry_gets_no_field_that_was_not_agreed_on() {
    let (url, heard) = registry_that_says(reply("200 OK", "", "{}")).await;
    told(&url).await;
    let request = String::from_utf8(heard.await.unwrap()).unwrap();
    assert!(request.contains("CONTOH SATU") && !request.contains("rahasia"));
    assert!(!request.lines().next().unwrap().contains(NIK), "no personal data in an address");
}

#[tokio::test]
async fn a_registry_cannot_send_personal_data_on_to_another_address() {
    let (elsewhere, asked) = registry_that_says(reply("200 OK", "", "{}")).await;
    let (url, heard) =
        registry_that_says(reply("307 Temporary Redirect", &format!("location: {elsewhere}\r\n"), "")).await;
    let answer = told(&url).await;
    heard.await.unwrap();
    assert!(matches!(answer.action, Action::PauseTarget), "{answer:?}");
    assert!(!asked.is_finished(), "nobody came there");
    asked.abort();
}

#[tokio::test]
async fn a_registry_that_claims_what_nobody_asked_for_is_not_believed() {
    let other = r#"{"results":[{"id":"b5c92d37-0d4c-8a33-8d2e-5d1f0a3a7c11","status":"accepted","registry_id":"X"}]}"#;
    let nested = "[".repeat(100_000);
    let huge = format!("{{\"registry_id\":\"{}\"}}", "9".repeat(1 << 20));
    for body in [other, &nested, "\u{0}", "{\"registry_id\":5", &huge] {
        let (url, heard) = registry_that_says(reply("200 OK", "content-type: application/json\r\n", body)).await;
        let answer = told(&url).await;
        heard.await.unwrap();
        let claimed = match &answer.action {
            Action::PerItem(items) => items.iter().any(|item| {
                matches!(&item.status, ItemStatus::Accepted { registry_id: Some(_) } | ItemStatus::Rejected { .. })
            }),
            _ => false,
        };
        assert!(!claimed, "{} bytes: {answer:?}", body.len());
    }
}

#[tokio::test]
async fn a_registry_that_asks_for_a_pause_of_years_gets_a_day() {
    let (url, heard) = registry_that_says(reply("503 Busy", "retry-after: 999999999\r\n", "")).await;
    let answer = told(&url).await;
    heard.await.unwrap();
    let Action::Backoff(Some(pause)) = answer.action else { panic!("{answer:?}") };
    assert!(pause <= MAX_RETRY_AFTER);
}
