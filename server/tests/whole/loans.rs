//! What is lent to a device of another office, at the province: who is told, what counts while it runs, what comes too late.

use records::{ChangeHash, DocId, Kind};
use server::{
    enrol::{self, Invitee},
    loan::{self, Asked},
    store::{devices, feeds, loans, reviews},
};
use wire::{FeedId, exchange::Capabilities};

use crate::{
    device::{Device, Reply, new_doc},
    scopes::{check, leaves, move_to, write},
    stage::{OTHER_VILLAGE, Stage, VILLAGE, region},
};

/// What a device of this version says that it can.
const MODERN: Capabilities = Capabilities::LOANS;

/// An office of another province.
async fn helper(stage: &Stage) -> Device {
    let invitee = Invitee {
        region: region("35.78"),
        officer: None,
        officer_name: "Petugas Juanda".to_owned(),
        role: "office".to_owned(),
        valid_for: 3600,
    };
    let code = enrol::invite_helper(&stage.server.store, &stage.server.keys, invitee).unwrap().code;
    Device::enrol(&stage.url, &code).await.unwrap()
}

async fn lend(stage: &Stage, doc: DocId, to: &Device) -> server::Result<i64> {
    let asked = Asked {
        doc,
        device: to.certificate.device,
        reason: "berangkat lewat Juanda".to_owned(),
        valid_for: 14 * 86_400,
        operator: "uji".to_owned(),
    };
    let now = stage.server.store.clock().now();
    stage.server.store.write(move |conn| loan::give(conn, &asked, now).map(|loan| loan.id)).await
}

fn feed_of(device: &Device) -> FeedId {
    FeedId::loan(device.certificate.device, &region("52"))
}

/// A worker of the village, at the province.
async fn recorded(stage: &Stage) -> (Device, DocId) {
    let (mut ani, doc) = (stage.device(VILLAGE).await, new_doc());
    write(&mut ani, doc, "name", "Contoh Satu").await;
    (ani, doc)
}

/// Writes in a record as a device does that was lent it: in the village where it was made.
async fn write_there(device: &mut Device, doc: DocId, note: &str) -> (ChangeHash, Reply) {
    let change = device.edit(doc, "note", note);
    let push = device.envelope_of(vec![(doc, Kind::Worker, region(VILLAGE), change.bytes)]);
    (change.hash, device.exchange(&[push]).await.unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_that_could_not_read_the_name_of_the_feed_is_told_nothing_and_lent_nothing() {
    let stage = Stage::new().await;
    let (_ani, doc) = recorded(&stage).await;
    let mut old = helper(&stage).await;
    // It has said nothing yet, so nobody knows.
    lend(&stage, doc, &old).await.unwrap();
    let reply = old.exchange(&[]).await.unwrap();
    assert!(old.is_proven(&reply) && reply.head.lent.is_none() && old.cursors.is_empty() && reply.pulls.is_empty());
    let refused = lend(&stage, doc, &old).await;
    assert!(refused.is_err_and(|error| error.to_string().contains("too old")));

    // Its program was updated.
    old.capabilities = MODERN;
    let reply = old.exchange(&[]).await.unwrap();
    assert!(old.is_proven(&reply));
    assert_eq!(old.cursors.keys().collect::<Vec<_>>(), [&feed_of(&old)]);
    let lent: Vec<_> = reply.head.lent.unwrap().into_iter().map(|lent| lent.doc).collect();
    // The record, and what authorities state of the worker: that it is lent.
    assert_eq!((lent.len(), lent.contains(&doc)), (2, true));
    assert_eq!(old.text(doc, "name").as_deref(), Some("Contoh Satu"));
    // What it said once it can for good: another request of it may claim nothing.
    old.capabilities = Capabilities::NONE;
    old.exchange(&[]).await.unwrap();
    let id = old.certificate.device;
    assert_eq!(stage.server.store.read(move |conn| devices::borrows(conn, id)).await.unwrap(), Some(true));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_arrives_behind_the_end_is_late_also_before_the_server_has_carried_the_end_out() {
    let stage = Stage::new().await;
    let (mut ani, doc) = recorded(&stage).await;
    let mut juanda = helper(&stage).await;
    juanda.capabilities = MODERN;
    let id = lend(&stage, doc, &juanda).await.unwrap();
    juanda.exchange(&[]).await.unwrap();
    write_there(&mut juanda, doc, "Tepat waktu").await;
    let open = stage.server.store.read(reviews::all_open).await.unwrap();
    assert!(open.is_empty(), "{open:?}");
    let ended = move |conn: &rusqlite::Connection| {
        Ok(conn.execute("update loan set until = unixepoch() - 1 where id = ?1", [id])?)
    };
    stage.server.store.write(ended).await.unwrap();
    // The same exchange pushes, hears that the loan is over, and follows the feed no longer.
    let (hash, reply) = write_there(&mut juanda, doc, "Terlambat").await;
    assert!(juanda.is_proven(&reply) && juanda.cursors.is_empty());
    assert_eq!(reply.head.lent.map(|lent| lent.len()), Some(0));
    let open = stage.server.store.read(reviews::all_open).await.unwrap();
    let [item] = open.as_slice() else { panic!("one item expected, not {open:?}") };
    assert_eq!(
        (item.review.subject.as_str(), &item.review.detail["code"]),
        (hash.to_string().as_str(), &"late".into())
    );
    ani.exchange(&[]).await.unwrap();
    assert_eq!(ani.text(doc, "note").as_deref(), Some("Terlambat"), "nothing is lost");
    let ended = stage.server.store.read(move |conn| loans::get(conn, id)).await.unwrap().unwrap();
    assert_eq!((ended.ended_by.as_str(), ended.ended_at), ("expired", Some(ended.until)));
    check(&stage);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_loans_the_one_that_ends_leaves_and_the_other_stays_wherever_it_moves() {
    let stage = Stage::new().await;
    let (mut ani, first) = recorded(&stage).await;
    let second = new_doc();
    write(&mut ani, second, "name", "Contoh Dua").await;
    let mut juanda = helper(&stage).await;
    juanda.capabilities = MODERN;
    let ending = lend(&stage, first, &juanda).await.unwrap();
    lend(&stage, second, &juanda).await.unwrap();
    juanda.exchange(&[]).await.unwrap();
    move_to(&stage, second, OTHER_VILLAGE).await;
    loan::end(&stage.server.store, &stage.server.home, ending, "uji").unwrap();
    assert!(loan::end(&stage.server.store, &stage.server.home, ending, "uji").is_err(), "once is enough");
    let reply = juanda.exchange(&[]).await.unwrap();
    let reply = if reply.entries().is_empty() { juanda.exchange(&[]).await.unwrap() } else { reply };
    assert!(juanda.is_proven(&reply));
    let left = leaves(&reply);
    assert!(left.contains(&first) && !left.contains(&second), "{left:?}");
    // A sweep puts right what is not as the loans say, and leaves the rest alone.
    let (feed, here) = (feed_of(&juanda), feed_of(&juanda));
    let stray = move |conn: &rusqlite::Connection| {
        let row = feeds::ensure(conn, &feed)?;
        feeds::enter(conn, first, row).map(drop)
    };
    stage.server.store.write(stray).await.unwrap();
    loan::sweep(&stage.server).unwrap();
    let lent = stage.server.store.read(move |conn| feeds::documents_in(conn, &here)).await.unwrap();
    assert!(lent.contains(&second) && !lent.contains(&first));
}
