//! The province takes another key, and no device enrols again: by the line, by a courier, on a stick, or from a file.

use std::{fs, net::SocketAddr};

use anyhow::{Context, Result};
use serde_json::Value;
use support::{Stage, courier, names};
use testkit::deployment::{Device, Province};

const WORDS: &str = "sandi latihan yang panjang\n";

/// The safe in which copies of successors lie.
struct Safe {
    words: String,
    copies: Vec<String>,
}

impl Safe {
    /// Takes the first successor of a province away from its machine.
    async fn of(stage: &Stage) -> Result<Self> {
        let words = stage.file("sandi.txt")?;
        fs::write(&words, WORDS)?;
        let first = stage.file("penerus-1.age")?;
        stage.province.run(&["keys", "successor", "export", "--out", &first, "--passphrase-file", &words]).await?;
        Ok(Self { words, copies: vec![first] })
    }

    /// Lets the newest copy follow, and puts the one after it into the safe.
    async fn succeed(&mut self, stage: &Stage, reason: &str) -> Result<Value> {
        let next = stage.file(&format!("penerus-{}.age", self.copies.len() + 1))?;
        let from = self.copies.last().context("an empty safe")?;
        let words = self.words.as_str();
        let succeed = ["keys", "succeed", "--reason", reason, "--successor", from, "--next", &next];
        let done = stage.province.run(&[&succeed[..], &["--passphrase-file", words]].concat()).await?;
        self.copies.push(next);
        Ok(done)
    }
}

async fn key_of(province: &Province) -> Result<Value> {
    Ok(province.run(&["keys", "show"]).await?["province_key"].clone())
}

/// The key that a device takes for the province's, and how many it knows.
async fn known(device: &Device) -> Result<(Value, usize)> {
    let shown = device.run(&["province", "show"]).await?;
    let keys = shown["keys"].as_array().context("no keys")?;
    let current = keys.iter().find(|key| key["current"] == true).context("no current key")?;
    Ok((current["key"].clone(), keys.len()))
}

/// Lets the successor follow that still lies on the machine.
async fn succeed_at_once(stage: &Stage, reason: &str) -> Result<Value> {
    stage.province.run(&["keys", "succeed", "--reason", reason]).await
}

async fn restarted(stage: &mut Stage) -> Result<SocketAddr> {
    stage.province.start_server().await
}

#[tokio::test]
async fn a_device_that_slept_through_two_successions_syncs_again_without_enrolling() -> Result<()> {
    let mut stage = Stage::training().await?;
    let line = stage.line(10_000_000)?;
    let ani = stage.device_over("Ani", line.addr()).await?;
    let here = stage.province.run(&["status"]).await?;
    assert!(here["successor"].as_str().is_some_and(|warning| warning.contains("export")), "{here}");
    let mut safe = Safe::of(&stage).await?;
    assert_eq!(stage.province.run(&["status"]).await?["successor"], Value::Null);
    ani.sync().await?;
    assert_eq!(known(&ani).await?, (key_of(&stage.province).await?, 1));

    // Offline for months; meanwhile it was time once, and a backup of the directory was stolen once.
    ani.run(&["add", "worker", "name=Contoh Satu"]).await?;
    let rini_code =
        stage.province.run(&["device", "invite", "--region", support::VILLAGE, "--officer", "Rini"]).await?;
    stage.province.stop_server().await?;
    let done = safe.succeed(&stage, "routine").await?;
    assert_eq!((&done["n"], &done["invitations"]), (&1.into(), &1.into()), "{done}");
    safe.succeed(&stage, "compromised").await?;
    line.lead_to(restarted(&mut stage).await?);
    assert_eq!(ani.sync().await?["proven"], true);
    assert_eq!(known(&ani).await?, (key_of(&stage.province).await?, 3));
    assert_eq!(stage.province.run(&["status"]).await?["workers"], 1, "what was written meanwhile is there");

    // The certificate came with it: the next exchange says that there is nothing to tell.
    ani.sync().await?;
    let shown = stage.province.run(&["keys", "show"]).await?;
    assert_eq!((&shown["devices"], &shown["confirmed"]), (&1.into(), &1.into()), "{shown}");
    assert_eq!(ani.run(&["sync", "--verify"]).await?["proven"], true, "old vouchers are still proof");
    assert_eq!(stage.province.run(&["check"]).await?["ok"], true);
    assert_eq!(stage.province.run(&["verify"]).await?["ok"], true);

    // An invitation from before is void, one from now enrols a device that knows all of it.
    let code = rini_code["code"].as_str().context("no code")?;
    let server = format!("https://{}", line.addr());
    let rini = Device::new("Rini", stage.folder());
    let refused = rini.refused(&["enrol", "--server", &server, "--code", code, "--name", "Rini"]).await?;
    assert_eq!(refused["error"]["code"], "another_server", "{refused}");
    let rini = stage.device_over("Rini", line.addr()).await?;
    assert_eq!(known(&rini).await?, (key_of(&stage.province).await?, 3));
    rini.sync().await?;
    assert_eq!(names(&rini).await?, ["Contoh Satu"]);
    Ok(())
}

