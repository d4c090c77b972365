//! How our programs speak TLS.

use std::sync::Arc;

use rustls::{
    ClientConfig, DigitallySignedStruct, ServerConfig, SignatureScheme,
    client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature},
    pki_types::{CertificateDer, ServerName, UnixTime},
    sign::SingleCertAndKey,
    version::TLS13,
};

use crate::{Error, Expected, Leaf, Verifier};

/// The cryptography: one for both ends and for every other client of the workspace.
#[must_use]
pub fn provider() -> Arc<CryptoProvider> {
    Arc::new(rustls::crypto::ring::default_provider())
}

/// A client that believes only the server that is expected. Handshakes are resumed for as long as it is kept.
///
/// # Errors
/// [`Error`] where public roots are to count and this machine has none that can be read.
pub fn client_config(expected: Expected) -> Result<ClientConfig, Error> {
    config(Arc::new(Verifier::new(expected, provider())?))
}

/// A client that speaks with whoever answers: only for what proves itself, and where nothing is told. The line is encrypted to
/// whoever that is.
///
/// # Errors
/// [`Error`] never, but where the cryptography does not know TLS 1.3.
pub fn unverified_config() -> Result<ClientConfig, Error> {
    config(Arc::new(Anybody(provider())))
}

fn config(verifier: Arc<dyn ServerCertVerifier>) -> Result<ClientConfig, Error> {
    Ok(ClientConfig::builder_with_provider(provider())
        .with_protocol_versions(&[&TLS13])?
        .dangerous()
        .with_custom_certificate_verifier(verifier)
        .with_no_client_auth())
}

/// A server that answers with one certificate for as long as it runs.
///
/// # Errors
/// [`Error`] where that is no certificate with its key.
pub fn server_config(leaf: &Leaf) -> Result<ServerConfig, Error> {
    let certified = Leaf::certified_of(leaf.certificate.as_bytes(), leaf.key.as_bytes(), &provider())?;
    Ok(ServerConfig::builder_with_provider(provider())
        .with_protocol_versions(&[&TLS13])?
        .with_no_client_auth()
        .with_cert_resolver(Arc::new(SingleCertAndKey::from(certified))))
}

/// Believes every certificate, and still wants the handshake to be signed by its key.
#[derive(Debug)]
struct Anybody(Arc<CryptoProvider>);

impl ServerCertVerifier for Anybody {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, certificate, signed, &self.0.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, certificate, signed, &self.0.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
