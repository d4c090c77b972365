//! The key of a device's database.

use hmac::Mac;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::{Random, mac, secret::Secret};

/// The 32 random bytes under which SQLCipher encrypts a device's database.
#[derive(Debug, PartialEq, Eq)]
pub struct DatabaseKey(Secret<32>);

impl DatabaseKey {
    /// A new key, for a new database.
    #[must_use]
    pub fn generate(random: &mut (impl Random + ?Sized)) -> Self {
        Self(Secret::generate(random))
    }

    /// The key of its bytes, as a phone's keystore returns them.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(Secret::new(bytes))
    }

    /// The bytes, for a phone's keystore.
    #[must_use]
    pub const fn expose(&self) -> &[u8; 32] {
        self.0.expose()
    }

    /// The raw key as SQLCipher's `PRAGMA key` takes it: `x'…'` with 64 hexadecimal digits, to be given as the text
    /// value of the pragma. SQLCipher then stretches nothing.
    #[must_use]
    pub fn to_sqlcipher_hex(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::with_capacity("x''".len() + 64));
        text.push_str("x'");
        text.push_str(&Zeroizing::new(hex::encode(self.expose())));
        text.push('\'');
        text
    }

    /// A tag of `bytes` that only who has the key could make: by it, what lies beside the database in plain is told from
    /// what somebody put there.
    #[must_use]
    pub fn tag(&self, bytes: &[u8]) -> [u8; 32] {
        let mut mac = mac::keyed(&self.0);
        mac.update(b"rantau beside the database v1\0");
        mac.update(bytes);
        mac::finish(mac)
    }

    /// Whether a tag is of these bytes. In constant time.
    #[must_use]
    pub fn is_tag_of(&self, bytes: &[u8], tag: &[u8; 32]) -> bool {
        self.tag(bytes).ct_eq(tag).into()
    }

    pub(super) const fn new(secret: Secret<32>) -> Self {
        Self(secret)
    }
}
