//! Who has a device's files, or the device.

use anyhow::Result;
use client_core::{Clock, Error, Login, Store, SystemClock, bundle, keyring, sealed::Folder};
use records::{DocId, Kind};
use seal::SigningKey;
use server::{
    loss,
    store::{
        inbox, losses,
        reviews::{self, Review},
    },
};
use support::{
    Secrets, VILLAGE,
    inside::{Device, PASSPHRASE, Province, region},
};
use wire::{
    FeedId, Frame, PROTOCOL,
    bundle::Bundle,
    exchange::{Compare, Listing},
    loss::{SignedWipeOrder, WipeOrder},
};

const DAY: i64 = 86_400;

#[test]
fn a_thief_reads_no_name_in_the_files() -> Result<()> {
    let province = Province::new();
    let mut ani = province.enrol("Ani");
    let worker = ani.worker("Contoh Satu");
    ani.record_of(VILLAGE, Kind::Case, &[("worker", &worker.to_string()), ("narrative", "Upah tidak dibayar")]);
    let secrets = Secrets::new(["Contoh Satu", "Upah tidak dibayar", "Petugas Ani", "Lebak"])?;
    // Before and after the log of the database was written back into it.
    let looked_at = secrets.assert_unseen_below(ani.store.dir())?;
    assert!(looked_at.contains("rantau.db") && looked_at.contains("rantau.db-wal"), "{looked_at:?}");
    assert!(ani.sync(&province).equal);
    secrets.assert_unseen_below(ani.store.dir())?;
    secrets.assert_unseen_below(ani.copy().path())?;
    Ok(())
}

#[test]
fn a_thief_who_guesses_opens_nothing_and_damages_nothing() {
    let province = Province::new();
    let mut ani = province.enrol("Ani");
    let worker = ani.worker("Contoh Satu");
    for guess in ["", "sandi", "sandi latihan yang panjan", "sandi latihan yang panjang "] {
        assert!(matches!(Store::open(ani.store.dir(), guess), Err(Error::WrongPassphrase)), "{guess}");
    }
    assert!(ani.store.view(worker).is_ok());
}

/// The machine's clock, set by a thief.
#[derive(Debug, Clone, Copy)]
struct SetBy(i64);

impl Clock for SetBy {
    fn now(&self) -> i64 {
        SystemClock.now() + self.0
    }

    fn fill(&self, bytes: &mut [u8]) {
        SystemClock.fill(bytes);
    }
}

fn now() -> i64 {
    SystemClock.now()
}

fn revoke(province: &Province, device: &Device, lost_at: i64) {
    let id = device.store.membership().device();
    let server = province.server();
    server.store.write_blocking(move |conn| loss::revoke(conn, id, Some(lost_at), None, now())).unwrap();
}

fn wipe(province: &Province, device: &Device) {
    let (server, id) = (province.server(), device.store.membership().device());
    loss::wipe(&server.store, &server.keys, id, None, None).unwrap();
}

/// Somebody carries what lies in the outbox of a device to the province.
fn carry_outbox(province: &Province, device: &Device) -> Vec<Bundle> {
    let folder = Folder::of(device.store.dir());
    let parcels = folder.parcels().unwrap();
    let bundles = parcels.iter().map(|parcel| Bundle::from_bytes(&folder.read(&parcel.name).unwrap()).unwrap());
    let answers = bundles.map(|bundle| province.answer(&bundle)).collect();
    server::admit::drain(province.server());
    answers
}

fn reviews(province: &Province) -> Vec<(i64, Review)> {
    let open = province.server().store.read_blocking(reviews::all_open).unwrap();
    open.into_iter().map(|open| (open.id, open.review)).collect()
}

#[test]
fn a_revoked_phone_reads_and_writes_nothing_more() {
    let province = Province::new();
    let (mut ani, mut budi) = (province.enrol("Ani"), province.enrol("Budi"));
    assert!(ani.sync(&province).equal);
    revoke(&province, &ani, now());
    budi.worker("Contoh Dua");
    assert!(budi.sync(&province).equal);
    let logged = province.logged();
    ani.worker("Contoh Satu");
    let refused = ani.try_sync(&province);
    assert!(matches!(&refused, Err(Error::Refused { code, .. }) if code == "revoked"), "{refused:?}");
    assert_eq!(province.logged(), logged);
    // Nor does a courier bring anything back.
    let out = ani.bundle();
    let answer = province.answer(&out);
    let taken = bundle::take_in(&mut ani.store, &answer.to_bytes(), &mut |_| {});
    assert!(taken.is_err(), "{taken:?}");
    assert_eq!(ani.store.count(&client_core::Filter::default()).unwrap(), 1, "its own record and no other");
}

