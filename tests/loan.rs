//! Somebody leaves through another province: the office there is lent one record, writes in it, and closes it again.

use std::time::Duration;

use anyhow::{Context, Result};
use rusqlite::Connection;
use serde_json::{Value, json};
use support::Stage;
use testkit::deployment::{Device, until};

/// The area of the helping office: Surabaya.
const THERE: &str = "35.78";
const PERSON: [&str; 7] =
    ["add", "worker", "name=Contoh Satu", "nik=5203131207900000", "sex=L", "birth_date=1990-07-12", "dusun=Lebak"];
/// What the officer there knows of whoever stands before the desk.
const ASKING: [&str; 6] = ["add", "worker", "nik=5203131207900000", "name=Contoh Satu", "--village", "35.78.01.1001"];

async fn id_of(device: &Device) -> Result<String> {
    let status = device.run(&["status"]).await?;
    Ok(status["device"]["id"].as_str().context("no id")?.to_owned())
}

async fn lend(stage: &Stage, doc: &str, to: &Device) -> Result<Value> {
    let device = id_of(to).await?;
    stage.province.run(&["loan", "give", doc, "--to", &device, "--reason", "berangkat lewat Juanda"]).await
}

/// The items that wait for a reviewer: code, and the device that wrote.
async fn reviews(stage: &Stage) -> Result<Vec<Value>> {
    let items = stage.province.run(&["review", "list"]).await?["items"].as_array().context("no items")?.clone();
    Ok(items.into_iter().map(|item| json!([item["detail"]["code"], item["device"]["name"]])).collect())
}

#[tokio::test]
async fn an_office_elsewhere_asks_for_a_person_reads_and_writes_one_record_and_gives_it_back() -> Result<()> {
    let stage = Stage::training().await?;
    let (ani, juanda) = (stage.device("Ani").await?, stage.helper_of("Juanda", THERE).await?);
    let added = ani.run(&PERSON).await?;
    let id = added["id"].as_str().context("no id")?.to_owned();
    ani.run(&["add", "worker", "name=Contoh Dua"]).await?;
    ani.sync().await?;
    stage.province.forwarded().await?;

    // It asks by writing down whoever stands before the desk: nothing is opened by that, and a reviewer is told who asks.
    let asked = juanda.run(&ASKING).await?;
    assert_eq!(asked["id"], id.as_str(), "a NIK makes the same record");
    juanda.sync().await?;
    assert_eq!(juanda.run(&["show", &id]).await?["fields"]["dusun"], Value::Null);
    assert_eq!(reviews(&stage).await?, [json!(["elsewhere", "Perangkat Juanda"])]);
    let answered = stage.province.run(&["review", "list"]).await?["items"][0]["asks"].clone();
    assert!(answered.as_str().is_some_and(|asks| asks.contains("loan give")), "{answered}");

    let loan = lend(&stage, &id, &juanda).await?["id"].to_string();
    juanda.sync().await?;
    let shown = juanda.run(&["show", &id]).await?;
    assert_eq!(shown["fields"]["dusun"], "Lebak");
    assert!(shown["lent_until"].is_string(), "{shown}");
    assert_eq!(juanda.run(&["list"]).await?["total"], 1, "one record, and no other");

    let events = stage.province.registry_stats().await?["events"].clone();
    juanda.run(&["edit", &id, "note=Naik pesawat hari ini"]).await?;
    juanda.sync().await?;
    stage.province.forwarded().await?;
    assert_ne!(stage.province.registry_stats().await?["events"], events, "the registry hears of it");
    ani.sync().await?;
    let at_home = ani.run(&["show", &id]).await?;
    assert_eq!(at_home["fields"]["note"], "Naik pesawat hari ini");
    let told = &at_home["loans"][0];
    assert_eq!((&told["office"], &told["region"]), (&json!("Perangkat Juanda"), &json!(THERE)));
    assert_eq!((&told["reason"], &told["ended"]), (&json!("berangkat lewat Juanda"), &Value::Null));

    // What is written and not sent before the end is kept, and looked at.
    juanda.run(&["edit", &id, "note=Sudah mendarat"]).await?;
    stage.province.run(&["loan", "end", &loan]).await?;
    juanda.sync().await?;
    juanda.sync().await?;
    assert_eq!(juanda.refused(&["show", &id]).await?["error"]["code"], "no_such_record");
    let left = juanda.run(&["status"]).await?["left"]["records"].clone();
    assert_eq!((&left[0]["doc"], &left[0]["reason"], &left[1]), (&json!(id), &json!("lent"), &Value::Null), "{left}");
    let waiting = reviews(&stage).await?;
    assert!(waiting.contains(&json!(["late", "Perangkat Juanda"])), "{waiting:?}");
    ani.sync().await?;
    assert!(ani.run(&["show", &id]).await?["loans"][0]["ended"].is_string());

    let shown = stage.province.run(&["loan", "show", &loan]).await?;
    assert_eq!((&shown["state"], &shown["kind"]), (&json!("ended"), &json!("worker")));
    assert!(shown["delivered_at"].is_string() && shown["written"].as_u64() >= Some(2), "{shown}");
    let held = stage.province.run(&["record", "show", &id, "--reason", "permintaan akses"]).await?;
    let traces = held["read_by"].as_array().context("nobody read it")?.clone();
    let what: Vec<_> = traces.iter().filter_map(|trace| trace["what"].as_str()).collect();
    for noted in ["loan_given", "loan_delivered", "loan_ended"] {
        assert!(what.contains(&noted), "{what:?}");
    }
    assert_eq!(stage.province.run(&["check"]).await?["ok"], true);
    Ok(())
}

