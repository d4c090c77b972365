//! Who has a right to look at some of it, and is curious.

use records::Kind;
use support::{VILLAGE, inside::Province};

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
