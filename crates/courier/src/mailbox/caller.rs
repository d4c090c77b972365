//! Who asks: the header of a request.

use std::sync::Arc;

use axum::{
    extract::FromRequestParts,
    http::{header::AUTHORIZATION, request::Parts},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use records::DeviceId;
use seal::succession::Standing;
use wire::{
    courier::{Action, Call, Caller},
    enrolment::Certificate,
    succession::Reason,
};

use super::{CHALLENGE_LIFE, State, api::ApiError};
use crate::Error;

const SCHEME: &str = "Rantau ";
/// A certificate of a district's office names some hundred feeds.
const LONGEST: usize = 32 << 10;

/// A device that the province certified and that signed this very call.
pub(super) struct Visitor {
    pub(super) certificate: Certificate,
    /// What the key is now that certified it.
    standing: Standing,
    call: Call,
}

impl Visitor {
    /// The device, if its call is this one.
    pub(super) fn asking(&self, action: Action, digest: &[u8; 32]) -> Result<DeviceId, Error> {
        let Self { call, standing, .. } = self;
        // A key in other hands certifies devices that are none: they may leave what is sealed, and get nothing that is ours.
        if call.action == Action::Seed && *standing == Standing::Former(Reason::Compromised) {
            return Err(Error::BadSignature);
        }
        if call.action == action && call.digest == *digest { Ok(call.device) } else { Err(Error::BadSignature) }
    }
}

impl FromRequestParts<Arc<State>> for Visitor {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &Arc<State>) -> Result<Self, ApiError> {
        let header = parts.headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
        Ok(believed(header, state)?)
    }
}

fn believed(header: &str, state: &State) -> Result<Visitor, Error> {
    let encoded = header.strip_prefix(SCHEME).filter(|text| text.len() <= LONGEST).ok_or(Error::BadSignature)?;
    let bytes = URL_SAFE_NO_PAD.decode(encoded).map_err(|_| Error::Malformed)?;
    let caller = Caller::from_bytes(&bytes).map_err(|_| Error::Malformed)?;
    let chain = (state.courier.keys.known)();
    let standing = chain.verify_kept(|key| seal::verify_caller(key, &caller)).map_err(|_| Error::BadSignature)?;
    let (certificate, call) = (caller.certificate, caller.call.into_value());
    if call.courier != state.courier.certificate.device {
        return Err(Error::BadSignature);
    }
    let now = (state.courier.now)();
    let is_fresh = state.challenger.is_fresh(&call.challenge, now, CHALLENGE_LIFE);
    if is_fresh { Ok(Visitor { certificate, standing, call }) } else { Err(Error::StaleChallenge) }
}
