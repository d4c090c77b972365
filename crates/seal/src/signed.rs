//! The types of the wire that are signed: for each one function that signs and one that verifies.

use records::{ChangeHash, EpochId};
use wire::{
    Envelope, Hello, PublicKey, Pull, Receipt, Signature, Signed, Statement,
    bundle::{Answer, Carried, SignedAnswer, SignedCarried},
    courier::{Call, Caller, SignedCall},
    enrolment::{Certificate, EnrolResponse},
    exchange::{Entry, EntryDigest, ShortHash, SignedHello, Voucher},
    hash_of_change,
    loss::{SignedWipeOrder, SignedWiped, WipeOrder, Wiped},
    receipt::SignedReceipt,
    signed::Signable,
};

use crate::{Error, Result, SigningKey, signing::verify_as};

/// As a device.
impl SigningKey {
    /// Signs a statement, and hands it back with its signature for [`Envelope::new`].
    #[must_use]
    pub fn sign_statement(&self, statement: Statement) -> (Statement, Signature) {
        let signature = self.sign(&statement.signing_bytes());
        (statement, signature)
    }

    /// Signs a hello.
    #[must_use]
    pub fn sign_hello(&self, hello: Hello) -> SignedHello {
        SignedHello::new(hello, |bytes| self.sign(bytes))
    }
}

/// As a device that was lost.
impl SigningKey {
    /// Signs that an order to wipe was carried out.
    #[must_use]
    pub fn sign_wiped(&self, wiped: Wiped) -> SignedWiped {
        SignedWiped::new(wiped, |bytes| self.sign(bytes))
    }
}

/// As a device that meets a courier.
impl SigningKey {
    /// Signs a call.
    #[must_use]
    pub fn sign_call(&self, call: Call) -> SignedCall {
        SignedCall::new(call, |bytes| self.sign(bytes))
    }
}

/// As a courier.
impl SigningKey {
    /// Signs the receipt of a courier.
    #[must_use]
    pub fn sign_carried(&self, carried: Carried) -> SignedCarried {
        SignedCarried::new(carried, |bytes| self.sign(bytes))
    }
}

/// As the province.
impl SigningKey {
    /// Signs a receipt.
    #[must_use]
    pub fn sign_receipt(&self, receipt: Receipt) -> SignedReceipt {
        SignedReceipt::new(receipt, |bytes| self.sign(bytes))
    }

    /// Signs the order to wipe a device.
    #[must_use]
    pub fn sign_wipe_order(&self, order: WipeOrder) -> SignedWipeOrder {
        SignedWipeOrder::new(order, |bytes| self.sign(bytes))
    }

    /// Signs an answer that travels in a bundle.
    #[must_use]
    pub fn sign_answer(&self, answer: Answer) -> SignedAnswer {
        SignedAnswer::new(answer, |bytes| self.sign(bytes))
    }

    /// Signs a pull frame in place. `hashes` has the full hash of each entry, `None` for [`Entry::Void`].
    pub fn sign_pull(&self, pull: &mut Pull, epoch: EpochId, hashes: &[Option<ChangeHash>]) {
        pull.signature = self.sign(&pull.signing_bytes(epoch, hashes));
    }

    /// Signs a device's certificate.
    #[must_use]
    pub fn sign_certificate(&self, certificate: &Certificate) -> Signature {
        self.sign(&certificate.signing_bytes())
    }

    /// Signs the answer to an enrolment in place: sets its key to this one, then signs the certificate and the whole.
    pub fn sign_enrol_response(&self, response: &mut EnrolResponse) {
        response.province_key = self.public();
        response.signature = self.sign_certificate(&response.certificate);
        response.response_signature = self.sign(&response.signing_bytes());
    }
}

/// Verifies that `device` signed the statement, and that the envelope carries just the changes that it names.
///
/// # Errors
/// [`Error::BadSignature`].
pub fn verify_envelope(device: &PublicKey, envelope: &Envelope) -> Result<()> {
    let Envelope { statement, signature, changes } = envelope;
    let named = statement.items.iter().map(|item| item.hash);
    if !named.eq(changes.iter().map(|change| hash_of_change(change))) {
        return Err(Error::BadSignature("statement"));
    }
    verify_as("statement", device, &statement.signing_bytes(), signature)
}

