//! Who was enrolled, and lies.

use client_core::{Filter, SystemClock, enrol::Candidate};
use records::{DocId, Kind};
use seal::{OsRandom, SigningKey};
use server::{admit, enrol, exchange};
use support::{
    VILLAGE,
    inside::{Device, Province},
};
use wire::{
    FeedId, Frame, Pull, Signature,
    exchange::{Entry, Refill, RefillEntry},
    stream::{FrameDecoder, FrameEncoder},
};

const ELSEWHERE: &str = "52.03.13.2002";

/// A store whose program was changed so that it no longer asks what it may write.
fn write_as(device: &mut Device, kind: Kind, doc: DocId, made_in: &str) {
    device.rot(&format!(
        "update document set kind = {}, region = '{made_in}' where id = x'{}'",
        kind.code(),
        hex::encode(doc.as_bytes())
    ));
}

fn kinds_logged(province: &Province) -> Vec<u8> {
    province.sql(|conn| {
        let mut rows = conn.prepare("select distinct kind from document order by kind")?;
        let rows = rows.query_map([], |row| row.get(0))?;
        rows.collect()
    })
}

#[test]
fn a_village_cannot_write_standing_or_a_notice_or_a_figure_of_its_region() {
    for kind in [Kind::Standing, Kind::Notice, Kind::Observation] {
        let province = Province::new();
        let mut ani = province.enrol("Ani");
        let doc = ani.worker("Contoh Satu");
        write_as(&mut ani, kind, doc, VILLAGE);
        ani.sync(&province);
        assert_eq!(kinds_logged(&province), Vec::<u8>::new(), "{kind}");
        let aside = province.sql(|conn| {
            conn.query_row("select count(*) from pushed where state = 'refused' and code <> ''", [], |row| {
                row.get::<_, i64>(0)
            })
        });
        assert_eq!(aside, 1, "{kind}: it is kept aside, with a code");
    }
}

#[test]
fn a_village_cannot_write_into_another_village() {
    let province = Province::new();
    let (mut ani, mut budi) = (province.enrol("Ani"), province.enrol_for("Budi", ELSEWHERE));
    let doc = ani.worker("Contoh Satu");
    write_as(&mut ani, Kind::Worker, doc, ELSEWHERE);
    ani.sync(&province);
    assert!(budi.sync(&province).equal);
    assert!(budi.store.view(doc).is_err(), "a reviewer sees it, the village does not");
}

#[test]
fn a_peer_cannot_read_a_complaint_by_asking_for_its_feed() {
    let province = Province::new();
    let (mut ani, budi) = (province.enrol("Ani"), province.enrol("Budi"));
    let worker = ani.worker("Contoh Satu");
    ani.record_of(VILLAGE, Kind::Case, &[("worker", &worker.to_string()), ("narrative", "Upah tidak dibayar")]);
    assert!(ani.sync(&province).equal);
    let officer = ani.store.membership().officer();
    for feed in [format!("52/officer:{officer}"), format!("{VILLAGE}/office"), format!("{ELSEWHERE}/village")] {
        // Its store follows what it names: so it asks for it, signed by its own key.
        budi.rot(&format!("insert into feed (id, sum) values ('{feed}', zeroblob(32))"));
    }
    let mut budi = budi;
    budi.sync(&province);
    let held: Vec<Kind> = [worker].into_iter().filter_map(|doc| budi.store.view(doc).ok()).map(|v| v.kind).collect();
    assert_eq!(held, [Kind::Worker]);
    assert!(!format!("{:?}", budi.store.status().unwrap()).contains("/office"), "it follows what it may");
}