#[test]
fn a_phone_that_is_revoked_while_it_reads_is_cut_off_there() {
    let province = Province::new();
    let (mut ani, mut budi) = (province.enrol("Ani"), province.enrol("Budi"));
    budi.worker("Contoh Dua");
    assert!(budi.sync(&province).equal);
    let request = ani.request();
    let mut heard = server::exchange::Conversation::new(province.server()).unwrap();
    heard.receive(&request).unwrap();
    let mut answer = heard.answer().unwrap();
    revoke(&province, &ani, now());
    let mut frames = wire::stream::FrameDecoder::new(1 << 20).unwrap();
    let mut told = Vec::new();
    while let Some(chunk) = answer.next_chunk().unwrap() {
        told.extend(frames.decode(&chunk).unwrap().iter().map(Frame::name));
    }
    assert_eq!(told, ["head", "refused"]);
}

/// The request of a device that asks for a record by comparing: it says of its feed that it has nothing of that record.
fn comparing(device: &mut Device, doc: DocId) -> Vec<u8> {
    let mut frames = wire::stream::FrameDecoder::new(1 << 20).unwrap().decode(&device.request()).unwrap();
    let feed = FeedId::village(region(VILLAGE));
    let seq =
        device.opened().query_one("select seq from feed where id = ?1", [feed.to_string()], |row| row.get::<_, i64>(0));
    let listing = Listing { doc, changes: Vec::new() };
    let compare = Compare { feed, seq: seq.unwrap().cast_unsigned(), docs: vec![listing], digests: Vec::new() };
    frames.insert(1, Frame::Compare(compare));
    let mut encoder = wire::stream::FrameEncoder::new().unwrap();
    frames.iter().flat_map(|frame| encoder.encode(frame).unwrap()).collect()
}

#[test]
fn a_phone_that_is_revoked_while_it_compares_is_cut_off_there() {
    let province = Province::new();
    let mut ani = province.enrol("Ani");
    let worker = ani.worker("Contoh Satu");
    assert!(ani.sync(&province).equal);
    let request = comparing(&mut ani, worker);
    let answer = || {
        let mut heard = server::exchange::Conversation::new(province.server()).unwrap();
        heard.receive(&request).unwrap();
        heard.answer().unwrap()
    };
    let mut answer = answer();
    revoke(&province, &ani, now());
    assert_eq!(frames_of(&mut answer, usize::MAX), ["head", "refused"]);
}

/// The names of the frames of an answer, of which so many are taken and no more.
fn frames_of(answer: &mut server::exchange::Answer, most: usize) -> Vec<&'static str> {
    let (mut frames, mut told) = (wire::stream::FrameDecoder::new(1 << 20).unwrap(), Vec::new());
    while told.len() < most
        && let Some(chunk) = answer.next_chunk().unwrap()
    {
        told.extend(frames.decode(&chunk).unwrap().iter().map(Frame::name));
    }
    told
}

#[test]
fn a_phone_that_is_lost_in_the_middle_of_an_answer_counts_with_what_it_was_given() {
    let province = Province::new();
    let (mut ani, mut budi) = (province.enrol("Ani"), province.enrol("Budi"));
    // It said once how far it got: before that, everything counts.
    assert!(ani.sync(&province).equal && ani.sync(&province).equal);
    let worker = budi.worker("Contoh Dua");
    assert!(budi.sync(&province).equal);
    let id = ani.store.membership().device().to_string();
    let people = || province.run(&["breach", "--device", &id])["people"].clone();
    assert_eq!(people(), 0);
    let mut heard = server::exchange::Conversation::new(province.server()).unwrap();
    heard.receive(&ani.request()).unwrap();
    let told = frames_of(&mut heard.answer().unwrap(), 2);
    assert_eq!(told, ["head", "pull"], "and the line is cut");
    assert_eq!(people(), 1);
    let act = province.erase(worker).to_string();
    let devices = province.run(&["erase", "certificate", &act])["devices"].clone();
    assert!(devices.as_array().unwrap().iter().any(|holder| holder["device"] == id.as_str()), "{devices}");
}

