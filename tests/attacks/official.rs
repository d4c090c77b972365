//! Who has a right to look at some of it, and is curious.

use records::Kind;
use support::{Secrets, VILLAGE, files_below, inside::Province};

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