#[test]
fn a_peer_who_wrote_there_first_does_not_read_what_a_colleague_writes_in_confidence() {
    const SECRET: &str = "Dilecehkan oleh perekrut";
    let province = Province::new();
    let (mut ani, mut liar) = (province.enrol("Ani"), province.enrol("Budi"));
    let mut office = province.enrol_for("Kantor", "52.03.13");
    let worker = ani.worker("Contoh Satu").to_string();
    // Its id follows from the worker's: he makes it beforehand, and waits.
    let trap = liar.record_of(VILLAGE, Kind::Confidential, &[("worker", &worker), ("note", "-")]);
    assert!(liar.sync(&province).equal);
    let doc = ani.record_of(VILLAGE, Kind::Confidential, &[("worker", &worker), ("note", SECRET)]);
    assert_eq!(doc, trap);
    for device in [&mut ani, &mut office, &mut liar] {
        device.sync(&province);
    }
    assert!(liar.store.view(doc).is_err(), "nor has he what he wrote himself");
    let fields = office.store.view(doc).unwrap().fields.len();
    assert!(fields >= 2 && province.logged().len() == 3, "{fields}: the office reads both");
    let bytes =
        liar.opened().query_one("select count(*) from change where doc = ?1", [doc.as_bytes()], |row| row.get(0));
    assert_eq!(bytes, Ok(0_i64));
}

#[test]
fn a_device_whose_name_steers_a_terminal_is_not_enrolled() {
    let province = Province::new();
    for name in ["laptop\u{1b}[2J", "laptop\n0197b0f2  active", "\u{202e}potpal", "", &"x".repeat(101)] {
        let candidate = Candidate::new(province.invite("Ani", VILLAGE), name, &SystemClock);
        let server = province.server();
        let answer = enrol::enrol(&server.store, &server.keys, &server.province, candidate.request().clone());
        assert_eq!(answer.unwrap_err().code(), "malformed", "{name:?}");
    }
}

#[test]
fn nobody_speaks_in_the_name_of_another_device() {
    let province = Province::new();
    let mut ani = province.enrol("Ani");
    ani.worker("Contoh Satu");
    let mut frames = FrameDecoder::new(1 << 20).unwrap().decode(&ani.request()).unwrap();
    let Frame::Hello(hello) = frames.remove(0) else { panic!("a request begins with a hello") };
    // Everything is as Ani says it, but for the key.
    let forged = SigningKey::generate(&mut OsRandom).sign_hello(hello.into_value());
    frames.insert(0, Frame::Hello(forged));
    let mut encoder = FrameEncoder::new().unwrap();
    let request: Vec<u8> = frames.iter().flat_map(|frame| encoder.encode(frame).unwrap()).collect();
    let mut conversation = exchange::Conversation::new(province.server()).unwrap();
    assert_eq!(conversation.receive(&request).unwrap_err().code(), "bad_signature");
    assert!(province.logged().is_empty());
    assert!(ani.sync(&province).equal, "and her number was not used up by it");
}

#[test]
fn a_replayed_request_is_refused_and_changes_nothing() {
    let province = Province::new();
    let mut ani = province.enrol("Ani");
    ani.worker("Contoh Satu");
    let request = ani.request();
    let heard = |request: &[u8]| {
        let mut conversation = exchange::Conversation::new(province.server()).unwrap();
        conversation.receive(request)
    };
    heard(&request).unwrap();
    admit::drain(province.server());
    let logged = province.logged();
    assert_eq!(logged.len(), 1);
    assert_eq!(heard(&request).unwrap_err().code(), "replayed");
    assert_eq!(province.logged(), logged);
}

#[test]
fn hostile_frames_after_an_honest_hello_cost_the_others_nothing() {
    let province = Province::new();
    let (mut ani, mut budi) = (province.enrol("Ani"), province.enrol("Budi"));
    let request = ani.request();
    let frame =
        Frame::Refused(wire::exchange::Refused { code: "x".repeat(1 << 19), message: String::new(), wait: None });
    let mut conversation = exchange::Conversation::new(province.server()).unwrap();
    let noise = FrameEncoder::new().unwrap().encode(&frame).unwrap();
    let _ = conversation.receive(&request).and_then(|()| conversation.receive(&noise));
    let good = budi.worker("Contoh Dua");
    budi.edit(good, "rt", "002");
    assert!(budi.sync(&province).equal);
}