#[tokio::test]
async fn a_device_without_a_line_follows_by_a_stick_and_from_a_file() -> Result<()> {
    let mut stage = Stage::training().await?;
    let (rini, ani) = (stage.device("Rini").await?, stage.device("Ani").await?);
    rini.sync().await?;
    ani.sync().await?;
    let stick = stage.file("stik")?;
    fs::create_dir(&stick)?;
    rini.run(&["add", "worker", "name=Contoh Satu"]).await?;
    // Sealed to the recipient of then.
    let made = rini.run(&["bundle", "out", &stick]).await?;
    let bundle = made["bundles"][0]["file"].as_str().context("no bundle")?.to_owned();

    stage.province.stop_server().await?;
    succeed_at_once(&stage, "routine").await?;
    succeed_at_once(&stage, "lost").await?;
    restarted(&mut stage).await?;
    let answered = stage.province.run(&["bundle", "in", &bundle]).await?;
    let answer = answered["bundles"][0]["answer"].as_str().context("no answer")?;
    let taken = rini.run(&["bundle", "in", answer]).await?;
    assert_eq!(taken["bundles"][0]["arrived"], 1, "{taken}");
    assert_eq!(known(&rini).await?, (key_of(&stage.province).await?, 3));

    // Who takes in nothing takes a file; that of somebody else changes nothing.
    let (file, other) = (stage.file("kunci.bin")?, stage.file("lain.bin")?);
    stage.province.run(&["keys", "show", "--chain", &file]).await?;
    let folder = tempfile::tempdir()?;
    let strangers = Province::start_as(testkit::deployment::Kind::Production, folder.path()).await?;
    strangers.run(&["keys", "show", "--chain", &other]).await?;
    let refused = ani.refused(&["province", "update", &other]).await?;
    assert!(refused["error"]["message"].as_str().is_some_and(|message| message.contains("kunci lain")), "{refused}");
    let updated = ani.run(&["province", "update", &file]).await?;
    assert_eq!((&updated["key"], &updated["key_changed"]), (&key_of(&stage.province).await?, &true.into()));
    Ok(())
}

#[tokio::test]
async fn a_courier_hands_the_keys_on_in_both_directions() -> Result<()> {
    let mut stage = Stage::training().await?;
    let line = stage.line(10_000_000)?;
    let kios = stage.device_over("Kios", line.addr()).await?;
    let (rini, ani) = (stage.device("Rini").await?, stage.device_over("Ani", line.addr()).await?);
    for device in [&kios, &rini, &ani] {
        device.sync().await?;
    }
    rini.run(&["add", "worker", "name=Contoh Satu"]).await?;
    stage.province.stop_server().await?;
    succeed_at_once(&stage, "compromised").await?;
    line.lead_to(restarted(&mut stage).await?);

    // The phone knows, the kiosk learns from it.
    ani.sync().await?;
    let (mailbox, address) = courier(&kios).await?;
    ani.run(&["sync", "--via", &address]).await?;
    mailbox.stop().await?;
    assert_eq!(known(&kios).await?.1, 2);
    kios.sync().await?;

    // The kiosk knows, and its certificate is of the new key: who never has a line learns from it.
    let (mailbox, address) = courier(&kios).await?;
    rini.run(&["sync", "--via", &address]).await?;
    assert_eq!(known(&rini).await?, (key_of(&stage.province).await?, 2));
    mailbox.stop().await?;
    kios.run(&["courier", "forward"]).await?;
    let (mailbox, address) = courier(&kios).await?;
    rini.run(&["sync", "--via", &address]).await?;
    mailbox.stop().await?;
    assert_eq!(stage.province.run(&["status"]).await?["workers"], 1);
    let status = rini.run(&["status"]).await?;
    assert_eq!(status["changes"]["local"], 0, "the answer is of the new key: {status}");
    Ok(())
}

#[tokio::test]
async fn a_province_that_lost_its_keys_goes_on_with_the_copy_from_the_safe() -> Result<()> {
    let mut stage = Stage::training().await?;
    let line = stage.line(10_000_000)?;
    let ani = stage.device_over("Ani", line.addr()).await?;
    let mut safe = Safe::of(&stage).await?;
    ani.sync().await?;
    let backup = stage.file("cadangan.age")?;
    ani.run(&["add", "worker", "name=Contoh Satu"]).await?;
    ani.sync().await?;
    stage.province.run(&["backup", "--out", &backup]).await?;
    let old_keys = fs::read(stage.province.folder().join("keys.json"))?;

    // The machine is gone, and every copy of the keys; a backup and the safe are there.
    stage.province.stop_server().await?;
    let data = stage.province.folder().to_owned();
    fs::remove_dir_all(&data)?;
    fs::create_dir(&data)?;
    safe.succeed(&stage, "lost").await?;
    stage.province.run(&["restore", "--from", &backup]).await?;
    line.lead_to(restarted(&mut stage).await?);
    assert_eq!(ani.sync().await?["proven"], true);
    assert_eq!(known(&ani).await?, (key_of(&stage.province).await?, 2));
    assert_eq!(stage.province.run(&["status"]).await?["workers"], 1);
    assert_eq!(stage.province.run(&["verify"]).await?["ok"], true);

    // Somebody finds an old copy of the keys and puts it back: the server says so, and the copy from the safe mends it.
    stage.province.stop_server().await?;
    let newest = key_of(&stage.province).await?;
    fs::write(data.join("keys.json"), old_keys)?;
    assert!(stage.province.start_server().await.is_err(), "an old copy of the keys is not served with");
    let from = &safe.copies[0];
    let mended = ["keys", "succeed", "--reason", "lost", "--successor", from, "--passphrase-file", &safe.words];
    assert_eq!(stage.province.run(&mended).await?["recovered"], true, "no number is signed for twice");
    assert_eq!(key_of(&stage.province).await?, newest);
    line.lead_to(restarted(&mut stage).await?);
    assert_eq!(ani.sync().await?["proven"], true);

    // The safe's next copy is still the successor.
    let next = safe.copies[1].clone();
    let checked = ["keys", "successor", "check", "--from", &next, "--passphrase-file", &safe.words];
    assert_eq!(stage.province.run(&checked).await?["announced"], true);
    Ok(())
}
