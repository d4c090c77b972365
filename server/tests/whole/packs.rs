use std::{sync::Arc, time::Duration};

use axum::{body::Body, http::Request};
use data_encoding::BASE64URL_NOPAD;
use document::{Document, Intent};
use futures_util::StreamExt;
use records::{DocId, EpochId};
use reqwest::StatusCode;
use server::{
    api, loss,
    packs::{self, Press},
    server::Limits,
    store::{compare, packs as rows},
};
use sync::Fingerprint;
use testkit::people::People;
use tokio::time::timeout;
use tower::ServiceExt;
use wire::{
    FeedId, Push,
    exchange::{Capabilities, PackOffer},
    pack::{PackPart, PackReader, SignedPackPage},
};

use crate::{
    device::{CLOCK, Device, Reply, new_doc},
    stage::{OTHER_VILLAGE, Props, Stage, VILLAGE, region},
};

/// How long a server may take for what takes it milliseconds.
const PATIENCE: Duration = Duration::from_secs(60);

fn feed() -> FeedId {
    FeedId::village(region(VILLAGE))
}

/// A province that makes packs of few changes.
async fn stage() -> Stage {
    // Verdicts come with the response however slow the machine is.
    let limits = Limits { pack_changes: 5, verdict_deadline: Duration::from_secs(60), ..Limits::default() };
    Stage::with(Props { limits: Some(limits), ..Props::default() }).await
}

/// A device of the village that takes packs.
async fn device(stage: &Stage) -> Device {
    let mut device = stage.device(VILLAGE).await;
    device.capabilities = Capabilities::PACKS;
    device
}

/// Brings `count` workers with a few edits each to the province, as several officers' forms would.
async fn fill(device: &mut Device, seed: u64, count: usize) -> Vec<DocId> {
    let mut docs = Vec::new();
    for person in People::of_village(seed, VILLAGE).take(count) {
        let doc = new_doc();
        let phone = records::ElementId::derived(&["phone", &person.phone]);
        let fields = [
            ("nik", person.nik.as_str()),
            ("kk_number", &person.family_card),
            ("name", &person.full_name),
            ("sex", &person.sex),
            ("birth_date", &person.birth_date),
            ("birth_place", &person.birth_place),
            ("origin_village", &person.village),
        ];
        let mut forms = vec![fields.map(|(path, value)| Intent::set(path, value).unwrap()).to_vec()];
        forms.push(vec![Intent::set("dusun", person.dusun).unwrap(), Intent::set("rt", person.rt).unwrap()]);
        forms.push(vec![Intent::set(&format!("phone/{phone}/number"), person.phone.as_str()).unwrap()]);
        let changes: Vec<_> = forms.iter().map(|form| (doc, device.write(doc, form).bytes)).collect();
        let push = device.envelope(&changes);
        docs.push((doc, push));
    }
    let pushes: Vec<Push> = docs.iter().map(|(_, push)| push.clone()).collect();
    device.exchange(&pushes).await.unwrap();
    docs.into_iter().map(|(doc, _)| doc).collect()
}

/// Asks from the start until a pack is offered: one is built as soon as the guard has nothing to do.
async fn offer(stage: &Stage, device: &mut Device) -> PackOffer {
    packs::drain(&stage.server);
    let reply = timeout(PATIENCE, until_offered(device)).await.expect("a pack is built");
    assert!(reply.pulls.is_empty() && reply.trailer.more, "the pack stands for the log");
    let [offer] = reply.head.packs.as_slice() else { panic!("one pack expected") };
    offer.clone()
}

async fn until_offered(device: &mut Device) -> Reply {
    loop {
        start_over(device);
        let reply = device.exchange(&[]).await.unwrap();
        if !reply.head.packs.is_empty() {
            return reply;
        }
    }
}

fn start_over(device: &mut Device) {
    device.cursors.values_mut().for_each(|seq| *seq = 0);
    device.logged.clear();
}

async fn fetch(device: &mut Device, digest: [u8; 32], from: u64) -> (StatusCode, Vec<u8>) {
    let name = BASE64URL_NOPAD.encode(&device.hello().to_bytes());
    fetch_as(device, &format!("Rantau {name}"), digest, from).await
}

async fn fetch_as(device: &Device, who: &str, digest: [u8; 32], from: u64) -> (StatusCode, Vec<u8>) {
    let name: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    let request = device.http.get(format!("{}/v1/packs/{name}", device.url));
    let request = request.header("authorization", who).header("range", format!("bytes={from}-"));
    let answer = request.send().await.unwrap();
    (answer.status(), answer.bytes().await.unwrap().to_vec())
}

