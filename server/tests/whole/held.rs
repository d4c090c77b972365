//! Changes that come before what they depend on.

use std::{collections::BTreeMap, time::Duration};

use document::RawChange;
use records::DocId;
use server::{
    admit,
    server::Limits,
    store::{inbox, reviews},
};
use wire::exchange::{Capabilities, ShortHash};

use crate::{
    device::{Device, Reply, new_doc},
    stage::{Props, Stage, VILLAGE},
};

async fn push(device: &mut Device, doc: DocId, change: &RawChange) -> Reply {
    let push = device.envelope(&[(doc, change.bytes.clone())]);
    device.exchange(&[push]).await.unwrap()
}

async fn states(stage: &Stage) -> BTreeMap<&'static str, u64> {
    let counts = stage.server.store.read(inbox::count_by_state).await.unwrap();
    counts.into_iter().filter(|(_, count)| *count > 0).collect()
}

async fn stage_with(limits: Limits) -> Stage {
    let limits = Limits { verdict_deadline: Duration::from_secs(60), ..limits };
    Stage::with(Props { limits: Some(limits), ..Props::default() }).await
}

#[tokio::test]
async fn the_device_is_asked_for_what_its_changes_wait_for_until_it_comes() {
    let stage = Stage::new().await;
    let mut ani = stage.device(VILLAGE).await;
    ani.capabilities = Capabilities::REPAIR;
    let doc = new_doc();
    let changes = ["Siti", "Rahma", "Wati"].map(|name| ani.edit(doc, "name", name));
    let reply = push(&mut ani, doc, &changes[1]).await;
    assert_eq!(reply.codes(), ["missing_dependency"]);
    assert_eq!(reply.wants, [ShortHash::of(&changes[0].hash)]);
    let reply = push(&mut ani, doc, &changes[2]).await;
    assert_eq!(reply.wants, [ShortHash::of(&changes[0].hash)], "what waits itself is not asked for");
    let reply = push(&mut ani, doc, &changes[0]).await;
    assert!(reply.wants.is_empty() && reply.entries().len() == 3 && ani.is_proven(&reply));
    assert_eq!(states(&stage).await, BTreeMap::from([("logged", 3)]));
}

#[tokio::test]
async fn nobody_is_asked_who_could_not_answer() {
    let stage = Stage::new().await;
    let (mut ani, mut budi) = (stage.device(VILLAGE).await, stage.device(VILLAGE).await);
    let doc = new_doc();
    let changes = ["Siti", "Rahma"].map(|name| ani.edit(doc, "name", name));
    assert!(push(&mut ani, doc, &changes[1]).await.wants.is_empty(), "it does not know how");
    budi.capabilities = Capabilities::REPAIR;
    assert!(budi.exchange(&[]).await.unwrap().wants.is_empty(), "it does not have it");
}

#[tokio::test]
async fn what_a_device_has_waiting_beyond_its_share_is_refused_until_what_is_missing_comes() {
    let few = Limits { held_changes: 3, ..Limits::default() };
    let small = Limits { held_bytes: 300, ..Limits::default() };
    for limits in [few, small] {
        let stage = stage_with(limits).await;
        let mut ani = stage.device(VILLAGE).await;
        let doc = new_doc();
        let changes = ["a", "b", "c", "d", "e", "f"].map(|name| ani.edit(doc, "name", name));
        for change in &changes[1..] {
            push(&mut ani, doc, change).await;
        }
        let before = states(&stage).await;
        assert!((1..5).contains(&before["refused"]) && before["held"] + before["refused"] == 5, "{before:?}");
        let open = stage.server.store.read(reviews::all_open).await.unwrap();
        assert!(open.len() as u64 == before["refused"]);
        assert!(open.iter().all(|open| open.review.detail["code"] == "too_many_held"));

        push(&mut ani, doc, &changes[0]).await;
        assert_eq!(states(&stage).await, BTreeMap::from([("logged", 6)]), "nothing is lost");
        assert!(stage.server.store.read(reviews::all_open).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn what_waits_for_too_long_is_refused_until_what_is_missing_comes() {
    // Everything has waited for longer than until a second from now.
    let stage = stage_with(Limits { held_for: -1, ..Limits::default() }).await;
    let mut ani = stage.device(VILLAGE).await;
    let doc = new_doc();
    let changes = ["Siti", "Rahma"].map(|name| ani.edit(doc, "name", name));
    push(&mut ani, doc, &changes[1]).await;
    assert_eq!(states(&stage).await, BTreeMap::from([("held", 1)]));
    admit::expire_held(&stage.server).unwrap();
    assert_eq!(ani.exchange(&[]).await.unwrap().codes(), ["held_too_long"]);
    let reply = push(&mut ani, doc, &changes[0]).await;
    assert_eq!(reply.entries().len(), 2);
    assert_eq!(states(&stage).await, BTreeMap::from([("logged", 2)]));
}
