//! How our programs speak TLS.

use std::sync::Arc;

use rustls::{ClientConfig, ServerConfig, crypto::CryptoProvider, sign::SingleCertAndKey, version::TLS13};

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
    let verifier = Verifier::new(expected, provider())?;
    Ok(ClientConfig::builder_with_provider(provider())
        .with_protocol_versions(&[&TLS13])?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
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
