use std::{
    collections::BTreeMap,
    fs,
    sync::{
        Mutex,
        atomic::{AtomicBool, Ordering},
    },
};

use super::*;
use crate::{
    Store,
    fixture::{Device, PASSPHRASE, Province, TestClock},
};

const BUDIS: &str = "tiga kerbau di sawah";
const BUDI: OfficerId = OfficerId::from_bytes([0xb; 16]);

fn alone() -> Device {
    Device::new(&Province::new(), 1)
}

fn shared() -> Device {
    let mut ani = alone();
    ani.store.rename_officer("ani".parse().unwrap()).unwrap();
    ani.store.add_officer(BUDI, "Budi Contoh", "budi".parse().unwrap(), BUDIS).unwrap();
    ani
}

fn login<'a>(officer: &'a str, passphrase: &'a str) -> Login<'a> {
    Login { officer: Some(officer), unlock: Unlock::Passphrase(passphrase) }
}

fn open(device: &Device, login: &Login<'_>) -> Result<Store> {
    Store::unlock(device.path(), login, Box::new(device.clock.clone()))
}

#[test]
fn each_officer_opens_the_store_with_a_passphrase_of_their_own_and_works_under_their_own_name() {
    let ani = shared();
    let as_ani = open(&ani, &login("ani", PASSPHRASE)).unwrap();
    let as_budi = open(&ani, &login("Budi", BUDIS)).unwrap();
    assert_eq!(as_ani.membership().officer_name(), "Petugas 1");
    assert_eq!((as_budi.membership().officer(), as_budi.membership().officer_name()), (BUDI, "Budi Contoh"));
    assert!(matches!(open(&ani, &login("ani", BUDIS)), Err(Error::WrongPassphrase)));
    let which = open(&ani, &Login::passphrase(PASSPHRASE));
    assert!(matches!(which, Err(Error::WhichOfficer(handles)) if handles == ["ani", "budi"]));
    assert!(matches!(open(&ani, &login("citra", "x")), Err(Error::NoSuchOfficer(_))));
    let officers = as_budi.officers().unwrap();
    let shown: Vec<_> = officers.iter().map(|officer| (officer.handle.as_str(), officer.here)).collect();
    assert_eq!(shown, [("ani", false), ("budi", true)]);
}

#[test]
fn a_key_file_of_before_there_were_slots_opens_and_is_written_anew() {
    let ani = alone();
    let old = WrappedKey::wrap(&mut seal::OsRandom, &ani.store.key, PASSPHRASE, Cost::light()).unwrap();
    fs::write(ani.path().join(KEY), old.to_bytes()).unwrap();
    assert!(matches!(open(&ani, &Login::passphrase("salah")), Err(Error::WrongPassphrase)));
    let opened = open(&ani, &Login::passphrase(PASSPHRASE)).unwrap();
    assert_eq!(opened.membership().officer(), ani.officer());
    assert!(WrappedKey::from_bytes(&fs::read(ani.path().join(KEY)).unwrap()).is_err(), "it is of today's form");
    assert_eq!(opened.officers().unwrap()[0].handle.as_str(), "petugas-1");
    open(&ani, &login("petugas-1", PASSPHRASE)).unwrap();
}

#[test]
fn a_door_that_costs_less_than_today_is_locked_anew() {
    let ani = alone();
    let weaken = || {
        let mut keyring = Keyring::of(ani.path()).unwrap();
        let identity = keyring.open(&Login::passphrase(PASSPHRASE), ani.clock.now()).unwrap().person.unwrap().identity;
        let (about, text) = (identity.recipient(), identity.to_secret_string());
        let lock =
            Lock::by_passphrase(&mut seal::OsRandom, about.as_bytes(), text.as_bytes(), PASSPHRASE, Cost::light());
        keyring.form.slots_mut()[0].replace(Door::Passphrase(lock.unwrap()));
        keyring.write().unwrap();
    };
    let cost = || Keyring::of(ani.path()).unwrap().slots()[0].doors.iter().find_map(Door::passphrase).unwrap().cost();
    weaken();
    assert_eq!(cost(), Some(Cost::light()));
    open(&ani, &Login::passphrase(PASSPHRASE)).unwrap();
    assert_eq!(cost(), Some(Cost::default()));
}

