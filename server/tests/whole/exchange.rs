use std::{collections::BTreeMap, fs};

use document::Document;
use records::{ChangeHash, DocId, Path, Value};
use server::store::{feeds, outbox};
use sync::Fingerprint;
use wire::{
    FeedId, VerdictKind,
    exchange::{Entry, Range},
};

use crate::{
    device::{Device, Reply, new_doc},
    stage::{Stage, VILLAGE, region},
};

fn known(reply: &Reply) -> usize {
    reply.entries().iter().filter(|entry| matches!(entry, Entry::Known { .. })).count()
}

fn changes(reply: &Reply) -> usize {
    reply.entries().iter().filter(|entry| matches!(entry, Entry::Change { .. })).count()
}

/// What the log of the village adds up to, as stored and as read again.
fn fingerprints(stage: &Stage) -> (Fingerprint, Fingerprint) {
    let feed = FeedId::village(region(VILLAGE));
    let read = |conn: &rusqlite::Connection| Ok((feeds::state(conn, &feed)?, feeds::recompute(conn, &feed)?.2));
    let (state, recomputed) = stage.server.store.read_blocking(read).unwrap();
    (Fingerprint { count: state.count, sum: state.fingerprint }, recomputed)
}

#[tokio::test]
async fn an_accepted_change_comes_back_as_known_under_a_receipt_that_proves_it() {
    let stage = Stage::new().await;
    let mut ani = stage.device(VILLAGE).await;
    let doc = new_doc();
    let changes = [ani.edit(doc, "name", "Siti Contoh"), ani.edit(doc, "dusun", "Lebak")];
    let push = ani.envelope(&changes.map(|change| (doc, change.bytes)));
    let reply = ani.exchange(&[push]).await.unwrap();
    assert_eq!((known(&reply), reply.verdicts.len(), reply.pending), (2, 0, 0));
    assert_eq!(reply.head.received, [Range { first: 0, last: 0 }]);
    assert!(ani.is_proven(&reply), "the receipt was verified, and its fingerprint is ours");
}

#[tokio::test]
async fn what_one_device_sends_another_of_the_village_gets_with_its_author() {
    let stage = Stage::new().await;
    let (mut ani, mut budi) = (stage.device(VILLAGE).await, stage.device(VILLAGE).await);
    let doc = new_doc();
    let change = ani.edit(doc, "name", "Siti Contoh");
    let push = ani.envelope(&[(doc, change.bytes)]);
    ani.exchange(&[push]).await.unwrap();
    let reply = budi.exchange(&[]).await.unwrap();
    assert_eq!(changes(&reply), 1);
    assert_eq!(reply.pulls[0].authors[0].device, ani.certificate.device);
    assert_eq!(budi.documents[&doc].heads(), ani.documents[&doc].heads());
    assert!(budi.is_proven(&reply));
}

#[tokio::test]
async fn nothing_new_costs_one_exchange_of_at_most_400_bytes() {
    let stage = Stage::new().await;
    let mut ani = stage.device(VILLAGE).await;
    let doc = new_doc();
    let change = ani.edit(doc, "name", "Siti Contoh");
    let push = ani.envelope(&[(doc, change.bytes)]);
    ani.exchange(&[push]).await.unwrap();
    let reply = ani.exchange(&[]).await.unwrap();
    println!("nothing new: {} bytes up, {} bytes down", reply.request_bytes, reply.response_bytes);
    assert!(ani.is_proven(&reply) && reply.entries().is_empty());
    assert!(reply.request_bytes + reply.response_bytes <= 400);
}

#[tokio::test]
async fn a_push_that_comes_twice_is_logged_once() {
    let stage = Stage::new().await;
    let mut ani = stage.device(VILLAGE).await;
    let doc = new_doc();
    let change = ani.edit(doc, "name", "Siti Contoh");
    let push = ani.envelope(&[(doc, change.bytes)]);
    ani.exchange(std::slice::from_ref(&push)).await.unwrap();
    let reply = ani.exchange(&[push.clone(), push]).await.unwrap();
    assert!(reply.entries().is_empty() && ani.is_proven(&reply));
}