/// The fingerprint of a pack whose every page is verified, and the bytes of its saved documents.
fn read(device: &Device, pack: &[u8], epoch: EpochId) -> (Fingerprint, Vec<u8>) {
    let mut reader = PackReader::new().unwrap();
    let (mut sum, mut saves) = (Fingerprint::default(), Vec::new());
    for part in reader.read(pack).unwrap() {
        match part {
            PackPart::Head(receipt) => seal::verify_receipt(&device.province, &receipt).unwrap(),
            PackPart::Page(page) => add_page(device, &page, epoch, &mut sum, &mut saves),
            PackPart::End => {}
        }
    }
    assert!(reader.is_over());
    (sum, saves)
}

fn add_page(device: &Device, page: &SignedPackPage, epoch: EpochId, sum: &mut Fingerprint, saves: &mut Vec<u8>) {
    seal::verify_signed(&device.province, page).unwrap();
    let mut changes = Vec::new();
    for doc in &page.value().docs {
        let document = Document::load(&doc.saved).unwrap();
        changes.push(document.changes().unwrap().into_iter().map(|change| change.bytes).collect());
        saves.extend(&doc.saved);
    }
    let pull = page.value().as_pull(&feed(), changes).unwrap();
    let hashes = pull.hashes();
    seal::verify_pull(&device.province, &pull, epoch, &hashes).unwrap();
    hashes.iter().flatten().for_each(|hash| sum.add(hash));
}

#[tokio::test]
async fn a_pack_holds_what_the_log_holds_under_signatures_that_prove_it() {
    let stage = stage().await;
    let (mut ani, mut budi) = (device(&stage).await, device(&stage).await);
    fill(&mut ani, 1, 20).await;
    let offer = offer(&stage, &mut budi).await;
    let (status, pack) = fetch(&mut budi, offer.digest, 0).await;
    assert_eq!((status, pack.len() as u64), (StatusCode::PARTIAL_CONTENT, offer.size));
    let (sum, _) = read(&budi, &pack, stage.server.epoch().id);
    // One that was built while the log grew holds it up to there.
    let logged = stage.server.store.read_blocking(|conn| compare::changes(conn, &feed(), offer.seq)).unwrap();
    assert_eq!((sum, offer.seq), (logged.values().flatten().map(|(_, hash)| hash).collect(), sum.count));
}

#[tokio::test]
async fn a_download_goes_on_from_any_byte() {
    let stage = stage().await;
    let (mut ani, mut budi) = (device(&stage).await, device(&stage).await);
    fill(&mut ani, 2, 20).await;
    let offer = offer(&stage, &mut budi).await;
    let (_, whole) = fetch(&mut budi, offer.digest, 0).await;
    let cut = whole.len() / 3;
    let (status, rest) = fetch(&mut budi, offer.digest, cut as u64).await;
    assert_eq!(status, StatusCode::PARTIAL_CONTENT);
    assert_eq!(rest, whole[cut..]);
}

#[tokio::test]
async fn a_pack_is_for_who_follows_its_feed_and_says_so_with_a_new_number() {
    let stage = stage().await;
    let (mut ani, mut budi) = (device(&stage).await, device(&stage).await);
    let mut stranger = stage.device(OTHER_VILLAGE).await;
    fill(&mut ani, 3, 20).await;
    let offer = offer(&stage, &mut budi).await;
    assert_eq!(fetch(&mut stranger, offer.digest, 0).await.0, StatusCode::NOT_FOUND);
    assert_eq!(fetch(&mut budi, [9; 32], 0).await.0, StatusCode::NOT_FOUND);
    assert_eq!(fetch_as(&budi, "Bearer x", offer.digest, 0).await.0, StatusCode::BAD_REQUEST);
    let hello = budi.hello().to_bytes();
    let who = format!("Rantau {}", BASE64URL_NOPAD.encode(&hello));
    assert_eq!(fetch_as(&budi, &who, offer.digest, 0).await.0, StatusCode::PARTIAL_CONTENT);
    assert_eq!(fetch_as(&budi, &who, offer.digest, 0).await.0, StatusCode::CONFLICT, "overheard and said again");
}

#[tokio::test]
async fn two_builds_of_one_state_are_the_same_bytes_and_a_third_of_another_replaces_them() {
    let stage = stage().await;
    let mut ani = device(&stage).await;
    fill(&mut ani, 4, 20).await;
    packs::drain(&stage.server);
    let first = Press::of(&stage.server).build(&feed()).unwrap();
    let again = Press::of(&stage.server).build(&feed()).unwrap();
    assert_eq!((first.digest, first.size), (again.digest, again.size));
    fill(&mut ani, 5, 20).await;
    packs::drain(&stage.server);
    let other = Press::of(&stage.server).build(&feed()).unwrap();
    assert_ne!(other.digest, first.digest);
    let newest: Vec<_> = stage.server.store.read_blocking(rows::all).unwrap().iter().map(|pack| pack.digest).collect();
    assert_eq!(newest, [other.digest]);
    assert!(stage.server.home.packs().holds(&first.digest), "whoever is fetching it may go on");
    packs::sweep(&stage.server).unwrap();
    assert!(stage.server.home.packs().holds(&first.digest) && stage.server.home.packs().holds(&other.digest));
}