#[test]
fn wrong_attempts_are_slowed_also_for_the_right_passphrase_until_the_wait_is_over() {
    let ani = shared();
    for _ in 0..5 {
        assert!(matches!(open(&ani, &login("ani", "salah")), Err(Error::WrongPassphrase)));
    }
    assert!(matches!(open(&ani, &login("ani", PASSPHRASE)), Err(Error::TooSoon { seconds: 30 })));
    open(&ani, &login("budi", BUDIS)).unwrap();
    ani.clock.pass(30);
    open(&ani, &login("ani", PASSPHRASE)).unwrap();
    assert!(matches!(open(&ani, &login("ani", "salah")), Err(Error::WrongPassphrase)), "counted from nought");
}

#[test]
fn a_new_passphrase_takes_the_place_of_the_old_one_and_touches_nobody_elses() {
    let mut ani = shared();
    let weak = ani.store.change_passphrase(&login("ani", PASSPHRASE), "123456");
    assert!(matches!(weak, Err(Error::Weak(rule::Weak::Common))));
    ani.store.change_passphrase(&login("ani", PASSPHRASE), "593847").unwrap();
    assert!(matches!(open(&ani, &login("ani", PASSPHRASE)), Err(Error::WrongPassphrase)));
    open(&ani, &login("ani", "593847")).unwrap();
    open(&ani, &login("budi", BUDIS)).unwrap();
}

#[test]
fn an_officer_who_was_removed_opens_nothing_and_the_others_do() {
    let mut ani = shared();
    assert!(matches!(ani.store.remove_officer("ani"), Err(Error::LastOfficer)));
    ani.store.remove_officer("budi").unwrap();
    assert!(matches!(open(&ani, &login("budi", BUDIS)), Err(Error::NoSuchOfficer(_))));
    open(&ani, &Login::passphrase(PASSPHRASE)).unwrap();
}

/// A keystore of a test: it hands out nothing but numbers under which it keeps things.
#[derive(Default)]
struct Chip {
    kept: Mutex<BTreeMap<Vec<u8>, Vec<u8>>>,
    refuses: AtomicBool,
}

impl Keystore for Chip {
    fn lock(&self, secret: &[u8]) -> Result<Vec<u8>, KeystoreError> {
        let mut kept = self.kept.lock().unwrap();
        let name = vec![u8::try_from(kept.len()).unwrap()];
        kept.insert(name.clone(), secret.to_vec());
        Ok(name)
    }

    fn unlock(&self, locked: &[u8]) -> Result<Zeroizing<Vec<u8>>, KeystoreError> {
        if self.refuses.load(Ordering::Relaxed) {
            return Err(KeystoreError("no finger".to_owned()));
        }
        self.kept.lock().unwrap().get(locked).cloned().map(Zeroizing::new).ok_or(KeystoreError("no key".to_owned()))
    }
}

#[test]
fn a_phones_keystore_opens_in_the_place_of_a_passphrase() {
    let mut ani = alone();
    let chip = Chip::default();
    let by_chip = Login { officer: None, unlock: Unlock::Keystore(&chip) };
    assert!(matches!(open(&ani, &by_chip), Err(Error::WrongPassphrase)), "it has no door yet");
    ani.store.add_keystore(&Login::passphrase(PASSPHRASE), &chip, false).unwrap();
    open(&ani, &by_chip).unwrap();
    open(&ani, &Login::passphrase(PASSPHRASE)).unwrap();
    ani.store.add_keystore(&Login::passphrase(PASSPHRASE), &chip, true).unwrap();
    open(&ani, &by_chip).unwrap();
    assert!(matches!(open(&ani, &Login::passphrase(PASSPHRASE)), Err(Error::WrongPassphrase)));
    chip.refuses.store(true, Ordering::Relaxed);
    assert!(matches!(open(&ani, &by_chip), Err(Error::Keystore(_))));
    let elsewhere = Chip::default();
    let login = Login { officer: None, unlock: Unlock::Keystore(&elsewhere) };
    assert!(matches!(open(&ani, &login), Err(Error::Keystore(_))));
}

