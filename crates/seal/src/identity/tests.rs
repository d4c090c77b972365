use proptest::prelude::*;

use super::*;

const IDENTITY: &str = "AGE-SECRET-KEY-1GQ9778VQXMMJVE8SK7J6VT8UJ4HDQAJUVSFCWCM02D8GEWQ72PVQ2Y5J33";
const RECIPIENT: &str = "age1t7rxyev2z3rw82stdlrrepyc39nvn86l5078zqkf5uasdy86jp6svpy7pa";

#[test]
fn an_identity_prints_and_parses() {
    let identity = Identity::parse(IDENTITY).unwrap();
    assert_eq!(identity.recipient(), RECIPIENT);
    assert_eq!(*identity.to_secret_string(), IDENTITY);
    assert_eq!(format!("{identity:?}"), "Identity(***)");
    assert_ne!(Identity::generate().recipient(), Identity::generate().recipient());
}

#[test]
fn texts_that_are_no_keys_are_refused() {
    assert_eq!(Identity::parse(RECIPIENT).err(), Some(Error::NotAnIdentity));
    for text in ["", "age1", IDENTITY, &RECIPIENT.replace('t', "q")] {
        assert_eq!(seal_to(text, b"x"), Err(Error::NotARecipient), "{text}");
    }
}

#[test]
fn another_identity_does_not_open_a_seal() {
    let sealed = seal_to(RECIPIENT, b"pekerja migran").unwrap();
    assert_eq!(Identity::generate().open(&sealed, 100), Err(Error::NotForThisKey));
}

#[test]
fn a_seal_opens_up_to_the_limit() {
    let identity = Identity::parse(IDENTITY).unwrap();
    let sealed = seal_to(RECIPIENT, &[7; 1000]).unwrap();
    assert_eq!(**identity.open(&sealed, 1000).unwrap(), [7; 1000]);
    assert_eq!(identity.open(&sealed, usize::MAX).unwrap().len(), 1000);
    assert_eq!(identity.open(&sealed, 999), Err(Error::TooLarge { limit: 999 }));
    assert_eq!(identity.open(&sealed, 0), Err(Error::TooLarge { limit: 0 }));
}

#[test]
fn a_seal_that_is_cut_anywhere_does_not_open() {
    let identity = Identity::parse(IDENTITY).unwrap();
    // Two of age's chunks of 64 KiB: a cut between them is the hardest to see.
    let sealed = seal_to(RECIPIENT, &[7; 70_000]).unwrap();
    for length in [0, 10, 150, 200, 1000, sealed.len() - 70_000 + 65_536, sealed.len() - 4480, sealed.len() - 1] {
        assert_eq!(identity.open(&sealed[..length], 100_000), Err(Error::DamagedSeal), "cut to {length}");
    }
}

#[test]
fn a_seal_with_any_bit_flipped_does_not_open() {
    let identity = Identity::parse(IDENTITY).unwrap();
    let sealed = seal_to(RECIPIENT, b"pekerja migran").unwrap();
    for at in 0..sealed.len() * 8 {
        let mut altered = sealed.clone();
        altered[at / 8] ^= 1 << (at % 8);
        let refused = identity.open(&altered, 100).unwrap_err();
        assert!(matches!(refused, Error::DamagedSeal | Error::NotForThisKey), "bit {at}: {refused}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn what_was_sealed_opens(plain in prop::collection::vec(any::<u8>(), 0..3000)) {
        let identity = Identity::parse(IDENTITY).unwrap();
        let sealed = seal_to(RECIPIENT, &plain).unwrap();
        prop_assert_eq!(&**identity.open(&sealed, plain.len()).unwrap(), &plain[..]);
    }
}
