//! The native profile: CloudEvents by HTTPS, signed, with a result for each item (DOMAIN.md 5.3 A).
//!
//! Message id and idempotency key are a hash of the body and not the event's id: a retry of the same message has the
//! same key, while the same event in another batch, or cut by a list that was changed meanwhile, is another message
//! and must not be answered 422 for reusing a key. That an event is told once is settled by its own id.

mod reply;

use jiff::Timestamp;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use sfv::{ItemSerializer, StringRef};
use sha2::{Digest, Sha256};
use standardwebhooks::{HEADER_WEBHOOK_ID, HEADER_WEBHOOK_SIGNATURE, HEADER_WEBHOOK_TIMESTAMP};
use uuid::Uuid;

use crate::{
    BearerToken, Event, Target,
    event::uuid_of,
    request::{Request, RequestError},
    signature,
};

pub use reply::understand;

/// Content type of one event.
pub const SINGLE: &str = "application/cloudevents+json; charset=utf-8";
/// Content type of several events in a JSON array.
pub const BATCH: &str = "application/cloudevents-batch+json; charset=utf-8";
/// The header that makes a retry recognisable (IETF draft -07): a structured-field string.
pub const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// Writes events, cut by the target's list, as one signed request: one event by itself, several as a batch.
///
/// # Errors
/// Where an event cannot be written.
pub fn request(target: &Target, events: &[Event], now: Timestamp) -> Result<Request, RequestError> {
    let (content_type, body) = body(target, events)?;
    let message = message_id(body.as_bytes()).to_string();
    let secrets = [Some(&target.secret), target.former_secret.as_ref()].into_iter().flatten();
    let signature = signature::sign(secrets, &message, now, body.as_bytes())?;

    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert(IDEMPOTENCY_KEY, quoted(&message)?);
    headers.insert(HEADER_WEBHOOK_ID, HeaderValue::from_str(&message)?);
    headers.insert(HEADER_WEBHOOK_TIMESTAMP, HeaderValue::from(now.as_second()));
    headers.insert(HEADER_WEBHOOK_SIGNATURE, HeaderValue::from_str(&signature)?);
    if let Some(token) = &target.bearer {
        headers.insert(AUTHORIZATION, authorization(token)?);
    }
    let events = events.iter().map(Event::id).collect();
    Ok(Request { url: target.url.clone(), headers, body: body.into_bytes(), events })
}

fn body(target: &Target, events: &[Event]) -> Result<(&'static str, String), serde_json::Error> {
    let written: Result<Vec<String>, _> = events.iter().map(|event| event.cut(&target.allow_list).to_json()).collect();
    let written = written?;
    Ok(match written.as_slice() {
        [one] => (SINGLE, one.clone()),
        several => (BATCH, format!("[{}]", several.join(","))),
    })
}

/// The id of the message with this body, the same for every retry.
fn message_id(body: &[u8]) -> Uuid {
    let mut hash = Sha256::new();
    hash.update(b"rantau message\0");
    hash.update(body);
    uuid_of(hash)
}

fn quoted(text: &str) -> Result<HeaderValue, RequestError> {
    let item = ItemSerializer::new().bare_item(StringRef::from_str(text)?).finish();
    Ok(HeaderValue::from_str(&item)?)
}

fn authorization(token: &BearerToken) -> Result<HeaderValue, RequestError> {
    let mut value = HeaderValue::from_str(&format!("Bearer {}", token.expose()))?;
    value.set_sensitive(true);
    Ok(value)
}

#[cfg(test)]
mod tests;
