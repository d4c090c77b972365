//! A message as it came in: read, checked for its signature and its idempotency key.

use std::fmt;

use axum::{
    body::Bytes,
    extract::{FromRequest, Request, rejection::BytesRejection},
    http::{HeaderMap, StatusCode, header::CONTENT_TYPE},
};
use jiff::Timestamp;
use sfv::{BareItem, Item, Parser};
use sha2::{Digest, Sha256};
use standardwebhooks::{HEADER_WEBHOOK_ID, HEADER_WEBHOOK_SIGNATURE, HEADER_WEBHOOK_TIMESTAMP};

use super::problem::Problem;
use crate::{
    SigningSecret,
    cloudevents::IDEMPOTENCY_KEY,
    signature::{self, SignedHeaders, VerifyError},
};

/// The longest message, in bytes.
pub(super) const MAX_BODY: usize = 4 << 20;

/// The SHA-256 of a body: whether two messages are the same one.
pub(super) type PayloadHash = [u8; 32];

/// The key by which a retry is recognised.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct IdempotencyKey(String);

/// One event or a JSON array of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Single,
    Batch,
}

/// A message whose sender is known.
pub(super) struct Message {
    pub(super) shape: Shape,
    pub(super) key: IdempotencyKey,
    pub(super) body: Bytes,
}

impl IdempotencyKey {
    fn parse(headers: &HeaderMap) -> Option<Self> {
        let value = headers.get(IDEMPOTENCY_KEY)?;
        let item: Item = Parser::new(value.as_bytes()).parse().ok()?;
        let BareItem::String(key) = item.bare_item else { return None };
        let key: String = key.into();
        (1..=255).contains(&key.len()).then_some(Self(key))
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for IdempotencyKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "IdempotencyKey({} bytes)", self.0.len())
    }
}

impl Message {
    /// Reads and checks a message.
    ///
    /// # Errors
    /// The first rule that it breaks: content type, size, signature, key.
    pub(super) async fn read(request: Request, secrets: &[SigningSecret], now: Timestamp) -> Result<Self, Problem> {
        let headers = request.headers().clone();
        let shape = shape(&headers).ok_or(Problem::CONTENT_TYPE)?;
        let body = Bytes::from_request(request, &()).await.map_err(|error| unread(&error))?;
        verify(&headers, secrets, now, &body)?;
        let key = IdempotencyKey::parse(&headers).ok_or(Problem::KEY_MISSING)?;
        Ok(Self { shape, key, body })
    }

    pub(super) fn payload_hash(&self) -> PayloadHash {
        Sha256::digest(&self.body).into()
    }
}

fn shape(headers: &HeaderMap) -> Option<Shape> {
    let value = headers.get(CONTENT_TYPE)?.to_str().ok()?;
    let (name, parameters) = value.split_once(';').map_or((value, None), |(name, more)| (name, Some(more)));
    let utf8 = |text: &str| matches!(text.trim().to_ascii_lowercase().as_str(), "charset=utf-8" | "charset=\"utf-8\"");
    if !parameters.is_none_or(utf8) {
        return None;
    }
    match name.trim().to_ascii_lowercase().as_str() {
        "application/cloudevents+json" => Some(Shape::Single),
        "application/cloudevents-batch+json" => Some(Shape::Batch),
        _ => None,
    }
}

fn unread(error: &BytesRejection) -> Problem {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE { Problem::TOO_LARGE } else { Problem::UNREADABLE }
}

fn verify(headers: &HeaderMap, secrets: &[SigningSecret], now: Timestamp, body: &[u8]) -> Result<(), Problem> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok()).ok_or(Problem::NOT_SIGNED);
    let headers = SignedHeaders {
        id: text(HEADER_WEBHOOK_ID)?,
        timestamp: text(HEADER_WEBHOOK_TIMESTAMP)?,
        signature: text(HEADER_WEBHOOK_SIGNATURE)?,
    };
    signature::verify(secrets, headers, now, body).map_err(|error| match error {
        VerifyError::TooOld | VerifyError::TooNew => Problem::BAD_TIMESTAMP,
        VerifyError::BadTimestamp | VerifyError::NoMatch => Problem::BAD_SIGNATURE,
    })
}
