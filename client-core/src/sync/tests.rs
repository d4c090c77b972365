mod arrivals;
mod clocks;
mod damaged;
mod digests;
mod files;
mod full;
mod peer;
mod poison;
mod refused;
mod scopes;
mod unreadable;

use std::collections::BTreeSet;

use document::Intent;
use records::{DocId, Path};
use tokio::sync::mpsc;

use self::peer::{Cut, Peer};
use super::{link::LinkError, *};
use crate::{
    Filter, RecordView, State, Store,
    fixture::{Device, PASSPHRASE, TestClock, ani_and_budi},
    record::SyncState,
};

async fn sync(store: Store, peer: &Peer) -> (Store, Result<Report>) {
    sync_with(store, || peer.dial(), RetryPolicy::default(), &CancellationToken::new()).await
}

async fn sync_with(
    store: Store,
    dial: impl FnMut() -> Link,
    policy: RetryPolicy,
    cancel: &CancellationToken,
) -> (Store, Result<Report>) {
    let shared = SharedStore::new(store);
    let watch = &mut |progress| {
        if let Progress::Pushing { changes: done, of } | Progress::Reading { entries: done, of } = progress {
            assert!(done <= of, "more than there is");
        }
    };
    let report = run_over(&shared, dial, None, None, Run::new(policy), watch, cancel).await;
    (shared.into_store().unwrap(), report)
}

/// Brings a device up to date, which must be proven.
async fn up_to_date(mut device: Device, peer: &Peer) -> (Device, Report) {
    let (store, report) = sync(device.store, peer).await;
    device.store = store;
    let report = report.unwrap();
    assert!(report.equal, "{report:?}");
    device.store.check().unwrap();
    (device, report)
}

/// One exchange that is cut, after which the device gives up.
async fn cut_off(mut device: Device, peer: &Peer, cut: Cut) -> Device {
    peer.0.lock().unwrap().cut = Some(cut);
    let policy = RetryPolicy { give_up_after: Some(1) };
    let (store, ended) = sync_with(device.store, || peer.dial(), policy, &CancellationToken::new()).await;
    device.store = store;
    assert!(matches!(ended, Err(Error::Unreachable(_))), "{ended:?}");
    device
}

fn hashes_of(device: &Device, doc: DocId) -> Vec<records::ChangeHash> {
    crate::change::of_document(&device.store.db, doc).unwrap().into_iter().map(|change| change.hash).collect()
}

fn edit(device: &mut Device, doc: DocId, path: &str, value: &str) -> records::ChangeHash {
    let seen = device.store.view(doc).unwrap().heads;
    let intents = [Intent::set(path, value).unwrap()];
    device.store.edit(doc, device.officer(), &seen, &intents).unwrap().change.unwrap()
}

fn text<'a>(view: &'a RecordView, path: &str) -> Option<&'a str> {
    view.fields.get(&Path::parse(path).unwrap())?.as_text()
}

#[tokio::test(start_paused = true)]
async fn what_one_device_wrote_reaches_the_other_in_one_exchange_each() {
    let (mut ani, budi, province) = ani_and_budi();
    let peer = Peer::new(province);
    let doc = ani.worker(&[("name", "Siti Contoh")]);
    edit(&mut ani, doc, "dusun", "Lebak");

    let (ani, report) = up_to_date(ani, &peer).await;
    assert_eq!((report.exchanges, report.pushed, report.pulled, report.cuts), (1, 2, 0, 0));
    assert_eq!(ani.store.view(doc).unwrap().sync, SyncState::Receipted);

    let (budi, report) = up_to_date(budi, &peer).await;
    assert_eq!((report.exchanges, report.pushed, report.pulled), (1, 0, 2));
    assert_eq!(budi.store.view(doc).unwrap().fields, ani.store.view(doc).unwrap().fields);
    assert_eq!(budi.store.history(doc).unwrap()[1].author.officer_name, "Petugas 1");
    assert_eq!(budi.store.search("siti", 1).unwrap().len(), 1);
    assert_eq!(report.feeds, ani.store.feeds().unwrap());

    let (_, report) = up_to_date(budi, &peer).await;
    assert_eq!((report.exchanges, report.pushed, report.pulled), (1, 0, 0));
    assert!(report.bytes_up + report.bytes_down < 700, "nothing changed: {report:?}");
}

