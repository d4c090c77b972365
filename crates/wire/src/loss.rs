//! What the province and a device say to each other when the device is lost: the order to wipe it, and its word that it did.
//!
//! Both are signed, so that it does not matter who carries them; both name the device, so that neither means another one.

use minicbor::{Decode, Encode};
use records::{DeviceId, LineageId};

use crate::{
    cbor,
    signed::{Signable, Signed},
};

/// The province's order that a device destroys its keys and records. What is sealed to the province stays and is handed in.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct WipeOrder {
    /// Version of the protocol.
    #[n(0)]
    pub protocol: u16,
    /// Which device. An id is never given twice, so an order cannot be played to anybody else, nor to what is enrolled
    /// after it.
    #[cbor(n(1), with = "cbor::fixed")]
    pub device: DeviceId,
    /// Its number: random.
    #[cbor(n(2), with = "minicbor::bytes")]
    pub order: [u8; 16],
    /// When it was given, by the province's clock, Unix seconds.
    #[n(3)]
    pub at: i64,
}

/// An order with the province's signature.
pub type SignedWipeOrder = Signed<WipeOrder>;

impl Signable for WipeOrder {
    const SEPARATOR: &'static [u8] = b"rantau wipe order v1\0";
    const NAME: &'static str = "wipe order";
}

/// A device's word that it carried out an order. It is signed before the keys are destroyed and lies in the outbox as a
/// bundle, sealed to the province.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Wiped {
    /// Version of the protocol.
    #[n(0)]
    pub protocol: u16,
    /// Which device.
    #[cbor(n(1), with = "cbor::fixed")]
    pub device: DeviceId,
    /// The number of the order.
    #[cbor(n(2), with = "minicbor::bytes")]
    pub order: [u8; 16],
    /// When, by the device's clock, Unix seconds.
    #[n(3)]
    pub at: i64,
    /// The statements that lie in its outbox: what is still to come of it.
    #[n(4)]
    pub left: Vec<Left>,
}

/// What is still to come of one lineage.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Left {
    /// The lineage.
    #[cbor(n(0), with = "cbor::fixed")]
    pub lineage: LineageId,
    /// The numbers of its statements.
    #[n(1)]
    pub statements: Vec<u64>,
}

/// A confirmation with its device's signature.
pub type SignedWiped = Signed<Wiped>;

impl Signable for Wiped {
    const SEPARATOR: &'static [u8] = b"rantau wiped v1\0";
    const NAME: &'static str = "confirmation of a wipe";
}
