//! The client against the sandbox: what a forwarder does with each answer.

use std::{num::NonZeroUsize, time::Duration};

use super::*;
use crate::{
    Action, Answer, ItemStatus,
    answer::{Code, Heard},
    target::BatchLimits,
};

impl Running {
    async fn send(&self, events: &[Event]) -> Answer {
        let batch = BatchLimits { max_events: NonZeroUsize::new(10).unwrap(), max_bytes: 20_000 };
        client::send(&self.client, &Target { batch: Some(batch), ..self.target() }, events, now()).await
    }
}

fn statuses(answer: &Answer) -> Vec<&'static str> {
    let Action::PerItem(items) = &answer.action else { panic!("{answer:?}") };
    let name = |status: &ItemStatus| match status {
        ItemStatus::Accepted { registry_id } if registry_id.is_some() => "accepted",
        ItemStatus::Duplicate { registry_id } if registry_id.is_some() => "duplicate",
        ItemStatus::Rejected { .. } => "rejected",
        ItemStatus::Accepted { .. } | ItemStatus::Duplicate { .. } => "without a registry id",
        ItemStatus::Pending => "pending",
        ItemStatus::Unknown { .. } => "unknown",
    };
    items.iter().map(|item| name(&item.status)).collect()
}

#[tokio::test]
async fn one_event_and_a_batch_are_accepted() {
    let sandbox = Running::start().await;
    assert_eq!(statuses(&sandbox.send(&[worker(1, 1, 1)]).await), ["accepted"]);
    let batch = [worker(1, 1, 1), worker(2, 1, 1), event_of(3, 1, 1, &[])];
    let answer = sandbox.send(&batch).await;
    assert_eq!(statuses(&answer), ["duplicate", "accepted", "rejected"]);
    let Action::PerItem(items) = answer.action else { panic!() };
    assert!(items.iter().map(|item| item.event).eq(batch.iter().map(Event::id)), "in their order");
    let ItemStatus::Rejected { code, field_errors } = &items[2].status else { panic!() };
    assert_eq!(code, &Code::of_untrusted("invalid"));
    assert_eq!(field_errors[0].field, Code::of_untrusted("name"));
}

#[tokio::test]
async fn a_fault_is_understood_and_passes() {
    let sandbox = Running::start().await;
    let after = |seconds| Some(Duration::from_secs(seconds));
    for (fault, action) in [
        (json!({"status": 503, "retry_after": 7}), Action::Backoff(after(7))),
        (json!({"status": 429}), Action::Backoff(None)),
        (json!({"status": 409, "retry_after": 1}), Action::RetryLater(after(1))),
        (json!({"status": 401}), Action::PauseTarget),
        (json!({"status": 410}), Action::DisableTarget),
    ] {
        sandbox.fault(fault.clone()).await;
        let answer = sandbox.send(&[worker(1, 1, 1)]).await;
        assert_eq!(answer.action, action, "{fault}");
        let code = Code::of_untrusted("sandbox_fault");
        assert!(matches!(answer.heard, Heard::Reply { code: heard, .. } if heard == code), "{fault}");
    }
    assert_eq!(sandbox.stat("events").await, 0);
    assert_eq!(statuses(&sandbox.send(&[worker(1, 1, 1)]).await), ["accepted"]);
}

#[tokio::test]
async fn an_answer_that_was_cut_off_is_asked_for_again_with_the_same_key() {
    let sandbox = Running::start().await;
    sandbox.fault(json!({"drop_after_apply": true})).await;
    let event = worker(1, 1, 1);
    let cut = sandbox.send(std::slice::from_ref(&event)).await;
    assert_eq!(cut, Answer { heard: Heard::Cut, action: Action::RetryLater(None) });
    assert_eq!(sandbox.stat("events").await, 1, "it arrived all the same");

    assert_eq!(statuses(&sandbox.send(&[event]).await), ["accepted"]);
    for (name, number) in [("workers", 1), ("events", 1), ("duplicate_events", 0), ("replayed_messages", 1)] {
        assert_eq!(sandbox.stat(name).await, number, "{name}");
    }
}

