//! A device with several feeds that gives a digest in place of its cursors.

use records::{DocId, Kind, LineageId, RegionCode};
use wire::{Frame, Push, exchange::Capabilities};

use crate::{
    device::{Device, Refused, Reply, new_doc},
    scopes::scope,
    stage::{Stage, region},
};

const DISTRICT: &str = "52.03.13";
const OTHER_DISTRICT: &str = "52.03.14";
const VILLAGES: usize = 9;

fn village(n: usize) -> RegionCode {
    region(&format!("{DISTRICT}.{}", 2_001 + n))
}

/// One edit of a record of a village, as the office hands it in.
fn edit(office: &mut Device, doc: DocId, n: usize, name: &str) -> Push {
    let change = office.edit(doc, "name", name);
    office.envelope_of(vec![(doc, Kind::Worker, village(n), change.bytes)])
}

/// A district with a record in each of its villages, and its office, which has them and gives digests from now on.
async fn a_district() -> (Stage, Device, Vec<DocId>) {
    let stage = Stage::new().await;
    let mut office = stage.device(DISTRICT).await;
    office.capabilities = Capabilities::DIGESTS;
    let docs: Vec<_> = (0..VILLAGES).map(|_| new_doc()).collect();
    let pushes: Vec<_> = docs.iter().enumerate().map(|(n, doc)| edit(&mut office, *doc, n, "Siti Contoh")).collect();
    let reply = office.exchange(&pushes).await.unwrap();
    assert!(office.is_proven(&reply) && office.cursors.len() == VILLAGES);
    office.gives_digest = true;
    (stage, office, docs)
}

/// Somebody of a village writes something.
async fn happens_in(stage: &Stage, n: usize) {
    let mut other = stage.device(village(n).as_str()).await;
    let push = edit(&mut other, new_doc(), n, "Rahma Contoh");
    other.exchange(&[push]).await.unwrap();
}

/// An exchange that is proven although the device named no feed, with the villages that the receipt names.
async fn proven_by_digest(office: &mut Device, pushes: &[Push]) -> (Reply, Vec<String>) {
    let reply = office.exchange(pushes).await.unwrap();
    let receipt = reply.trailer.receipt.value();
    assert!(receipt.all.is_some() && office.is_proven(&reply), "{receipt:?}");
    let named = receipt.feeds.iter().map(|state| state.feed.region.to_string()).collect();
    (reply, named)
}

fn unknown<T>() -> Result<T, Refused> {
    Err((200, "unknown_cursors".to_owned()))
}

/// The digest of the device is unknown; with its cursors it is proven, and then by its digest again.
async fn names_them_once(office: &mut Device) {
    assert_eq!(office.exchange(&[]).await.map(drop), unknown());
    office.gives_digest = false;
    let reply = office.exchange(&[]).await.unwrap();
    assert!(reply.trailer.receipt.value().all.is_none() && office.is_proven(&reply));
    office.gives_digest = true;
    proven_by_digest(office, &[]).await;
}

#[tokio::test]
async fn only_what_moved_is_named_and_all_of_it_is_proven() {
    let (stage, mut office, docs) = a_district().await;
    let (reply, named) = proven_by_digest(&mut office, &[]).await;
    assert!(named.is_empty() && reply.head.feeds.is_none() && reply.pulls.is_empty());
    happens_in(&stage, 4).await;
    let push = edit(&mut office, docs[7], 7, "Siti");
    let (reply, named) = proven_by_digest(&mut office, &[push]).await;
    assert_eq!(named, [village(4).to_string(), village(7).to_string()]);
    assert_eq!(reply.entries().len(), 2);
    let (_, named) = proven_by_digest(&mut office, &[]).await;
    assert!(named.is_empty());
}

