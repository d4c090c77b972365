//! Who has a right to look at some of it, and is curious.

use anyhow::Context;
use client_core::{Error, Filter, Login, Unlock, keyring};
use records::Kind;
use support::{
    Secrets, VILLAGE, files_below,
    inside::{Device, PASSPHRASE, Province},
};
use testkit::deployment;

#[test]
fn an_office_reads_no_other_districts_people() {
    let province = Province::new();
    let (mut ani, mut here, mut elsewhere) = (
        province.enrol("Ani"),
        province.enrol_for("Kantor", "52.03.13"),
        province.enrol_for("Kantor Lain", "52.03.01"),
    );
    let worker = ani.worker("Contoh Satu");
    let case = ani.record_of(VILLAGE, Kind::Case, &[("worker", &worker.to_string()), ("narrative", "Upah")]);
    for device in [&mut ani, &mut here, &mut elsewhere] {
        assert!(device.sync(&province).equal);
    }
    for doc in [worker, case] {
        assert!(here.store.view(doc).is_ok() && elsewhere.store.view(doc).is_err());
    }
}

#[test]
fn a_curious_official_leaves_a_trace() {
    let province = Province::new();
    let mut ani = province.enrol("Ani");
    let worker = ani.worker("Contoh Satu");
    assert!(ani.sync(&province).equal);
    let id = worker.to_string();
    let shown = province.run(&["record", "show", &id, "--reason", "ingin tahu"]);
    assert_eq!(shown["fields"]["name"], "Contoh Satu");
    let device = ani.store.membership().device().to_string();
    province.run(&["breach", "--device", &device, "--names"]);
    // Whoever looks for traces leaves one, too.
    let traces = province.run(&["record", "show", &id, "--reason", "pemeriksaan"])["read_by"].clone();
    let traces: Vec<_> =
        traces.as_array().unwrap().iter().map(|trace| (trace["what"].as_str(), trace["reason"].as_str())).collect();
    let seen = [("record_show", "ingin tahu"), ("breach_names", ""), ("record_show", "pemeriksaan")];
    assert_eq!(traces, seen.map(|(what, reason)| (Some(what), Some(reason))));
}

#[test]
fn an_erasure_is_not_certified_before_the_devices_confirmed() {
    let province = Province::new();
    let (mut ani, mut budi) = (province.enrol("Ani"), province.enrol("Budi"));
    let worker = ani.worker("Contoh Satu");
    assert!(ani.sync(&province).equal && budi.sync(&province).equal);
    let act = province.erase(worker).to_string();
    let certificate = || province.run(&["erase", "certificate", &act]);
    let open =
        |certificate: &serde_json::Value| (certificate["outstanding"].as_u64(), certificate["complete"].as_bool());
    assert_eq!(open(&certificate()), (Some(2), Some(false)));
    // What a device is told it has not said: its next hello says it.
    ani.sync(&province);
    ani.sync(&province);
    assert_eq!(open(&certificate()), (Some(1), Some(false)));
    budi.sync(&province);
    budi.sync(&province);
    assert_eq!(open(&certificate()), (Some(0), Some(true)));
}

#[test]
fn a_device_that_a_neighbour_may_have_served_is_waited_for_after_the_keys_changed_too() {
    let mut province = Province::new();
    let (mut ani, budi) = (province.enrol("Ani"), province.enrol("Budi"));
    let worker = ani.worker("Contoh Satu");
    assert!(ani.sync(&province).equal);
    // Whoever has it may hand it on to Budi, who was never heard of.
    province.run(&["pack", "build", "--feed", &format!("{VILLAGE}/village")]);
    province.succeed(wire::succession::Reason::Routine);
    let act = province.erase(worker).to_string();
    let certificate = province.run(&["erase", "certificate", &act]);
    let waited_for: Vec<_> =
        certificate["devices"].as_array().unwrap().iter().map(|device| &device["device"]).collect();
    assert!(waited_for.contains(&&budi.store.membership().device().to_string().into()), "{certificate}");
}

