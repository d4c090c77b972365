//! Records that leave: moved, or of a village that the device serves no longer.

use super::*;
use crate::leaving::{Parted, Reason, Reviewed};

/// A device with two records that the province has; the first is the one that will leave.
async fn two_records() -> (Device, Peer, DocId, DocId) {
    let (mut ani, _, province) = ani_and_budi();
    let peer = Peer::new(province);
    let doc = ani.worker(&[("name", "Siti Contoh"), ("nik", "5203134107900000"), ("dusun", "Lebak")]);
    let stays = ani.worker(&[("name", "Rahma Contoh")]);
    let (ani, _) = up_to_date(ani, &peer).await;
    (ani, peer, doc, stays)
}

/// How many rows of any table have a document or one of its changes in them, but for those that say that it left.
fn traces(device: &Device, doc: DocId, changes: &[records::ChangeHash]) -> usize {
    let db = &device.store.db;
    let mut tables = db.prepare("select name from sqlite_schema where type = 'table'").unwrap();
    let tables: Vec<String> = tables.query_map([], |row| row.get(0)).unwrap().map(rusqlite::Result::unwrap).collect();
    let needles: Vec<Vec<u8>> =
        changes.iter().map(|hash| hash.as_bytes().to_vec()).chain([doc.as_bytes().to_vec()]).collect();
    let mut found = 0;
    for table in tables.iter().filter(|name| !["parted", "reviewed", "envelope"].contains(&name.as_str())) {
        let mut rows = db.prepare(&format!("select * from \"{table}\"")).unwrap();
        let width = rows.column_count();
        let mut rows = rows.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            let cells = (0..width).filter_map(|at| row.get_ref(at).unwrap().as_bytes_or_null().ok().flatten());
            let has = |cell: &[u8]| needles.iter().any(|needle| cell.windows(needle.len()).any(|part| part == needle));
            found += cells.filter(|cell| has(cell)).count();
        }
    }
    found
}

fn reviewed(doc: DocId, change: records::ChangeHash, outcome: &str) -> Vec<Reviewed> {
    vec![Reviewed { doc, change, code: "late".to_owned(), outcome: outcome.to_owned() }]
}

#[tokio::test(start_paused = true)]
async fn a_record_that_moved_away_is_dropped_with_all_that_was_known_of_it() {
    let (ani, peer, doc, stays) = two_records().await;
    let hashes = hashes_of(&ani, doc);
    assert!(traces(&ani, doc, &hashes) > 5, "there is something to be found");
    peer.leave(doc);
    let (ani, _) = up_to_date(ani, &peer).await;
    assert!(matches!(ani.store.view(doc), Err(Error::NoSuchRecord(_))));
    assert_eq!(traces(&ani, doc, &hashes), 0);
    assert!(ani.store.search("siti", 5).unwrap().is_empty());
    let status = ani.store.status().unwrap();
    assert_eq!((status.records, status.leaving, status.only_here), (1, 0, 0));
    assert_eq!(status.parted, [Parted { doc, reason: Reason::Moved, at: crate::Clock::now(&ani.clock) }]);
    // What was signed of the other record still proves it, although the frame held both.
    let change = crate::change::find(&ani.store.db, &hashes_of(&ani, stays)[0]).unwrap().unwrap();
    assert!(ani.store.view(stays).is_ok() && change.state == State::Logged);
}

#[tokio::test(start_paused = true)]
async fn a_late_edit_is_handed_in_before_its_record_goes_and_its_outcome_is_told() {
    let (mut ani, peer, doc, _) = two_records().await;
    let late = edit(&mut ani, doc, "dusun", "Timur");
    peer.leave(doc);
    let (ani, _) = up_to_date(ani, &peer).await;
    let status = ani.store.status().unwrap();
    assert_eq!((status.parted.len(), status.leaving, status.local), (1, 0, 0));
    assert_eq!(status.reviewed, reviewed(doc, late, ""));
    peer.review(late, "undone");
    let (ani, _) = up_to_date(ani, &peer).await;
    assert_eq!(ani.store.status().unwrap().reviewed, reviewed(doc, late, "undone"));
}

