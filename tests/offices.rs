//! The office of a regency: a device that follows 254 villages, and says how far it got in them by a digest.

use client_core::{
    bundle::{self, Content},
    sync::Report,
};
use records::{DocId, RegionCode, region as area};
use server::{admit, bundles, enrol, instruction};
use support::inside::{Device, Province, region};

/// Of the regency: Lombok Timur.
const VILLAGES: usize = 254;
const REGENCY: &str = "52.03";
const DISTRICT: &str = "52.03.01";
/// A village of the neighbours.
const NEIGHBOUR: &str = "52.02.01.1001";
/// Of both bodies, where nothing is new. The promise to an office is 600 (DESIGN section 9); it costs no more than what is
/// promised to a village.
const NOTHING: u64 = 400;
/// Of both bodies, where every feed is named.
const NAMED: u64 = 12_000;

/// The villages of a district.
fn villages_of(district: &RegionCode) -> Vec<String> {
    area::children(district).map(|(village, _)| village.to_string()).collect()
}

/// The villages of the regency.
fn villages() -> Vec<String> {
    area::children(&region(REGENCY)).flat_map(|(district, _)| villages_of(&district)).collect()
}

/// The `n`th village of the regency.
fn village(n: usize) -> String {
    villages().swap_remove(n)
}

/// An office that recorded one worker in each of its villages, and brought them to the province.
fn an_office() -> (Province, Device, Vec<DocId>) {
    let province = Province::new();
    let mut office = province.enrol_for("kantor", REGENCY);
    let docs = villages().into_iter().enumerate();
    let docs = docs.map(|(n, village)| office.worker_of(&village, &format!("Orang Contoh {n}"))).collect();
    proven(&mut office, &province);
    (province, office, docs)
}

/// Brings a device up to date, which must be proven for every feed.
fn proven(device: &mut Device, province: &Province) -> Report {
    let report = device.sync(province);
    assert!(report.equal && device.store.is_proven().unwrap(), "{}", told(&report));
    device.store.check().unwrap();
    report
}

/// Brings a device up to date that is so already.
fn proven_for_little(device: &mut Device, province: &Province) {
    let report = proven(device, province);
    assert!(report.exchanges == 1 && bytes(&report) <= NOTHING, "{}", told(&report));
}

/// What there is to be said of a report, but for its 254 feeds.
fn told(Report { exchanges, bytes_up, bytes_down, pushed, pulled, equal, .. }: &Report) -> String {
    format!("{exchanges} exchanges, {bytes_up} and {bytes_down} bytes, {pushed} and {pulled} changes, equal: {equal}")
}

fn bytes(report: &Report) -> u64 {
    report.bytes_up + report.bytes_down
}

/// Somebody of a village records a worker.
fn recorded_in(province: &Province, n: usize) -> DocId {
    let mut ani = province.enrol_for("ani", &village(n));
    let doc = ani.worker_of(&village(n), "Siti Contoh");
    proven(&mut ani, province);
    doc
}

#[test]
fn nothing_new_in_254_villages_costs_400_bytes_and_one_record_little_more() {
    let (province, mut office, _) = an_office();
    let report = proven(&mut office, &province);
    assert_eq!((report.exchanges, report.feeds.len()), (1, VILLAGES));
    assert!(bytes(&report) <= NOTHING, "{}", told(&report));

    let doc = recorded_in(&province, 100);
    let report = proven(&mut office, &province);
    assert_eq!((report.exchanges, report.pulled), (1, 1));
    assert!(bytes(&report) <= 3 * NOTHING, "{}", told(&report));
    assert_eq!(office.text(doc, "name").as_deref(), Some("Siti Contoh"));

    office.edit(doc, "dusun", "Timur");
    let report = proven(&mut office, &province);
    assert_eq!((report.exchanges, report.pushed), (1, 1));
    assert!(bytes(&report) <= 3 * NOTHING, "{}", told(&report));
    proven_for_little(&mut office, &province);
}

#[test]
fn an_answer_that_was_lost_or_cut_costs_no_exchange_beyond_its_own() {
    let (province, mut office, _) = an_office();
    for (arrive, most) in [(0, 3 * NOTHING), (1, NAMED), (3, NAMED)] {
        let docs = [3, 5, 7].map(|n| recorded_in(&province, n));
        office.sync_losing(&province, arrive);
        let report = proven(&mut office, &province);
        assert_eq!(report.exchanges, 1, "{arrive} pieces arrived: {}", told(&report));
        assert!(bytes(&report) <= most, "{arrive} pieces arrived: {}", told(&report));
        assert!(docs.iter().all(|doc| office.text(*doc, "name").is_some()));
        proven_for_little(&mut office, &province);
    }
}

#[test]
fn a_province_that_was_set_back_or_began_anew_is_not_believed_by_a_digest() {
    let (mut province, mut office, docs) = an_office();
    let copy = province.back_up();
    office.edit(docs[8], "rt", "009");
    proven(&mut office, &province);
    let new = recorded_in(&province, 100);
    proven(&mut office, &province);
    let before = province.logged();

    province.restore(&copy);
    office.edit(docs[9], "rt", "009");
    proven(&mut office, &province);
    assert!(before.keys().all(|change| province.logged().contains_key(change)), "the village's record as well");
    assert_eq!(office.store.status().unwrap().only_here, 0);
    assert_eq!(office.text(new, "name").as_deref(), Some("Siti Contoh"));
    proven_for_little(&mut office, &province);

    province.begin_new_epoch();
    proven(&mut office, &province);
    proven_for_little(&mut office, &province);

    // With every feed in doubt, none is told by a digest.
    let report = office.verify(&province);
    assert!(report.equal && report.mended.len() == VILLAGES && bytes(&report) > NAMED, "{}", told(&report));
    proven_for_little(&mut office, &province);
}

