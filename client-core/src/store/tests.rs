use std::fs;

use super::*;
use crate::fixture::{Device, PASSPHRASE, Province, TestClock, ani_and_budi};

#[test]
fn a_store_opens_again_with_everything_in_it() {
    let (mut ani, _, _) = ani_and_budi();
    let doc = ani.worker(&[("name", "Siti Contoh")]);
    assert_eq!(ani.reopen().view(doc).unwrap().fields, ani.store.view(doc).unwrap().fields);
    ani.store.check().unwrap();
}

#[test]
fn a_wrong_passphrase_is_told_from_a_damaged_store_and_touches_nothing() {
    let (ani, _, _) = ani_and_budi();
    assert!(matches!(Store::open(ani.path(), "salah"), Err(Error::WrongPassphrase)));
    assert!(ani.path().join(DATABASE).exists());
}

#[test]
fn there_is_one_store_in_a_directory() {
    let (mut ani, budi, province) = ani_and_budi();
    let doc = ani.worker(&[("name", "Siti Contoh")]);
    let again = Store::enrolled(ani.path(), "lain", province.enrol(3, &budi.clock), Box::new(budi.clock.clone()));
    assert!(matches!(again, Err(Error::AlreadyEnrolled(_))));
    ani.reopen().view(doc).unwrap();
    let empty = tempfile::tempdir().unwrap();
    assert!(matches!(Store::open(empty.path(), PASSPHRASE), Err(Error::NotEnrolled(_))));
}

#[test]
fn a_draft_that_is_given_up_leaves_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let clock = TestClock::new(1);
    drop(Draft::begin(dir.path(), PASSPHRASE, &clock).unwrap());
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
}

#[test]
fn a_damaged_store_is_set_aside_with_its_key_and_never_deleted() {
    let Device { dir, clock, store } = Device::new(&Province::new(), 1);
    drop(store);
    let file = dir.path().join(DATABASE);
    let mut bytes = fs::read(&file).unwrap();
    bytes[100..400].fill(0x55);
    fs::write(&file, &bytes).unwrap();

    let opened = Store::open_at(dir.path(), PASSPHRASE, Box::new(clock));
    let Err(Error::Damaged { set_aside }) = opened else { panic!("opened, or another error: {opened:?}") };
    assert_eq!(set_aside.file_name().unwrap(), "rantau.db.damaged-2026-11-18T110640Z");
    assert_eq!(fs::read(set_aside).unwrap(), bytes);
    assert!(dir.path().join("rantau.key.damaged-2026-11-18T110640Z").exists());
    assert!(!is_enrolled(dir.path()));
}

#[test]
fn a_full_disk_is_said_plainly_and_leaves_the_store_readable() {
    let (mut ani, _, _) = ani_and_budi();
    let doc = ani.worker(&[("name", "Siti Contoh")]);
    let pages: i64 = ani.store.db.pragma_query_value(None, "page_count", |row| row.get(0)).unwrap();
    ani.store.db.pragma_update(None, "max_page_count", pages).unwrap();

    let seen = ani.store.view(doc).unwrap().heads;
    let long = "x".repeat(1900);
    let note = [document::Intent::set("note", long.as_str()).unwrap()];
    let full = (0..50).find_map(|_| ani.store.edit(doc, ani.officer(), &seen, &note).err());
    assert!(matches!(full, Some(Error::DiskFull)), "{full:?}");
    assert_eq!(ani.store.search("siti", 5).unwrap().len(), 1);
    ani.store.check().unwrap();
}

#[test]
fn two_programs_may_write_to_one_store() {
    let (ani, _, _) = ani_and_budi();
    let programs = [11, 12].map(|number| {
        let clock = TestClock::new(number);
        let store = Store::open_at(ani.path(), PASSPHRASE, Box::new(clock.clone())).unwrap();
        Device { dir: tempfile::tempdir().unwrap(), clock, store }
    });
    std::thread::scope(|scope| {
        for mut program in programs {
            scope.spawn(move || {
                for at in 0..20 {
                    program.worker(&[("name", &format!("Orang {at}"))]);
                }
            });
        }
    });
    assert_eq!(ani.store.count(&crate::Filter::default()).unwrap(), 40);
}

#[test]
fn no_file_holds_a_name_or_a_number() {
    let (mut ani, _, _) = ani_and_budi();
    for at in 0..20 {
        ani.worker(&[
            ("name", "Zulkarnaen Rahasia"),
            ("kk_number", "5203131207900000"),
            ("dusun", &format!("Tersembunyi {at}")),
        ]);
    }
    let mut read = 0;
    let entries = [ani.path().to_owned(), ani.path().join("outbox")].map(|folder| fs::read_dir(folder).unwrap());
    let paths = entries.into_iter().flatten().map(|entry| entry.unwrap().path());
    for path in paths.filter(|path| path.is_file()) {
        let bytes = fs::read(&path).unwrap();
        for secret in ["Zulkarnaen", "zulkarnaen", "Rahasia", "5203131207900000", "Tersembunyi", "SQLite format"] {
            let found = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
            assert!(!found, "{secret} in {}", path.display());
        }
        read += bytes.len();
    }
    assert!(read > 20_000, "the files were read");
}

#[cfg(unix)]
#[test]
fn the_directory_is_private_to_its_account() {
    use std::os::unix::fs::PermissionsExt;

    let (_, budi, province) = ani_and_budi();
    let parent = tempfile::tempdir().unwrap();
    let dir = parent.path().join("rantau");
    Store::enrolled(&dir, PASSPHRASE, province.enrol(3, &budi.clock), Box::new(budi.clock.clone())).unwrap();
    assert_eq!(fs::metadata(&dir).unwrap().permissions().mode() & 0o777, 0o700);
}

#[cfg(unix)]
#[test]
fn in_a_directory_that_others_may_read_they_read_no_file_of_the_store() {
    use std::os::unix::fs::PermissionsExt;

    let (_, budi, province) = ani_and_budi();
    let open = tempfile::tempdir().unwrap();
    fs::set_permissions(open.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let mut store =
        Store::enrolled(open.path(), PASSPHRASE, province.enrol(3, &budi.clock), Box::new(budi.clock.clone())).unwrap();
    store.write(|_, _| Ok(())).unwrap();
    for entry in fs::read_dir(open.path()).unwrap().map(Result::unwrap) {
        let (name, mode) = (entry.file_name(), entry.metadata().unwrap().permissions().mode());
        // What only says that somebody waits is empty.
        assert!(mode & 0o077 == 0 || entry.metadata().unwrap().len() == 0, "{name:?} {mode:o}");
    }
}
