use proptest::prelude::*;
use wire::Signature;

use super::*;

/// The province's keys, by number.
fn key(n: u8) -> SigningKey {
    SigningKey::from_bytes(&[n + 1; 32])
}

/// The statement of key `n`, which commits to the next one, or to `next`.
fn statement(chain: &Chain, n: u8, next: u8, reason: Reason) -> SignedSuccession {
    chain.succeed(&key(n), format!("age1{n}"), &key(next).public(), i64::from(n) * 100, reason).unwrap()
}

/// The province's own chain of so many statements.
fn chain(length: u8) -> Chain {
    let mut chain = Chain::anchored(key(0).public());
    for n in 0..length {
        let reason = if n == 0 { Reason::Founded } else { Reason::Routine };
        let next = statement(&chain, n, n + 1, reason);
        chain.extend(&[next]).unwrap();
    }
    chain
}

/// What a device knows that was enrolled under key `n` and told of `known` statements.
fn device(n: u8, told: &Chain) -> Chain {
    let mut device = Chain::anchored(key(n).public());
    device.extend(told.statements()).unwrap();
    device
}

/// A statement as a thief makes it: of any content, signed by any key.
fn forged(by: &SigningKey, value: Succession) -> SignedSuccession {
    SignedSuccession::new(value, |bytes| by.sign(bytes))
}

fn claim(n: u64, previous: Option<PublicKey>, by: &SigningKey) -> Succession {
    let (recipient, next, reason) = ("age1thief".to_owned(), [0; 32], Reason::Routine);
    Succession { protocol: PROTOCOL, n, previous, key: by.public(), recipient, next, at: 1, reason }
}

#[test]
fn a_device_that_slept_through_two_successions_follows_both_at_once() {
    let mut device = device(0, &chain(1));
    let told = chain(3);
    let extended = device.extend(told.statements()).unwrap();
    assert_eq!(extended, Extended { statements: 2, key_changed: true, compromised: false });
    assert_eq!(device.current(), key(2).public());
    assert_eq!(device.recipient(), Some("age12"));
    assert_eq!(device.standing(&key(0).public()), Standing::Former(Reason::Routine));
    assert_eq!(device.standing(&key(3).public()), Standing::Unknown);
    assert_eq!((device.length(), device.number_of(&key(1).public())), (3, Some(1)));
    assert_eq!(device.ended_at(&key(1).public()), Some(200));
}

#[test]
fn a_device_that_knows_its_key_alone_learns_the_chain_on_both_sides_of_it() {
    let told = chain(4);
    let mut device = Chain::anchored(key(2).public());
    assert!(device.extend(told.statements()).unwrap().key_changed);
    assert_eq!(device, Chain { anchor: key(2).public(), ..told });
    assert_eq!(device.keys().collect::<Vec<_>>(), [3, 2, 1, 0].map(|n| key(n).public()));
}

#[test]
fn a_thief_of_the_present_key_cannot_name_its_successor() {
    let (ours, thief) = (device(0, &chain(1)), key(9));
    let present = key(0);
    for value in [
        claim(1, Some(present.public()), &thief),
        // Neither can the present key follow itself, with a commitment of the thief's.
        claim(1, Some(present.public()), &present),
    ] {
        let by = if value.key == thief.public() { &thief } else { &present };
        let mut device = ours.clone();
        assert_eq!(device.extend(&[forged(by, value)]), Err(Error::NotTheSuccessor));
        assert_eq!(device, ours, "nothing of it is kept");
    }
}

#[test]
fn the_present_key_cannot_take_its_commitment_back() {
    let mut device = device(0, &chain(1));
    let founded_again = Succession { previous: None, reason: Reason::Founded, ..claim(0, None, &key(0)) };
    let told = [forged(&key(0), founded_again)];
    assert_eq!(device.extend(&told), Err(Error::ForkedSuccession { n: 0 }));
}

