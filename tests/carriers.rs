//! A device that never sees the province: what it writes goes by file, by courier and by QR code.

use anyhow::{Context, Result};
use serde_json::Value;
use support::{Stage, VILLAGE, courier, names, settle};
use testkit::deployment::Device;

fn path(json: &Value) -> Result<String> {
    Ok(json.as_str().context("no path")?.to_owned())
}

async fn under_way(device: &Device) -> Result<(u64, u64)> {
    let changes = &device.run(&["status"]).await?["changes"];
    Ok((changes["local"].as_u64().context("local")?, changes["carried"].as_u64().context("carried")?))
}

#[tokio::test]
async fn a_device_without_a_line_enrols_by_files_and_by_a_photograph_of_its_invitation() -> Result<()> {
    let stage = Stage::training().await?;
    let (rini, request, answer) = (Device::new("Rini", stage.folder()), stage.file("request")?, stage.file("answer")?);
    let image = stage.file("undangan.png")?;
    let invite = ["device", "invite", "--region", VILLAGE, "--officer", "Rini", "--png", &image];
    let invited = stage.province.run(&invite).await?;
    rini.run(&["enrol", "--invitation", &image, "--name", "Perangkat Rini", "--request", &request]).await?;
    let refused = rini.refused(&["add", "worker", "name=Contoh Satu", "sex=P"]).await?;
    assert_eq!(refused["error"]["code"], "not_enrolled", "before the answer a device records nothing");
    let open = stage.province.run(&["device", "invitations"]).await?;
    assert_eq!(open["invitations"][0]["id"], invited["id"]);
    stage.province.run(&["device", "enrol", &request, "--answer", &answer]).await?;
    let wrong = rini.refused(&["enrol", "--answer", &request]).await?;
    assert!(wrong["error"]["code"].is_string());
    let enrolled = rini.run(&["enrol", "--answer", &answer]).await?;
    assert_eq!(enrolled["officer_name"], "Rini");
    // The address came with the photograph.
    rini.run(&["add", "worker", "name=Contoh Satu", "sex=P"]).await?;
    assert_eq!(rini.sync().await?["proven"], true);

    // An invitation that was taken back says so.
    let late = stage.file("terlambat.png")?;
    let invite = ["device", "invite", "--region", VILLAGE, "--officer", "Kios", "--png", &late];
    let id = path(&stage.province.run(&invite).await?["id"])?;
    stage.province.run(&["device", "uninvite", &id]).await?;
    let kios = Device::new("Kios", stage.folder());
    let refused = kios.refused(&["enrol", "--invitation", &late, "--name", "Kios"]).await?;
    assert_eq!(refused["error"]["code"], "code_withdrawn");
    Ok(())
}

