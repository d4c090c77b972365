//! Everything that reads bytes from outside, behind one signature: any bytes in, nothing out, no panic.
//!
//! What a decoder accepts must survive a round trip, or two sides would disagree about what was said. The tests of this
//! folder and the fuzzer (`tests/fuzz`) share this list, so that none of them forgets a decoder.

use std::str;

use document::{Admission, Author, Document, Guard, Intent, Limits};
use language::{LanguageCode, Pack};
use records::{Actor, Deployment, DocId, Kind, Path, RegionCode, field};
use reference::Reference;
use registry::{EventId, Profile, answer::Reply};
use roster::{Columns, Context, Sheet};
use seal::{InviteCode, ResetSecret, WrappedKey, invitation::InviteLink};
use wire::{
    Frame, Statement,
    bundle::Bundle,
    courier::{Caller, Deposit, Packs, Waiting},
    enrolment::{DeploymentSecrets, EnrolRequest, EnrolResponse, OfficerRequest, OfficerResponse},
    exchange::Voucher,
    loss::{SignedWipeOrder, SignedWiped},
    pack::PackReader,
    qr::Joiner,
    stream::FrameDecoder,
    succession::{SignedSuccession, Successions},
};

/// One decoder.
#[derive(Clone, Copy)]
pub(crate) struct Decoder {
    /// Its name, and that of the folder of its corpus and of its fuzz target.
    pub(crate) name: &'static str,
    /// Reads the bytes, and stops where a promise is broken.
    pub(crate) take: fn(&[u8]),
}

/// Every decoder.
pub(crate) const ALL: &[Decoder] = &[
    Decoder { name: "frame", take: frame },
    Decoder { name: "stream", take: stream },
    Decoder { name: "pack", take: pack },
    Decoder { name: "statement", take: statement },
    Decoder { name: "bundle", take: bundle },
    Decoder { name: "courier", take: courier },
    Decoder { name: "enrolment", take: enrolment },
    Decoder { name: "invite_code", take: invite_code },
    Decoder { name: "loss", take: loss },
    Decoder { name: "wrapped_key", take: wrapped_key },
    Decoder { name: "qr", take: qr },
    Decoder { name: "change", take: change },
    Decoder { name: "roster", take: roster },
    Decoder { name: "value", take: value },
    Decoder { name: "registry_reply", take: registry_reply },
    Decoder { name: "reference", take: reference },
    Decoder { name: "language", take: language },
];

/// The decoder of a name.
pub(crate) fn named(name: &str) -> Option<Decoder> {
    ALL.iter().copied().find(|decoder| decoder.name == name)
}

/// The most that a stream may hold after decompression, here.
const LIMIT: usize = 1 << 20;

macro_rules! round_trip {
    ($bytes:expr, $($type:ty),+ $(,)?) => { $(
        if let Ok(read) = <$type>::from_bytes($bytes) {
            let written = read.to_bytes();
            let again = <$type>::from_bytes(&written).expect("what was written is read");
            assert_eq!(again.to_bytes(), written, concat!("a round trip of ", stringify!($type)));
        }
    )+ };
}

/// A frame of a newer version is told apart, and nobody writes it again.
fn frame(bytes: &[u8]) {
    if !matches!(Frame::from_bytes(bytes), Ok(Frame::Unknown(_))) {
        round_trip!(bytes, Frame);
    }
    round_trip!(bytes, Voucher);
}

/// However a stream is cut, it says the same.
fn stream(bytes: &[u8]) {
    let whole = decoded(&[bytes]);
    let (first, rest) = bytes.split_at(bytes.len() / 2);
    if let (Some(whole), Some(cut)) = (whole, decoded(&[first, rest])) {
        assert_eq!(whole, cut, "a cut stream says the same");
    }
}

fn decoded(parts: &[&[u8]]) -> Option<Vec<Vec<u8>>> {
    let mut decoder = FrameDecoder::new(LIMIT).ok()?;
    let mut frames = Vec::new();
    for part in parts {
        frames.extend(decoder.decode(part).ok()?.iter().map(Frame::to_bytes));
    }
    Some(frames)
}

fn pack(bytes: &[u8]) {
    if let Ok(mut reader) = PackReader::new() {
        let _ = reader.read(bytes);
        let _ = reader.is_over();
    }
}

fn statement(bytes: &[u8]) {
    round_trip!(bytes, Statement);
}

fn bundle(bytes: &[u8]) {
    round_trip!(bytes, Bundle);
    let _ = wire::bundle::read_head(bytes);
    let _ = Bundle::all_from_bytes(bytes);
}

fn courier(bytes: &[u8]) {
    round_trip!(bytes, wire::courier::Card, Caller, Deposit, Waiting, Packs);
}

fn enrolment(bytes: &[u8]) {
    round_trip!(
        bytes,
        EnrolRequest,
        EnrolResponse,
        OfficerRequest,
        OfficerResponse,
        DeploymentSecrets,
        wire::enrolment::Card,
        Successions,
        SignedSuccession
    );
}

/// What is said when a device is lost.
fn loss(bytes: &[u8]) {
    round_trip!(bytes, SignedWipeOrder, SignedWiped);
}