#[test]
fn no_byte_of_an_erased_person_is_left_at_the_province() -> anyhow::Result<()> {
    let province = Province::new();
    let mut ani = province.enrol("Ani");
    let worker = ani.worker("Zulkarnaen Terhapus");
    ani.record_of(VILLAGE, Kind::Case, &[("worker", &worker.to_string()), ("narrative", "Upahnya Ditahan")]);
    ani.record_of(VILLAGE, Kind::Confidential, &[("worker", &worker.to_string()), ("note", "Berutang Banyak")]);
    ani.worker("Contoh Tetap");
    assert!(ani.sync(&province).equal);
    let secrets = Secrets::new(["Zulkarnaen Terhapus", "Upahnya Ditahan", "Berutang Banyak"])?;
    let seen = |province: &Province| {
        let files = files_below(&province.folder()).unwrap();
        files.iter().map(|file| secrets.seen_in(&std::fs::read(file).unwrap()).len()).sum::<usize>()
    };
    assert!(seen(&province) > 0, "the scan finds what is there");
    province.erase(worker);
    secrets.assert_unseen_below(&province.folder())?;
    assert_eq!(province.run(&["check"])["ok"], true);
    assert!(ani.sync(&province).equal);
    Ok(())
}

const BUDIS: &str = "tiga kerbau di sawah";

/// A kiosk of Ani, at which Budi works, too.
fn shared(province: &Province) -> Device {
    let mut kiosk = province.enrol("Ani");
    kiosk.store.rename_officer("ani".parse().unwrap()).unwrap();
    kiosk.add_officer(province, "budi", BUDIS);
    kiosk
}

#[test]
fn another_officer_of_the_kiosk_cannot_read_a_complaint() {
    let province = Province::new();
    let mut kiosk = shared(&province);
    let worker = kiosk.worker("Contoh Satu");
    let fields = [("worker", worker.to_string()), ("narrative", "Upah tujuh bulan ditahan".to_owned())];
    let fields: Vec<_> = fields.iter().map(|(path, value)| (*path, value.as_str())).collect();
    let case = kiosk.record_of(VILLAGE, Kind::Case, &fields);
    let is_unseen = |kiosk: &Device| {
        let budi = Login { officer: Some("budi"), unlock: Unlock::Passphrase(BUDIS) };
        let bytes = kiosk.decrypted(&budi);
        let holds = |text: &str| bytes.windows(text.len()).any(|part| part == text.as_bytes());
        assert!(holds("Contoh Satu"), "the values were read");
        !holds("Upah tujuh") && !holds("bulan ditahan")
    };
    assert!(is_unseen(&kiosk));
    // What Ani handed in comes back to Ani alone; Budi's exchange brings across what both may read, and proves it.
    kiosk.opens("budi", BUDIS);
    assert!(kiosk.store.view(case).is_err());
    assert_eq!(kiosk.store.count(&Filter { kind: Some(Kind::Case), ..Filter::default() }).unwrap(), 0);
    let by_budi = kiosk.worker("Contoh Dua");
    assert!(kiosk.sync(&province).equal);
    assert_eq!(kiosk.store.closed().unwrap().unsent, 1, "it waits for its author, or goes as the sealed outbox has it");
    kiosk.opens("ani", PASSPHRASE);
    assert!(kiosk.sync(&province).equal);
    assert!(kiosk.store.view(case).is_ok() && kiosk.store.view(by_budi).is_ok());
    kiosk.opens("budi", BUDIS);
    assert!(kiosk.sync(&province).equal);
    assert!(kiosk.store.view(case).is_err());
    assert_eq!(kiosk.store.closed().unwrap().unsent, 0);
    assert!(is_unseen(&kiosk));
    kiosk.store.check().unwrap();
}

#[test]
fn an_officer_who_was_removed_cannot_unlock() {
    let province = Province::new();
    let mut kiosk = shared(&province);
    kiosk.store.remove_officer("budi").unwrap();
    assert!(matches!(kiosk.opened_by("budi", BUDIS), Err(Error::NoSuchOfficer(_))));
    assert!(kiosk.opened_by("ani", PASSPHRASE).is_ok());
}

#[test]
fn an_officer_who_was_removed_does_not_come_back_with_a_copy_of_the_keyring() {
    let province = Province::new();
    let mut kiosk = shared(&province);
    let keyring = kiosk.store.dir().join("rantau.key");
    let kept = std::fs::read(&keyring).unwrap();
    let worker = kiosk.worker("Contoh Satu");
    kiosk.store.remove_officer("budi").unwrap();
    let copy = kiosk.copy();
    std::fs::write(copy.path().join("rantau.key"), kept).unwrap();
    let login = Login { officer: Some("budi"), unlock: Unlock::Passphrase(BUDIS) };
    assert!(client_core::Store::unlock(copy.path(), &login, Box::new(client_core::SystemClock)).is_err());
    assert!(kiosk.opened_by("ani", PASSPHRASE).unwrap().view(worker).is_ok());
    assert!(kiosk.sync(&province).equal, "what was open goes on");
}

