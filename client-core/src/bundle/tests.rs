use document::Intent;
use records::{DeviceId, EpochId, LineageId};
use seal::{Identity, SigningKey};
use wire::{
    FeedState, Receipt,
    bundle::{Answer, Carried},
    exchange::{Capabilities, Head, Range, Trailer},
    stream::FrameEncoder,
};

use super::*;
use crate::{
    State, change,
    fixture::{Device, Province, TestClock},
    store::Draw,
};

fn ani() -> (Device, Province) {
    let province = Province::new();
    (Device::new(&province, 1), province)
}

fn one_out(device: &mut Device, content: Content) -> Outgoing {
    let mut made = out(&mut device.store, content, &mut |_| {}).unwrap();
    assert_eq!(made.len(), 1);
    made.remove(0)
}

/// What the province finds in a bundle.
fn pushed(province: &Province, bundle: &Bundle) -> Vec<Push> {
    pushes_in(&province.identity.open(&bundle.sealed, 1 << 20).unwrap()).unwrap()
}

/// An answer that confirms statements and brings nothing, signed by `key`.
fn answer(device: &Device, key: &SigningKey, to: &To, received: &[u64]) -> Bundle {
    let epoch = EpochId::from_bytes([1; 16]);
    let feeds: Vec<_> = device.store.membership().feeds().to_vec();
    let state = |feed| FeedState { feed, seq: 0, count: 0, fingerprint: [0; 32] };
    let receipt = Receipt { epoch, time: 1_795_000_001, feeds: feeds.into_iter().map(state).collect(), all: None };
    let head = Head {
        protocol: wire::PROTOCOL,
        epoch,
        time: 1_795_000_001,
        received: received.iter().map(|n| Range { first: *n, last: *n }).collect(),
        feeds: None,
        capabilities: Capabilities::NONE,
        packs: Vec::new(),
        coming: None,
        lease: None,
        lent: None,
    };
    let trailer = Trailer { receipt: key.sign_receipt(receipt), more: false };
    let mut encoder = FrameEncoder::new().unwrap();
    let mut stream = encoder.encode(&Frame::Head(head)).unwrap();
    stream.extend(encoder.encode(&Frame::Trailer(trailer)).unwrap());
    stream.extend(encoder.finish().unwrap());
    let To { device: of, lineage, exchange } = *to;
    let signed = key.sign_answer(Answer { device: of, lineage, exchange, stream, successions: None });
    let sealed = seal::seal_to(&device.store.membership().certificate().0.recipient, &signed.to_bytes()).unwrap();
    Bundle::new(Direction::Down, of, lineage, exchange, sealed)
}

/// To what something is the answer.
#[derive(Clone, Copy)]
struct To {
    device: DeviceId,
    lineage: LineageId,
    exchange: u64,
}

fn to(bundle: &Bundle) -> To {
    let head = &bundle.head;
    To { device: head.device, lineage: head.lineage, exchange: head.exchange }
}

fn code(taken: Result<Taken>) -> &'static str {
    taken.unwrap_err().code()
}

#[test]
fn a_bundle_holds_all_that_is_to_be_sent_again_and_again_and_only_the_province_opens_it() {
    let (mut ani, province) = ani();
    ani.worker(&[("name", "Contoh Satu"), ("dusun", "Lebak")]);
    ani.worker(&[("name", "Contoh Dua")]);
    let first = one_out(&mut ani, Content::Everything);
    let second = one_out(&mut ani, Content::Everything);
    assert_eq!((first.changes, second.changes), (2, 2));
    assert!(first.bundle.head.exchange < second.bundle.head.exchange);
    assert_eq!(pushed(&province, &first.bundle), pushed(&province, &second.bundle));
    assert!(!first.bundle.to_bytes().windows(6).any(|bytes| bytes == b"Contoh"));
    assert!(ani.store.membership.identity.open(&first.bundle.sealed, 1 << 20).is_err(), "not even its own device");
}

#[test]
fn a_bundle_of_one_record_has_that_record_alone_though_it_is_under_way_with_others() {
    let (mut ani, province) = ani();
    let one = ani.worker(&[("name", "Contoh Satu")]);
    let two = ani.worker(&[("name", "Contoh Dua")]);
    let everything = one_out(&mut ani, Content::Everything);
    let alone = one_out(&mut ani, Content::Record(one));
    let docs: Vec<_> =
        pushed(&province, &alone.bundle).iter().flat_map(|push| &push.items).map(|item| item.doc).collect();
    assert_eq!((docs, alone.changes), (vec![one], 1));
    let again = one_out(&mut ani, Content::Record(one));
    assert_eq!(pushed(&province, &again.bundle), pushed(&province, &alone.bundle), "no third statement");

    let head = to(&alone.bundle);
    let n = pushed(&province, &alone.bundle)[0].n;
    let answered = answer(&ani, &province.key, &head, &[n]).to_bytes();
    let taken = take_in(&mut ani.store, &answered, &mut |_| {}).unwrap();
    assert_eq!(taken.arrived, 1);
    assert_eq!(change::of_document(&ani.store.db, one).unwrap()[0].state, State::Received);
    assert_eq!(change::of_document(&ani.store.db, two).unwrap()[0].state, State::Local);
    assert_eq!(everything.changes, 2);
    assert_eq!(one_out(&mut ani, Content::Record(one)).changes, 0, "nothing of it is left to be sent");
}

