//! Inputs and bytes of everything that two implementations must agree on. All keys and people are invented.

use anyhow::{Context, Result, ensure};
use document::{Author as Writer, Document, Intent};
use records::{
    Actor, ChangeHash, Deployment, DeviceId, DocId, EpochId, FamilyCardNumber, FileId, Kind, LineageId, Nik, OfficerId,
    RegionCode,
};
use seal::{Chain, DeploymentKey, Identity, InviteCode, SigningKey, seal_to};
use serde_json::{Value, json};
use sync::Fingerprint;
use wire::{
    Envelope, FeedId, FeedState, Frame, Hello, PROTOCOL, Pull, Push, Receipt, Signature, Statement,
    bundle::{Answer, Bundle, Direction},
    enrolment::{Certificate, EnrolRequest, OfficerRequest, OfficerResponse},
    envelope::{ALONE, Item},
    exchange::{Author, Capabilities, Cursor, Entry, Head, Lent, Range, Trailer, Verdicts},
    hash_of_change,
    loss::{Left, WipeOrder, Wiped},
    stream::{FrameDecoder, FrameEncoder},
    succession::{Reason, Successions},
};

const NIK: &str = "5203134107900000";
const CARD: &str = "5203132707160000";

/// Everything. What is sealed differs at every sealing, so a published bundle is opened and checked rather than made.
pub(crate) fn all(published: Option<&Value>) -> Result<Value> {
    Ok(json!({
        "keys": keys(),
        "ids": ids()?,
        "invitation": invitation()?,
        "certificate": certificate()?,
        "change": change()?,
        "statement": statement()?,
        "fingerprint": fingerprint(),
        "digest_of_a_document": digest()?,
        "hello": hello()?,
        "digest_of_cursors": digest_of_cursors()?,
        "pull": pull()?,
        "receipt": receipt()?,
        "receipt_of_what_moved": short_receipt()?,
        "exchange": exchange()?,
        "loss": loss()?,
        "erasure": erasure()?,
        "officer": an_officer(),
        "succession": succession()?,
        "loan": loan()?,
        "bundle": bundle(published.map(|vectors| &vectors["bundle"]))?,
    }))
}

fn device_key() -> SigningKey {
    SigningKey::from_bytes(&[1; 32])
}

fn province_key() -> SigningKey {
    SigningKey::from_bytes(&[2; 32])
}

fn device() -> DeviceId {
    DeviceId::from_bytes([0x11; 16])
}

fn lineage() -> LineageId {
    LineageId::from_bytes([0x22; 16])
}

fn officer() -> OfficerId {
    OfficerId::from_bytes([0x33; 16])
}

fn epoch() -> EpochId {
    EpochId::from_bytes([0x44; 16])
}

fn village() -> Result<RegionCode> {
    Ok(RegionCode::parse("52.03.13.2001")?)
}

fn feed() -> Result<FeedId> {
    Ok(FeedId::village(village()?))
}

fn deployment_key() -> DeploymentKey {
    DeploymentKey::from_bytes([7; 32])
}

fn doc() -> Result<DocId> {
    Ok(deployment_key().worker_doc_id(&Nik::parse(NIK, Deployment::Training)?, 0))
}

/// One change by the officer, on a new document.
fn raw() -> Result<Vec<u8>> {
    let author = Writer { actor: Actor::of(lineage(), officer()), time: 1_795_000_000 };
    let mut document = Document::new();
    let intents = [Intent::set("name", "Contoh Satu")?, Intent::set("nik", NIK)?];
    Ok(document.edit(author, &document.heads(), &intents)?.context("no change")?.bytes)
}

fn keys() -> Value {
    json!({
        "device_signing_secret": hex::encode([1; 32]),
        "device_signing_public": device_key().public().to_string(),
        "province_signing_secret": hex::encode([2; 32]),
        "province_signing_public": province_key().public().to_string(),
        "deployment_key": hex::encode([7; 32]),
    })
}