#[tokio::test]
async fn a_gap_in_the_statements_is_fine_and_shown() {
    let stage = Stage::new().await;
    let mut ani = stage.device(VILLAGE).await;
    let mut pushes = Vec::new();
    for _ in 0..4 {
        let doc = new_doc();
        let change = ani.edit(doc, "name", "Siti Contoh");
        pushes.push(ani.envelope(&[(doc, change.bytes)]));
    }
    let reply = ani.exchange(&[pushes[0].clone(), pushes[3].clone()]).await.unwrap();
    assert_eq!(reply.head.received, [Range { first: 0, last: 0 }, Range { first: 3, last: 3 }]);
    let reply = ani.exchange(&pushes[1..3]).await.unwrap();
    assert_eq!(reply.head.received, [Range { first: 0, last: 3 }]);
}

#[tokio::test]
async fn the_same_imported_row_from_two_devices_is_logged_once_and_known_to_both() {
    let stage = Stage::new().await;
    let (mut ani, mut budi) = (stage.device(VILLAGE).await, stage.device(VILLAGE).await);
    let doc = new_doc();
    let fields = BTreeMap::from([(Path::parse("name").unwrap(), Value::from("Siti Contoh"))]);
    let row = Document::new().import_change(doc, None, &fields).unwrap().unwrap();
    for device in [&mut ani, &mut budi] {
        device.changes.insert(row.hash, row.bytes.clone());
        let push = device.envelope(&[(doc, row.bytes.clone())]);
        let reply = device.exchange(&[push]).await.unwrap();
        assert_eq!((known(&reply), changes(&reply)), (1, 0));
        assert!(device.is_proven(&reply));
        assert_eq!(reply.trailer.receipt.value().feeds[0].seq, 1);
    }
}

#[tokio::test]
async fn a_held_change_is_released_by_the_one_that_it_needs() {
    let stage = Stage::new().await;
    let mut ani = stage.device(VILLAGE).await;
    let doc = new_doc();
    let (first, second) = (ani.edit(doc, "name", "Siti"), ani.edit(doc, "dusun", "Lebak"));
    let push = ani.envelope(&[(doc, second.bytes)]);
    let reply = ani.exchange(&[push]).await.unwrap();
    assert_eq!((reply.codes(), reply.verdicts[0].kind), (vec!["missing_dependency"], VerdictKind::Held));
    let push = ani.envelope(&[(doc, first.bytes)]);
    let reply = ani.exchange(&[push]).await.unwrap();
    assert_eq!((known(&reply), reply.verdicts.len()), (2, 0));
    assert!(ani.is_proven(&reply));
}

#[tokio::test]
async fn a_long_pull_comes_in_frames_and_parts_and_adds_up() {
    let mut limits = server::server::Limits { pull_bytes: 1_000, response_bytes: 3_000, ..Default::default() };
    limits.verdict_deadline = std::time::Duration::from_secs(60);
    let stage = Stage::with(crate::stage::Props { limits: Some(limits), ..Default::default() }).await;
    let (mut ani, mut budi) = (stage.device(VILLAGE).await, stage.device(VILLAGE).await);
    let changes: Vec<(DocId, Vec<u8>)> = (0..60)
        .map(|n| {
            let doc = new_doc();
            (doc, ani.edit(doc, "name", &format!("Contoh {n}")).bytes)
        })
        .collect();
    let push = ani.envelope(&changes);
    ani.exchange(&[push]).await.unwrap();
    let mut reply = budi.exchange(&[]).await.unwrap();
    assert!(reply.trailer.more && reply.pulls.len() > 1);
    while reply.trailer.more {
        reply = budi.exchange(&[]).await.unwrap();
    }
    assert!(budi.is_proven(&reply));
    let (stored, recomputed) = fingerprints(&stage);
    assert_eq!((stored.count, stored), (60, recomputed));
}

#[tokio::test]
async fn a_restarted_server_continues_where_it_was() {
    let stage = Stage::new().await;
    let mut ani = stage.device(VILLAGE).await;
    let doc = new_doc();
    let change = ani.edit(doc, "name", "Siti Contoh");
    let push = ani.envelope(&[(doc, change.bytes)]);
    let before = ani.exchange(&[push]).await.unwrap();
    let stage = stage.restart(|_| {}).await;
    ani.url.clone_from(&stage.url);
    let change = ani.edit(doc, "dusun", "Lebak");
    let push = ani.envelope(&[(doc, change.bytes)]);
    let after = ani.exchange(&[push]).await.unwrap();
    assert_eq!(before.head.epoch, after.head.epoch);
    assert_eq!(after.pulls[0].first_seq, 2);
    assert!(ani.is_proven(&after));
}

