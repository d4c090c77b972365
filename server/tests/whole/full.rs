//! A province whose disk is full.

use rusqlite::Connection;

use crate::{
    device::new_doc,
    stage::{Stage, VILLAGE},
};

/// The pages that the database may have from now on: so many more than it has.
fn limit(stage: &Stage, more: i64) {
    let limit = move |conn: &Connection| {
        let pages: i64 = conn.pragma_query_value(None, "page_count", |row| row.get(0))?;
        Ok(conn.pragma_update_and_check(None, "max_page_count", pages + more, |_| Ok(()))?)
    };
    stage.server.store.write_blocking(limit).unwrap();
}

#[tokio::test]
async fn a_full_disk_refuses_for_the_time_being_and_loses_nothing() {
    let stage = Stage::new().await;
    let (mut ani, mut budi) = (stage.device(VILLAGE).await, stage.device(VILLAGE).await);
    let before = new_doc();
    let change = ani.edit(before, "name", "Siti Contoh");
    let push = ani.envelope(&[(before, change.bytes)]);
    ani.exchange(&[push]).await.unwrap();

    limit(&stage, 0);
    let mut pushes = Vec::new();
    let mut docs = Vec::new();
    for _ in 0..20 {
        let doc = new_doc();
        let change = ani.edit(doc, "note", &"panjang ".repeat(500));
        pushes.push(ani.envelope(&[(doc, change.bytes)]));
        docs.push(doc);
    }
    let refused = ani.exchange(&pushes).await.unwrap_err();
    assert_eq!(refused, (503, "busy".to_owned()));

    limit(&stage, 1_000_000);
    let reply = ani.exchange(&pushes).await.unwrap();
    assert!(ani.is_proven(&reply), "what it sent again is taken, what was taken is not taken twice");
    let reply = budi.exchange(&[]).await.unwrap();
    assert!(budi.is_proven(&reply));
    for doc in docs.iter().chain([&before]) {
        assert_eq!(budi.documents[doc].heads(), ani.documents[doc].heads());
    }
}