fn ids() -> Result<Value> {
    let (key, card, file) = (deployment_key(), FamilyCardNumber::parse(CARD)?, FileId::of(b"nama,dusun\n"));
    Ok(json!({
        "worker": { "nik": NIK, "generation": 0, "id": doc()?.to_string() },
        "household": { "family_card": CARD, "generation": 0, "id": key.household_doc_id(&card, 0).to_string() },
        "standing": { "worker": doc()?.to_string(), "id": key.standing_doc_id(doc()?).to_string() },
        "confidential": { "worker": doc()?.to_string(), "id": key.confidential_doc_id(doc()?).to_string() },
        "file": { "bytes": hex::encode("nama,dusun\n"), "id": file.to_string() },
        "row": { "file": file.to_string(), "row": 42, "id": key.row_doc_id(file, 42).to_string() },
        "actor": {
            "lineage": lineage().to_string(),
            "officer": officer().to_string(),
            "actor": hex::encode(Actor::of(lineage(), officer()).as_bytes()),
        },
    }))
}

fn invitation() -> Result<Value> {
    let code = InviteCode::from_parts([5; 8], [6; 10], &province_key().public());
    let mut request = EnrolRequest {
        protocol: PROTOCOL,
        invitation: code.id(),
        signing_key: device_key().public(),
        recipient: "age1example".to_owned(),
        device_name: "laptop".to_owned(),
        mac: [0; 32],
    };
    request.mac = code.mac(&request);
    ensure!(EnrolRequest::from_bytes(&request.to_bytes())? == request);
    Ok(json!({
        "id": hex::encode([5; 8]),
        "secret": hex::encode([6; 10]),
        "code": code.to_string(),
        "request": hex::encode(request.to_bytes()),
        "mac_over": hex::encode(request.mac_bytes()),
        "mac": hex::encode(request.mac),
    }))
}

fn certificate() -> Result<Value> {
    let certificate = Certificate {
        protocol: PROTOCOL,
        device: device(),
        signing_key: device_key().public(),
        recipient: "age1example".to_owned(),
        device_name: "laptop".to_owned(),
        officer: officer(),
        officer_name: "Petugas Contoh".to_owned(),
        region: village()?,
        feeds: vec![feed()?],
        issued_at: 1_795_000_000,
    };
    Ok(json!({
        "signed": hex::encode(certificate.signing_bytes()),
        "signature": hex::encode(province_key().sign_certificate(&certificate).0),
    }))
}

fn change() -> Result<Value> {
    let raw = raw()?;
    Ok(json!({ "raw": hex::encode(&raw), "hash": hash_of_change(&raw).to_string() }))
}

fn envelope() -> Result<Envelope> {
    let raw = raw()?;
    let item = Item { doc: doc()?, kind: Kind::Worker, region: village()?, hash: hash_of_change(&raw) };
    let statement = Statement {
        protocol: PROTOCOL,
        device: device(),
        lineage: lineage(),
        officer: officer(),
        n: 0,
        previous: None,
        written_at: 1_795_000_060,
        items: vec![item],
    };
    let (statement, signature) = device_key().sign_statement(statement);
    Ok(Envelope::new(statement, signature, vec![raw])?)
}

fn statement() -> Result<Value> {
    let envelope = envelope()?;
    Ok(json!({
        "signed": hex::encode(envelope.statement.signing_bytes()),
        "hash": hex::encode(envelope.statement.hash().0),
        "signature": hex::encode(envelope.signature.0),
        "push_frame": hex::encode(Frame::Push(Push::of(envelope)).to_bytes()),
    }))
}

fn some_hashes() -> [ChangeHash; 3] {
    [[0xff; 32], [0x80; 32], [0x01; 32]].map(ChangeHash::from_bytes)
}

fn fingerprint() -> Value {
    let hashes = some_hashes();
    let fingerprint: Fingerprint = hashes.iter().collect();
    json!({
        "hashes": hashes.map(|hash| hash.to_string()),
        "count": fingerprint.count,
        "sum": hex::encode(fingerprint.sum),
    })
}