/// Verifies that `device` signed the hello.
///
/// # Errors
/// [`Error::BadSignature`].
pub fn verify_hello(device: &PublicKey, signed: &SignedHello) -> Result<()> {
    verify_signed(device, signed)
}

/// Verifies that `province` signed the receipt.
///
/// # Errors
/// [`Error::BadSignature`].
pub fn verify_receipt(province: &PublicKey, signed: &SignedReceipt) -> Result<()> {
    verify_signed(province, signed)
}

/// Verifies that `province` certified the caller and that the caller signed the call.
///
/// # Errors
/// [`Error::BadSignature`].
pub fn verify_caller(province: &PublicKey, caller: &Caller) -> Result<()> {
    verify_certificate(province, &caller.certificate, &caller.signature)?;
    if caller.call.value().device != caller.certificate.device {
        return Err(Error::BadSignature("call"));
    }
    verify_signed(&caller.certificate.signing_key, &caller.call)
}

/// Verifies that `key` signed the structure.
///
/// # Errors
/// [`Error::BadSignature`].
pub fn verify_signed<T: Signable>(key: &PublicKey, signed: &Signed<T>) -> Result<()> {
    verify_as(T::NAME, key, &signed.signing_bytes(), signed.signature())
}

/// Verifies that `province` signed a frame with these entries: what makes a change admissible whoever brings it.
///
/// # Errors
/// [`Error::BadSignature`].
pub fn verify_voucher(province: &PublicKey, voucher: &Voucher, entries: &[EntryDigest]) -> Result<()> {
    verify_as("voucher", province, &voucher.signing_bytes(entries), &voucher.signature)
}

/// Verifies that `province` signed the pull frame in `epoch`. `hashes` has the full hash of each entry, `None` for
/// [`Entry::Void`]: start from [`Pull::hashes`] and fill in those of [`Entry::Known`] from the device's own store.
///
/// # Errors
/// [`Error::BadSignature`], also where `hashes` are not those of the entries.
pub fn verify_pull(province: &PublicKey, pull: &Pull, epoch: EpochId, hashes: &[Option<ChangeHash>]) -> Result<()> {
    let of_entries = pull.entries.len() == hashes.len()
        && pull.entries.iter().zip(hashes).all(|(entry, hash)| is_hash_of(entry, hash.as_ref()));
    if !of_entries {
        return Err(Error::BadSignature("pull frame"));
    }
    verify_as("pull frame", province, &pull.signing_bytes(epoch, hashes), &pull.signature)
}

fn is_hash_of(entry: &Entry, hash: Option<&ChangeHash>) -> bool {
    match (entry, hash) {
        (Entry::Change { change, .. }, Some(hash)) => hash_of_change(change) == *hash,
        (Entry::Known { hash: short }, Some(hash)) => ShortHash::of(hash) == *short,
        (Entry::Void | Entry::Leave { .. }, None) => true,
        (Entry::Change { .. } | Entry::Known { .. }, None) | (Entry::Void | Entry::Leave { .. }, Some(_)) => false,
    }
}

/// Verifies that `province` signed the certificate.
///
/// # Errors
/// [`Error::BadSignature`].
pub fn verify_certificate(province: &PublicKey, certificate: &Certificate, signature: &Signature) -> Result<()> {
    verify_as("certificate", province, &certificate.signing_bytes(), signature)
}

/// Verifies that `province` signed the answer to an enrolment and the certificate in it. A device that has nothing but
/// an invitation takes [`InviteCode::verify_response`](crate::InviteCode::verify_response) instead.
///
/// # Errors
/// [`Error::ForeignProvince`] where the answer names another key, [`Error::BadSignature`].
pub fn verify_enrol_response(province: &PublicKey, response: &EnrolResponse) -> Result<()> {
    if response.province_key != *province {
        return Err(Error::ForeignProvince);
    }
    verify_as("enrolment answer", province, &response.signing_bytes(), &response.response_signature)?;
    verify_certificate(province, &response.certificate, &response.signature)
}

#[cfg(test)]
mod tests;
