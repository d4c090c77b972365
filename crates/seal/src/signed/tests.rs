use minicbor::{Decode, Encode};
use records::{DeviceId, DocId, Kind, LineageId, OfficerId, RegionCode};
use wire::{
    Audience, FeedId, FeedState, PROTOCOL, StatementHash,
    envelope::Item,
    exchange::{Author, Capabilities, Cursor},
};

use super::*;

fn key() -> SigningKey {
    SigningKey::from_bytes(&[7; 32])
}

fn stranger() -> PublicKey {
    SigningKey::from_bytes(&[8; 32]).public()
}

fn village() -> RegionCode {
    RegionCode::parse("52.03.13.2001").unwrap()
}

fn epoch() -> EpochId {
    EpochId::from_bytes([6; 16])
}

fn change(seed: u8) -> Vec<u8> {
    vec![seed; 40]
}

fn statement() -> Statement {
    let item = |kind, seed| Item {
        doc: DocId::from_bytes([seed; 16]),
        kind,
        region: village(),
        hash: hash_of_change(&change(seed)),
    };
    Statement {
        protocol: PROTOCOL,
        device: DeviceId::from_bytes([1; 16]),
        lineage: LineageId::from_bytes([2; 16]),
        officer: OfficerId::from_bytes([3; 16]),
        n: 5,
        previous: Some(StatementHash([4; 32])),
        written_at: 1_790_000_000,
        items: vec![item(Kind::Worker, 10), item(Kind::Household, 11)],
    }
}

fn envelope() -> Envelope {
    let (statement, signature) = key().sign_statement(statement());
    Envelope::new(statement, signature, vec![change(10), change(11)]).unwrap()
}

fn hello() -> SignedHello {
    key().sign_hello(Hello {
        protocol: PROTOCOL,
        device: DeviceId::from_bytes([1; 16]),
        lineage: LineageId::from_bytes([2; 16]),
        epoch: Some(epoch()),
        exchange: 17,
        clock: 1_790_000_000,
        next_statement: 6,
        feeds: vec![Cursor { feed: FeedId::village(village()), seq: Some(300) }],
        capabilities: Capabilities::ALL,
        known: None,
        answered: None,
        chain: None,
    })
}

fn receipt() -> SignedReceipt {
    let state = FeedState { feed: FeedId::village(village()), seq: 300, count: 290, fingerprint: [9; 32] };
    let feeds = vec![state];
    key().sign_receipt(Receipt { epoch: epoch(), time: 1_790_000_000, feeds, all: None })
}

fn certificate() -> Certificate {
    Certificate {
        protocol: PROTOCOL,
        device: DeviceId::from_bytes([1; 16]),
        signing_key: stranger(),
        recipient: "age1device".to_owned(),
        device_name: "Ani's tablet".to_owned(),
        officer: OfficerId::from_bytes([3; 16]),
        officer_name: "Ani".to_owned(),
        region: village(),
        feeds: vec![FeedId { region: village(), audience: Audience::Village }],
        issued_at: 1_790_000_000,
    }
}

fn enrol_response() -> EnrolResponse {
    let mut response = EnrolResponse {
        certificate: certificate(),
        signature: Signature([0; 64]),
        province_key: PublicKey([0; 32]),
        province_recipient: "age1province".to_owned(),
        training: true,
        secrets: vec![1, 2, 3],
        response_signature: Signature([0; 64]),
        successions: None,
    };
    key().sign_enrol_response(&mut response);
    response
}

fn change_entry(seed: u8) -> Entry {
    Entry::Change {
        doc: DocId::from_bytes([seed; 16]),
        kind: Kind::Worker,
        region: village(),
        author: 0,
        received_at: 1_790_000_000,
        change: change(seed),
    }
}

/// A frame with one entry of each kind, signed, and the hashes that its receiver knows.
fn pull() -> (Pull, Vec<Option<ChangeHash>>) {
    let known = hash_of_change(&change(11));
    let author = Author {
        officer: OfficerId::from_bytes([3; 16]),
        officer_name: "Ani".to_owned(),
        device: DeviceId::from_bytes([1; 16]),
        device_name: "Ani's tablet".to_owned(),
    };
    let mut pull = Pull {
        feed: FeedId::village(village()),
        first_seq: 301,
        authors: vec![author],
        entries: vec![change_entry(10), Entry::Known { hash: ShortHash::of(&known) }, Entry::Void],
        signature: Signature([0; 64]),
    };
    let hashes = vec![Some(hash_of_change(&change(10))), Some(known), None];
    key().sign_pull(&mut pull, epoch(), &hashes);
    (pull, hashes)
}

/// Flips every bit of the CBOR of `signed`, one at a time: what can still be read as another value must not verify.
#[track_caller]
fn assert_every_bit_is_signed<T>(signed: &T, verify: impl Fn(&T) -> Result<()>)
where
    T: Encode<()> + for<'b> Decode<'b, ()> + PartialEq,
{
    assert_eq!(verify(signed), Ok(()));
    let bytes = minicbor::to_vec(signed).unwrap();
    let mut read = 0;
    for at in 0..bytes.len() * 8 {
        let mut altered = bytes.clone();
        altered[at / 8] ^= 1 << (at % 8);
        let Ok(altered) = minicbor::decode::<T>(&altered) else { continue };
        if altered != *signed {
            read += 1;
            assert!(verify(&altered).is_err(), "bit {at} can be flipped");
        }
    }
    assert!(read > bytes.len() * 4, "most flips leave a readable value, not {read} of {}", bytes.len() * 8);
}

