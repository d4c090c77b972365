//! Standard Webhooks signatures: HMAC-SHA256 of `id.timestamp.body`, in the header `webhook-signature`.
//!
//! The `standardwebhooks` crate signs. It is not used to verify, because it reads the system's clock: here the time
//! is a parameter, and several keys may be tried while one is being replaced.

use jiff::{SignedDuration, Timestamp};
use standardwebhooks::{Webhook, WebhookError};
use subtle::ConstantTimeEq;

use crate::SigningSecret;

/// How far the sender's clock may be from ours, either way (Standard Webhooks 1.0).
pub const TOLERANCE: SignedDuration = SignedDuration::from_mins(5);

/// The three headers as they came, all of them untrusted.
#[derive(Debug, Clone, Copy)]
pub struct SignedHeaders<'a> {
    /// `webhook-id`.
    pub id: &'a str,
    /// `webhook-timestamp`: seconds since 1970.
    pub timestamp: &'a str,
    /// `webhook-signature`: `v1,<base64>`, several with spaces between.
    pub signature: &'a str,
}

/// Why a message is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum VerifyError {
    /// The timestamp is no number of seconds.
    #[error("the webhook timestamp must be seconds since 1970")]
    BadTimestamp,
    /// Signed more than [`TOLERANCE`] ago.
    #[error("the message was signed too long ago")]
    TooOld,
    /// Signed more than [`TOLERANCE`] in the future.
    #[error("the message was signed in the future")]
    TooNew,
    /// No signature is of one of the keys.
    #[error("no signature matches")]
    NoMatch,
}

/// The value of `webhook-signature`: one signature for each secret.
///
/// # Errors
/// Where the body is not UTF-8.
pub fn sign<'a>(
    secrets: impl IntoIterator<Item = &'a SigningSecret>,
    id: &str,
    now: Timestamp,
    body: &[u8],
) -> Result<String, WebhookError> {
    let signatures: Result<Vec<_>, _> =
        secrets.into_iter().map(|secret| webhook(secret)?.sign(id, now.as_second(), body)).collect();
    Ok(signatures?.join(" "))
}

/// Checks that the message is recent and that one of its signatures is of one of the `secrets`.
///
/// # Errors
/// Where either is not so.
pub fn verify<'a>(
    secrets: impl IntoIterator<Item = &'a SigningSecret>,
    headers: SignedHeaders<'_>,
    now: Timestamp,
    body: &[u8],
) -> Result<(), VerifyError> {
    let signed_at = parse_timestamp(headers.timestamp)?;
    let age = now.duration_since(signed_at);
    if age > TOLERANCE {
        return Err(VerifyError::TooOld);
    }
    if age < -TOLERANCE {
        return Err(VerifyError::TooNew);
    }
    let matches = secrets.into_iter().any(|secret| is_of(secret, headers, signed_at, body));
    if matches { Ok(()) } else { Err(VerifyError::NoMatch) }
}

fn parse_timestamp(text: &str) -> Result<Timestamp, VerifyError> {
    let seconds = text.parse().map_err(|_| VerifyError::BadTimestamp)?;
    Timestamp::from_second(seconds).map_err(|_| VerifyError::BadTimestamp)
}

fn is_of(secret: &SigningSecret, headers: SignedHeaders<'_>, signed_at: Timestamp, body: &[u8]) -> bool {
    let Ok(expected) = sign([secret], headers.id, signed_at, body) else { return false };
    headers.signature.split(' ').any(|given| given.as_bytes().ct_eq(expected.as_bytes()).into())
}

fn webhook(secret: &SigningSecret) -> Result<Webhook, WebhookError> {
    Webhook::from_bytes(secret.expose_key().to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    const BODY: &[u8] = br#"{"test": 2432232314}"#;
    const VECTOR: &str = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

    fn secret() -> SigningSecret {
        SigningSecret::parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap()
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn the_vector_of_the_standard_is_signed_as_published() {
        assert_eq!(sign([&secret()], ID, at(1_614_265_330), BODY).unwrap(), VECTOR);
    }

    #[test]
    fn a_message_is_believed_when_recent_and_signed() {
        let other = VECTOR.replace("g0", "h0");
        let both = format!("{other} {VECTOR}");
        let second = |offset: i64| (1_614_265_330 + offset).to_string();
        for (name, timestamp, signature, body, expected) in [
            ("as signed", second(0), VECTOR, BODY, Ok(())),
            ("among several", second(0), both.as_str(), BODY, Ok(())),
            ("another key", second(0), other.as_str(), BODY, Err(VerifyError::NoMatch)),
            ("half of it", second(0), "v1,g0hM9SsE", BODY, Err(VerifyError::NoMatch)),
            ("another version", second(0), "v1a,g0hM9SsE", BODY, Err(VerifyError::NoMatch)),
            ("another body", second(0), VECTOR, b"{}", Err(VerifyError::NoMatch)),
            ("another time", second(1), VECTOR, BODY, Err(VerifyError::NoMatch)),
            ("not UTF-8", second(0), VECTOR, b"\xff", Err(VerifyError::NoMatch)),
            ("old", second(-301), VECTOR, BODY, Err(VerifyError::TooOld)),
            ("early", second(301), VECTOR, BODY, Err(VerifyError::TooNew)),
            ("no number", "soon".to_owned(), VECTOR, BODY, Err(VerifyError::BadTimestamp)),
            ("beyond time", i64::MAX.to_string(), VECTOR, BODY, Err(VerifyError::BadTimestamp)),
        ] {
            let headers = SignedHeaders { id: ID, timestamp: &timestamp, signature };
            assert_eq!(verify([&secret()], headers, at(1_614_265_330), body), expected, "{name}");
        }
    }

    #[test]
    fn while_a_key_is_replaced_either_side_may_be_ahead() {
        let (old, new) = (secret(), SigningSecret::of_random([1; 32]));
        let signature = sign([&new, &old], ID, at(1_614_265_330), BODY).unwrap();
        let headers = SignedHeaders { id: ID, timestamp: "1614265330", signature: &signature };
        for receiver in [&old, &new] {
            assert_eq!(verify([receiver], headers, at(1_614_265_330), BODY), Ok(()));
        }
    }
}
