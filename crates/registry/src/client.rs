//! Sending: the one module that speaks HTTP.

use std::time::Duration;

use jiff::Timestamp;
use reqwest::{header::RETRY_AFTER, redirect};

use crate::{
    Action, Answer, Event, Target,
    answer::{DeadLetter, Heard, Reply, retry_after},
    request::Request,
};

/// A client for every target: TLS by rustls with ring and the system's certificates, no redirects (signed personal
/// data goes only where it was agreed to go), connections kept for a minute. Make one and keep it.
///
/// # Errors
/// Where the system's certificates cannot be used.
pub fn http_client() -> Result<reqwest::Client, reqwest::Error> {
    // An error says that another part of the program was first; either provider does.
    let _already_installed = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder()
        .user_agent(concat!("rantau/", env!("CARGO_PKG_VERSION")))
        .redirect(redirect::Policy::none())
        .connect_timeout(Duration::from_secs(10))
        .pool_idle_timeout(Duration::from_secs(60))
        .build()
}

/// Sends events in one request, cut by the target's list, and understands the answer. Every failure is an answer.
///
/// Send no more at once than [`Target::next_batch`] says; otherwise the answer is [`Action::SendSingly`]. Without
/// events nothing is sent.
pub async fn send(client: &reqwest::Client, target: &Target, events: &[Event], now: Timestamp) -> Answer {
    if events.is_empty() {
        return Answer { heard: Heard::NotSent, action: Action::PerItem(Vec::new()) };
    }
    if events.len() > target.max_events() {
        return Answer { heard: Heard::NotSent, action: Action::SendSingly };
    }
    match target.profile.request(target, events, now) {
        Ok(request) => exchange(client, target, request, now).await,
        Err(_) if events.len() > 1 => Answer { heard: Heard::NotSent, action: Action::SendSingly },
        Err(_) => Answer { heard: Heard::NotSent, action: Action::DeadLetter(DeadLetter::Unwritable) },
    }
}

async fn exchange(client: &reqwest::Client, target: &Target, request: Request, now: Timestamp) -> Answer {
    let sending = client.post(request.url).headers(request.headers).timeout(target.timeout).body(request.body).send();
    let reply = match sending.await {
        Ok(response) => read(response, now).await,
        Err(error) => Err(error),
    };
    match reply {
        Ok(reply) => target.profile.understand(&request.events, &reply),
        Err(error) => Answer::unknown(heard(&error)),
    }
}

async fn read(mut response: reqwest::Response, now: Timestamp) -> Result<Reply, reqwest::Error> {
    let header = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok());
    let retry_after = header.and_then(|text| retry_after(text, now));
    let status = response.status().as_u16();
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        if body.len() + chunk.len() > Reply::MAX_BODY {
            return Ok(Reply { status, retry_after, body: Vec::new() });
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Reply { status, retry_after, body })
}

fn heard(error: &reqwest::Error) -> Heard {
    if error.is_timeout() {
        Heard::TimedOut
    } else if error.is_connect() {
        Heard::Unreachable
    } else {
        Heard::Cut
    }
}