#[test]
fn an_office_that_was_restored_or_cloned_says_what_it_holds_itself() {
    let (province, mut office, docs) = an_office();
    let copy = office.copy();
    office.edit(docs[8], "rt", "009");
    recorded_in(&province, 100);
    proven(&mut office, &province);

    let mut clone = Device::clone_of(copy);
    clone.edit(docs[8], "rw", "004");
    proven(&mut clone, &province);
    assert_eq!(clone.text(docs[8], "rt").as_deref(), Some("009"));
    proven_for_little(&mut clone, &province);

    let copy = office.copy();
    recorded_in(&province, 101);
    proven(&mut office, &province);
    assert_eq!(office.text(docs[8], "rw").as_deref(), Some("004"));
    office.restore(&copy);
    recorded_in(&province, 102);
    proven(&mut office, &province);
    proven_for_little(&mut office, &province);
    proven(&mut clone, &province);
    proven_for_little(&mut clone, &province);
}

#[test]
fn what_moves_between_villages_or_comes_by_file_is_proven_as_well() {
    let (province, mut office, docs) = an_office();
    // Of somebody else: whose edits moved is told so several times.
    let (doc, to) = (recorded_in(&province, 3), region(&village(200)));
    proven(&mut office, &province);
    province.server().store.write_blocking(move |conn| instruction::ask_move(conn, doc, &to, 1)).unwrap();
    let report = proven(&mut office, &province);
    assert_eq!(report.exchanges, 1, "{}", told(&report));
    assert!(office.text(doc, "name").is_some(), "it left one village and entered another");
    proven_for_little(&mut office, &province);

    let new = recorded_in(&province, 5);
    office.edit(docs[7], "rt", "009");
    let outgoing = bundle::out(&mut office.store, Content::Everything, &mut |_| {}).unwrap();
    let heard = bundles::hear(province.server(), &outgoing[0].bundle).unwrap();
    admit::drain(province.server());
    let answer = heard.answer().unwrap();
    assert!(bundle::take_in(&mut office.store, &answer.to_bytes(), &mut |_| {}).unwrap().proven);
    assert!(office.text(new, "name").is_some());
    let report = proven(&mut office, &province);
    assert_eq!((report.exchanges, report.pushed, report.pulled), (1, 0, 0), "{}", told(&report));
    proven_for_little(&mut office, &province);
}

#[test]
fn whatever_an_office_serves_meanwhile_is_proven() {
    let (province, mut office, docs) = an_office();
    let device = office.store.membership().device();
    let serve = |regions: &[&str]| {
        let set: Vec<_> = regions.iter().map(|code| region(code)).collect();
        let change = move |conn: &rusqlite::Connection| enrol::change_scope(conn, device, &[], &[], &set, 1);
        province.server().store.write_blocking(change).unwrap();
    };
    let (far, near, district) = (village(200), village(3), villages_of(&region(DISTRICT)).len());
    for (regions, feeds) in [
        (&[DISTRICT][..], district),
        (&[DISTRICT, &far], district + 1),
        (&[&near], 1),
        (&[&near, &far], 2),
        (&[REGENCY], VILLAGES),
        (&[REGENCY, NEIGHBOUR], VILLAGES + 1),
        (&[REGENCY], VILLAGES),
    ] {
        serve(regions);
        let report = proven(&mut office, &province);
        assert_eq!((report.exchanges, report.feeds.len()), (1, feeds), "{regions:?}");
        proven_for_little(&mut office, &province);
    }
    assert_eq!(office.store.status().unwrap().records, VILLAGES as u64);
    assert_eq!(office.text(docs[200], "name").as_deref(), Some("Orang Contoh 200"));
}

#[test]
fn a_village_in_which_something_is_recorded_for_the_first_time_reaches_the_office() {
    let province = Province::new();
    let mut office = province.enrol_for("kantor", REGENCY);
    for n in 0..12 {
        let doc = recorded_in(&province, n);
        let report = proven(&mut office, &province);
        assert_eq!((report.exchanges, report.feeds.len()), (1, n + 1));
        assert!(office.text(doc, "name").is_some());
        proven_for_little(&mut office, &province);
    }
}

#[test]
fn what_is_not_the_same_on_both_sides_is_never_called_so_by_a_digest() {
    let (province, mut office, _) = an_office();
    let name = format!("{}/village", village(77));
    province
        .sql(move |conn| conn.execute("update feed set fingerprint = randomblob(32) where name = ?", [name]).map(drop));
    let report = office.sync(&province);
    assert!(!report.equal && !office.store.is_proven().unwrap(), "{}", told(&report));
    let differs: Vec<_> = report.mended.iter().map(|feed| feed.feed.as_str()).collect();
    assert_eq!(differs, [format!("{}/village", village(77))], "and it is found out which");
}