#[tokio::test]
async fn a_record_closes_at_the_end_of_its_loan_where_there_is_no_line() -> Result<()> {
    let mut stage = Stage::training().await?;
    let line = stage.line(10_000_000)?;
    let ani = stage.device("Ani").await?;
    let juanda = stage.helper_over("Juanda", THERE, line.addr()).await?;
    let added = ani.run(&PERSON).await?;
    let id = added["id"].as_str().context("no id")?.to_owned();
    ani.sync().await?;
    lend(&stage, &id, &juanda).await?;
    // No loan is so short: the end is brought near.
    let db = Connection::open(stage.province.folder().join("rantau.db"))?;
    db.execute("update loan set until = unixepoch() + 4", [])?;
    drop(db);
    juanda.sync().await?;
    juanda.run(&["edit", &id, "note=Ditulis tanpa sinyal"]).await?;
    stage.province.stop_server().await?;

    let mut said = Value::Null;
    let over = async || {
        said = juanda.refused(&["show", &id]).await.unwrap_or_default();
        Ok(said["error"]["code"].is_string())
    };
    until("the loan is over", Duration::from_millis(100), over).await?;
    assert_eq!(said["error"]["code"], "loan_over", "{said}");
    assert_eq!(juanda.run(&["list"]).await?["total"], 0);
    assert!(juanda.find("Contoh").await.is_err());
    let status = juanda.run(&["status"]).await?;
    assert_eq!((&status["borrowed"][0]["is_over"], &status["changes"]["local"]), (&json!(true), &json!(1)), "{status}");
    assert!(status["outbox"]["files"].as_u64() >= Some(1), "what was written there waits for the province: {status}");

    line.lead_to(stage.province.start_server().await?);
    juanda.sync().await?;
    juanda.sync().await?;
    assert_eq!(reviews(&stage).await?, [json!(["late", "Perangkat Juanda"])]);
    assert_eq!(juanda.refused(&["show", &id]).await?["error"]["code"], "no_such_record");
    assert_eq!(stage.province.run(&["loan", "list", "--ended"]).await?["loans"][0]["state"], "expired");
    Ok(())
}
