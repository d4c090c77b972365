//! Every poison of the catalogue, pushed by an enrolled device.

use std::collections::BTreeMap;

use records::{ChangeHash, DocId};
use server::store::{documents, inbox, reviews};
use testkit::poison::{self, Poison, Victim};
use wire::{VerdictKind, exchange::Entry, hash_of_change};

use crate::{
    device::{Device, Reply, new_doc},
    stage::{Stage, VILLAGE},
};

/// Poisons, each aimed at a document of its own which the device wrote and the province has.
struct Scene {
    stage: Stage,
    ani: Device,
    aimed: Vec<(DocId, Poison)>,
}

impl Scene {
    async fn new() -> Self {
        let stage = Stage::new().await;
        let mut ani = stage.device(VILLAGE).await;
        let (mut first, mut aimed) = (Vec::new(), Vec::new());
        for at in 0.. {
            let doc = new_doc();
            let change = ani.edit(doc, poison::FIELD, "Siti Contoh");
            let victim = Victim::of([change.bytes.as_slice()], *ani.actor().as_bytes());
            let Some(poison) = poison::catalogue(&victim).into_iter().nth(at) else { break };
            first.push((doc, change.bytes));
            aimed.push((doc, poison));
        }
        let push = ani.envelope(&first);
        let reply = ani.exchange(&[push]).await.unwrap();
        assert_eq!(reply.entries().len(), first.len());
        Self { stage, ani, aimed }
    }

    /// Pushes all poisons, each behind an honest change of another document.
    async fn push_poisons(&mut self) -> Reply {
        let mut changes = Vec::new();
        for (doc, poison) in &self.aimed {
            let healthy = new_doc();
            changes.push((healthy, self.ani.edit(healthy, "name", "Rahma Contoh").bytes));
            changes.push((*doc, poison.raw.clone()));
        }
        let push = self.ani.envelope(&changes);
        self.ani.exchange(&[push]).await.unwrap()
    }

    /// Pushes one honest change of every document that was aimed at.
    async fn push_honest(&mut self) -> Reply {
        let aimed: Vec<_> = self.aimed.iter().map(|(doc, _)| *doc).collect();
        let edits: Vec<_> = aimed.into_iter().map(|doc| (doc, self.ani.edit(doc, "dusun", "Lebak").bytes)).collect();
        let push = self.ani.envelope(&edits);
        self.ani.exchange(&[push]).await.unwrap()
    }

    fn codes(&self) -> BTreeMap<ChangeHash, &'static str> {
        self.aimed.iter().map(|(_, poison)| (hash_of_change(&poison.raw), poison.code)).collect()
    }
}

#[tokio::test]
async fn every_poison_is_refused_with_its_code_and_stops_only_itself() {
    let mut scene = Scene::new().await;
    let reply = scene.push_poisons().await;
    let told = |verdict: &wire::Verdict| (verdict.kind == VerdictKind::Refused).then_some(verdict.hash);
    let codes = scene.codes();
    for verdict in &reply.verdicts {
        assert_eq!((told(verdict), codes.get(&verdict.hash).copied()), (Some(verdict.hash), Some(&*verdict.code)));
    }
    assert_eq!(reply.verdicts.len(), codes.len());
    let is_honest = |entry: &&Entry| matches!(entry, Entry::Known { .. });
    assert_eq!(reply.entries().len(), scene.aimed.len(), "the honest ones of the same push are in the log");
    assert!(reply.entries().iter().all(is_honest) && scene.ani.is_proven(&reply));

    let reply = scene.push_honest().await;
    assert_eq!(
        reply.entries().len(),
        scene.aimed.len(),
        "and so is what was written later where a poison was aimed at"
    );
    assert!(scene.ani.is_proven(&reply));
}

