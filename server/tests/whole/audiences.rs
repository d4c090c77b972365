//! Who gets to read a record of each kind, and who does not.

use std::collections::BTreeSet;

use records::{DocId, Kind};
use server::{home::Home, store::documents};
use wire::VerdictKind;

use crate::{
    device::{Device, Reply, new_doc},
    scopes::{check, leaves, move_to},
    stage::{OTHER_VILLAGE, Stage, VILLAGE, region},
};

const DISTRICT: &str = "52.03.13";
const WITHHELD: [Kind; 3] = [Kind::Case, Kind::Screening, Kind::Confidential];

/// Writes one field of a record of a kind that is made in a region, and exchanges.
async fn write(device: &mut Device, doc: DocId, kind: Kind, made_in: &str, value: &str) -> Reply {
    let change = device.edit(doc, "note", value);
    let push = device.envelope_of(vec![(doc, kind, region(made_in), change.bytes)]);
    device.exchange(&[push]).await.unwrap()
}

fn feeds(device: &Device) -> Vec<String> {
    let mut feeds: Vec<_> = device.cursors.keys().map(ToString::to_string).collect();
    feeds.sort_unstable();
    feeds
}

#[tokio::test]
async fn peers_never_get_what_they_must_not_read_and_offices_do() {
    for kind in WITHHELD {
        let stage = Stage::new().await;
        let (mut ani, mut budi) = (stage.device(VILLAGE).await, stage.device(VILLAGE).await);
        let mut office = stage.device(DISTRICT).await;
        let (doc, worker) = (new_doc(), new_doc());
        let reply = write(&mut ani, doc, kind, VILLAGE, "Rahasia").await;
        assert!(ani.is_proven(&reply) && reply.verdicts.is_empty(), "{kind}");
        let own = format!("52/officer:{}", ani.certificate.officer);
        assert_eq!(feeds(&ani), [format!("{VILLAGE}/village"), own.clone()], "{kind}");
        write(&mut ani, worker, Kind::Worker, VILLAGE, "Umum").await;
        let reply = budi.exchange(&[]).await.unwrap();
        assert!(budi.is_proven(&reply) && budi.documents.keys().eq([&worker]), "{kind}");
        assert_eq!(feeds(&budi), [format!("{VILLAGE}/village")], "nor does a peer learn that there is one");
        let reply = office.exchange(&[]).await.unwrap();
        assert!(office.is_proven(&reply));
        assert_eq!(feeds(&office), [format!("{VILLAGE}/office"), format!("{VILLAGE}/village")]);
        // What the office does about it reaches who made it, and nobody else.
        write(&mut office, doc, kind, VILLAGE, "Diteruskan").await;
        let reply = ani.exchange(&[]).await.unwrap();
        assert!(ani.is_proven(&reply) && ani.text(doc, "note").as_deref() == Some("Diteruskan"), "{kind}");
        assert!(budi.exchange(&[]).await.unwrap().entries().is_empty());
        check(&stage);
    }
}

#[tokio::test]
async fn who_writes_into_a_peers_record_of_which_they_know_the_id_is_not_let_in() {
    for kind in WITHHELD {
        let stage = Stage::new().await;
        let (mut ani, mut budi) = (stage.device(VILLAGE).await, stage.device(VILLAGE).await);
        let mut office = stage.device(DISTRICT).await;
        let doc = new_doc();
        write(&mut ani, doc, kind, VILLAGE, "Rahasia").await;
        let reply = write(&mut budi, doc, kind, VILLAGE, "Tambahan").await;
        let verdicts: Vec<_> = reply.verdicts.iter().map(|told| (told.kind, told.code.as_str())).collect();
        assert_eq!(verdicts, [(VerdictKind::Flagged, "elsewhere")], "{kind}");
        assert!(reply.entries().is_empty() && budi.is_proven(&reply));
        // Nothing that was written is lost, and nobody in the village reads what the other wrote in confidence.
        let reply = ani.exchange(&[]).await.unwrap();
        assert_eq!(leaves(&reply), [doc], "{kind}");
        assert!(ani.is_proven(&reply) && ani.documents[&doc].conflicts().is_empty(), "{kind}");
        let reply = office.exchange(&[]).await.unwrap();
        assert!(office.is_proven(&reply) && office.documents[&doc].conflicts().len() == 1, "{kind}");
        // What who made it writes now is logged there, too, and opens nothing.
        let reply = write(&mut ani, doc, kind, VILLAGE, "Lagi").await;
        assert!(reply.entries().is_empty() && reply.codes() == ["late", "moved"], "{kind}: {:?}", reply.codes());
        check(&stage);
    }
}

