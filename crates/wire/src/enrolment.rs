//! How a device and the province come to know each other (`POST /v1/enrol`).
//!
//! The operator makes an invitation; its code reaches the person by voice, paper or screen and never crosses the
//! network: the device proves that it knows the code by a MAC over its own keys, so nobody between can put other keys in
//! their place. The answer is signed with the key whose fingerprint the code carries, and the deployment's secrets in
//! it are sealed to the device.

use minicbor::{Decode, Encode};
use records::{DeviceId, OfficerId, RegionCode};

use crate::{FeedId, PublicKey, Signature, cbor, succession::Successions};

/// What a device sends once.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct EnrolRequest {
    /// Version of the protocol.
    #[n(0)]
    pub protocol: u16,
    /// Which invitation: the public half of the code.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub invitation: [u8; 8],
    /// The device's own Ed25519 key.
    #[cbor(n(2), with = "cbor::fixed")]
    pub signing_key: PublicKey,
    /// The device's own age recipient (`age1…`).
    #[n(3)]
    pub recipient: String,
    /// What people call the device.
    #[n(4)]
    pub device_name: String,
    /// HMAC-SHA256 with the secret half of the code over [`mac_bytes`](Self::mac_bytes).
    #[cbor(n(5), with = "minicbor::bytes")]
    pub mac: [u8; 32],
}

impl EnrolRequest {
    /// The bytes under the MAC: the request with a MAC of zeros.
    #[must_use]
    pub fn mac_bytes(&self) -> Vec<u8> {
        let mut bytes = b"rantau enrol v1\0".to_vec();
        bytes.extend(cbor::to_vec(&Self { mac: [0; 32], ..self.clone() }));
        bytes
    }
}

/// What a device sends for one more officer (`POST /v1/enrol/officer`): proof of the code, and its own signature.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct OfficerRequest {
    /// Version of the protocol.
    #[n(0)]
    pub protocol: u16,
    /// Which invitation.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub invitation: [u8; 8],
    /// The device, which is enrolled.
    #[cbor(n(2), with = "cbor::fixed")]
    pub device: DeviceId,
    /// HMAC-SHA256 with the secret half of the code over [`mac_bytes`](Self::mac_bytes).
    #[cbor(n(3), with = "minicbor::bytes")]
    pub mac: [u8; 32],
    /// The device's signature over [`signing_bytes`](Self::signing_bytes).
    #[cbor(n(4), with = "cbor::fixed")]
    pub signature: Signature,
}

impl OfficerRequest {
    /// The bytes under the MAC: the request with zeros for MAC and signature.
    #[must_use]
    pub fn mac_bytes(&self) -> Vec<u8> {
        let mut bytes = b"rantau officer v1\0".to_vec();
        bytes.extend(cbor::to_vec(&Self { mac: [0; 32], signature: Signature([0; 64]), ..self.clone() }));
        bytes
    }

    /// The bytes that the device signs: the request with a signature of zeros.
    #[must_use]
    pub fn signing_bytes(&self) -> Vec<u8> {
        let mut bytes = b"rantau officer request v1\0".to_vec();
        bytes.extend(cbor::to_vec(&Self { signature: Signature([0; 64]), ..self.clone() }));
        bytes
    }
}

/// The province's word that an officer works on a device.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct OfficerResponse {
    /// The device.
    #[cbor(n(0), with = "cbor::fixed")]
    pub device: DeviceId,
    /// Who works on it from now on, beside the others.
    #[cbor(n(1), with = "cbor::fixed")]
    pub officer: OfficerId,
    /// The officer's name.
    #[n(2)]
    pub officer_name: String,
    /// When that was said, Unix seconds.
    #[n(3)]
    pub issued_at: i64,
    /// The province's signature over [`signing_bytes`](Self::signing_bytes).
    #[cbor(n(4), with = "cbor::fixed")]
    pub signature: Signature,
}

