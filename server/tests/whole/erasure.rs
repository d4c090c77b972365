//! People who are erased, at the province: what goes, what is refused afterwards, who confirms.

use std::{collections::BTreeSet, fs, path::Path};

use clap::CommandFactory;
use records::{DocId, Kind};
use serde_json::Value as Json;
use server::{
    command::{Cli, permission},
    erasure::SignedCertificate,
    store::{documents, erasures, officers, outbox, packs as rows},
};
use testkit::people::{People, Person};
use wire::{
    VerdictKind,
    exchange::{Capabilities, Entry},
};

use crate::{
    device::{CLOCK, Device, Reply, new_doc},
    forwarding,
    stage::{Props, Stage, VILLAGE, region},
};

/// What a device of this version says that it can.
const MODERN: Capabilities = Capabilities::ERASES;

fn run(stage: &Stage, args: &[&str]) -> Json {
    let data = stage.dir.path().join("data");
    let mut all = vec!["rantau-server"];
    all.extend(args);
    all.extend(["--json", "--data", data.to_str().unwrap()]);
    let output = permission::call(&Cli::command().get_matches_from(all)).outcome.unwrap();
    serde_json::from_str(&output.text).unwrap()
}

fn person(seed: u64) -> Person {
    People::of_village(seed, VILLAGE).next().unwrap()
}

/// Brings a person to the province, and gives their record.
async fn bring(device: &mut Device, person: &Person) -> DocId {
    let doc = new_doc();
    let fields = [("name", &person.full_name), ("nik", &person.nik), ("birth_date", &person.birth_date)];
    let changes = fields.map(|(path, value)| (doc, device.edit(doc, path, value).bytes));
    let push = device.envelope(&changes);
    device.exchange(&[push]).await.unwrap();
    doc
}

/// Asks for an erasure and exchanges, whereby the server carries it out.
async fn erase(stage: &Stage, device: &mut Device, doc: DocId) -> (i64, Reply) {
    let report = run(stage, &["erase", "run", &doc.to_string(), "--reason", "requested"]);
    let reply = device.exchange(&[]).await.unwrap();
    (report["erasure"].as_i64().unwrap(), reply)
}

fn says_erased(reply: &Reply, doc: DocId) -> bool {
    reply.entries().iter().any(|entry| matches!(entry, Entry::Leave { doc: gone, erased: true } if *gone == doc))
}

