//! Who sits down at a kiosk that somebody left with a program running.

use std::{fs, path::Path, time::Duration};

use anyhow::{Context, Result};
use serde_json::Value;
use support::Stage;
use testkit::{
    deployment::{Device, PASSPHRASE, until},
    process::{Daemon, program},
};
use tokio::process::Command;

const BUDIS: &str = "tiga kerbau di sawah";

/// A kiosk of Ani, at which Budi works, too.
async fn shared(stage: &Stage) -> Result<Device> {
    let kiosk = stage.device("Ani").await?;
    kiosk.run(&["officer", "rename", "ani"]).await?;
    let status = kiosk.run(&["status"]).await?;
    let id = status["device"]["id"].as_str().context("a device without id")?;
    let invited = stage.province.run(&["device", "invite", "--device", id, "--officer", "Budi"]).await?;
    let code = invited["code"].as_str().context("an invitation without code")?;
    let file = stage.file("budi")?;
    fs::write(&file, BUDIS)?;
    kiosk.run(&["officer", "add", "--code", code, "--as", "budi", "--new-passphrase-file", &file]).await?;
    Ok(kiosk)
}

/// A program of Ani that goes on, once it said `ready`.
async fn left_running<T>(
    kiosk: &Device,
    arguments: &[&str],
    ready: impl Fn(&Value) -> Option<T>,
) -> Result<(Daemon, T)> {
    let mut command = Command::new(program("rantau")?);
    command.args(["--json", "--officer", "ani", "--data"]).arg(kiosk.folder()).args(arguments);
    command.env("RANTAU_PASSPHRASE", PASSPHRASE);
    let read = |line: &str| ready(&serde_json::from_str(line).ok()?);
    Ok(Daemon::start(command, read).await?)
}

/// Waits for a line of which this holds.
async fn says(daemon: &mut Daemon, holds: impl Fn(&Value) -> bool) -> Result<Value> {
    while let Some(line) = daemon.next_line().await {
        let said = serde_json::from_str(&line)?;
        if holds(&said) {
            return Ok(said);
        }
    }
    anyhow::bail!("it ended without a word of it")
}

#[tokio::test]
async fn nobody_finds_open_what_an_officer_left_running() -> Result<()> {
    let stage = Stage::training().await?;
    let kiosk = shared(&stage).await?;
    let by_ani = |arguments: &[&'static str]| [&["--officer", "ani"], arguments].concat();
    let worker = kiosk.run(&by_ani(&["add", "worker", "name=Contoh Satu"])).await?["id"].clone();
    let watch = ["sync", "--watch", "--lock-after", "1s"];
    let synced = |said: &Value| (said["event"] == "synced").then_some(());
    let (mut watch, ()) = left_running(&kiosk, &watch, synced).await?;
    says(&mut watch, |said| said["event"] == "locked").await?;

    // Ani comes back and takes in a complaint: it goes as it was sealed, with the next exchange, which a worker begins.
    let worker = worker.as_str().context("a worker without id")?;
    kiosk.run(&["--officer", "ani", "case", "new", "--worker", worker, "--type", "gaji tidak dibayar"]).await?;
    kiosk.run(&by_ani(&["add", "worker", "name=Contoh Dua"])).await?;
    let arrived = async || Ok(stage.province.run(&["status"]).await?["documents"]["case"] == 1);
    until("the complaint is at the province", Duration::from_millis(100), arrived).await?;
    assert!(watch.stop().await?.status.success());
    assert_eq!(kiosk.run(&by_ani(&["case", "list"])).await?["total"], 1);
    Ok(())
}

#[tokio::test]
async fn a_courier_that_was_left_running_holds_no_record_open() -> Result<()> {
    let stage = Stage::training().await?;
    let kiosk = shared(&stage).await?;
    let rini = stage.device("Rini").await?;
    rini.run(&["add", "worker", "name=Contoh Tiga"]).await?;
    let serve = ["courier", "serve", "--listen", "127.0.0.1:0", "--lock-after", "1s"];
    let address = |said: &Value| Some(said["addresses"][0].as_str()?.to_owned());
    let (mut mailbox, address) = left_running(&kiosk, &serve, address).await?;
    says(&mut mailbox, |said| said["locked"] == true).await?;
    if cfg!(target_os = "linux") {
        assert_eq!(open_files(&mailbox, kiosk.folder())?, Vec::<String>::new());
    }

    let visited = rini.run(&["sync", "--via", &address]).await?;
    assert_eq!((&visited["carried"], &visited["courier"]), (&1.into(), &"Perangkat Ani".into()), "{visited}");
    let begun = rini.refused(&["seed", "in", "--from", &address]).await?;
    assert_eq!(begun["error"]["code"], "locked", "{begun}");
    assert!(mailbox.stop().await?.status.success());
    kiosk.run(&["--officer", "ani", "sync", "--keep-trying"]).await?;
    assert_eq!(stage.province.run(&["status"]).await?["workers"], 1);
    Ok(())
}

/// The files of a folder that a process has open.
fn open_files(daemon: &Daemon, folder: &Path) -> Result<Vec<String>> {
    let open = fs::read_dir(format!("/proc/{}/fd", daemon.id()))?;
    let files = open.filter_map(|entry| fs::read_link(entry.ok()?.path()).ok());
    Ok(files.filter(|file| file.starts_with(folder)).map(|file| file.display().to_string()).collect())
}