#[tokio::test]
async fn a_server_restored_from_a_backup_begins_a_new_epoch_and_is_filled_again() {
    let stage = Stage::new().await;
    let mut ani = stage.device(VILLAGE).await;
    let doc = new_doc();
    let change = ani.edit(doc, "name", "Siti Contoh");
    let lost = ani.envelope(&[(doc, change.bytes)]);
    let backup = |data: &std::path::PathBuf| {
        let conn = rusqlite::Connection::open(data.join("rantau.db")).unwrap();
        conn.execute("vacuum into ?1", [data.join("backup").to_str().unwrap()]).unwrap();
    };
    let stage = stage.restart(backup).await;
    ani.url.clone_from(&stage.url);
    let before = ani.exchange(std::slice::from_ref(&lost)).await.unwrap();
    let restore = |data: &std::path::PathBuf| {
        fs::rename(data.join("backup"), data.join("rantau.db")).unwrap();
        // What belongs to the newer database, where anything is left of it.
        for rest in ["rantau.db-wal", "rantau.db-shm"] {
            let _ = fs::remove_file(data.join(rest));
        }
        // As on another machine; a file of the newer database's epoch would tell as much.
        fs::remove_file(data.join("epoch")).unwrap();
    };
    let stage = stage.restart(restore).await;
    ani.url.clone_from(&stage.url);
    let after = ani.exchange(&[]).await.unwrap();
    assert_ne!(before.head.epoch, after.head.epoch);
    assert!(after.head.received.is_empty() && after.entries().is_empty());
    let refilled = ani.exchange(&[lost]).await.unwrap();
    assert_eq!(known(&refilled), 1);
    assert!(ani.is_proven(&refilled));
}

#[tokio::test]
async fn a_device_that_knows_more_than_the_log_makes_one_new_epoch() {
    let stage = Stage::new().await;
    let mut ani = stage.device(VILLAGE).await;
    let first = ani.exchange(&[]).await.unwrap();
    ani.cursors.values_mut().for_each(|seq| *seq = 7);
    let second = ani.exchange(&[]).await.unwrap();
    assert_ne!(first.head.epoch, second.head.epoch);
    ani.cursors.values_mut().for_each(|seq| *seq = 7);
    let third = ani.exchange(&[]).await.unwrap();
    assert_eq!(second.head.epoch, third.head.epoch, "one device cannot make all others read again for ever");
}

#[tokio::test]
async fn a_change_that_waits_when_the_server_stops_is_judged_when_it_starts() {
    let stage = Stage::new().await;
    let mut ani: Device = stage.device(VILLAGE).await;
    let doc = new_doc();
    let change = ani.edit(doc, "name", "Siti Contoh");
    let push = ani.envelope(&[(doc, change.bytes)]);
    ani.exchange(&[push]).await.unwrap();
    // As after a crash between inbox and log.
    let undo = "update pushed set state = 'pending'; update change set doc = null, position = null;
                delete from log; delete from document; delete from document_feed; delete from feed;";
    stage.server.store.write(move |conn| Ok(conn.execute_batch(undo)?)).await.unwrap();
    let stage = stage.restart(|_| {}).await;
    ani.url.clone_from(&stage.url);
    ani.cursors.values_mut().for_each(|seq| *seq = 0);
    ani.logged.clear();
    // A server that answers has handed in what waited.
    let first = ani.exchange(&[]).await.unwrap();
    stage.server.guardroom.settled(&[doc].into()).await;
    let reply = ani.exchange(&[]).await.unwrap();
    assert_eq!(known(&first) + known(&reply), 1);
    assert!(ani.is_proven(&reply));
}

#[tokio::test]
async fn without_a_registry_nothing_is_queued_for_one() {
    let stage = Stage::new().await;
    let mut ani = stage.device(VILLAGE).await;
    let doc = new_doc();
    let change = ani.edit(doc, "name", "Siti Contoh");
    let hash: ChangeHash = change.hash;
    let push = ani.envelope(&[(doc, change.bytes)]);
    ani.exchange(&[push]).await.unwrap();
    assert!(ani.documents[&doc].contains(&hash));
    assert_eq!(stage.server.store.read(|conn| outbox::count(conn, "waiting")).await.unwrap(), 0);
}
