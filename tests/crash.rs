//! Programs that are killed in the middle of things.

use std::time::Duration;

use anyhow::{Result, ensure};
use client_core::Store;
use fastrand::Rng;
use serde_json::json;
use support::{Stage, names, names_of, people, settle, write_list};
use testkit::{
    deployment::{Device, PASSPHRASE, until},
    link::Link,
};
use tokio::process::Child;

/// How often it is looked whether a moment has come: short beside what a frame takes.
const LOOK: Duration = Duration::from_millis(2);
/// Slow enough that a push lasts while its server dies several times.
const BITS_PER_SECOND: u64 = 200_000;

#[tokio::test(flavor = "multi_thread")]
async fn a_server_killed_while_devices_push_loses_nothing_it_confirmed() -> Result<()> {
    let seed = 71;
    let mut stage = Stage::training().await?;
    let line = stage.line(BITS_PER_SECOND)?;
    let (ani, budi) = (stage.device_over("Ani", line.addr()).await?, stage.device_over("Budi", line.addr()).await?);
    let list = stage.file("daftar.csv")?;
    let everybody = people(seed, 240);
    write_list(&list, &everybody)?;
    ani.run(&["import", &list, "--rows", "1-140"]).await?;
    budi.run(&["import", &list, "--rows", "101-240"]).await?;

    let kills = async {
        for bytes in moments(seed, 4, 12_000) {
            until("the line carried so much", LOOK, async || Ok(line.stats().bytes_up >= bytes)).await?;
            stage.province.kill_server().await?;
            let checked = stage.province.run(&["check"]).await?;
            ensure!(checked["ok"] == true, "seed {seed}, killed after {bytes} bytes: {checked}");
            line.lead_to(stage.province.start_server().await?);
        }
        Ok(())
    };
    let (_, from_ani, from_budi) = tokio::try_join!(kills, ani.sync(), budi.sync())?;
    let cuts = from_ani["cuts"].as_u64().unwrap_or(0) + from_budi["cuts"].as_u64().unwrap_or(0);
    assert!(cuts >= 4, "seed {seed}: the server died four times under way: {from_ani} {from_budi}");

    let kios = stage.device("Kios").await?;
    settle(&stage.province, &[&ani, &budi, &kios]).await?;
    assert_eq!(names(&kios).await?, names_of(&everybody), "seed {seed}");
    assert_eq!(stage.province.registry_stats().await?["workers"], 240, "seed {seed}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_killed_during_import_goes_on_and_doubles_nothing() -> Result<()> {
    let seed = 73;
    let stage = Stage::training().await?;
    let ani = stage.device("Ani").await?;
    let list = stage.file("daftar.csv")?;
    let everybody = people(seed, 600);
    write_list(&list, &everybody)?;

    let store = Store::open(ani.folder(), PASSPHRASE)?;
    let mut kept = 0;
    for records in moments(seed, 3, 120) {
        let import = ani.start(&["import", &list])?;
        until("so many are kept", LOOK, async || Ok(store.status()?.records >= records)).await?;
        kill(import).await?;
        let (before, now) = (kept, store.status()?.records);
        ensure!(before < now && now < 600, "seed {seed}: from {before} to {now} records");
        kept = now;
    }
    drop(store);

    let rest = ani.run(&["import", &list]).await?;
    assert_eq!((&rest["created"], &rest["unchanged"]), (&json!(600 - kept), &json!(kept)), "seed {seed}");
    assert_eq!(names(&ani).await?, names_of(&everybody), "seed {seed}");
    assert_eq!(ani.run(&["import", "list"]).await?["imports"][0]["imported"], 600);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_killed_during_sync_goes_on_and_doubles_nothing() -> Result<()> {
    let seed = 79;
    let stage = Stage::training().await?;
    let lines = [stage.line(BITS_PER_SECOND)?, stage.line(BITS_PER_SECOND)?];
    let ani = stage.device_over("Ani", lines[0].addr()).await?;
    let budi = stage.device_over("Budi", lines[1].addr()).await?;
    let list = stage.file("daftar.csv")?;
    let everybody = people(seed, 150);
    write_list(&list, &everybody)?;
    ani.run(&["import", &list]).await?;

    kill_syncs(&ani, seed, &lines[0], |line| line.stats().bytes_up).await?;
    assert_eq!(ani.sync().await?["proven"], true);
    kill_syncs(&budi, seed, &lines[1], |line| line.stats().bytes_down).await?;
    settle(&stage.province, &[&budi, &ani]).await?;

    assert_eq!(names(&budi).await?, names_of(&everybody), "seed {seed}");
    let registry = stage.province.registry_stats().await?;
    assert_eq!((&registry["workers"], &registry["duplicate_events"]), (&json!(150), &json!(0)), "seed {seed}");
    Ok(())
}

/// Kills a device's sync three times, each after it moved some more bytes.
async fn kill_syncs(device: &Device, seed: u64, line: &Link, moved: fn(&Link) -> u64) -> Result<()> {
    let start = moved(line);
    for bytes in moments(seed, 3, 9_000) {
        let sync = device.start(&["sync", "--keep-trying"])?;
        until("the line carried so much", LOOK, async || Ok(moved(line) - start >= bytes)).await?;
        kill(sync).await?;
    }
    Ok(())
}

/// Kills a program that is to be under way.
async fn kill(mut program: Child) -> Result<()> {
    ensure!(program.try_wait()?.is_none(), "it was done before it was killed");
    Ok(program.kill().await?)
}

/// Ascending counts, one anywhere in each stretch of `stretch`.
fn moments(seed: u64, count: u64, stretch: u64) -> Vec<u64> {
    let mut rng = Rng::with_seed(seed);
    (0..count).map(|at| at * stretch + rng.u64(1..=stretch)).collect()
}
