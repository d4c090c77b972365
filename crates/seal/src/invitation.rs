//! What an operator hands to the person whose device is to be enrolled.
//!
//! The code travels by voice, paper or screen and never over the network. With it, both sides of `POST /v1/enrol` know
//! each other without any third party: the device proves the code by a MAC over its own keys, and the province proves
//! itself with the key whose fingerprint the code carries. So a first contact over a stranger's hotspot, or with a
//! broken TLS root, still enrols at the right province and with the right keys.
//!
//! A link or QR code alone was refused: many a code is read out over the telephone. Beside the code, [`InviteLink`] carries
//! what a person would have to type as well.

mod link;
mod text;

use std::fmt;

use hmac::Mac;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use wire::{
    PublicKey,
    enrolment::{EnrolRequest, EnrolResponse, OfficerRequest},
};

pub use link::{InviteLink, SCHEME};

use crate::{Error, Random, Result, mac, random::draw, secret::Secret, verify_enrol_response};

/// An invitation: its public id, its secret, and the fingerprint of the province's key.
///
/// Printed as 9 groups of 5 characters of Crockford's base32, `01234-…-VWXYZ`, which [`FromStr`](std::str::FromStr)
/// reads tolerantly: any case and separators, `O` as 0, `I` and `L` as 1. `Display` prints the secret, too: it is for
/// the paper and the screen of the operator, never for logs. `Debug` masks all of it.
#[derive(PartialEq, Eq)]
pub struct InviteCode {
    id: [u8; 8],
    secret: Secret<10>,
    province: [u8; 8],
}

impl InviteCode {
    /// A new invitation to the province with this key.
    #[must_use]
    pub fn generate(random: &mut (impl Random + ?Sized), province: &PublicKey) -> Self {
        Self { id: draw(random), secret: Secret::generate(random), province: fingerprint(province) }
    }

    /// The invitation of its parts, as the province stores them.
    #[must_use]
    pub fn from_parts(id: [u8; 8], secret: [u8; 10], province: &PublicKey) -> Self {
        Self { id, secret: Secret::new(secret), province: fingerprint(province) }
    }

    /// The public half: what a request for enrolment names.
    #[must_use]
    pub const fn id(&self) -> [u8; 8] {
        self.id
    }

    /// The secret half: 80 bits, beyond what anybody who saw a MAC could try.
    #[must_use]
    pub const fn secret(&self) -> &[u8; 10] {
        self.secret.expose()
    }

    /// The fingerprint of the province's key.
    #[must_use]
    pub const fn province(&self) -> [u8; 8] {
        self.province
    }

    /// Whether the code was made for the province with this key.
    #[must_use]
    pub fn matches_province(&self, province: &PublicKey) -> bool {
        self.province == fingerprint(province)
    }

    /// The MAC with which a device proves the code: HMAC-SHA256 over [`EnrolRequest::mac_bytes`].
    #[must_use]
    pub fn mac(&self, request: &EnrolRequest) -> [u8; 32] {
        self.mac_of(&request.mac_bytes())
    }

    fn mac_of(&self, bytes: &[u8]) -> [u8; 32] {
        let mut mac = mac::keyed(&self.secret);
        mac.update(bytes);
        mac::finish(mac)
    }

    /// The MAC with which a device proves the code for one more officer.
    #[must_use]
    pub fn mac_for_officer(&self, request: &OfficerRequest) -> [u8; 32] {
        self.mac_of(&request.mac_bytes())
    }

    /// Verifies, as the province, that a request for one more officer was made with this code and not altered since.
    ///
    /// # Errors
    /// [`Error::BadInviteMac`], also where the request names another invitation.
    pub fn verify_officer_mac(&self, request: &OfficerRequest) -> Result<()> {
        let proven = self.mac_for_officer(request).ct_eq(&request.mac);
        if request.invitation == self.id && bool::from(proven) { Ok(()) } else { Err(Error::BadInviteMac) }
    }

    /// Verifies, as the province, that a request was made with this code and not altered since.
    ///
    /// # Errors
    /// [`Error::BadInviteMac`], also where the request names another invitation.
    pub fn verify_mac(&self, request: &EnrolRequest) -> Result<()> {
        let proven = self.mac(request).ct_eq(&request.mac);
        if request.invitation == self.id && bool::from(proven) { Ok(()) } else { Err(Error::BadInviteMac) }
    }

    /// Verifies, as the device that sent `request`, that the answer comes from the province of this code, whole and
    /// about this device's keys.
    ///
    /// # Errors
    /// [`Error::ForeignProvince`], [`Error::BadSignature`], [`Error::ForeignDevice`].
    pub fn verify_response(&self, request: &EnrolRequest, response: &EnrolResponse) -> Result<()> {
        if !self.matches_province(&response.province_key) {
            return Err(Error::ForeignProvince);
        }
        verify_enrol_response(&response.province_key, response)?;
        let certificate = &response.certificate;
        let ours = certificate.signing_key == request.signing_key && certificate.recipient == request.recipient;
        if ours { Ok(()) } else { Err(Error::ForeignDevice) }
    }
}

impl fmt::Debug for InviteCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("InviteCode(***)")
    }
}

/// The first 8 bytes of the SHA-256 of a key.
#[must_use]
pub fn fingerprint(key: &PublicKey) -> [u8; 8] {
    Sha256::digest(key.0).first_chunk().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests;
