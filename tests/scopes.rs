//! Records that move from village to village, and edits that come too late for it.

use anyhow::{Context, Result};
use serde_json::{Value, json};
use support::{Stage, VILLAGE};
use testkit::deployment::Device;

const OTHER_VILLAGE: &str = "52.03.13.2002";

async fn hamlet(device: &Device, id: &str) -> Result<Value> {
    Ok(device.run(&["show", id]).await?["fields"]["dusun"].clone())
}

/// What reviewers said of the device's edits.
async fn reviewed(device: &Device) -> Result<Vec<Value>> {
    let edits = device.run(&["status"]).await?["reviewed"].as_array().context("no reviewed edits")?.clone();
    Ok(edits.iter().map(|edit| json!([edit["doc"], edit["code"], edit["outcome"]])).collect())
}

#[tokio::test]
async fn a_record_moves_and_an_edit_that_came_too_late_is_reviewed_and_undone() -> Result<()> {
    let stage = Stage::training().await?;
    let (ani, budi) = (stage.device("Ani").await?, stage.device_of("Budi", OTHER_VILLAGE).await?);
    let added = ani.run(&["add", "worker", "name=Contoh Satu", "nik=5203131207900000", "sex=L", "dusun=Lebak"]).await?;
    let id = added["id"].as_str().context("no id")?;
    ani.sync().await?;
    budi.sync().await?;
    assert!(budi.find("Contoh").await.is_err(), "the neighbour does not read it");

    ani.run(&["edit", id, "dusun=Montong"]).await?;
    stage.province.run(&["record", "move", id, "--to", OTHER_VILLAGE]).await?;
    budi.sync().await?;
    assert_eq!((budi.find("Contoh").await?.as_str(), hamlet(&budi, id).await?), (id, json!("Lebak")));

    // Ani was offline all the while.
    ani.sync().await?;
    ani.refused(&["show", id]).await?;
    assert_eq!(ani.run(&["status"]).await?["left"]["records"][0]["doc"], id);
    assert_eq!(reviewed(&ani).await?, [json!([id, "late", ""])]);
    budi.sync().await?;
    assert_eq!(hamlet(&budi, id).await?, "Montong", "nothing is lost");

    let open = stage.province.run(&["review", "list"]).await?;
    let item = open["items"].as_array().and_then(|items| items.iter().find(|item| item["kind"] == "late_edit"));
    let number = item.context("no late edit")?["id"].to_string();
    stage.province.run(&["review", "resolve", &number, "--undo"]).await?;
    ani.sync().await?;
    budi.sync().await?;
    assert_eq!(reviewed(&ani).await?, [json!([id, "late", "undone"])]);
    assert_eq!(hamlet(&budi, id).await?, "Lebak");
    assert_eq!(stage.province.run(&["check"]).await?["ok"], true);
    Ok(())
}

#[tokio::test]
async fn a_person_of_another_village_is_reviewed_and_then_leaves_who_wrote_it_down_twice() -> Result<()> {
    let stage = Stage::training().await?;
    let (ani, budi) = (stage.device("Ani").await?, stage.device_of("Budi", OTHER_VILLAGE).await?);
    ani.run(&["add", "worker", "name=Contoh Satu", "nik=5203131207900000", "sex=L", "dusun=Lebak"]).await?;
    ani.sync().await?;
    let added = budi.run(&["add", "worker", "name=Contoh Satu", "nik=5203131207900000", "note=Pindah"]).await?;
    let id = added["id"].as_str().context("no id")?;
    budi.sync().await?;
    assert_eq!(reviewed(&budi).await?, [json!([id, "elsewhere", ""])]);
    budi.run(&["show", id]).await?;

    let open = stage.province.run(&["review", "list"]).await?;
    let item = open["items"].as_array().and_then(|items| items.iter().find(|item| item["kind"] == "late_edit"));
    let number = item.context("nothing to review")?["id"].to_string();
    stage.province.run(&["review", "resolve", &number, "--undo"]).await?;
    budi.sync().await?;
    assert_eq!(reviewed(&budi).await?, [json!([id, "elsewhere", "undone"])]);
    budi.refused(&["show", id]).await?;
    let left = budi.run(&["status"]).await?["left"]["records"][0].clone();
    assert_eq!((&left["doc"], &left["reason"]), (&json!(id), &json!("elsewhere")));
    ani.sync().await?;
    assert_eq!(hamlet(&ani, id).await?, "Lebak");
    assert_eq!(stage.province.run(&["check"]).await?["ok"], true);
    Ok(())
}

#[tokio::test]
async fn a_device_that_serves_another_village_gets_its_records_and_drops_those_of_the_old_one() -> Result<()> {
    let stage = Stage::training().await?;
    let (ani, budi) = (stage.device("Ani").await?, stage.device_of("Budi", OTHER_VILLAGE).await?);
    ani.run(&["add", "worker", "name=Contoh Satu", "sex=L"]).await?;
    budi.run(&["add", "worker", "name=Contoh Dua", "sex=P"]).await?;
    ani.sync().await?;
    budi.sync().await?;

    let device = ani.run(&["status"]).await?["device"]["id"].as_str().context("no id")?.to_owned();
    stage.province.run(&["device", "scope", &device, "--add", OTHER_VILLAGE]).await?;
    ani.sync().await?;
    ani.find("Satu").await?;
    ani.find("Dua").await?;
    ani.run(&["add", "worker", "name=Contoh Tiga", "sex=P", "--village", OTHER_VILLAGE]).await?;

    stage.province.run(&["device", "scope", &device, "--remove", VILLAGE]).await?;
    ani.sync().await?;
    assert!(ani.find("Satu").await.is_err(), "what it serves no longer is gone");
    ani.find("Tiga").await?;
    budi.sync().await?;
    budi.find("Tiga").await?;

    stage.province.run(&["device", "scope", &device, "--set", VILLAGE]).await?;
    ani.sync().await?;
    ani.find("Satu").await?;
    assert!(ani.find("Dua").await.is_err());
    assert_eq!(stage.province.run(&["check"]).await?["ok"], true);
    Ok(())
}
