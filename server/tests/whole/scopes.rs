//! What a device serves, and what becomes of edits of records that it does not serve, or not any more.

use records::{ChangeHash, DocId, RegionCode};
use server::{
    enrol,
    instruction::{self, Decision},
    store::{feeds, reviews},
};
use sync::Fingerprint;
use wire::{FeedId, Frame, VerdictKind, exchange::Entry};

use crate::{
    device::{Device, Reply, new_doc},
    stage::{OTHER_VILLAGE, Stage, VILLAGE, region},
};

const THIRD_VILLAGE: &str = "52.03.13.2003";

/// Pushes one edit and gives the change with the reply.
pub(crate) async fn write(device: &mut Device, doc: DocId, path: &str, value: &str) -> (ChangeHash, Reply) {
    let change = device.edit(doc, path, value);
    let push = device.envelope(&[(doc, change.bytes)]);
    (change.hash, device.exchange(&[push]).await.unwrap())
}

pub(crate) async fn move_to(stage: &Stage, doc: DocId, to: &str) {
    let to = region(to);
    stage.server.store.write(move |conn| instruction::ask_move(conn, doc, &to, 1)).await.unwrap();
}

pub(crate) async fn scope(stage: &Stage, device: &Device, set: &[&str]) {
    let (id, set) = (device.certificate.device, set.iter().map(|code| region(code)).collect::<Vec<RegionCode>>());
    let change = move |conn: &rusqlite::Connection| enrol::change_scope(conn, id, &[], &[], &set, 1);
    stage.server.store.write(change).await.unwrap();
}

/// Decides on the only late edit.
pub(crate) async fn decide(stage: &Stage, decision: Decision) {
    let open = stage.server.store.read(reviews::all_open).await.unwrap();
    let [item] = open.as_slice() else { panic!("one review item expected, not {open:?}") };
    let id = item.id;
    assert_eq!(item.review.kind, instruction::LATE_EDIT);
    stage.server.store.write(move |conn| instruction::resolve(conn, id, decision, 1)).await.unwrap();
}

/// Kind and code of every verdict, but for those that say of a record which left what its entries said before.
fn verdicts(reply: &Reply) -> Vec<(VerdictKind, &str)> {
    let verdicts = reply.verdicts.iter().map(|verdict| (verdict.kind, verdict.code.as_str()));
    verdicts.filter(|(_, code)| *code != "moved").collect()
}

pub(crate) fn leaves(reply: &Reply) -> Vec<DocId> {
    let leave = |entry: &&Entry| if let Entry::Leave { doc, .. } = entry { Some(*doc) } else { None };
    reply.entries().iter().filter_map(leave).collect()
}

/// Nothing in the logs contradicts anything.
pub(crate) fn check(stage: &Stage) {
    let check = |conn: &rusqlite::Connection| {
        for state in feeds::all(conn)? {
            let (last, entries, found) = feeds::recompute(conn, &state.feed)?;
            assert_eq!((last, entries), (state.seq, state.seq), "{}", state.feed);
            assert_eq!(found, Fingerprint { count: state.count, sum: state.fingerprint }, "{}", state.feed);
            assert_eq!(feeds::astray(conn, &state.feed)?, [], "{}", state.feed);
        }
        Ok(())
    };
    stage.server.store.read_blocking(check).unwrap();
}

#[tokio::test]
async fn who_knows_a_number_does_not_get_to_read_the_record() {
    let stage = Stage::new().await;
    let (mut ani, mut budi) = (stage.device(VILLAGE).await, stage.device(OTHER_VILLAGE).await);
    let doc = new_doc();
    write(&mut ani, doc, "name", "Siti Contoh").await;
    let (_, reply) = write(&mut budi, doc, "dusun", "Lebak").await;
    assert_eq!(verdicts(&reply), [(VerdictKind::Flagged, "elsewhere")]);
    assert!(reply.entries().is_empty(), "the record is not opened to the other village");
    assert!(budi.is_proven(&reply));
    // Nothing that was written is lost: the village of the record has it.
    let reply = ani.exchange(&[]).await.unwrap();
    assert!(ani.documents[&doc].fields().len() == 2 && ani.is_proven(&reply));
    assert!(budi.exchange(&[]).await.unwrap().entries().is_empty(), "nor later");
    check(&stage);
}

