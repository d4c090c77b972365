//! A province for living people.

use anyhow::{Context, Result};
use serde_json::json;
use support::{Stage, names, names_of, people, settle, write_list};

#[tokio::test]
async fn production_refuses_training_numbers() -> Result<()> {
    let stage = Stage::production().await?;
    let (ani, budi) = (stage.device("Ani").await?, stage.device("Budi").await?);
    let everybody = people(41, 3);
    let list = stage.file("daftar.csv")?;
    write_list(&list, &everybody)?;

    let nik = format!("nik={}", everybody[0].nik);
    let error = ani.refused(&["--lang", "en", "add", "worker", "name=Contoh Satu", &nik]).await?["error"].clone();
    assert_eq!((&error["code"], &error["fields"][0]["field"]), (&json!("invalid"), &json!("nik")), "{error}");
    let rule = error["fields"][0]["rule"].as_str().context("no rule")?;
    assert!(rule.contains("0000"), "it says which numbers it means: {rule}");
    assert_eq!(names(&ani).await?, [""; 0]);

    let imported = ani.run(&["import", &list]).await?;
    assert_eq!((&imported["kept"], &imported["created"]), (&json!(3), &json!(3)), "{imported}");
    let refused = imported["problems"].as_array().context("no problems")?;
    let refused = refused.iter().filter(|problem| problem["path"] == "nik").count();
    assert_eq!(refused, 3, "{imported}");
    settle(&stage.province, &[&ani, &budi]).await?;

    assert_eq!(names(&budi).await?, names_of(&everybody));
    for name in &names_of(&everybody) {
        let shown = budi.run(&["show", &budi.find(name).await?]).await?;
        assert_eq!(shown["fields"]["nik"], json!(null), "a number that was not issued became somebody's");
        let kept = shown["fields"].as_object().context("no fields")?.values();
        let niks = everybody.iter().filter(|person| person.full_name == *name).map(|person| &person.nik);
        let cells: Vec<_> = kept.filter_map(|value| value.as_str()).collect();
        assert!(niks.into_iter().all(|nik| cells.iter().any(|cell| cell.contains(nik))), "the cell is kept as it was");
    }
    Ok(())
}