#[test]
fn a_phone_that_says_later_that_it_read_less_or_asks_by_comparing_counts_all_the_same() {
    let province = Province::new();
    let (mut ani, mut budi) = (province.enrol("Ani"), province.enrol("Budi"));
    let worker = budi.worker("Contoh Dua");
    assert!(budi.sync(&province).equal);
    assert!(ani.sync(&province).equal && ani.sync(&province).equal);
    let id = ani.store.membership().device();
    let people = || province.run(&["breach", "--device", &id.to_string()])["people"].clone();
    assert_eq!(people(), 1);
    // As it was before anybody noted what is given.
    province.sql(|conn| conn.execute("update device_feed set given = 0", []));
    ani.rot("update feed set seq = 0");
    let mut heard = server::exchange::Conversation::new(province.server()).unwrap();
    heard.receive(&ani.request()).unwrap();
    assert_eq!(people(), 1, "what it said it has");
    ani.rot("update feed set seq = 1");
    let request = comparing(&mut ani, worker);
    province.sql(|conn| conn.execute("update device_feed set given = 0, seq = 0", []));
    let mut heard = server::exchange::Conversation::new(province.server()).unwrap();
    heard.receive(&request).unwrap();
    drop(heard.answer().unwrap());
    assert_eq!(people(), 1, "what it asked for");
}

#[test]
fn a_revoked_phone_is_not_welcome_again_after_a_backup_was_restored() {
    let mut province = Province::new();
    let (mut ani, mut budi) = (province.enrol("Ani"), province.enrol("Budi"));
    assert!(ani.sync(&province).equal && budi.sync(&province).equal);
    let backup = province.back_up();
    for (device, command) in [(&ani, "revoke"), (&budi, "wipe")] {
        province.run(&["device", command, &device.store.membership().device().to_string()]);
    }
    let order = |province: &Province| {
        let id = budi.store.membership().device();
        province.server().store.read_blocking(|conn| losses::of(conn, id)).unwrap().unwrap().order
    };
    let before = order(&province);
    province.restore(&backup);
    assert!(matches!(ani.try_sync(&province), Err(Error::Refused { code, .. }) if code == "revoked"));
    assert!(before.is_some() && order(&province) == before, "and the order to wipe goes on");
}

#[test]
fn what_was_recorded_before_the_loss_still_arrives() {
    let province = Province::new();
    let mut ani = province.enrol("Ani");
    assert!(ani.sync(&province).equal);
    let worker = ani.worker("Contoh Satu");
    ani.edit(worker, "dusun", "Montong");
    revoke(&province, &ani, now());
    carry_outbox(&province, &ani);
    assert_eq!(province.logged().len(), 2);
    let reviewed = reviews(&province);
    assert_eq!(reviewed.len(), 2, "{reviewed:?}");
    assert!(reviewed.iter().all(|(_, review)| review.kind == "late_edit" && review.detail["code"] == "lost_device"));
    // Twice is once.
    carry_outbox(&province, &ani);
    assert_eq!((province.logged().len(), reviews(&province).len()), (2, 2));
}

#[test]
fn a_loss_that_is_said_to_lie_ahead_lets_nothing_in() {
    let province = Province::new();
    let ani = province.enrol("Ani");
    let (id, server) = (ani.store.membership().device(), province.server());
    let ahead = server.store.clock().now() + 3_600;
    let said = server.store.write_blocking(move |conn| loss::revoke(conn, id, Some(ahead), None, ahead - 3_600));
    assert!(matches!(said, Err(server::Error::Usage(_))), "{said:?}");
}

#[test]
fn what_a_thief_wrote_after_the_loss_waits_for_a_reviewer() {
    let province = Province::new();
    let mut ani = province.enrol("Ani");
    assert!(ani.sync(&province).equal);
    revoke(&province, &ani, now() - 3600);
    ani.worker("Contoh Satu");
    carry_outbox(&province, &ani);
    assert!(province.logged().is_empty());
    let mut open = reviews(&province);
    assert_eq!(open.len(), 1);
    let (id, review) = open.remove(0);
    assert_eq!((review.kind.as_str(), &review.detail["code"]), ("refused", &"after_loss".into()));
    // It was the officer after all, who had it back for an hour.
    let accept = server::instruction::Decision::Accept;
    let store = &province.server().store;
    store.write_blocking(move |conn| server::instruction::resolve(conn, id, accept, now())).unwrap();
    let waiting = store.read_blocking(inbox::documents_waiting).unwrap();
    province.server().guardroom.enqueue(waiting);
    server::admit::drain(province.server());
    assert_eq!((province.logged().len(), reviews(&province).len()), (1, 0));
}

