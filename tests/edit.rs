//! Two people who write the same record.

use anyhow::{Context, Result};
use support::{Stage, settle};

#[tokio::test]
async fn a_form_saved_late_reverts_nothing_across_devices() -> Result<()> {
    let stage = Stage::training().await?;
    let (ani, budi) = (stage.device("Ani").await?, stage.device("Budi").await?);
    let fields = ["name=Contoh Satu", "nik=5203131207900000", "sex=L", "dusun=Lebak", "education=SD"];
    let added = ani.run(&[&["add", "worker"][..], &fields].concat()).await?;
    let id = added["id"].as_str().context("no id")?;
    ani.sync().await?;
    budi.sync().await?;

    let form = ani.run(&["show", id]).await?;
    let seen = form["heads"].as_str().context("no heads")?;
    budi.run(&["edit", id, "dusun=Montong"]).await?;
    settle(&stage.province, &[&budi, &ani]).await?;

    let late = ["edit", id, "dusun=Lebak", "education=SMP", "--seen", seen];
    let saved = ani.run(&late).await?;
    assert_eq!((&saved["outcome"], &saved["conflicts"]), (&"changed".into(), &serde_json::json!([])));
    settle(&stage.province, &[&ani, &budi]).await?;
    for device in [&ani, &budi] {
        let shown = device.run(&["show", id]).await?;
        assert_eq!((&shown["fields"]["dusun"], &shown["fields"]["education"]), (&"Montong".into(), &"SMP".into()));
        assert_eq!(shown["conflicts"], serde_json::json!([]));
    }
    Ok(())
}

#[tokio::test]
async fn two_forms_that_say_different_things_keep_both_until_a_person_chooses() -> Result<()> {
    let stage = Stage::training().await?;
    let (ani, budi) = (stage.device("Ani").await?, stage.device("Budi").await?);
    let added = ani.run(&["add", "worker", "name=Contoh Dua", "sex=P", "dusun=Lebak"]).await?;
    let id = added["id"].as_str().context("no id")?;
    ani.sync().await?;
    budi.sync().await?;

    ani.run(&["edit", id, "dusun=Montong"]).await?;
    budi.run(&["edit", id, "dusun=Otak Desa"]).await?;
    settle(&stage.province, &[&ani, &budi]).await?;
    ani.sync().await?;
    for device in [&ani, &budi] {
        let open = device.run(&["conflicts", id]).await?;
        let values = open["conflicts"][0]["values"].as_array().context("no conflict")?;
        let mut values: Vec<_> = values.iter().filter_map(|value| value["value"].as_str()).collect();
        values.sort_unstable();
        assert_eq!(values, ["Montong", "Otak Desa"], "{}", device.name);
    }

    budi.run(&["resolve", id, "dusun", "--value", "Montong"]).await?;
    settle(&stage.province, &[&budi, &ani]).await?;
    let shown = ani.run(&["show", id]).await?;
    assert_eq!((&shown["fields"]["dusun"], &shown["conflicts"]), (&"Montong".into(), &serde_json::json!([])));
    Ok(())
}