#[tokio::test]
async fn a_digest_that_is_not_known_is_refused_and_what_is_pushed_with_it_counts() {
    let (stage, mut office, docs) = a_district().await;
    *office.cursors.get_mut(&wire::FeedId::village(village(3))).unwrap() -= 1;
    let lost = edit(&mut office, docs[0], 0, "Siti");
    assert_eq!(office.exchange(&[lost]).await.map(drop), unknown());
    *office.cursors.get_mut(&wire::FeedId::village(village(3))).unwrap() += 1;
    let (reply, named) = proven_by_digest(&mut office, &[]).await;
    assert_eq!(reply.head.received.last().map(|range| range.last), Some(office.n - 1), "it is here");
    assert_eq!((named, reply.entries().len()), (vec![village(0).to_string()], 1), "and logged");
    drop(stage);
}

#[tokio::test]
async fn whether_an_answer_arrived_or_was_lost_the_next_digest_is_known() {
    let (stage, mut office, _) = a_district().await;
    for n in 0..3 {
        happens_in(&stage, n).await;
        let frames = [Frame::Hello(office.hello()), Frame::End];
        // It left the province whole, and nobody has it.
        office.send(&frames).await.unwrap();
    }
    let (reply, _) = proven_by_digest(&mut office, &[]).await;
    assert_eq!(reply.entries().len(), 3);
    proven_by_digest(&mut office, &[]).await;
}

#[tokio::test]
async fn a_digest_says_nothing_of_another_life_of_the_log_or_of_the_device() {
    let (stage, mut office, _) = a_district().await;
    let before = office.lineage;
    office.lineage = LineageId::from_bytes([9; 16]);
    assert_eq!(office.exchange(&[]).await.map(drop), unknown(), "another lineage");
    office.lineage = before;
    proven_by_digest(&mut office, &[]).await;
    let stage = stage.restart(|data| std::fs::remove_file(data.join("epoch")).unwrap()).await;
    office.url.clone_from(&stage.url);
    names_them_once(&mut office).await;
}

#[tokio::test]
async fn other_feeds_are_told_and_proven_whatever_the_digest_was_of() {
    let (stage, mut office, _) = a_district().await;
    let mut other = stage.device(OTHER_DISTRICT).await;
    let (doc, place) = (new_doc(), region(&format!("{OTHER_DISTRICT}.2001")));
    let change = other.edit(doc, "name", "Rahma Contoh");
    let push = other.envelope_of(vec![(doc, Kind::Worker, place, change.bytes)]);
    other.exchange(&[push]).await.unwrap();
    let (first, last) = (village(0).to_string(), village(8).to_string());
    for (set, feeds, named) in [
        (&["52.03"][..], VILLAGES + 1, 1),
        (&[DISTRICT], VILLAGES, 0),
        (&[OTHER_DISTRICT, &first], 2, 1),
        (&[DISTRICT, &last], VILLAGES, VILLAGES - 1),
    ] {
        scope(&stage, &office, set).await;
        let (reply, moved) = proven_by_digest(&mut office, &[]).await;
        assert_eq!(reply.head.feeds.map(|feeds| feeds.len()), Some(feeds), "{set:?}");
        assert_eq!(moved.len(), named, "{set:?}: those that are new to it");
        let (reply, moved) = proven_by_digest(&mut office, &[]).await;
        assert!(reply.head.feeds.is_none() && moved.is_empty(), "{set:?}");
    }
}

#[tokio::test]
async fn nothing_is_kept_for_a_device_that_does_not_ask_for_it_and_its_digest_is_no_guess() {
    let (stage, mut office, _) = a_district().await;
    let mut plain = stage.device(DISTRICT).await;
    let reply = plain.exchange(&[]).await.unwrap();
    assert!(reply.head.capabilities.has(Capabilities::DIGESTS) && plain.is_proven(&reply));
    let kept = |conn: &rusqlite::Connection| {
        Ok(conn.query_one("select count(distinct lineage), count(*) from known_cursors", [], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?))
        })?)
    };
    assert_eq!(stage.server.store.read(kept).await.unwrap(), (1, 1));
    plain.gives_digest = true;
    assert_eq!(plain.exchange(&[]).await.map(drop), unknown());
    for n in 0..4 {
        happens_in(&stage, n).await;
        proven_by_digest(&mut office, &[]).await;
    }
    assert_eq!(stage.server.store.read(kept).await.unwrap(), (1, 2), "no more than what it came and was left with");
}
