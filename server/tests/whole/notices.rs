//! What the province makes known, and who hears of it when.

use std::collections::BTreeSet;

use records::{Deployment, DocId, Kind, RegionCode};
use server::notice::{self, Notice};
use wire::exchange::Entry;

use crate::{
    device::{Reply, new_doc},
    scopes::{check, leaves},
    stage::{OTHER_VILLAGE, Stage, VILLAGE, region},
};

const JOB_ORDER: &str = r#"
notice_kind = "JOB_ORDER"
title = "Kebun kelapa sawit"
job_order_no = "JO-2026-0001"
job_order_status = "OPEN"
quota_total = 8000
"#;

async fn publish(stage: &Stage, doc: DocId, text: &str, areas: &[&str]) {
    let areas: BTreeSet<RegionCode> = areas.iter().map(|code| region(code)).collect();
    let notice = Notice { areas: Some(areas), ..notice::read(text, Deployment::Training).unwrap() };
    stage.server.store.write(move |conn| notice::ask(conn, doc, &notice, 1)).await.unwrap();
}

/// The documents that a reply brings changes of, in its order.
fn docs(reply: &Reply) -> Vec<DocId> {
    let doc = |entry: &&Entry| if let Entry::Change { doc, .. } = entry { Some(*doc) } else { None };
    reply.entries().iter().filter_map(doc).collect()
}

#[tokio::test]
async fn a_notice_reaches_the_villages_inside_its_areas_with_their_next_exchange_and_no_others() {
    let stage = Stage::new().await;
    let (mut ani, mut budi) = (stage.device(VILLAGE).await, stage.device("52.02.01.1001").await);
    let mut office = stage.device("52.03.13").await;
    let (job, all) = (new_doc(), new_doc());
    publish(&stage, job, JOB_ORDER, &["52.03"]).await;
    publish(&stage, all, "notice_kind = \"GUIDANCE\"\ntitle = \"Hati-hati\"", &["52"]).await;
    for (device, expected) in [(&mut ani, vec![all, job]), (&mut budi, vec![all]), (&mut office, vec![all, job])] {
        let reply = device.exchange(&[]).await.unwrap();
        assert!(device.is_proven(&reply));
        assert_eq!(docs(&reply), expected);
    }
    assert_eq!(ani.text(job, "quota_total").as_deref(), Some("8000"));
    check(&stage);
}

#[tokio::test]
async fn a_revoked_job_order_is_said_before_what_the_village_wrote() {
    let stage = Stage::new().await;
    let (mut ani, mut budi) = (stage.device(VILLAGE).await, stage.device(VILLAGE).await);
    let job = new_doc();
    publish(&stage, job, JOB_ORDER, &["52.03"]).await;
    ani.exchange(&[]).await.unwrap();
    budi.exchange(&[]).await.unwrap();
    let worker = new_doc();
    let change = budi.edit(worker, "name", "Siti Contoh");
    let push = budi.envelope(&[(worker, change.bytes)]);
    budi.exchange(&[push]).await.unwrap();
    publish(&stage, job, &JOB_ORDER.replace("OPEN", "REVOKED"), &["52.03"]).await;
    let reply = ani.exchange(&[]).await.unwrap();
    assert_eq!(docs(&reply), [job, worker]);
    assert_eq!(ani.text(job, "job_order_status").as_deref(), Some("REVOKED"));
    // Withdrawn, it stays and says so.
    stage.server.store.write(move |conn| notice::ask_withdrawal(conn, job, "Salah", 1)).await.unwrap();
    ani.exchange(&[]).await.unwrap();
    assert_eq!(ani.text(job, "removed").as_deref(), Some("Salah"));
    assert_eq!(ani.text(job, "quota_total").as_deref(), Some("8000"));
    check(&stage);
}

#[tokio::test]
async fn a_notice_that_is_meant_for_other_areas_leaves_the_old_ones() {
    let stage = Stage::new().await;
    let (mut ani, mut budi) = (stage.device(VILLAGE).await, stage.device(OTHER_VILLAGE).await);
    let job = new_doc();
    publish(&stage, job, JOB_ORDER, &[VILLAGE]).await;
    ani.exchange(&[]).await.unwrap();
    publish(&stage, job, JOB_ORDER, &[OTHER_VILLAGE]).await;
    let reply = ani.exchange(&[]).await.unwrap();
    assert!(leaves(&reply) == [job] && ani.is_proven(&reply));
    let reply = budi.exchange(&[]).await.unwrap();
    assert!(docs(&reply) == [job] && budi.is_proven(&reply));
    check(&stage);
}

#[tokio::test]
async fn nobody_else_writes_a_notice() {
    let stage = Stage::new().await;
    let mut office = stage.device("52").await;
    let job = new_doc();
    publish(&stage, job, JOB_ORDER, &["52"]).await;
    office.exchange(&[]).await.unwrap();
    for (kind, code) in [(Kind::Notice, "province_only"), (Kind::Case, "other_kind")] {
        let change = office.edit(job, "note", kind.as_str());
        let push = office.envelope_of(vec![(job, kind, region("52"), change.bytes)]);
        let reply = office.exchange(&[push]).await.unwrap();
        assert!(reply.codes().contains(&code), "{:?}", reply.codes());
    }
    check(&stage);
}

#[tokio::test]
async fn a_notice_is_only_for_areas_of_the_province_and_takes_no_other_records_place() {
    let stage = Stage::new().await;
    let mut ani = stage.device(VILLAGE).await;
    let worker = new_doc();
    let change = ani.edit(worker, "name", "Siti Contoh");
    let push = ani.envelope(&[(worker, change.bytes)]);
    ani.exchange(&[push]).await.unwrap();
    let ask = |doc: DocId, area: &str| {
        let areas = Some(BTreeSet::from([region(area)]));
        let notice = Notice { areas, ..notice::read(JOB_ORDER, Deployment::Training).unwrap() };
        stage.server.store.write_blocking(move |conn| notice::ask(conn, doc, &notice, 1))
    };
    assert!(ask(new_doc(), "51").is_err() && ask(worker, "52").is_err());
    assert!(ask(new_doc(), "52").is_ok());
}
