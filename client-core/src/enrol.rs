//! Becoming a device of a deployment.
//!
//! The device makes its own keys, proves with a MAC that it knows the invitation, and believes the answer only if it is
//! signed by the key whose fingerprint the invitation carries. The store is made before the invitation is used up, so
//! a full disk or a wrong directory costs nothing; it gets its name last, so a half-finished enrolment leaves nothing.

pub mod by_file;

use std::path::Path;

use records::OfficerId;
use reqwest::{Client, Url};
use seal::{Chain, DeploymentKey, Identity, InviteCode, SigningKey, invitation::InviteLink};
use tls::{Expected, KnownTime, Root};
use wire::{
    PROTOCOL, PublicKey, Signature,
    enrolment::{DeploymentSecrets, EnrolRequest, EnrolResponse, OfficerRequest, OfficerResponse},
    exchange::{Frame, Refused},
    stream::FrameDecoder,
};

use crate::{
    Clock, Error, Membership, Result, Store,
    keyring::{Handle, rule},
    membership::Here,
    store::{Draft, Draw},
    succession,
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
    public_roots: bool,
}

/// What a device was given to enrol with.
#[derive(Debug)]
pub struct Invitation {
    /// The one-time code.
    pub code: InviteCode,
    /// The province's key, where the invitation holds all of it.
    pub key: Option<PublicKey>,
    /// Where its server is: they are tried one after the other.
    pub servers: Vec<String>,
    /// Whether certificates of public authorities count there.
    pub public_roots: bool,
    /// Until when the code is good, Unix seconds, where the invitation says so.
    pub until: Option<i64>,
}

impl Invitation {
    /// A code that was typed, and the address that goes with it.
    ///
    /// # Errors
    /// [`Error::Seal`] where the code is mistyped.
    pub fn typed(server: &str, code: &str) -> Result<Self> {
        let (code, servers) = (code.parse()?, vec![server.to_owned()]);
        Ok(Self { code, key: None, servers, public_roots: false, until: None })
    }

    /// Which server is believed.
    fn expected(&self) -> Expected {
        let root = self.key.map_or(Root::Fingerprint(self.code.province()), Root::Province);
        let time = KnownTime { at_most: self.until, ..KnownTime::default() };
        Expected { root, public_roots: self.public_roots, time }
    }
}

impl From<InviteLink> for Invitation {
    fn from(link: InviteLink) -> Self {
        let InviteLink { code, key, servers, public_roots, until } = link;
        Self { code, key: Some(key), servers, public_roots, until: Some(until) }
    }
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
        Self { code, request, signing, identity, public_roots: false }
    }

    /// The same, of an invitation that says whether certificates of public authorities count.
    #[must_use]
    pub fn with_public_roots(self, public_roots: bool) -> Self {
        Self { public_roots, ..self }
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
        let mut chain = Chain::anchored(answer.province_key);
        chain.extend(answer.successions.as_ref().map_or(&[], |told| &told.statements))?;
        Ok(Membership {
            chain,
            card: None,
            deployment_key: DeploymentKey::from_bytes(secrets.deployment_key),
            signing: self.signing,
            identity: self.identity,
            server: server.to_owned(),
            public_roots: self.public_roots,
            here: Here::of(&answer.certificate),
            answer,
        })
    }
}

/// Enrols this device as it was invited, and makes its store in `dir`.
///
/// # Errors
/// [`Error::AlreadyEnrolled`]; [`Error::Seal`] where the answer is not the province's; [`Error::Untrusted`];
/// [`Error::Refused`] (`unknown_code`, …), [`Error::Unreachable`], [`Error::DiskFull`]. Nothing is left behind.
pub async fn enrol(
    invitation: Invitation,
    device_name: &str,
    passphrase: &str,
    dir: &Path,
    clock: Box<dyn Clock>,
) -> Result<Store> {
    let (client, servers) = (http::client(invitation.expected())?, invitation.servers);
    let doors: Vec<_> = servers.iter().map(|url| http::endpoint(url, "v1/enrol")).collect::<Result<_>>()?;
    let public_roots = invitation.public_roots;
    let candidate = Candidate::new(invitation.code, device_name, clock.as_ref()).with_public_roots(public_roots);
    let draft = Draft::begin(dir, passphrase, clock.as_ref())?;
    let mut failed = Error::BadAddress(String::new());
    for (door, server) in doors.into_iter().zip(&servers) {
        match ask(&client, door, candidate.request()).await {
            Ok(answer) => return draft.finish(candidate.accept(answer, server)?, clock),
            // Another of its addresses may be the one that can be reached from here.
            Err(error @ (Error::Unreachable(_) | Error::Untrusted(_))) => failed = error,
            Err(error) => return Err(error),
        }
    }
    Err(failed)
}

