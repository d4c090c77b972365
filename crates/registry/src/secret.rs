//! Secrets shared with a registry. They print `***`, are wiped when dropped, and are read by an explicit `expose`.

use std::{fmt, str::FromStr};

use base64::{Engine, engine::general_purpose::STANDARD};
use zeroize::Zeroizing;

const PREFIX: &str = "whsec_";

/// The key of Standard Webhooks signatures: 24 to 64 bytes, written `whsec_` and base64.
#[derive(Clone, PartialEq, Eq, serde::Deserialize)]
#[serde(try_from = "String")]
pub struct SigningSecret(Zeroizing<Vec<u8>>);

/// Why a text is no signing secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ParseSecretError {
    /// It does not begin as secrets do.
    #[error("a signing secret begins with whsec_")]
    Prefix,
    /// What follows is not base64.
    #[error("a signing secret is base64 after whsec_")]
    Base64,
    /// Shorter than 24 or longer than 64 bytes (Standard Webhooks 1.0).
    #[error("a signing secret has 24 to 64 bytes, not {0}")]
    Length(usize),
}

impl SigningSecret {
    /// A new secret from 32 random bytes of the caller.
    #[must_use]
    pub fn of_random(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes.to_vec()))
    }

    /// Parses `whsec_…`; white space around it, as a file's last line end, does not matter.
    ///
    /// # Errors
    /// Where the text is not such a secret.
    pub fn parse(text: &str) -> Result<Self, ParseSecretError> {
        let encoded = text.trim().strip_prefix(PREFIX).ok_or(ParseSecretError::Prefix)?;
        let key = Zeroizing::new(STANDARD.decode(encoded).map_err(|_| ParseSecretError::Base64)?);
        if (24..=64).contains(&key.len()) { Ok(Self(key)) } else { Err(ParseSecretError::Length(key.len())) }
    }

    /// The key itself.
    #[must_use]
    pub fn expose_key(&self) -> &[u8] {
        &self.0
    }

    /// The text form, for the file that holds it.
    #[must_use]
    pub fn expose(&self) -> Zeroizing<String> {
        Zeroizing::new(format!("{PREFIX}{}", STANDARD.encode(&*self.0)))
    }
}

impl fmt::Debug for SigningSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningSecret(***)")
    }
}

impl FromStr for SigningSecret {
    type Err = ParseSecretError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl TryFrom<String> for SigningSecret {
    type Error = ParseSecretError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&Zeroizing::new(text))
    }
}

/// An OAuth 2 access token, sent as `Authorization: Bearer`.
#[derive(Clone, PartialEq, Eq, serde::Deserialize)]
#[serde(try_from = "String")]
pub struct BearerToken(Zeroizing<String>);

/// A text that RFC 6750 does not take as a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a bearer token is made of letters, digits and -._~+/=")]
pub struct ParseTokenError;

impl BearerToken {
    /// Parses a token; white space around it does not matter.
    ///
    /// # Errors
    /// Where it is empty or has a character that cannot stand in the header.
    pub fn parse(text: &str) -> Result<Self, ParseTokenError> {
        let text = text.trim();
        let fits = |b: u8| b.is_ascii_alphanumeric() || b"-._~+/=".contains(&b);
        if text.is_empty() || !text.bytes().all(fits) {
            return Err(ParseTokenError);
        }
        Ok(Self(Zeroizing::new(text.to_owned())))
    }

    /// The token.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for BearerToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BearerToken(***)")
    }
}

impl TryFrom<String> for BearerToken {
    type Error = ParseTokenError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&Zeroizing::new(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signing_secret_has_a_prefix_base64_and_enough_bytes() {
        let short = format!("whsec_{}", STANDARD.encode([7; 23]));
        for (text, expected) in [
            ("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", ParseSecretError::Prefix),
            ("whsec_!", ParseSecretError::Base64),
            (short.as_str(), ParseSecretError::Length(23)),
        ] {
            assert_eq!(SigningSecret::parse(text), Err(expected), "{text}");
        }
        let secret = SigningSecret::of_random([7; 32]);
        assert_eq!(SigningSecret::parse(&format!(" {}\n", *secret.expose())), Ok(secret));
    }

    #[test]
    fn secrets_do_not_print() {
        let secret = SigningSecret::of_random([7; 32]);
        assert_eq!(format!("{secret:?}"), "SigningSecret(***)");
        assert_eq!(format!("{:?}", BearerToken::parse("abc").unwrap()), "BearerToken(***)");
    }

    #[test]
    fn a_token_that_would_break_the_header_is_refused() {
        for bad in ["", "a b", "a\r\nx: y", "ä"] {
            assert_eq!(BearerToken::parse(bad), Err(ParseTokenError), "{bad:?}");
        }
    }
}