#[tokio::test]
async fn a_timeout_is_unknown_and_its_retry_makes_no_second_worker() {
    let sandbox = Running::start().await;
    sandbox.fault(json!({"delay_ms": 3_600_000, "drop_after_apply": true})).await;
    let impatient = Target { timeout: Duration::from_millis(200), ..sandbox.target() };
    let event = worker(1, 1, 1);
    let answer = client::send(&sandbox.client, &impatient, std::slice::from_ref(&event), now()).await;
    assert_eq!(answer, Answer { heard: Heard::TimedOut, action: Action::RetryLater(None) });

    // The first message counts as in progress until the sandbox notices that its sender hung up.
    let retried = loop {
        let answer = sandbox.send(std::slice::from_ref(&event)).await;
        if !matches!(answer.action, Action::RetryLater(_)) {
            break answer;
        }
    };
    assert_eq!(statuses(&retried), ["accepted"]);
    assert_eq!((sandbox.stat("workers").await, sandbox.stat("events").await), (1, 1));
}

#[tokio::test]
async fn every_second_event_is_rejected_on_request() {
    let sandbox = Running::start().await;
    sandbox.fault(json!({"reject_every": 2, "times": 2})).await;
    let events: Vec<Event> = (1..=5).map(|number| worker(number, 1, 1)).collect();
    let first = sandbox.send(&events[..3]).await;
    assert_eq!(statuses(&first), ["accepted", "rejected", "accepted"]);
    assert_eq!(statuses(&sandbox.send(&events[3..]).await), ["rejected", "accepted"]);
    assert_eq!(statuses(&sandbox.send(&events[3..4]).await), ["accepted"], "repaired");
}

#[tokio::test]
async fn a_registry_that_is_not_there_is_unreachable() {
    let sandbox = Running::start().await;
    let (target, client) = (sandbox.target(), sandbox.client.clone());
    sandbox.stop().await;
    let answer = client::send(&client, &target, &[worker(1, 1, 1)], now()).await;
    assert_eq!(answer, Answer { heard: Heard::Unreachable, action: Action::RetryLater(None) });
}

#[tokio::test]
async fn more_than_the_target_takes_is_not_sent() {
    let sandbox = Running::start().await;
    let events = [worker(1, 1, 1), worker(2, 1, 1)];
    let answer = client::send(&sandbox.client, &sandbox.target(), &events, now()).await;
    assert_eq!(answer, Answer { heard: Heard::NotSent, action: Action::SendSingly });
    let nothing = client::send(&sandbox.client, &sandbox.target(), &[], now()).await;
    assert_eq!(nothing, Answer { heard: Heard::NotSent, action: Action::PerItem(Vec::new()) });
}

/// Answers every connection with these bytes.
async fn registry_saying(answer: Vec<u8>) -> reqwest::Url {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/v1/events", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = vec![0; 1 << 16];
            // The whole request is one small write.
            if stream.read(&mut request).await.is_ok() && stream.write_all(&answer).await.is_ok() {
                stream.shutdown().await.ok();
            }
        }
    });
    url.parse().unwrap()
}

#[tokio::test]
async fn an_untrusted_reply_costs_no_more_than_its_limit() {
    let sandbox = Running::start().await;
    let event = worker(1, 1, 1);
    let result = format!(r#"{{"results":[{{"id":"{}","status":"accepted"}}]}}"#, event.id());
    let head = |status: &str, more: &str| format!("HTTP/1.1 {status}\r\n{more}connection: close\r\n\r\n");
    let endless = format!("{}{}{result}", head("200 OK", ""), " ".repeat(2 << 20));
    let elsewhere = head("307 Temporary Redirect", &format!("location: {}\r\n", sandbox.url("/v1/events")));
    let halved = head("200 OK", "content-length: 5000\r\n");
    for (name, answer, heard, action) in [
        ("endless", endless, Heard::Reply { status: 200, code: None }, None),
        ("elsewhere", elsewhere, Heard::Reply { status: 307, code: None }, Some(Action::PauseTarget)),
        ("halved", halved, Heard::Cut, Some(Action::RetryLater(None))),
        ("no HTTP", "hello\r\n\r\n".to_owned(), Heard::Cut, Some(Action::RetryLater(None))),
    ] {
        let target = Target { url: registry_saying(answer.into_bytes()).await, ..sandbox.target() };
        let answer = client::send(&sandbox.client, &target, std::slice::from_ref(&event), now()).await;
        assert_eq!(answer.heard, heard, "{name}");
        match action {
            Some(action) => assert_eq!(answer.action, action, "{name}"),
            None => assert_eq!(statuses(&answer), ["unknown"], "{name}"),
        }
    }
    assert_eq!(sandbox.stat("events").await, 0, "a redirect is not followed");
}
