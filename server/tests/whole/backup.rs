//! A machine that is gone, and what brings its deployment back.

use std::{fs, io::Write, path::Path, process::Command};

use records::DocId;
use seal::{OsRandom, SigningKey};
use serde_json::Value as Json;
use server::store::{documents, erasures};
use sha2::{Digest, Sha256};

use crate::{
    device::{Device, new_doc},
    stage::{Stage, VILLAGE},
};

const PASSPHRASE: &str = "sandi latihan yang panjang\n";

fn run(args: &[&str], data: &Path) -> Result<Json, String> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rantau-server"));
    let output = command.args(args).arg("--json").arg("--data").arg(data).output().unwrap();
    if output.status.success() {
        Ok(serde_json::from_slice(&output.stdout).unwrap())
    } else {
        Err(String::from_utf8(output.stderr).unwrap())
    }
}

#[tokio::test]
async fn what_a_backup_or_a_restore_that_was_cut_off_left_is_removed() {
    let halves = ["backup.tmp", "restore.tmp"];
    let stage = Stage::new().await;
    let stage = stage.restart(|data| halves.iter().for_each(|half| fs::write(data.join(half), "Siti Contoh").unwrap()));
    let data = stage.await.dir.path().join("data");
    assert!(halves.iter().all(|half| !data.join(half).exists()));
}

