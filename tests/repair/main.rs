//! Whatever made device and province differ is found and mended, at a cost that follows from what differs.

mod damaged;
mod held;
mod moved;

use std::collections::BTreeMap;

use client_core::{State, sync::Report};
use records::{ChangeHash, DocId};
use server::{
    pen::Pen,
    standing::{self, RegistryWord},
};
use support::inside::{Device, Province};

fn bytes(report: &Report) -> usize {
    usize::try_from(report.bytes_up + report.bytes_down).unwrap()
}

/// A province with the workers of one device, known to another.
fn with_workers(count: usize) -> (Province, Device, Device, Vec<DocId>) {
    let province = Province::new();
    let (mut ani, mut budi) = (province.enrol("ani"), province.enrol("budi"));
    let docs = (0..count).map(|number| ani.worker(&format!("Orang Contoh {number}"))).collect();
    assert!(ani.sync(&province).equal && budi.sync(&province).equal);
    (province, ani, budi, docs)
}

fn register(province: &Province, worker: DocId) {
    let server = province.server();
    let standing = server.keys.deployment.standing_doc_id(worker);
    let pen = Pen::of(server, server.epoch());
    let word =
        RegistryWord { worker, standing, target: "uji".to_owned(), id: Some("R-1".to_owned()), status: "accepted" };
    server.store.write_blocking(move |conn| standing::write(conn, &pen, &word, 1_795_000_000)).unwrap();
}

fn lost(before: &BTreeMap<ChangeHash, usize>, after: &BTreeMap<ChangeHash, usize>) -> usize {
    before.iter().filter(|(hash, _)| !after.contains_key(hash)).map(|(_, size)| size).sum()
}

#[test]
fn a_province_that_was_set_back_gets_everybodys_changes_from_whoever_comes_first() {
    let (mut province, mut ani, mut budi, docs) = with_workers(12);
    let copy = province.back_up();
    for doc in &docs[..5] {
        ani.edit(*doc, "rt", "009");
    }
    let new = ani.worker("Orang Baru");
    assert!(ani.sync(&province).equal);
    register(&province, docs[0]);
    assert!(budi.sync(&province).equal);
    let before = province.logged();

    province.restore(&copy);
    assert!(lost(&before, &province.logged()) > 0);
    budi.edit(docs[1], "rw", "004");
    let report = budi.sync(&province);
    assert!(report.equal, "{report:?}");
    assert_eq!(lost(&before, &province.logged()), 0, "ani's and the province's own, without ani");
    assert_eq!(budi.store.status().unwrap().only_here, 0);

    let report = ani.sync(&province);
    assert!(report.equal, "{report:?}");
    assert_eq!(ani.text(docs[1], "rw").as_deref(), Some("004"));
    for device in [&ani, &budi] {
        assert_eq!(device.text(new, "name").as_deref(), Some("Orang Baru"));
        let view = device.store.view(docs[0]).unwrap();
        assert_eq!(view.registry["uji"].id.as_deref(), Some("R-1"));
        assert_eq!(device.store.history(docs[2]).unwrap().last().unwrap().author.officer_name, "Petugas ani");
    }
}

#[test]
fn what_differs_costs_four_round_trips_and_about_its_own_bytes() {
    for edited in [1, 30, 300] {
        let (mut province, mut ani, mut budi, docs) = with_workers(300);
        let copy = province.back_up();
        for doc in &docs[..edited] {
            ani.edit(*doc, "note", "Bekerja di luar negeri sejak tahun lalu, kembali bulan depan.");
        }
        assert!(ani.sync(&province).equal && budi.sync(&province).equal);
        let before = province.logged();
        province.restore(&copy);
        let missing = lost(&before, &province.logged());

        let report = budi.sync(&province);
        assert!(report.equal, "{report:?}");
        assert_eq!(lost(&before, &province.logged()), 0);
        // One more tells that the log is another one.
        assert!(report.exchanges <= 1 + 4, "{edited} edited: {report:?}");
        assert!(bytes(&report) <= 2 * missing + (40 << 10), "{edited} edited, {missing} bytes missing: {report:?}");
    }
}

#[test]
fn a_log_that_lost_nothing_is_told_apart_without_comparing() {
    let (mut province, mut ani, _, _) = with_workers(100);
    province.begin_new_epoch();
    let report = ani.sync(&province);
    assert!(report.equal && report.mended.is_empty(), "{report:?}");
    assert!(bytes(&report) < 2_000, "{report:?}");
}

