//! Becoming a device of a deployment.
//!
//! The device makes its own keys, proves with a MAC that it knows the invitation, and believes the answer only if it is
//! signed by the key whose fingerprint the invitation carries. The store is made before the invitation is used up, so
//! a full disk or a wrong directory costs nothing; it gets its name last, so a half-finished enrolment leaves nothing.

use std::path::Path;

use seal::{DeploymentKey, Identity, InviteCode, SigningKey};
use wire::{
    PROTOCOL,
    enrolment::{DeploymentSecrets, EnrolRequest, EnrolResponse},
    exchange::{Frame, Refused},
    stream::FrameDecoder,
};

use crate::{
    Clock, Error, Membership, Result, Store,
    store::{Draft, Draw},
    sync::http,
};

/// The content type of request and answer.
pub const CONTENT_TYPE: &str = "application/cbor";
/// The deployment's secrets are a few dozen bytes.
const SECRETS_LIMIT: usize = 4096;
/// An answer is some hundred bytes; a certificate with many feeds some thousand.
const ANSWER_LIMIT: usize = 1 << 20;

/// An enrolment that was asked for and not answered yet.
#[derive(Debug)]
pub struct Candidate {
    code: InviteCode,
    request: EnrolRequest,
    signing: SigningKey,
    identity: Identity,
}

impl Candidate {
    /// Makes the device's keys and its request.
    #[must_use]
    pub fn new(code: InviteCode, device_name: &str, clock: &dyn Clock) -> Self {
        let (signing, identity) = (SigningKey::generate(&mut Draw(clock)), Identity::generate());
        let mut request = EnrolRequest {
            protocol: PROTOCOL,
            invitation: code.id(),
            signing_key: signing.public(),
            recipient: identity.recipient(),
            device_name: device_name.to_owned(),
            mac: [0; 32],
        };
        request.mac = code.mac(&request);
        Self { code, request, signing, identity }
    }

    /// What is sent.
    #[must_use]
    pub const fn request(&self) -> &EnrolRequest {
        &self.request
    }

    /// Believes an answer, if it is from the invitation's province and about this device, and opens its secrets.
    ///
    /// # Errors
    /// [`Error::Seal`] where it is not.
    pub fn accept(self, answer: EnrolResponse, server: &str) -> Result<Membership> {
        self.code.verify_response(&self.request, &answer)?;
        let secrets = DeploymentSecrets::from_bytes(&self.identity.open(&answer.secrets, SECRETS_LIMIT)?)?;
        Ok(Membership {
            deployment_key: DeploymentKey::from_bytes(secrets.deployment_key),
            signing: self.signing,
            identity: self.identity,
            server: server.to_owned(),
            answer,
        })
    }
}

/// Enrols this device with the server at `url` and makes its store in `dir`.
///
/// # Errors
/// [`Error::AlreadyEnrolled`]; [`Error::Seal`] where the code is mistyped or the answer is not the province's;
/// [`Error::Refused`] (`unknown_invitation`, …), [`Error::Unreachable`], [`Error::DiskFull`]. Nothing is left behind.
pub async fn enrol(
    url: &str,
    code: &str,
    device_name: &str,
    passphrase: &str,
    dir: &Path,
    clock: Box<dyn Clock>,
) -> Result<Store> {
    let candidate = Candidate::new(code.parse()?, device_name, clock.as_ref());
    let draft = Draft::begin(dir, passphrase, clock.as_ref())?;
    let answer = ask(url, candidate.request()).await?;
    draft.finish(candidate.accept(answer, url)?, clock)
}

async fn ask(url: &str, request: &EnrolRequest) -> Result<EnrolResponse> {
    let answer = http::client()?
        .post(http::endpoint(url, "v1/enrol")?)
        .header("content-type", CONTENT_TYPE)
        .body(request.to_bytes())
        .send()
        .await
        .map_err(http::unreachable)?;
    let accepted = answer.status().is_success();
    let bytes = http::body(answer, ANSWER_LIMIT).await?;
    if accepted { Ok(EnrolResponse::from_bytes(&bytes)?) } else { Err(refused(&bytes)) }
}

/// What the server says in place of an answer: one frame of an exchange.
fn refused(bytes: &[u8]) -> Error {
    let frames = FrameDecoder::new(ANSWER_LIMIT).and_then(|mut decoder| decoder.decode(bytes)).unwrap_or_default();
    match frames.into_iter().next() {
        Some(Frame::Refused(Refused { code, message })) => Error::Refused { code, message },
        Some(_) | None => Error::Unreachable("not a Rantau server answers at this address".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        fixture::{PASSPHRASE, Province, TestClock},
        is_enrolled,
    };

    #[test]
    fn an_answer_of_another_province_is_not_believed() {
        let (ours, clock) = (Province::new(), TestClock::new(1));
        let mut theirs = Province::new();
        theirs.key = SigningKey::generate(&mut Draw(&TestClock::new(9)));
        let candidate = Candidate::new(ours.invite(&clock), "laptop", &clock);
        let answer = theirs.answer(&candidate, 1);
        assert!(matches!(candidate.accept(answer, "x"), Err(Error::Seal(seal::Error::ForeignProvince))));
    }

    #[test]
    fn an_answer_that_was_altered_or_meant_for_another_device_is_not_believed() {
        let (province, clock) = (Province::new(), TestClock::new(1));
        let code = province.invite(&clock).to_string();
        let candidate = || Candidate::new(code.parse().unwrap(), "laptop", &clock);
        let (ani, budi) = (candidate(), candidate());
        let mut altered = province.answer(&ani, 1);
        altered.training = false;
        let for_budi = province.answer(&budi, 2);
        assert!(ani.accept(altered, "x").is_err());
        assert!(candidate().accept(for_budi, "x").is_err());
    }

    #[tokio::test]
    async fn an_enrolment_that_nobody_answers_leaves_nothing() {
        let (province, clock) = (Province::new(), TestClock::new(1));
        let dir = tempfile::tempdir().unwrap();
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        drop(listener);
        let code = province.invite(&clock).to_string();
        let enrolled = enrol(&url, &code, "laptop", PASSPHRASE, dir.path(), Box::new(clock)).await;
        assert!(matches!(enrolled, Err(Error::Unreachable(_))), "{enrolled:?}");
        assert!(!is_enrolled(dir.path()));
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0);
    }

    #[tokio::test]
    async fn a_mistyped_code_is_told_before_anything_is_sent_or_made() {
        let (province, clock) = (Province::new(), TestClock::new(1));
        let dir = tempfile::tempdir().unwrap();
        let mut code = province.invite(&clock).to_string();
        let first = if code.starts_with('7') { "8" } else { "7" };
        code.replace_range(0..1, first);
        let enrolled = enrol("x", &code, "laptop", PASSPHRASE, dir.path(), Box::new(clock)).await;
        assert!(matches!(enrolled, Err(Error::Seal(seal::Error::MistypedInviteCode))), "{enrolled:?}");
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0);
    }
}
