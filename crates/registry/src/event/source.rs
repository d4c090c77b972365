//! The address of an event's sender.

use serde::{Deserialize, Serialize};
use url::Url;

/// Who speaks: the address of this server and its province, e.g. `https://sync.example.go.id/52`. It is the attribute
/// `source`; source and id together name an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct EventSource(String);

/// A text that is no absolute http address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the source of events is the server's address, e.g. https://sync.example.go.id/52")]
pub struct ParseSourceError;

impl EventSource {
    /// Parses an address; a slash at its end does not matter.
    ///
    /// # Errors
    /// Where it is not an absolute `http` or `https` address, or has a query, a fragment or a password.
    pub fn parse(text: &str) -> Result<Self, ParseSourceError> {
        let url = Url::parse(text).map_err(|_| ParseSourceError)?;
        let plain = url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
        if !plain || url.password().is_some() || !matches!(url.scheme(), "http" | "https") {
            return Err(ParseSourceError);
        }
        Ok(Self(url.as_str().trim_end_matches('/').to_owned()))
    }

    /// The address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for EventSource {
    type Error = ParseSourceError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<EventSource> for String {
    fn from(source: EventSource) -> Self {
        source.0
    }
}
