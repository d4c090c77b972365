//! What goes wrong on the line, in a device, or on purpose.

use std::time::Duration;

use records::Kind;
use rusqlite::Connection;
use server::store::devices;
use testkit::poison::{self, Victim};
use tokio::{io::AsyncWriteExt, net::TcpStream, time::timeout};
use wire::{
    Frame, Hello, Push,
    exchange::{Range, SignedHello},
    stream::FrameEncoder,
};

use crate::{
    device::{Device, encode, new_doc},
    stage::{OTHER_VILLAGE, Stage, VILLAGE, region},
};

/// How long a server may take for what takes it milliseconds.
const PATIENCE: Duration = Duration::from_secs(60);

/// A device, and a push of it with a change that is refused.
async fn refused(stage: &Stage) -> (Device, Push) {
    let mut ani = stage.device(VILLAGE).await;
    let doc = new_doc();
    let honest = ani.edit(doc, poison::FIELD, "Siti Contoh").bytes;
    let victim = Victim::of([honest.as_slice()], *ani.actor().as_bytes());
    let poison = poison::catalogue(&victim).swap_remove(0).raw;
    let push = ani.envelope(&[(doc, honest), (doc, poison)]);
    (ani, push)
}

#[tokio::test]
async fn a_verdict_is_told_until_the_device_says_that_it_took_it_in() {
    let stage = Stage::new().await;
    let (mut ani, push) = refused(&stage).await;
    ani.answered = Some(0);
    assert_eq!(ani.exchange(&[push]).await.unwrap().verdicts.len(), 1);
    for _ in 0..8 {
        assert_eq!(ani.exchange(&[]).await.unwrap().verdicts.len(), 1, "no answer arrived");
    }
    // An answer that is older than the last one tells nothing of that.
    ani.answered = Some(ani.exchange - 1);
    assert_eq!(ani.exchange(&[]).await.unwrap().verdicts.len(), 1);
    ani.answered = Some(ani.exchange);
    assert!(ani.exchange(&[]).await.unwrap().verdicts.is_empty());
    ani.answered = None;
    assert!(ani.exchange(&[]).await.unwrap().verdicts.is_empty(), "once said, it stays said");
}

#[tokio::test]
async fn a_refusal_is_told_several_times_and_then_no_more_to_a_device_that_does_not_say() {
    let stage = Stage::new().await;
    let (mut ani, push) = refused(&stage).await;
    let mut told = vec![ani.exchange(&[push]).await.unwrap().verdicts.len()];
    while told.last() == Some(&1) {
        assert!(told.len() < 100, "it is told for ever");
        told.push(ani.exchange(&[]).await.unwrap().verdicts.len());
    }
    assert!(told.len() > 2, "a lost response must not lose a verdict: {told:?}");
}

#[tokio::test]
async fn what_a_device_may_not_write_is_kept_aside_with_a_code() {
    let stage = Stage::new().await;
    let mut ani = stage.device(VILLAGE).await;
    for (name, kind, place, code) in [
        ("another village", Kind::Worker, OTHER_VILLAGE, "out_of_scope"),
        ("no village", Kind::Worker, "52.03", "out_of_scope"),
        ("the province's word", Kind::Standing, VILLAGE, "province_only"),
        ("the province's notices", Kind::Notice, "52", "province_only"),
        ("a complaint of another village", Kind::Case, OTHER_VILLAGE, "out_of_scope"),
        ("a figure, which is an office's", Kind::Observation, VILLAGE, "out_of_scope"),
    ] {
        let doc = new_doc();
        let change = ani.edit(doc, "name", "Siti Contoh");
        let push = ani.envelope_of(vec![(doc, kind, region(place), change.bytes)]);
        let reply = ani.exchange(&[push]).await.unwrap();
        assert!(reply.codes().contains(&code), "{name}: {:?}", reply.codes());
        assert!(reply.entries().is_empty(), "{name}");
    }
}

#[tokio::test]
async fn a_change_of_another_device_cannot_be_signed_for() {
    let stage = Stage::new().await;
    let (mut ani, mut budi) = (stage.device(VILLAGE).await, stage.device(VILLAGE).await);
    let doc = new_doc();
    let change = ani.edit(doc, "name", "Siti Contoh");
    let push = budi.envelope(&[(doc, change.bytes)]);
    assert_eq!(budi.exchange(&[push]).await.unwrap().codes(), ["foreign_actor"]);
}

#[tokio::test]
async fn two_statements_under_one_number_are_a_fork() {
    let stage = Stage::new().await;
    let mut ani = stage.device(VILLAGE).await;
    let doc = new_doc();
    let (first, other) = (ani.edit(doc, "name", "Siti"), ani.edit(doc, "dusun", "Lebak"));
    let push = ani.envelope(&[(doc, first.bytes)]);
    ani.exchange(&[push]).await.unwrap();
    ani.n = 0;
    ani.previous = None;
    let push = ani.envelope(&[(doc, other.bytes)]);
    assert_eq!(ani.exchange(&[push]).await.unwrap_err(), (409, "forked".to_owned()));
}

#[tokio::test]
async fn a_replayed_or_altered_hello_is_refused() {
    let stage = Stage::new().await;
    let mut ani = stage.device(VILLAGE).await;
    let hello = Frame::Hello(ani.hello());
    ani.send(&[hello.clone(), Frame::End]).await.unwrap();
    assert_eq!(ani.send(&[hello, Frame::End]).await.unwrap_err(), (409, "replayed".to_owned()));
    let honest = ani.hello();
    let later = Hello { clock: honest.value().clock + 1, ..honest.value().clone() };
    let altered = SignedHello::new(later, |_| *honest.signature());
    let refused = ani.send(&[Frame::Hello(altered), Frame::End]).await.unwrap_err();
    assert_eq!(refused, (401, "bad_signature".to_owned()));
}

