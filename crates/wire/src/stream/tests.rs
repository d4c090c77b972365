use proptest::prelude::*;
use records::{ChangeHash, DeviceId, DocId, EpochId, Kind, LineageId, OfficerId, RegionCode};

use super::*;
use crate::{
    Audience, Envelope, FeedId, FeedState, Hello, PROTOCOL, Pull, Push, Receipt, Signature, Statement,
    exchange::{
        Author, Capabilities, Compare, Compared, Cursor, Entry, Head, Lent, Listing, PackOffer, Range, Reconcile,
        Refill, RefillEntry, Refused, ShortHash, SignedHello, Trailer, VerdictKind, Verdicts, Wants,
    },
    loss::{SignedWipeOrder, WipeOrder},
    pack::{PackChange, PackDoc, PackPage, SignedPackPage},
    receipt::SignedReceipt,
};

fn region() -> RegionCode {
    RegionCode::parse("52.03.13.2001").unwrap()
}

fn feed() -> FeedId {
    FeedId::village(region())
}

fn change(n: u8) -> Vec<u8> {
    crate::change::seal(&[n; 130])
}

fn envelope() -> Envelope {
    let changes = vec![change(1), change(2)];
    let items = changes.iter().map(|change| crate::envelope::Item {
        doc: DocId::from_bytes([5; 16]),
        kind: Kind::Worker,
        region: region(),
        hash: crate::hash_of_change(change),
    });
    let statement = Statement {
        protocol: PROTOCOL,
        device: DeviceId::from_bytes([1; 16]),
        lineage: LineageId::from_bytes([2; 16]),
        officer: OfficerId::from_bytes([3; 16]),
        n: 7,
        previous: None,
        written_at: 1_795_000_000,
        items: items.collect(),
    };
    Envelope::new(statement, Signature([9; 64]), changes).unwrap()
}

fn every_frame() -> Vec<Frame> {
    let hello = Hello {
        protocol: PROTOCOL,
        device: DeviceId::from_bytes([1; 16]),
        lineage: LineageId::from_bytes([2; 16]),
        epoch: Some(EpochId::from_bytes([4; 16])),
        exchange: 12,
        clock: 1_795_000_000,
        next_statement: 8,
        feeds: vec![Cursor { feed: feed(), seq: Some(530) }],
        capabilities: Capabilities::REPAIR | Capabilities::PACKS,
        known: None,
        answered: None,
        chain: None,
    };
    let pull = Pull {
        feed: feed(),
        first_seq: 531,
        authors: vec![Author {
            officer: OfficerId::from_bytes([3; 16]),
            officer_name: "Ani".to_owned(),
            device: DeviceId::from_bytes([1; 16]),
            device_name: "kios".to_owned(),
        }],
        entries: vec![
            Entry::Change {
                doc: DocId::from_bytes([5; 16]),
                kind: Kind::Worker,
                region: region(),
                author: 0,
                received_at: 1_795_000_001,
                change: change(3),
            },
            Entry::Known { hash: ShortHash::of(&ChangeHash::from_bytes([8; 32])) },
            Entry::Void,
            Entry::Leave { doc: DocId::from_bytes([5; 16]), erased: false },
        ],
        signature: Signature([6; 64]),
    };
    let receipt = Receipt {
        epoch: EpochId::from_bytes([4; 16]),
        time: 1_795_000_002,
        feeds: vec![FeedState { feed: feed(), seq: 533, count: 532, fingerprint: [7; 32] }],
        all: None,
    };
    let receipt = SignedReceipt::new(receipt, |_| Signature([2; 64]));
    let verdict = crate::Verdict {
        hash: ChangeHash::from_bytes([8; 32]),
        kind: VerdictKind::Refused,
        code: "ruinous".to_owned(),
    };
    vec![
        Frame::Hello(SignedHello::new(hello, |_| Signature([9; 64]))),
        Frame::Push(Push::of(envelope())),
        Frame::End,
        Frame::Reconcile(Reconcile { feed: feed(), seq: None, message: vec![0x61, 0, 0] }),
        Frame::Compare(Compare {
            feed: feed(),
            seq: 533,
            docs: vec![Listing { doc: DocId::from_bytes([5; 16]), changes: vec![ShortHash([8; 8])] }],
            digests: vec![ShortHash([4; 8])],
        }),
        Frame::Refill(Refill {
            voucher: pull.voucher(EpochId::from_bytes([4; 16])),
            entries: vec![
                RefillEntry::Change(pull.entries[0].clone()),
                RefillEntry::Digest(pull.entries[1].label().digest(Some(&ChangeHash::from_bytes([8; 32])))),
            ],
        }),
        Frame::Head(Head {
            protocol: PROTOCOL,
            epoch: EpochId::from_bytes([4; 16]),
            time: 1_795_000_002,
            received: vec![Range { first: 0, last: 7 }],
            feeds: Some(vec![feed(), FeedId { region: RegionCode::parse("52").unwrap(), audience: Audience::Office }]),
            capabilities: Capabilities::REPAIR | Capabilities::PACKS,
            packs: vec![PackOffer { feed: feed(), digest: [3; 32], size: 81_920, seq: 530 }],
            coming: Some(12),
            lease: None,
            lent: None,
        }),
        Frame::Verdicts(Verdicts { verdicts: vec![verdict], pending: 3 }),
        Frame::Pull(pull.clone()),
        Frame::Trailer(Trailer { receipt: receipt.clone(), more: true }),
        Frame::Refused(Refused { code: "revoked".to_owned(), message: "m".to_owned(), wait: None }),
        Frame::Compared(Compared { feed: feed(), seq: 533, absent: vec![ShortHash([8; 8])] }),
        Frame::Wants(Wants { changes: vec![ShortHash([8; 8])] }),
        Frame::Head(Head {
            protocol: PROTOCOL,
            epoch: EpochId::from_bytes([4; 16]),
            time: 1_795_000_002,
            received: Vec::new(),
            feeds: Some(vec![FeedId::loan(DeviceId::from_bytes([9; 16]), &region())]),
            capabilities: Capabilities::ALL,
            packs: Vec::new(),
            coming: None,
            lease: Some(86_400),
            lent: Some(vec![Lent { doc: DocId::from_bytes([7; 16]), until: 1_796_209_600 }]),
        }),
        Frame::Wipe(SignedWipeOrder::new(
            WipeOrder { protocol: PROTOCOL, device: DeviceId::from_bytes([1; 16]), order: [5; 16], at: 1_795_000_200 },
            |_| Signature([6; 64]),
        )),
        Frame::PackHead(receipt),
        Frame::PackPage(pack_page(pull.authors)),
    ]
}