#[tokio::test]
async fn a_device_that_never_sees_the_province_syncs_by_file_by_courier_and_by_qr_code() -> Result<()> {
    let stage = Stage::training().await?;
    let (rini, kios, ani) = (stage.device("Rini").await?, stage.device("Kios").await?, stage.device("Ani").await?);
    let stick = stage.file("stik")?;
    std::fs::create_dir(&stick)?;

    // By file.
    let added = rini.run(&["add", "worker", "name=Contoh Satu", "sex=P", "dusun=Lebak"]).await?;
    let id = added["id"].as_str().context("no id")?;
    let made = rini.run(&["bundle", "out", &stick]).await?;
    let bundle = path(&made["bundles"][0]["file"])?;
    assert_eq!(made["bundles"][0]["changes"], 1, "{made}");
    for _ in 0..2 {
        let answered = stage.province.run(&["bundle", "in", &bundle]).await?;
        let answer = path(&answered["bundles"][0]["answer"])?;
        let taken = rini.run(&["bundle", "in", &answer]).await?;
        assert_eq!(taken["bundles"][0]["proven"], true, "{taken}");
        let again = rini.run(&["bundle", "in", &answer]).await?;
        assert_eq!((&again["bundles"][0]["arrived"], &again["bundles"][0]["pulled"]), (&0.into(), &0.into()));
    }
    assert_eq!(under_way(&rini).await?, (0, 0));

    // By courier.
    ani.run(&["add", "worker", "name=Contoh Dua", "sex=L", "dusun=Lebak"]).await?;
    ani.sync().await?;
    rini.run(&["edit", id, "dusun=Montong"]).await?;
    let (mailbox, address) = courier(&kios).await?;
    let stranger = address.replace('#', "#0");
    assert_eq!(rini.refused(&["sync", "--via", &stranger]).await?["error"]["code"], "wrong_courier");
    for _ in 0..2 {
        let visit = rini.run(&["sync", "--via", &address]).await?;
        assert_eq!((&visit["carried"], &visit["answers"]), (&1.into(), &0.into()), "{visit}");
    }
    assert_eq!(under_way(&rini).await?, (1, 1), "carried is not at the province");
    mailbox.stop().await?;
    let synced = kios.sync().await?;
    assert_eq!(synced["forwarded"], 1, "what came twice is one: {synced}");
    let (mailbox, address) = courier(&kios).await?;
    let visit = rini.run(&["sync", "--via", &address]).await?;
    assert_eq!((&visit["arrived"], &visit["proven"]), (&1.into(), &true.into()), "{visit}");
    assert_eq!(names(&rini).await?, ["Contoh Dua", "Contoh Satu"], "what Ani wrote came along");
    assert_eq!(under_way(&rini).await?, (0, 0));
    mailbox.stop().await?;

    // By QR codes, in any order.
    rini.run(&["edit", id, "education=SMP"]).await?;
    let made = rini.run(&["bundle", "out", "--record", id, "--qr", "--png", &stick]).await?;
    let images = made["bundles"][0]["images"].as_array().context("no images")?;
    let mut images = images.iter().map(path).collect::<Result<Vec<_>>>()?;
    images.reverse();
    let take = |images: &[String]| -> Vec<String> {
        ["bundle", "in"].into_iter().map(str::to_owned).chain(images.iter().cloned()).collect()
    };
    let some = take(images.get(1..).context("one code alone")?);
    let missing = kios.refused(&some.iter().map(String::as_str).collect::<Vec<_>>()).await?;
    assert_eq!(missing["bundles"][0]["error"]["code"], "qr_missing", "{missing}");
    let all = take(&images);
    let taken = kios.run(&all.iter().map(String::as_str).collect::<Vec<_>>()).await?;
    assert_eq!(taken["bundles"][0]["to_carry"], true, "{taken}");
    // The empty bundle of the last visit goes, too.
    assert_eq!(kios.sync().await?["forwarded"], 2);
    let copied = kios.run(&["courier", "answers", &stick]).await?;
    let files = copied["files"].as_array().context("no files")?.iter().map(path).collect::<Result<Vec<_>>>()?;
    let all = take(&files);
    let taken = rini.run(&all.iter().map(String::as_str).collect::<Vec<_>>()).await?;
    let arrived: u64 =
        taken["bundles"].as_array().context("no bundles")?.iter().filter_map(|one| one["arrived"].as_u64()).sum();
    assert_eq!(arrived, 1, "{taken}");
    assert_eq!(under_way(&rini).await?, (0, 0));

    settle(&stage.province, &[&rini, &kios, &ani]).await?;
    let registry = stage.province.registry_stats().await?;
    assert_eq!((&registry["workers"], &registry["duplicate_events"]), (&2.into(), &0.into()), "{registry}");
    Ok(())
}

#[tokio::test]
async fn a_new_device_begins_with_what_a_kiosk_has_and_reads_the_rest_from_the_province() -> Result<()> {
    let stage = Stage::training().await?;
    let (ani, kios, rini) = (stage.device("Ani").await?, stage.device("Kios").await?, stage.device("Rini").await?);
    for name in ["name=Contoh Satu", "name=Contoh Dua"] {
        ani.run(&["add", "worker", name]).await?;
    }
    ani.sync().await?;
    kios.sync().await?;
    stage.province.run(&["pack", "build", "--feed", &format!("{VILLAGE}/village")]).await?;
    let (mailbox, address) = courier(&kios).await?;
    assert_eq!(rini.refused(&["seed", "in", "--from", &address]).await?["error"]["code"], "seed");
    mailbox.stop().await?;

    // Whoever hands a seed on as a file has what the network is served from.
    let card = rini.run(&["device", "card"]).await?;
    let card = card["card"].as_str().context("no card")?;
    kios.run(&["seed", "out", &stage.file("benih")?, "--to", card]).await?;
    let (mailbox, address) = courier(&kios).await?;
    let seeded = rini.run(&["seed", "in", "--from", &address]).await?;
    assert_eq!(seeded["courier"], "Perangkat Kios", "{seeded}");
    assert_eq!(names(&rini).await?, ["Contoh Dua", "Contoh Satu"], "without the province");
    mailbox.stop().await?;
    ani.run(&["add", "worker", "name=Contoh Tiga"]).await?;
    ani.sync().await?;
    rini.sync().await?;
    assert_eq!(names(&rini).await?, ["Contoh Dua", "Contoh Satu", "Contoh Tiga"]);
    settle(&stage.province, &[&rini, &kios, &ani]).await
}
