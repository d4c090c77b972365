use proptest::prelude::*;
use records::ChangeHash;
use wire::{Frame, exchange::Reconcile, stream::FrameEncoder};

use super::*;

/// What a reconciliation cost.
#[derive(Debug, PartialEq, Eq)]
struct Cost {
    round_trips: usize,
    up: usize,
    down: usize,
}

fn reconcile(device: &BTreeSet<Digest>, province: &BTreeSet<Digest>) -> (Differences, Cost) {
    let mut ours = Reconciler::new(device.iter().copied()).unwrap();
    let theirs = Reconciler::new(province.iter().copied()).unwrap();
    let mut cost = Cost { round_trips: 0, up: 0, down: 0 };
    let mut next = Some(ours.start().unwrap());
    while let Some(message) = next {
        let answer = theirs.answer(&message).unwrap();
        cost.round_trips += 1;
        cost.up += on_the_line(&message);
        cost.down += on_the_line(&answer);
        next = ours.take(&answer).unwrap();
    }
    (ours.differences().clone(), cost)
}

/// How many bytes of a compressed stream a message takes.
fn on_the_line(message: &[u8]) -> usize {
    let feed = "52.03.13.2001/village".parse().unwrap();
    let frame = |message: &[u8]| Frame::Reconcile(Reconcile { feed, seq: Some(12_345), message: message.to_vec() });
    FrameEncoder::new().unwrap().encode(&frame(message)).unwrap().len()
}

fn digest(n: u32) -> Digest {
    let changes: Fingerprint = [&ChangeHash::from_bytes([7; 32])].into_iter().collect();
    let mut id = [0; 16];
    id[..4].copy_from_slice(&n.to_be_bytes());
    document_digest(DocId::from_bytes(id), &changes)
}

fn digests(numbers: impl IntoIterator<Item = u32>) -> BTreeSet<Digest> {
    numbers.into_iter().map(digest).collect()
}

#[test]
fn ten_thousand_equal_documents_cost_351_bytes() {
    let all = digests(0..10_000);
    let (differences, cost) = reconcile(&all, &all);
    assert_eq!(differences, Differences::default());
    assert_eq!(cost.round_trips, 1);
    let ours = Reconciler::new(all).unwrap();
    assert!(ours.start().unwrap().len() <= 351);
    assert!(cost.up <= 420 && cost.down <= 60, "{cost:?}");
}

/// Bytes after compression. The ranges around a document that differs are what finding it costs.
#[test]
fn what_it_costs_follows_from_what_differs() {
    let ours = digests(0..10_000);
    for (changed, most) in [(1, 2_100), (10, 13_000), (100, 64_000), (1_000, 175_000), (10_000, 295_000)] {
        let theirs = digests((changed..10_000).chain(10_000..10_000 + changed));
        let (differences, cost) = reconcile(&ours, &theirs);
        assert_eq!(differences.have, digests(0..changed));
        assert_eq!(differences.need, digests(10_000..10_000 + changed));
        assert!(cost.round_trips <= 2, "{changed} changed: {cost:?}");
        assert!(cost.up + cost.down <= most, "{changed} changed: {cost:?}");
    }
}

#[test]
fn a_side_that_lost_everything_is_told_everything() {
    let all = digests(0..10_000);
    for (ours, theirs) in [(&all, &BTreeSet::new()), (&BTreeSet::new(), &all)] {
        let (differences, cost) = reconcile(ours, theirs);
        assert_eq!((&differences.have, &differences.need), (ours, theirs));
        assert_eq!(cost.round_trips, 1, "{cost:?}");
    }
}

#[test]
fn a_digest_names_its_document_and_its_changes() {
    let (one, two) = (DocId::from_bytes([1; 16]), DocId::from_bytes([2; 16]));
    let none = Fingerprint::default();
    let some: Fingerprint = [&ChangeHash::from_bytes([9; 32])].into_iter().collect();
    let all: BTreeSet<_> = [(one, &none), (two, &none), (one, &some), (two, &some)]
        .map(|(doc, changes)| document_digest(doc, changes))
        .into();
    assert_eq!(all.len(), 4);
}

proptest! {
    #[test]
    fn any_two_sets_are_told_apart_exactly(ours: BTreeSet<u16>, theirs: BTreeSet<u16>, shared in 0..3_000_u32) {
        let shared = || (0..shared).map(|n| n + 100_000);
        let device = digests(ours.iter().map(|n| u32::from(*n)).chain(shared()));
        let province = digests(theirs.iter().map(|n| u32::from(*n)).chain(shared()));
        let (differences, cost) = reconcile(&device, &province);
        prop_assert_eq!(differences.have, device.difference(&province).copied().collect());
        prop_assert_eq!(differences.need, province.difference(&device).copied().collect());
        prop_assert!(cost.round_trips <= 4, "{:?}", cost);
    }

    #[test]
    fn no_message_stops_either_side(noise: Vec<u8>, held in 0..200_u32) {
        let mut side = Reconciler::new(digests(0..held)).unwrap();
        for message in [noise.clone(), [&[0x61][..], &noise].concat()] {
            let _ = side.answer(&message);
            let _ = side.take(&message);
        }
    }
}
