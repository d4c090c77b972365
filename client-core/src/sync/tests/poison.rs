//! A province that logged every poison of the catalogue.

use std::collections::BTreeMap;

use document::guard;
use records::ChangeHash;
use testkit::poison::{self, Poison, Victim};

use super::*;

/// Records of a device's own, each with a poison that is aimed at it. What the province's word lets in is none here: it
/// would use up a number of the device.
fn aimed_at(device: &mut Device) -> Vec<(DocId, Poison)> {
    let mut aimed = Vec::new();
    for at in 0.. {
        let doc = device.worker(&[(poison::FIELD, &format!("Orang {at}"))]);
        let Some(poison) = poison::catalogue(&victim(device, doc)).into_iter().nth(at) else { break };
        aimed.push((doc, poison));
    }
    aimed.retain(|(_, poison)| !poison.harmless);
    aimed
}

fn victim(device: &Device, doc: DocId) -> Victim {
    let changes = crate::change::of_document(&device.store.db, doc).unwrap();
    let raws: Vec<_> = changes.iter().map(|change| crate::change::raw(&device.store.db, change.id).unwrap()).collect();
    let author = guard::inspect(&raws[0]).unwrap().actor.unwrap();
    Victim::of(raws.iter().map(Vec::as_slice), *author.as_bytes())
}

fn kept_aside(device: &Device) -> BTreeMap<ChangeHash, (DocId, State, String)> {
    let aside = device.store.status().unwrap().kept_aside;
    aside.into_iter().map(|aside| (aside.change, (aside.doc, aside.state, aside.reason))).collect()
}

#[tokio::test(start_paused = true)]
async fn is_kept_aside_and_named_and_everything_else_applies() {
    let (mut ani, budi, province) = ani_and_budi();
    let peer = Peer::new(province);
    let aimed = aimed_at(&mut ani);
    let (mut ani, _) = up_to_date(ani, &peer).await;
    for (doc, poison) in &aimed {
        peer.log_anything(*doc, poison.raw.clone());
        edit(&mut ani, *doc, "dusun", "Lebak");
    }
    let (ani, _) = up_to_date(ani, &peer).await;
    let (mut budi, _) = up_to_date(budi, &peer).await;

    let named = |(doc, poison): &(DocId, Poison)| {
        (wire::hash_of_change(&poison.raw), (*doc, State::Quarantined, poison.code.to_owned()))
    };
    let expected: BTreeMap<_, _> = aimed.iter().map(named).collect();
    assert!(expected.len() > 50);
    assert!(kept_aside(&budi) == expected, "as they were found out first");
    assert!(kept_aside(&ani).keys().eq(expected.keys()), "where some numbers were used meanwhile");
    for device in [&ani, &budi] {
        for (doc, Poison { what, .. }) in &aimed {
            assert_eq!(text(&device.store.view(*doc).unwrap(), "dusun"), Some("Lebak"), "{what}");
        }
    }

    for (doc, _) in &aimed {
        edit(&mut budi, *doc, "rt", "001");
    }
    let (budi, _) = up_to_date(budi, &peer).await;
    let (ani, _) = up_to_date(ani, &peer).await;
    assert!(aimed.iter().all(|(doc, _)| text(&ani.store.view(*doc).unwrap(), "rt") == Some("001")));
    assert!(kept_aside(&budi) == expected);
}

#[tokio::test(start_paused = true)]
async fn comes_again_with_every_reading_and_changes_nothing() {
    let (mut ani, budi, province) = ani_and_budi();
    let peer = Peer::new(province);
    let aimed = aimed_at(&mut ani);
    up_to_date(ani, &peer).await;
    aimed.iter().for_each(|(doc, poison)| peer.log_anything(*doc, poison.raw.clone()));
    let (mut budi, _) = up_to_date(budi, &peer).await;
    let before = (kept_aside(&budi), budi.store.feeds().unwrap());
    budi.store.write(|tx, _| crate::feed::forget_all(tx)).unwrap();
    let (budi, _) = up_to_date(budi, &peer).await;
    assert_eq!((kept_aside(&budi), budi.store.feeds().unwrap()), before);
}

#[tokio::test(start_paused = true)]
async fn that_is_only_odd_disturbs_nobody() {
    let (mut ani, budi, province) = ani_and_budi();
    let peer = Peer::new(province);
    let doc = ani.worker(&[(poison::FIELD, "Siti Contoh")]);
    let (ani, _) = up_to_date(ani, &peer).await;
    for (_, raw) in poison::oddities(&victim(&ani, doc)) {
        peer.log_anything(doc, raw);
    }
    let (mut ani, _) = up_to_date(ani, &peer).await;
    edit(&mut ani, doc, "dusun", "Lebak");
    up_to_date(ani, &peer).await;
    let (budi, _) = up_to_date(budi, &peer).await;
    assert_eq!(text(&budi.store.view(doc).unwrap(), "dusun"), Some("Lebak"));
    assert_eq!(budi.store.history(doc).unwrap().first().map(|entry| entry.edits.len()), Some(1));
}