fn pack_page(authors: Vec<Author>) -> SignedPackPage {
    let page = PackPage {
        authors,
        received_from: 1_795_000_000,
        docs: vec![PackDoc {
            doc: DocId::from_bytes([5; 16]),
            kind: Kind::Worker,
            region: region(),
            saved: crate::change::seal_body(&[1, 2, 3]),
            changes: vec![PackChange { author: 0, received_after: 1 }],
        }],
        signature: Signature([6; 64]),
    };
    SignedPackPage::new(page, |_| Signature([7; 64]))
}

fn encoded(frames: &[Frame]) -> Vec<u8> {
    let mut encoder = FrameEncoder::new().unwrap();
    let mut bytes: Vec<u8> = frames.iter().flat_map(|frame| encoder.encode(frame).unwrap()).collect();
    bytes.extend(encoder.finish().unwrap());
    bytes
}

#[test]
fn every_frame_survives_a_stream_that_is_cut_into_single_bytes() {
    let frames = every_frame();
    let mut decoder = FrameDecoder::new(1 << 20).unwrap();
    let decoded: Vec<_> = encoded(&frames).iter().flat_map(|byte| decoder.decode(&[*byte]).unwrap()).collect();
    assert_eq!(decoded, frames);
    decoder.finish().unwrap();
}

#[test]
fn a_frame_is_readable_as_soon_as_its_bytes_arrived() {
    let mut encoder = FrameEncoder::new().unwrap();
    let mut decoder = FrameDecoder::new(1 << 20).unwrap();
    for frame in every_frame() {
        assert_eq!(decoder.decode(&encoder.encode(&frame).unwrap()).unwrap(), [frame]);
    }
}

#[test]
fn a_stream_that_is_cut_gives_its_whole_frames_and_says_that_it_is_cut() {
    let frames = every_frame();
    let bytes = encoded(&frames);
    let mut complete = 0;
    for cut in 0..bytes.len() {
        let mut decoder = FrameDecoder::new(1 << 20).unwrap();
        let decoded = decoder.decode(&bytes[..cut]).unwrap();
        assert_eq!(decoded, frames[..decoded.len()], "cut at {cut}");
        assert!(decoded.len() >= complete, "more bytes never give fewer frames");
        complete = decoded.len();
    }
}

#[test]
fn the_carried_envelope_is_the_signed_one() {
    let push = Push::of(envelope());
    assert_eq!(push.into_envelope(DeviceId::from_bytes([1; 16]), LineageId::from_bytes([2; 16])), envelope());
}

#[test]
fn an_envelope_is_made_only_of_the_changes_it_names() {
    let Envelope { statement, signature, mut changes } = envelope();
    changes.swap(0, 1);
    assert!(Envelope::new(statement.clone(), signature, changes).is_err());
    assert!(Envelope::new(statement, signature, vec![change(1)]).is_err());
}

