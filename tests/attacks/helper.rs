//! The office of another province that was lent a record, and wants more of it, or longer.

use client_core::{Clock, Error, Store, SystemClock};
use records::{DocId, Kind};
use serde_json::Value as Json;
use support::{
    VILLAGE,
    inside::{Device, PASSPHRASE, Province},
};

/// The area of the helping office: Surabaya.
const THERE: &str = "35.78";
/// A day, seconds.
const DAY: i64 = 86_400;

fn lend(province: &Province, doc: DocId, to: &Device) -> i64 {
    let (doc, device) = (doc.to_string(), to.store.membership().device().to_string());
    let lent = province.run(&["loan", "give", &doc, "--to", &device, "--reason", "berangkat lewat Juanda"]);
    assert_eq!((lent["state"].as_str(), lent["office"].as_str()), (Some("runs"), Some("Juanda")));
    lent["id"].as_i64().unwrap()
}

/// A province, the village that owns a record, the office elsewhere that was lent it and has it, the record and its loan.
fn lent() -> (Province, Device, Device, DocId, i64) {
    let province = Province::new();
    let (mut ani, mut juanda) = (province.enrol("Ani"), province.enrol_helping("Juanda", THERE));
    let doc = ani.worker("Contoh Satu");
    assert!(ani.sync(&province).equal);
    let loan = lend(&province, doc, &juanda);
    assert!(juanda.sync(&province).equal);
    (province, ani, juanda, doc, loan)
}

fn reviews(province: &Province) -> Vec<Json> {
    let items = province.run(&["review", "list"])["items"].as_array().unwrap().clone();
    items.into_iter().map(|item| item["detail"]["code"].clone()).collect()
}

/// A clock that stands at another time.
#[derive(Debug)]
struct Ahead(i64);

impl Clock for Ahead {
    fn now(&self) -> i64 {
        SystemClock.now() + self.0
    }

    fn fill(&self, bytes: &mut [u8]) {
        SystemClock.fill(bytes);
    }
}

#[test]
fn a_helper_reads_the_record_that_was_lent_and_no_other() {
    let province = Province::new();
    let (mut ani, mut juanda) = (province.enrol("Ani"), province.enrol_helping("Juanda", THERE));
    let (lent, other) = (ani.worker("Contoh Satu"), ani.worker("Contoh Dua"));
    let about = lent.to_string();
    let mut withheld = Vec::new();
    for kind in [Kind::Case, Kind::Screening, Kind::Confidential] {
        withheld.push(ani.record_of(VILLAGE, kind, &[("worker", &about), ("note", "Berutang")]));
    }
    let household = ani.record_of(VILLAGE, Kind::Household, &[("kk_number", "5203130101200000")]);
    assert!(ani.sync(&province).equal && juanda.sync(&province).equal);
    assert!(juanda.store.view(lent).is_err(), "nothing before it is lent");

    lend(&province, lent, &juanda);
    assert!(juanda.sync(&province).equal);
    let view = juanda.store.view(lent).unwrap();
    assert!(view.lent_until.is_some(), "the device knows until when");
    for doc in withheld.into_iter().chain([other, household]) {
        assert!(juanda.store.view(doc).is_err());
    }
    // Nor does another device of the same office.
    let mut neighbour = province.enrol_helping("Gresik", "35.25");
    assert!(neighbour.sync(&province).equal && neighbour.store.view(lent).is_err());
    assert!(ani.sync(&province).equal);
    let told = ani.store.view(lent).unwrap().loans;
    assert_eq!(told.len(), 1);
    assert_eq!((told[0].office.as_str(), told[0].region.as_str()), ("Juanda", THERE));
    assert_eq!((told[0].reason.as_str(), told[0].ended), ("berangkat lewat Juanda", None));
}

#[test]
fn a_helper_cannot_borrow_more_by_saying_that_it_is_the_same_person() {
    let province = Province::new();
    let (mut ani, mut juanda) = (province.enrol("Ani"), province.enrol_helping("Juanda", THERE));
    let (lent, wanted) = (ani.worker("Contoh Satu"), ani.worker("Contoh Dua"));
    assert!(ani.sync(&province).equal);
    lend(&province, lent, &juanda);
    assert!(juanda.sync(&province).equal);
    // Whoever has a NIK and the deployment's key knows the id.
    juanda.edit(lent, "merged_into", &wanted.to_string());
    for _ in 0..2 {
        juanda.sync(&province);
        server::loan::sweep(province.server()).unwrap();
    }
    assert!(juanda.store.view(wanted).is_err());
}