#[test]
fn a_new_database_key_shuts_out_every_old_copy_of_the_keyring() {
    let mut ani = shared();
    let doc = ani.worker(&[("name", "Siti Contoh")]);
    let (old_ring, old_key) = (fs::read(ani.path().join(KEY)).unwrap(), *ani.store.key.expose());
    ani.store.change_key().unwrap();
    assert_ne!(*ani.store.key.expose(), old_key);
    ani.store.view(doc).unwrap();
    drop(ani.store);
    for (officer, passphrase) in [("ani", PASSPHRASE), ("budi", BUDIS)] {
        let store = Store::unlock(ani.dir.path(), &login(officer, passphrase), Box::new(ani.clock.clone())).unwrap();
        store.view(doc).unwrap();
        store.check().unwrap();
        let mode: String = store.db.pragma_query_value(None, "journal_mode", |row| row.get(0)).unwrap();
        assert_eq!(mode, "wal");
    }
    let connected = crate::open::connect(
        &ani.dir.path().join(crate::open::DATABASE),
        &DatabaseKey::from_bytes(old_key),
        rusqlite::OpenFlags::SQLITE_OPEN_READ_WRITE,
    );
    assert!(connected.is_err(), "the old key opens nothing");
    assert!(!old_ring.is_empty());
}

#[test]
fn a_change_of_key_that_was_cut_is_ended_by_who_opens_the_store_next() {
    for done in [false, true] {
        let ani = shared();
        let Device { dir, clock, mut store } = ani;
        let doc = {
            let region = records::RegionCode::parse(crate::fixture::VILLAGE).unwrap();
            let fields = BTreeMap::from([(records::Path::parse("name").unwrap(), records::Value::from("Siti Contoh"))]);
            let officer = store.membership().officer();
            let new = crate::NewRecord { kind: records::Kind::Worker, region, officer, fields };
            let crate::Created::New { doc, .. } = store.create(&new).unwrap() else { panic!("there") };
            doc
        };
        // What a cut leaves: the keyring knows both keys, and the database has the one or the other.
        let next = DatabaseKey::generate(&mut seal::OsRandom);
        let mut keyring = Keyring::of(dir.path()).unwrap();
        keyring.form.slots_mut().iter_mut().for_each(|slot| slot.prepare(&next).unwrap());
        keyring.write().unwrap();
        drop(keyring);
        if done {
            assert_eq!(crate::open::rekey(&store.db, &next).unwrap(), crate::open::Rekeyed::Done);
        }
        drop(store);
        for (officer, passphrase) in [("budi", BUDIS), ("ani", PASSPHRASE)] {
            let opened = Store::unlock(dir.path(), &login(officer, passphrase), Box::new(clock.clone())).unwrap();
            assert_eq!(opened.key == next, done);
            opened.view(doc).unwrap();
        }
        let keyring = Keyring::of(dir.path()).unwrap();
        let keys = keyring.open(&login("ani", PASSPHRASE), clock.now()).unwrap();
        assert!(keys.next.is_none(), "it is settled");
    }
}

#[test]
fn the_key_is_not_changed_while_another_program_has_the_store_open() {
    let mut ani = shared();
    let other = open(&ani, &login("budi", BUDIS)).unwrap();
    other.status().unwrap();
    let before = *ani.store.key.expose();
    ani.store.db.busy_timeout(std::time::Duration::ZERO).unwrap();
    assert!(matches!(ani.store.change_key(), Err(Error::Busy)));
    assert_eq!(*ani.store.key.expose(), before);
    drop(other);
    ani.store.change_key().unwrap();
}