#[tokio::test]
async fn a_figure_of_a_region_stays_with_the_offices() {
    let stage = Stage::new().await;
    let (mut ani, mut office, mut next) =
        (stage.device(VILLAGE).await, stage.device(DISTRICT).await, stage.device("52.03.12").await);
    for region in [DISTRICT, VILLAGE] {
        let reply = write(&mut office, new_doc(), Kind::Observation, region, "Kiriman uang").await;
        assert!(office.is_proven(&reply) && reply.verdicts.is_empty());
    }
    assert_eq!(feeds(&office), [format!("{VILLAGE}/office"), format!("{DISTRICT}/office")]);
    for other in [&mut ani, &mut next] {
        let reply = other.exchange(&[]).await.unwrap();
        assert!(other.is_proven(&reply) && other.documents.is_empty());
    }
    check(&stage);
}

#[tokio::test]
async fn a_complaint_gets_one_number_and_everybody_who_reads_it_sees_it() {
    let stage = Stage::new().await;
    let (mut ani, mut office) = (stage.device(VILLAGE).await, stage.device(DISTRICT).await);
    let docs = [new_doc(), new_doc(), new_doc()];
    for (at, doc) in docs.into_iter().enumerate() {
        let region = if at == 2 { DISTRICT } else { VILLAGE };
        let device = if at == 2 { &mut office } else { &mut ani };
        write(device, doc, Kind::Case, region, "Upah").await;
        write(device, doc, Kind::Case, region, "Upah tidak dibayar").await;
    }
    office.exchange(&[]).await.unwrap();
    let numbers: Vec<_> = docs.iter().map(|doc| office.text(*doc, "case_no").unwrap()).collect();
    assert_eq!(numbers, ["52-5203-2026-0001", "52-5203-2026-0002", "52-5203-2026-0003"]);
    assert_eq!(ani.text(docs[0], "case_no").as_ref(), numbers.first(), "with the answer that accepted it");
    check(&stage);
}

#[tokio::test]
async fn a_worker_who_moves_takes_along_what_is_confidential() {
    let stage = Stage::new().await;
    let (mut ani, mut budi) = (stage.device(VILLAGE).await, stage.device(OTHER_VILLAGE).await);
    let mut office = stage.device(DISTRICT).await;
    let worker = new_doc();
    let keys = Home::open(&stage.dir.path().join("data")).unwrap().keys().unwrap();
    let doc = keys.deployment.confidential_doc_id(worker);
    write(&mut ani, worker, Kind::Worker, VILLAGE, "Umum").await;
    write(&mut ani, doc, Kind::Confidential, VILLAGE, "Rekening").await;
    office.exchange(&[]).await.unwrap();
    move_to(&stage, worker, OTHER_VILLAGE).await;
    let reply = ani.exchange(&[]).await.unwrap();
    let gone = BTreeSet::from_iter(leaves(&reply));
    assert_eq!(gone, BTreeSet::from([worker, doc]), "the old village has neither any more");
    assert!(ani.is_proven(&reply));
    let reply = budi.exchange(&[]).await.unwrap();
    assert!(budi.is_proven(&reply) && budi.documents.keys().eq([&worker]), "the new one has what peers may read");
    let reply = office.exchange(&[]).await.unwrap();
    assert!(office.is_proven(&reply) && office.documents.contains_key(&doc));
    assert!(office.cursors.keys().any(|feed| feed.to_string() == format!("{OTHER_VILLAGE}/office")));
    check(&stage);
}

#[tokio::test]
async fn the_province_projects_a_record_of_every_kind_by_the_table_of_its_fields() {
    let stage = Stage::new().await;
    let mut office = stage.device(DISTRICT).await;
    let projected = |doc: DocId| {
        let body = stage.server.store.read_blocking(|conn| documents::projection(conn, doc)).unwrap().unwrap();
        serde_json::from_str::<serde_json::Value>(&body).unwrap()
    };
    for kind in Kind::ALL.into_iter().filter(|kind| !kind.province_only()) {
        let doc = new_doc();
        write(&mut office, doc, kind, VILLAGE, "Catatan").await;
        assert_eq!(projected(doc)["note"], "Catatan", "{kind}");
    }
    let doc = new_doc();
    let change = office.edit(doc, "status/0198f6a2-7c1e-7b7a-9a51-3f0c2d5e8a10/code", "DITERIMA");
    let push = office.envelope_of(vec![(doc, Kind::Case, region(VILLAGE), change.bytes)]);
    office.exchange(&[push]).await.unwrap();
    let case = projected(doc);
    assert_eq!(case["status"]["0198f6a2-7c1e-7b7a-9a51-3f0c2d5e8a10"]["code"], "DITERIMA");
    assert!(case["case_no"].is_string());
}
