//! Two records of one person at the province: reviewed, merged or told apart, and taken back.

use document::group::MERGED_INTO;
use records::{DocId, Kind, Path};
use server::{
    duplicate,
    sameness::{self, Decision},
    store::{documents, outbox, reviews, sameness as stored},
};

use crate::{
    device::{Device, new_doc},
    forwarding::unreachable_registry,
    scopes::{check, write},
    stage::{OTHER_VILLAGE, Props, Stage, VILLAGE},
};

const NIK: &str = "5203131207900000";

/// One person whom two villages recorded under ids of their own.
async fn twice(stage: &Stage) -> ([Device; 2], [DocId; 2]) {
    let mut devices = [stage.device(VILLAGE).await, stage.device(OTHER_VILLAGE).await];
    let docs = [new_doc(), new_doc()];
    for (device, doc) in devices.iter_mut().zip(docs) {
        write(device, doc, "nik", NIK).await;
    }
    (devices, docs)
}

async fn open(stage: &Stage) -> Vec<reviews::Open> {
    stage.server.store.read(reviews::all_open).await.unwrap()
}

async fn decide(stage: &Stage, decision: Decision) {
    let items = open(stage).await;
    let [item] = &items[..] else { panic!("one item expected, not {items:?}") };
    let id = item.id;
    assert_eq!(item.review.kind, sameness::SAME_IDENTITY);
    stage.server.store.write(move |conn| sameness::resolve(conn, id, decision, 1)).await.unwrap();
}

async fn group(stage: &Stage, doc: DocId) -> Vec<DocId> {
    stage.server.store.read(move |conn| stored::group(conn, doc)).await.unwrap()
}

#[tokio::test]
async fn two_records_of_one_number_are_merged_by_a_reviewer_and_the_village_hears_of_it() {
    let stage = Stage::new().await;
    let (mut devices, docs) = twice(&stage).await;
    decide(&stage, Decision::Merge).await;
    for device in &mut devices {
        let reply = device.exchange(&[]).await.unwrap();
        assert!(device.is_proven(&reply));
    }
    assert_eq!(open(&stage).await, []);
    let [head, part] = group(&stage, docs[0]).await[..] else { panic!("two records are one") };
    assert_eq!(head, docs[0].min(docs[1]));
    let device = devices.iter().find(|device| device.documents.contains_key(&part)).unwrap();
    assert_eq!(device.documents[&part].merged_into().into_iter().collect::<Vec<_>>(), [head]);

    // The village takes it back, and the question is open again.
    let of_part = devices.iter().position(|device| device.documents.contains_key(&part)).unwrap();
    let change = devices[of_part].write(part, &[document::Intent::clear(MERGED_INTO).unwrap()]);
    let push = devices[of_part].envelope(&[(part, change.bytes)]);
    devices[of_part].exchange(&[push]).await.unwrap();
    assert_eq!(group(&stage, part).await, [part]);
    assert_eq!(open(&stage).await.len(), 1);
    check(&stage);
}

#[tokio::test]
async fn two_who_were_told_apart_are_asked_for_no_more_whatever_is_written_since() {
    let stage = Stage::new().await;
    let (mut devices, docs) = twice(&stage).await;
    decide(&stage, Decision::NotSame).await;
    for (device, doc) in devices.iter_mut().zip(docs) {
        write(device, doc, "dusun", "Lebak").await;
    }
    assert_eq!(open(&stage).await, []);
    let smaller = docs[0].min(docs[1]);
    let document = stage.server.store.read_blocking(|conn| documents::load(conn, smaller)).unwrap();
    let is_fact = |path: &Path| path.as_str().starts_with("not_same/");
    assert_eq!(document.fields().keys().filter(|path| is_fact(path)).count(), 1);
    check(&stage);
}

#[tokio::test]
async fn a_conflict_of_numbers_claims_both_of_them() {
    let stage = Stage::new().await;
    let (mut devices, docs) = twice(&stage).await;
    let row = stage.server.store.read_blocking(|conn| documents::get(conn, docs[0])).unwrap().unwrap();
    assert_eq!(row.kind, Kind::Worker);
    // A second device of the village writes another number, without having seen the first.
    let mut other = stage.device(VILLAGE).await;
    let change = other.edit(docs[0], "nik", "5203131307900000");
    let push = other.envelope(&[(docs[0], change.bytes)]);
    other.exchange(&[push]).await.unwrap();
    devices[0].exchange(&[]).await.unwrap();
    let kinds: Vec<_> = open(&stage).await.into_iter().map(|item| item.review.kind).collect();
    assert!(kinds.contains(&"conflict".to_owned()) && kinds.contains(&sameness::SAME_IDENTITY.to_owned()), "{kinds:?}");
}

