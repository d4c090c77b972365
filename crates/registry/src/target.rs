//! A registry that events go to.

use std::{num::NonZeroUsize, time::Duration};

use serde::{Deserialize, Deserializer};
use url::Url;

use crate::{AllowList, BearerToken, Profile, SigningSecret};

/// Where events go, how they are written and what they may hold. Part of the server's configuration.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// The name in commands, logs and metrics.
    pub name: String,
    /// The address that takes events, e.g. `https://registry.example.go.id/v1/events`.
    pub url: Url,
    /// What messages are signed with.
    pub secret: SigningSecret,
    /// The secret before this one, while the registry replaces it: messages then carry both signatures.
    #[serde(default)]
    pub former_secret: Option<SigningSecret>,
    /// An access token, where the registry asks for one.
    #[serde(default)]
    pub bearer: Option<BearerToken>,
    /// How events are written.
    #[serde(default)]
    pub profile: Profile,
    /// How many events one request may hold, `None` where the registry takes one at a time.
    #[serde(default)]
    pub batch: Option<BatchLimits>,
    /// The fields that may leave.
    pub allow_list: AllowList,
    /// How long to wait for the whole answer, in a configuration `timeout_seconds`. DOMAIN.md 5.3: 15 to 30 s.
    #[serde(default = "Target::default_timeout", rename = "timeout_seconds", deserialize_with = "seconds")]
    pub timeout: Duration,
}

impl Target {
    /// A target without token and batches, with the default profile and timeout.
    #[must_use]
    pub const fn new(name: String, url: Url, secret: SigningSecret, allow_list: AllowList) -> Self {
        Self {
            name,
            url,
            secret,
            former_secret: None,
            bearer: None,
            profile: Profile::CloudEvents,
            batch: None,
            allow_list,
            timeout: Self::default_timeout(),
        }
    }

    /// How many of the waiting events, given the bytes of each, make the next request: none of none, else at least one.
    #[must_use]
    pub fn next_batch(&self, sizes: impl IntoIterator<Item = usize>) -> usize {
        let mut sizes = sizes.into_iter();
        match self.batch {
            None => sizes.take(1).count(),
            Some(limits) => limits.fitting(&mut sizes),
        }
    }

    /// The most events in one request.
    pub(crate) fn max_events(&self) -> usize {
        self.batch.map_or(1, |limits| limits.max_events.get())
    }

    const fn default_timeout() -> Duration {
        Duration::from_secs(20)
    }
}

fn seconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
    u64::deserialize(deserializer).map(Duration::from_secs)
}

/// How large a request may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BatchLimits {
    /// Events.
    pub max_events: NonZeroUsize,
    /// Bytes of the body. A single event may be larger: it cannot be cut.
    pub max_bytes: usize,
}

impl BatchLimits {
    /// How many of the events fit, given the bytes of each.
    fn fitting(self, sizes: &mut dyn Iterator<Item = usize>) -> usize {
        // The brackets of the array; each event brings a comma.
        let mut bytes = 2_usize;
        let mut count = 0;
        for size in sizes.take(self.max_events.get()) {
            bytes = bytes.saturating_add(size).saturating_add(1);
            if count > 0 && bytes > self.max_bytes {
                break;
            }
            count += 1;
        }
        count
    }
}

impl Default for BatchLimits {
    /// 50 events and 20 kB, as DOMAIN.md 5.3 advises for slow links.
    fn default() -> Self {
        Self { max_events: NonZeroUsize::MIN.saturating_add(49), max_bytes: 20_000 }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn target() -> Target {
        let url = Url::parse("https://registry.example.go.id/v1/events").unwrap();
        let secret = SigningSecret::of_random([7; 32]);
        Target::new("sandbox".to_owned(), url, secret, AllowList::training_sandbox())
    }

    #[test]
    fn a_batch_ends_at_its_first_limit() {
        let limits =
            |max_events, max_bytes| Some(BatchLimits { max_events: NonZeroUsize::new(max_events).unwrap(), max_bytes });
        for (name, batch, sizes, expected) in [
            ("nothing waits", limits(3, 100), vec![], 0),
            ("one at a time", None, vec![10, 10], 1),
            ("nothing waits, one at a time", None, vec![], 0),
            ("by count", limits(2, 100), vec![10, 10, 10], 2),
            ("by bytes, exactly", limits(9, 24), vec![10, 10, 10], 2),
            ("by bytes, one less", limits(9, 23), vec![10, 10, 10], 1),
            ("a large one goes alone", limits(9, 23), vec![500, 10], 1),
        ] {
            assert_eq!(Target { batch, ..target() }.next_batch(sizes), expected, "{name}");
        }
    }

    #[test]
    fn a_target_does_not_print_its_secrets() {
        let printed = format!("{:?}", Target { bearer: Some(BearerToken::parse("geheim").unwrap()), ..target() });
        assert!(!printed.contains("geheim") && printed.contains("***"), "{printed}");
    }

    #[test]
    fn a_target_is_configured() {
        let json = serde_json::json!({
            "name": "sandbox", "url": "http://127.0.0.1:8090/v1/events",
            "secret": *SigningSecret::of_random([1; 32]).expose(), "profile": "cloudevents",
            "batch": {"max_events": 10, "max_bytes": 20000},
            "allow_list": {"ceiling": "umum", "fields": ["worker/name"]},
            "timeout_seconds": 15,
        });
        let target: Target = serde_json::from_value(json).unwrap();
        assert_eq!((target.max_events(), target.timeout), (10, Duration::from_secs(15)));
    }
}