#[tokio::test]
async fn a_reviewer_decides_on_an_edit_from_elsewhere_and_its_author_hears_of_it() {
    for (decision, outcome, dusun) in [(Decision::Accept, "accepted", Some("Lebak")), (Decision::Undo, "undone", None)]
    {
        let stage = Stage::new().await;
        let (mut ani, mut budi) = (stage.device(VILLAGE).await, stage.device(OTHER_VILLAGE).await);
        let doc = new_doc();
        write(&mut ani, doc, "name", "Siti Contoh").await;
        let (hash, _) = write(&mut budi, doc, "dusun", "Lebak").await;
        decide(&stage, decision).await;
        let reply = budi.exchange(&[]).await.unwrap();
        assert_eq!(verdicts(&reply), [(VerdictKind::Reviewed, outcome)]);
        assert_eq!(reply.verdicts[0].hash, hash);
        ani.exchange(&[]).await.unwrap();
        let path = records::Path::parse("dusun").unwrap();
        assert_eq!(ani.documents[&doc].fields().get(&path).and_then(records::Value::as_text), dusun);
        assert!(stage.server.store.read(reviews::all_open).await.unwrap().is_empty());
        check(&stage);
    }
}

#[tokio::test]
async fn a_record_that_moves_leaves_one_village_and_enters_the_other_with_all_of_its_changes() {
    let stage = Stage::new().await;
    let (mut ani, mut budi) = (stage.device(VILLAGE).await, stage.device(OTHER_VILLAGE).await);
    let (doc, stays) = (new_doc(), new_doc());
    write(&mut ani, stays, "name", "Budi Contoh").await;
    write(&mut ani, doc, "name", "Siti Contoh").await;
    let (_, _) = write(&mut ani, doc, "dusun", "Lebak").await;
    move_to(&stage, doc, OTHER_VILLAGE).await;
    let left = ani.exchange(&[]).await.unwrap();
    assert_eq!(leaves(&left), [doc]);
    assert!(ani.is_proven(&left), "what left is subtracted on both sides");
    let entered = budi.exchange(&[]).await.unwrap();
    assert_eq!(entered.entries().len(), 2);
    assert!(budi.is_proven(&entered));
    // The new village writes on in it, although it was made in the other.
    let change = budi.edit(doc, "dusun", "Timur");
    let push = budi.envelope_of(vec![(doc, records::Kind::Worker, region(VILLAGE), change.bytes)]);
    let reply = budi.exchange(&[push]).await.unwrap();
    assert_eq!((verdicts(&reply).len(), reply.entries().len()), (0, 1));
    assert!(ani.exchange(&[]).await.unwrap().entries().is_empty(), "and it does not come back");
    check(&stage);
    // A device that enrols afterwards reads the same logs.
    let mut rahma = stage.device(VILLAGE).await;
    let reply = rahma.exchange(&[]).await.unwrap();
    assert!(rahma.is_proven(&reply) && rahma.documents.keys().eq([&stays]));
}

#[tokio::test]
async fn an_edit_that_was_on_its_way_when_its_record_moved_is_kept_and_reviewed() {
    let stage = Stage::new().await;
    let (mut ani, mut budi) = (stage.device(VILLAGE).await, stage.device(OTHER_VILLAGE).await);
    let doc = new_doc();
    write(&mut ani, doc, "name", "Siti Contoh").await;
    // Made before the device heard of the move, sent long after.
    let late = ani.edit(doc, "dusun", "Lebak");
    let late = ani.envelope(&[(doc, late.bytes)]);
    move_to(&stage, doc, OTHER_VILLAGE).await;
    budi.exchange(&[]).await.unwrap();
    let reply = ani.exchange(&[late]).await.unwrap();
    assert_eq!(verdicts(&reply), [(VerdictKind::Flagged, "late")]);
    assert_eq!(leaves(&reply), [doc]);
    assert!(ani.is_proven(&reply));
    let reply = budi.exchange(&[]).await.unwrap();
    assert_eq!(reply.entries().len(), 1, "the village that has the record now gets the edit");
    assert!(budi.is_proven(&reply));
    decide(&stage, Decision::Undo).await;
    assert_eq!(verdicts(&ani.exchange(&[]).await.unwrap()), [(VerdictKind::Reviewed, "undone")]);
    check(&stage);
}