#[test]
fn a_reset_code_works_once_and_for_one_officer() {
    let province = Province::new();
    let mut kiosk = shared(&province);
    assert!(kiosk.sync(&province).equal);
    let (device, budi) =
        (kiosk.store.membership().device(), kiosk.opened_by("budi", BUDIS).unwrap().membership().officer());
    let deposit = |officer| {
        province
            .server()
            .store
            .read_blocking(|conn| server::store::deposits::get(conn, device, officer))
            .unwrap()
            .unwrap()
    };
    let sealed = deposit(budi).0;
    let secret = province.server().keys.identity.open(&sealed, 16).unwrap();
    let code = seal::ResetSecret::from_bytes(&secret).unwrap().to_string();
    let reset = |officer, new| {
        let clock = Box::new(client_core::SystemClock);
        keyring::reset(kiosk.store.dir(), Some(officer), &code, new, clock).map(drop)
    };
    assert!(matches!(reset("ani", "lima perahu layar"), Err(Error::Seal(seal::Error::WrongResetCode))));
    reset("budi", "lima perahu layar").unwrap();
    assert!(matches!(reset("budi", "enam perahu layar"), Err(Error::Seal(seal::Error::WrongResetCode))));
    assert!(kiosk.opened_by("budi", "lima perahu layar").is_ok());
    assert!(kiosk.opened_by("ani", PASSPHRASE).is_ok());
    // The next exchange deposits another secret.
    kiosk.opens("budi", "lima perahu layar");
    assert!(kiosk.sync(&province).equal);
    assert_ne!(deposit(budi).0, sealed);
}

/// The same with the programs, as people run them.
#[tokio::test]
async fn the_programs_show_a_complaint_to_its_author_alone() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let province = deployment::Province::start(folder.path()).await?;
    let kiosk = deployment::Device::new("Ani", folder.path());
    kiosk.enrol(&province, province.server()?, VILLAGE).await?;
    kiosk.run(&["officer", "rename", "ani"]).await?;
    let status = kiosk.run(&["status"]).await?;
    let device = status["device"]["id"].as_str().context("a device without id")?;
    let invited = province.run(&["device", "invite", "--device", device, "--officer", "Budi"]).await?;
    let code = invited["code"].as_str().context("an invitation without code")?;
    let file = folder.path().join("budi");
    std::fs::write(&file, BUDIS)?;
    let file = file.to_str().context("a path that is no text")?;
    kiosk.run(&["officer", "add", "--code", code, "--as", "budi", "--new-passphrase-file", file]).await?;
    let twice = kiosk.refused(&["--officer", "ani", "officer", "add", "--code", code, "--as", "citra"]).await?;
    assert_eq!(twice["error"]["code"], "passphrase_needed", "{twice}");

    assert_eq!(kiosk.refused(&["list"]).await?["error"]["code"], "which_officer");
    let worker = kiosk.run(&["--officer", "ani", "add", "worker", "name=Contoh Satu"]).await?;
    let worker = worker["id"].as_str().context("a worker without id")?.to_owned();
    let new = ["--officer", "ani", "case", "new", "--worker", &worker, "--type", "gaji tidak dibayar"];
    let case = kiosk.run(&new).await?["id"].as_str().context("a complaint without id")?.to_owned();
    let by_budi = |arguments: &[&'static str]| [&["--officer", "budi", "--passphrase-file", file], arguments].concat();
    assert_eq!(kiosk.run(&by_budi(&["case", "list"])).await?["total"], 0);
    assert_eq!(kiosk.run(&by_budi(&["list"])).await?["total"], 1);
    assert_eq!(kiosk.run(&by_budi(&["status"])).await?["closed"]["records"], 1);
    let show = [&by_budi(&["case", "show"])[..], &[case.as_str()]].concat();
    assert_eq!(kiosk.refused(&show).await?["error"]["code"], "no_such_case");
    // Budi brings it across without reading it: as it was sealed to the province when Ani wrote it.
    kiosk.run(&by_budi(&["sync", "--keep-trying"])).await?;
    let logged = province.run(&["status"]).await?;
    assert_eq!(kiosk.run(&["--officer", "ani", "case", "list"]).await?["total"], 1, "{logged}");
    let wrong = kiosk.refused(&["--officer", "budi", "list"]).await?;
    assert_eq!(wrong["error"]["code"], "wrong_passphrase");
    province.stop().await?;
    Ok(())
}