#[test]
fn a_helper_does_not_become_the_owner() {
    let (province, mut ani, mut juanda, doc, _) = lent();
    let before = province.sql(feeds_and_region(doc));
    juanda.edit(doc, "note", "Naik kapal hari ini");
    // A program that was changed names its own village for it.
    juanda.rot(&format!("update document set region = '35.78.01.1001' where id = x'{}'", hex::encode(doc.as_bytes())));
    juanda.edit(doc, "dusun", "Kenjeran");
    juanda.sync(&province);
    assert_eq!(province.sql(feeds_and_region(doc)), before);
    assert_eq!(reviews(&province), Vec::<Json>::new(), "nobody need look at it: the record was lent");
    assert!(ani.sync(&province).equal);
    assert_eq!(ani.text(doc, "note").as_deref(), Some("Naik kapal hari ini"));
}

fn feeds_and_region(
    doc: DocId,
) -> impl FnOnce(&rusqlite::Connection) -> rusqlite::Result<Vec<String>> + Send + 'static {
    move |conn| {
        let mut rows = conn.prepare(
            "select f.name || iif(m.left_seq is null, '', ' left') from document_feed m join feed f on f.id = m.feed
             where m.doc = ?1 union all select region from document where id = ?1 order by 1",
        )?;
        rows.query_map([doc.as_bytes()], |row| row.get(0))?.collect()
    }
}

#[test]
fn a_loan_ends_on_the_device_that_never_hears_of_it_again() {
    let (province, _, mut juanda, doc, _) = lent();
    juanda.edit(doc, "note", "Belum terkirim");
    // Within the lease of the device, behind the end of the loan.
    province.sql(|conn| conn.execute("update loan set until = unixepoch() + 86400", []));
    assert!(juanda.sync(&province).equal);
    juanda.edit(doc, "dusun", "Ditulis tanpa sinyal");
    let dir = juanda.store.dir().to_owned();
    let offline = Store::open_at(&dir, PASSPHRASE, Box::new(Ahead(2 * DAY))).unwrap();
    assert!(matches!(offline.view(doc), Err(Error::LoanOver { .. })));
    assert!(offline.search("Contoh", 10).unwrap().is_empty());
    assert!(offline.has_unsent().unwrap(), "what was written is not lost");
    drop(offline);
    // To set the clock back opens nothing.
    let back = Store::open(&dir, PASSPHRASE).unwrap();
    assert!(matches!(back.view(doc), Err(Error::LoanOver { .. })));
    let shown: i64 = juanda.opened().query_row("select count(*) from projection", [], |row| row.get(0)).unwrap();
    assert_eq!(shown, 0, "nothing of it is shown anywhere");
}

#[test]
fn what_a_helper_sends_after_the_end_is_kept_and_reviewed_and_the_record_leaves_the_device() {
    let (province, mut ani, mut juanda, doc, loan) = lent();
    juanda.edit(doc, "note", "Naik kapal hari ini");
    province.run(&["loan", "end", &loan.to_string()]);
    juanda.sync(&province);
    assert!(juanda.sync(&province).equal);
    assert_eq!(reviews(&province), ["late"]);
    assert!(matches!(juanda.store.view(doc), Err(Error::NoSuchRecord(_))));
    assert_eq!(juanda.store.parted().unwrap().iter().map(|left| left.doc).filter(|left| *left == doc).count(), 1);
    let held: i64 = juanda.opened().query_row("select count(*) from change", [], |row| row.get(0)).unwrap();
    assert_eq!(held, 0, "not one change of it is left there");
    assert!(ani.sync(&province).equal);
    assert_eq!(ani.text(doc, "note").as_deref(), Some("Naik kapal hari ini"), "and nothing is lost");
    assert!(ani.store.view(doc).unwrap().loans[0].ended.is_some());
    assert_eq!(province.run(&["check"])["ok"], true);
}

#[test]
fn who_was_lent_a_record_stands_in_what_the_person_is_shown() {
    let (province, _, mut juanda, doc, loan) = lent();
    let loan = loan.to_string();
    // The hello that shows that it arrived.
    juanda.sync(&province);
    assert!(province.run(&["loan", "show", &loan])["delivered_at"].is_string());
    province.run(&["loan", "end", &loan]);
    juanda.sync(&province);
    let shown = province.run(&["record", "show", &doc.to_string(), "--reason", "permintaan akses"]);
    let traces: Vec<_> = shown["read_by"].as_array().unwrap().iter().collect();
    let what: Vec<_> = traces.iter().filter_map(|trace| trace["what"].as_str()).collect();
    assert_eq!(what, ["loan_given", "loan_delivered", "loan_ended", "record_show"]);
    assert_eq!((&traces[0]["device"], &traces[0]["reason"]), (&"Juanda".into(), &"berangkat lewat Juanda".into()));
    let breach = province.run(&["breach", "--device", &juanda.store.membership().device().to_string()]);
    assert_eq!(breach["people"], 1, "whose record was on the phone is known also after the end");
}

