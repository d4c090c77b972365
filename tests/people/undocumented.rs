//! Contoh Budi, sixteen, leaves with a broker on a tourist visa, and is brought home.

use anyhow::Result;
use serde_json::json;
use support::Stage;

use crate::person::{Person, made};

#[tokio::test]
async fn budi_leaves_without_documents_and_is_brought_home() -> Result<()> {
    let stage = Stage::training().await?;
    let (village, peer) = (stage.device("Ani").await?, stage.device("Tetangga").await?);
    let office = stage.device_of("Kantor", "52.03").await?;

    // A cadre hears of an offer from social media and writes him down. He is not blamed, and not refused.
    let offer = ["destination_country=KH", "birth_date=2009-05", "sex=L", "scheme=PERSEORANGAN"];
    let budi = Person::recorded(&village, &[&["name=Contoh Budi"][..], &offer].concat()).await?;
    budi.milestone(&village, "MINAT", "2026-02-10").await?;
    let broker = ["name=Pak Calo", "phone=081200001111", "seen_licence=tidak"];
    budi.write(&village, &[&["--add", "recruiter"][..], &broker].concat()).await?;
    let told = budi.told(&village, "2026-02-11").await?;
    assert_eq!((told.age(), told.procedural()), ((16, 16), "UNKNOWN"));
    assert_eq!(told.flags(), ["NO_DOCS", "NO_COMPETENCE", "TOO_YOUNG", "COUNTRY", "UNLICENSED_RECRUITER"]);
    assert!(told.missing().contains(&"DOC_PASSPORT") && !told.missing().contains(&"DOC_PLACEMENT_AGR"));

    // The screening says: refer. A complaint is opened for those who deal with trafficking.
    let answers = ["--answer", "R01=YES", "--answer", "R02=YES", "--answer", "R08=NO", "--answer", "R09=UNKNOWN"];
    let screen = [&["screen", &budi.id][..], &answers, &["--private", "--case", "--date", "2026-02-11"]].concat();
    let screened = village.run(&screen).await?;
    assert_eq!((&screened["result"], &screened["found"]), (&json!("REFER"), &json!(["R01", "R02"])));
    assert_eq!(screened["unclear"], json!(["R09"]));
    let case = screened["case"].as_str().unwrap().to_owned();

    // The neighbour's device has his record, and neither the screening nor the complaint. The office has all of it.
    village.sync().await?;
    peer.sync().await?;
    office.sync().await?;
    assert_eq!(budi.told(&peer, "2026-02-12").await?.stage(), "MINAT");
    assert_eq!(peer.run(&["case", "list", "--all"]).await?["total"], 0);
    for record in [case.as_str(), screened["id"].as_str().unwrap()] {
        assert_eq!(peer.refused(&["show", record]).await?["error"]["code"], "no_such_record");
    }
    let at_office = office.run(&["case", "show", &case]).await?;
    assert_eq!((&at_office["assessment"]["access"], &at_office["fields"]["worker"]), (&json!("TPPO"), &json!(budi.id)));

    // He leaves all the same, by Batam. That is what the record says now, and why.
    let way = ["departed_on=2026-03-20", "country=KH", "visa_type=TOURIST", "embarkation_province=21"];
    budi.write(&village, &[&["--add", "departure"][..], &way].concat()).await?;
    let told = budi.told(&village, "2026-03-25").await?;
    assert_eq!((told.stage(), told.procedural()), ("BERANGKAT", "NONPROSEDURAL"));
    assert!(["WRONG_VISA", "LEFT_BEFORE_ORIENTATION"].iter().all(|flag| told.flags().contains(flag)));

    // A month later the family has not heard of him; after three, a complaint is to be offered.
    assert_eq!(budi.told(&village, "2026-04-25").await?.due(), [("KONTAK_30_HARI", -6)]);
    assert_eq!(budi.told(&village, "2026-07-01").await?.due(), [("KONTAK_90_HARI", -13)]);
    budi.milestone(&village, "HILANG_KONTAK", "2026-07-01").await?;
    let missing = [
        "case",
        "new",
        "--worker",
        "contoh budi",
        "--type",
        "PUTUS_KOMUNIKASI",
        "life_threat=ya",
        "received_on=2026-07-01",
    ];
    let lost = made(&village, &missing).await?;
    let urgent = village.run(&["case", "list"]).await?;
    assert_eq!((&urgent["cases"][0]["id"], &urgent["cases"][0]["is_urgent"]), (&json!(lost), &json!(true)));

    // The office finds him, and he is brought home as a victim of trafficking.
    village.sync().await?;
    office.sync().await?;
    office.run(&["case", "act", &lost, "PENYELAMATAN", "--date", "2026-08-01"]).await?;
    let home = ["category=KORBAN_TPPO", "arrived_on=2026-08-10", "funded_by=PEMPROV", "health_state=CEDERA"];
    budi.write(&office, &[&["--add", "return"][..], &home].concat()).await?;
    office.sync().await?;
    village.sync().await?;
    let told = budi.told(&village, "2026-08-11").await?;
    assert_eq!((told.stage(), told.procedural(), told.due()), ("PULANG", "NONPROSEDURAL", vec![]));

    // Back home he is asked again; the complaint goes to those who look after children, and ends.
    let again = village.run(&["screen", "contoh budi", "--answer", "B01=YES"]).await?;
    assert_eq!((&again["phases"], &again["result"]), (&json!(["RETURN"]), &json!("REFER")));
    office.run(&["case", "refer", &case, "UPTD_PPA", "--scope", "nama, kontak aman", "--date", "2026-08-12"]).await?;
    let referred = office.run(&["case", "show", &case, "--on", "2026-08-13"]).await?;
    assert_eq!(referred["assessment"]["status"], "DIRUJUK");
    assert_eq!(referred["assessment"]["waiting_referrals"].as_array().unwrap().len(), 1);
    for complaint in [&case, &lost] {
        office.run(&["case", "close", complaint, "--resolved", "--date", "2026-11-01"]).await?;
    }
    assert_eq!(office.run(&["case", "list"]).await?["total"], 0);
    let help = ["kind=PSIKOSOSIAL", "rehabilitation=KONSELING", "status=BERJALAN"];
    budi.write(&village, &[&["--add", "programme"][..], &help].concat()).await?;
    budi.milestone(&village, "PURNA", "2026-12-01").await?;
    assert_eq!(budi.told(&village, "2026-12-02").await?.stage(), "PURNA");
    Ok(())
}
