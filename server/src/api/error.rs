//! The one place where errors become HTTP responses.
//!
//! Every body is the `refused` frame of the protocol in a stream of its own, so that a device reads an error in the
//! same way wherever it happens. What went wrong inside the server is logged once, here, and not told.

use axum::{
    http::{
        HeaderValue, StatusCode,
        header::{CONTENT_TYPE, RETRY_AFTER},
    },
    response::{IntoResponse, Response},
};
use wire::{Frame, exchange::Refused, stream};

use super::FRAMES;
use crate::{Error, enrol, exchange, gate::Wait};

/// An error on its way out.
#[derive(Debug)]
pub struct ApiError {
    status: StatusCode,
    frames: Vec<Frame>,
}

impl ApiError {
    /// A body that does not decode.
    pub(super) fn unreadable(error: wire::Error) -> Self {
        exchange::Refusal::from(error).into()
    }

    /// A pack that was never built, or may not be given out any more: the device reads the log.
    pub(super) fn no_such_pack() -> Self {
        Self::new(StatusCode::NOT_FOUND, "no_such_pack", "there is no such pack".to_owned())
    }

    fn new(status: StatusCode, code: &str, message: String) -> Self {
        let refused = Refused { code: code.to_owned(), message, wait: None };
        Self { status, frames: vec![Frame::Refused(refused)] }
    }

    fn internal(error: &Error) -> Self {
        if error.is_disk_full() {
            tracing::error!(error = %error, "the disk is full: nothing is taken in, and nothing lost; make room");
        } else {
            tracing::error!(error = %error, "a request failed");
        }
        let busy = "the server cannot answer now, try again later".to_owned();
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "busy", busy)
    }
}

impl From<Error> for ApiError {
    fn from(error: Error) -> Self {
        Self::internal(&error)
    }
}

impl From<Wait> for ApiError {
    /// In the frame as well as in the header: a device reads frames, a proxy headers.
    fn from(wait: Wait) -> Self {
        let refused = Refused { code: "busy".to_owned(), message: wait.to_string(), wait: Some(wait.0.as_secs()) };
        Self { status: StatusCode::TOO_MANY_REQUESTS, frames: vec![Frame::Refused(refused)] }
    }
}

impl From<enrol::Refusal> for ApiError {
    fn from(refusal: enrol::Refusal) -> Self {
        use enrol::Refusal;
        let status = match &refusal {
            Refusal::Failed(error) => return Self::internal(error),
            Refusal::Protocol | Refusal::BadKeys | Refusal::BadName => StatusCode::BAD_REQUEST,
            Refusal::UnknownCode => StatusCode::FORBIDDEN,
            Refusal::Used | Refusal::Expired | Refusal::Withdrawn => StatusCode::GONE,
        };
        Self::new(status, refusal.code(), refusal.to_string())
    }
}

impl From<exchange::Refusal> for ApiError {
    fn from(refusal: exchange::Refusal) -> Self {
        use exchange::Refusal;
        let status = match &refusal {
            Refusal::Failed(error) => return Self::internal(error),
            Refusal::UnknownDevice | Refusal::BadSignature => StatusCode::UNAUTHORIZED,
            Refusal::Revoked(_) => StatusCode::FORBIDDEN,
            Refusal::Replayed | Refusal::Forked | Refusal::UnknownCursors => StatusCode::CONFLICT,
            Refusal::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Refusal::UnsupportedProtocol | Refusal::Malformed | Refusal::Cut | Refusal::NoBundle(_) => {
                StatusCode::BAD_REQUEST
            }
        };
        tracing::warn!(code = refusal.code(), "an exchange is refused");
        Self { status, frames: refusal.to_frames() }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let wait = self.frames.iter().find_map(|frame| if let Frame::Refused(said) = frame { said.wait } else { None });
        let wait = wait.map(HeaderValue::from);
        let mut answer = match stream::whole(self.frames) {
            Ok(body) => (self.status, [(CONTENT_TYPE, FRAMES)], body).into_response(),
            Err(_) => self.status.into_response(),
        };
        if let Some(wait) = wait {
            answer.headers_mut().insert(RETRY_AFTER, wait);
        }
        answer
    }
}