#[tokio::test]
async fn a_pack_is_not_given_out_any_more_after_something_left_the_log() {
    let stage = stage().await;
    let (mut ani, mut budi) = (device(&stage).await, device(&stage).await);
    fill(&mut ani, 6, 20).await;
    let offer = offer(&stage, &mut budi).await;
    stage.server.store.write_blocking(|conn| rows::forget(conn, &feed())).unwrap();
    assert_eq!(fetch(&mut budi, offer.digest, 0).await.0, StatusCode::NOT_FOUND);
    packs::sweep(&stage.server).unwrap();
    assert!(!stage.server.home.packs().holds(&offer.digest));
    start_over(&mut budi);
    assert!(budi.exchange(&[]).await.unwrap().head.packs.is_empty());
}

#[tokio::test]
async fn a_pack_that_holds_more_than_the_log_is_not_offered() {
    let stage = stage().await;
    let (mut ani, mut budi) = (device(&stage).await, device(&stage).await);
    fill(&mut ani, 7, 20).await;
    offer(&stage, &mut budi).await;
    let shrink = "update feed set count = count - 1";
    stage.server.store.write_blocking(move |conn| Ok(conn.execute(shrink, [])?)).unwrap();
    start_over(&mut budi);
    let reply = budi.exchange(&[]).await.unwrap();
    assert!(reply.head.packs.is_empty() && !reply.pulls.is_empty());
}

#[tokio::test]
async fn a_device_that_does_not_take_packs_or_lacks_little_reads_the_log() {
    let stage = stage().await;
    let (mut ani, mut budi) = (device(&stage).await, device(&stage).await);
    fill(&mut ani, 8, 20).await;
    offer(&stage, &mut budi).await;
    budi.capabilities = Capabilities::NONE;
    start_over(&mut budi);
    assert!(budi.exchange(&[]).await.unwrap().head.packs.is_empty());
    fill(&mut ani, 9, 2).await;
    budi.capabilities = Capabilities::PACKS;
    let reply = budi.exchange(&[]).await.unwrap();
    assert!(reply.head.packs.is_empty() && budi.is_proven(&reply));
}

#[tokio::test]
async fn a_pack_takes_at_most_a_tenth_more_than_the_saved_documents_in_one_stream() {
    let stage = stage().await;
    let (mut ani, mut budi) = (device(&stage).await, device(&stage).await);
    fill(&mut ani, 10, 1_000).await;
    let offer = offer(&stage, &mut budi).await;
    let (_, pack) = fetch(&mut budi, offer.digest, 0).await;
    let (_, saves) = read(&budi, &pack, stage.server.epoch().id);
    let least = zstd::encode_all(&saves[..], 3).unwrap().len();
    let ratio = pack.len() as f64 / least as f64;
    println!("1,000 workers: {} bytes, {} saved in one stream, {ratio:.3}", pack.len(), least);
    assert!(ratio <= 1.1, "{ratio}");
}

#[tokio::test]
async fn a_pack_under_way_ends_where_its_device_is_revoked_or_somebody_in_it_was_erased() {
    const LONG: usize = 4 << 20;
    for revoked in [true, false] {
        let stage = stage().await;
        let (mut ani, mut budi) = (stage.device(VILLAGE).await, device(&stage).await);
        fill(&mut ani, 1, 5).await;
        let offer = offer(&stage, &mut budi).await;
        // As long as that of a large village; what is in it counts for nothing here.
        std::fs::write(stage.server.home.packs().path(&offer.digest), vec![7; LONG]).unwrap();
        let who = format!("Rantau {}", BASE64URL_NOPAD.encode(&budi.hello().to_bytes()));
        let request = Request::get(format!("/v1/packs/{}", packs::name_of(&offer.digest))).header("authorization", who);
        let router = api::router(Arc::clone(&stage.server));
        let answer = router.oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK);
        let mut pieces = answer.into_body().into_data_stream();
        let mut got = pieces.next().await.unwrap().unwrap().len();
        let id = budi.certificate.device;
        let end = move |conn: &rusqlite::Connection| match revoked {
            true => loss::revoke(conn, id, None, None, CLOCK),
            false => rows::forget(conn, &feed()),
        };
        stage.server.store.write_blocking(end).unwrap();
        while let Some(Ok(piece)) = pieces.next().await {
            got += piece.len();
        }
        assert!(got < LONG / 2, "{got}");
    }
}
