//! HMAC-SHA256 (RFC 2104).

use hmac::{Hmac, KeyInit, Mac, digest::Output};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::secret::Secret;

/// The block of SHA-256, in bytes: HMAC pads a shorter key with zeros to this length.
const BLOCK: usize = 64;

/// An HMAC that awaits its message.
pub(crate) fn keyed<const N: usize>(key: &Secret<N>) -> Hmac<Sha256> {
    const { assert!(N <= BLOCK, "a longer key would have to be hashed first") };
    let mut block = Zeroizing::new([0; BLOCK]);
    block.iter_mut().zip(key.expose()).for_each(|(padded, byte)| *padded = *byte);
    Hmac::new((&*block).into())
}

/// The 32 bytes of a finished HMAC.
pub(crate) fn finish(mac: Hmac<Sha256>) -> [u8; 32] {
    let bytes: Output<Sha256> = mac.finalize().into_bytes();
    bytes.into()
}
