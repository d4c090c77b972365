//! What a device and a courier say to each other on a LAN, over plain HTTP.
//!
//! A courier keeps bundles for the province and answers for devices. It cannot read or forge either; what is said here
//! keeps others from filling it, and from taking away what waits for a device. `docs/PROTOCOL.md` has the requests.

use minicbor::{Decode, Encode};
use records::DeviceId;
use sha2::{Digest, Sha256};

use crate::{
    PublicKey, Signature,
    bundle::SignedCarried,
    cbor,
    enrolment::Certificate,
    exchange::PackOffer,
    signed::{Signable, Signed},
};

/// The answer to `GET /v1/courier`: who it is.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Card {
    /// Version of the protocol.
    #[n(0)]
    pub protocol: u16,
    /// The courier's certificate.
    #[n(1)]
    pub certificate: Certificate,
    /// The province's signature over it.
    #[cbor(n(2), with = "cbor::fixed")]
    pub signature: Signature,
    /// What every call repeats: good for some minutes.
    #[cbor(n(3), with = "minicbor::bytes")]
    pub challenge: [u8; 32],
    /// The most bytes that one bundle may have.
    #[n(4)]
    pub bundle_bytes: u64,
}

/// What a device may ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(index_only)]
pub enum Action {
    /// How far a deposit is, or to go on with it.
    #[n(0)]
    Deposit,
    /// What waits for the device.
    #[n(1)]
    List,
    /// An answer.
    #[n(2)]
    Fetch,
    /// To delete an answer that the device has taken in.
    #[n(3)]
    Confirm,
    /// What its village has, to begin with.
    #[n(4)]
    Seed,
}

/// One request of a device to one courier.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Call {
    /// Version of the protocol.
    #[n(0)]
    pub protocol: u16,
    /// Who asks.
    #[cbor(n(1), with = "cbor::fixed")]
    pub device: DeviceId,
    /// Whom.
    #[cbor(n(2), with = "cbor::fixed")]
    pub courier: DeviceId,
    /// Of the courier's card.
    #[cbor(n(3), with = "minicbor::bytes")]
    pub challenge: [u8; 32],
    /// What for.
    #[n(4)]
    pub action: Action,
    /// The digest of the bundle or pack that it is about, zeros for [`Action::List`] and where packs are listed.
    #[cbor(n(5), with = "minicbor::bytes")]
    pub digest: [u8; 32],
}

/// A call with its device's signature.
pub type SignedCall = Signed<Call>;

impl Signable for Call {
    const SEPARATOR: &'static [u8] = b"rantau courier call v1\0";
    const NAME: &'static str = "call";
}

/// A call together with what makes it believable: what stands in the header of a request.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Caller {
    /// The device's certificate.
    #[n(0)]
    pub certificate: Certificate,
    /// The province's signature over it.
    #[cbor(n(1), with = "cbor::fixed")]
    pub signature: Signature,
    /// The call.
    #[n(2)]
    pub call: SignedCall,
}

/// How far a deposit is.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Deposit {
    /// So many bytes of the bundle are durable with the courier.
    #[n(0)]
    pub have: u64,
    /// Its receipt, once it has all of them.
    #[n(1)]
    pub receipt: Option<SignedCarried>,
}

/// The answers that wait for a device, oldest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Waiting {
    /// Each with its digest and length.
    #[n(0)]
    pub answers: Vec<WaitingAnswer>,
}

/// One answer that waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct WaitingAnswer {
    /// SHA-256 of its sealed bytes.
    #[cbor(n(0), with = "minicbor::bytes")]
    pub digest: [u8; 32],
    /// The length of the bundle in bytes.
    #[n(1)]
    pub size: u64,
}

/// The packs that a courier hands on to the device that asks.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Packs {
    /// Of each feed that both follow, as the province offers them.
    #[n(0)]
    pub packs: Vec<PackOffer>,
}

/// What people compare of a courier's key: the first 8 bytes of its SHA-256.
#[must_use]
pub fn fingerprint(key: &PublicKey) -> [u8; 8] {
    Sha256::digest(key.0).first_chunk().copied().unwrap_or_default()
}

cbor::bodies! {
    Card: "courier's card";
    Caller: "caller";
    Deposit: "state of a deposit";
    Waiting: "list of answers";
    Packs: "list of packs";
}
