use std::sync::{Arc, Mutex};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use courier::{Courier, Keys, Limits, Seeds, Spool, serve};
use records::{DeviceId, LineageId, OfficerId, RegionCode};
use reqwest::{Client, Method, StatusCode};
use seal::{Chain, Identity, OsRandom, SigningKey, seal_to, verify_signed};
use tempfile::TempDir;
use tokio::net::TcpListener;
use wire::{
    FeedId, Frame, PROTOCOL, PublicKey, Signature,
    bundle::{Bundle, Direction},
    courier::{Action, Call, Caller, Card, Deposit, Packs, Waiting},
    enrolment::Certificate,
    exchange::PackOffer,
    stream::FrameDecoder,
};

const NOW: i64 = 1_795_000_000;

/// A device with its key and certificate.
struct Device {
    key: SigningKey,
    identity: Identity,
    certificate: Certificate,
    signature: Signature,
}

impl Device {
    fn of(province: &SigningKey, number: u8) -> Self {
        let (key, identity) = (SigningKey::generate(&mut OsRandom), Identity::generate());
        let region = RegionCode::parse("52.03.13.2001").unwrap();
        let certificate = Certificate {
            protocol: PROTOCOL,
            device: DeviceId::from_bytes([number; 16]),
            signing_key: key.public(),
            recipient: identity.recipient(),
            device_name: format!("laptop {number}"),
            officer: OfficerId::from_bytes([number; 16]),
            officer_name: format!("Petugas {number}"),
            feeds: vec![FeedId::village(region.clone())],
            region,
            issued_at: NOW,
        };
        Self { signature: province.sign_certificate(&certificate), key, identity, certificate }
    }

    fn id(&self) -> DeviceId {
        self.certificate.device
    }

    fn header(&self, call: Call) -> String {
        let call = self.key.sign_call(call);
        let caller = Caller { certificate: self.certificate.clone(), signature: self.signature, call };
        format!("Rantau {}", URL_SAFE_NO_PAD.encode(caller.to_bytes()))
    }

    fn bundle(&self, direction: Direction, plain: &[u8], recipient: &str) -> Bundle {
        Bundle::new(direction, self.id(), LineageId::from_bytes([7; 16]), 3, seal_to(recipient, plain).unwrap())
    }
}

struct Stage {
    dir: TempDir,
    spool: Arc<Spool>,
    province: SigningKey,
    province_identity: Identity,
    client: Client,
    url: String,
    card: Card,
}

/// A mailbox that a device of the province serves.
async fn stage(limits: Limits) -> Stage {
    let province = SigningKey::generate(&mut OsRandom);
    let Device { key, certificate, signature, .. } = Device::of(&province, 200);
    let dir = TempDir::new().unwrap();
    let spool = Arc::new(Spool::new(dir.path(), limits));
    let sign = Box::new(move |carried| key.sign_carried(carried));
    let (keys, kept) = (keys(province.public()), Arc::clone(&spool));
    let courier = Courier { certificate, signature, keys, spool: kept, sign, seeds: seeds(), now: || NOW };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(serve(courier, listener, std::future::pending()));
    // Another test of this process may have been first.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = Client::new();
    let card = client.get(format!("{url}/v1/courier")).send().await.unwrap().bytes().await.unwrap();
    let card = Card::from_bytes(&card).unwrap();
    Stage { dir, spool, province, province_identity: Identity::generate(), client, url, card }
}

/// A store that begins with this key, and follows.
fn keys(anchor: PublicKey) -> Keys {
    let chain = Arc::new(Mutex::new(Chain::anchored(anchor)));
    let learns = Arc::clone(&chain);
    Keys {
        known: Box::new(move || chain.lock().unwrap().clone()),
        learn: Box::new(move |told| learns.lock().unwrap().extend(&told.statements).is_ok()),
    }
}

/// A pack for the device with number 1, of which each piece says from where on it is.
fn seeds() -> Seeds {
    let is_ani = |certificate: &Certificate| certificate.device == DeviceId::from_bytes([1; 16]);
    let pack = || PackOffer { feed: "52.03.13.2001/village".parse().unwrap(), digest: [8; 32], size: 20, seq: 3 };
    Seeds {
        packs: Box::new(move |device| Ok(is_ani(device).then(pack).into_iter().collect())),
        piece: Box::new(move |device, digest, at| {
            let is_theirs = is_ani(device) && *digest == [8; 32] && at < 20;
            Ok(is_theirs.then(|| at.to_string().into_bytes()))
        }),
    }
}

