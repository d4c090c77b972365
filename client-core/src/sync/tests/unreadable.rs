//! A record that cannot be read, from its snapshot or from its changes.

use super::*;

/// Spoils a record's snapshot and one of its changes; gives the change's bytes.
fn spoil(device: &Device, doc: DocId) -> Vec<u8> {
    let db = &device.store.db;
    let id = crate::sql::Sql(doc);
    db.execute("update document set snapshot = x'00' where id = ?", [&id]).unwrap();
    let raw =
        db.query_row("select raw from change where doc = ? order by id limit 1", [&id], |row| row.get(0)).unwrap();
    db.execute("update change set raw = x'00' where raw = ?", [&raw]).unwrap();
    raw
}

fn mend(device: &Device, raw: &[u8]) {
    device.store.db.execute("update change set raw = ? where raw = x'00'", [raw]).unwrap();
}

#[tokio::test(start_paused = true)]
async fn stops_only_itself_and_takes_in_what_came_meanwhile_when_it_can_be_read_again() {
    let (mut ani, budi, province) = ani_and_budi();
    let peer = Peer::new(province);
    let (sick, healthy) = (ani.worker(&[("name", "Siti Contoh")]), ani.worker(&[("name", "Rahma Contoh")]));
    let (mut ani, _) = up_to_date(ani, &peer).await;
    let (mut budi, _) = up_to_date(budi, &peer).await;
    edit(&mut ani, sick, "dusun", "Lebak");
    edit(&mut ani, healthy, "dusun", "Montong");
    let (ani, _) = up_to_date(ani, &peer).await;

    let raw = spoil(&budi, sick);
    let report;
    (budi.store, report) = sync(budi.store, &peer).await;
    let report = report.unwrap();
    assert!(report.equal && report.pulled == 2, "the log is the same: {report:?}");
    assert_eq!(budi.store.view(healthy).unwrap().fields, ani.store.view(healthy).unwrap().fields);
    assert!(matches!(budi.store.view(sick), Err(Error::Document(_))));
    let aside = budi.store.status().unwrap().kept_aside;
    let expected = (1, sick, State::Waiting, "document_unreadable");
    assert_eq!((aside.len(), aside[0].doc, aside[0].state, aside[0].reason.as_str()), expected);

    assert!(matches!(budi.reopen().view(sick), Err(Error::Document(_))), "trying again harms nothing");
    mend(&budi, &raw);
    let store = budi.reopen();
    assert_eq!(store.view(sick).unwrap().fields, ani.store.view(sick).unwrap().fields);
    assert!(store.status().unwrap().kept_aside.is_empty());
    store.check().unwrap();
}

#[tokio::test(start_paused = true)]
async fn does_not_keep_a_copied_store_from_becoming_another_one() {
    let (mut ani, _, province) = ani_and_budi();
    let peer = Peer::new(province);
    let (sick, healthy) = (ani.worker(&[("name", "Siti Contoh")]), ani.worker(&[("name", "Rahma Contoh")]));
    let (mut ani, _) = up_to_date(ani, &peer).await;
    let waiting = edit(&mut ani, sick, "dusun", "Lebak");
    edit(&mut ani, healthy, "dusun", "Montong");
    spoil(&ani, sick);
    ani.store.renew_lineage(crate::lineage::Reason::Forked).unwrap();
    let report;
    (ani.store, report) = sync(ani.store, &peer).await;
    assert!(report.unwrap().equal);
    assert_eq!(ani.store.view(healthy).unwrap().sync, SyncState::Receipted);
    let kept: i64 = ani
        .store
        .db
        .query_row("select count(*) from change where hash = ?", [crate::sql::Sql(waiting)], |row| row.get(0))
        .unwrap();
    assert_eq!(kept, 1);
}