async fn write(device: &mut Device, name: &str) -> DocId {
    let doc = new_doc();
    let change = device.edit(doc, "name", name);
    let push = device.envelope(&[(doc, change.bytes)]);
    device.exchange(&[push]).await.unwrap();
    doc
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_and_the_keys_bring_a_deployment_back_on_another_machine() {
    let stage = Stage::new().await;
    let mut ani = stage.device(VILLAGE).await;
    write(&mut ani, "Siti Contoh").await;
    let elsewhere = tempfile::tempdir().unwrap();
    let path = |name: &str| elsewhere.path().join(name).to_str().unwrap().to_owned();
    let (backup, keys, passphrase) = (path("b.age"), path("k.age"), path("sandi"));
    fs::write(&passphrase, PASSPHRASE).unwrap();
    let data = stage.dir.path().join("data");
    let made = run(&["backup", "--out", &backup], &data).unwrap();
    assert_eq!(made["reach"], 1);
    run(&["keys", "export", "--out", &keys, "--passphrase-file", &passphrase], &data).unwrap();
    for file in [&backup, &keys] {
        let bytes = fs::read(file).unwrap();
        assert!(!bytes.windows(11).any(|piece| piece == b"Siti Contoh"), "{file}");
        assert!(!bytes.windows(13).any(|piece| piece == b"\"signing_key\""), "{file}");
    }
    assert_eq!(
        fs::read_dir(&data)
            .unwrap()
            .filter(|file| { file.as_ref().unwrap().file_name().to_string_lossy().ends_with(".tmp") })
            .count(),
        0,
        "no plain copy stays"
    );
    write(&mut ani, "Budi Contoh").await;

    // The other machine has neither database nor mark.
    let other = elsewhere.path().join("data");
    run(&["keys", "import", "--from", &keys, "--passphrase-file", &passphrase], &other).unwrap();
    let restored = run(&["restore", "--from", &backup], &other).unwrap();
    assert_eq!((&restored["reach"], &restored["set_aside"]), (&1.into(), &Json::Null));
    let stage = stage
        .restart(|data| {
            fs::remove_dir_all(data).unwrap();
            fs::rename(&other, data).unwrap();
        })
        .await;
    ani.url = stage.url.clone();
    let reply = ani.exchange(&[]).await.unwrap();
    assert_ne!(Some(reply.head.epoch), None);
    let known = |stage: &Stage| {
        let sql = "select count(*) from change where doc is not null";
        stage.server.store.read_blocking(|conn| Ok(conn.query_one(sql, [], |row| row.get::<_, i64>(0))?)).unwrap()
    };
    assert_eq!(known(&stage), 1, "the rest, devices send again");
    assert_eq!(run(&["verify"], &stage.dir.path().join("data")).unwrap()["ok"], true);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_backup_of_this_province_changes_nothing() {
    let (stage, other) = (Stage::new().await, Stage::new().await);
    let elsewhere = tempfile::tempdir().unwrap();
    let path = |name: &str| elsewhere.path().join(name).to_str().unwrap().to_owned();
    let (ours, theirs, cut) = (path("o.age"), path("t.age"), path("c.age"));
    let data = stage.dir.path().join("data");
    run(&["backup", "--out", &ours], &data).unwrap();
    run(&["backup", "--out", &theirs], &other.dir.path().join("data")).unwrap();
    let bytes = fs::read(&ours).unwrap();
    fs::write(&cut, &bytes[..bytes.len() - 100]).unwrap();
    assert!(run(&["restore", "--from", &ours], &data).unwrap_err().contains("served"));
    let dir = stage.stop().await;
    let data = dir.path().join("data");
    let before = fs::read(data.join("rantau.db")).unwrap();
    for (name, file) in [("another province", &theirs), ("cut", &cut), ("missing", &path("none"))] {
        assert!(run(&["restore", "--from", file], &data).is_err(), "{name}");
        assert_eq!(fs::read(data.join("rantau.db")).unwrap(), before, "{name}");
    }
    let restored = run(&["restore", "--from", &ours], &data).unwrap();
    let aside = restored["set_aside"].as_str().unwrap();
    assert_eq!(fs::read(aside).unwrap(), before, "what was there is kept");
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_are_not_given_out_under_a_short_passphrase_nor_over_a_deployment() {
    let stage = Stage::new().await;
    let elsewhere = tempfile::tempdir().unwrap();
    let path = |name: &str| elsewhere.path().join(name).to_str().unwrap().to_owned();
    let (keys, short, good, wrong) = (path("k.age"), path("short"), path("good"), path("wrong"));
    fs::write(&short, "pendek\n").unwrap();
    fs::write(&good, PASSPHRASE).unwrap();
    fs::write(&wrong, "bukan sandi latihan ini\n").unwrap();
    let data = stage.dir.path().join("data");
    assert!(run(&["keys", "export", "--out", &keys, "--passphrase-file", &short], &data).is_err());
    assert!(!Path::new(&keys).exists());
    run(&["keys", "export", "--out", &keys, "--passphrase-file", &good], &data).unwrap();
    assert!(run(&["keys", "import", "--from", &keys, "--passphrase-file", &good], &data).is_err());
    let other = elsewhere.path().join("data");
    let refused = run(&["keys", "import", "--from", &keys, "--passphrase-file", &wrong], &other).unwrap_err();
    assert!(refused.contains("passphrase") && !other.exists());
    assert!(run(&["restore", "--from", &keys], &other).unwrap_err().contains("no deployment"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_older_backup_brings_nobody_back_on_a_machine_that_a_newer_one_was_restored_on() {
    let stage = Stage::new().await;
    let mut ani = stage.device(VILLAGE).await;
    let doc = write(&mut ani, "Siti Contoh").await;
    let elsewhere = tempfile::tempdir().unwrap();
    let path = |name: &str| elsewhere.path().join(name).to_str().unwrap().to_owned();
    let (older, newer, keys, passphrase) = (path("o.age"), path("n.age"), path("k.age"), path("sandi"));
    fs::write(&passphrase, PASSPHRASE).unwrap();
    let data = stage.dir.path().join("data");
    run(&["backup", "--out", &older], &data).unwrap();
    run(&["erase", "run", &doc.to_string(), "--reason", "requested"], &data).unwrap();
    ani.exchange(&[]).await.unwrap();
    assert!(stage.server.store.read_blocking(|conn| erasures::is_erased(conn, doc)).unwrap());
    run(&["backup", "--out", &newer], &data).unwrap();
    run(&["keys", "export", "--out", &keys, "--passphrase-file", &passphrase], &data).unwrap();

    let other = elsewhere.path().join("data");
    run(&["keys", "import", "--from", &keys, "--passphrase-file", &passphrase], &other).unwrap();
    for (backup, known) in [(&older, 0), (&newer, 1), (&older, 1)] {
        let restored = run(&["restore", "--from", backup], &other).unwrap();
        assert_eq!(restored["erased_known"], known, "{restored}");
    }
    let stage = stage
        .restart(|data| {
            fs::remove_dir_all(data).unwrap();
            fs::rename(&other, data).unwrap();
        })
        .await;
    assert!(stage.server.store.read_blocking(|conn| documents::get(conn, doc)).unwrap().is_none());
    assert!(stage.server.store.read_blocking(|conn| erasures::is_erased(conn, doc)).unwrap());
}

/// What somebody puts together who knows to whom the province's backups are sealed, and what they are like.
fn put_together(to: &str, recipient: &str, magic: &str, about: &Json, signer: Option<&SigningKey>, database: &[u8]) {
    let line = about.to_string();
    let mut file = seal::SealedWriter::begin(recipient, fs::File::create(to).unwrap()).unwrap();
    let mut plain = [magic.as_bytes(), line.as_bytes(), b"\n"].concat();
    if let Some(key) = signer {
        let signature = key.sign(&[magic.as_bytes(), line.as_bytes()].concat());
        plain.extend(format!("{}\n", hex::encode(signature.0)).into_bytes());
    }
    plain.extend(database);
    file.write_all(&zstd::encode_all(plain.as_slice(), 0).unwrap()).unwrap();
    file.finish().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_that_somebody_else_put_together_is_not_restored() {
    let stage = Stage::new().await;
    let elsewhere = tempfile::tempdir().unwrap();
    let path = |name: &str| elsewhere.path().join(name).to_str().unwrap().to_owned();
    let (ours, forged) = (path("o.age"), path("f.age"));
    let dir = stage.stop().await;
    let data = dir.path().join("data");
    let about = run(&["backup", "--out", &ours], &data).unwrap();
    let recipient = run(&["keys", "show"], &data).unwrap()["recipient"].as_str().unwrap().to_owned();
    // With an operator and a device of his own in it.
    let database = fs::read(data.join("rantau.db")).unwrap();
    let mut told = about.clone();
    told["digest"] = hex::encode(Sha256::digest(&database)).into();
    let (own, before) = (SigningKey::generate(&mut OsRandom), database.clone());
    let (v1, v2) = ("rantau backup v1\n", "rantau backup v2\n");
    for (magic, signer, why) in [
        (v2, Some(&own), "was not made by the province"),
        (v2, None, "damaged"),
        (v1, None, "nobody signed this backup"),
    ] {
        put_together(&forged, &recipient, magic, &told, signer, &database);
        let refused = run(&["restore", "--from", &forged], &data).unwrap_err();
        assert!(refused.contains(why), "{why}: {refused}");
        assert_eq!(fs::read(data.join("rantau.db")).unwrap(), before, "{why}");
    }
    // Whoever knows where one of before comes from takes it all the same.
    assert!(run(&["restore", "--from", &forged, "--unsigned"], &data).is_ok());
    assert!(run(&["restore", "--from", &ours], &data).is_ok());
}
