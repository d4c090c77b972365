//! Bytes that a bad card changed, at every state that a change can be in.

use super::*;

/// Damages what the hash of a change covers.
fn rot(device: &Device, hash: &records::ChangeHash) {
    let rotten = device
        .store
        .db
        .execute(
            "update change set raw = cast(substr(raw, 1, 12) || x'ff' || substr(raw, 14) as blob) where hash = ?",
            [hash.as_bytes().as_slice()],
        )
        .unwrap();
    assert_eq!(rotten, 1);
}

fn rot_snapshot(device: &Device, doc: DocId) {
    let sql = "update document set snapshot = cast(x'ffff' || snapshot as blob) where id = ?";
    assert_eq!(device.store.db.execute(sql, [doc.as_bytes().as_slice()]).unwrap(), 1);
}

#[tokio::test(start_paused = true)]
async fn damaged_bytes_come_from_the_record_and_a_damaged_record_from_its_changes() {
    let (mut ani, _, _) = ani_and_budi();
    let (one, two) = (ani.worker(&[("name", "Siti Contoh")]), ani.worker(&[("name", "Budi Contoh")]));
    edit(&mut ani, one, "dusun", "Lebak");
    let before = ani.store.view(one).unwrap();
    rot(&ani, &hashes_of(&ani, one)[0]);
    rot_snapshot(&ani, two);

    let healed = ani.store.heal().unwrap();
    assert_eq!((healed.found.damaged.len(), healed.found.records.len()), (1, 2), "{healed:?}");
    let [first, second] = healed.records.as_slice() else { panic!("two records: {healed:?}") };
    let (first, second) = if first.doc == one { (first, second) } else { (second, first) };
    assert_eq!((first.damaged, first.restored, second.damaged, second.rebuilt), (1, 1, 0, true));
    assert!(ani.store.verify().unwrap().is_sound());
    assert_eq!(ani.store.view(one).unwrap().fields, before.fields);
    assert_eq!(ani.store.view(two).unwrap().fields.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn the_first_bytes_of_a_change_which_no_hash_covers_are_made_again() {
    let (mut ani, _, _) = ani_and_budi();
    let doc = ani.worker(&[("name", "Siti Contoh")]);
    ani.store.db.execute("update change set raw = cast(x'00000000' || substr(raw, 5) as blob)", []).unwrap();
    rot_snapshot(&ani, doc);
    assert_eq!(ani.store.heal().unwrap().records[0].restored, 1);
    assert!(ani.store.verify().unwrap().is_sound());
    assert_eq!(text(&ani.store.view(doc).unwrap(), "name"), Some("Siti Contoh"));
}

#[tokio::test(start_paused = true)]
async fn what_is_gone_here_is_fetched_again_ones_own_and_others() {
    let (mut ani, mut budi, province) = ani_and_budi();
    let peer = Peer::new(province);
    let doc = ani.worker(&[("name", "Siti Contoh")]);
    let (ani, _) = up_to_date(ani, &peer).await;
    (budi, _) = up_to_date(budi, &peer).await;
    edit(&mut budi, doc, "dusun", "Lebak");
    up_to_date(budi, &peer).await;
    let (mut ani, _) = up_to_date(ani, &peer).await;
    let whole = ani.store.view(doc).unwrap();
    for hash in hashes_of(&ani, doc) {
        rot(&ani, &hash);
    }
    rot_snapshot(&ani, doc);

    let healed = ani.store.heal().unwrap();
    assert_eq!((healed.records[0].damaged, healed.records[0].awaited), (2, 2), "{healed:?}");
    assert_eq!(ani.store.awaited().unwrap(), [(doc, 2)].into());
    assert_eq!(ani.store.heal().unwrap().records[0].awaited, 2, "looking twice does no harm");
    let (ani, report) = up_to_date(ani, &peer).await;
    assert!(ani.store.awaited().unwrap().is_empty());
    assert_eq!(ani.store.view(doc).unwrap().fields, whole.fields);
    assert!(ani.store.verify().unwrap().is_sound(), "{report:?}");
    assert_eq!(ani.store.history(doc).unwrap()[0].author.officer_name, "Petugas 1");
}

#[tokio::test(start_paused = true)]
async fn what_was_never_sent_is_written_again_from_what_was_meant() {
    for is_sent in [false, true] {
        let (mut ani, budi, province) = ani_and_budi();
        let peer = Peer::new(province);
        let doc = ani.worker(&[("name", "Siti Contoh")]);
        (ani, _) = up_to_date(ani, &peer).await;
        let lost = edit(&mut ani, doc, "dusun", "Lebak");
        edit(&mut ani, doc, "rt", "004");
        let other = ani.worker(&[("name", "Budi Contoh")]);
        if is_sent {
            ani = cut_off(ani, &peer, Cut::Up(1)).await;
        }
        rot(&ani, &lost);
        rot_snapshot(&ani, doc);

        let healed = ani.store.heal().unwrap();
        assert_eq!((healed.records[0].damaged, healed.records[0].written_again), (1, 1), "{healed:?}");
        let (ani, _) = up_to_date(ani, &peer).await;
        let (budi, _) = up_to_date(budi, &peer).await;
        for device in [&ani, &budi] {
            let view = device.store.view(doc).unwrap();
            assert_eq!((text(&view, "dusun"), text(&view, "rt")), (Some("Lebak"), Some("004")), "{is_sent}");
            assert!(view.conflicts.is_empty());
            device.store.view(other).unwrap();
        }
        assert!(ani.store.verify().unwrap().is_sound());
    }
}

#[tokio::test(start_paused = true)]
async fn a_change_that_the_province_has_although_nobody_said_so_comes_back_whole() {
    let (mut ani, _, province) = ani_and_budi();
    let peer = Peer::new(province);
    let doc = ani.worker(&[("name", "Siti Contoh")]);
    let mut ani = cut_off(ani, &peer, Cut::Down(0)).await;
    rot(&ani, &peer.logged()[0]);
    rot_snapshot(&ani, doc);
    assert_eq!(ani.store.heal().unwrap().records[0].written_again, 1);

    let (ani, _) = up_to_date(ani, &peer).await;
    assert!(ani.store.awaited().unwrap().is_empty());
    assert!(ani.store.verify().unwrap().is_sound());
    assert_eq!(text(&ani.store.view(doc).unwrap(), "name"), Some("Siti Contoh"));
}

#[tokio::test(start_paused = true)]
async fn a_receipt_that_does_not_verify_is_signed_anew() {
    let (mut ani, _, province) = ani_and_budi();
    let peer = Peer::new(province);
    let doc = ani.worker(&[("name", "Siti Contoh")]);
    (ani, _) = up_to_date(ani, &peer).await;
    ani.store.db.execute("update vouched set label = x'00'", []).unwrap();
    assert_eq!(ani.store.heal().unwrap().found.unproven, 1);
    let (ani, _) = up_to_date(ani, &peer).await;
    assert!(ani.store.verify().unwrap().is_sound());
    assert!(ani.store.receipts(doc).unwrap()[0].logged.is_some());
}