#[tokio::test]
async fn the_registry_is_told_of_a_merged_record_under_which_other_one_its_person_goes_on() {
    let stage = Stage::with(Props { registry: Some(unreachable_registry()), ..Props::default() }).await;
    let mut ani = stage.device(VILLAGE).await;
    let docs = [new_doc(), new_doc(), new_doc()];
    for doc in docs {
        write(&mut ani, doc, "name", "Siti Contoh").await;
    }
    write(&mut ani, docs[1], MERGED_INTO, &docs[0].to_string()).await;
    write(&mut ani, docs[2], MERGED_INTO, &docs[1].to_string()).await;
    let bodies = |conn: &rusqlite::Connection| {
        let mut rows = conn.prepare("select body from registry_outbox order by id")?;
        Ok(rows.query_map([], |row| row.get::<_, Vec<u8>>(0))?.collect::<rusqlite::Result<Vec<_>>>()?)
    };
    let last = stage.server.store.read_blocking(bodies).unwrap().pop().unwrap();
    let event: serde_json::Value = serde_json::from_slice(&last).unwrap();
    assert_eq!(event["subject"], format!("worker/{}", docs[2]));
    assert_eq!(event["data"]["worker"]["merged_into"], docs[0].to_string(), "the head, and not what stands between");
}

#[tokio::test]
async fn one_person_in_two_villages_is_found_reviewed_once_and_found_no_more_when_decided() {
    let stage = Stage::new().await;
    let mut devices = [stage.device(VILLAGE).await, stage.device(OTHER_VILLAGE).await];
    let docs = [new_doc(), new_doc()];
    for (device, doc) in devices.iter_mut().zip(docs) {
        write(device, doc, "name", "Siti Contoh").await;
        write(device, doc, "birth_date", "1990-07-12").await;
        write(device, doc, "kk_number", "5203130101100000").await;
    }
    for _ in 0..2 {
        let found = stage.server.store.read(duplicate::find).await.unwrap();
        assert_eq!((found.people, found.unreadable, found.pairs.len()), (2, 0, 1));
        let open = move |conn: &rusqlite::Connection| duplicate::open_reviews(conn, &found.pairs, matching::LIKELY, 1);
        assert_eq!(stage.server.store.write(open).await.unwrap(), 1);
    }
    let items = open(&stage).await;
    let [item] = &items[..] else { panic!("one item, however often it is asked: {items:?}") };
    let id = item.id;
    assert_eq!(item.review.kind, sameness::SAME_PERSON);
    stage.server.store.write(move |conn| sameness::resolve(conn, id, Decision::Merge, 1)).await.unwrap();
    for device in &mut devices {
        device.exchange(&[]).await.unwrap();
    }
    assert_eq!(open(&stage).await, []);
    let found = stage.server.store.read(duplicate::find).await.unwrap();
    assert_eq!((found.people, found.pairs.len()), (1, 0), "they are one");
}

#[tokio::test]
async fn a_record_of_two_people_is_reviewed_until_one_of_them_has_a_record_of_their_own() {
    let stage = Stage::new().await;
    let (mut ani, mut budi) = (stage.device(VILLAGE).await, stage.device(VILLAGE).await);
    let (doc, new) = (new_doc(), new_doc());
    let theirs = [("name", "Lalu Teladan"), ("birth_date", "1961-02-03"), ("sex", "L")];
    for (path, value) in [("name", "Siti Contoh"), ("birth_date", "1990-07-12"), ("sex", "P")] {
        write(&mut ani, doc, path, value).await;
    }
    budi.exchange(&[]).await.unwrap();
    for (path, value) in theirs {
        write(&mut budi, doc, path, value).await;
    }
    let look = async || {
        let server = std::sync::Arc::clone(&stage.server);
        tokio::task::spawn_blocking(move || duplicate::review(&server)).await.unwrap().unwrap();
        let items = open(&stage).await.into_iter().filter(|item| item.review.kind == sameness::TWO_PEOPLE);
        items.map(|item| item.review.doc).collect::<Vec<_>>()
    };
    assert_eq!(look().await, [doc]);

    for (path, value) in theirs.into_iter().chain([("split_from", doc.to_string().as_str())]) {
        write(&mut budi, new, path, value).await;
    }
    assert_eq!(look().await, []);
}

#[tokio::test]
async fn a_consent_that_one_record_of_a_person_takes_back_stops_the_other_too() {
    let stage = Stage::with(Props { registry: Some(unreachable_registry()), ..Props::default() }).await;
    let (mut devices, docs) = twice(&stage).await;
    decide(&stage, Decision::Merge).await;
    for device in &mut devices {
        device.exchange(&[]).await.unwrap();
    }
    let waiting = async |stage: &Stage| stage.server.store.read(|conn| outbox::count(conn, "waiting")).await.unwrap();
    assert!(waiting(&stage).await > 0);
    let consent = "consent/0198f6a2-7c1e-7b7a-9a51-3f0c2d5e8a10/withdrawn_on";
    write(&mut devices[1], docs[1], "legal_basis", "CONSENT").await;
    write(&mut devices[1], docs[1], consent, "2026-02-01").await;
    assert_eq!(waiting(&stage).await, 0);
    write(&mut devices[0], docs[0], "name", "Contoh Satu").await;
    assert_eq!(waiting(&stage).await, 0, "nor what is written later");
}