fn digest() -> Result<Value> {
    let fingerprint: Fingerprint = some_hashes().iter().collect();
    Ok(json!({
        "document": doc()?.to_string(),
        "count": fingerprint.count,
        "sum": hex::encode(fingerprint.sum),
        "digest": hex::encode(sync::document_digest(doc()?, &fingerprint)),
    }))
}

fn a_hello() -> Result<Hello> {
    Ok(Hello {
        protocol: PROTOCOL,
        device: device(),
        lineage: lineage(),
        epoch: Some(epoch()),
        exchange: 3,
        clock: 1_795_000_100,
        next_statement: 1,
        feeds: vec![Cursor { feed: feed()?, seq: Some(0) }],
        capabilities: Capabilities::REPAIR | Capabilities::PACKS,
        known: None,
        answered: None,
        chain: None,
    })
}

fn hello() -> Result<Value> {
    let signed = device_key().sign_hello(a_hello()?);
    Ok(json!({
        "signed": hex::encode(signed.signing_bytes()),
        "signature": hex::encode(signed.signature().0),
        "frame": hex::encode(Frame::Hello(signed).to_bytes()),
    }))
}

/// Two feeds, the later name first: the digest is over the order of the names.
fn two_cursors() -> Result<[Cursor; 2]> {
    let other = FeedId::village(RegionCode::parse("52.03.13.2002")?);
    Ok([Cursor { feed: other, seq: Some(300) }, Cursor { feed: feed()?, seq: Some(1) }])
}

/// Cursors, the bytes that their digest is over, and a hello that gives it in place of them.
fn digest_of_cursors() -> Result<Value> {
    let cursors = two_cursors()?;
    let digest = wire::exchange::digest_of_cursors(&cursors);
    let known = Hello {
        feeds: Vec::new(),
        capabilities: Capabilities::REPAIR | Capabilities::DIGESTS,
        known: Some(digest),
        ..a_hello()?
    };
    let signed = device_key().sign_hello(known);
    Ok(json!({
        "cursors": cursors.map(|cursor| json!({ "feed": cursor.feed.to_string(), "seq": cursor.seq })),
        "over": hex::encode(wire::exchange::cursors_to_bytes(&two_cursors()?)),
        "digest": hex::encode(digest),
        "signed": hex::encode(signed.signing_bytes()),
        "signature": hex::encode(signed.signature().0),
        "frame": hex::encode(Frame::Hello(signed).to_bytes()),
    }))
}

fn a_pull() -> Result<(Pull, Vec<Option<ChangeHash>>)> {
    let author = Author {
        officer: officer(),
        officer_name: "Petugas Contoh".to_owned(),
        device: device(),
        device_name: "laptop".to_owned(),
    };
    let logged = Entry::Change {
        doc: doc()?,
        kind: Kind::Worker,
        region: village()?,
        author: 0,
        received_at: 1_795_000_101,
        change: raw()?,
    };
    let mut pull = Pull {
        feed: feed()?,
        first_seq: 1,
        authors: vec![author],
        entries: vec![logged, Entry::Void, Entry::Leave { doc: doc()?, erased: false }],
        signature: Signature([0; 64]),
    };
    let hashes = pull.hashes();
    province_key().sign_pull(&mut pull, epoch(), &hashes);
    Ok((pull, hashes))
}

fn pull() -> Result<Value> {
    let (pull, hashes) = a_pull()?;
    Ok(json!({
        "epoch": epoch().to_string(),
        "labels": pull.entries.iter().map(|entry| hex::encode(entry.label().as_bytes())).collect::<Vec<_>>(),
        "digests": pull.digests(&hashes).iter().map(|digest| hex::encode(digest.0)).collect::<Vec<_>>(),
        "signed": hex::encode(pull.signing_bytes(epoch(), &hashes)),
        "signature": hex::encode(pull.signature.0),
        "frame": hex::encode(Frame::Pull(pull).to_bytes()),
    }))
}

