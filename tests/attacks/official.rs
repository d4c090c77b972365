//! Who has a right to look at some of it, and is curious.

use client_core::{Error, Filter, Login, Unlock, keyring};
use records::Kind;
use support::{
    Secrets, VILLAGE, files_below,
    inside::{Device, PASSPHRASE, Province},
};

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
