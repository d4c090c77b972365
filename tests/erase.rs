//! A person asks for erasure, and a phone that was offline comes back days later.

use anyhow::{Context, Result};
use serde_json::{Value, json};
use support::{Secrets, Stage};
use testkit::deployment::Device;

const PERSON: [&str; 6] =
    ["add", "worker", "name=Zulkarnaen Terhapus", "nik=5203131207900000", "sex=L", "birth_date=1990-07-12"];

async fn standing_of(stage: &Stage, act: &str, device: &Device) -> Result<Value> {
    let id = device.run(&["status"]).await?["device"]["id"].clone();
    let certificate = stage.province.run(&["erase", "certificate", act]).await?;
    let devices = certificate["devices"].as_array().context("no devices")?;
    Ok(devices.iter().find(|known| known["device"] == id).map_or(Value::Null, |known| known["state"].clone()))
}

#[tokio::test]
async fn a_person_is_erased_everywhere_and_stays_so_when_an_offline_phone_comes_back() -> Result<()> {
    let mut stage = Stage::training().await?;
    // A line that leads to the server wherever it is started.
    let line = stage.line(10_000_000)?;
    let (ani, budi) = (stage.device_over("Ani", line.addr()).await?, stage.device_over("Budi", line.addr()).await?);
    let added = ani.run(&PERSON).await?;
    let id = added["id"].as_str().context("no id")?.to_owned();
    ani.run(&["add", "worker", "name=Contoh Tetap"]).await?;
    ani.sync().await?;
    budi.sync().await?;
    stage.province.forwarded().await?;
    // Budi walks off, and writes where there is no line.
    budi.run(&["edit", &id, "note=Ditulis Luring"]).await?;

    let request = stage.province.run(&["subject", "request", "--kind", "erasure", &id]).await?;
    assert_eq!((&request["kind"], &request["hours_left"]), (&json!("erasure"), &json!(72)));
    let number = request["id"].to_string();
    let run = ["erase", "run", &id, "--reason", "requested", "--request", &number];
    let act = stage.province.run(&run).await?["erasure"].to_string();
    ani.sync().await?;
    ani.refused(&["show", &id]).await?;
    ani.sync().await?;
    assert_eq!(standing_of(&stage, &act, &ani).await?, "confirmed");
    assert_eq!(standing_of(&stage, &act, &budi).await?, "waiting");
    stage.province.run(&["subject", "close", &number, "--outcome", "granted"]).await?;

    // The server restarts, Budi is back, and somebody new begins.
    stage.province.stop_server().await?;
    line.lead_to(stage.province.start_server().await?);
    budi.sync().await?;
    budi.refused(&["show", &id]).await?;
    assert!(budi.find("Zulkarnaen").await.is_err());
    budi.sync().await?;
    assert_eq!(standing_of(&stage, &act, &budi).await?, "confirmed");
    let citra = stage.device("Citra").await?;
    citra.sync().await?;
    assert!(citra.find("Zulkarnaen").await.is_err());
    citra.find("Tetap").await?;

    let certificate = stage.province.run(&["erase", "certificate", &act]).await?;
    assert_eq!((&certificate["outstanding"], &certificate["request"]), (&json!(0), &request["id"]));
    assert_eq!(stage.province.run(&["check"]).await?["ok"], true);
    let secrets = Secrets::new(["Zulkarnaen", "Ditulis Luring", "5203131207900000"])?;
    secrets.assert_unseen_below(stage.province.folder())?;

    // The person thinks again: Ani's kiosk knows, and makes a new record.
    let again = ani.run(&PERSON).await?;
    assert_ne!(again["id"], json!(id));
    ani.sync().await?;
    budi.sync().await?;
    assert_eq!(json!(budi.find("Zulkarnaen").await?), again["id"]);
    Ok(())
}

#[tokio::test]
async fn who_was_erased_and_is_typed_in_by_a_kiosk_that_cannot_know_waits_for_its_officer() -> Result<()> {
    let stage = Stage::training().await?;
    let (ani, budi) = (stage.device("Ani").await?, stage.device_of("Budi", "52.03.13.2002").await?);
    let id = ani.run(&PERSON).await?["id"].as_str().context("no id")?.to_owned();
    ani.sync().await?;
    stage.province.run(&["erase", "run", &id, "--reason", "consent-withdrawn"]).await?;
    ani.sync().await?;

    assert_eq!(budi.run(&PERSON).await?["id"], json!(id));
    budi.sync().await?;
    let waiting = budi.run(&["register-again"]).await?;
    assert_eq!(waiting["waiting"][0]["name"], "Zulkarnaen Terhapus");
    let registered = budi.run(&["register-again", &id]).await?;
    assert_eq!(registered["outcome"], "registered");
    budi.sync().await?;
    budi.run(&["show", registered["id"].as_str().context("no id")?]).await?;
    assert_eq!(stage.province.run(&["status"]).await?["workers"], 1);
    assert_eq!(budi.run(&["register-again"]).await?["waiting"], json!([]));
    Ok(())
}