fn a_receipt() -> Result<Receipt> {
    let fingerprint: Fingerprint = [hash_of_change(&raw()?)].iter().collect();
    let state = FeedState { feed: feed()?, seq: 1, count: fingerprint.count, fingerprint: fingerprint.sum };
    Ok(Receipt { epoch: epoch(), time: 1_795_000_102, feeds: vec![state], all: None })
}

fn receipt() -> Result<Value> {
    let receipt = a_receipt()?;
    let all = wire::receipt::digest_of_states(&receipt.feeds);
    let signed = province_key().sign_receipt(receipt);
    Ok(json!({
        "signed": hex::encode(signed.signing_bytes()),
        "signature": hex::encode(signed.signature().0),
        "digest_of_its_states": hex::encode(all),
    }))
}

/// The answer to the hello above, where one of the two feeds moved.
fn short_receipt() -> Result<Value> {
    let moved = a_receipt()?.feeds;
    let [other, _] = two_cursors()?;
    let sum: Fingerprint = some_hashes().iter().collect();
    let still = FeedState { feed: other.feed, seq: 300, count: sum.count, fingerprint: sum.sum };
    let states = [vec![still], moved.clone()].concat();
    let all = Some(wire::receipt::digest_of_states(&states));
    let signed = province_key().sign_receipt(Receipt { feeds: moved, all, ..a_receipt()? });
    ensure!(signed.value().proves(&states));
    let state = |state: &FeedState| {
        let (feed, sum) = (state.feed.to_string(), hex::encode(state.fingerprint));
        json!({ "feed": feed, "seq": state.seq, "count": state.count, "fingerprint": sum })
    };
    Ok(json!({
        "states": states.iter().map(state).collect::<Vec<_>>(),
        "all": all.map(hex::encode),
        "signed": hex::encode(signed.signing_bytes()),
        "signature": hex::encode(signed.signature().0),
    }))
}

fn stream(frames: &[Frame]) -> Result<Vec<u8>> {
    let mut encoder = FrameEncoder::new()?;
    let mut bytes = Vec::new();
    for frame in frames {
        bytes.extend(encoder.encode(frame)?);
    }
    bytes.extend(encoder.finish()?);
    Ok(bytes)
}

/// A whole exchange: a device pushes one change and is told that it is logged.
fn exchange() -> Result<Value> {
    let request = [Frame::Hello(device_key().sign_hello(a_hello()?)), Frame::Push(Push::of(envelope()?)), Frame::End];
    let head = Head {
        protocol: PROTOCOL,
        epoch: epoch(),
        time: 1_795_000_102,
        received: vec![Range { first: 0, last: 0 }],
        feeds: None,
        capabilities: Capabilities::REPAIR | Capabilities::PACKS,
        packs: Vec::new(),
        coming: Some(2),
        lease: None,
        lent: None,
    };
    let raw = raw()?;
    let mut known = Pull {
        entries: vec![Entry::Known { hash: wire::exchange::ShortHash::of(&hash_of_change(&raw)) }],
        authors: Vec::new(),
        ..a_pull()?.0
    };
    province_key().sign_pull(&mut known, epoch(), &[Some(hash_of_change(&raw))]);
    let response = [
        Frame::Head(head),
        Frame::Verdicts(Verdicts { verdicts: Vec::new(), pending: 0 }),
        Frame::Pull(known),
        Frame::Trailer(Trailer { receipt: province_key().sign_receipt(a_receipt()?), more: false }),
    ];
    let hex_of = |frames: &[Frame]| frames.iter().map(|frame| hex::encode(frame.to_bytes())).collect::<Vec<_>>();
    Ok(json!({
        "request": { "frames": hex_of(&request), "stream": hex::encode(stream(&request)?) },
        "response": { "frames": hex_of(&response), "stream": hex::encode(stream(&response)?) },
    }))
}

