use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization;

use super::*;
use crate::random::tests::Seeded;

const PASSPHRASE: &str = "sapi hijau minum kopi";

fn key() -> DatabaseKey {
    DatabaseKey::from_bytes([0xab; 32])
}

fn wrapped() -> WrappedKey {
    WrappedKey::wrap(&mut Seeded(1), &key(), PASSPHRASE, Cost::light()).unwrap()
}

#[test]
fn the_passphrase_unwraps_the_key() {
    let stored = WrappedKey::from_bytes(&wrapped().to_bytes()).unwrap();
    assert_eq!(stored.unwrap(PASSPHRASE), Ok(key()));
}

#[test]
fn another_passphrase_does_not_unwrap_the_key() {
    for passphrase in ["", "sapi hijau minum kopi ", "Sapi hijau minum kopi"] {
        assert_eq!(wrapped().unwrap(passphrase), Err(Error::WrongPassphrase), "{passphrase:?}");
    }
}

#[test]
fn a_passphrase_may_be_typed_on_another_keyboard() {
    let wrapped = WrappedKey::wrap(&mut Seeded(1), &key(), "caf\u{e9}", Cost::light()).unwrap();
    assert_eq!(wrapped.unwrap("cafe\u{301}"), Ok(key()));
    assert_eq!(wrapped.unwrap("cafe"), Err(Error::WrongPassphrase));
}

#[test]
fn the_default_cost_is_recorded_and_works() {
    let wrapped = WrappedKey::wrap(&mut Seeded(1), &key(), PASSPHRASE, Cost::default()).unwrap();
    assert_eq!(wrapped.cost(), Cost::new(19_456, 2, 1).unwrap());
    assert_eq!(WrappedKey::from_bytes(&wrapped.to_bytes()).unwrap().unwrap(PASSPHRASE), Ok(key()));
}

/// Argon2id and XChaCha20-Poly1305 of another implementation, salt and nonce counting from 0.
#[test]
fn a_key_that_was_wrapped_before_unwraps_for_ever() {
    let stored = "850183194c00020150000102030405060708090a0b0c0d0e0f5818000102030405060708090a0b0c0d0e0f1011121314\
        151617583051b1eb02dc0c6014c2ee868de8889cca954ebf8b0c0615dda7a4725e31f2fc1c4e91e1ece3f52123bad8f0\
        f617b75c50";
    assert_eq!(WrappedKey::from_bytes(&hex::decode(stored).unwrap()).unwrap().unwrap(PASSPHRASE), Ok(key()));
}

#[test]
fn two_wraps_of_one_key_share_nothing() {
    let mut random = Seeded(1);
    let mut wrap = || WrappedKey::wrap(&mut random, &key(), PASSPHRASE, Cost::light()).unwrap();
    let (one, two) = (wrap(), wrap());
    assert_ne!(one.salt, two.salt);
    assert_ne!(one.nonce, two.nonce);
    assert_ne!(one.ciphertext, two.ciphertext);
}

#[test]
fn costs_that_would_lock_up_a_device_are_refused() {
    for (memory_kib, passes, lanes) in
        [(262_145, 2, 1), (u32::MAX, 1, 1), (19_456, 17, 1), (19_456, 2, 17), (19_456, 0, 1), (19_456, 2, 0), (7, 1, 1)]
    {
        assert_eq!(Cost::new(memory_kib, passes, lanes), Err(Error::BadCost), "{memory_kib} {passes} {lanes}");
    }
    assert!(Cost::new(262_144, 16, 16).is_ok());
}

#[test]
fn a_stored_cost_that_would_lock_up_a_device_is_refused() {
    let mut bytes = wrapped().to_bytes();
    assert_eq!(bytes[..7], [0x85, 0x01, 0x83, 0x18, 64, 1, 1], "version 1; 64 KiB, 1 pass, 1 lane");
    bytes.splice(3..5, [0x1a, 0xff, 0xff, 0xff, 0xff]);
    assert_eq!(WrappedKey::from_bytes(&bytes), Err(Error::BadCost));
}

#[test]
fn other_bytes_are_no_wrapped_key() {
    let bytes = wrapped().to_bytes();
    for length in 0..bytes.len() {
        assert_eq!(WrappedKey::from_bytes(&bytes[..length]), Err(Error::NotAWrappedKey), "cut to {length}");
    }
    assert_eq!(WrappedKey::from_bytes(&[&bytes[..], &[0]].concat()), Err(Error::NotAWrappedKey));
    let mut newer = bytes;
    newer[1] = 2;
    assert_eq!(WrappedKey::from_bytes(&newer), Err(Error::NotAWrappedKey));
}

#[test]
fn no_altered_bit_yields_a_key() {
    let bytes = wrapped().to_bytes();
    for at in 0..bytes.len() * 8 {
        let mut altered = bytes.clone();
        altered[at / 8] ^= 1 << (at % 8);
        let unwrapped = WrappedKey::from_bytes(&altered).and_then(|altered| altered.unwrap(PASSPHRASE));
        assert!(unwrapped.is_err(), "bit {at}");
    }
}

#[test]
fn a_database_key_is_what_sqlcipher_takes_and_is_masked() {
    assert_eq!(*key().to_sqlcipher_hex(), format!("x'{}'", "ab".repeat(32)));
    assert_eq!(format!("{:?}", key()), "DatabaseKey(***)");
    assert_ne!(DatabaseKey::generate(&mut Seeded(1)), DatabaseKey::generate(&mut Seeded(2)));
}

proptest! {
    #[test]
    fn every_passphrase_unwraps_what_it_wrapped(seed: u64, passphrase: String, other: String) {
        let mut random = Seeded(seed);
        let key = DatabaseKey::generate(&mut random);
        let wrapped = WrappedKey::wrap(&mut random, &key, &passphrase, Cost::light()).unwrap();
        prop_assert_eq!(wrapped.unwrap(&passphrase), Ok(key));
        prop_assume!(!other.nfc().eq(passphrase.nfc()));
        prop_assert_eq!(wrapped.unwrap(&other), Err(Error::WrongPassphrase));
    }
}