impl Stage {
    fn call(&self, device: &Device, action: Action, digest: [u8; 32]) -> Call {
        let courier = self.card.certificate.device;
        Call { protocol: PROTOCOL, device: device.id(), courier, challenge: self.card.challenge, action, digest }
    }

    async fn ask(&self, method: Method, path: &str, header: String, body: Vec<u8>) -> (StatusCode, Vec<u8>) {
        let request = self.client.request(method, format!("{}/v1/courier/{path}", self.url));
        let answer = request.header("authorization", header).body(body).send().await.unwrap();
        (answer.status(), answer.bytes().await.unwrap().to_vec())
    }

    async fn deposit(&self, device: &Device, bundle: &Bundle) -> Result<Deposit, (u16, String)> {
        let digest = bundle.head.digest;
        let header = device.header(self.call(device, Action::Deposit, digest));
        let path = format!("deposits/{}?offset=0", hex::encode(digest));
        let (status, body) = self.ask(Method::PUT, &path, header, bundle.to_bytes()).await;
        if status.is_success() { Ok(Deposit::from_bytes(&body).unwrap()) } else { Err(refusal(status, &body)) }
    }

    async fn waiting(&self, device: &Device) -> Waiting {
        let header = device.header(self.call(device, Action::List, [0; 32]));
        let (status, body) = self.ask(Method::GET, "answers", header, Vec::new()).await;
        assert_eq!(status, StatusCode::OK);
        Waiting::from_bytes(&body).unwrap()
    }
}

fn refusal(status: StatusCode, body: &[u8]) -> (u16, String) {
    let frames = FrameDecoder::new(1 << 20).unwrap().decode(body).unwrap();
    let [Frame::Refused(refused)] = frames.as_slice() else { panic!("a refusal expected") };
    (status.as_u16(), refused.code.clone())
}

#[tokio::test]
async fn a_courier_cannot_read_a_bundle_and_says_what_it_carries() {
    let stage = stage(Limits::default()).await;
    let ani = Device::of(&stage.province, 1);
    let secret = b"nama: Siti Contoh";
    let bundle = ani.bundle(Direction::Up, secret, &stage.province_identity.recipient());
    let deposit = stage.deposit(&ani, &bundle).await.unwrap();
    let receipt = deposit.receipt.unwrap();
    verify_signed(&stage.card.certificate.signing_key, &receipt).unwrap();
    let carried = receipt.value();
    assert_eq!((carried.device, carried.exchange, carried.digest), (ani.id(), 3, bundle.head.digest));

    let kept = stage.spool.to_province().unwrap().remove(0).read().unwrap();
    assert!(!kept.windows(secret.len()).any(|window| window == secret));
    let kept = Bundle::from_bytes(&kept).unwrap();
    assert!(Identity::generate().open(&kept.sealed, 1 << 20).is_err());
    assert_eq!(**stage.province_identity.open(&kept.sealed, 1 << 20).unwrap(), *secret);
}

#[tokio::test]
async fn answers_go_to_their_own_device_and_stay_until_it_has_them() {
    let stage = stage(Limits::default()).await;
    let (ani, budi) = (Device::of(&stage.province, 1), Device::of(&stage.province, 2));
    let up = ani.bundle(Direction::Up, b"up", &stage.province_identity.recipient());
    stage.deposit(&ani, &up).await.unwrap();
    let answer = ani.bundle(Direction::Down, b"down", &ani.identity.recipient());
    stage.spool.answered(&stage.spool.to_province().unwrap()[0], &answer).unwrap();
    assert!(stage.waiting(&budi).await.answers.is_empty());
    let waiting = stage.waiting(&ani).await.answers;
    assert_eq!((waiting.len(), waiting[0].digest), (1, answer.head.digest));

    let digest = answer.head.digest;
    let path = format!("answers/{}", hex::encode(digest));
    let theirs = budi.header(stage.call(&budi, Action::Fetch, digest));
    assert_eq!(stage.ask(Method::GET, &path, theirs, Vec::new()).await.0, StatusCode::NOT_FOUND);
    for _ in 0..2 {
        let ours = ani.header(stage.call(&ani, Action::Fetch, digest));
        let (status, body) = stage.ask(Method::GET, &path, ours, Vec::new()).await;
        assert_eq!((status, body), (StatusCode::OK, answer.to_bytes()), "it stays until it is confirmed");
    }
    let theirs = budi.header(stage.call(&budi, Action::Confirm, digest));
    stage.ask(Method::DELETE, &path, theirs, Vec::new()).await;
    assert_eq!(stage.waiting(&ani).await.answers.len(), 1, "nobody else takes it away");
    let ours = ani.header(stage.call(&ani, Action::Confirm, digest));
    assert_eq!(stage.ask(Method::DELETE, &path, ours, Vec::new()).await.0, StatusCode::NO_CONTENT);
    assert!(stage.waiting(&ani).await.answers.is_empty());
}