#[tokio::test]
async fn poisons_are_kept_aside_for_a_reviewer_and_every_document_still_opens() {
    let mut scene = Scene::new().await;
    scene.push_poisons().await;
    scene.push_honest().await;
    let (codes, docs) = (scene.codes(), scene.aimed.len());
    let store = &scene.stage.server.store;
    let open = store.read(reviews::all_open).await.unwrap();
    let refused = open.iter().map(|open| &open.review).filter(|review| review.kind == "refused");
    let reviewed = refused.map(|review| (review.subject.parse().unwrap(), review.detail["code"].as_str().unwrap()));
    assert_eq!(reviewed.collect::<BTreeMap<ChangeHash, _>>(), codes);
    let states = store.read(inbox::count_by_state).await.unwrap();
    assert_eq!((states["refused"], states["held"], states["pending"]), (codes.len() as u64, 0, 0));
    let broken = store.read(|conn| {
        let all = documents::ids_after(conn, None, usize::MAX >> 1)?;
        let opens = |doc: &DocId| documents::snapshot_opens(conn, *doc).is_ok_and(|opens| opens);
        let rebuilds = |doc: &DocId| documents::rebuild(conn, *doc).is_ok();
        Ok((all.len(), all.iter().filter(|doc| !opens(doc) || !rebuilds(doc)).count()))
    });
    assert_eq!(broken.await.unwrap(), (2 * docs, 0));
}

#[tokio::test]
async fn another_device_of_the_village_never_meets_a_poison() {
    let mut scene = Scene::new().await;
    let mut budi = scene.stage.device(VILLAGE).await;
    scene.push_poisons().await;
    scene.push_honest().await;
    let mut reply = budi.exchange(&[]).await.unwrap();
    while reply.trailer.more {
        reply = budi.exchange(&[]).await.unwrap();
    }
    assert!(budi.is_proven(&reply));
    for (doc, poison) in &scene.aimed {
        assert_eq!(budi.documents[doc].heads(), scene.ani.documents[doc].heads(), "{}", poison.what);
    }
    assert!(scene.codes().keys().all(|hash| !budi.changes.contains_key(hash)));
}

#[tokio::test]
async fn odd_changes_disturb_nobody() {
    let stage = Stage::new().await;
    let (mut ani, mut budi) = (stage.device(VILLAGE).await, stage.device(VILLAGE).await);
    let doc = new_doc();
    let first = ani.edit(doc, poison::FIELD, "Siti Contoh").bytes;
    let victim = Victim::of([first.as_slice()], *ani.actor().as_bytes());
    let mut pushes = vec![ani.envelope(&[(doc, first)])];
    for (_, raw) in poison::oddities(&victim) {
        ani.changes.insert(hash_of_change(&raw), raw.clone());
        pushes.push(ani.envelope(&[(doc, raw)]));
    }
    ani.exchange(&pushes).await.unwrap();
    let reply = budi.exchange(&[]).await.unwrap();
    assert!(budi.is_proven(&reply));
    let later = budi.edit(doc, "rt", "001");
    let push = budi.envelope(&[(doc, later.bytes)]);
    assert!(matches!(budi.exchange(&[push]).await.unwrap().entries().as_slice(), [Entry::Known { .. }]));
}

#[tokio::test]
async fn bytes_that_no_hash_covers_cannot_spoil_the_copy_that_another_brings() {
    let stage = Stage::new().await;
    let (mut ani, mut budi) = (stage.device(VILLAGE).await, stage.device(VILLAGE).await);
    let doc = new_doc();
    let honest = ani.edit(doc, "name", "Siti Contoh");
    let mut spoilt = honest.bytes.clone();
    spoilt[..8].fill(0);
    let push = budi.envelope(&[(doc, spoilt)]);
    assert_eq!(budi.exchange(&[push]).await.unwrap().codes(), ["foreign_actor"]);
    let push = ani.envelope(&[(doc, honest.bytes)]);
    assert!(matches!(ani.exchange(&[push]).await.unwrap().entries().as_slice(), [Entry::Known { .. }]));
}