#[test]
fn setting_the_clock_back_does_not_lengthen_a_lease() {
    let province = Province::new();
    let ani = province.enrol("Ani");
    let open = |seconds: i64| Store::open_at(ani.store.dir(), PASSPHRASE, Box::new(SetBy(seconds)));
    open(14 * DAY - 600).unwrap();
    // He sets it back before each of the minutes that he needs.
    let openings = (0..20).find(|_| open(0).is_err());
    assert!(openings.is_some_and(|openings| openings <= 10), "{openings:?}");
    assert!(matches!(open(-100 * DAY), Err(Error::ResetNeeded)), "the keys are closed");
}

#[test]
fn a_clock_that_is_set_far_ahead_does_not_cost_the_officer_the_keys() {
    let province = Province::new();
    let ani = province.enrol("Ani");
    let open = |seconds: i64| Store::open_at(ani.store.dir(), PASSPHRASE, Box::new(SetBy(seconds)));
    assert!(matches!(open(5 * 365 * DAY), Err(Error::ClockAhead { .. })));
    open(0).unwrap();
}

fn order(key: &SigningKey, device: &Device) -> SignedWipeOrder {
    let device = device.store.membership().device();
    key.sign_wipe_order(WipeOrder { protocol: PROTOCOL, device, order: [1; 16], at: now() })
}

#[test]
fn a_forged_wipe_order_does_nothing() {
    let province = Province::new();
    let mut ani = province.enrol("Ani");
    let worker = ani.worker("Contoh Satu");
    let forger = SigningKey::generate(&mut seal::OsRandom);
    assert!(ani.store.wipe(&order(&forger, &ani)).is_err());
    assert!(ani.store.view(worker).is_ok());
    Store::open(ani.store.dir(), PASSPHRASE).unwrap();
}

#[test]
fn a_wipe_order_for_another_device_does_nothing() {
    let province = Province::new();
    let (mut ani, budi) = (province.enrol("Ani"), province.enrol("Budi"));
    let worker = ani.worker("Contoh Satu");
    let for_budi = order(&province.server().keys.signing, &budi);
    assert!(ani.store.wipe(&for_budi).is_err());
    assert!(ani.store.view(worker).is_ok());
    Store::open(ani.store.dir(), PASSPHRASE).unwrap();
}

#[test]
fn a_wiped_phone_holds_no_name() -> Result<()> {
    let province = Province::new();
    let (mut ani, mut budi) = (province.enrol("Ani"), province.enrol("Budi"));
    budi.worker("Contoh Dua");
    assert!(budi.sync(&province).equal && ani.sync(&province).equal);
    ani.worker("Contoh Satu");
    wipe(&province, &ani);
    assert!(matches!(ani.try_sync(&province), Err(Error::Wiped)));
    let secrets = Secrets::new(["Contoh Satu", "Contoh Dua", "Petugas Ani", "Lebak"])?;
    secrets.assert_unseen_below(ani.store.dir())?;
    let left: Vec<_> = std::fs::read_dir(ani.store.dir())?.map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["outbox"]);
    assert!(matches!(Store::open(ani.store.dir(), PASSPHRASE), Err(Error::Wiped)));
    // What it had recorded is not lost, and its province knows that it obeyed.
    let before = province.logged().len();
    carry_outbox(&province, &ani);
    assert_eq!(province.logged().len(), before + 1);
    let id = ani.store.membership().device();
    let progress = province.server().store.read_blocking(move |conn| {
        let known = losses::of(conn, id)?.unwrap();
        loss::progress(conn, &known)
    });
    let progress = progress?.unwrap();
    assert!(progress.confirmed_at.is_some());
    assert_eq!(progress.to_come, Some(0));
    Ok(())
}

