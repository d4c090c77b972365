//! The program as an operator calls it. The shapes of `--json` are promises.

use std::{path::Path, process::Command};

use reference::Reference;
use serde_json::Value as Json;
use server::home::Home;

use crate::{
    device::new_doc,
    stage::{Stage, VILLAGE},
};

fn rantau(data: &Path, args: &[&str]) -> (bool, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_rantau-server")).args(args).arg("--data").arg(data).output().unwrap();
    let text = if output.status.success() || !output.stdout.is_empty() { output.stdout } else { output.stderr };
    (output.status.success(), String::from_utf8(text).unwrap())
}

/// The names and types of a JSON value, without what differs from run to run.
fn shape(json: &Json) -> Json {
    match json {
        Json::Object(fields) => fields.iter().map(|(name, value)| (name.clone(), shape(value))).collect(),
        Json::Array(values) => values.first().map(shape).into_iter().collect(),
        Json::String(_) => "text".into(),
        Json::Number(_) => "number".into(),
        Json::Bool(_) => "yes or no".into(),
        Json::Null => "null".into(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_query_keeps_the_shape_of_its_json_beside_a_running_server() {
    let stage = Stage::new().await;
    let (mut ani, mut budi) = (stage.device(VILLAGE).await, stage.device(VILLAGE).await);
    let doc = new_doc();
    for (device, name) in [(&mut ani, "Siti Contoh"), (&mut budi, "Sity Contoh")] {
        let change = device.edit(doc, "name", name);
        let push = device.envelope(&[(doc, change.bytes)]);
        device.exchange(&[push]).await.unwrap();
    }
    let queue = "insert into registry_outbox (doc, event, body, state, due_at, created_at)
                 values (zeroblob(16), 'e', x'00', 'dead', 0, 0)";
    stage.server.store.write(move |conn| Ok(conn.execute(queue, [])?)).await.unwrap();
    let data = stage.dir.path().join("data");
    let id = budi.certificate.device.to_string();
    let shapes: Vec<_> = [
        vec!["device", "invite", "--region", VILLAGE, "--officer", "Ani"],
        vec!["device", "list"],
        vec!["device", "revoke", &id],
        vec!["status"],
        vec!["outbox", "list"],
        vec!["outbox", "retry", "--all"],
        vec!["review", "list"],
        vec!["notice", "list"],
        vec!["check"],
        vec!["verify"],
    ]
    .into_iter()
    .map(|mut args| {
        let name = args[..args.len().min(2)].join(" ");
        args.push("--json");
        let (success, text) = rantau(&data, &args);
        assert!(success, "{name}: {text}");
        (name, shape(&serde_json::from_str(&text).unwrap()))
    })
    .collect();
    insta::assert_json_snapshot!(shapes);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_notice_is_published_listed_and_withdrawn_beside_a_running_server() {
    let stage = Stage::new().await;
    let mut ani = stage.device(VILLAGE).await;
    let (data, file) = (stage.dir.path().join("data"), stage.dir.path().join("notice.toml"));
    let call = |args: &[&str]| rantau(&data, &[&["notice"], args].concat());
    let listed = || serde_json::from_str::<Json>(&call(&["list", "--json"]).1).unwrap()["notices"].clone();
    std::fs::write(&file, "notice_kind = \"AGENCY\"\ntitle = \"PT Contoh\"\nlicence_status = \"ACTIF\"").unwrap();
    let publish = ["publish", file.to_str().unwrap(), "--target", "52.03", "--json"];
    let (success, text) = call(&publish);
    assert!(!success && text.contains("licence_status"), "{text}");
    assert_eq!(listed(), serde_json::json!([]));
    std::fs::write(&file, "notice_kind = \"AGENCY\"\ntitle = \"PT Contoh\"\nlicence_status = \"ACTIVE\"").unwrap();
    let (success, text) = call(&publish);
    assert!(success, "{text}");
    let id = serde_json::from_str::<Json>(&text).unwrap()["id"].as_str().unwrap().to_owned();
    ani.exchange(&[]).await.unwrap();
    assert!(ani.documents.contains_key(&id.parse().unwrap()));
    assert_eq!((&listed()[0]["id"], &listed()[0]["state"]), (&id.as_str().into(), &"published".into()));
    assert!(call(&["withdraw", &id, "--reason", "Izin dicabut"]).0);
    assert_eq!(listed()[0]["state"], "waiting");
    ani.exchange(&[]).await.unwrap();
    assert_eq!(listed()[0]["removed"], "Izin dicabut");
}

#[tokio::test(flavor = "multi_thread")]
async fn rules_that_devices_would_not_use_are_not_published() {
    let stage = Stage::new().await;
    let (data, file) = (stage.dir.path().join("data"), stage.dir.path().join("rules.toml"));
    let publish = |text: &str| {
        std::fs::write(&file, text).unwrap();
        rantau(&data, &["notice", "publish", "--reference", file.to_str().unwrap()])
    };
    for (text, why) in [
        ("format = 1", "not sound"),
        (Reference::embedded_text(), "would not use"),
        ("format = 1\nversion = \"lama\"\nas_of = \"2020-01-01\"", "would not use"),
    ] {
        let (success, said) = publish(text);
        assert!(!success && said.contains(why), "{said}");
    }
    assert!(publish("format = 1\nversion = \"baru\"\nas_of = \"2099-01-01\"").0);
}

#[test]
fn a_deployment_is_made_once_and_only_for_a_province() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let (success, text) = rantau(&data, &["init", "--province", "52.03", "--name", "Uji", "--training"]);
    assert!(!success && text.contains("is no province"), "{text}");
    let (success, text) = rantau(&data, &["init", "--province", "52", "--name", "Uji", "--training"]);
    assert!(success && text.contains("LATIHAN"), "{text}");
    let (success, text) = rantau(&data, &["init", "--province", "52", "--name", "Uji", "--training"]);
    assert!(!success && text.contains("already"), "{text}");
}

#[cfg(unix)]
#[test]
fn nobody_else_reads_the_keys_or_the_database() {
    use std::os::unix::fs::PermissionsExt;
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    rantau(&data, &["init", "--province", "52", "--name", "Uji"]);
    for file in ["keys.json", "rantau.db", "epoch"] {
        let mode = data.join(file).metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{file}");
    }
}

#[tokio::test]
async fn check_finds_a_log_that_does_not_add_up_and_a_broken_snapshot() {
    let stage = Stage::new().await;
    let mut ani = stage.device(VILLAGE).await;
    let doc = new_doc();
    let change = ani.edit(doc, "name", "Siti Contoh");
    let push = ani.envelope(&[(doc, change.bytes)]);
    ani.exchange(&[push]).await.unwrap();
    let harm = "update feed set count = 7; update document set snapshot = x'00'";
    stage.server.store.write(move |conn| Ok(conn.execute_batch(harm)?)).await.unwrap();
    let dir = stage.stop().await;
    let (success, text) = rantau(&dir.path().join("data"), &["check"]);
    assert!(!success);
    assert_eq!(text.matches("to do: ").count(), 2, "{text}");
}

#[test]
fn the_help_is_what_was_reviewed() {
    let output =
        Command::new(env!("CARGO_BIN_EXE_rantau-server")).arg("--help").env("COLUMNS", "100").output().unwrap();
    insta::assert_snapshot!(String::from_utf8(output.stdout).unwrap());
}

#[tokio::test]
async fn a_deployment_is_served_by_one_process() {
    let stage = Stage::new().await;
    let mut ani = stage.device(VILLAGE).await;
    ani.exchange(&[]).await.unwrap();
    let (success, text) = rantau(&stage.dir.path().join("data"), &["serve", "--listen", "127.0.0.1:0"]);
    assert!(!success && !text.contains("panic"), "{text}");
}

#[test]
fn a_directory_without_a_deployment_is_named() {
    let dir = tempfile::tempdir().unwrap();
    assert!(Home::open(dir.path()).is_err());
    let (success, text) = rantau(dir.path(), &["status"]);
    assert!(!success && text.contains("rantau-server init"), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn bundles_on_a_stick_are_answered_beside_a_running_server_and_kept_without_one() {
    let stage = Stage::new().await;
    let mut ani = stage.device(VILLAGE).await;
    let recipient = stage.server.keys.identity.recipient();
    let stick = tempfile::tempdir().unwrap();
    let doc = new_doc();
    let mut write = |name: &str, value: &str| {
        let change = ani.edit(doc, "name", value);
        let push = ani.envelope(&[(doc, change.bytes)]);
        let file = stick.path().join(name);
        std::fs::write(&file, ani.bundle(&[push], &recipient).to_bytes()).unwrap();
        file.to_str().unwrap().to_owned()
    };
    let (first, second) = (write("1.bundle", "Siti Contoh"), write("2.bundle", "Siti Contoh Dua"));
    stage.server.home.write_address(&stage.url).unwrap();
    let data = stage.dir.path().join("data");

    let (success, text) = rantau(&data, &["bundle", "in", &first, "--json"]);
    let json: Json = serde_json::from_str(&text).unwrap();
    assert!(success && json["waiting_for_server"] == false, "{text}");
    let answer = std::fs::read(json["bundles"][0]["answer"].as_str().unwrap()).unwrap();
    let answer = wire::bundle::Bundle::from_bytes(&answer).unwrap();
    assert_eq!(ani.open(&answer).entries().len(), 1, "the running server decided");

    let dir = stage.stop().await;
    std::fs::write(stick.path().join("3.bundle"), b"something else").unwrap();
    let third = stick.path().join("3.bundle").to_str().unwrap().to_owned();
    let (success, text) = rantau(&dir.path().join("data"), &["bundle", "in", &second, &third, "--json"]);
    let json: Json = serde_json::from_str(&text).unwrap();
    assert!(!success && json["waiting_for_server"] == true, "{text}");
    assert_eq!(json["bundles"][1]["error"]["code"], "no_bundle");
    let answer = std::fs::read(json["bundles"][0]["answer"].as_str().unwrap()).unwrap();
    let reply = ani.open(&wire::bundle::Bundle::from_bytes(&answer).unwrap());
    assert_eq!((reply.head.received.len(), reply.pending), (1, 1), "kept, and judged when the server starts");
}
