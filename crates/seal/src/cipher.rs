//! XChaCha20-Poly1305: what holds keys and private records.

use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305,
    aead::{Aead, Payload},
};
use zeroize::Zeroizing;

use crate::secret::Secret;

/// Encrypts `plain`, bound to `aad`, 16 bytes longer than it. `None` of what no memory holds. A nonce is drawn anew each time.
pub(crate) fn encrypt(key: &Secret<32>, nonce: [u8; 24], aad: &[u8], plain: &[u8]) -> Option<Vec<u8>> {
    cipher(key).encrypt(&nonce.into(), Payload { msg: plain, aad }).ok()
}

/// Decrypts what [`encrypt`] made; `None` under another key, of something altered, or bound to something else.
pub(crate) fn decrypt(key: &Secret<32>, nonce: [u8; 24], aad: &[u8], ciphertext: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    cipher(key).decrypt(&nonce.into(), Payload { msg: ciphertext, aad }).ok().map(Zeroizing::new)
}

fn cipher(key: &Secret<32>) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(key.expose().into())
}