#[test]
fn an_erased_person_does_not_come_back_by_an_offline_device() {
    let province = Province::new();
    let (mut ani, mut budi) = (province.enrol("Ani"), province.enrol("Budi"));
    let worker = ani.worker("Contoh Satu");
    assert!(ani.sync(&province).equal && budi.sync(&province).equal);
    budi.edit(worker, "note", "Ditulis Luring");
    province.erase(worker);
    assert!(ani.sync(&province).equal);
    assert!(budi.sync(&province).equal);
    for device in [&ani, &budi] {
        assert!(device.store.view(worker).is_err() && device.store.is_erased(worker).unwrap());
        assert!(device.store.turned_away().unwrap().is_empty(), "it was known here");
    }
    assert!(province.logged().is_empty());
    let bytes: i64 = province.sql(|conn| conn.query_row("select count(*) from change", [], |row| row.get(0)));
    assert_eq!(bytes, 0, "what was refused was not even kept");
    let status = budi.store.status().unwrap();
    assert_eq!((status.local, status.received, status.only_here), (0, 0, 0), "nothing is under way for ever");
    let mut citra = province.enrol("Citra");
    assert!(citra.sync(&province).equal && citra.store.view(worker).is_err());
}

#[test]
fn an_erased_person_does_not_come_back_by_a_restored_backup() {
    let mut province = Province::new();
    let (mut ani, mut budi) = (province.enrol("Ani"), province.enrol("Budi"));
    let worker = ani.worker("Contoh Satu");
    let stays = ani.worker("Contoh Tetap");
    assert!(ani.sync(&province).equal && budi.sync(&province).equal);
    let backup = province.back_up();
    province.erase(worker);
    assert!(ani.sync(&province).equal);
    province.restore(&backup);
    assert!(province.run(&["erase", "list"])["erasures"][0]["erased_at"].is_string(), "it was erased again at once");
    // Budi was offline all the while; what the province lacks, its devices would hand back.
    assert!(budi.sync(&province).equal && budi.verify(&province).equal && ani.verify(&province).equal);
    for device in [&ani, &budi] {
        assert!(device.store.view(worker).is_err() && device.store.view(stays).is_ok());
    }
    assert_eq!(province.logged().len(), 1);
}

#[test]
fn an_erased_person_does_not_come_back_by_a_backup_that_never_knew_them() {
    let mut province = Province::new();
    let (mut ani, mut budi) = (province.enrol("Ani"), province.enrol("Budi"));
    assert!(ani.sync(&province).equal && budi.sync(&province).equal);
    let backup = province.back_up();
    let worker = ani.worker("Contoh Satu");
    assert!(ani.sync(&province).equal && budi.sync(&province).equal);
    province.erase(worker);
    province.restore(&backup);
    assert!(ani.sync(&province).equal && budi.sync(&province).equal);
    assert!(ani.store.view(worker).is_err() && budi.store.view(worker).is_err());
    assert!(province.logged().is_empty());
}

#[test]
fn an_erased_person_does_not_come_back_on_a_new_machine_without_the_list() {
    let mut province = Province::new();
    let (mut ani, mut budi) = (province.enrol("Ani"), province.enrol("Budi"));
    let worker = ani.worker("Contoh Satu");
    let stays = ani.worker("Contoh Tetap");
    assert!(ani.sync(&province).equal && budi.sync(&province).equal);
    let backup = province.back_up();
    province.erase(worker);
    assert!(ani.sync(&province).equal);
    province.restore_elsewhere(&backup);
    assert_eq!(province.logged().len(), 2, "nobody there knows");
    // Ani heard of it, and shows what the province signed; Budi was offline all the while.
    assert!(ani.sync(&province).equal && budi.sync(&province).equal);
    for device in [&ani, &budi] {
        assert!(device.store.view(worker).is_err() && device.store.view(stays).is_ok());
    }
    assert_eq!(province.logged().len(), 1);
    let erasures = province.run(&["erase", "list"]);
    assert_eq!(
        (&erasures["erasures"][0]["reason"], erasures["erasures"][0]["erased_at"].is_string()),
        (&"forgotten".into(), true)
    );
    // It is shown once in a life of the log.
    let sent = |device: &mut Device| device.sync(&province).bytes_up;
    assert_eq!(sent(&mut ani), sent(&mut ani));
}