#[tokio::test(start_paused = true)]
async fn edits_of_one_field_on_two_devices_become_one_conflict_on_both() {
    let (mut ani, budi, province) = ani_and_budi();
    let peer = Peer::new(province);
    let doc = ani.worker(&[("name", "Siti Contoh")]);
    let (mut ani, _) = up_to_date(ani, &peer).await;
    let (mut budi, _) = up_to_date(budi, &peer).await;
    edit(&mut ani, doc, "dusun", "Lebak");
    edit(&mut budi, doc, "dusun", "Montong");
    let (ani, _) = up_to_date(ani, &peer).await;
    let (budi, report) = up_to_date(budi, &peer).await;
    assert_eq!(report.conflicts_open, 1);
    let (ani, _) = up_to_date(ani, &peer).await;
    let (here, there) = (ani.store.view(doc).unwrap(), budi.store.view(doc).unwrap());
    assert_eq!((here.heads, here.conflicts), (there.heads, there.conflicts));
}

#[tokio::test(start_paused = true)]
async fn a_line_cut_at_any_frame_loses_nothing_and_repeats_nothing() {
    let long = "x".repeat(1500);
    let scene = || {
        let (mut ani, mut budi, province) = ani_and_budi();
        let peer = Peer::new(province);
        for at in 0..8 {
            ani.worker(&[("name", &format!("Orang {at}")), ("note", &long)]);
            budi.worker(&[("name", &format!("Warga {at}")), ("note", &long)]);
        }
        (ani, budi, peer)
    };
    let whole = async || {
        let (ani, budi, peer) = scene();
        up_to_date(budi, &peer).await;
        let (_, report) = up_to_date(ani, &peer).await;
        let state = peer.0.lock().unwrap();
        (state.frames_up, state.frames_down, report.bytes_up)
    };
    let (up, down, bytes) = whole().await;
    assert!(up >= 3 && down >= 6, "{up} frames up, {down} down");
    let cuts = (1..=up).map(Cut::Up).chain((0..down).map(Cut::Down));
    for cut in cuts {
        let (ani, budi, peer) = scene();
        up_to_date(budi, &peer).await;
        peer.0.lock().unwrap().cut = Some(cut);
        let (ani, report) = up_to_date(ani, &peer).await;
        assert_eq!(report.cuts, 1, "{cut:?}");
        assert_eq!((report.pushed, report.pulled), (8, 8), "{cut:?}");
        assert!(report.bytes_up < bytes + 17_000, "{cut:?}: at most one frame is sent again");
        assert_eq!(ani.store.count(&Filter::default()).unwrap(), 16, "{cut:?}");
        let logged = peer.logged();
        assert_eq!(logged.iter().collect::<BTreeSet<_>>().len(), logged.len(), "{cut:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_province_restored_from_an_old_backup_is_refilled() {
    let (mut ani, _, province) = ani_and_budi();
    let peer = Peer::new(province);
    let docs: Vec<_> = (0..6).map(|at| ani.worker(&[("name", &format!("Orang {at}"))])).collect();
    let (mut ani, _) = up_to_date(ani, &peer).await;
    let logged = peer.logged();
    peer.restore(2);
    edit(&mut ani, docs[0], "dusun", "Lebak");
    let (ani, report) = up_to_date(ani, &peer).await;
    assert!(report.exchanges <= 3, "{report:?}");
    assert!(logged.iter().all(|hash| peer.logged().contains(hash)));
    assert_eq!(ani.store.status().unwrap().local, 0);
}

#[tokio::test(start_paused = true)]
async fn what_was_built_on_a_refused_change_is_written_again_without_it() {
    let (mut ani, budi, province) = ani_and_budi();
    let peer = Peer::new(province);
    let doc = ani.worker(&[("name", "Siti Contoh")]);
    let other = ani.worker(&[("name", "Rahma Contoh")]);
    let refused = edit(&mut ani, doc, "dusun", "Lebak");
    edit(&mut ani, doc, "rt", "001");
    edit(&mut ani, doc, "rw", "002");
    peer.0.lock().unwrap().unsafe_changes.insert(refused);

    let (ani, report) = up_to_date(ani, &peer).await;
    let view = ani.store.view(doc).unwrap();
    assert_eq!((text(&view, "dusun"), text(&view, "rt"), text(&view, "rw")), (None, Some("001"), Some("002")));
    assert_eq!(view.sync, SyncState::Receipted, "{report:?}");
    let aside = ani.store.status().unwrap().kept_aside;
    assert_eq!((aside.len(), aside[0].change, aside[0].state), (1, refused, State::Refused));
    assert_eq!(aside[0].reason, "unfit");
    assert_eq!(ani.store.view(other).unwrap().sync, SyncState::Receipted);

    let (budi, _) = up_to_date(budi, &peer).await;
    assert_eq!(budi.store.view(doc).unwrap().fields, view.fields);
}

#[tokio::test(start_paused = true)]
async fn a_fingerprint_that_differs_makes_the_feed_be_read_again() {
    let (mut ani, _, province) = ani_and_budi();
    let peer = Peer::new(province);
    ani.worker(&[("name", "Siti Contoh")]);
    let (ani, _) = up_to_date(ani, &peer).await;
    ani.store.db.execute("update feed set sum = randomblob(32)", []).unwrap();
    let (_, report) = up_to_date(ani, &peer).await;
    assert_eq!(report.exchanges, 2);
}

#[tokio::test(start_paused = true)]
async fn a_copied_store_becomes_another_one_and_loses_nothing() {
    let (mut ani, _, province) = ani_and_budi();
    let peer = Peer::new(province);
    let doc = ani.worker(&[("name", "Siti Contoh")]);
    let (mut ani, _) = up_to_date(ani, &peer).await;

    let copied = tempfile::tempdir().unwrap();
    ani.store.db.pragma_update_and_check(None, "wal_checkpoint", "truncate", |_| Ok(())).unwrap();
    for name in ["rantau.db", "rantau.key"] {
        std::fs::copy(ani.path().join(name), copied.path().join(name)).unwrap();
    }
    let clock = TestClock::new(77);
    let store = Store::open_at(copied.path(), PASSPHRASE, Box::new(clock.clone())).unwrap();
    let mut copy = Device { dir: copied, clock, store };

    edit(&mut ani, doc, "rt", "001");
    edit(&mut copy, doc, "rw", "002");
    edit(&mut copy, doc, "dusun", "Lebak");
    let before = copy.store.lineage().unwrap();
    let (ani, _) = up_to_date(ani, &peer).await;
    let (copy, _) = up_to_date(copy, &peer).await;
    assert_ne!(copy.store.lineage().unwrap().id, before.id);
    let (ani, _) = up_to_date(ani, &peer).await;
    let view = ani.store.view(doc).unwrap();
    assert_eq!((text(&view, "rt"), text(&view, "rw"), text(&view, "dusun")), (Some("001"), Some("002"), Some("Lebak")));
    assert_eq!(copy.store.view(doc).unwrap().fields, view.fields);
}

#[tokio::test(start_paused = true)]
async fn an_old_copy_of_the_store_gets_back_what_it_lost() {
    let (mut ani, _, province) = ani_and_budi();
    let peer = Peer::new(province);
    let doc = ani.worker(&[("name", "Siti Contoh")]);
    ani.store.db.pragma_update_and_check(None, "wal_checkpoint", "truncate", |_| Ok(())).unwrap();
    let backup = std::fs::read(ani.path().join("rantau.db")).unwrap();
    edit(&mut ani, doc, "dusun", "Lebak");
    let (mut ani, _) = up_to_date(ani, &peer).await;

    ani.store.db.pragma_update_and_check(None, "wal_checkpoint", "truncate", |_| Ok(())).unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    std::fs::write(elsewhere.path().join("rantau.db"), backup).unwrap();
    std::fs::copy(ani.path().join("rantau.key"), elsewhere.path().join("rantau.key")).unwrap();
    ani.store = Store::open_at(elsewhere.path(), PASSPHRASE, Box::new(TestClock::new(5))).unwrap();

    let (ani, _) = up_to_date(ani, &peer).await;
    assert_eq!(text(&ani.store.view(doc).unwrap(), "dusun"), Some("Lebak"));
}

#[tokio::test(start_paused = true)]
async fn an_unsafe_change_in_the_log_is_kept_aside_and_stops_nothing() {
    let (mut ani, budi, province) = ani_and_budi();
    let peer = Peer::new(province);
    let doc = ani.worker(&[("name", "Siti Contoh")]);
    let (ani, _) = up_to_date(ani, &peer).await;
    peer.log_anything(doc, b"\x85\x6f\x4a\x83no change at all".to_vec());
    let (ani, _) = {
        let mut ani = ani;
        edit(&mut ani, doc, "dusun", "Lebak");
        up_to_date(ani, &peer).await
    };
    let (budi, _) = up_to_date(budi, &peer).await;
    for device in [&ani, &budi] {
        let aside = device.store.status().unwrap().kept_aside;
        assert_eq!((aside.len(), aside[0].state), (1, State::Quarantined));
        assert_eq!(text(&device.store.view(doc).unwrap(), "dusun"), Some("Lebak"));
    }
}

#[tokio::test(start_paused = true)]
async fn a_frame_that_the_province_did_not_sign_changes_nothing() {
    let (mut ani, budi, province) = ani_and_budi();
    let peer = Peer::new(province);
    ani.worker(&[("name", "Siti Contoh")]);
    up_to_date(ani, &peer).await;
    peer.0.lock().unwrap().forge = true;
    let (store, report) = sync(budi.store, &peer).await;
    assert!(matches!(report, Err(Error::Seal(_))), "{report:?}");
    assert_eq!(store.count(&Filter::default()).unwrap(), 0);
    assert_eq!(store.feeds().unwrap()[0].seq, 0);
}

#[tokio::test(start_paused = true)]
async fn a_server_that_is_not_there_is_given_up_after_a_few_attempts() {
    let (ani, _, _) = ani_and_budi();
    let mut dials = 0;
    let nobody = || {
        dials += 1;
        let refused = LinkError { connected: false, reason: "connection refused".to_owned(), untrusted: None };
        Link { up: mpsc::channel(1).0, down: Box::pin(futures_util::stream::iter([Err(refused)])) }
    };
    let policy = RetryPolicy { give_up_after: Some(3) };
    let (_, report) = sync_with(ani.store, nobody, policy, &CancellationToken::new()).await;
    assert_eq!(report.unwrap_err().to_string(), "the server cannot be reached: connection refused");
    assert_eq!(dials, 3);
}

#[tokio::test(start_paused = true)]
async fn a_silent_server_does_not_hold_the_device_for_ever() {
    let (ani, _, _) = ani_and_budi();
    let mut held = Vec::new();
    let silent = || {
        let (up, request) = mpsc::channel(1);
        held.push(request);
        Link { up, down: Box::pin(futures_util::stream::pending()) }
    };
    let policy = RetryPolicy { give_up_after: Some(2) };
    let (_, report) = sync_with(ani.store, silent, policy, &CancellationToken::new()).await;
    assert!(matches!(report, Err(Error::Unreachable(_))), "{report:?}");
}

#[tokio::test(start_paused = true)]
async fn stopping_ends_a_wait_at_once_and_keeps_everything() {
    let (mut ani, _, province) = ani_and_budi();
    let peer = Peer::new(province);
    let doc = ani.worker(&[("name", "Siti Contoh")]);
    let cancel = CancellationToken::new();
    cancel.cancel();
    let (store, report) = sync_with(ani.store, || peer.dial(), RetryPolicy::default(), &cancel).await;
    assert!(matches!(report, Err(Error::Cancelled)));
    assert_eq!(store.view(doc).unwrap().sync, SyncState::Recorded);
}
