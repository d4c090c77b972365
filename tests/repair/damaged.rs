//! Bytes that a bad card damaged are fetched again from the province: nobody else's change, and none of one's own, is lost.

use crate::with_workers;

/// Damages what the hash of a change covers.
const ROT: &str = "update change set raw = cast(substr(raw, 1, 12) || x'ff' || substr(raw, 14) as blob)";

#[test]
fn a_device_whose_bytes_and_records_are_damaged_has_them_again_after_one_comparison() {
    let (province, mut ani, mut budi, docs) = with_workers(30);
    budi.edit(docs[3], "rt", "004");
    assert!(budi.sync(&province).equal && ani.sync(&province).equal);
    let before: Vec<_> = docs.iter().map(|doc| ani.store.view(*doc).unwrap()).collect();
    ani.edit(docs[4], "rt", "005");
    ani.rot(&format!("{ROT} where id <= 5 or id > 30"));
    ani.rot("update document set snapshot = x'00'");

    let healed = ani.store.heal().unwrap();
    assert_eq!((healed.found.damaged.len(), healed.found.records.len()), (7, 30));
    let sum = |count: fn(&client_core::verify::Healing) -> u64| healed.records.iter().map(count).sum::<u64>();
    assert_eq!((sum(|record| record.awaited), sum(|record| record.written_again)), (6, 1));
    assert_eq!(sum(|record| u64::from(record.rebuilt)), 30);
    // Records that nothing damaged beside their snapshot are there at once.
    assert_eq!(ani.store.view(docs[20]).unwrap().fields, before[20].fields);

    let report = ani.sync(&province);
    assert!(report.equal, "{report:?}");
    assert!(ani.store.awaited().unwrap().is_empty());
    assert!(ani.store.verify().unwrap().is_sound());
    for (doc, before) in docs.iter().zip(&before).filter(|(doc, _)| **doc != docs[4]) {
        assert_eq!(ani.store.view(*doc).unwrap().fields, before.fields);
    }
    assert_eq!(ani.text(docs[4], "rt").as_deref(), Some("005"), "what was not sent was meant all the same");
    assert!(budi.sync(&province).equal);
    assert_eq!(budi.text(docs[4], "rt").as_deref(), Some("005"));
    assert!(report.bytes_down < 20_000, "what is sound is not fetched again: {report:?}");
}
