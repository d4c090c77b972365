//! A request as it goes out: what every profile makes and the client sends.

use std::fmt;

use reqwest::header::HeaderMap;
use url::Url;

use crate::EventId;

/// A POST, ready and signed.
///
/// `Debug` shows neither headers, which hold credentials, nor the body, which holds personal data.
#[derive(Clone)]
pub struct Request {
    /// Where to.
    pub url: Url,
    /// All headers but those that the connection brings.
    pub headers: HeaderMap,
    /// The bytes that were signed.
    pub body: Vec<u8>,
    /// The events in it, in their order.
    pub events: Vec<EventId>,
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut request = f.debug_struct("Request");
        request.field("host", &self.url.host_str()).field("bytes", &self.body.len()).field("events", &self.events);
        request.finish_non_exhaustive()
    }
}

/// Why events cannot be written as a request.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RequestError {
    /// An event is no JSON.
    #[error("an event cannot be written as JSON")]
    Json(#[from] serde_json::Error),
    /// The message cannot be signed.
    #[error("the message cannot be signed")]
    Sign(#[from] standardwebhooks::WebhookError),
    /// A value cannot stand in a header.
    #[error("a value cannot stand in a header")]
    Header(#[from] reqwest::header::InvalidHeaderValue),
    /// A value is no structured field.
    #[error("a value is no structured field")]
    StructuredField(#[from] sfv::Error),
}