/// The files of a directory that hold one of these texts.
fn files_with(dir: &Path, secrets: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files_with(&path, secrets));
            continue;
        }
        let bytes = fs::read(&path).unwrap();
        let has = |secret: &&str| bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
        if secrets.iter().any(has) {
            found.push(path.file_name().unwrap().to_string_lossy().into_owned());
        }
    }
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_erased_is_gone_from_every_file_and_said_in_the_feed_and_the_feed_still_adds_up() {
    let stage = Stage::new().await;
    let (mut ani, mut budi) = (stage.device(VILLAGE).await, stage.device(VILLAGE).await);
    (ani.capabilities, budi.capabilities) = (MODERN, MODERN);
    let (siti, other) = (person(1), person(2));
    let (doc, stays) = (bring(&mut ani, &siti).await, bring(&mut ani, &other).await);
    budi.exchange(&[]).await.unwrap();
    let data = stage.dir.path().join("data");
    let secrets = [siti.nik.as_str(), siti.full_name.as_str()];
    assert!(!files_with(&data, &secrets).is_empty(), "the scan finds what is there");

    let plan = run(&stage, &["erase", "plan", &doc.to_string()]);
    assert_eq!((plan["goes"].as_array().unwrap().len(), plan["goes"][0]["why"].as_str()), (1, Some("person")));
    let (act, reply) = erase(&stage, &mut ani, doc).await;
    assert!(says_erased(&reply, doc) && ani.is_proven(&reply));
    let reply = budi.exchange(&[]).await.unwrap();
    assert!(says_erased(&reply, doc) && budi.is_proven(&reply));
    assert_eq!(files_with(&data, &secrets), Vec::<String>::new());
    assert!(!files_with(&data, &[other.nik.as_str()]).is_empty(), "nobody else is gone");
    let here = stage.server.store.read_blocking(|conn| {
        Ok((
            documents::get(conn, doc)?.is_some(),
            documents::get(conn, stays)?.is_some(),
            erasures::is_erased(conn, doc)?,
        ))
    });
    assert_eq!(here.unwrap(), (false, true, true));
    assert_eq!(run(&stage, &["check"])["ok"], true);
    assert_eq!(run(&stage, &["erase", "list"])["erasures"][0]["erasure"], act);

    let mut citra = stage.device(VILLAGE).await;
    let reply = citra.exchange(&[]).await.unwrap();
    assert!(citra.is_proven(&reply) && !citra.documents.contains_key(&doc), "who begins gets nothing of it");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_for_an_erased_record_is_refused_and_not_one_byte_of_it_is_kept() {
    let stage = Stage::new().await;
    let (mut ani, mut budi) = (stage.device(VILLAGE).await, stage.device(VILLAGE).await);
    (ani.capabilities, budi.capabilities) = (MODERN, MODERN);
    let doc = bring(&mut ani, &person(3)).await;
    budi.exchange(&[]).await.unwrap();
    let late = budi.edit(doc, "note", "Catatan Yang Terlambat");
    erase(&stage, &mut ani, doc).await;
    let push = budi.envelope(&[(doc, late.bytes)]);
    let reply = budi.exchange(std::slice::from_ref(&push)).await.unwrap();
    let verdict = &reply.verdicts[0];
    assert_eq!((verdict.kind, verdict.code.as_str(), verdict.hash), (VerdictKind::Refused, "erased", late.hash));
    budi.exchange(&[push]).await.unwrap();
    assert_eq!(files_with(&stage.dir.path().join("data"), &["Catatan Yang Terlambat"]), Vec::<String>::new());
    assert_eq!(run(&stage, &["erase", "list"])["erasures"][0]["refused_since"], 1);
    assert_eq!(run(&stage, &["review", "list"])["items"].as_array().unwrap().len(), 0, "nobody need look at it");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_erasure_is_complete_when_every_device_that_may_have_it_has_said_so_itself() {
    let stage = Stage::new().await;
    let (mut ani, mut budi) = (stage.device(VILLAGE).await, stage.device(VILLAGE).await);
    (ani.capabilities, budi.capabilities) = (MODERN, MODERN);
    let doc = bring(&mut ani, &person(4)).await;
    budi.exchange(&[]).await.unwrap();
    let (act, _) = erase(&stage, &mut ani, doc).await;
    let number = act.to_string();
    let standing = |certificate: &Json, device: &Device| {
        let id = device.certificate.device.to_string();
        let devices = certificate["devices"].as_array().unwrap().clone();
        devices.into_iter().find(|known| known["device"] == id).map(|known| known["state"].as_str().unwrap().to_owned())
    };
    let certificate = || run(&stage, &["erase", "certificate", &number]);
    assert_eq!(standing(&certificate(), &ani).as_deref(), Some("waiting"), "it was told, and has not said");
    // A hello with a cursor behind the entry is the confirmation.
    ani.exchange(&[]).await.unwrap();
    // The verdicts on its own changes were told in the exchange before; it says so with this one.
    ani.answered = Some(ani.exchange);
    ani.exchange(&[]).await.unwrap();
    assert_eq!(standing(&certificate(), &ani).as_deref(), Some("confirmed"));
    assert_eq!(certificate()["complete"], false, "one was not heard of");
    budi.exchange(&[]).await.unwrap();
    assert_eq!(standing(&certificate(), &budi).as_deref(), Some("waiting"));
    budi.exchange(&[]).await.unwrap();
    let done = certificate();
    assert_eq!((standing(&done, &budi).as_deref(), done["complete"].as_bool()), (Some("confirmed"), Some(true)));

    let signed: SignedCertificate = serde_json::from_value(done["signed"].clone()).unwrap();
    assert_eq!(signed.verified(&ani.province).unwrap().outstanding, 0);
    let forged = SignedCertificate { certificate: signed.certificate.replace("requested", "unlawful"), ..signed };
    assert!(forged.verified(&ani.province).is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_device_stays_on_the_certificate_by_its_name() {
    let stage = Stage::new().await;
    let (mut ani, mut lost) = (stage.device(VILLAGE).await, stage.device(VILLAGE).await);
    (ani.capabilities, lost.capabilities) = (MODERN, MODERN);
    let doc = bring(&mut ani, &person(5)).await;
    lost.exchange(&[]).await.unwrap();
    let id = lost.certificate.device.to_string();
    run(&stage, &["device", "revoke", &id]);
    let (act, _) = erase(&stage, &mut ani, doc).await;
    let certificate = run(&stage, &["erase", "certificate", &act.to_string()]);
    let devices = certificate["devices"].as_array().unwrap();
    let lost = devices.iter().find(|known| known["device"] == id.as_str()).unwrap();
    assert_eq!((lost["state"].as_str(), lost["name"].as_str()), (Some("revoked"), Some("laptop uji")));
    let to_do: Vec<_> = certificate["to_do"].as_array().unwrap().iter().filter_map(Json::as_str).collect();
    assert!(to_do.iter().any(|line| line.contains("have it wiped")), "{to_do:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_of_an_older_program_takes_it_as_a_record_that_left_and_confirms_nothing() {
    let stage = Stage::new().await;
    let mut old = stage.device(VILLAGE).await;
    let doc = bring(&mut old, &person(6)).await;
    let (act, reply) = erase(&stage, &mut old, doc).await;
    let left = Entry::Leave { doc, erased: false };
    assert!(reply.entries().contains(&&left) && old.is_proven(&reply), "its signature is over what it knows");
    old.exchange(&[]).await.unwrap();
    assert_eq!(run(&stage, &["erase", "certificate", &act.to_string()])["outstanding"], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restored_backup_does_not_bring_an_erased_person_back() {
    let stage = Stage::new().await;
    let mut ani = stage.device(VILLAGE).await;
    ani.capabilities = MODERN;
    let siti = person(7);
    let doc = bring(&mut ani, &siti).await;
    let backup = stage.dir.path().join("backup.db");
    let beside = rusqlite::Connection::open(stage.dir.path().join("data/rantau.db")).unwrap();
    beside.execute("vacuum into ?1", [backup.to_str().unwrap()]).unwrap();
    drop(beside);
    erase(&stage, &mut ani, doc).await;
    let stage = stage
        .restart(|data| {
            fs::copy(&backup, data.join("rantau.db")).unwrap();
            fs::remove_file(&backup).unwrap();
        })
        .await;
    ani.url.clone_from(&stage.url);
    assert!(stage.server.store.read_blocking(|conn| erasures::is_erased(conn, doc)).unwrap());
    assert!(stage.server.store.read_blocking(|conn| documents::get(conn, doc)).unwrap().is_none());
    let data = stage.dir.path().join("data");
    assert_eq!(files_with(&data, &[&siti.nik, &siti.full_name]), Vec::<String>::new());
    let reply = ani.exchange(&[]).await.unwrap();
    assert!(ani.is_proven(&reply) && says_erased(&reply, doc));
    assert_eq!(run(&stage, &["erase", "list"])["erasures"].as_array().unwrap().len(), 1, "the act is known again");
}

#[tokio::test(flavor = "multi_thread")]
async fn no_pack_that_holds_an_erased_person_can_be_fetched_or_is_left() {
    let limits = server::server::Limits {
        pack_changes: 5,
        verdict_deadline: std::time::Duration::from_secs(60),
        ..server::server::Limits::default()
    };
    let stage = Stage::with(Props { limits: Some(limits), ..Props::default() }).await;
    let mut ani = stage.device(VILLAGE).await;
    ani.capabilities = MODERN;
    let doc = bring(&mut ani, &person(8)).await;
    bring(&mut ani, &person(9)).await;
    let feed = wire::FeedId::village(region(VILLAGE));
    stage.server.packroom.want(&feed);
    server::packs::drain(&stage.server);
    let pack = stage.server.store.read_blocking(|conn| rows::newest(conn, &feed)).unwrap().unwrap();
    assert!(stage.server.home.packs().holds(&pack.digest));
    erase(&stage, &mut ani, doc).await;
    assert!(!stage.server.home.packs().holds(&pack.digest));
    assert!(stage.server.store.read_blocking(|conn| rows::get(conn, &pack.digest)).unwrap().is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_registry_is_told_without_content_and_its_answer_is_kept() {
    let dir = tempfile::tempdir().unwrap();
    let stage = Stage::with(Props { registry: Some(forwarding::sandbox(&dir).await), ..Props::default() }).await;
    let mut ani = stage.device(VILLAGE).await;
    ani.capabilities = MODERN;
    let doc = bring(&mut ani, &person(10)).await;
    forwarding::standing(&mut ani).await;
    let (act, _) = erase(&stage, &mut ani, doc).await;
    let registry = || stage.server.store.read_blocking(|conn| Ok(erasures::get(conn, act)?.registry)).unwrap();
    for _ in 0..10_000 {
        if registry() == "accepted" {
            break;
        }
        ani.exchange(&[]).await.unwrap();
    }
    assert_eq!(registry(), "accepted");
    let told = stage.server.store.read_blocking(|conn| outbox::of_document(conn, doc)).unwrap();
    let [event] = told.as_slice() else { panic!("the event of the erasure, and no other") };
    let event: Json = serde_json::from_slice(&event.body).unwrap();
    assert_eq!((&event["type"], &event["data"]), (&"id.go.pmi.worker.erased.v1".into(), &serde_json::json!({})));
    let plan = stage.server.store.read_blocking(|conn| erasures::tombstones(conn, act)).unwrap();
    let kinds: Vec<_> = plan.iter().map(|tombstone| tombstone.kind).collect();
    assert_eq!(kinds, [Kind::Worker, Kind::Standing], "what the registry said goes too");
    let registry = rusqlite::Connection::open(dir.path().join("registry.db")).unwrap();
    let fields: String = registry.query_row("select fields from worker", [], |row| row.get(0)).unwrap();
    assert_eq!(fields, "{}", "the registry dropped it");
}

#[tokio::test(flavor = "multi_thread")]
async fn while_processing_is_suspended_nothing_goes_to_the_registry_and_afterwards_it_does() {
    let stage = Stage::with(Props { registry: Some(forwarding::unreachable_registry()), ..Props::default() }).await;
    let mut ani = stage.device(VILLAGE).await;
    let doc = bring(&mut ani, &person(11)).await;
    let id = doc.to_string();
    let waiting = || stage.server.store.read_blocking(|conn| outbox::count(conn, "waiting")).unwrap();
    let request = run(&stage, &["subject", "request", "--kind", "restriction", &id]);
    assert_eq!((waiting(), request["hours_left"].as_i64()), (0, Some(72)));
    let reviews = || run(&stage, &["review", "list"])["items"].as_array().unwrap().len();
    assert_eq!((reviews(), run(&stage, &["status"])["requests"].as_u64()), (1, Some(1)));
    let change = ani.edit(doc, "note", "selama ditangguhkan");
    let push = ani.envelope(&[(doc, change.bytes)]);
    ani.exchange(&[push]).await.unwrap();
    assert_eq!(waiting(), 0);
    let number = request["id"].to_string();
    run(&stage, &["subject", "close", &number, "--outcome", "withdrawn"]);
    assert_eq!(reviews(), 0);
    ani.exchange(&[]).await.unwrap();
    assert_eq!(waiting(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_is_shown_what_is_held_who_wrote_it_who_read_it_and_which_devices_have_it() {
    let stage = Stage::new().await;
    let mut ani = stage.device(VILLAGE).await;
    let siti = person(12);
    let doc = bring(&mut ani, &siti).await;
    let id = doc.to_string();
    run(&stage, &["record", "show", &id, "--reason", "ditelepon keluarga"]);
    let out = stage.dir.path().join("siti.json");
    run(&stage, &["subject", "access", &id, "--out", out.to_str().unwrap()]);
    let held: Json = serde_json::from_str(&fs::read_to_string(&out).unwrap()).unwrap();
    let record = &held["records"][0];
    assert_eq!(record["fields"]["name"], siti.full_name.as_str());
    assert_eq!(record["history"][0]["officer"], "Petugas Contoh");
    assert_eq!(record["devices"][0]["name"], "laptop uji");
    let read: Vec<_> =
        record["read_by"].as_array().unwrap().iter().map(|read| read["what"].as_str().unwrap()).collect();
    assert_eq!(read, ["record_show", "subject_access"]);
    assert_eq!(record["read_by"][0]["reason"], "ditelepon keluarga");
    let text = fs::read_to_string(out.with_extension("txt")).unwrap();
    assert!(text.contains(&siti.full_name) && text.contains("Read at the office"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_breach_counts_what_was_on_the_device_and_not_what_came_later() {
    let stage = Stage::new().await;
    let (mut ani, mut budi) = (stage.device(VILLAGE).await, stage.device(VILLAGE).await);
    bring(&mut ani, &person(13)).await;
    budi.exchange(&[]).await.unwrap();
    bring(&mut ani, &person(14)).await;
    let id = budi.certificate.device.to_string();
    let breach = run(&stage, &["breach", "--device", &id]);
    assert_eq!((breach["people"].as_u64(), breach["exact"].as_bool()), (Some(1), Some(true)));
    assert!(breach.get("named").is_none());
    let named = run(&stage, &["breach", "--device", &id, "--names", "--reason", "pemberitahuan"]);
    assert_eq!(named["named"][0]["name"], person(13).full_name.as_str());
    let before = run(&stage, &["breach", "--device", &id, "--at", "2020-01-01T00:00:00Z"]);
    assert_eq!(before["people"], 0);
    let ani = ani.certificate.device.to_string();
    assert_eq!(run(&stage, &["breach", "--device", &ani])["people"], 2, "what it wrote is on it");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_second_officer_of_a_device_reads_there_is_on_that_device() {
    let stage = Stage::new().await;
    let (mut ani, mut budi) = (stage.device(VILLAGE).await, stage.device(VILLAGE).await);
    let (both, officer) = (budi.certificate.device, ani.certificate.officer);
    let add = move |conn: &rusqlite::Connection| officers::add(conn, both, officer, "Ani", "village", CLOCK);
    stage.server.store.write_blocking(add).unwrap();
    let doc = new_doc();
    let change = ani.edit(doc, "note", "rahasia");
    let push = ani.envelope_of(vec![(doc, Kind::Case, region(VILLAGE), change.bytes)]);
    ani.exchange(&[push]).await.unwrap();
    budi.exchange(&[]).await.unwrap();
    assert!(budi.documents.contains_key(&doc), "it follows the feed of its second officer");
    let (doc, both) = (doc.to_string(), both.to_string());
    let out = stage.dir.path().join("held.json");
    assert_eq!(run(&stage, &["breach", "--device", &both])["kinds"]["case"], 1);
    run(&stage, &["subject", "access", &doc, "--out", out.to_str().unwrap()]);
    let held: Json = serde_json::from_str(&fs::read_to_string(&out).unwrap()).unwrap();
    assert_eq!(devices(&held["records"][0]), BTreeSet::from([both.clone(), ani.certificate.device.to_string()]));
    let report = run(&stage, &["erase", "run", &doc, "--reason", "requested"]);
    ani.exchange(&[]).await.unwrap();
    let certificate = run(&stage, &["erase", "certificate", &report["erasure"].to_string()]);
    assert!(devices(&certificate).contains(&both), "{certificate}");
}

/// The ids of the devices that a report names.
fn devices(report: &Json) -> BTreeSet<String> {
    let devices = report["devices"].as_array().unwrap().iter();
    devices.map(|device| device["device"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_household_goes_along_where_nobody_else_belongs_to_it() {
    let stage = Stage::new().await;
    let mut ani = stage.device(VILLAGE).await;
    let doc = bring(&mut ani, &person(10)).await;
    let (alone, shared) = (new_doc(), new_doc());
    let member = |last: u8| format!("member/0198f6a2-7c1e-7b7a-9a51-3f0c2d5e8a{last:02}");
    let id = doc.to_string();
    for (household, fields) in [
        (alone, vec![(format!("{}/worker", member(1)), id.as_str())]),
        (shared, vec![(format!("{}/worker", member(1)), id.as_str()), (format!("{}/name", member(2)), "Contoh Lain")]),
    ] {
        let changes = fields.into_iter().map(|(path, value)| {
            (household, Kind::Household, region(VILLAGE), ani.edit(household, &path, value).bytes)
        });
        let changes = changes.collect();
        let push = ani.envelope_of(changes);
        ani.exchange(&[push]).await.unwrap();
    }
    let plan = run(&stage, &["erase", "plan", &id]);
    let offered = |of: DocId| {
        let mentions = plan["mentions"].as_array().unwrap();
        mentions.iter().find(|mention| mention["doc"] == of.to_string()).map(|mention| mention["offered"].clone())
    };
    assert_eq!((offered(alone), offered(shared)), (Some(true.into()), Some(false.into())), "{plan}");
    let also = run(&stage, &["erase", "plan", &id, "--also", &alone.to_string()]);
    assert_eq!(also["goes"].as_array().unwrap().len(), 2, "{also}");
}
