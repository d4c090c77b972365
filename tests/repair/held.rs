//! A change that arrives before what it depends on: the province asks for that, and whoever has it brings it.

use std::collections::BTreeMap;

use client_core::State;
use server::store::inbox;
use support::inside::{Device, Province};

fn states(province: &Province) -> BTreeMap<&'static str, u64> {
    let counts = province.server().store.read_blocking(inbox::count_by_state).unwrap();
    counts.into_iter().filter(|(_, count)| *count > 0).collect()
}

/// A province that was set back to before it had a worker, and budi, whose edit of that worker it never had. Ani made the
/// worker.
fn set_back() -> (Province, Device, Device, records::DocId) {
    let mut province = Province::new();
    let (mut ani, mut budi) = (province.enrol("ani"), province.enrol("budi"));
    let copy = province.back_up();
    let doc = ani.worker("Orang Contoh");
    assert!(ani.sync(&province).equal && budi.sync(&province).equal);
    budi.edit(doc, "rt", "009");
    province.restore(&copy);
    (province, ani, budi, doc)
}

#[test]
fn what_a_held_change_waits_for_is_brought_by_the_device_that_built_on_it() {
    let (province, _, mut budi, doc) = set_back();
    let report = budi.sync(&province);
    assert!(report.equal, "{report:?}");
    assert_eq!(states(&province), BTreeMap::from([("logged", 2)]));
    assert_eq!(budi.store.view(doc).unwrap().kept_aside.len(), 0);
}

#[test]
fn what_a_held_change_waits_for_is_brought_by_another_device_where_the_first_cannot_prove_it() {
    let (province, mut ani, mut budi, doc) = set_back();
    // As in a store from before there were receipts of single changes.
    budi.rot("delete from voucher");
    let report = budi.sync(&province);
    assert!(!report.equal, "{report:?}");
    assert_eq!(states(&province), BTreeMap::from([("held", 1)]));
    let own = budi.store.receipts(doc).unwrap();
    assert_eq!((own[0].state, own[0].reason.as_str()), (State::Held, "missing_dependency"));
    assert_eq!(budi.store.status().unwrap().held, 1);

    assert!(ani.sync(&province).equal);
    assert_eq!(states(&province), BTreeMap::from([("logged", 2)]), "what was held went on by itself");
    assert_eq!(ani.text(doc, "rt").as_deref(), Some("009"), "and came along at once");
    let report = budi.sync(&province);
    assert!(report.equal, "{report:?}");
    let status = budi.store.status().unwrap();
    assert_eq!((status.held, status.only_here), (0, 0));
    assert!(budi.store.receipts(doc).unwrap()[0].logged.is_some());
}