#[test]
fn a_backup_that_knows_a_loan_and_not_its_end_does_not_lend_it_again() {
    let (mut province, mut ani, mut juanda, doc, loan) = lent();
    let loan = loan.to_string();
    let backup = province.back_up();
    province.run(&["loan", "end", &loan]);
    assert!(juanda.sync(&province).equal);
    province.restore(&backup);
    juanda.sync(&province);
    assert!(ani.sync(&province).equal && juanda.sync(&province).equal);
    assert!(juanda.store.view(doc).is_err());
    assert_eq!(province.run(&["loan", "show", &loan])["state"], "ended");
    assert!(ani.store.view(doc).is_ok());
    assert_eq!(province.run(&["check"])["ok"], true);
}

#[test]
fn a_helper_who_refills_a_restored_province_brings_nothing_into_its_own_feed() {
    let mut province = Province::new();
    let (mut ani, mut juanda) = (province.enrol("Ani"), province.enrol_helping("Juanda", THERE));
    let backup = province.back_up();
    let (doc, other) = (ani.worker("Contoh Satu"), ani.worker("Contoh Dua"));
    assert!(ani.sync(&province).equal);
    lend(&province, doc, &juanda);
    assert!(juanda.sync(&province).equal);
    // The backup knows neither the record nor the loan.
    province.restore(&backup);
    juanda.sync(&province);
    assert!(ani.sync(&province).equal);
    juanda.sync(&province);
    assert!(ani.sync(&province).equal);
    for doc in [doc, other] {
        assert!(ani.store.view(doc).is_ok() && juanda.store.view(doc).is_err());
        let feeds = province.sql(feeds_and_region(doc));
        assert!(feeds.iter().all(|feed| !feed.contains("/loan:")), "{feeds:?}");
    }
    // Lent anew, it is there again, the helper's own edits as well.
    lend(&province, doc, &juanda);
    assert!(juanda.sync(&province).equal && juanda.store.view(doc).is_ok());
}

#[test]
fn a_record_that_is_erased_while_it_is_lent_goes_from_the_helper_too() {
    let (province, mut ani, mut juanda, doc, loan) = lent();
    let loan = loan.to_string();
    let act = province.erase(doc).to_string();
    for _ in 0..2 {
        ani.sync(&province);
        juanda.sync(&province);
    }
    assert!(juanda.store.view(doc).is_err());
    let certificate = province.run(&["erase", "certificate", &act]);
    assert_eq!((&certificate["outstanding"], &certificate["complete"]), (&0.into(), &true.into()), "{certificate}");
    assert_eq!(province.run(&["loan", "show", &loan])["state"], "erased");
}

#[test]
fn a_record_that_moves_to_another_village_stays_lent_and_its_owner_changes() {
    let (province, mut ani, mut juanda, doc, _) = lent();
    let mut budi = province.enrol_for("Budi", "52.03.13.2002");
    province.run(&["record", "move", &doc.to_string(), "--to", "52.03.13.2002"]);
    for device in [&mut juanda, &mut ani, &mut budi] {
        assert!(device.sync(&province).equal);
    }
    assert!(juanda.store.view(doc).is_ok() && budi.store.view(doc).is_ok() && ani.store.view(doc).is_err());
    juanda.edit(doc, "note", "Masih dibaca");
    assert!(juanda.sync(&province).equal && budi.sync(&province).equal);
    assert_eq!(budi.text(doc, "note").as_deref(), Some("Masih dibaca"));
    // It leaves the province: nobody reads it any more.
    province.run(&["record", "move", &doc.to_string(), "--to", "51"]);
    for device in [&mut juanda, &mut budi] {
        assert!(device.sync(&province).equal && device.store.view(doc).is_err());
    }
}

#[test]
fn nothing_is_lent_to_who_must_not_have_it() {
    let province = Province::new();
    let (mut ani, budi) = (province.enrol("Ani"), province.enrol_for("Budi", "52.03.13.2002"));
    let mut juanda = province.enrol_helping("Juanda", THERE);
    let worker = ani.worker("Contoh Satu");
    let case = ani.record_of(VILLAGE, Kind::Case, &[("worker", &worker.to_string()), ("narrative", "Upah")]);
    assert!(ani.sync(&province).equal && juanda.sync(&province).equal);
    let refused = |doc: DocId, to: &Device, more: &[&str]| {
        let (doc, device) = (doc.to_string(), to.store.membership().device().to_string());
        let args = [&["loan", "give", &doc, "--to", &device, "--reason", "alasan"], more].concat();
        assert!(province.fails(&args), "{args:?}");
    };
    refused(worker, &ani, &[]);
    refused(case, &budi, &[]);
    refused(worker, &juanda, &["--for", "10m"]);
    refused(worker, &juanda, &["--for", "91d"]);
    province.run(&["device", "revoke", &juanda.store.membership().device().to_string()]);
    refused(worker, &juanda, &[]);
    // Ours is no office of another province, and theirs is not enrolled by mistake.
    assert!(province.fails(&["device", "invite", "--region", THERE, "--officer", "Salah"]));
    assert!(province.fails(&["device", "invite", "--region", VILLAGE, "--officer", "Salah", "--helping"]));
}