#[test]
fn nobody_has_a_record_erased_by_what_the_province_did_not_sign() {
    let province = Province::new();
    let (mut ani, mut budi) = (province.enrol("Ani"), province.enrol("Budi"));
    let (gone, stays) = (ani.worker("Contoh Satu"), ani.worker("Contoh Tetap"));
    assert!(ani.sync(&province).equal && budi.sync(&province).equal);
    let (epoch, feed): (_, FeedId) = (province.server().epoch().id, "52.03.13.2001/village".parse().unwrap());
    let say = |doc| Entry::Leave { doc, erased: true };
    let pull = |doc| Pull {
        feed: feed.clone(),
        first_seq: 3,
        authors: Vec::new(),
        entries: vec![say(doc)],
        signature: Signature([0; 64]),
    };
    // What the province did sign of another record, and what Budi signs himself.
    let mut signed = pull(gone);
    province.server().keys.signing.sign_pull(&mut signed, epoch, &[None]);
    let mut own = pull(stays);
    SigningKey::generate(&mut OsRandom).sign_pull(&mut own, epoch, &[None]);
    for voucher in [signed.voucher(epoch), own.voucher(epoch)] {
        let mut frames = FrameDecoder::new(1 << 20).unwrap().decode(&budi.request()).unwrap();
        frames.insert(1, Frame::Refill(Refill { voucher, entries: vec![RefillEntry::Change(say(stays))] }));
        let mut encoder = FrameEncoder::new().unwrap();
        let request: Vec<u8> = frames.iter().flat_map(|frame| encoder.encode(frame).unwrap()).collect();
        let mut conversation = exchange::Conversation::new(province.server()).unwrap();
        assert_eq!(conversation.receive(&request).unwrap_err().code(), "bad_signature");
    }
    admit::drain(province.server());
    assert_eq!(province.logged().len(), 2);
    assert!(ani.sync(&province).equal && ani.store.view(stays).is_ok());
}

#[test]
fn who_was_erased_is_registered_again_only_at_an_officers_word() {
    let province = Province::new();
    let (mut ani, mut budi) = (province.enrol("Ani"), province.enrol_for("Budi", ELSEWHERE));
    let fields = [("name", "Contoh Satu"), ("nik", "5203131207900000"), ("sex", "L"), ("birth_date", "1990-07-12")];
    let first = ani.record_of(VILLAGE, Kind::Worker, &fields);
    assert!(ani.sync(&province).equal);
    province.erase(first);
    assert!(ani.sync(&province).equal);
    // Budi's village never had the record, so its kiosk cannot know.
    let again = budi.record_of(ELSEWHERE, Kind::Worker, &fields);
    assert_eq!(again, first);
    budi.sync(&province);
    assert!(budi.store.view(again).is_err() && province.logged().is_empty());
    assert_eq!(budi.store.turned_away().unwrap().len(), 1);
    budi.sync(&province);
    assert!(province.logged().is_empty(), "nothing happens by itself");
    let officer = budi.store.membership().officer();
    budi.store.register_again(again, officer).unwrap();
    assert!(budi.sync(&province).equal);
    assert_eq!(province.logged().len(), 1);
    let second = budi.store.list(&Filter::default(), 1, 0).unwrap()[0].doc;
    assert_eq!(ani.record_of(VILLAGE, Kind::Worker, &fields), second, "Ani's kiosk knows, and asks nobody");
}

#[test]
fn a_device_cannot_write_in_the_name_of_a_foreign_officer() {
    let province = Province::new();
    let (mut ani, mut budi) = (province.enrol("Ani"), province.enrol("Budi"));
    let stranger = hex::encode(budi.store.membership().officer().as_bytes());
    ani.worker("Contoh Satu");
    // A program that was changed says that somebody else wrote it, and signs that with the device's own key.
    ani.rot(&format!("update author set officer = x'{stranger}' where id = 1"));
    let report = ani.sync(&province);
    let codes = province.sql(|conn| {
        let mut rows = conn.prepare("select distinct code from pushed where state = 'refused'")?;
        rows.query_map([], |row| row.get::<_, String>(0))?.collect::<rusqlite::Result<Vec<_>>>()
    });
    assert_eq!(codes, ["foreign_officer"], "{report:?}");
    assert!(budi.sync(&province).equal);
    assert_eq!(budi.store.count(&Filter::default()).unwrap(), 0);
}