#[test]
fn comparing_when_all_is_equal_says_so_for_a_few_hundred_bytes() {
    let (province, mut ani, _, _) = with_workers(300);
    let report = ani.verify(&province);
    assert!(report.equal, "{report:?}");
    let [feed] = report.mended.as_slice() else { panic!("one feed: {report:?}") };
    assert_eq!((feed.records, feed.differing, feed.added, feed.absent, feed.complete), (300, 0, 0, 0, true));
    assert!(report.exchanges <= 2 && bytes(&report) < 2_000, "{report:?}");
}

#[test]
fn every_change_has_its_receipt_and_the_store_is_what_it_says() {
    let (province, mut ani, _, docs) = with_workers(3);
    ani.edit(docs[0], "rt", "009");
    let receipts = ani.store.receipts(docs[0]).unwrap();
    let states: Vec<_> = receipts.iter().map(|receipt| (receipt.state, receipt.logged.is_some())).collect();
    assert_eq!(states, [(State::Logged, true), (State::Local, false)]);
    assert!(ani.sync(&province).equal);
    let receipts = ani.store.receipts(docs[0]).unwrap();
    let proof = receipts[1].logged.as_ref().unwrap();
    assert_eq!((proof.seq, proof.epoch), (Some(4), province.server().epoch().id));
    assert_eq!(receipts.len(), 2);

    let found = ani.store.verify().unwrap();
    assert!(found.is_sound(), "{found:?}");
    assert_eq!((found.changes, found.vouchers > 0), (4, true));
}

/// Takes one entry out of the log, or puts it back, as no honest server would.
fn turn(province: &Province, kind: &'static str) {
    let feed = format!("{}/village", support::VILLAGE).parse().unwrap();
    province.sql(move |conn| conn.execute("update log set kind = ? where seq = 3", [kind]));
    let read = province.server().store.read_blocking(|conn| server::store::feeds::recompute(conn, &feed));
    let (_, _, fingerprint) = read.unwrap();
    province.sql(move |conn| {
        let count = fingerprint.count.cast_signed();
        conn.execute("update feed set count = ?, fingerprint = ?", rusqlite::params![count, fingerprint.sum])
    });
}

#[test]
fn a_feed_that_differs_without_any_reason_is_mended_in_both_directions() {
    let (province, mut ani, mut budi, _) = with_workers(40);
    turn(&province, "void");
    for device in [&mut ani, &mut budi] {
        let report = device.sync(&province);
        assert_eq!((report.mended[0].differing, report.mended[0].absent), (1, 1), "{report:?}");
        assert!(!report.equal, "one change is here only: {report:?}");
        assert_eq!(device.store.status().unwrap().only_here, 1);
    }
    turn(&province, "change");
    for device in [&mut ani, &mut budi] {
        let report = device.sync(&province);
        assert!(report.equal, "{report:?}");
        assert_eq!((report.mended[0].differing, report.mended[0].absent), (1, 0), "{report:?}");
        assert_eq!(device.store.status().unwrap().only_here, 0);
    }
}

#[test]
fn a_province_whose_own_count_is_wrong_is_not_compared_for_ever() {
    let (province, mut ani, _, _) = with_workers(5);
    province.sql(|conn| conn.execute("update feed set fingerprint = randomblob(32)", []));
    let report = ani.sync(&province);
    assert!(!report.equal, "{report:?}");
    assert!(report.exchanges <= 7, "{report:?}");
}

#[test]
fn a_device_that_was_set_back_keeps_its_cursor_and_reads_only_what_it_lost() {
    let (province, mut ani, mut budi, docs) = with_workers(100);
    let copy = budi.copy();
    for doc in &docs[..3] {
        ani.edit(*doc, "rt", "009");
    }
    assert!(ani.sync(&province).equal);
    budi.edit(docs[9], "rw", "004");
    assert!(budi.sync(&province).equal);
    budi.restore(&copy);
    budi.edit(docs[8], "rw", "005");
    let report = budi.sync(&province);
    assert!(report.equal, "{report:?}");
    assert!(report.pulled <= 5, "nothing is read from the start: {report:?}");
    assert_eq!(budi.text(docs[9], "rw").as_deref(), Some("004"));
    assert_eq!(budi.text(docs[8], "rw").as_deref(), Some("005"));
}