#[tokio::test]
async fn packs_are_listed_and_given_to_the_device_that_may_have_them() {
    let stage = stage(Limits::default()).await;
    let (ani, budi) = (Device::of(&stage.province, 1), Device::of(&stage.province, 2));
    let listed = async |device: &Device| {
        let header = device.header(stage.call(device, Action::Seed, [0; 32]));
        let (status, body) = stage.ask(Method::GET, "packs", header, Vec::new()).await;
        assert_eq!(status, StatusCode::OK);
        Packs::from_bytes(&body).unwrap().packs.len()
    };
    assert_eq!((listed(&ani).await, listed(&budi).await), (1, 0));
    for (device, digest, at, expected) in [
        (&ani, [8; 32], 0, (200, "0")),
        (&ani, [8; 32], 7, (200, "7")),
        (&ani, [8; 32], 20, (404, "nothing")),
        (&ani, [9; 32], 0, (404, "nothing")),
        (&budi, [8; 32], 0, (404, "nothing")),
    ] {
        let header = device.header(stage.call(device, Action::Seed, digest));
        let path = format!("packs/{}?offset={at}", hex::encode(digest));
        let (status, body) = stage.ask(Method::GET, &path, header, Vec::new()).await;
        let said = if status.is_success() { String::from_utf8(body).unwrap() } else { refusal(status, &body).1 };
        assert_eq!((status.as_u16(), said.as_str()), expected);
    }
    let other = ani.header(stage.call(&ani, Action::Seed, [8; 32]));
    assert_eq!(stage.ask(Method::GET, "packs", other, Vec::new()).await.0, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_call_is_believed_of_certified_devices_for_just_what_it_says() {
    let stage = stage(Limits::default()).await;
    let ani = Device::of(&stage.province, 1);
    let foreign = Device::of(&SigningKey::generate(&mut OsRandom), 1);
    let good = stage.call(&ani, Action::List, [0; 32]);
    let mut stale = good.clone();
    stale.challenge = [0; 32];
    let mut elsewhere = good.clone();
    elsewhere.courier = ani.id();
    let mut as_budi = good.clone();
    as_budi.device = DeviceId::from_bytes([2; 16]);
    for (name, header, expected) in [
        ("certified", ani.header(good.clone()), (200, "")),
        ("of another province", foreign.header(good.clone()), (401, "bad_signature")),
        ("for another courier", ani.header(elsewhere), (401, "bad_signature")),
        ("in another's name", ani.header(as_budi), (401, "bad_signature")),
        ("with an old challenge", ani.header(stale), (401, "stale_challenge")),
        ("for something else", ani.header(stage.call(&ani, Action::Fetch, [0; 32])), (401, "bad_signature")),
        ("unsigned", String::new(), (401, "bad_signature")),
        ("damaged", "Rantau AAAA".to_owned(), (400, "malformed")),
    ] {
        let (status, body) = stage.ask(Method::GET, "answers", header, Vec::new()).await;
        let code = if status.is_success() { String::new() } else { refusal(status, &body).1 };
        assert_eq!((status.as_u16(), code.as_str()), expected, "{name}");
    }
}

#[tokio::test]
async fn a_full_mailbox_says_so_and_what_it_has_stays() {
    let stage = stage(Limits { device: 1_000, ..Limits::default() }).await;
    let (ani, budi) = (Device::of(&stage.province, 1), Device::of(&stage.province, 2));
    let recipient = stage.province_identity.recipient();
    let small = ani.bundle(Direction::Up, &[1; 100], &recipient);
    stage.deposit(&ani, &small).await.unwrap();
    let large = ani.bundle(Direction::Up, &[2; 900], &recipient);
    assert_eq!(stage.deposit(&ani, &large).await.unwrap_err(), (507, "full".to_owned()));
    assert_eq!(stage.spool.to_province().unwrap().len(), 1);
    assert!(stage.deposit(&ani, &small).await.unwrap().receipt.is_some(), "and is still receipted");
    stage.deposit(&budi, &budi.bundle(Direction::Up, &[3; 100], &recipient)).await.unwrap();
    assert!(stage.dir.path().join("up").is_dir());
}