#[tokio::test]
async fn an_altered_push_is_refused_and_what_came_before_it_stands() {
    let stage = Stage::new().await;
    let mut ani = stage.device(VILLAGE).await;
    let (first, second) = (new_doc(), new_doc());
    let changes = [ani.edit(first, "name", "Siti"), ani.edit(second, "name", "Budi")];
    let [first, second] = [(first, 0), (second, 1)].map(|(doc, at)| ani.envelope(&[(doc, changes[at].bytes.clone())]));
    let mut altered = second;
    altered.written_at += 1;
    assert_eq!(ani.exchange(&[first, altered]).await.unwrap_err(), (401, "bad_signature".to_owned()));
    let reply = ani.exchange(&[]).await.unwrap();
    assert_eq!(reply.head.received, [Range { first: 0, last: 0 }]);
}

#[tokio::test]
async fn a_revoked_or_unknown_device_is_turned_away() {
    let stage = Stage::new().await;
    let mut ani = stage.device(VILLAGE).await;
    let id = ani.certificate.device;
    stage.server.store.write(move |conn| devices::revoke(conn, id, 1)).await.unwrap();
    assert_eq!(ani.exchange(&[]).await.unwrap_err(), (403, "revoked".to_owned()));
    ani.certificate.device = records::DeviceId::from_bytes([9; 16]);
    assert_eq!(ani.exchange(&[]).await.unwrap_err(), (401, "unknown_device".to_owned()));
}

#[tokio::test]
async fn bytes_that_are_no_exchange_are_refused() {
    let stage = Stage::new().await;
    let mut ani = stage.device(VILLAGE).await;
    assert_eq!(ani.send(&[Frame::End]).await.unwrap_err(), (400, "malformed".to_owned()));
    let hello = ani.hello();
    assert_eq!(ani.send(&[Frame::Hello(hello)]).await.unwrap_err().1, "malformed", "no end");
    let response = ani.http.post(format!("{}/v1/sync", stage.url)).body("GET me in").send().await.unwrap();
    assert_eq!(response.status().as_u16(), 400);
}

#[tokio::test]
async fn a_request_beyond_the_limit_is_refused() {
    let limits = server::server::Limits { request_bytes: 4_000, ..Default::default() };
    let stage = Stage::with(crate::stage::Props { limits: Some(limits), ..Default::default() }).await;
    let mut ani = stage.device(VILLAGE).await;
    let doc = new_doc();
    let change = ani.edit(doc, "note", &"x".repeat(10_000));
    let push = ani.envelope(&[(doc, change.bytes)]);
    assert_eq!(ani.exchange(&[push]).await.unwrap_err(), (413, "too_large".to_owned()));
}

/// How many statements are durable at the server.
async fn statements(stage: &Stage) -> i64 {
    let count = |conn: &Connection| Ok(conn.query_one("select count(*) from received", [], |row| row.get(0))?);
    stage.server.store.read(count).await.unwrap()
}

#[tokio::test]
async fn a_cut_request_keeps_its_complete_frames_and_the_next_head_says_so() {
    let stage = Stage::new().await;
    let mut ani = stage.device(VILLAGE).await;
    let docs = [new_doc(), new_doc()];
    let pushes = docs.map(|doc| {
        let change = ani.edit(doc, "name", "Siti Contoh");
        ani.envelope(&[(doc, change.bytes)])
    });
    let mut encoder = FrameEncoder::new().unwrap();
    let mut body = encoder.encode(&Frame::Hello(ani.hello())).unwrap();
    body.extend(encoder.encode(&Frame::Push(pushes[0].clone())).unwrap());
    let cut = encoder.encode(&Frame::Push(pushes[1].clone())).unwrap();
    body.extend(&cut[..cut.len() / 2]);

    let mut line = TcpStream::connect(stage.url.trim_start_matches("http://")).await.unwrap();
    let head = format!("POST /v1/sync HTTP/1.1\r\nhost: x\r\ncontent-length: {}\r\n\r\n", body.len() + 1_000);
    line.write_all(head.as_bytes()).await.unwrap();
    line.write_all(&body).await.unwrap();
    drop(line);

    // The server reads what arrived in its own time; a hello that overtook this one would make it a replay.
    let arrived = async { while statements(&stage).await == 0 {} };
    timeout(PATIENCE, arrived).await.expect("the whole frame of a cut request is durable");
    let reply = ani.exchange(&[]).await.unwrap();
    assert_eq!(reply.head.received, [Range { first: 0, last: 0 }]);
    let reply = ani.exchange(&pushes[1..]).await.unwrap();
    assert_eq!(reply.head.received, [Range { first: 0, last: 1 }]);
    let reply = ani.exchange(&[]).await.unwrap();
    assert!(ani.is_proven(&reply));
}

#[tokio::test]
async fn a_frame_of_a_later_version_is_passed_over() {
    let stage = Stage::new().await;
    let mut ani = stage.device(VILLAGE).await;
    let hello = Frame::Hello(ani.hello());
    let body = encode(&[hello, Frame::Unknown(77), Frame::End]);
    let response = ani.http.post(format!("{}/v1/sync", stage.url)).body(body).send().await.unwrap();
    assert_eq!(response.status().as_u16(), 200);
}