/// Adds an officer to this device, whom the province invited for it. The device proves the code and itself; the passphrase
/// is the new officer's, and whoever has the store open need not know it.
///
/// # Errors
/// [`Error::Seal`] where the code is mistyped or the answer is not the province's, [`Error::Weak`], [`Error::HandleTaken`],
/// [`Error::Refused`], [`Error::Unreachable`].
pub async fn add_officer(store: &mut Store, code: &InviteCode, handle: Handle, passphrase: &str) -> Result<OfficerId> {
    rule::check(passphrase, handle.as_str())?;
    if store.has_handle(&handle)? {
        return Err(Error::HandleTaken(handle));
    }
    let request = officer_request(store.membership(), code);
    let door = http::endpoint(store.membership().server(), "v1/enrol/officer")?;
    let bytes = match post(&http::client(store.expected()?)?, door.clone(), request.to_bytes()).await {
        Err(Error::Untrusted(why)) if succession::is_unknown_key(&why) => {
            let told = succession::fetch(store.membership().server()).await?;
            if !store.follow_told(&told)? {
                return Err(Error::Untrusted(why));
            }
            post(&http::client(store.expected()?)?, door, request.to_bytes()).await?
        }
        posted => posted?,
    };
    accept_officer(store, &OfficerResponse::from_bytes(&bytes)?, handle, passphrase)
}

/// Believes an answer to [`officer_request`], if it is the province's and about this device, and gives the officer a slot.
///
/// # Errors
/// [`Error::Seal`] where it is not; [`Error::Weak`], [`Error::HandleTaken`].
pub fn accept_officer(
    store: &mut Store,
    answer: &OfficerResponse,
    handle: Handle,
    passphrase: &str,
) -> Result<OfficerId> {
    let chain = store.membership().chain();
    chain.verify_new(|key| seal::verify(key, &answer.signing_bytes(), &answer.signature))?;
    if answer.device != store.membership().device() {
        return Err(seal::Error::ForeignDevice.into());
    }
    store.add_officer(answer.officer, &answer.officer_name, handle, passphrase)?;
    Ok(answer.officer)
}

/// What this device sends for one more officer: proof of the code, and its own signature.
#[must_use]
pub fn officer_request(membership: &Membership, code: &InviteCode) -> OfficerRequest {
    let (device, signature) = (membership.device(), Signature([0; 64]));
    let mut request = OfficerRequest { protocol: PROTOCOL, invitation: code.id(), device, mac: [0; 32], signature };
    request.mac = code.mac_for_officer(&request);
    request.signature = membership.signing.sign(&request.signing_bytes());
    request
}

async fn ask(client: &Client, door: Url, request: &EnrolRequest) -> Result<EnrolResponse> {
    Ok(EnrolResponse::from_bytes(&post(client, door, request.to_bytes()).await?)?)
}

async fn post(client: &Client, door: Url, request: Vec<u8>) -> Result<Vec<u8>> {
    let request = client.post(door).header("content-type", CONTENT_TYPE).body(request);
    let answer = request.send().await.map_err(http::unreachable)?;
    let accepted = answer.status().is_success();
    let bytes = http::body(answer, ANSWER_LIMIT).await?;
    if accepted { Ok(bytes) } else { Err(refused(&bytes)) }
}

/// What the server says in place of an answer: one frame of an exchange.
fn refused(bytes: &[u8]) -> Error {
    let frames = FrameDecoder::new(ANSWER_LIMIT).and_then(|mut decoder| decoder.decode(bytes)).unwrap_or_default();
    match frames.into_iter().next() {
        Some(Frame::Refused(Refused { code, message, .. })) => Error::Refused { code, message },
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
        let invitation = Invitation::typed(&url, &code).unwrap();
        let enrolled = enrol(invitation, "laptop", PASSPHRASE, dir.path(), Box::new(clock)).await;
        assert!(matches!(enrolled, Err(Error::Unreachable(_))), "{enrolled:?}");
        assert!(!is_enrolled(dir.path()));
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_mistyped_code_is_told_before_anything_is_sent_or_made() {
        let (province, clock) = (Province::new(), TestClock::new(1));
        let mut code = province.invite(&clock).to_string();
        let first = if code.starts_with('7') { "8" } else { "7" };
        code.replace_range(0..1, first);
        let typed = Invitation::typed("x", &code);
        assert!(matches!(typed, Err(Error::Seal(seal::Error::MistypedInviteCode))), "{typed:?}");
    }
}
