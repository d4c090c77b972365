//! Who gets to read which kind of record: real stores and a real province in one process.

use anyhow::{Context, Result};
use client_core::{Error, NewRecord};
use records::{DocId, Kind};
use support::{
    Stage, VILLAGE,
    inside::{Device, Province, region},
};

const DISTRICT: &str = "52.03.13";
const NARRATIVE: &str = "Upah tidak dibayar tiga bulan";

fn holds(device: &Device, doc: DocId) -> bool {
    device.store.view(doc).is_ok()
}

/// A complaint, a screening and what is confidential of a worker.
fn withheld(device: &mut Device, worker: DocId) -> [DocId; 3] {
    let worker = worker.to_string();
    let case = device.record_of(VILLAGE, Kind::Case, &[("worker", &worker), ("narrative", NARRATIVE)]);
    let screening = device.record_of(VILLAGE, Kind::Screening, &[("worker", &worker), ("answer/r01", "YES")]);
    let confidential = device.record_of(VILLAGE, Kind::Confidential, &[("worker", &worker), ("bank_name", "Bank")]);
    [case, screening, confidential]
}

#[test]
fn a_complaint_reaches_the_office_and_its_answer_whoever_made_it_and_no_peer() {
    let province = Province::new();
    let (mut ani, mut budi) = (province.enrol("Ani"), province.enrol("Budi"));
    let mut office = province.enrol_for("Kantor", DISTRICT);
    let worker = ani.worker("Contoh Satu");
    let docs = withheld(&mut ani, worker);
    assert!(ani.sync(&province).equal);
    assert!(budi.sync(&province).equal);
    assert!(holds(&budi, worker) && !docs.iter().any(|doc| holds(&budi, *doc)), "a peer has the worker only");
    assert!(office.sync(&province).equal);
    assert!(docs.iter().all(|doc| holds(&office, *doc)));
    office.edit(docs[0], "severity", "URGENT");
    assert!(office.sync(&province).equal);
    assert!(ani.sync(&province).equal && budi.sync(&province).equal);
    assert_eq!(ani.text(docs[0], "severity").as_deref(), Some("URGENT"));
    assert!(ani.text(docs[0], "case_no").is_some_and(|number| number.starts_with("52-5203-")));
    assert!(!holds(&budi, docs[0]));
    // What a device serves is not what it follows beside that.
    assert_eq!(ani.store.regions().unwrap(), [region(VILLAGE)]);
    assert_eq!(office.store.regions().unwrap(), [region(DISTRICT)]);
}

#[test]
fn a_province_that_lost_complaints_gets_them_back_and_everybody_keeps_them() {
    let mut province = Province::new();
    let (mut ani, mut office) = (province.enrol("Ani"), province.enrol_for("Kantor", DISTRICT));
    let worker = ani.worker("Contoh Satu");
    assert!(ani.sync(&province).equal);
    let backup = province.back_up();
    let docs = withheld(&mut ani, worker);
    assert!(ani.sync(&province).equal && office.sync(&province).equal);
    office.edit(docs[0], "note", "Diteruskan");
    assert!(office.sync(&province).equal && ani.sync(&province).equal);
    let number = ani.text(docs[0], "case_no");
    assert!(number.is_some());
    province.restore(&backup);
    // The office comes first: it brings what it read, and only then whoever wrote it.
    for _ in 0..2 {
        assert!(office.sync(&province).equal && ani.sync(&province).equal);
    }
    for device in [&ani, &office] {
        assert!(docs.iter().all(|doc| holds(device, *doc)));
        assert_eq!(device.text(docs[0], "note").as_deref(), Some("Diteruskan"));
        assert_eq!(device.text(docs[0], "case_no"), number);
    }
    assert!(ani.store.status().unwrap().leaving == 0);
}

#[test]
fn a_device_that_serves_another_village_keeps_the_complaints_that_its_officer_made() {
    const OTHER_VILLAGE: &str = "52.03.13.2002";
    let province = Province::new();
    let mut ani = province.enrol("Ani");
    let worker = ani.worker("Contoh Satu");
    let docs = withheld(&mut ani, worker);
    assert!(ani.sync(&province).equal);
    let (device, now) = (ani.store.membership().device(), 1);
    let change = move |conn: &rusqlite::Connection| {
        server::enrol::change_scope(conn, device, &[], &[], &[region(OTHER_VILLAGE)], now)
    };
    province.server().store.write_blocking(change).unwrap();
    for _ in 0..2 {
        assert!(ani.sync(&province).equal);
    }
    assert!(!holds(&ani, worker) && docs.iter().all(|doc| holds(&ani, *doc)));
    assert_eq!(ani.store.regions().unwrap(), [region(OTHER_VILLAGE)]);
}

#[test]
fn a_village_makes_no_figure_of_its_region_and_an_office_does() {
    let province = Province::new();
    let (mut ani, mut office) = (province.enrol("Ani"), province.enrol_for("Kantor", DISTRICT));
    let officer = ani.store.membership().officer();
    let new = NewRecord { kind: Kind::Observation, region: region(VILLAGE), officer, fields: [].into() };
    assert!(matches!(ani.store.create(&new), Err(Error::OfficeOnly(Kind::Observation))));
    let doc = office.record_of(DISTRICT, Kind::Observation, &[("publisher", "Bank"), ("amount", "IDR 1000000")]);
    assert!(office.sync(&province).equal && ani.sync(&province).equal);
    assert!(holds(&office, doc) && !holds(&ani, doc));
}

#[tokio::test]
async fn what_is_confidential_is_written_in_the_village_and_read_by_the_office_alone() -> Result<()> {
    let stage = Stage::training().await?;
    let (ani, budi) = (stage.device("Ani").await?, stage.device("Budi").await?);
    let office = stage.device_of("Kantor", DISTRICT).await?;
    let added = ani.run(&["add", "worker", "name=Contoh Satu", "sex=L"]).await?;
    let worker = added["id"].as_str().context("no id")?;
    let added = ani.run(&["add", "confidential", &format!("worker={worker}"), "bank_name=Bank Contoh"]).await?;
    let id = added["id"].as_str().context("no id")?;
    office.run(&["add", "observation", "publisher=Bank", "amount=IDR 1000000"]).await?;
    for device in [&ani, &office, &budi, &ani] {
        device.sync().await?;
    }
    assert_eq!(office.run(&["show", id]).await?["fields"]["bank_name"], "Bank Contoh");
    budi.run(&["show", worker]).await?;
    budi.refused(&["show", id]).await?;
    for (device, figures) in [(&office, 1), (&ani, 0)] {
        assert_eq!(device.run(&["list", "--kind", "observation"]).await?["total"], figures);
    }
    ani.refused(&["add", "observation", "publisher=Bank"]).await?;
    Ok(())
}
