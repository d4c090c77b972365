//! Siti Contoh goes to a plantation in Malaysia by the official way, and comes back when her contract ends.

use std::time::Duration;

use anyhow::{Context, Result};
use serde_json::json;
use support::Stage;
use testkit::deployment::until;

use crate::person::{Person, made};

/// How often to look whether the province has published what it was asked to.
const OFTEN: Duration = Duration::from_millis(250);

#[tokio::test]
async fn siti_goes_by_the_official_way_and_comes_back() -> Result<()> {
    let stage = Stage::training().await?;
    let (village, office) = (stage.device("Ani").await?, stage.device_of("Kantor", "52.03").await?);

    // In January she asks in the village. Nothing is there yet, and nothing speaks against her.
    let identity = ["name=Siti Contoh", "nik=5203134107950000", "sex=P", "birth_date=1995-07-01"];
    let home = ["origin_village=52.03.13.2001", "dusun=Lebak", "destination_country=MY", "occupation=LADANG_SAWIT"];
    let siti = Person::recorded(&village, &[&identity[..], &home].concat()).await?;
    siti.milestone(&village, "MINAT", "2025-01-08").await?;
    let told = siti.told(&village, "2025-01-10").await?;
    assert_eq!((told.stage(), told.age(), told.procedural()), ("MINAT", (29, 29), "UNKNOWN"));
    assert_eq!(told.missing(), ["scheme"], "nobody has said how she is placed");
    assert_eq!(told.flags(), ["NO_DOCS", "NO_P3MI", "NO_COMPETENCE"]);

    // The village registers her: card, family card, marital status, and her husband's permission with the village head.
    let family = ["add", "household", "kk_number=5203130101200000", "head=Contoh Suami"];
    let household = made(&village, &family).await?;
    siti.write(&village, &["scheme=P_TO_P", &format!("household={household}")]).await?;
    let permission = ["given_by=Contoh Suami", "relation=SUAMI", "date=2025-01-20", "letter_no=470/12/2025"];
    let whose = format!("worker={}", siti.id);
    village.run(&[&["edit", &household, "--add", "permission", &whose][..], &permission].concat()).await?;
    for paper in ["DOC_KTP", "DOC_KK", "DOC_MARITAL"] {
        siti.paper(&village, paper, &["check=SEEN_ORIGINAL", "held_by=WORKER"]).await?;
    }
    siti.milestone(&village, "DAFTAR_DESA", "2025-01-20").await?;
    let told = siti.told(&village, "2025-01-21").await?;
    let still =
        ["DOC_COMPETENCE", "DOC_HEALTH_PSY", "DOC_PASSPORT", "DOC_WORK_VISA", "DOC_PLACEMENT_AGR", "DOC_WORK_AGR"];
    assert_eq!(told.missing(), [&still[..], &["DOC_BPJS_TK", "DOC_OPP_CERT"]].concat(), "the permission is there");

    // She hears in the village what the law asks to be told; most of it.
    let meeting = ["session", "new", "kind=SOSIALISASI_DESA", "title=Aman bekerja", "start=2025-01-25"];
    let topics = ["--topic", "HAK_KEWAJIBAN", "--topic", "BIAYA", "--topic", "PENGADUAN", "--topic", "PROSEDUR"];
    let meeting = made(&village, &[&meeting[..], &topics].concat()).await?;
    village.run(&["session", "attend", &meeting, "siti contoh", "--before", "40", "--after", "75"]).await?;
    let session = village.run(&["session", "show", &meeting]).await?;
    assert_eq!(session["assessment"]["not_covered"].as_array().unwrap().len(), 7);
    village.sync().await?;

    // The manpower office verifies and writes the agency, in the same record.
    office.sync().await?;
    siti.write(&office, &["p3mi=P3MI-01", "job_order=JO-2025-7"]).await?;
    siti.milestone(&office, "VERIF_DISNAKER", "2025-02-03").await?;
    siti.milestone(&office, "SELEKSI", "2025-02-20").await?;
    siti.paper(&office, "DOC_PLACEMENT_AGR", &["issued_on=2025-03-01", "expires_on=2026-03-01"]).await?;
    office.sync().await?;
    village.sync().await?;
    let told = siti.told(&village, "2025-03-02").await?;
    assert_eq!(told.stage(), "SELEKSI");
    assert_eq!(told.flags(), ["NO_COMPETENCE"], "agency and papers are there");

    // Training, health, passport, social security, contract, visa.
    siti.paper(&village, "DOC_COMPETENCE", &["issuer=BLK Lombok Timur", "issued_on=2025-04-10"]).await?;
    siti.paper(&village, "DOC_HEALTH_PSY", &["issued_on=2025-04-20", "expires_on=2025-10-20"]).await?;
    siti.paper(&village, "DOC_PASSPORT", &["number=C1234567", "expires_on=2030-05-01", "held_by=WORKER"]).await?;
    siti.paper(&village, "DOC_BPJS_TK", &["number=12345678901"]).await?;
    siti.paper(&village, "DOC_WORK_AGR", &["issued_on=2025-05-20", "expires_on=2027-06-19"]).await?;
    siti.paper(&village, "DOC_WORK_VISA", &["expires_on=2027-06-30"]).await?;
    assert_eq!(siti.told(&village, "2025-06-01").await?.missing(), ["DOC_OPP_CERT"]);

    // The orientation before departure is its own proof; the worker's card makes the way whole.
    let orientation =
        made(&office, &["session", "new", "kind=OPP", "start=2025-06-10", "hours=8", "--village", support::VILLAGE])
            .await?;
    office.run(&["session", "attend", &orientation, &siti.id, "--result", "LULUS", "--certificate", "OPP-17"]).await?;
    siti.write(&office, &["ekpmi_no=E-0001", "ekpmi_valid_to=2027-06-30"]).await?;
    siti.milestone(&office, "OPP", "2025-06-10").await?;
    siti.milestone(&office, "E_KPMI", "2025-06-12").await?;
    village.sync().await?;
    office.sync().await?;
    village.sync().await?;
    let told = siti.told(&office, "2025-06-15").await?;
    assert_eq!((told.missing(), told.flags(), told.stage()), (vec![], vec![], "E_KPMI"));
    assert_eq!(told.procedural(), "UNKNOWN", "she has not left yet");

    // The province stops her job order, and opens it again: the village knows with its next exchange.
    let id = job_order(&stage, "PAUSED", None).await?;
    let warned = async |of: &[&str]| {
        village.sync().await?;
        Ok(siti.told(&village, "2025-06-16").await?.flags() == of)
    };
    until("the village knows that it is stopped", OFTEN, async || warned(&["JOB_ORDER"]).await).await?;
    job_order(&stage, "OPEN", Some(&id)).await?;
    until("the village knows that it is open", OFTEN, async || warned(&[]).await).await?;

    // The board of job orders counts her among those who prepare, and does not promise more places than there are.
    let board = village.run(&["notices"]).await?["notices"][0].take();
    assert_eq!((&board["job_order"]["number"], &board["status"]), (&json!("JO-2025-7"), &json!("OPEN")));
    assert_eq!(board["job_order"]["places"], json!({ "total": 40, "in_process": 1, "filled": 0 }));
    assert_eq!(board["oversold"], 0);

    // She leaves from Surabaya, as most do.
    let flight = ["departed_on=2025-06-20", "country=MY", "visa_type=WORK", "embarkation_province=35"];
    let contract = ["contract_start=2025-06-20", "contract_end=2027-06-19"];
    siti.write(&village, &[&["--add", "departure"][..], &flight, &contract].concat()).await?;
    let told = siti.told(&village, "2025-06-25").await?;
    assert_eq!((told.stage(), told.procedural()), ("BERANGKAT", "PROSEDURAL"));
    assert_eq!((told.flags(), told.due()), (vec![], vec![]));

    // Her family hears of her; then nobody does for a while, and the village is told to ask.
    siti.write(&village, &["--add", "contact_check", "date=2025-07-15", "channel=WA", "ok=ya"]).await?;
    assert_eq!(siti.told(&village, "2025-08-01").await?.due(), []);
    assert_eq!(siti.told(&village, "2025-08-20").await?.due(), [("KONTAK_30_HARI", -6)]);
    siti.write(&village, &["--add", "contact_check", "date=2025-08-21", "channel=TELEPON", "ok=ya"]).await?;
    assert_eq!(siti.told(&village, "2025-08-22").await?.due(), []);

    // Two months before the contract ends the village hears of that, of the card and of the visa.
    siti.write(&village, &["--add", "contact_check", "date=2027-04-18", "channel=WA", "ok=ya"]).await?;
    let due = siti.told(&village, "2027-04-20").await?;
    let due: Vec<_> = due.due().into_iter().map(|(what, _)| what.to_owned()).collect();
    assert_eq!(due, ["CONTRACT_ENDS", "PAPER_EXPIRES", "PAPER_EXPIRES", "CARD_EXPIRES"]);

    // She comes back when it ends. Nothing is missing any more, and nothing runs.
    let home = ["category=HABIS_KONTRAK", "arrived_on=2027-06-25", "debarkation=BIZAM", "handover_on=2027-06-26"];
    siti.write(&village, &[&["--add", "return"][..], &home].concat()).await?;
    let told = siti.told(&village, "2027-07-01").await?;
    assert_eq!((told.stage(), told.procedural()), ("PULANG", "PROSEDURAL"));
    assert_eq!((told.missing(), told.flags(), told.due()), (vec![], vec![], vec![]));

    // A business with the village, and her story on its board until she takes that back.
    siti.write(&village, &["--add", "programme", "kind=BUMDES", "business_kind=tenun", "status=BERJALAN"]).await?;
    siti.milestone(&village, "PURNA", "2027-08-01").await?;
    let consent = ["purpose=kisah di papan desa", "method=SIGNATURE", "given_on=2027-08-02"];
    siti.write(&village, &[&["--add", "consent"][..], &consent].concat()).await?;
    assert_eq!(siti.told(&village, "2027-08-03").await?.consent("kisah di papan desa"), "ACTIVE");
    let taken_back = ["purpose=kisah di papan desa", "withdrawn_on=2027-09-01"];
    siti.write(&village, &[&["--add", "consent"][..], &taken_back].concat()).await?;
    village.sync().await?;
    office.sync().await?;
    let told = siti.told(&office, "2027-09-02").await?;
    assert_eq!((told.stage(), told.consent("kisah di papan desa")), ("PURNA", "WITHDRAWN"));
    Ok(())
}

/// Publishes her job order with a status, or changes it.
async fn job_order(stage: &Stage, status: &str, id: Option<&str>) -> Result<String> {
    let file = stage.file("job-order.toml")?;
    let order = format!(
        "notice_kind = \"JOB_ORDER\"\ntitle = \"Ladang sawit di Sabah\"\njob_order_no = \"JO-2025-7\"\n\
         job_order_status = \"{status}\"\ncountry = \"MY\"\nquota_total = 40\nzero_cost = true\n"
    );
    std::fs::write(&file, order)?;
    let publish = ["notice", "publish", &file, "--target", "52.03"];
    let changes = id.map(|id| ["--id", id]);
    let published = stage.province.run(&[&publish[..], changes.as_ref().map_or(&[], |id| &id[..])].concat()).await?;
    Ok(published["id"].as_str().with_context(|| format!("no id: {published}"))?.to_owned())
}