#[test]
fn an_order_that_a_courier_brings_wipes_as_one_over_the_line() {
    let province = Province::new();
    let mut ani = province.enrol("Ani");
    ani.worker("Contoh Satu");
    let out = ani.bundle();
    wipe(&province, &ani);
    let answer = province.answer(&out);
    let taken = bundle::take_in(&mut ani.store, &answer.to_bytes(), &mut |_| {});
    assert!(matches!(taken, Err(Error::Wiped)), "{taken:?}");
}
/// Even with the key: what the device deletes, it overwrites.
#[test]
fn no_byte_of_an_erased_person_is_left_on_a_device() -> Result<()> {
    let province = Province::new();
    let (mut ani, mut budi) = (province.enrol("Ani"), province.enrol("Budi"));
    let worker = ani.worker("Zulkarnaen Terhapus");
    let stays = ani.worker("Contoh Tetap");
    assert!(ani.sync(&province).equal && budi.sync(&province).equal);
    budi.edit(worker, "note", "Ditulis Luring");
    let secrets = Secrets::new(["Zulkarnaen", "zulkarnaen", "Terhapus", "Ditulis Luring"])?;
    let found = |device: &Device| {
        let folder = tempfile::tempdir().unwrap();
        let plain = folder.path().join("plain.db");
        let db = device.opened();
        db.execute("attach database ?1 as plain key ''", [plain.to_str().unwrap()]).unwrap();
        db.query_row("select sqlcipher_export('plain')", [], |_| Ok(())).unwrap();
        db.execute("detach database plain", []).unwrap();
        secrets.seen_in(&std::fs::read(&plain).unwrap()).len()
    };
    assert!(found(&ani) > 0 && found(&budi) > 0, "the scan finds what is there");
    province.erase(worker);
    for device in [&mut ani, &mut budi] {
        assert!(device.sync(&province).equal);
        assert_eq!(found(device), 0);
        assert!(device.store.view(stays).is_ok());
    }
    Ok(())
}

#[test]
fn a_thief_with_the_files_cannot_open_them() {
    let province = Province::new();
    let mut ani = province.enrol("Ani");
    ani.worker("Contoh Satu");
    let copy = ani.copy();
    for guess in ["", "123456", "rantau", "sandi"] {
        assert!(matches!(Store::open(copy.path(), guess), Err(Error::WrongPassphrase)), "{guess}");
    }
    // A key file of another device opens nothing of this one.
    let budi = province.enrol("Budi");
    std::fs::copy(budi.store.dir().join("rantau.key"), copy.path().join("rantau.key")).unwrap();
    assert!(Store::open(copy.path(), PASSPHRASE).is_err());
    // Nor does an old key file, once the key was changed.
    let old = std::fs::read(ani.store.dir().join("rantau.key")).unwrap();
    ani.store.change_key().unwrap();
    let copy = ani.copy();
    std::fs::write(copy.path().join("rantau.key"), old).unwrap();
    assert!(Store::open(copy.path(), PASSPHRASE).is_err());
    assert!(Store::open(ani.store.dir(), PASSPHRASE).is_ok());
}

#[test]
fn guessing_a_pin_is_slowed_and_survives_a_restart() {
    let province = Province::new();
    let ani = province.enrol("Ani");
    for _ in 0..5 {
        assert!(matches!(Store::open(ani.store.dir(), "593847"), Err(Error::WrongPassphrase)));
    }
    // Every opening reads what the ones before wrote to the disk, as after a restart.
    for _ in 0..3 {
        let Err(Error::TooSoon { seconds }) = Store::open(ani.store.dir(), PASSPHRASE) else { panic!("it was tried") };
        assert!((1..=30).contains(&seconds), "{seconds}");
    }
    // Copied elsewhere, the count goes along.
    assert!(matches!(Store::open(ani.copy().path(), PASSPHRASE), Err(Error::TooSoon { .. })));
}

#[test]
fn a_thief_opens_nothing_of_a_device_that_was_closed() {
    let province = Province::new();
    let ani = province.enrol("Ani");
    keyring::close_until_reset(ani.store.dir()).unwrap();
    assert!(matches!(Store::open(ani.store.dir(), PASSPHRASE), Err(Error::ResetNeeded)));
    let login = Login::passphrase(PASSPHRASE);
    let key = keyring::database_key(ani.store.dir(), &login, &SystemClock);
    assert!(matches!(key, Err(Error::ResetNeeded)));
}
