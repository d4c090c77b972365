//! Contoh Tiga works abroad for years; of how he went nobody knows. He dies there.

use anyhow::Result;
use serde_json::json;
use support::Stage;

use crate::person::{Person, made};

#[tokio::test]
async fn tiga_dies_abroad_and_is_brought_home() -> Result<()> {
    let stage = Stage::training().await?;
    let (village, office) = (stage.device("Ani").await?, stage.device_of("Kantor", "52.03").await?);

    // The village lists everybody who is abroad. That it knows nothing else of him says nothing against him.
    let known = ["name=Contoh Tiga", "sex=L", "birth_date=1988", "destination_country=MY", "occupation=LADANG_SAWIT"];
    let tiga = Person::recorded(&village, &known).await?;
    tiga.milestone(&village, "BEKERJA", "2023").await?;
    let told = tiga.told(&village, "2026-01-05").await?;
    assert_eq!((told.stage(), told.procedural(), told.age()), ("BEKERJA", "UNKNOWN", (37, 38)));
    assert_eq!(told.missing(), ["scheme"]);
    village.sync().await?;
    office.sync().await?;

    // The mission tells the office of his death. On the same day, offline, the village writes that the family heard of him.
    let death = ["category=JENAZAH", "death_date=2026-02-02", "death_place=Sabah", "death_cause=TIDAK_DIKETAHUI"];
    tiga.write(&office, &[&["--add", "return"][..], &death, &["autopsy=tidak"]].concat()).await?;
    tiga.milestone(&village, "BEKERJA", "2026-02-05").await?;
    tiga.write(&village, &["--add", "contact_check", "date=2026-02-05", "channel=WA", "ok=ya"]).await?;
    office.sync().await?;
    village.sync().await?;
    office.sync().await?;
    for device in [&village, &office] {
        let told = tiga.told(device, "2026-02-10").await?;
        assert_eq!((told.stage(), told.age()), ("MENINGGAL", (37, 38)), "{}: death dominates", device.name);
        assert_eq!((told.missing(), told.due()), (vec![], vec![]), "{}: nobody is asked for papers", device.name);
    }

    // The family complains: nobody pays for the way home, and the wage is owed.
    let family = ["complainant_name=Contoh Ibu", "complainant_relation=IBU", "received_on=2026-02-11"];
    let about = ["case", "new", "--worker", "contoh tiga", "--type", "MENINGGAL", "--type", "GAJI_TIDAK_DIBAYAR"];
    let case = made(&village, &[&about[..], &family].concat()).await?;
    village.sync().await?;
    office.sync().await?;
    office.run(&["edit", &case, "registered_on=2026-02-12"]).await?;
    office.run(&["case", "act", &case, "BERKAS_LENGKAP", "--date", "2026-02-20"]).await?;
    office
        .run(&["case", "act", &case, "KOMITMEN", "--date", "2026-02-25", "--note", "pengirim menanggung kargo"])
        .await?;
    let told = office.run(&["case", "show", &case, "--on", "2026-03-05"]).await?["assessment"].take();
    let past: Vec<_> =
        told["clocks"].as_array().unwrap().iter().map(|clock| (&clock["code"], &clock["days_left"])).collect();
    assert_eq!(past, [(&json!("PENUHI_KOMITMEN"), &json!(-1)), (&json!("TUNGGU_TANGGAPAN"), &json!(160))]);
    office.run(&["case", "act", &case, "KOMITMEN_DIPENUHI", "--date", "2026-03-06"]).await?;

    // The coffin comes; the village witnesses the handover; what is owed after a death is written where it is looked for.
    let shown = office.run(&["show", &tiga.id]).await?;
    let coming = shown["fields"].as_object().unwrap().keys().find(|path| path.starts_with("return/")).unwrap();
    let coming = coming.rsplit_once('/').unwrap().0.to_owned();
    let fields = [
        "arrived_on=2026-03-10",
        "debarkation=El Tari",
        "funded_by=BP3MI",
        "coffin_cargo_no=KRG-9",
        "handover_on=2026-03-10",
        "handover_to=Contoh Ibu",
        "handover_relation=IBU",
        "handover_witness=Kepala Desa",
        "burial=DIPULANGKAN",
        "family_informed_on=2026-02-03",
        "jkm_claim=DIAJUKAN",
        "procedural_status_at_death=NONPROSEDURAL",
    ];
    let fields: Vec<String> = fields.iter().map(|field| format!("{coming}/{field}")).collect();
    tiga.write(&office, &fields.iter().map(String::as_str).collect::<Vec<_>>()).await?;
    tiga.write(&office, &["--add", "status_reason", "code=NO_P3MI"]).await?;
    office.run(&["case", "close", &case, "--resolved", "--date", "2026-04-01"]).await?;
    office.sync().await?;
    village.sync().await?;
    let told = tiga.told(&village, "2026-04-02").await?;
    assert_eq!((told.stage(), told.procedural()), ("MENINGGAL", "NONPROSEDURAL"));
    let closed = village.run(&["case", "list", "--all"]).await?;
    assert_eq!((&closed["cases"][0]["status"], &closed["cases"][0]["is_open"]), (&json!("SELESAI"), &json!(false)));
    Ok(())
}
