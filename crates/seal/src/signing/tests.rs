use proptest::prelude::*;

use super::*;
use crate::random::tests::Seeded;

fn bytes<const N: usize>(text: &str) -> [u8; N] {
    hex::decode(text).unwrap().try_into().unwrap()
}

#[test]
fn signatures_are_those_of_rfc_8032() {
    for (secret, public, message, signature) in [
        (
            "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
            "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155\
             5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
        ),
        (
            "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
            "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da\
             085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
        ),
    ] {
        let key = SigningKey::from_bytes(&bytes(secret));
        let message = hex::decode(message).unwrap();
        assert_eq!(key.public(), PublicKey(bytes(public)));
        assert_eq!(key.sign(&message), Signature(bytes(signature)));
        assert_eq!(verify(&key.public(), &message, &Signature(bytes(signature))), Ok(()));
    }
}

#[test]
fn a_key_of_small_order_verifies_nothing() {
    // The neutral element as key and as R, with S = 0: a lenient verifier takes it for any message.
    let mut neutral = [0; 32];
    neutral[0] = 1;
    let mut signature = [0; 64];
    signature[0] = 1;
    let refused = verify(&PublicKey(neutral), b"anything", &Signature(signature));
    assert_eq!(refused, Err(Error::BadSignature("message")));
}

#[test]
fn a_key_that_is_no_point_verifies_nothing() {
    let key = SigningKey::generate(&mut Seeded(1));
    let signature = key.sign(b"anything");
    let mut no_point = [0; 32];
    no_point[0] = 2;
    assert_eq!(verify(&PublicKey(no_point), b"anything", &signature), Err(Error::BadSignature("message")));
}

#[test]
fn a_signing_key_is_masked() {
    assert_eq!(format!("{:?}", SigningKey::generate(&mut Seeded(1))), "SigningKey(***)");
}

proptest! {
    #[test]
    fn only_the_signed_message_under_the_signing_key_verifies(
        seed: u64,
        message in prop::collection::vec(any::<u8>(), 1..200),
        at: prop::sample::Index,
        flip in 1..=u8::MAX,
    ) {
        let key = SigningKey::generate(&mut Seeded(seed));
        let other = SigningKey::generate(&mut Seeded(seed.wrapping_add(1)));
        let stored = SigningKey::from_bytes(&key.to_bytes());
        let signature = stored.sign(&message);
        prop_assert_eq!(verify(&key.public(), &message, &signature), Ok(()));
        prop_assert!(verify(&other.public(), &message, &signature).is_err());

        let mut altered = message.clone();
        altered[at.index(message.len())] ^= flip;
        prop_assert!(verify(&key.public(), &altered, &signature).is_err());

        let mut forged = signature;
        forged.0[at.index(64)] ^= flip;
        prop_assert!(verify(&key.public(), &message, &forged).is_err());
    }
}
