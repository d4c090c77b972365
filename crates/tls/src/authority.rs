//! The province as the authority of its own certificates.

use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, PKCS_ECDSA_P256_SHA256, PKCS_ED25519, PublicKeyData, SignatureAlgorithm,
};
use rustls::{
    crypto::CryptoProvider,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
    sign::CertifiedKey,
};
use seal::SigningKey;
use time::OffsetDateTime;
use zeroize::Zeroizing;

use crate::Error;

/// From when and until when the root is good: always. It is as good as the key, and the key has no end.
const ALWAYS: (i64, i64) = (1_577_836_800, 253_402_300_799);

/// A name that no machine has (RFC 6761): a certificate has to be for something.
const NOWHERE: &str = "courier.invalid";

/// Makes certificates with the province's signing key.
#[derive(Debug)]
pub struct Authority<'a> {
    key: &'a SigningKey,
    public: [u8; 32],
}

/// A server's key and its certificate.
pub struct Leaf {
    /// The secret key, PKCS#8 in PEM.
    pub key: Zeroizing<String>,
    /// The certificate in PEM.
    pub certificate: String,
}

impl<'a> Authority<'a> {
    /// The authority of this key.
    #[must_use]
    pub fn new(key: &'a SigningKey) -> Self {
        Self { key, public: key.public().0 }
    }

    /// The certificate of the authority itself, in PEM: for tools that want one. It is always the same.
    ///
    /// # Errors
    /// [`Error`].
    pub fn root(&self) -> Result<String, Error> {
        Ok(self.root_params()?.self_signed(self)?.pem())
    }

    /// A certificate with a new key for a server of these names and addresses, good from `from` until `until`, Unix
    /// seconds.
    ///
    /// # Errors
    /// [`Error`] where a name is none.
    pub fn leaf(&self, hosts: &[String], from: i64, until: i64) -> Result<Leaf, Error> {
        let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256)?;
        let mut params = CertificateParams::new(hosts.to_vec())?;
        (params.not_before, params.not_after) = (moment(from)?, moment(until)?);
        params.distinguished_name = DistinguishedName::new();
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        let issuer = Issuer::new(self.root_params()?, self);
        let certificate = params.signed_by(&key, &issuer)?;
        Ok(Leaf { key: Zeroizing::new(key.serialize_pem()), certificate: certificate.pem() })
    }

    /// A certificate with a new key for a device that serves others on a LAN: for no address, and without an end, as it is
    /// made anew whenever the device begins to serve.
    ///
    /// # Errors
    /// [`Error`].
    pub fn lan_leaf(&self) -> Result<Leaf, Error> {
        self.leaf(&[NOWHERE.to_owned()], ALWAYS.0, ALWAYS.1)
    }

    fn root_params(&self) -> Result<CertificateParams, Error> {
        let mut params = CertificateParams::default();
        (params.not_before, params.not_after) = (moment(ALWAYS.0)?, moment(ALWAYS.1)?);
        params.distinguished_name = DistinguishedName::new();
        params.distinguished_name.push(DnType::CommonName, hex::encode(self.public));
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        Ok(params)
    }
}

impl Leaf {
    /// What a server answers a handshake with, of any chain and key in PEM.
    ///
    /// # Errors
    /// [`Error`] where key or certificate are damaged, or not of each other.
    pub fn certified_of(chain: &[u8], key: &[u8], provider: &CryptoProvider) -> Result<CertifiedKey, Error> {
        let damaged = |what: &'static str| move |_| Error(format!("{what} that cannot be read"));
        let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(chain).collect();
        let chain = chain.map_err(damaged("a certificate"))?;
        if chain.is_empty() {
            return Err(Error("a file without a certificate".to_owned()));
        }
        let key = PrivateKeyDer::from_pem_slice(key).map_err(damaged("a key"))?;
        Ok(CertifiedKey::from_der(chain, key, provider)?)
    }
}

impl std::fmt::Debug for Leaf {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Leaf(***)")
    }
}

impl PublicKeyData for Authority<'_> {
    fn der_bytes(&self) -> &[u8] {
        &self.public
    }

    fn algorithm(&self) -> &'static SignatureAlgorithm {
        &PKCS_ED25519
    }
}

impl rcgen::SigningKey for Authority<'_> {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, rcgen::Error> {
        Ok(self.key.sign(message).0.to_vec())
    }
}

fn moment(seconds: i64) -> Result<OffsetDateTime, Error> {
    OffsetDateTime::from_unix_timestamp(seconds).map_err(|error| Error(error.to_string()))
}
