//! A disk that is full.

use super::*;

/// The pages that the database may have from now on: so many more than it has.
fn limit(device: &Device, more: i64) {
    let pages: i64 = device.store.db.pragma_query_value(None, "page_count", |row| row.get(0)).unwrap();
    let limit = |limit: i64| {
        device.store.db.pragma_update_and_check(None, "max_page_count", limit, |_| Ok(())).unwrap();
    };
    limit(pages + more);
}

fn names(device: &Device) -> u64 {
    device.store.count(&Filter::default()).unwrap()
}

/// Budi has written a lot that Ani does not have; Ani has written something that nobody has.
async fn stage() -> (Device, DocId, Device, Peer) {
    let (mut ani, mut budi, province) = ani_and_budi();
    let peer = Peer::new(province);
    for number in 0..120 {
        budi.worker(&[("name", &format!("Contoh {number}")), ("note", &"panjang ".repeat(60))]);
    }
    let (budi, _) = up_to_date(budi, &peer).await;
    let doc = ani.worker(&[("name", "Siti Contoh")]);
    (ani, doc, budi, peer)
}

#[tokio::test(start_paused = true)]
async fn a_full_disk_stops_what_comes_and_not_what_is_sent() {
    let (mut ani, doc, budi, peer) = stage().await;
    limit(&ani, 12);
    let (store, ended) = sync(ani.store, &peer).await;
    ani.store = store;
    assert!(matches!(ended, Err(Error::DiskFull)), "{ended:?}");
    assert!(!ani.path().join("rantau.reserve").exists(), "the reserve was given");
    assert_eq!(ani.store.view(doc).unwrap().fields.len(), 1, "what was here is readable");
    ani.store.check().unwrap();
    let (budi, _) = up_to_date(budi, &peer).await;
    assert_eq!(budi.store.view(doc).unwrap().fields.len(), 1, "what was written reached the province");

    limit(&ani, 1_000_000);
    let (ani, _) = up_to_date(ani, &peer).await;
    assert_eq!(names(&ani), 121, "with room again, everything comes");
    assert!(ani.path().join("rantau.reserve").exists(), "and the reserve is there for another time");
}

#[tokio::test(start_paused = true)]
async fn what_was_written_is_sent_when_not_even_the_number_of_the_exchange_can_be_written() {
    let (mut ani, doc, budi, peer) = stage().await;
    ani.store.take_reserve();
    limit(&ani, 0);
    // What is free within the database is used up as well.
    let fill = "insert into setting (name, value) values (?, zeroblob(20000))";
    let mut number = 0;
    while ani.store.db.execute(fill, [format!("filler {number}")]).is_ok() {
        number += 1;
    }
    let (store, ended) = sync(ani.store, &peer).await;
    ani.store = store;
    assert!(matches!(ended, Err(Error::DiskFull)), "{ended:?}");
    assert!(!ani.path().join("rantau.reserve").exists(), "the reserve was given");
    let (budi, _) = up_to_date(budi, &peer).await;
    assert_eq!(budi.store.view(doc).unwrap().fields.len(), 1);
}