#[test]
fn a_stream_above_its_limit_is_refused_before_it_is_unpacked() {
    let frame = [0x44, 0x82, 0x18, 99, 0x80];
    let bomb = zstd::encode_all(&frame.repeat(13 << 20)[..], 3).unwrap();
    assert!(bomb.len() < 10_000, "64 MiB in {} bytes", bomb.len());
    let mut decoder = FrameDecoder::new(1 << 20).unwrap();
    assert_eq!(decoder.decode(&bomb), Err(Error::TooLarge { what: "stream", limit: 1 << 20 }));
}

#[test]
fn a_frame_that_claims_to_be_huge_is_refused() {
    let bytes = zstd::encode_all(&[0x5a, 0xff, 0xff, 0xff, 0xff][..], 3).unwrap();
    let mut decoder = FrameDecoder::new(1 << 20).unwrap();
    assert_eq!(decoder.decode(&bytes), Err(Error::TooLarge { what: "frame", limit: MAX_FRAME }));
}

#[test]
fn an_unknown_frame_is_passed_over() {
    let body = [0x82, 0x18, 99, 0x81, 0x01];
    assert_eq!(Frame::from_bytes(&body).unwrap(), Frame::Unknown(99));
}

#[test]
fn feeds_print_and_parse() {
    for text in ["52.03.13.2001/village", "52/office", "52.03.13.2001/officer:03030303-0303-0303-0303-030303030303"] {
        assert_eq!(text.parse::<FeedId>().unwrap().to_string(), text);
    }
    for text in ["", "52", "52/", "52/everyone", "52/officer", "52/officer:x", "x/village"] {
        assert!(text.parse::<FeedId>().is_err(), "{text}");
    }
}

/// The bytes of this version, for other implementations and for later versions of this one.
#[test]
fn the_bytes_of_version_1_stay_as_they_are() {
    let lines = every_frame().into_iter().map(|frame| format!("{} {}", frame.name(), hex::encode(frame.to_bytes())));
    let statement = format!("statement {}", hex::encode(envelope().statement.signing_bytes()));
    let text = lines.chain([statement]).collect::<Vec<_>>().join("\n");
    insta::assert_snapshot!("frames_v1", text);
}

#[test]
fn every_frame_has_the_shape_that_the_protocol_describes() {
    let cddl = include_str!("../../../../docs/protocol.cddl");
    for frame in every_frame() {
        let valid = cddl::validate_cbor_from_slice(cddl, &frame.to_bytes(), None);
        assert!(valid.is_ok(), "{}: {}", frame.name(), valid.unwrap_err());
    }
    let wrong = Frame::Refused(Refused { code: String::new(), message: String::new(), wait: None }).to_bytes();
    let (short, long) = (&wrong[..wrong.len() - 1], [&wrong[..2], &[0x81, 0x01]].concat());
    assert!(cddl::validate_cbor_from_slice(cddl, short, None).is_err());
    assert!(cddl::validate_cbor_from_slice(cddl, &long, None).is_err());
}

#[test]
fn only_an_entry_that_says_that_its_document_was_erased_has_a_position_for_it() {
    let doc = DocId::from_bytes([5; 16]);
    let [left, erased] = [false, true].map(|erased| Entry::Leave { doc, erased });
    let [short, long] = [&left, &erased].map(|entry| minicbor::to_vec(entry).unwrap());
    assert_eq!(hex::encode(&short), format!("82038150{}", "05".repeat(16)));
    assert_eq!(hex::encode(&long), format!("82038250{}f5", "05".repeat(16)));
    for (bytes, entry) in [(short, left), (long, erased)] {
        assert_eq!(minicbor::decode::<Entry>(&bytes).unwrap(), entry);
    }
    let pull = Pull {
        feed: feed(),
        first_seq: 1,
        authors: Vec::new(),
        entries: vec![Entry::Leave { doc, erased: true }],
        signature: Signature([6; 64]),
    };
    let cddl = include_str!("../../../../docs/protocol.cddl");
    cddl::validate_cbor_from_slice(cddl, &Frame::Pull(pull).to_bytes(), None).unwrap();
}

proptest! {
    #[test]
    fn no_bytes_make_the_decoders_panic(bytes: Vec<u8>, compressed: bool) {
        let stream = if compressed { zstd::encode_all(&bytes[..], 3).unwrap() } else { bytes.clone() };
        let mut decoder = FrameDecoder::new(1 << 20).unwrap();
        let _ = decoder.decode(&stream);
        let _ = Frame::from_bytes(&bytes);
        let _ = SignedReceipt::from_bytes(&bytes);
        let _ = crate::enrolment::EnrolRequest::from_bytes(&bytes);
        let _ = crate::enrolment::EnrolResponse::from_bytes(&bytes);
        let _ = Statement::from_bytes(&bytes);
    }

    #[test]
    fn a_damaged_frame_never_panics(which: prop::sample::Index, at: prop::sample::Index, byte: u8) {
        let mut bytes = which.get(&every_frame()).to_bytes();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        let _ = Frame::from_bytes(&bytes);
    }
}