#[tokio::test(start_paused = true)]
async fn what_was_written_of_another_villages_person_stays_until_it_was_reviewed_and_then_goes() {
    for told_before in [true, false] {
        let (mut ani, peer, _, _) = two_records().await;
        let doc = ani.worker(&[("name", "Budi Contoh"), ("nik", "5203131207900000")]);
        let change = hashes_of(&ani, doc)[0];
        peer.0.lock().unwrap().elsewhere.insert(doc);
        if told_before {
            (ani, _) = up_to_date(ani, &peer).await;
            let status = ani.store.status().unwrap();
            assert_eq!((status.leaving, status.parted.len(), status.flagged, status.only_here), (1, 0, 1, 0));
            assert_eq!(text(&ani.store.view(doc).unwrap(), "name"), Some("Budi Contoh"));
            assert_eq!((status.reviewed[0].change, status.reviewed[0].code.as_str()), (change, "elsewhere"));
        } else {
            ani = cut_off(ani, &peer, Cut::Down(0)).await;
        }
        peer.review(change, "accepted");
        let (ani, _) = up_to_date(ani, &peer).await;
        let status = ani.store.status().unwrap();
        assert!(matches!(ani.store.view(doc), Err(Error::NoSuchRecord(_))));
        assert_eq!((status.leaving, status.parted[0].doc, status.parted[0].reason), (0, doc, Reason::Elsewhere));
        assert_eq!(status.reviewed[0].outcome, "accepted");
        assert_eq!(traces(&ani, doc, &[change]), 0);
        up_to_date(ani, &peer).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_record_stays_until_every_edit_of_it_has_its_verdict() {
    let (mut ani, peer, doc, _) = two_records().await;
    let late = edit(&mut ani, doc, "dusun", "Timur");
    peer.leave(doc);
    peer.0.lock().unwrap().holds = true;
    let (mut ani, _) = up_to_date(ani, &peer).await;
    let status = ani.store.status().unwrap();
    assert_eq!((status.parted.len(), status.leaving, status.held), (0, 1, 1));
    assert_eq!(text(&ani.store.view(doc).unwrap(), "dusun"), Some("Timur"), "it is here, with the edit");
    // As long as it is here, it can be written.
    let second = edit(&mut ani, doc, "note", "x");
    peer.release();
    let (ani, _) = up_to_date(ani, &peer).await;
    let status = ani.store.status().unwrap();
    assert_eq!((status.parted.len(), status.leaving), (1, 0));
    let told: BTreeSet<_> = status.reviewed.iter().map(|edit| edit.change).collect();
    assert_eq!(told, BTreeSet::from([late, second]));
}

#[tokio::test(start_paused = true)]
async fn a_record_that_comes_back_is_as_it_was() {
    let (ani, peer, doc, _) = two_records().await;
    let before = ani.store.view(doc).unwrap();
    peer.leave(doc);
    let (ani, _) = up_to_date(ani, &peer).await;
    peer.enter(doc);
    let (ani, _) = up_to_date(ani, &peer).await;
    assert_eq!(ani.store.view(doc).unwrap().fields, before.fields);
    // Gone and back before the device hears of either: nothing happens to it.
    peer.leave(doc);
    peer.enter(doc);
    let (ani, _) = up_to_date(ani, &peer).await;
    assert_eq!(ani.store.view(doc).unwrap().fields, before.fields);
    assert_eq!(ani.store.status().unwrap().leaving, 0);
}

#[tokio::test(start_paused = true)]
async fn the_records_of_a_village_go_with_it_and_come_with_it() {
    let (ani, peer, doc, stays) = two_records().await;
    let both = [doc, stays].map(|doc| ani.store.view(doc).unwrap().fields);
    peer.0.lock().unwrap().follows = false;
    let (ani, _) = up_to_date(ani, &peer).await;
    let status = ani.store.status().unwrap();
    assert_eq!(status.parted.iter().map(|parted| parted.reason).collect::<Vec<_>>(), [Reason::Scope; 2]);
    assert!(status.feeds.is_empty() && status.records == 0);
    {
        let mut state = peer.0.lock().unwrap();
        state.follows = true;
        state.forget_who_pushed();
    }
    let (ani, _) = up_to_date(ani, &peer).await;
    assert_eq!([doc, stays].map(|doc| ani.store.view(doc).unwrap().fields), both);
}

#[tokio::test(start_paused = true)]
async fn what_was_signed_together_with_a_record_that_left_is_signed_anew_where_it_was_lost() {
    let (ani, peer, doc, stays) = two_records().await;
    peer.leave(doc);
    let (ani, _) = up_to_date(ani, &peer).await;
    peer.restore(0);
    let (ani, _) = up_to_date(ani, &peer).await;
    assert_eq!(peer.logged(), hashes_of(&ani, stays), "and what left is not there");
}