/// An order to wipe, its confirmation, and a statement that stands alone.
fn loss() -> Result<Value> {
    let order = WipeOrder { protocol: PROTOCOL, device: device(), order: [0x55; 16], at: 1_795_000_200 };
    let order = province_key().sign_wipe_order(order);
    let alone = Statement { n: ALONE + 7, previous: None, ..envelope()?.statement };
    let left = vec![Left { lineage: lineage(), statements: vec![alone.n] }];
    let wiped = Wiped { protocol: PROTOCOL, device: device(), order: [0x55; 16], at: 1_795_000_300, left };
    let wiped = device_key().sign_wiped(wiped);
    let (alone, signature) = device_key().sign_statement(alone);
    Ok(json!({
        "order": { "signed": hex::encode(order.signing_bytes()), "signature": hex::encode(order.signature().0) },
        "frame": hex::encode(Frame::Wipe(order).to_bytes()),
        "confirmation": {
            "signed": hex::encode(wiped.signing_bytes()),
            "signature": hex::encode(wiped.signature().0),
            "sealed": hex::encode(wiped.to_bytes()),
        },
        "statement_that_stands_alone": {
            "signed": hex::encode(alone.signing_bytes()),
            "signature": hex::encode(signature.0),
        },
    }))
}

/// What says that a record was erased, the id under which its person is recorded again, and a signed certificate.
fn erasure() -> Result<Value> {
    let (logged, _) = a_pull()?;
    let entries = vec![Entry::Void, Entry::Leave { doc: doc()?, erased: true }];
    let mut pull = Pull { first_seq: 4, entries, authors: Vec::new(), ..logged };
    let hashes = pull.hashes();
    province_key().sign_pull(&mut pull, epoch(), &hashes);
    let next = deployment_key().worker_doc_id(&Nik::parse(NIK, Deployment::Training)?, 1);
    let certificate = r#"{"erasure":1,"reason":"requested"}"#;
    let over = [b"rantau erasure v1\0", certificate.as_bytes()].concat();
    Ok(json!({
        "epoch": epoch().to_string(),
        "labels": pull.entries.iter().map(|entry| hex::encode(entry.label().as_bytes())).collect::<Vec<_>>(),
        "digests": pull.digests(&hashes).iter().map(|digest| hex::encode(digest.0)).collect::<Vec<_>>(),
        "signed": hex::encode(pull.signing_bytes(epoch(), &hashes)),
        "signature": hex::encode(pull.signature.0),
        "frame": hex::encode(Frame::Pull(pull).to_bytes()),
        "next_generation": { "nik": NIK, "generation": 1, "id": next.to_string() },
        "certificate": { "certificate": certificate, "signature": hex::encode(province_key().sign(&over).0) },
    }))
}

/// One more officer of a device: what the device asks, and what the province answers.
fn an_officer() -> Value {
    let code = InviteCode::from_parts([8; 8], [9; 10], &province_key().public());
    let mut request = OfficerRequest {
        protocol: PROTOCOL,
        invitation: code.id(),
        device: device(),
        mac: [0; 32],
        signature: Signature([0; 64]),
    };
    request.mac = code.mac_for_officer(&request);
    request.signature = device_key().sign(&request.signing_bytes());
    let mut answer = OfficerResponse {
        device: device(),
        officer: officer(),
        officer_name: "Petugas Contoh".to_owned(),
        issued_at: 1_795_000_400,
        signature: Signature([0; 64]),
    };
    answer.signature = province_key().sign(&answer.signing_bytes());
    json!({
        "secret": hex::encode([9; 10]),
        "mac_over": hex::encode(request.mac_bytes()),
        "mac": hex::encode(request.mac),
        "signed": hex::encode(request.signing_bytes()),
        "signature": hex::encode(request.signature.0),
        "request": hex::encode(request.to_bytes()),
        "answer": {
            "signed": hex::encode(answer.signing_bytes()),
            "signature": hex::encode(answer.signature.0),
            "body": hex::encode(answer.to_bytes()),
        },
    })
}