#[test]
fn courier_cannot_forge_an_answer() {
    let (mut ani, province) = ani();
    ani.worker(&[("name", "Contoh Satu")]);
    let bundle = one_out(&mut ani, Content::Everything).bundle;
    let courier = SigningKey::generate(&mut Draw(&TestClock::new(9)));
    let forged = answer(&ani, &courier, &to(&bundle), &[0]);
    assert_eq!(code(take_in(&mut ani.store, &forged.to_bytes(), &mut |_| {})), "seal");
    assert_eq!(ani.store.status().unwrap().local, 1, "nothing of it was believed");
    let honest = answer(&ani, &province.key, &to(&bundle), &[0]);
    assert_eq!(take_in(&mut ani.store, &honest.to_bytes(), &mut |_| {}).unwrap().arrived, 1);
}

#[test]
fn what_is_no_answer_for_this_device_is_named_and_changes_nothing() {
    let (mut ani, province) = ani();
    ani.worker(&[("name", "Contoh Satu")]);
    let up = one_out(&mut ani, Content::Everything).bundle;
    let good = answer(&ani, &province.key, &to(&up), &[0]);
    let bytes = good.to_bytes();
    let other = DeviceId::from_bytes([2; 16]);
    let for_other = answer(&ani, &province.key, &To { device: other, ..to(&up) }, &[0]);
    let sealed = seal::seal_to(&Identity::generate().recipient(), b"x").unwrap();
    let unopened = Bundle::new(Direction::Down, ani.store.membership().device(), up.head.lineage, 1, sealed);
    let mut damaged = bytes.clone();
    *damaged.last_mut().unwrap() ^= 1;
    for (name, file, expected) in [
        ("its own", up.to_bytes(), "bundle_for_province"),
        ("half", bytes[..bytes.len() - 1].to_vec(), "half_bundle"),
        ("nothing", Vec::new(), "half_bundle"),
        ("damaged", damaged, "damaged_bundle"),
        ("a list", b"nama,nik\n".to_vec(), "damaged_bundle"),
        ("another's", for_other.to_bytes(), "bundle_for_another"),
        ("sealed to another", unopened.to_bytes(), "bundle_for_another"),
    ] {
        assert_eq!(code(take_in(&mut ani.store, &file, &mut |_| {})), expected, "{name}");
    }
    assert_eq!(ani.store.status().unwrap().local, 1);
    assert_eq!(take_in(&mut ani.store, &bytes, &mut |_| {}).unwrap().arrived, 1);
    assert_eq!(take_in(&mut ani.store, &bytes, &mut |_| {}).unwrap().arrived, 0, "twice is once");
}

#[test]
fn what_a_courier_carries_is_shown_and_stays_to_be_sent() {
    let (mut ani, province) = ani();
    let courier = Device::new(&province, 7);
    ani.worker(&[("name", "Contoh Satu")]);
    let bundle = one_out(&mut ani, Content::Everything).bundle;
    let (certificate, by) = courier.store.membership().certificate();
    let carried = Carried {
        courier: certificate.device,
        device: bundle.head.device,
        lineage: bundle.head.lineage,
        exchange: bundle.head.exchange,
        digest: bundle.head.digest,
        at: 1_795_000_000,
    };
    let receipt = courier.store.membership().sign_carried(carried.clone());
    let foreign =
        Device::new(&Province { key: SigningKey::generate(&mut Draw(&TestClock::new(5))), ..Province::new() }, 7);
    let (theirs, their_signature) = foreign.store.membership().certificate();
    assert!(ani.store.carried(theirs, their_signature, &foreign.store.membership().sign_carried(carried)).is_err());
    assert_eq!(ani.store.status().unwrap().carried, 0, "of another province");

    ani.store.carried(certificate, by, &receipt).unwrap();
    let status = ani.store.status().unwrap();
    assert_eq!((status.local, status.carried, status.received), (1, 1, 0));
    assert_eq!(one_out(&mut ani, Content::Everything).changes, 1, "it goes by any other way as well");
}

#[test]
fn a_bundle_for_couriers_is_kept_until_there_is_more_or_an_answer() {
    let (mut ani, province) = ani();
    let doc = ani.worker(&[("name", "Contoh Satu")]);
    let kept = |device: &mut Device| kept_or_new(&mut device.store, &mut |_| {}).unwrap();
    let first = kept(&mut ani);
    assert_eq!(first, kept(&mut ani));
    let (officer, heads) = (ani.officer(), ani.store.view(doc).unwrap().heads);
    ani.store.edit(doc, officer, &heads, &[Intent::set("dusun", "Lebak").unwrap()]).unwrap();
    let second = kept(&mut ani);
    assert_eq!((first[0].changes, second[0].changes), (1, 2));
    let received = [0, 1];
    let answered = answer(&ani, &province.key, &to(&second[0].bundle), &received);
    take_in(&mut ani.store, &answered.to_bytes(), &mut |_| {}).unwrap();
    let third = kept(&mut ani);
    assert_eq!(third[0].changes, 0, "it asks for news");
    assert!(third[0].bundle.head.exchange > second[0].bundle.head.exchange);
}