#[tokio::test]
async fn a_move_waits_for_the_edits_that_arrived_before_it() {
    let stage = Stage::new().await;
    let mut ani = stage.device(VILLAGE).await;
    let doc = new_doc();
    write(&mut ani, doc, "name", "Siti Contoh").await;
    move_to(&stage, doc, OTHER_VILLAGE).await;
    let (_, reply) = write(&mut ani, doc, "dusun", "Lebak").await;
    assert!(verdicts(&reply).is_empty(), "it was in time: {:?}", reply.verdicts);
    assert_eq!(leaves(&reply), [doc]);
    assert!(ani.is_proven(&reply));
    check(&stage);
}

#[tokio::test]
async fn a_record_comes_back_to_a_device_that_dropped_it_with_the_bytes_of_its_own_edits() {
    let stage = Stage::new().await;
    let mut ani = stage.device(VILLAGE).await;
    let doc = new_doc();
    write(&mut ani, doc, "name", "Siti Contoh").await;
    move_to(&stage, doc, OTHER_VILLAGE).await;
    ani.exchange(&[]).await.unwrap();
    (ani.documents, ani.changes) = Default::default();
    move_to(&stage, doc, VILLAGE).await;
    let reply = ani.exchange(&[]).await.unwrap();
    assert!(matches!(reply.entries().as_slice(), [Entry::Change { .. }]), "{:?}", reply.entries());
    assert!(ani.is_proven(&reply) && ani.documents.contains_key(&doc));
    check(&stage);
}

#[tokio::test]
async fn a_device_gets_the_feeds_of_the_regions_that_it_serves() {
    let stage = Stage::new().await;
    let mut devices = Vec::new();
    for village in [VILLAGE, OTHER_VILLAGE, THIRD_VILLAGE] {
        let mut device = stage.device(village).await;
        write(&mut device, new_doc(), "name", village).await;
        devices.push(device);
    }
    let ani = &mut devices[0];
    let feed = |code: &str| FeedId::village(region(code));
    for (set, expected) in [
        (&[VILLAGE, OTHER_VILLAGE][..], vec![VILLAGE, OTHER_VILLAGE]),
        (&["52.03.13"], vec![VILLAGE, OTHER_VILLAGE, THIRD_VILLAGE]),
        (&[THIRD_VILLAGE], vec![THIRD_VILLAGE]),
        (&[VILLAGE], vec![VILLAGE]),
    ] {
        scope(&stage, ani, set).await;
        let reply = ani.exchange(&[]).await.unwrap();
        let expected: Vec<_> = expected.iter().map(|code| feed(code)).collect();
        let told = reply.head.feeds.clone().expect("the feeds are others than before");
        assert_eq!(told, expected, "{set:?}");
        assert!(ani.is_proven(&reply), "{set:?}");
    }
    check(&stage);
}

#[tokio::test]
async fn what_was_written_while_the_device_served_a_village_is_late_and_nothing_of_it_is_lost() {
    let stage = Stage::new().await;
    let (mut ani, mut budi) = (stage.device(VILLAGE).await, stage.device(VILLAGE).await);
    let (known, new) = (new_doc(), new_doc());
    write(&mut ani, known, "name", "Siti Contoh").await;
    let changes = [(known, ani.edit(known, "dusun", "Lebak").bytes), (new, ani.edit(new, "name", "Rahma").bytes)];
    let push = ani.envelope(&changes);
    scope(&stage, &ani, &[OTHER_VILLAGE]).await;
    let reply = ani.exchange(&[push]).await.unwrap();
    assert_eq!(verdicts(&reply), [(VerdictKind::Flagged, "late"); 2]);
    let reply = budi.exchange(&[]).await.unwrap();
    assert!(budi.documents.contains_key(&new) && budi.documents.contains_key(&known) && budi.is_proven(&reply));
    // Where it never served, it still makes nothing.
    let doc = new_doc();
    let change = ani.edit(doc, "name", "Siapa");
    let push = ani.envelope_of(vec![(doc, records::Kind::Worker, region(THIRD_VILLAGE), change.bytes)]);
    let reply = ani.exchange(&[push]).await.unwrap();
    assert!(verdicts(&reply).contains(&(VerdictKind::Refused, "out_of_scope")), "{:?}", reply.verdicts);
    check(&stage);
}