/// A chain of two keys, with the commitments, and the frame that tells it to the device.
fn succession() -> Result<Value> {
    let (first, second, third) = (province_key(), SigningKey::from_bytes(&[4; 32]), SigningKey::from_bytes(&[5; 32]));
    let mut chain = Chain::anchored(first.public());
    let recipient = || "age1lggyhqrw2nlhcxprm67z43rta597azn8gknawjehu9d9dl0jq3yqqvfafg".to_owned();
    let founded = chain.succeed(&first, recipient(), &second.public(), 1_795_000_000, Reason::Founded)?;
    chain.extend(&[founded])?;
    let succeeded = chain.succeed(&second, recipient(), &third.public(), 1_795_000_400, Reason::Compromised)?;
    chain.extend(&[succeeded])?;
    let statements = chain.statements().iter().map(|statement| {
        json!({
            "signed": hex::encode(statement.signing_bytes()),
            "signature": hex::encode(statement.signature().0),
            "next": hex::encode(statement.value().next),
        })
    });
    let told = Successions { statements: chain.statements().to_vec(), card: None };
    let keys = [&first, &second, &third].map(|key| hex::encode(key.public().0));
    Ok(json!({
        "keys": keys,
        "statements": statements.collect::<Vec<_>>(),
        "frame": hex::encode(Frame::Successions(told).to_bytes()),
    }))
}

/// The feed of what is lent to the device, and the head that says until when.
fn loan() -> Result<Value> {
    let feed = FeedId::loan(device(), &village()?);
    let head = Head {
        protocol: PROTOCOL,
        epoch: epoch(),
        time: 1_795_000_400,
        received: Vec::new(),
        feeds: Some(vec![feed.clone()]),
        capabilities: Capabilities::ALL,
        packs: Vec::new(),
        coming: None,
        lease: None,
        lent: Some(vec![Lent { doc: doc()?, until: 1_796_209_600 }]),
    };
    Ok(json!({ "feed": feed.to_string(), "frame": hex::encode(Frame::Head(head).to_bytes()) }))
}

/// The request above on its way up in a bundle, and an answer on its way down.
fn bundle(published: Option<&Value>) -> Result<Value> {
    if let Some(published) = published.filter(|published| published.is_object()) {
        check_bundle(published)?;
        return Ok(published.clone());
    }
    let (province, device_identity) = (Identity::generate(), Identity::generate());
    let request = [Frame::Hello(device_key().sign_hello(a_hello()?)), Frame::Push(Push::of(envelope()?)), Frame::End];
    let up = seal_to(&province.recipient(), &stream(&request)?)?;
    let answer =
        Answer { device: device(), lineage: lineage(), exchange: 3, stream: stream(&[Frame::End])?, successions: None };
    let down = seal_to(&device_identity.recipient(), &province_key().sign_answer(answer).to_bytes())?;
    let file = |direction, sealed| hex::encode(Bundle::new(direction, device(), lineage(), 3, sealed).to_bytes());
    Ok(json!({
        "province_identity": province.to_secret_string().to_string(),
        "device_identity": device_identity.to_secret_string().to_string(),
        "up": file(Direction::Up, up),
        "down": file(Direction::Down, down),
    }))
}

fn check_bundle(published: &Value) -> Result<()> {
    let text = |name: &str| published[name].as_str().context("a text");
    let open = |file: &str, identity: &str| -> Result<Vec<u8>> {
        let bundle = Bundle::from_bytes(&hex::decode(text(file)?)?)?;
        ensure!((bundle.head.device, bundle.head.lineage, bundle.head.exchange) == (device(), lineage(), 3));
        Ok(Identity::parse(text(identity)?)?.open(&bundle.sealed, 1 << 20)?.to_vec())
    };
    let mut decoder = FrameDecoder::new(1 << 20)?;
    let frames = decoder.decode(&open("up", "province_identity")?)?;
    ensure!(frames.len() == 3 && frames[0] == Frame::Hello(device_key().sign_hello(a_hello()?)));
    let answer = wire::bundle::SignedAnswer::from_bytes(&open("down", "device_identity")?)?;
    seal::verify_signed(&province_key().public(), &answer)?;
    ensure!(answer.value().exchange == 3);
    Ok(())
}
