//! How events are written for a registry and its replies read.

use std::{fmt, str::FromStr};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    Answer, Event, EventId, Target,
    answer::Reply,
    cloudevents,
    request::{Request, RequestError},
};

/// The dialects of registries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Profile {
    /// CloudEvents over HTTPS with Standard Webhooks signatures and results per item (DOMAIN.md 5.3 A).
    #[default]
    CloudEvents,
}

impl Profile {
    /// The one request that tells the events.
    ///
    /// # Errors
    /// Where an event cannot be written for this target; trying again does not help.
    pub fn request(self, target: &Target, events: &[Event], now: Timestamp) -> Result<Request, RequestError> {
        match self {
            Self::CloudEvents => cloudevents::request(target, events, now),
        }
    }

    /// What a reply means for the events that were sent.
    #[must_use]
    pub fn understand(self, sent: &[EventId], reply: &Reply) -> Answer {
        match self {
            Self::CloudEvents => cloudevents::understand(sent, reply),
        }
    }

    /// The name in configurations.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::CloudEvents => "cloudevents",
        }
    }
}

impl fmt::Display for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A name that is no profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no such registry profile: there is cloudevents")]
pub struct ParseProfileError;

impl FromStr for Profile {
    type Err = ParseProfileError;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        [Self::CloudEvents].into_iter().find(|profile| profile.as_str() == name).ok_or(ParseProfileError)
    }
}