/// A code, the link that holds it, and the code that gives a lost PIN back.
fn invite_code(bytes: &[u8]) {
    if let Some(link) = text(bytes).and_then(|text| text.parse::<InviteLink>().ok()) {
        let printed = link.to_string();
        assert_eq!(printed.parse::<InviteLink>().map(|again| again.to_string()).ok(), Some(printed));
    }
    if let Some(reset) = text(bytes).and_then(|text| text.parse::<ResetSecret>().ok()) {
        assert_eq!(reset.to_string().parse::<ResetSecret>(), Ok(reset));
    }
    let Some(code) = text(bytes).and_then(|text| text.parse::<InviteCode>().ok()) else { return };
    let printed = code.to_string();
    assert_eq!(printed.parse::<InviteCode>().map(|again| again.id()).ok(), Some(code.id()));
}

fn wrapped_key(bytes: &[u8]) {
    if let Ok(key) = WrappedKey::from_bytes(bytes) {
        let written = key.to_bytes();
        assert_eq!(WrappedKey::from_bytes(&written).map(|again| again.to_bytes()).ok(), Some(written));
    }
}

/// The texts of codes, one a line.
fn qr(bytes: &[u8]) {
    let mut joiner = Joiner::default();
    for line in text(bytes).unwrap_or_default().lines() {
        let _ = joiner.take(line);
    }
    let _ = joiner.join();
}

/// One change for an empty document and for one that two people wrote, signed and vouched for. What is let in leaves a
/// document that loads and whose typed record can be read.
fn change(bytes: &[u8]) {
    let written = written();
    let (author, doc) = (Actor::from_bytes([2; 16]), DocId::from_bytes([9; 16]));
    for document in [Document::new(), written] {
        let signed = Guard::signed(document.clone(), Limits::default(), doc, Kind::Worker, author);
        for mut guard in [signed, Guard::vouched(document.clone(), Limits::default())] {
            if let Admission::Admitted { .. } = guard.admit(bytes) {
                let document = guard.into_document();
                let again = Document::load(&document.save()).expect("what was let in loads");
                assert_eq!(again.heads(), document.heads());
                let _ = (document.conflicts(), document.history());
                for kind in Kind::ALL {
                    let fields = document.read(kind).fields;
                    let _ = records::Record::project(kind, &fields, Deployment::Training).to_json();
                }
            }
        }
    }
}

fn written() -> Document {
    let mut document = Document::new();
    let heads = document.heads();
    for (n, name) in [(1, "Contoh"), (2, "Teladan")] {
        let author = Author { actor: Actor::from_bytes([n; 16]), time: i64::from(n) };
        let intent = Intent::set("name", name).expect("a path");
        document.edit(author, &heads, &[intent]).expect("an honest edit");
    }
    document
}

/// A village list of any sort: text, or a workbook.
fn roster(bytes: &[u8]) {
    let Ok(sheets) = Sheet::read_all("daftar", bytes) else { return };
    let village = RegionCode::parse("52.03.13.2001").expect("a village");
    for sheet in sheets {
        let columns = Columns::of(&sheet.header);
        let context = Context { deployment: Deployment::Training, village: village.clone() };
        for row in &sheet.rows {
            let _ = roster::interpret(&sheet, &columns, row, &context);
        }
    }
}

/// A text for every field of every kind; what a field takes, it takes again and unchanged.
fn value(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    let _ = Path::parse(text);
    for field in Kind::ALL.into_iter().flat_map(field::fields_of) {
        if let Ok(value) = field.parse(text, Deployment::Training) {
            assert_eq!(field.check(&value, Deployment::Training).as_ref(), Ok(&value), "{}", field.path);
        }
    }
}

/// The first byte chooses the status.
fn registry_reply(bytes: &[u8]) {
    let Some((first, body)) = bytes.split_first() else { return };
    let status = [200, 202, 400, 401, 404, 409, 410, 413, 422, 429, 500, 503][usize::from(*first) % 12];
    let sent: Vec<EventId> = ["b5c92d37-0d4c-8a33-8d2e-5d1f0a3a7c11"].iter().filter_map(|id| id.parse().ok()).collect();
    let _ = Profile::CloudEvents.understand(&sent, &Reply { status, retry_after: None, body: body.to_vec() });
}

fn reference(bytes: &[u8]) {
    if let Ok(reference) = Reference::parse(bytes) {
        let day = jiff::civil::date(2026, 3, 1);
        let rules = reference.at(day);
        let _ = (rules.milestones().count(), rules.documents().count(), rules.topics().count());
        let worker = records::worker::Worker::default();
        let _ = assessment::worker(&assessment::Circumstances::of(&worker), &rules, day);
    }
}

fn language(bytes: &[u8]) {
    let (Some(text), Ok(code)) = (text(bytes), LanguageCode::parse("qaa")) else { return };
    let Ok(pack) = Pack::parse(code, text) else { return };
    for key in ["created", "n-conflicts", "field-worker-name"] {
        let _ = pack.tell(key, &[("count", "3"), ("name", "x"), ("record", "y")]);
    }
}

fn text(bytes: &[u8]) -> Option<&str> {
    str::from_utf8(bytes).ok()
}
