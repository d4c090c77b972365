//! Errors as problem JSON (RFC 9457) with a stable code.

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;

/// What went wrong with a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Problem {
    status: StatusCode,
    code: &'static str,
    title: &'static str,
    retry_after: Option<u64>,
}

#[derive(Serialize)]
struct Body {
    title: &'static str,
    status: u16,
    code: &'static str,
}

macro_rules! problems {
    ($($name:ident = $status:ident, $code:literal, $title:literal;)+) => {
        $(pub(super) const $name: Self = Self::new(StatusCode::$status, $code, $title);)+
    };
}

impl Problem {
    problems! {
        CONTENT_TYPE = UNSUPPORTED_MEDIA_TYPE, "content_type_unsupported",
            "The content type must be application/cloudevents+json or application/cloudevents-batch+json.";
        TOO_LARGE = PAYLOAD_TOO_LARGE, "payload_too_large", "The message is too large.";
        UNREADABLE = BAD_REQUEST, "body_unreadable", "The body did not arrive as a whole.";
        NOT_SIGNED = UNAUTHORIZED, "signature_missing",
            "The headers webhook-id, webhook-timestamp and webhook-signature are needed.";
        BAD_SIGNATURE = UNAUTHORIZED, "signature_invalid", "No signature of the message matches.";
        BAD_TIMESTAMP = UNAUTHORIZED, "timestamp_outside_tolerance",
            "The message was signed more than five minutes ago or ahead.";
        KEY_MISSING = BAD_REQUEST, "idempotency_key_missing",
            "The header Idempotency-Key, a structured-field string of 1 to 255 characters, is needed.";
        KEY_REUSED = UNPROCESSABLE_ENTITY, "idempotency_key_reused",
            "The idempotency key was used with another payload.";
        KEY_IN_PROGRESS = CONFLICT, "idempotency_key_in_progress", "A message with this idempotency key is being processed.";
        NOT_EVENTS = BAD_REQUEST, "not_cloudevents",
            "The body must be a CloudEvent, or an array of at least one for a batch, each with an id.";
        BAD_FAULT = BAD_REQUEST, "fault_invalid",
            "A fault is JSON with any of status (400 to 599), times, retry_after, delay_ms, reject_every, drop_after_apply.";
        NOT_FOUND = NOT_FOUND, "not_found", "There is no such thing here.";
        METHOD = METHOD_NOT_ALLOWED, "method_not_allowed", "This address takes another method.";
        INTERNAL = INTERNAL_SERVER_ERROR, "internal", "The registry failed.";
    }

    const fn new(status: StatusCode, code: &'static str, title: &'static str) -> Self {
        Self { status, code, title, retry_after: None }
    }

    /// The failure that the sandbox was told to show.
    pub(super) const fn told(status: StatusCode, retry_after: Option<u64>) -> Self {
        Self { retry_after, ..Self::new(status, "sandbox_fault", "The sandbox was told to fail.") }
    }

    /// A database error, which goes to the log: the caller learns nothing of it.
    pub(super) fn internal(error: &rusqlite::Error) -> Self {
        tracing::error!(%error, "The database failed.");
        Self::INTERNAL
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = Body { title: self.title, status: self.status.as_u16(), code: self.code };
        let mut response = (self.status, Json(body)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
