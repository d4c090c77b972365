//! Records that moved while the log of the province began anew or was set back.

use records::{DocId, RegionCode};
use server::instruction;
use support::inside::{Device, Province};

use crate::with_workers;

fn move_away(province: &Province, doc: DocId) {
    let to = RegionCode::parse("52.03.13.2002").unwrap();
    province.server().store.write_blocking(move |conn| instruction::ask_move(conn, doc, &to, 1_795_000_000)).unwrap();
}

fn has(device: &Device, doc: DocId) -> bool {
    device.store.view(doc).is_ok()
}

#[test]
fn a_record_that_moved_leaves_although_the_log_began_anew_before_anybody_heard() {
    let (mut province, mut ani, mut budi, docs) = with_workers(6);
    ani.edit(docs[1], "rt", "009");
    move_away(&province, docs[0]);
    // Carried out while nobody else is there.
    province.enrol("rahma").sync(&province);
    province.begin_new_epoch();
    for device in [&mut ani, &mut budi] {
        let report = device.sync(&province);
        assert!(report.equal, "{report:?}");
        assert!(!has(device, docs[0]) && has(device, docs[1]));
        let status = device.store.status().unwrap();
        assert_eq!((status.parted.len(), status.leaving, status.only_here), (1, 0, 0));
    }
}

#[test]
fn a_record_is_back_where_the_province_forgot_that_it_moved() {
    let (mut province, mut ani, mut budi, docs) = with_workers(6);
    let copy = province.back_up();
    move_away(&province, docs[0]);
    for device in [&mut ani, &mut budi] {
        assert!(device.sync(&province).equal && !has(device, docs[0]));
    }
    province.restore(&copy);
    for device in [&mut ani, &mut budi] {
        let report = device.sync(&province);
        assert!(report.equal, "{report:?}");
        assert_eq!(device.text(docs[0], "name").as_deref(), Some("Orang Contoh 0"));
        assert_eq!(device.store.status().unwrap().only_here, 0);
    }
}

#[test]
fn an_edit_of_a_record_that_moved_arrives_at_a_province_that_was_set_back() {
    let (mut province, mut ani, mut budi, docs) = with_workers(6);
    move_away(&province, docs[0]);
    province.enrol("rahma").sync(&province);
    let copy = province.back_up();
    ani.edit(docs[0], "rt", "009");
    assert!(ani.sync(&province).equal && !has(&ani, docs[0]));
    let report = budi.sync(&province);
    assert!(report.equal && !has(&budi, docs[0]), "{report:?}");
    ani.edit(docs[1], "rt", "009");
    province.restore(&copy);
    for device in [&mut ani, &mut budi] {
        let report = device.sync(&province);
        assert!(report.equal, "{report:?}");
    }
    assert_eq!(budi.text(docs[1], "rt").as_deref(), Some("009"));
}