#[test]
fn every_bit_of_a_statement_is_signed() {
    let envelope = envelope();
    assert_every_bit_is_signed(&envelope.statement, |statement| {
        verify_envelope(&key().public(), &Envelope { statement: statement.clone(), ..envelope.clone() })
    });
    assert_eq!(verify_envelope(&stranger(), &envelope), Err(Error::BadSignature("statement")));
}

#[test]
fn an_envelope_carries_just_the_changes_of_its_statement() {
    for changes in [vec![], vec![change(10)], vec![change(11), change(10)], vec![change(10), change(12)]] {
        let altered = Envelope { changes, ..envelope() };
        assert_eq!(verify_envelope(&key().public(), &altered), Err(Error::BadSignature("statement")));
    }
    let more = Envelope { changes: vec![change(10), change(11), change(12)], ..envelope() };
    assert_eq!(verify_envelope(&key().public(), &more), Err(Error::BadSignature("statement")));
}

#[test]
fn every_bit_of_a_hello_is_signed() {
    assert_every_bit_is_signed(&hello(), |hello| verify_hello(&key().public(), hello));
    assert_eq!(verify_hello(&stranger(), &hello()), Err(Error::BadSignature("hello")));
}

#[test]
fn every_bit_of_a_receipt_is_signed() {
    assert_every_bit_is_signed(&receipt(), |receipt| verify_receipt(&key().public(), receipt));
    assert_eq!(verify_receipt(&stranger(), &receipt()), Err(Error::BadSignature("receipt")));
}

#[test]
fn every_bit_of_a_certificate_is_signed() {
    let signature = key().sign_certificate(&certificate());
    assert_every_bit_is_signed(&certificate(), |altered| verify_certificate(&key().public(), altered, &signature));
    let refused = verify_certificate(&stranger(), &certificate(), &signature);
    assert_eq!(refused, Err(Error::BadSignature("certificate")));
}

#[test]
fn every_bit_of_an_enrolment_answer_is_signed() {
    assert_every_bit_is_signed(&enrol_response(), |response| verify_enrol_response(&key().public(), response));
    assert_eq!(verify_enrol_response(&stranger(), &enrol_response()), Err(Error::ForeignProvince));
}

#[test]
fn a_certificate_from_elsewhere_does_not_hide_in_an_enrolment_answer() {
    let mut response = enrol_response();
    response.signature = SigningKey::from_bytes(&[8; 32]).sign_certificate(&response.certificate);
    response.response_signature = key().sign(&response.signing_bytes());
    let refused = verify_enrol_response(&key().public(), &response);
    assert_eq!(refused, Err(Error::BadSignature("certificate")));
}

#[test]
fn a_pull_frame_verifies_in_its_epoch() {
    let (pull, hashes) = pull();
    assert_eq!(verify_pull(&key().public(), &pull, epoch(), &hashes), Ok(()));
    let refused = Err(Error::BadSignature("pull frame"));
    assert_eq!(verify_pull(&stranger(), &pull, epoch(), &hashes), refused);
    assert_eq!(verify_pull(&key().public(), &pull, EpochId::from_bytes([5; 16]), &hashes), refused);
}

/// Something that a forger does to a frame.
type Alteration = (&'static str, fn(&mut Pull));

#[test]
fn an_altered_pull_frame_is_refused() {
    let alterations: [Alteration; 8] = [
        ("feed", |pull| pull.feed.audience = Audience::Office),
        ("first sequence number", |pull| pull.first_seq += 1),
        ("author", |pull| pull.authors[0].officer_name.push('x')),
        ("no author", |pull| pull.authors.clear()),
        ("another change", |pull| pull.entries[0] = change_entry(12)),
        ("another known change", |pull| pull.entries[1] = Entry::Known { hash: ShortHash([0; 8]) }),
        ("a void in place of a change", |pull| pull.entries[0] = Entry::Void),
        ("an entry less", |pull| drop(pull.entries.pop())),
    ];
    for (what, alter) in alterations {
        let (mut pull, hashes) = pull();
        alter(&mut pull);
        // Once as a receiver that believes the frame, once as one that holds on to what it expected.
        let own = (0..pull.entries.len()).map(|at| pull.hashes()[at].or(hashes[at])).collect::<Vec<_>>();
        for hashes in [own, hashes] {
            let refused = verify_pull(&key().public(), &pull, epoch(), &hashes);
            assert_eq!(refused, Err(Error::BadSignature("pull frame")), "{what}");
        }
    }
}

#[test]
fn a_receiver_cannot_mistake_the_hashes_of_a_pull_frame() {
    let (pull, right) = pull();
    let other = Some(hash_of_change(&change(12)));
    for wrong in [
        vec![other, right[1], None],
        vec![right[0], other, None],
        vec![right[0], None, None],
        vec![right[0], right[1], other],
        vec![right[0], right[1]],
        vec![right[0], right[1], None, None],
    ] {
        // Even where the province were to sign such a list.
        let mut signed = pull.clone();
        key().sign_pull(&mut signed, epoch(), &wrong);
        let refused = verify_pull(&key().public(), &signed, epoch(), &wrong);
        assert_eq!(refused, Err(Error::BadSignature("pull frame")));
    }
}
