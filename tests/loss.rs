//! A phone is lost: revoked, wiped, or left until its lease ends; what was recorded on it arrives all the same.

use std::{fs, time::Duration};

use anyhow::{Context, Result};
use serde_json::Value;
use support::{Stage, names};
use testkit::{
    deployment::{Device, until},
    process::Daemon,
};

async fn id_of(device: &Device) -> Result<String> {
    let status = device.run(&["status"]).await?;
    Ok(status["device"]["id"].as_str().context("no id")?.to_owned())
}

fn in_folder(device: &Device) -> Result<Vec<String>> {
    let entries = fs::read_dir(device.folder())?.collect::<std::io::Result<Vec<_>>>()?;
    Ok(entries.into_iter().filter_map(|entry| entry.file_name().into_string().ok()).collect())
}

#[tokio::test]
async fn a_phone_that_was_stolen_is_wiped_and_a_stick_brings_what_was_recorded_on_it() -> Result<()> {
    let stage = Stage::training().await?;
    let (rini, ani) = (stage.device("Rini").await?, stage.device("Ani").await?);
    rini.sync().await?;
    // For days without a line.
    rini.run(&["add", "worker", "name=Contoh Satu", "dusun=Lebak"]).await?;
    rini.run(&["add", "worker", "name=Contoh Dua", "dusun=Lebak"]).await?;
    let listed = rini.run(&["outbox", "list"]).await?;
    assert_eq!(listed["bundles"].as_array().map(Vec::len), Some(2), "{listed}");

    let rini_id = id_of(&rini).await?;
    let revoked = stage.province.run(&["device", "wipe", &rini_id, "--reason", "dicuri di pasar"]).await?;
    assert_eq!((&revoked["state"], &revoked["wipe"]), (&"revoked".into(), &true.into()), "{revoked}");
    let shown = stage.province.run(&["device", "show", &rini_id]).await?;
    assert_eq!(shown["loss"]["wipe"]["confirmed_at"], Value::Null, "{shown}");

    // Whoever finds it copies the outbox without opening anything, and another village's officer takes the stick along.
    let stick = stage.file("kotak")?;
    let copied = rini.run(&["outbox", "deliver", "--to-file", &stick]).await?;
    assert_eq!(copied["bundles"], 2, "{copied}");
    let taken = ani.run(&["bundle", "in", &stick]).await?;
    assert_eq!(taken["bundles"][0]["to_carry"], true, "{taken}");
    assert_eq!(ani.sync().await?["forwarded"], 2);
    ani.sync().await?;
    assert_eq!(names(&ani).await?, ["Contoh Dua", "Contoh Satu"], "what was recorded before the loss is here");
    let reviews = stage.province.run(&["review", "list"]).await?;
    let codes: Vec<_> =
        reviews["items"].as_array().context("no items")?.iter().map(|item| &item["detail"]["code"]).collect();
    assert_eq!(codes, ["lost_device", "lost_device"], "{reviews}");

    // The thief goes on line.
    let refused = rini.refused(&["sync"]).await?;
    assert_eq!(refused["error"]["code"], "wiped", "{refused}");
    assert_eq!(in_folder(&rini)?, ["outbox"]);
    for asked in [&["status"][..], &["pin", "change"]] {
        assert_eq!(rini.refused(asked).await?["error"]["code"], "wiped");
    }
    let shown = stage.province.run(&["device", "show", &rini_id]).await?;
    let wipe = &shown["loss"]["wipe"];
    assert!(wipe["confirmed_at"].is_string(), "{shown}");
    assert_eq!(wipe["to_come"], 0, "{shown}");
    // Handing in again changes nothing.
    let delivered = rini.run(&["outbox", "deliver"]).await?;
    assert_eq!((&delivered["delivered"], &delivered["answered_before"]), (&0.into(), &3.into()), "{delivered}");
    Ok(())
}

#[tokio::test]
async fn a_phone_that_hears_nothing_closes_itself_and_its_outbox_still_arrives() -> Result<()> {
    let mut stage = Stage::training().await?;
    stage.province.stop_server().await?;
    let mut command = stage.province.serving()?;
    command.args(["--lease", "1s"]);
    let (short, ()) = Daemon::start(command, |line| line.contains("Serving").then_some(())).await?;
    short.stop().await?;
    // The length of a lease is kept until another one is given.
    stage.province.start_server().await?;
    let rini = stage.device("Rini").await?;
    let stick = stage.file("stik")?;
    fs::create_dir(&stick)?;
    rini.run(&["add", "worker", "name=Contoh Satu"]).await?;
    let made = rini.run(&["bundle", "out", &stick]).await?;
    let bundle = made["bundles"][0]["file"].as_str().context("no bundle")?;
    let answered = stage.province.run(&["bundle", "in", bundle]).await?;
    rini.run(&["add", "worker", "name=Contoh Dua"]).await?;
    // The answer says how long a lease is here, and this one is over.
    let answer = answered["bundles"][0]["answer"].as_str().context("no answer")?;
    rini.run(&["bundle", "in", answer]).await?;
    let mut said = Value::Null;
    let over = async || {
        said = rini.refused(&["status"]).await.unwrap_or_default();
        Ok(said["error"]["code"].is_string())
    };
    until("the lease is over", Duration::from_millis(100), over).await?;
    assert_eq!(said["error"]["code"], "lease_over", "{said}");
    let delivered = rini.run(&["outbox", "deliver"]).await?;
    assert_eq!(delivered["delivered"], 1, "{delivered}");
    let arrived = async || Ok(stage.province.run(&["status"]).await?["documents"]["worker"] == 2);
    until("what was recorded is logged", Duration::from_millis(100), arrived).await
}
