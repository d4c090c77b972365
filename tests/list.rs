//! Village lists that are imported on several devices.

use std::collections::BTreeSet;

use anyhow::{Context, Result};
use serde_json::json;
use support::{Stage, names, names_of, people, settle, write_list};
use testkit::{deployment::Device, people::Person};

#[tokio::test]
async fn overlapping_imports_become_one_document_per_row() -> Result<()> {
    let stage = Stage::training().await?;
    let (ani, budi) = (stage.device("Ani").await?, stage.device("Budi").await?);
    let everybody = people(21, 40);
    let (one, copy) = (stage.file("daftar.csv")?, stage.file("salinan daftar.csv")?);
    write_list(&one, &everybody)?;
    std::fs::copy(&one, &copy)?;

    let imported = ani.run(&["import", &one, "--rows", "1-30"]).await?;
    assert_eq!((&imported["kept"], &imported["created"]), (&json!(30), &json!(30)));
    let imported = budi.run(&["import", &copy, "--rows", "11-40"]).await?;
    assert_eq!((&imported["kept"], &imported["created"]), (&json!(30), &json!(30)));
    settle(&stage.province, &[&ani, &budi]).await?;

    for device in [&ani, &budi] {
        assert_eq!(names(device).await?, names_of(&everybody), "{}", device.name);
        assert_eq!(device.run(&["conflicts"]).await?["conflicts"], json!([]), "{}", device.name);
    }
    let status = stage.province.run(&["status"]).await?;
    let registry = stage.province.registry_stats().await?;
    assert_eq!((&status["workers"], &registry["workers"]), (&json!(40), &json!(40)));
    assert_eq!(registry["duplicate_events"], 0);

    let again = budi.run(&["import", &one]).await?;
    assert_eq!((&again["created"], &again["updated"], &again["unchanged"]), (&json!(0), &json!(0), &json!(40)));
    Ok(())
}

#[tokio::test]
async fn a_newer_list_updates_and_conflicts_and_can_be_undone() -> Result<()> {
    let stage = Stage::training().await?;
    let (ani, budi) = (stage.device("Ani").await?, stage.device("Budi").await?);
    let Lists { moved, corrected, newcomer, .. } = Lists::write(&stage)?;
    let (old, new) = (stage.file("2025.csv")?, stage.file("2026.csv")?);

    ani.run(&["import", &old]).await?;
    settle(&stage.province, &[&ani, &budi]).await?;
    let (moved, corrected) = (budi.find(&moved.nik).await?, budi.find(&corrected.nik).await?);
    budi.run(&["edit", &corrected, "dusun=Rumah Paman"]).await?;
    let imported = budi.run(&["import", &new]).await?;
    let counts = [&imported["created"], &imported["conflicting"][0]["id"], &imported["conflicting"][0]["paths"]];
    assert_eq!(counts, [&json!(1), &json!(corrected), &json!(["dusun"])], "{imported}");
    settle(&stage.province, &[&budi, &ani]).await?;

    assert_eq!(dusun(&ani, &moved).await?, ["Dusun Baru"]);
    assert_eq!(dusun(&ani, &corrected).await?, ["Dusun Lain", "Rumah Paman"]);
    let newcomer = ani.find(&newcomer.nik).await?;

    ani.run(&["import", "undo", &new]).await?;
    settle(&stage.province, &[&ani, &budi]).await?;
    for device in [&ani, &budi] {
        assert_eq!(dusun(device, &moved).await?, ["Lebak"], "{}", device.name);
        assert_eq!(dusun(device, &corrected).await?, ["Rumah Paman"], "{}: just what a person wrote", device.name);
        let listed = device.run(&["list"]).await?;
        let shown = listed["records"].as_array().is_some_and(|all| all.iter().any(|one| one["id"] == newcomer));
        assert!(!shown, "{}: who came with the list only is still there", device.name);
    }
    Ok(())
}

/// Two versions of a list, `2025.csv` and `2026.csv`, and who differs between them.
struct Lists {
    /// Lives in `Lebak`, later in `Dusun Baru`.
    moved: Person,
    /// Lives in `Lebak`, later in `Dusun Lain`.
    corrected: Person,
    /// Is in the newer list only.
    newcomer: Person,
}

impl Lists {
    fn write(stage: &Stage) -> Result<Self> {
        let mut everybody = people(27, 12);
        let newcomer = everybody.pop().context("twelve people")?;
        for person in &mut everybody {
            person.dusun = "Lebak".to_owned();
        }
        write_list(&stage.file("2025.csv")?, &everybody)?;
        let (moved, corrected) = (everybody[3].clone(), everybody[7].clone());
        everybody[3].dusun = "Dusun Baru".to_owned();
        everybody[7].dusun = "Dusun Lain".to_owned();
        everybody.push(newcomer.clone());
        write_list(&stage.file("2026.csv")?, &everybody)?;
        Ok(Self { moved, corrected, newcomer })
    }
}

/// All values of a record's hamlet, the one that is shown and those in conflict with it.
async fn dusun(device: &Device, id: &str) -> Result<Vec<String>> {
    let shown = device.run(&["show", id]).await?;
    let conflicts = shown["conflicts"].as_array().into_iter().flatten().filter(|conflict| conflict["path"] == "dusun");
    let values = conflicts.filter_map(|conflict| conflict["values"].as_array()).flatten().map(|value| &value["value"]);
    let all: BTreeSet<_> = values.chain([&shown["fields"]["dusun"]]).filter_map(|value| value.as_str()).collect();
    Ok(all.into_iter().map(str::to_owned).collect())
}