#[test]
fn a_successor_that_speaks_twice_is_found_out() {
    let founded = chain(1);
    let mut device = device(0, &founded);
    device.extend(&[statement(&founded, 1, 2, Reason::Routine)]).unwrap();
    let other = statement(&founded, 1, 7, Reason::Lost);
    assert_eq!(device.extend(&[other]), Err(Error::ForkedSuccession { n: 1 }));
}

#[test]
fn a_statement_too_far_ahead_says_what_is_missing() {
    let mut device = device(0, &chain(1));
    let told = chain(3);
    assert_eq!(device.extend(told.from_number(2)), Err(Error::SuccessionGap { missing: 1 }));
}

#[test]
fn a_province_that_was_set_back_takes_nothing_back() {
    let mut device = device(0, &chain(3));
    assert_eq!(device.extend(chain(2).statements()).unwrap(), Extended::default());
    assert_eq!(device.current(), key(2).public());
}

#[test]
fn another_provinces_chain_is_not_ours() {
    let mut device = Chain::anchored(key(8).public());
    assert_eq!(device.extend(chain(2).statements()), Err(Error::NotTheSuccessor));
    assert_eq!(device.current(), key(8).public());
}

#[test]
fn only_the_key_itself_signs_its_statement() {
    let founded = chain(1);
    let good = statement(&founded, 1, 2, Reason::Routine).into_value();
    let mut device = device(0, &founded);
    assert_eq!(device.extend(&[forged(&key(0), good)]), Err(Error::BadSignature("succession")));
}

#[test]
fn the_province_cannot_succeed_itself_with_a_key_that_it_did_not_announce() {
    let ours = chain(1);
    let wrong = ours.succeed(&key(5), "age1".to_owned(), &key(6).public(), 1, Reason::Routine);
    assert_eq!(wrong, Err(Error::NotTheSuccessor));
}

#[test]
fn what_is_new_is_of_the_newest_key_and_what_is_kept_of_any() {
    let device = device(0, &chain(2));
    let by = |n: u8| (key(n).public(), key(n).sign(b"word"));
    let verify = |(_, signature): (PublicKey, Signature)| move |of: &PublicKey| crate::verify(of, b"word", &signature);
    assert_eq!(device.verify_new(verify(by(1))), Ok(()));
    assert_eq!(device.verify_new(verify(by(0))), Err(Error::FormerKey));
    assert_eq!(device.verify_kept(verify(by(0))), Ok(Standing::Former(Reason::Routine)));
    assert_eq!(device.verify_trusted(verify(by(0))), Ok(Standing::Former(Reason::Routine)));
    for refused in [device.verify_new(verify(by(5))), device.verify_kept(verify(by(5))).map(drop)] {
        assert_eq!(refused, Err(Error::BadSignature("message")));
    }
}

#[test]
fn a_key_in_other_hands_is_good_for_what_is_kept_alone() {
    let founded = chain(1);
    let mut device = device(0, &founded);
    let told = statement(&founded, 1, 2, Reason::Compromised);
    assert!(device.extend(&[told]).unwrap().compromised);
    let signature = key(0).sign(b"word");
    let verify = |of: &PublicKey| crate::verify(of, b"word", &signature);
    assert_eq!(device.verify_kept(verify), Ok(Standing::Former(Reason::Compromised)));
    assert_eq!(device.verify_trusted(verify), Err(Error::FormerKey));
}

proptest! {
    /// Whatever of the chain arrives, in whatever portions: a device stands where the longest portion leads, or where it was.
    #[test]
    fn any_portions_lead_to_one_chain(portions in prop::collection::vec((0_u64..5, 1_u8..6), 1..8)) {
        let whole = chain(5);
        let mut device = device(0, &chain(1));
        for (from, length) in portions {
            let before = device.clone();
            let told: Vec<_> = whole.from_number(from).iter().take(usize::from(length)).cloned().collect();
            match device.extend(&told) {
                Ok(_) => prop_assert!(device.length() >= before.length()),
                Err(error) => {
                    prop_assert!(matches!(error, Error::SuccessionGap { .. }), "{error}");
                    prop_assert_eq!(&device, &before);
                }
            }
            prop_assert_eq!(device.statements(), &whole.statements()[..device.statements().len()]);
        }
    }
}