#[test]
fn a_slot_that_somebody_put_into_the_file_gets_no_new_key() {
    let mut ani = shared();
    let mut keyring = Keyring::of(ani.path()).unwrap();
    let thiefs = Identity::generate();
    let forged = DatabaseKey::generate(&mut seal::OsRandom);
    let slot = Slot::new(OfficerId::from_bytes([7; 16]), Handle::numbered(9), &thiefs, &forged, Vec::new()).unwrap();
    keyring.form.add(slot);
    keyring.write().unwrap();
    drop(keyring);
    assert!(matches!(ani.store.change_key(), Err(Error::Corrupt(_))));
}

fn deposit_of(device: &Device, officer: OfficerId) -> Vec<u8> {
    let deposits = reset::to_deposit(&device.store.db).unwrap();
    deposits.into_iter().find(|(whose, _)| *whose == officer).unwrap().1
}

fn code_of(province: &Province, deposit: &[u8]) -> String {
    ResetSecret::from_bytes(&province.identity.open(deposit, 64).unwrap()).unwrap().to_string()
}

#[test]
fn the_provinces_code_opens_one_officers_slot_once() {
    let province = Province::new();
    let mut ani = Device::new(&province, 1);
    ani.store.rename_officer("ani".parse().unwrap()).unwrap();
    ani.store.add_officer(BUDI, "Budi Contoh", "budi".parse().unwrap(), BUDIS).unwrap();
    let codes = [ani.officer(), BUDI].map(|officer| code_of(&province, &deposit_of(&ani, officer)));
    let again = |officer, code: &str, new| reset(ani.path(), Some(officer), code, new, Box::new(ani.clock.clone()));
    assert!(matches!(again("budi", &codes[0], "lima perahu"), Err(Error::Seal(seal::Error::WrongResetCode))));
    assert!(matches!(again("ani", &codes[0], "123456"), Err(Error::Weak(_))));
    assert_eq!(again("ani", &codes[0], "lima perahu").unwrap().membership().officer(), ani.officer());
    assert!(matches!(again("ani", &codes[0], "enam perahu"), Err(Error::Seal(seal::Error::WrongResetCode))));
    assert!(matches!(open(&ani, &login("ani", PASSPHRASE)), Err(Error::WrongPassphrase)));
    open(&ani, &login("ani", "lima perahu")).unwrap();
    open(&ani, &login("budi", BUDIS)).unwrap();
    let next = code_of(&province, &deposit_of(&ani, ani.officer()));
    assert_ne!(next, codes[0], "another one is deposited");
    again("ani", &next, "enam perahu").unwrap();
}

#[test]
fn a_store_that_was_closed_opens_with_the_provinces_code_alone() {
    let province = Province::new();
    let ani = Device::new(&province, 1);
    let code = code_of(&province, &deposit_of(&ani, ani.officer()));
    close_until_reset(ani.path()).unwrap();
    assert!(matches!(open(&ani, &Login::passphrase(PASSPHRASE)), Err(Error::ResetNeeded)));
    reset(ani.path(), None, &code, "lima perahu", Box::new(ani.clock.clone())).unwrap();
    open(&ani, &Login::passphrase("lima perahu")).unwrap();
}

#[test]
fn bytes_that_are_no_keyring_are_told_and_nothing_panics() {
    let ani = alone();
    let good = fs::read(ani.path().join(KEY)).unwrap();
    for end in 0..good.len() {
        fs::write(ani.path().join(KEY), &good[..end]).unwrap();
        assert!(Keyring::of(ani.path()).is_err(), "{end}");
    }
    let text = String::from_utf8_lossy(&good).into_owned();
    assert!(!text.contains("Petugas"), "no name stands in the file");
    let _ = TestClock::new(1);
}
