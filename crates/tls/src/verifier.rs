//! The one place where a server's certificate is judged.

use std::sync::Arc;

use jiff::Timestamp;
use rustls::{
    DigitallySignedStruct, SignatureScheme,
    client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature},
    pki_types::{CertificateDer, ServerName, TrustAnchor, UnixTime},
};
use webpki::{EndEntityCert, KeyUsage};
use wire::PublicKey;

use crate::{ED25519, Error, Expected, NAME, Root, Untrusted};

/// Judges certificates by what is expected.
#[derive(Debug)]
pub struct Verifier {
    expected: Expected,
    provider: Arc<CryptoProvider>,
    public: Option<rustls_platform_verifier::Verifier>,
}

impl Verifier {
    /// Expects a server.
    ///
    /// # Errors
    /// [`Error`] where public roots are to count and this machine has none that can be read.
    pub fn new(expected: Expected, provider: Arc<CryptoProvider>) -> Result<Self, Error> {
        let public = expected.public_roots.then(|| rustls_platform_verifier::Verifier::new(Arc::clone(&provider)));
        Ok(Self { expected, provider, public: public.transpose()? })
    }

    /// Judges a certificate of the province with this key.
    fn of_province(
        &self,
        province: &PublicKey,
        certificate: &EndEntityCert<'_>,
        name: &ServerName<'_>,
        clock: i64,
    ) -> Result<(), Untrusted> {
        let mut ended = None;
        for moment in self.expected.time.moments(clock) {
            match self.signed_at(province, certificate, moment) {
                Ok(()) if self.expected.root.names_address() => return is_for(certificate, name),
                Ok(()) => return Ok(()),
                Err(webpki::Error::CertExpired { not_after, .. }) => ended = Some(not_after),
                Err(_) => return Err(Untrusted::AnotherServer),
            }
        }
        let ended = ended.ok_or(Untrusted::AnotherServer)?;
        Err(Untrusted::Ended { ended: rfc3339(seconds(ended)), clock: rfc3339(clock) })
    }

    /// Whether the province signed a certificate that has not ended at `moment`.
    fn signed_at(&self, province: &PublicKey, of: &EndEntityCert<'_>, moment: i64) -> Result<(), webpki::Error> {
        match self.chain(province, of, time(moment)) {
            // The province's word that it is later than we think.
            Err(webpki::Error::CertNotValidYet { not_before, .. }) => self.chain(province, of, not_before),
            judged => judged,
        }
    }

    fn chain(&self, province: &PublicKey, of: &EndEntityCert<'_>, time: UnixTime) -> Result<(), webpki::Error> {
        let (subject, key) = (name_of(province), [&ED25519[..], &province.0].concat());
        let root = TrustAnchor { subject: subject.into(), subject_public_key_info: key.into(), name_constraints: None };
        let algorithms = self.provider.signature_verification_algorithms.all;
        of.verify_for_usage(algorithms, &[root], &[], time, KeyUsage::server_auth(), None, None).map(drop)
    }
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        if self.expected.root == Root::Anybody {
            return Ok(ServerCertVerified::assertion());
        }
        let another = || Untrusted::AnotherServer.into_tls();
        let certificate = EndEntityCert::try_from(end_entity).map_err(|_| another())?;
        match key_in(certificate.issuer()).filter(|key| self.expected.root.is(key)) {
            Some(province) => self
                .of_province(&province, &certificate, server_name, seconds(now))
                .map(|()| ServerCertVerified::assertion())
                .map_err(Untrusted::into_tls),
            None => {
                let public = self.public.as_ref().ok_or_else(another)?;
                public
                    .verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
                    .map_err(|_| another())
            }
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, certificate, signed, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, certificate, signed, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

fn is_for(certificate: &EndEntityCert<'_>, name: &ServerName<'_>) -> Result<(), Untrusted> {
    let judged = certificate.verify_is_valid_for_subject_name(name);
    judged.map_err(|_| Untrusted::OtherName(name.to_str().into_owned()))
}

/// The name of a province's certificates.
fn name_of(province: &PublicKey) -> Vec<u8> {
    [&NAME[..], hex::encode(province.0).as_bytes()].concat()
}

/// The key of the province whose name this is; `None` where it is another name.
fn key_in(name: &[u8]) -> Option<PublicKey> {
    let mut key = [0; 32];
    hex::decode_to_slice(name.strip_prefix(&NAME)?, &mut key).ok()?;
    Some(PublicKey(key)).filter(|key| name_of(key) == name)
}

fn time(seconds: i64) -> UnixTime {
    UnixTime::since_unix_epoch(std::time::Duration::from_secs(u64::try_from(seconds).unwrap_or(0)))
}

fn seconds(time: UnixTime) -> i64 {
    i64::try_from(time.as_secs()).unwrap_or(i64::MAX)
}

fn rfc3339(seconds: i64) -> String {
    Timestamp::from_second(seconds).map_or_else(|_| seconds.to_string(), |time| time.to_string())
}

#[cfg(test)]
mod tests;
