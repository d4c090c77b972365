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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mac_is_that_of_rfc_4231() {
        let mut mac = keyed(&Secret::new(*b"Jefe"));
        mac.update(b"what do ya want for nothing?");
        let expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
        assert_eq!(hex::encode(finish(mac)), expected);
    }
}