#[tokio::test]
async fn an_office_of_both_villages_puts_a_record_into_both() {
    let stage = Stage::new().await;
    let mut ani = stage.device(VILLAGE).await;
    let mut office = stage.device("52.03.13").await;
    let doc = new_doc();
    write(&mut ani, doc, "name", "Siti Contoh").await;
    office.exchange(&[]).await.unwrap();
    let change = office.edit(doc, "dusun", "Lebak");
    let push = office.envelope_of(vec![(doc, records::Kind::Worker, region(OTHER_VILLAGE), change.bytes)]);
    let reply = office.exchange(&[push]).await.unwrap();
    assert!(verdicts(&reply).is_empty());
    assert!(office.is_proven(&reply));
    let mut budi = stage.device(OTHER_VILLAGE).await;
    let reply = budi.exchange(&[]).await.unwrap();
    assert!(budi.documents.contains_key(&doc) && budi.is_proven(&reply));
    check(&stage);
}

#[tokio::test]
async fn a_record_that_is_handed_over_leaves_every_device_and_stays_here() {
    let stage = Stage::new().await;
    let (mut ani, mut budi) = (stage.device(VILLAGE).await, stage.device(OTHER_VILLAGE).await);
    let doc = new_doc();
    write(&mut ani, doc, "name", "Siti Contoh").await;
    let late = ani.edit(doc, "dusun", "Lebak");
    let late = ani.envelope(&[(doc, late.bytes)]);
    move_to(&stage, doc, "35.09").await;
    let reply = budi.exchange(&[]).await.unwrap();
    assert!(reply.entries().is_empty());
    let reply = ani.exchange(&[late]).await.unwrap();
    assert_eq!((leaves(&reply), verdicts(&reply)), (vec![doc], vec![(VerdictKind::Flagged, "late")]));
    assert!(ani.is_proven(&reply));
    let handed_to = move |conn: &rusqlite::Connection| {
        let sql = "select handed_to, changes from document where id = ?1";
        Ok(conn.query_one(sql, [doc.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?)))?)
    };
    let kept: (String, i64) = stage.server.store.read(handed_to).await.unwrap();
    assert_eq!(kept, ("35.09".to_owned(), 2), "with the late edit");
    check(&stage);
}

#[tokio::test]
async fn whose_answer_was_lost_before_a_record_moved_hears_that_the_edit_was_in_time() {
    let stage = Stage::new().await;
    let mut ani = stage.device(VILLAGE).await;
    let doc = new_doc();
    write(&mut ani, doc, "name", "Siti Contoh").await;
    let change = ani.edit(doc, "dusun", "Lebak");
    let push = ani.envelope(&[(doc, change.bytes)]);
    let frames = [Frame::Hello(ani.hello()), Frame::Push(push), Frame::End];
    ani.send(&frames).await.unwrap();
    move_to(&stage, doc, OTHER_VILLAGE).await;
    stage.server.guardroom.enqueue([doc]);
    let reply = ani.exchange(&[]).await.unwrap();
    assert_eq!(leaves(&reply), [doc]);
    let told = reply.verdicts.iter().find(|verdict| verdict.hash == change.hash);
    assert_eq!(told.map(|verdict| (verdict.kind, verdict.code.as_str())), Some((VerdictKind::Flagged, "moved")));
    check(&stage);
}