impl OfficerResponse {
    /// The bytes that the province signs: the answer with a signature of zeros.
    #[must_use]
    pub fn signing_bytes(&self) -> Vec<u8> {
        let mut bytes = b"rantau officer answer v1\0".to_vec();
        bytes.extend(cbor::to_vec(&Self { signature: Signature([0; 64]), ..self.clone() }));
        bytes
    }
}

/// The province's word about a device: couriers and other devices can check it offline.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Certificate {
    /// Version of the protocol.
    #[n(0)]
    pub protocol: u16,
    /// The device.
    #[cbor(n(1), with = "cbor::fixed")]
    pub device: DeviceId,
    /// Its key.
    #[cbor(n(2), with = "cbor::fixed")]
    pub signing_key: PublicKey,
    /// Its age recipient.
    #[n(3)]
    pub recipient: String,
    /// What people call it.
    #[n(4)]
    pub device_name: String,
    /// The officer who works on it.
    #[cbor(n(5), with = "cbor::fixed")]
    pub officer: OfficerId,
    /// The officer's name.
    #[n(6)]
    pub officer_name: String,
    /// The region that it serves.
    #[cbor(n(7), with = "cbor::text")]
    pub region: RegionCode,
    /// The feeds that it may follow.
    #[n(8)]
    pub feeds: Vec<FeedId>,
    /// When it was issued, Unix seconds.
    #[n(9)]
    pub issued_at: i64,
}

impl Certificate {
    /// The bytes that the province signs.
    #[must_use]
    pub fn signing_bytes(&self) -> Vec<u8> {
        let mut bytes = b"rantau certificate v1\0".to_vec();
        bytes.extend(cbor::to_vec(self));
        bytes
    }
}

/// A device's certificate with the province's signature: what it shows to other devices.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Card {
    /// Who it is, which feeds it follows, to which key what is meant for it is sealed.
    #[n(0)]
    pub certificate: Certificate,
    /// The province's signature over the certificate.
    #[cbor(n(1), with = "cbor::fixed")]
    pub signature: Signature,
}

/// What a device learns once; sealed to its age key.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct DeploymentSecrets {
    /// The key of the deployment under which NIKs become document ids.
    #[cbor(n(0), with = "minicbor::bytes")]
    pub deployment_key: [u8; 32],
}

impl std::fmt::Debug for DeploymentSecrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DeploymentSecrets(***)")
    }
}

/// What the province answers.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct EnrolResponse {
    /// The device's certificate.
    #[n(0)]
    pub certificate: Certificate,
    /// The province's signature over it.
    #[cbor(n(1), with = "cbor::fixed")]
    pub signature: Signature,
    /// The province's Ed25519 key; the invitation's code carries its fingerprint.
    #[cbor(n(2), with = "cbor::fixed")]
    pub province_key: PublicKey,
    /// The province's age recipient.
    #[n(3)]
    pub province_recipient: String,
    /// Whether this is a training deployment.
    #[n(4)]
    pub training: bool,
    /// [`DeploymentSecrets`], sealed with age to the device.
    #[cbor(n(5), with = "minicbor::bytes")]
    pub secrets: Vec<u8>,
    /// The province's signature over [`signing_bytes`](Self::signing_bytes).
    #[cbor(n(6), with = "cbor::fixed")]
    pub response_signature: Signature,
    /// The chain of the province's keys up to this one, so that the device knows which one comes next. It is no part of
    /// what is signed here: it proves itself.
    #[n(7)]
    pub successions: Option<Successions>,
}

impl EnrolResponse {
    /// The bytes that the province signs: everything before the signature, which is zeros here.
    #[must_use]
    pub fn signing_bytes(&self) -> Vec<u8> {
        let mut bytes = b"rantau enrolled v1\0".to_vec();
        let unsigned = Self { response_signature: Signature([0; 64]), successions: None, ..self.clone() };
        bytes.extend(cbor::to_vec(&unsigned));
        bytes
    }
}

cbor::bodies! {
    EnrolRequest: "enrolment request";
    OfficerRequest: "officer request";
    OfficerResponse: "officer answer";
    Card: "card";
    DeploymentSecrets: "deployment secrets";
    EnrolResponse: "enrolment answer";
}
